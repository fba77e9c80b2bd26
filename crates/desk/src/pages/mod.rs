//! Pages of the desk, as typed templates.

mod account;
mod administration;
mod after;
mod appeals;
mod bulk;
mod case_figures;
mod cases;
mod clusters;
mod completeness;
mod consultations;
mod draft;
mod findings;
mod health;
mod hearings;
mod held;
mod marking;
mod messages;
mod objections;
mod organisation;
mod others;
mod public_opinions;
mod registers;
mod reply_templates;
mod requests;
mod samples;
mod site;
mod tasks;
mod tokens;
mod training;
mod warnings;
mod withheld;
mod yearly_report;

use askama::Template;
use mingjing_actions::FollowUp;
use mingjing_actions::in_hand::Numbers;
use mingjing_actions::my_work::{Filter, JustDone, View};
use mingjing_design::components::{ClockBadge, ErrorSummary, Pagination};
use mingjing_design::frame::Frame;

use crate::failure::Failure;
use crate::form::Form;

pub(crate) use account::{
    CodesPage, DeputyView, LinkPage, MePage, PasskeyPage, PasskeyView, PasswordPage, RoleChoice,
    SecondFactorPage, SessionView, SignInPage, TiePage, TotpPage,
};
pub(crate) use administration::{
    AuditLine, AuditPage, InvitedPage, InvitedView, PeoplePage, PermissionLine, PermissionsPage, PersonPage,
    PersonView, RoleView, TrailTarget, WithdrawalView, WithdrawalsPage,
};
pub(crate) use after::{
    BulkWithdrawalPage, BulkWithdrawalsPage, ReportView, ReportsPage, UrgentPage, UrgentView, WithdrawalLine,
    WithdrawalListLine, WithdrawalStep,
};
pub(crate) use appeals::{
    AlikeView, AppealLineView, AppealNewPage, AppealPage, AppealRegisteredPage, AppealSteps, AppealsPage,
    PartnerView, TransferPage, TransferredPage, WriterPage,
};
pub(crate) use bulk::{BulkLine, BulkListPage, BulkPage, BulkStep, ColumnView, FieldChoice, RowView};
pub(crate) use case_figures::{CaseFiguresPage, NotCountedLine};
pub(crate) use cases::{AgencyNumbersView, AwayView, CaseOverviewPage, CasesPage, HandlerPart, InHandView};
pub(crate) use clusters::{
    ClusterPage, ClusterView, ClustersPage, MemberView, NumbersView, SupervisionLineView, SupervisionNewPage,
    SupervisionPage, SupervisionSteps, SupervisionsPage,
};
pub(crate) use completeness::{CompletenessPage, CoverageLine, ExpectedLine};
pub(crate) use consultations::{
    AskedQuestion, CallLineView, CallPage, CallStepView, CallsPage, CommentView, CommenterPage, FewerLink,
    FreeDraft, GroupView, NewCallPage, WithholdingView,
};
pub(crate) use draft::{
    ConflictPart, DraftPage, EarlierDecision, FilesPart, PreviewPage, Risks, Stage, SuggestionsPart, TrailRow,
};
pub(crate) use findings::{FindingView, Stretch, Texts, first_like, marked, may_redact, place_zh, views};
pub(crate) use health::{HealthLine, HealthPage, HealthText};
pub(crate) use hearings::{
    ApplicantView, HearingLineView, HearingPage, HearingStepView, HearingsPage, ObjectionView, SignUpNewPage,
    SignUpPage, SignUpRegisteredPage,
};
pub(crate) use held::{HeldFileView, HeldLineView, HeldListPage, HeldRowPage};
pub(crate) use marking::{MarkedText, marked_body};
pub(crate) use messages::{FailedLine, MailPage, MessageLine, MessagePage, MessagesPage, NoticeTick};
pub(crate) use objections::{
    ContestedView, ObjectionLineView, ObjectionNewPage, ObjectionPage, ObjectionSteps, ObjectionsPage,
};
pub(crate) use organisation::{
    AgenciesPage, AgencyLine, AgencyPage, Choice, EventView, Fields, NewAgencyPage, RegionsPage,
};
pub(crate) use others::{OthersLine, OthersPage};
pub(crate) use public_opinions::{
    LevelView, OpinionClockView, OpinionLineView, OpinionNewPage, OpinionPage, OpinionSteps, OpinionsPage,
};
pub(crate) use registers::{ChangeLine, RefusalLine, RegistersPage};
pub(crate) use reply_templates::{TemplatePage, TemplatesOfKind, TemplatesPage};
pub(crate) use requests::{
    ApplicantPage, CaseLineView, CasePage, CaseStepView, FileRow, LetterPage, OpenLetter, RegisteredPage,
    RequestsPage, Steps,
};
pub(crate) use samples::{PlanLineView, SampleNewPage, SamplePage, SampledView, SamplesPage};
pub(crate) use site::{PartView, SitePage};
pub(crate) use tasks::{TaskView, TasksPage};
pub(crate) use tokens::{ItemTick, TokenMadePage, TokenView, TokensPage};
pub(crate) use training::{
    AttendeeView, CertificateCheckPage, CoverageView, PersonCoverageView, SessionLineView,
    TrainingCoveragePage, TrainingPage, TrainingPlanPage, TrainingSessionPage,
};
pub(crate) use warnings::{StageLink, WarningLine, WarningsPage};
pub(crate) use withheld::{MatterView, WithheldPage};
pub(crate) use yearly_report::{
    CellView, FindingLine, MemberLine, OwingLine, ReportingPage, TableRow, TableView, YearlyReportPage,
};

