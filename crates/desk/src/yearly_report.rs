//! `/desk/yearly-report`: the yearly report on openness of an agency or a government (条例 第四十九条、第五十条): its tables as
//! they were counted, what is filled in by hand, what does not agree, the parts in words, and the draft made of it.

use std::collections::BTreeMap;

use axum::body::Bytes;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect};
use mingjing_actions::yearly_report::{
    self, Edit, Member, MemberState, Narrative, Report, Scope, Which, is_government_office,
};
use mingjing_actions::{Action, Error};
use mingjing_design::components::{ErrorSummary, Tag, TagKind};
use mingjing_design::page::Page;
use mingjing_procedures::yearly::{Cell, Figures, Table, page_tables};
use serde::Deserialize;

use crate::Desk;
use crate::failure::Failure;
use crate::form::Form;
use crate::pages::{CellView, FindingLine, MemberLine, TableRow, TableView, YearlyReportPage};
use crate::refused::Refused;
use crate::steps::Answer;
use crate::visitor::Visitor;
use crate::work::minute;

/// Which report; by default the one that is made now, of one's own agency.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    agency: String,
    #[serde(default)]
    year: String,
    #[serde(default)]
    scope: String,
}

impl Asked {
    fn which(&self, desk: &Desk, visitor: &Visitor) -> Which {
        let agency = self.agency.trim();
        let agency = if agency.is_empty() { &visitor.officer.agency } else { agency };
        let usual = yearly_report::year_of(desk.house.now().date_naive());
        Which {
            agency: agency.to_owned(),
            year: self.year.trim().parse().unwrap_or(usual),
            scope: Scope::of_key(self.scope.trim()),
        }
    }
}

/// The address of a report.
pub(crate) fn address(which: &Which) -> String {
    format!("/desk/yearly-report?agency={}&year={}&scope={}", which.agency, which.year, which.scope.key())
}

/// The report.
pub(crate) async fn page(State(desk): State<Desk>, visitor: Visitor, Query(asked): Query<Asked>) -> Answer {
    let which = asked.which(&desk, &visitor);
    Ok(Page::ok(report_page(&desk, visitor, &which, None).await?).into_response())
}

