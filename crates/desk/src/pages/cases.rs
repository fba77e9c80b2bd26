//! Pages on cases in hand.

use askama::Template;
use askama::filters::HtmlSafe;
use mingjing_actions::in_hand::Numbers;
use mingjing_design::components::{ClockBadge, Pagination};
use mingjing_design::frame::Frame;

/// A case in the list.
pub(crate) struct InHandView {
    pub(crate) href: String,
    pub(crate) kind: &'static str,
    /// Its number, or its title where it has none.
    pub(crate) name: String,
    /// What it is about; empty where its title is the name already.
    pub(crate) subject: String,
    pub(crate) state: &'static str,
    /// Whether this person may take the next step.
    pub(crate) for_me: bool,
    /// Whether it waits for somebody outside.
    pub(crate) outside: bool,
    /// Who handles it; empty where nobody was named.
    pub(crate) handler: String,
    pub(crate) clock: Option<ClockBadge>,
    pub(crate) due: String,
}

/// A colleague who is away.
pub(crate) struct AwayView {
    pub(crate) name: String,
    pub(crate) stand_in: String,
}

/// Cases in hand of an agency.
#[derive(Template)]
#[template(path = "cases.html")]
pub(crate) struct CasesPage {
    pub(crate) frame: Frame,
    pub(crate) kinds: Vec<(&'static str, &'static str)>,
    pub(crate) whens: Vec<(&'static str, &'static str)>,
    pub(crate) kind: &'static str,
    pub(crate) when: &'static str,
    pub(crate) mine: bool,
    pub(crate) soon_days: u32,
    pub(crate) numbers: Numbers,
    /// Whether this person sees cases over other agencies.
    pub(crate) oversees: bool,
    pub(crate) keeps_templates: bool,
    /// Whether this person sees the figures of the own agency.
    pub(crate) sees_figures: bool,
    pub(crate) away: Vec<AwayView>,
    pub(crate) lines: Vec<InHandView>,
    /// Whether it is the first page.
    pub(crate) first: bool,
    pub(crate) next: Option<String>,
}

impl CasesPage {
    fn is_kind(&self, key: &str) -> bool {
        self.kind == key
    }

    fn is_when(&self, key: &str) -> bool {
        self.when == key
    }
}

/// What one agency has in hand.
pub(crate) struct AgencyNumbersView {
    pub(crate) name: String,
    /// Where its figures are; none where this person does not see them.
    pub(crate) figures: Option<String>,
    /// By procedure: the address of the list, empty where there is none for this person, and the numbers.
    pub(crate) each: Vec<(String, Numbers)>,
    pub(crate) all: Numbers,
}

/// What the agencies of a region have in hand.
#[derive(Template)]
#[template(path = "cases_overview.html")]
pub(crate) struct CaseOverviewPage {
    pub(crate) frame: Frame,
    pub(crate) kinds: Vec<&'static str>,
    pub(crate) orders: Vec<(&'static str, &'static str)>,
    pub(crate) order: &'static str,
    pub(crate) soon_days: u32,
    pub(crate) all: Numbers,
    /// How many agencies have something in hand.
    pub(crate) many: usize,
    pub(crate) lines: Vec<AgencyNumbersView>,
    pub(crate) pagination: Pagination,
}

impl CaseOverviewPage {
    fn is_order(&self, key: &str) -> bool {
        self.order == key
    }
}

/// Who handles a case, as part of its page.
#[derive(Template)]
#[template(path = "case_handler.html")]
pub(crate) struct HandlerPart {
    pub(crate) action: String,
    pub(crate) token: String,
    pub(crate) handler: Option<String>,
    /// Who could: whether it is who does, identity and name. Empty for whoever may not name somebody.
    pub(crate) people: Vec<(bool, String, String)>,
}

impl HtmlSafe for HandlerPart {}
