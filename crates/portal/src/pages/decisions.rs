//! `/decisions` and `/decisions/{id}`: major decisions, and where one of them stands.

use askama::Template;
use askama::filters::HtmlSafe;
use mingjing_design::components::{Breadcrumb, FacetGroup, FactTable, Link, Notice, Pagination, Tag};
use mingjing_design::format::thousands;
use mingjing_design::frame::Frame;

use super::{RelatedGroup, SortLink, Within};

/// One decision of a list.
#[derive(Debug, Clone)]
pub struct DecisionLine {
    /// Its page.
    pub link: Link,
    /// Who decides, with its page.
    pub agency: Link,
    /// Kind of the matter.
    pub kind: String,
    /// When it was initiated.
    pub begun: String,
    /// The last step that was taken; none before the first.
    pub reached: Option<String>,
    /// What can be done next, each with its state where there is one.
    pub next: Vec<(String, Option<Tag>)>,
    /// A call for opinions that is open, and until when.
    pub call: Option<(Link, String)>,
}

/// All major decisions.
#[derive(Debug, Clone, Template)]
#[template(path = "decisions.html")]
pub struct DecisionsPage {
    /// Around the page.
    pub frame: Frame,
    /// Where it stands.
    pub breadcrumb: Breadcrumb,
    /// The order, as people cite it.
    pub source: String,
    /// Steps of the procedure in their order.
    pub steps: Vec<String>,
    /// Search inside the list.
    pub within: Within,
    /// Whether anything narrows the list.
    pub filtered: bool,
    /// Number of decisions under the filters.
    pub total: u64,
    /// Facets with counts.
    pub facets: Vec<FacetGroup>,
    /// Ways to sort.
    pub sorts: Vec<SortLink>,
    /// The decisions of this page.
    pub lines: Vec<DecisionLine>,
    /// The list with files to take away.
    pub data: Link,
    /// Pages.
    pub pagination: Pagination,
}

impl DecisionsPage {
    fn count(&self) -> String {
        thousands(self.total)
    }
}

/// One step of a decision.
#[derive(Debug, Clone)]
pub struct DecisionStep {
    /// What it is.
    pub title: String,
    /// How it stands.
    pub tag: Tag,
    /// When; may be empty.
    pub when: String,
    /// What is to be done in it, and by which article.
    pub says: String,
    /// The ground of an omission with its explanation, or what is wrong.
    pub detail: Option<String>,
    /// What is said beside, each with its article.
    pub remarks: Vec<String>,
    /// Its documents: link, what it is, day.
    pub documents: Vec<(Link, String, String)>,
    /// Whether it is what comes next.
    pub current: bool,
    /// Whether it is done or left out.
    pub met: bool,
}

/// One of the materials of the meeting.
#[derive(Debug, Clone)]
pub struct MaterialLine {
    /// What it is.
    pub title: String,
    /// Whether it is there.
    pub tag: Tag,
    /// By which article it is asked for.
    pub article: String,
}

/// Where one decision stands.
#[derive(Debug, Clone, Template)]
#[template(path = "decision.html")]
pub struct DecisionPage {
    /// Around the page.
    pub frame: Frame,
    /// Where it stands.
    pub breadcrumb: Breadcrumb,
    /// Title.
    pub title: String,
    /// What the agency says of it.
    pub status: Option<Tag>,
    /// Its disclosure, with versions and receipt.
    pub disclosure: Link,
    /// What must be said first.
    pub notices: Vec<Notice>,
    /// The small table.
    pub facts: FactTable,
    /// What comes next, in words.
    pub next: String,
    /// An open call for opinions, and until when.
    pub call: Option<(Link, String)>,
    /// The steps.
    pub steps: Vec<DecisionStep>,
    /// The article that asks for the materials.
    pub materials_article: String,
    /// Materials of the meeting.
    pub materials: Vec<MaterialLine>,
    /// What refers to it and belongs to no step.
    pub related: Vec<RelatedGroup>,
}

/// Where a decision stands, for those who prepare a step of it.
#[derive(Debug, Clone, Template)]
#[template(path = "decision_part.html")]
pub struct DecisionPart {
    /// Title of the decision.
    pub title: String,
    /// Whether it is unfolded.
    pub open: bool,
    /// The steps.
    pub steps: Vec<DecisionStep>,
    /// The sentence that asks for the materials.
    pub article: String,
    /// Materials of the meeting.
    pub materials: Vec<MaterialLine>,
}

impl HtmlSafe for DecisionPart {}
