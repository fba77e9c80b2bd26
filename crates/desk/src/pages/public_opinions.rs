//! Pages on public opinion that has to be answered.

use askama::Template;
use mingjing_design::components::{ErrorSummary, HourBadge, Link, Pagination};
use mingjing_design::frame::Frame;

use super::CaseStepView;
use crate::tried::Tried;

/// A case in a list.
pub(crate) struct OpinionLineView {
    pub(crate) id: String,
    pub(crate) number: String,
    pub(crate) title: String,
    pub(crate) level: String,
    pub(crate) agency: String,
    pub(crate) state: &'static str,
    pub(crate) late: bool,
    /// What is waited for, how far its time has gone, and its clock.
    pub(crate) next: Option<(&'static str, String, HourBadge)>,
    pub(crate) closed_at: String,
}

/// Cases of an office or an agency.
#[derive(Template)]
#[template(path = "public_opinions.html")]
pub(crate) struct OpinionsPage {
    pub(crate) frame: Frame,
    /// Whether the person may judge.
    pub(crate) office: bool,
    pub(crate) may_note: bool,
    /// `office` or `agency`.
    pub(crate) side: &'static str,
    pub(crate) open: bool,
    pub(crate) total: u64,
    pub(crate) lines: Vec<OpinionLineView>,
    pub(crate) pagination: Pagination,
}

/// The form for what was seen.
#[derive(Template)]
#[template(path = "public_opinion_new.html")]
pub(crate) struct OpinionNewPage {
    pub(crate) frame: Frame,
    pub(crate) token: String,
    pub(crate) summary: ErrorSummary,
    /// What stands in the form before anything is typed: the own agency, and now.
    pub(crate) agency: String,
    pub(crate) now: String,
    pub(crate) tried: Tried,
}

impl OpinionNewPage {
    fn or<'a>(&'a self, name: &str, otherwise: &'a str) -> &'a str {
        if self.tried.is_refused() { self.tried.form.text(name) } else { otherwise }
    }
}

/// A level to choose.
pub(crate) struct LevelView {
    pub(crate) key: String,
    pub(crate) title: String,
    pub(crate) summary: String,
}

/// A clock of a case.
pub(crate) struct OpinionClockView {
    pub(crate) waits_for: &'static str,
    /// From when, and where the hours stand.
    pub(crate) basis: String,
    pub(crate) due: String,
    /// The clock while it runs.
    pub(crate) running: Option<HourBadge>,
    pub(crate) reached: String,
    /// When it was done, in words; empty while it was not.
    pub(crate) done: String,
}

/// What a person may do with a case.
pub(crate) struct OpinionSteps {
    pub(crate) state: &'static str,
    pub(crate) office: bool,
    pub(crate) agency: bool,
    pub(crate) prepare: bool,
    /// Whether anything was answered in public.
    pub(crate) answered: bool,
}

/// One case.
#[derive(Template)]
#[template(path = "public_opinion.html")]
pub(crate) struct OpinionPage {
    pub(crate) frame: Frame,
    pub(crate) token: String,
    pub(crate) id: String,
    pub(crate) version: i64,
    pub(crate) number: String,
    pub(crate) title: String,
    pub(crate) text: String,
    pub(crate) seen: String,
    pub(crate) found: String,
    pub(crate) happened: String,
    /// How it came.
    pub(crate) source: &'static str,
    pub(crate) office: String,
    pub(crate) agency: String,
    /// Code of the agency, for the form.
    pub(crate) agency_code: String,
    pub(crate) level: String,
    /// Key of the level, for the form.
    pub(crate) level_key: String,
    pub(crate) levels: Vec<LevelView>,
    pub(crate) meeting: &'static str,
    pub(crate) state: &'static str,
    pub(crate) ending: Option<&'static str>,
    pub(crate) late: bool,
    pub(crate) clocks: Vec<OpinionClockView>,
    pub(crate) links: Vec<Link>,
    pub(crate) history: Vec<CaseStepView>,
    pub(crate) steps: OpinionSteps,
    pub(crate) today: String,
    /// The step that was refused, with what was typed for it.
    pub(crate) tried: Tried,
    pub(crate) summary: ErrorSummary,
}

impl OpinionPage {
    fn is_at(&self, state: &str) -> bool {
        self.steps.state == state
    }

    fn is_open(&self) -> bool {
        self.is_at("responding") || self.is_at("responded")
    }

    /// A word of the judgement: what was typed, else as it stands.
    fn kept<'a>(&'a self, name: &str, stands: &'a str) -> &'a str {
        if self.tried.refuses("judge") { self.tried.form.text(name) } else { stands }
    }
}
