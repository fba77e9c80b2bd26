//! Pages as typed contexts: plain values ready to be shown, each with its template.

mod agency;
mod appeals;
mod area;
mod clauses;
mod consultations;
mod credit;
mod data;
mod decisions;
mod disclosure;
mod display;
mod entry;
mod error;
mod front;
mod hearings;
mod history;
mod list;
mod log;
mod oversight;
mod report;
mod requests;
mod sampling;
mod search;
mod services;
mod subscriptions;

pub use agency::{AgenciesPage, AgencyPage, Duties, Duty, Officer, Quad, RegionGroup};
pub use appeals::{
    AppealAdvice, AppealFormPage, AppealNumbers, AppealReceiptPage, AppealTrackPage, AppealsPage,
    FollowedLine, KindChoice, RegionChoice, TypedAppeal,
};
pub use area::{AreaItem, AreaPage};
pub use clauses::{
    ClauseCarrier, ClauseDuty, ClauseGroup, ClauseLine, ClausePage, ClauseSection, ClausesPage,
};
pub use consultations::{
    AskedQuestion, CallEntry, CommentFormPage, CommentReceiptPage, CommentTracked, ConsultationPage,
    ConsultationsPage, GroupLine, QuestionResult, QuestionnairePage, QuestionnaireTakenPage, TypedComment,
};
pub use credit::{CreditLine, CreditPage, EnterprisePage, FoundEnterprise};
pub use data::{DataArea, DataColumn, DataItemPage, DataLine, DataPage, FullFileLine};
pub use decisions::{DecisionLine, DecisionPage, DecisionPart, DecisionStep, DecisionsPage, MaterialLine};
pub use disclosure::{
    Attachment, DisclosurePage, RedHead, RelatedGroup, TimelineStep, TombstonePage, VersionLine,
};
pub use display::DisplayPage;
pub use entry::{Entry, SortLink, Stretch};
pub use error::ErrorPage;
pub use front::{Deadline, FrontPage};
pub use hearings::{
    HearingCheckPage, HearingEntry, HearingPage, HearingsPage, LotStep, Participant, RankedEntry, RankedSide,
    SignUpFormPage, SignUpReceiptPage, SignUpTrackPage, TypedSignUp,
};
pub use history::{DaysAsked, EntryChange, ListChangesPage, ListOnDayPage};
pub use list::{Cell, ListPage, RecordRow, Within};
pub use log::{LogLine, LogPage};
pub use oversight::{
    ClauseTally, DutyPage, FindingLine, IndicatorLine, OversightPage, RegionLine, RulingLine, ScoreLine,
    Trends,
};
pub use report::{ReportForm, ReportPage, ReportState, ReportStatePage};
pub use requests::{
    FileRow, LetterRow, NoticeLine, RequestChoosePage, RequestFormPage, RequestReceiptPage, TrackPage,
    Tracked, Typed,
};
pub use sampling::{DrawnLine, SamplePage};
pub use search::SearchPage;
pub use services::ServicesPage;
pub use subscriptions::{SubscribePage, SubscriptionPage};

#[cfg(test)]
mod samples;
#[cfg(test)]
mod tests;
