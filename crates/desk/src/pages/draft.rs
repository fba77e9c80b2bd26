//! The page of one draft.

use askama::Template;
use askama::filters::HtmlSafe;
use mingjing_actions::desk_reading::ReadFile;
use mingjing_actions::{Draft, RegionSuggestion, Suggestion, action_zh, is_picture};
use mingjing_catalogue::Item;
use mingjing_design::assets;
use mingjing_design::components::{ClockBadge, Difference, ErrorSummary};
use mingjing_design::form::ItemForm;
use mingjing_design::frame::Frame;
use mingjing_portal::pages::DecisionPart;
use mingjing_publication::Attachment;
use mingjing_publication::difference::ChangeKind;
use mingjing_store::audit::AuditRow;
use mingjing_store::opinions::OpinionRow;

use super::{FindingView, MarkedText};
use crate::conflict::FieldDifference;
use crate::form::Form;

/// What somebody else saved beside what this person typed.
#[derive(Template)]
#[template(path = "draft/conflict.html")]
pub(crate) struct ConflictPart {
    pub(crate) id: String,
    /// Who saved.
    pub(crate) by: String,
    /// When.
    pub(crate) at: String,
    /// Whether it is still with the drafters.
    pub(crate) editable: bool,
    /// Whether these are only the fields that both changed, the others being put together.
    pub(crate) merged: bool,
    pub(crate) fields: Vec<FieldDifference>,
}

impl HtmlSafe for ConflictPart {}

/// Documents that the text names and that are public here, and regions.
#[derive(Default, Template)]
#[template(path = "draft/suggestions.html")]
pub(crate) struct SuggestionsPart {
    pub(crate) found: Vec<Suggestion>,
    /// Regions it names.
    pub(crate) regions: Vec<RegionSuggestion>,
}

impl HtmlSafe for SuggestionsPart {}

/// An attachment of a draft.
pub(crate) struct FileView {
    pub(crate) sha256: String,
    pub(crate) name: String,
    /// What screening could not read of it; may be empty.
    pub(crate) note: &'static str,
    /// Whether it can stand in the text.
    pub(crate) picture: bool,
    /// The beginning of the text in it; may be empty.
    pub(crate) begins: String,
}

/// The attachments of a draft in its editor.
#[derive(Template)]
#[template(path = "draft/files.html")]
pub(crate) struct FilesPart {
    pub(crate) id: String,
    pub(crate) files: Vec<FileView>,
    /// Whether a picture can stand in the text.
    pub(crate) takes_text: bool,
}

impl HtmlSafe for FilesPart {}

impl FilesPart {
    /// The attachments of a draft of this item, with what screening read of each.
    pub(crate) fn of(item: &Item, draft: &Draft, read: &[ReadFile]) -> Self {
        Self { id: draft.head.id.clone(), files: files(draft, read), takes_text: item.document }
    }
}

/// Each attachment, with what screening read of it and could not read.
fn files(draft: &Draft, read: &[ReadFile]) -> Vec<FileView> {
    let shown = |(file, read): (&Attachment, &ReadFile)| FileView {
        sha256: file.sha256.clone(),
        name: file.name.clone(),
        note: read.reach.zh(),
        picture: is_picture(file),
        begins: beginning(&read.text),
    };
    draft.attachments.iter().zip(read).map(shown).collect()
}

/// As much of a text as is looked through on the page.
fn beginning(text: &str) -> String {
    const LOOKED_THROUGH: usize = 4000;
    match text.char_indices().nth(LOOKED_THROUGH) {
        Some((end, _)) => format!("{}……", &text[..end]),
        None => text.to_owned(),
    }
}

/// A draft as the public will see it, at two widths.
#[derive(Template)]
#[template(path = "preview.html")]
pub(crate) struct PreviewPage {
    pub(crate) frame: Frame,
    pub(crate) id: String,
    pub(crate) title: String,
}

/// What this person can do with a draft.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stage {
    Edit,
    Screen,
    Approve,
    Look,
}

/// One step of the audit trail.
pub(crate) struct TrailRow {
    pub(crate) at: String,
    pub(crate) who: String,
    pub(crate) action: &'static str,
    pub(crate) reason: String,
}

impl TrailRow {
    pub(crate) fn new(row: AuditRow) -> Self {
        Self {
            at: row.at.get(..16).unwrap_or_default().replace('T', " "),
            who: match row.acting_for_name {
                Some(principal) => format!("{}(代{principal})", row.officer_name),
                None => row.officer_name,
            },
            action: action_zh(&row.action),
            reason: row.reason.unwrap_or_default(),
        }
    }
}