/// Something did not work.
#[derive(Template)]
#[template(path = "failure.html")]
pub(crate) struct FailurePage {
    pub(crate) frame: Frame,
    pub(crate) title: String,
    pub(crate) text: String,
}

/// One line of a list of work.
pub(crate) struct WorkRow {
    pub(crate) id: String,
    pub(crate) title: String,
    pub(crate) item: String,
    pub(crate) agency: String,
    pub(crate) state: String,
    pub(crate) amends: bool,
    pub(crate) returned: Option<String>,
    pub(crate) scheduled: Option<String>,
    pub(crate) updated_at: String,
    pub(crate) clock: Option<ClockBadge>,
    /// Findings that the screener kept, and attachments; none while it does not wait for approval.
    pub(crate) kept: usize,
    pub(crate) attachments: usize,
    /// Identity and version, where it may be approved as one of many.
    pub(crate) among_many: Option<String>,
}

/// One of the lists of work.
pub(crate) struct ViewLink {
    pub(crate) href: String,
    pub(crate) title: String,
    pub(crate) count: u64,
    pub(crate) current: bool,
}

/// A list the person saved.
pub(crate) struct SavedList {
    pub(crate) name: String,
    pub(crate) href: String,
}

/// The desk's front page.
#[derive(Template)]
#[template(path = "mine.html")]
pub(crate) struct MinePage {
    pub(crate) frame: Frame,
    pub(crate) token: String,
    pub(crate) summary: ErrorSummary,
    pub(crate) person: String,
    pub(crate) agency: String,
    pub(crate) roles: String,
    pub(crate) may_draft: bool,
    pub(crate) items: Vec<ItemChoice>,
    pub(crate) views: Vec<ViewLink>,
    pub(crate) saved: Vec<SavedList>,
    pub(crate) filter: Filter,
    /// The address of the list.
    pub(crate) query: String,
    pub(crate) title: String,
    pub(crate) total: u64,
    pub(crate) rows: Vec<WorkRow>,
    /// What is said where there are none.
    pub(crate) empty: &'static str,
    pub(crate) pagination: Pagination,
    /// What is public with the words looked for.
    pub(crate) found: Vec<PublishedRow>,
    pub(crate) found_total: u64,
    pub(crate) newest: Vec<PublishedRow>,
    /// Imported rows that wait for a screener.
    pub(crate) held: u64,
    /// Matters of the list of what is withheld that the person has to look at again.
    pub(crate) withheld_due: usize,
    /// What one person released and another has to review.
    pub(crate) urgent: Vec<UrgentView>,
    /// Readers' reports that wait for an answer.
    pub(crate) reports: u64,
    /// Tokens of the agency's systems that wait for the person.
    pub(crate) tokens: u64,
    /// Calls for comments that wait to be reviewed, closed or answered.
    pub(crate) calls: u64,
    /// Public opinion that waits to be judged, answered or reviewed.
    pub(crate) opinions: u64,
    /// Sign-ups for hearings and meetings that wait for this person.
    pub(crate) hearings: u64,
    /// Cases that the agency has in hand.
    pub(crate) cases: Numbers,
    /// Files of rows that wait to be screened or approved.
    pub(crate) bulk: u64,
    /// Lists of withdrawals that wait to be confirmed.
    pub(crate) bulk_withdrawals: u64,
    /// Withdrawals that wait to be confirmed or reviewed by this person.
    pub(crate) withdrawals: u64,
    /// How many were just approved at once.
    pub(crate) approved: Option<u64>,
    /// The step that the person has just taken.
    pub(crate) just_done: Option<JustDone>,
}