/// Saves, and counts anew or makes the draft where that was asked for.
pub(crate) async fn act(State(desk): State<Desk>, visitor: Visitor, body: Bytes) -> Answer {
    let form = Form::read(&visitor, &body)?;
    let text = |name: &str| form.text(name).to_owned();
    let asked = Asked { agency: text("agency"), year: text("year"), scope: text("scope") };
    let which = asked.which(&desk, &visitor);
    let version = form.version()?;
    match carry_out(&desk, &visitor, (&which, version), &form).await {
        Ok(to) => Ok(Redirect::to(&to).into_response()),
        Err(e) => {
            let overtaken = matches!(e, Error::Conflict).then_some(version);
            let refused = Refused::by(e, form, "")?;
            let page = report_page(&desk, visitor, &which, Some((refused, overtaken))).await?;
            Ok(Page::with_status(StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

/// What was typed is saved first, whatever comes after; answers where to go on.
async fn carry_out(
    desk: &Desk,
    visitor: &Visitor,
    (which, version): (&Which, i64),
    form: &Form,
) -> Result<String, Error> {
    let (house, by) = (&desk.house, &visitor.officer);
    yearly_report::save(house, by, (which, version), &edit(form)).await?;
    let saved = (which, version + 1);
    match form.text("do") {
        "count" => yearly_report::recount(house, by, saved).await?,
        "draft" => {
            let id = yearly_report::prepare_draft(house, by, saved, form.text("reason")).await?;
            return Ok(format!("/desk/d/{id}"));
        }
        _ => {}
    }
    Ok(address(which))
}

fn edit(form: &Form) -> Edit {
    let typed = |cell: Cell| {
        let name = format!("cell.{}", cell.key());
        form.all(&name).next().map(|text| (cell, text.to_owned()))
    };
    let words = |name: &str| form.text(name).replace("\r\n", "\n").trim().to_owned();
    Edit {
        cells: Cell::all().into_iter().filter_map(typed).collect(),
        narrative: Narrative {
            overview: words("overview"),
            problems: words("problems"),
            other_matters: words("other_matters"),
        },
    }
}

async fn report_page(
    desk: &Desk,
    visitor: Visitor,
    which: &Which,
    refused: Option<(Refused, Option<i64>)>,
) -> Result<YearlyReportPage, Failure> {
    let (house, by) = (&desk.house, &visitor.officer);
    let report = yearly_report::report(house, by, which).await?;
    let (refused, overtaken) = refused.map_or((None, None), |(refused, version)| (Some(refused), version));
    let summary = refused.as_ref().map_or(ErrorSummary { errors: Vec::new() }, Refused::summary);
    let typed = refused.map(|refused| refused.fields).unwrap_or_default();
    let told = |name: &str, kept: &str| {
        if typed.form.is_empty() { kept.to_owned() } else { typed.form.text(name).to_owned() }
    };
    let wrong: BTreeMap<Cell, usize> = report
        .findings
        .iter()
        .enumerate()
        .rev()
        .flat_map(|(at, finding)| finding.cells.iter().map(move |cell| (*cell, at + 1)))
        .collect();
    let cell = |cell: Cell| view(&report, cell, wrong.get(&cell).copied(), &typed);
    let may = |action, agency: &str| house.may(by, action, agency);
    let scopes = is_government_office(&house.register(), &which.agency);
    let name = &report.narrative;
    Ok(YearlyReportPage {
        organ: report.organ.clone(),
        year: which.year,
        years: yearly_report::years(house.now().date_naive()),
        scopes,
        oversees: yearly_report::oversees_reports(house, by),
        whole: which.scope == Scope::Government,
        may_change: may(Action::Draft, &which.agency),
        tables: page_tables().iter().map(|table| table_view(table, &cell)).collect(),
        disclosed: cell(Cell::Disclosed),
        findings: report.findings.iter().map(finding_line).collect(),
        wrong: report.wrong(),
        remarks: report.remarks.clone(),
        members: report
            .members
            .iter()
            .map(|m| member_line(m, which.year, may(Action::ReadRequests, &m.agency)))
            .collect(),
        counted_at: report.counted_at.as_deref().map(minute),
        changed: report.changed.as_ref().map(|(at, by)| format!("{} {by}", minute(at))),
        overview: told("overview", &name.overview),
        problems: told("problems", &name.problems),
        other_matters: told("other_matters", &name.other_matters),
        reason: told("reason", ""),
        amends: report.begun.as_ref().is_some_and(|begun| begun.public && begun.working.is_none()),
        begun: report.begun.as_ref().map(|begun| (begun.id.clone(), begun.public)),
        version: overtaken.unwrap_or(report.lock_version),
        agency: which.agency.clone(),
        scope: which.scope.key(),
        summary,
        token: visitor.token,
        frame: visitor.frame,
    })
}

/// A cell: what was typed where it was refused, otherwise what is kept.
fn view(report: &Report, cell: Cell, finding: Option<usize>, typed: &crate::pages::Fields) -> CellView {
    let name = format!("cell.{}", cell.key());
    let shown = report.shown.get(cell).map(|number| cell.show(number)).unwrap_or_default();
    let value = typed.form.all(&name).next().map_or(shown, str::to_owned);
    let counted = report.counted.get(cell).map(|number| cell.show(number));
    let filled = report.filled.get(cell).is_some();
    let note = match (filled, counted) {
        (true, Some(counted)) => format!("手填，系统记录 {counted}"),
        (true, None) if cell.is_sum() => "手填的合计".to_owned(),
        (true, None) => "手填".to_owned(),
        (false, None) if cell.is_sum() || report.counted == Figures::default() => String::new(),
        (false, None) if report.which.scope == Scope::Government => "各单位都没有报，请填".to_owned(),
        (false, None) => "系统无法得知，请填".to_owned(),
        _ => String::new(),
    };
    CellView {
        id: name.replace('.', "-"),
        refused: typed.problems.iter().any(|problem| problem.field == name),
        label: cell.place(),
        name,
        value,
        note,
        finding,
    }
}

fn table_view(table: &Table, cell: &impl Fn(Cell) -> CellView) -> TableView {
    TableView {
        part: table.part,
        title: table.title,
        corner: table.corner,
        columns: table.short_columns(),
        rows: table
            .rows
            .iter()
            .map(|row| TableRow {
                label: row.short(),
                cells: row.cells.iter().map(|one| cell(*one)).collect(),
            })
            .collect(),
    }
}

fn finding_line(finding: &mingjing_procedures::yearly::Finding) -> FindingLine {
    let first = finding.cells.first().map(|cell| format!("cell-{}", cell.key().replace('.', "-")));
    FindingLine {
        href: format!("#{}", first.unwrap_or_default()),
        tag: if finding.wrong {
            Tag::new(TagKind::Bad, "要改")
        } else {
            Tag::new(TagKind::Soon, "请核对")
        },
        message: finding.message.clone(),
    }
}

fn member_line(member: &Member, year: i32, readable: bool) -> MemberLine {
    let which = Which { agency: member.agency.clone(), year, scope: member.scope };
    MemberLine {
        href: readable.then(|| address(&which)),
        name: member.name.clone(),
        state: match member.state {
            MemberState::Saved => Tag::new(TagKind::Good, "已编制"),
            MemberState::Counted => Tag::new(TagKind::Soon, "没有编制，按系统记录代算"),
            MemberState::Missing => Tag::new(TagKind::Bad, "没有编制，没有计入"),
        },
        empty: member.empty,
    }
}