/// One draft.
#[derive(Template)]
#[template(path = "draft.html")]
pub(crate) struct DraftPage {
    pub(crate) frame: Frame,
    pub(crate) token: String,
    pub(crate) id: String,
    pub(crate) version: i64,
    pub(crate) title: String,
    pub(crate) item: String,
    pub(crate) state: &'static str,
    /// When it becomes public, where a time was set.
    pub(crate) scheduled: Option<String>,
    pub(crate) stage: Stage,
    pub(crate) reason: Option<String>,
    pub(crate) returned: Option<String>,
    pub(crate) drafted_by_me: bool,
    pub(crate) may_return: bool,
    pub(crate) missing: usize,
    pub(crate) summary: ErrorSummary,
    pub(crate) sent: Form,
    pub(crate) conflict: Option<ConflictPart>,
    /// Whether the form holds what was sent, not what is saved.
    pub(crate) typed: bool,
    /// Tells people apart who use the same browser.
    pub(crate) person: String,
    /// When it was last saved, hour and minute.
    pub(crate) saved_at: String,
    /// What an amendment changes of what is published.
    pub(crate) difference: Option<Difference>,
    pub(crate) form: Option<ItemForm>,
    pub(crate) takes_files: bool,
    /// Files of which only a part has come: the name, and how many of a hundred parts.
    pub(crate) unfinished: Vec<(String, i64)>,
    pub(crate) attachments: FilesPart,
    /// Whether the item has a body.
    pub(crate) takes_text: bool,
    /// Documents the text names.
    pub(crate) suggestions: SuggestionsPart,
    /// Pictures of an imported document that were left out.
    pub(crate) pictures_left_out: usize,
    pub(crate) facts: Vec<(String, MarkedText)>,
    pub(crate) body: String,
    pub(crate) findings: Vec<FindingView>,
    pub(crate) trail: Vec<TrailRow>,
    /// Opinions asked for and given.
    pub(crate) opinions: Vec<OpinionRow>,
    /// What an opinion is awaited on.
    pub(crate) asked: Option<String>,
    /// The question this person may answer.
    pub(crate) opinion_wanted: Option<OpinionRow>,
    /// What was decided in earlier versions.
    pub(crate) earlier: Vec<EarlierDecision>,
    /// A beginning for the reason of a return.
    pub(crate) return_words: String,
    pub(crate) risks: Risks,
    /// How much time is left.
    pub(crate) clock: Option<ClockBadge>,
    /// Where the decisions that it belongs to stand.
    pub(crate) decisions: Vec<DecisionPart>,
    /// What changed since this approver saw it.
    pub(crate) changed: Option<Difference>,
    /// Whether it only mends typing.
    pub(crate) minor: bool,
    /// The law by which this person may release it alone, in an emergency.
    pub(crate) urgent: Option<String>,
    /// Until when a second person has to review such a release, in words.
    pub(crate) urgent_limit: String,
}

/// A screening decision on one finding.
#[derive(Debug, Clone)]
pub(crate) struct EarlierDecision {
    pub(crate) at: String,
    pub(crate) who: String,
    pub(crate) rule: String,
    /// The field or file, as data have it.
    pub(crate) key: String,
    pub(crate) label: String,
    pub(crate) place: String,
    pub(crate) decision: String,
    pub(crate) kept: bool,
}

/// What an approver should know at a glance.
#[derive(Debug, Clone, Default)]
pub(crate) struct Risks {
    /// Who screened, and when.
    pub(crate) screened: String,
    /// What was redacted, with how often.
    pub(crate) redacted: Vec<(String, usize)>,
    /// What was kept, on which ground.
    pub(crate) kept: Vec<EarlierDecision>,
}

impl DraftPage {
    fn editor_js(&self) -> &'static str {
        assets::editor_js_path()
    }

    fn uploading_js(&self) -> &'static str {
        assets::uploading_js_path()
    }

    fn writing_js(&self) -> &'static str {
        assets::writing_js_path()
    }

    fn edits(&self) -> bool {
        self.stage == Stage::Edit
    }

    fn all_redactable(&self) -> bool {
        !self.findings.is_empty() && self.findings.iter().all(|f| f.may_redact)
    }

    /// Whether a second opinion says that it may not be open.
    fn closed(&self) -> bool {
        self.opinions.iter().any(|o| o.open == Some(false))
    }

    fn some_redactable(&self) -> bool {
        self.findings.iter().any(|f| f.may_redact)
    }

    fn unread_files(&self) -> usize {
        self.attachments.files.iter().filter(|file| !file.note.is_empty()).count()
    }

    fn screens(&self) -> bool {
        self.stage == Stage::Screen
    }

    fn approves(&self) -> bool {
        self.stage == Stage::Approve
    }
}