impl MinePage {
    fn approves_many(&self) -> bool {
        self.rows.iter().any(|row| row.among_many.is_some())
    }

    fn waits(&self) -> bool {
        self.filter.view == View::Waiting
    }
}

/// One kind of information.
pub(crate) struct ItemChoice {
    pub(crate) key: String,
    pub(crate) title: String,
    pub(crate) summary: String,
    pub(crate) area: &'static str,
}

impl ItemChoice {
    /// Whether title or summary hold these words.
    pub(crate) fn says(&self, text: &str) -> bool {
        text.split_whitespace().all(|word| self.title.contains(word) || self.summary.contains(word))
    }
}

/// The kinds of information of one area.
pub(crate) struct ItemArea {
    pub(crate) title: &'static str,
    pub(crate) items: Vec<ItemChoice>,
}

/// Choosing what to draft.
#[derive(Template)]
#[template(path = "choose.html")]
pub(crate) struct ChoosePage {
    pub(crate) frame: Frame,
    pub(crate) token: String,
    /// The kinds the person drafted last.
    pub(crate) recent: Vec<ItemChoice>,
    pub(crate) areas: Vec<ItemArea>,
    /// Words looked for.
    pub(crate) text: String,
}

/// One public disclosure.
pub(crate) struct PublishedRow {
    pub(crate) id: String,
    pub(crate) item: String,
    pub(crate) index_no: String,
    pub(crate) title: String,
    pub(crate) issued_on: String,
    pub(crate) withdrawn: bool,
    /// Whether somebody proposed to withdraw it.
    pub(crate) proposed: bool,
    /// What may be written that refers to it.
    pub(crate) follow_ups: Vec<FollowUp>,
}

/// A step on a public disclosure that was refused, with what was typed for it.
pub(crate) struct RefusedStep {
    pub(crate) id: String,
    pub(crate) step: &'static str,
    pub(crate) form: Form,
}

/// What is public of the agency.
#[derive(Template)]
#[template(path = "published.html")]
pub(crate) struct PublishedPage {
    pub(crate) frame: Frame,
    pub(crate) token: String,
    pub(crate) summary: ErrorSummary,
    pub(crate) refused: Option<RefusedStep>,
    pub(crate) rows: Vec<PublishedRow>,
    /// The words looked for.
    pub(crate) text: String,
    /// How many disclosures hold them.
    pub(crate) total: Option<u64>,
    /// Whether the list begins with the newest.
    pub(crate) first: bool,
    /// Where the list goes on.
    pub(crate) older: Option<String>,
    pub(crate) may_draft: bool,
    pub(crate) may_withdraw: bool,
    /// Items whose records are shown for a time that a repair may end.
    pub(crate) repairable: Vec<String>,
}

impl PublishedPage {
    fn may_be_repaired(&self, row: &PublishedRow) -> bool {
        self.may_withdraw && !row.withdrawn && self.repairable.contains(&row.item)
    }

    fn opens(&self, row: &PublishedRow, step: &str) -> bool {
        self.refused.as_ref().is_some_and(|r| r.id == row.id && r.step == step)
    }

    /// What was typed for a step of this row.
    fn typed(&self, row: &PublishedRow, step: &str, name: &str) -> &str {
        let of_row = self.refused.as_ref().filter(|_| self.opens(row, step));
        of_row.map_or("", |r| r.form.text(name))
    }
}

/// A piece of a page as HTML, for the script that puts it in.
pub(crate) fn rendered(part: &impl Template) -> Result<String, Failure> {
    part.render().map_err(|e| {
        tracing::error!(error = %e, "a part of a page was not made");
        Failure::Request("页面没有生成，请稍后再试".into())
    })
}
