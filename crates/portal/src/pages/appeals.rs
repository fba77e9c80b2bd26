//! `/appeals`, `/appeals/new` and an appeal under `/track`.

use askama::Template;
use mingjing_design::components::{ClockBadge, ErrorSummary, Link, TileMap};
use mingjing_design::frame::Frame;

use super::{Entry, FileRow, NoticeLine};

/// Cases of a kind or a region, counted.
#[derive(Debug, Clone)]
pub struct AppealNumbers {
    /// What is counted, with the address of its parts where it has some.
    pub name: String,
    /// The address; empty where it has none.
    pub href: String,
    /// Came in.
    pub received: u64,
    /// Answered.
    pub answered: u64,
    /// Of these, after the last day.
    pub late: u64,
    /// Wait for an answer.
    pub in_hand: u64,
    /// Of these, after the last day.
    pub overdue: u64,
    /// Of those who said so, how many are content, in percent; a dash where nobody did.
    pub satisfied: String,
}

/// The numbers of a region.
#[derive(Debug, Clone, Template)]
#[template(path = "appeals.html")]
pub struct AppealsPage {
    /// Around the page.
    pub frame: Frame,
    /// Name of the region.
    pub region: String,
    /// The region above it.
    pub above: Option<Link>,
    /// All of them.
    pub total: AppealNumbers,
    /// Answers that are not published, on a ground.
    pub withheld: u64,
    /// By kind.
    pub kinds: Vec<AppealNumbers>,
    /// By region.
    pub regions: Vec<AppealNumbers>,
    /// Where they come from; none where there are none, or the region has no parts.
    pub map: Option<TileMap>,
    /// Agencies with what they have overdue.
    pub agencies: Vec<(Link, u64)>,
    /// Notices of supervision about what many appealed for, each with how far it is.
    pub followed: Vec<FollowedLine>,
    /// The list of published answers.
    pub answers: String,
}

/// A published notice of supervision.
#[derive(Debug, Clone)]
pub struct FollowedLine {
    /// Its page.
    pub notice: Link,
    /// Who is supervised.
    pub agency: String,
    /// How many appeals it was about.
    pub appeals: Option<u64>,
    /// How far it is, with its last day.
    pub state: String,
    /// Whether that is over.
    pub overdue: bool,
}

/// What was typed into the form.
#[derive(Debug, Clone, Default)]
pub struct TypedAppeal {
    /// Kind.
    pub kind: String,
    /// Code of the region.
    pub region: String,
    /// Code of the agency; empty for the office.
    pub agency: String,
    /// In a line.
    pub title: String,
    /// In full.
    pub text: String,
    /// Name.
    pub name: String,
    /// Telephone or mail.
    pub contact: String,
    /// Address for letters.
    pub address: String,
    /// Where progress is told.
    pub mail: String,
    /// Whether the answer may become public.
    pub consent: bool,
}

/// A kind that can be chosen.
#[derive(Debug, Clone)]
pub struct KindChoice {
    /// Its key.
    pub key: &'static str,
    /// Its title.
    pub title: String,
    /// What it is for.
    pub summary: String,
}

/// Regions that can be chosen, those of one city together.
#[derive(Debug, Clone)]
pub struct RegionChoice {
    /// Name of the province or the city.
    pub title: String,
    /// Code and name.
    pub regions: Vec<(String, String)>,
}

/// What is offered before the appeal is sent.
#[derive(Debug, Clone, Default)]
pub struct AppealAdvice {
    /// Agencies that may have it: code and name.
    pub agencies: Vec<(String, String)>,
    /// Name of the office that decides otherwise.
    pub office: String,
    /// Answers to appeals of others.
    pub answers: Vec<Entry>,
    /// Guides to services.
    pub guides: Vec<Entry>,
    /// How many say almost the same.
    pub same: u64,
    /// The answer to one of them.
    pub same_answer: Option<String>,
}

/// The form.
#[derive(Debug, Clone, Template)]
#[template(path = "appeal_form.html")]
pub struct AppealFormPage {
    /// Around the page.
    pub frame: Frame,
    /// What is wrong.
    pub summary: ErrorSummary,
    /// Kinds.
    pub kinds: Vec<KindChoice>,
    /// Regions.
    pub regions: Vec<RegionChoice>,
    /// Field and what is wrong with it.
    pub wrong: Vec<(String, String)>,
    /// What was typed.
    pub typed: TypedAppeal,
    /// What is offered; none before it was asked for.
    pub advice: Option<AppealAdvice>,
    /// The token of this form.
    pub once: String,
    /// Files that came with it and are kept.
    pub files: Vec<FileRow>,
    /// Whether this site sends mail.
    pub sends_mail: bool,
}

impl AppealFormPage {
    fn files_label(&self) -> &'static str {
        "照片、材料（可以不上传）"
    }

    fn error(&self, field: &str) -> Option<&str> {
        self.wrong.iter().find(|(name, _)| name == field).map(|(_, text)| text.as_str())
    }

    fn mail_help(&self) -> &'static str {
        "填了，办到下一步就发一封邮件告诉您；邮件里不写内容。"
    }
}

/// What the writer keeps.
#[derive(Debug, Clone, Template)]
#[template(path = "appeal_receipt.html")]
pub struct AppealReceiptPage {
    /// Around the page.
    pub frame: Frame,
    /// The code.
    pub code: String,
    /// What people call the case.
    pub number: String,
    /// Name of the agency.
    pub agency: String,
    /// The day.
    pub lodged_on: String,
    /// The last day for what happens next.
    pub due_on: String,
    /// Whether the same form had come before.
    pub again: bool,
}

/// A case as its writer sees it.
#[derive(Debug, Clone, Template)]
#[template(path = "appeal_track.html")]
pub struct AppealTrackPage {
    /// Around the page.
    pub frame: Frame,
    /// What is wrong with a step.
    pub summary: ErrorSummary,
    /// What was done just now; empty where nothing was.
    pub done: &'static str,
    /// The code.
    pub code: String,
    /// What people call it.
    pub number: String,
    /// What is wanted.
    pub kind: String,
    /// Name of the agency that has it.
    pub agency: String,
    /// Where it happened.
    pub region: String,
    /// In a line.
    pub title: String,
    /// In full.
    pub text: String,
    /// State in words.
    pub state: &'static str,
    /// How it was answered.
    pub ending: Option<&'static str>,
    /// Whether that was after the last day.
    pub late: bool,
    /// What is waited for.
    pub waits: Option<String>,
    /// Its clock.
    pub clock: Option<ClockBadge>,
    /// What happened.
    pub notices: Vec<NoticeLine>,
    /// Whether it can be urged and taken back.
    pub may_urge: bool,
    /// Whether the answer can be rated.
    pub may_rate: bool,
    /// Whether it can be handled again.
    pub may_reopen: bool,
    /// Why the answer is not published.
    pub withheld: Option<String>,
    /// Address of the published answer.
    pub public_answer: Option<String>,
    /// Files: the writer's own, and those of the answer.
    pub files: Vec<FileRow>,
}
