//! `/hearings`: hearings and meetings for which people sign up, who takes part, and how to draw the lot again.

use askama::Template;
use mingjing_design::components::{Breadcrumb, DaysBadge, ErrorSummary, Link, Pagination};
use mingjing_design::frame::Frame;

use super::RelatedGroup;

/// A hearing or meeting in a list.
#[derive(Debug, Clone)]
pub struct HearingEntry {
    /// The notice, with the address of its sign-up.
    pub what: Link,
    /// Whose it is.
    pub agency: String,
    /// Days left to sign up.
    pub days: Option<DaysBadge>,
    /// When it is held, and what else there is to say.
    pub note: String,
    /// How many people signed up.
    pub sign_ups: i64,
    /// Whether it became known too late who takes part, or is not known although it should be.
    pub late: bool,
}

/// All of them.
#[derive(Debug, Clone, Template)]
#[template(path = "hearings.html")]
pub struct HearingsPage {
    /// Around the page.
    pub frame: Frame,
    /// People may sign up, or soon.
    pub open: Vec<HearingEntry>,
    /// The last day to sign up is over; it is not public who takes part.
    pub waiting: Vec<HearingEntry>,
    /// It is public who takes part.
    pub settled: Vec<HearingEntry>,
    /// Of those.
    pub pagination: Pagination,
}

/// Somebody who takes part.
#[derive(Debug, Clone)]
pub struct Participant {
    /// The code that was drawn; empty for who was invited.
    pub code: String,
    /// For which side.
    pub side: String,
    /// Name, where the person agreed; else empty.
    pub name: String,
}

/// A step of the lot, with the version of the notice that made it public.
#[derive(Debug, Clone)]
pub struct LotStep {
    /// What it is.
    pub title: &'static str,
    /// What it means.
    pub words: &'static str,
    /// What is public: a digest, a seed; empty for a list.
    pub value: String,
    /// The version and its receipt in the log; none while it is not public.
    pub version: Option<(Link, Link)>,
}

/// One of them.
#[derive(Debug, Clone, Template)]
#[template(path = "hearing.html")]
pub struct HearingPage {
    /// Around the page.
    pub frame: Frame,
    /// Where it stands.
    pub breadcrumb: Breadcrumb,
    /// Identity of the notice.
    pub id: String,
    /// Title of the notice.
    pub title: String,
    /// What one takes part in.
    pub what: String,
    /// State in words.
    pub state: &'static str,
    /// In a list.
    pub entry: HearingEntry,
    /// First and last day to sign up.
    pub period: (String, String),
    /// The day it is held.
    pub held_on: String,
    /// The last day on which it may become known who takes part.
    pub known_by: String,
    /// Sides and their places.
    pub sides: Vec<(String, u32)>,
    /// Which public number is mixed in; may be empty.
    pub number_source: String,
    /// Whether people may sign up today.
    pub is_open: bool,
    /// Who takes part, as far as that is public.
    pub people: Vec<Participant>,
    /// What became public of the lot, or will.
    pub steps: Vec<LotStep>,
    /// The draft, the decision, the record of the hearing.
    pub related: Vec<RelatedGroup>,
}

/// An entry with the digest that orders it.
#[derive(Debug, Clone)]
pub struct RankedEntry {
    /// The code.
    pub code: String,
    /// SHA-256 of seed, public number and code.
    pub rank: String,
    /// Whether it was drawn.
    pub chosen: bool,
}

/// Entries of one side.
#[derive(Debug, Clone)]
pub struct RankedSide {
    /// The side.
    pub name: String,
    /// Places.
    pub places: u32,
    /// How many entries there are.
    pub total: usize,
    /// Its entries in the order of the lot; before the seed is opened, in the order of the list.
    pub entries: Vec<RankedEntry>,
}

/// How to draw the lot again.
#[derive(Debug, Clone, Template)]
#[template(path = "hearing_check.html")]
pub struct HearingCheckPage {
    /// Around the page.
    pub frame: Frame,
    /// Where it stands.
    pub breadcrumb: Breadcrumb,
    /// Identity of the notice.
    pub id: String,
    /// The promise.
    pub commitment: String,
    /// The seed, once it is opened.
    pub seed: Option<String>,
    /// The public number; empty where there is none.
    pub number: String,
    /// Which public number was promised; may be empty.
    pub number_source: String,
    /// Versions of the notice that hold promise, list and seed.
    pub versions: [Option<Link>; 3],
    /// Entries by side; empty before the list is public.
    pub sides: Vec<RankedSide>,
}

impl HearingCheckPage {
    /// An entry to show the computation with.
    fn example(&self) -> Option<&RankedEntry> {
        self.sides.iter().flat_map(|side| &side.entries).next()
    }
}

/// What was typed into the form.
#[derive(Debug, Clone, Default)]
pub struct TypedSignUp {
    /// For which side.
    pub side: String,
    /// Name.
    pub name: String,
    /// Telephone.
    pub phone: String,
    /// Address for the result.
    pub mail: String,
    /// Occupation and reason.
    pub reason: String,
    /// Whether the name may be published.
    pub publish_name: bool,
}

/// The form to sign up.
#[derive(Debug, Clone, Template)]
#[template(path = "sign_up_form.html")]
pub struct SignUpFormPage {
    /// Around the page.
    pub frame: Frame,
    /// What is wrong.
    pub summary: ErrorSummary,
    /// Identity of the notice.
    pub id: String,
    /// Title of the notice.
    pub title: String,
    /// Last day to sign up.
    pub until: String,
    /// Sides and their places.
    pub sides: Vec<(String, u32)>,
    /// Field and what is wrong with it.
    pub wrong: Vec<(String, String)>,
    /// What was typed.
    pub typed: TypedSignUp,
    /// The token of this form.
    pub once: String,
    /// Longest reason, in characters.
    pub longest: usize,
    /// Whether this site sends mail.
    pub sends_mail: bool,
}

impl SignUpFormPage {
    fn error(&self, field: &str) -> Option<&str> {
        self.wrong.iter().find(|(name, _)| name == field).map(|(_, text)| text.as_str())
    }

    fn mail_help(&self) -> &'static str {
        "填了，结果公布时发一封邮件告诉您。"
    }
}

/// What whoever signed up keeps.
#[derive(Debug, Clone, Template)]
#[template(path = "sign_up_receipt.html")]
pub struct SignUpReceiptPage {
    /// Around the page.
    pub frame: Frame,
    /// The notice.
    pub notice: Link,
    /// The code that shows the sign-up.
    pub code: String,
    /// The code that is drawn.
    pub entry: String,
    /// Whether the same form had come before.
    pub again: bool,
}

/// A sign-up as whoever sent it sees it on `/track`.
#[derive(Debug, Clone, Template)]
#[template(path = "sign_up_track.html")]
pub struct SignUpTrackPage {
    /// Around the page.
    pub frame: Frame,
    /// Why a step was refused.
    pub summary: ErrorSummary,
    /// The receipt code.
    pub code: String,
    /// The notice.
    pub notice: Link,
    /// Name of the agency.
    pub agency: String,
    /// The day it came.
    pub on: String,
    /// The day it is held.
    pub held_on: String,
    /// The code that is drawn.
    pub entry: String,
    /// For which side.
    pub side: String,
    /// Name; empty once it is forgotten.
    pub name: String,
    /// How it stands, in a sentence.
    pub result: &'static str,
    /// State of the selection in words.
    pub state: &'static str,
    /// Why it is not accepted.
    pub left_out: Option<String>,
    /// Whether it may be taken back.
    pub may_take_back: bool,
}
