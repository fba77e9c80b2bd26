//! The page of a yearly report.

use askama::Template;
use mingjing_actions::yearly_report::ReportNumbers;
use mingjing_design::components::{ErrorSummary, Pagination, Tag};
use mingjing_design::frame::Frame;

/// A cell to be looked at or filled in.
pub(crate) struct CellView {
    pub(crate) id: String,
    pub(crate) name: String,
    /// Where it stands, in words.
    pub(crate) label: String,
    pub(crate) value: String,
    /// Where its number is from, where that is not the system's records.
    pub(crate) note: String,
    /// The first finding that it is part of.
    pub(crate) finding: Option<usize>,
    /// Whether what was typed cannot be read.
    pub(crate) refused: bool,
}

/// A row of a table.
pub(crate) struct TableRow {
    pub(crate) label: String,
    pub(crate) cells: Vec<CellView>,
}

/// One of the tables.
pub(crate) struct TableView {
    pub(crate) part: u8,
    pub(crate) title: &'static str,
    pub(crate) corner: &'static str,
    pub(crate) columns: Vec<String>,
    pub(crate) rows: Vec<TableRow>,
}

/// Something that does not agree.
pub(crate) struct FindingLine {
    pub(crate) href: String,
    pub(crate) tag: Tag,
    pub(crate) message: String,
}

/// One whose numbers were added up.
pub(crate) struct MemberLine {
    pub(crate) href: Option<String>,
    pub(crate) name: String,
    pub(crate) state: Tag,
    pub(crate) empty: usize,
}

/// The report of an agency or of a government.
#[derive(Template)]
#[template(path = "yearly_report.html")]
pub(crate) struct YearlyReportPage {
    pub(crate) frame: Frame,
    pub(crate) token: String,
    pub(crate) summary: ErrorSummary,
    pub(crate) agency: String,
    pub(crate) organ: String,
    pub(crate) year: i32,
    pub(crate) years: Vec<i32>,
    /// Whether the agency makes the report of a government besides its own.
    pub(crate) scopes: bool,
    /// Whether the person sees who else has reported.
    pub(crate) oversees: bool,
    pub(crate) scope: &'static str,
    /// Whether this is the report of a government.
    pub(crate) whole: bool,
    pub(crate) may_change: bool,
    pub(crate) version: i64,
    pub(crate) tables: Vec<TableView>,
    pub(crate) disclosed: CellView,
    pub(crate) findings: Vec<FindingLine>,
    pub(crate) wrong: usize,
    pub(crate) remarks: Vec<String>,
    pub(crate) members: Vec<MemberLine>,
    pub(crate) counted_at: Option<String>,
    pub(crate) changed: Option<String>,
    pub(crate) overview: String,
    pub(crate) problems: String,
    pub(crate) other_matters: String,
    /// Why a report that is public is amended.
    pub(crate) reason: String,
    pub(crate) amends: bool,
    /// What was begun from it, and whether that is public.
    pub(crate) begun: Option<(String, bool)>,
}

impl YearlyReportPage {
    /// The tables of one of the six parts.
    fn of_part(&self, part: u8) -> impl Iterator<Item = &TableView> {
        self.tables.iter().filter(move |table| table.part == part)
    }
}

/// A report that is owed.
pub(crate) struct OwingLine {
    /// Name of the region, where the line before is of another one.
    pub(crate) region: Option<String>,
    pub(crate) organ: String,
    /// Whether a government reports.
    pub(crate) whole: bool,
    pub(crate) href: String,
    pub(crate) due: String,
    pub(crate) state: Tag,
    /// The day on which it became public, and its page.
    pub(crate) public: Option<(String, String)>,
    /// Where a supervision of who is late begins.
    pub(crate) supervise: Option<String>,
}

/// Who has reported of a year.
#[derive(Template)]
#[template(path = "reporting.html")]
pub(crate) struct ReportingPage {
    pub(crate) frame: Frame,
    pub(crate) year: i32,
    pub(crate) years: Vec<i32>,
    /// The last days, of departments and of governments.
    pub(crate) last_days: (String, String),
    /// Whether only those are listed whose report is not public.
    pub(crate) missing: bool,
    pub(crate) numbers: ReportNumbers,
    pub(crate) total: u64,
    /// Whether the record of the log has been read.
    pub(crate) ready: bool,
    /// The first day of the log, where it is later than the last day of a report.
    pub(crate) since: Option<String>,
    pub(crate) lines: Vec<OwingLine>,
    pub(crate) pagination: Pagination,
}
