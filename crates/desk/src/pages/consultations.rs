//! Pages on calls for comments.

use askama::Template;
use mingjing_design::components::{ClockBadge, DaysBadge, ErrorSummary, Pagination};
use mingjing_design::frame::Frame;
use mingjing_procedures::consultation::Adoption;

use crate::form::Form;
use crate::tried::Tried;

/// A call in a list.
pub(crate) struct CallLineView {
    pub(crate) id: String,
    pub(crate) title: String,
    pub(crate) state: &'static str,
    pub(crate) comments: i64,
    pub(crate) days: Option<DaysBadge>,
    pub(crate) clock: Option<ClockBadge>,
    pub(crate) note: String,
    pub(crate) to_review: bool,
}

/// A draft on which a call can be proposed.
pub(crate) struct FreeDraft {
    pub(crate) id: String,
    pub(crate) title: String,
    pub(crate) issued_on: String,
}

/// Calls of an agency.
#[derive(Template)]
#[template(path = "consultations.html")]
pub(crate) struct CallsPage {
    pub(crate) frame: Frame,
    /// With an outcome, or in hand.
    pub(crate) done: bool,
    pub(crate) total: u64,
    pub(crate) lines: Vec<CallLineView>,
    pub(crate) drafts: Vec<FreeDraft>,
    pub(crate) pagination: Pagination,
}

/// The form for a new call.
#[derive(Template)]
#[template(path = "consultation_new.html")]
pub(crate) struct NewCallPage {
    pub(crate) frame: Frame,
    pub(crate) token: String,
    pub(crate) summary: ErrorSummary,
    pub(crate) draft: String,
    pub(crate) title: String,
    /// Time for comments as the draft says.
    pub(crate) period: String,
    pub(crate) short_reason: String,
    /// What was typed.
    pub(crate) sent: Form,
    /// Questions that can be written.
    pub(crate) slots: Vec<usize>,
}

impl NewCallPage {
    fn typed(&self, number: &usize, name: &str) -> &str {
        self.sent.text(&format!("q{number}-{name}"))
    }

    fn kinds(&self) -> [(&'static str, &'static str); 5] {
        [("", "不设这一题"), ("single", "单选"), ("multiple", "多选"), ("scale", "打分"), ("text", "文字")]
    }
}

/// A step that was taken.
pub(crate) struct CallStepView {
    pub(crate) at: String,
    pub(crate) by: String,
    pub(crate) title: &'static str,
    pub(crate) text: String,
}

/// A group with its answer.
pub(crate) struct GroupView {
    pub(crate) number: usize,
    pub(crate) title: String,
    pub(crate) comments: usize,
    pub(crate) adoption: Option<Adoption>,
    pub(crate) text: String,
}

/// A comment.
pub(crate) struct CommentView {
    pub(crate) number: u32,
    pub(crate) at: String,
    pub(crate) clause: String,
    pub(crate) text: String,
    pub(crate) others: u32,
    pub(crate) group: Option<String>,
    pub(crate) has_commenter: bool,
    /// Withheld, or proposed to be: the ground.
    pub(crate) withheld: Option<String>,
}

/// A comment somebody wants withheld.
pub(crate) struct WithholdingView {
    pub(crate) number: u32,
    pub(crate) ground: String,
    pub(crate) agreed: bool,
}

/// A way to see fewer comments.
pub(crate) struct FewerLink {
    pub(crate) href: String,
    pub(crate) text: String,
    pub(crate) current: bool,
}

/// A question of a questionnaire.
pub(crate) struct AskedQuestion {
    pub(crate) title: String,
    /// Each option, with how many chose it once that is counted.
    pub(crate) options: Vec<(String, Option<u32>)>,
}

/// One call.
#[derive(Template)]
#[template(path = "consultation.html")]
pub(crate) struct CallPage {
    pub(crate) frame: Frame,
    pub(crate) token: String,
    pub(crate) summary: ErrorSummary,
    /// The step that was refused, with what was typed for it.
    pub(crate) tried: Tried,
    pub(crate) id: String,
    pub(crate) version: i64,
    pub(crate) title: String,
    pub(crate) draft: String,
    /// State as it is stored: `proposed`, `returned`, `open`, `closed`, `announcing`, `published`.
    pub(crate) key: String,
    pub(crate) state: &'static str,
    /// Whether the last day for comments is over.
    pub(crate) is_over: bool,
    pub(crate) opened_on: String,
    pub(crate) closes_on: String,
    pub(crate) short_reason: String,
    pub(crate) returned: String,
    pub(crate) clock: Option<ClockBadge>,
    pub(crate) waits: Option<String>,
    pub(crate) received: i64,
    pub(crate) questionnaires: i64,
    /// Questions, with options and how many chose them, once it is closed.
    pub(crate) questions: Vec<AskedQuestion>,
    pub(crate) handle: bool,
    pub(crate) review: bool,
    pub(crate) groups: Vec<GroupView>,
    pub(crate) ungrouped: usize,
    pub(crate) withholdings: Vec<WithholdingView>,
    pub(crate) fewer: Vec<FewerLink>,
    /// Whether comments are shown each by itself, with those that say almost the same.
    pub(crate) alone: bool,
    pub(crate) comments: Vec<CommentView>,
    pub(crate) total: u64,
    pub(crate) pagination: Pagination,
    pub(crate) outcome: Option<String>,
    pub(crate) history: Vec<CallStepView>,
}

impl CallPage {
    fn is_at(&self, key: &str) -> bool {
        self.key == key
    }

    /// The answer to a group: what was typed, or what it is.
    fn answer<'a>(&'a self, group: &'a GroupView) -> &'a str {
        let here = self.tried.refuses("answer") && self.tried.form.text("group") == group.number.to_string();
        if here { self.tried.form.text("text") } else { &group.text }
    }

    fn adoptions(&self) -> [Adoption; 3] {
        Adoption::ALL
    }

    fn ticked(&self, number: &u32) -> bool {
        self.tried.form.all("comment").any(|ticked| ticked == number.to_string())
    }
}

/// Who wrote a comment.
#[derive(Template)]
#[template(path = "commenter.html")]
pub(crate) struct CommenterPage {
    pub(crate) frame: Frame,
    pub(crate) id: String,
    pub(crate) number: u32,
    pub(crate) name: String,
    pub(crate) contact: String,
    pub(crate) mail: String,
}
