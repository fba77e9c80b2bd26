//! A draft made of a report: values of the item, the text with its tables, and the report as DOCX, XLSX and JSON beside it.
//! From there on it is a draft like any other.

use bytes::Bytes;
use mingjing_catalogue::{FieldProblem, Item};
use mingjing_opendata::paper;
use mingjing_procedures::yearly::{
    Cell, Column, DecisionKind, DocumentCount, DocumentKind, Handled, Line, RemedyColumn,
};
use mingjing_procedures::{ApplicantKind, Group, Remedy, RemedyResult};
use mingjing_publication::life::AnyWorking;
use serde_json::{Map, Value, json};

use super::{Report, Which, keep, layout, to_change};
use crate::{
    Edit, Error, House, Officer, attach_file, discard_draft, drafting, save_draft, start_amendment, working,
};

/// Endings of the files that are made.
const ENDINGS: [&str; 3] = ["docx", "xlsx", "json"];

/// Makes the draft, or writes a draft that was made before anew; of a report that is public an amendment begins, for this
/// reason. Answers the identity of the disclosure.
///
/// # Errors
/// While numbers contradict each other; when the draft is no longer with its drafter; [`Error::Conflict`].
pub async fn prepare_draft(
    house: &House,
    by: &Officer,
    place: (&Which, i64),
    reason: &str,
) -> Result<String, Error> {
    let (drafter, report) = to_change(house, by, place).await?;
    let wrong = report.wrong();
    if wrong > 0 {
        return Err(Error::Refused(format!("表里还有 {wrong} 处要改，见“核对”；改好并保存后再生成稿件")));
    }
    let item = house.item(&house.rules.yearly.item)?;
    let files = tokio::task::block_in_place(|| files(&report))?;
    let (values, body) = (values(house, &report), layout::markdown(&report));
    let begun = report.begun.clone();
    let id = match &begun {
        None => drafting::begin(house, &drafter, item, &report.which.agency, (Map::new(), None)).await?,
        Some(begun) => {
            if begun.working.is_none() {
                start_amendment(house, by, &begun.id, reason).await?;
            }
            begun.id.clone()
        }
    };
    let kept = write(house, by, &id, (values, body, files)).await;
    let version = match kept {
        Ok(version) => version,
        Err(e) => {
            if begun.is_none() {
                // Nobody would find it.
                let version = working::load(&mut house.db.read().await?, &id).await?.lock_version;
                discard_draft(house, by, &id, version).await?;
            }
            return Err(e);
        }
    };
    let noted = keep(house, &drafter, &report, ("yearly-report-draft", Some(id.clone()))).await;
    if noted.is_err() && begun.is_none() {
        // Somebody else was quicker: this draft is of no use.
        discard_draft(house, by, &id, version).await?;
    }
    noted.map(|()| id)
}

/// Writes values, text and files into a draft; other values and files stay.
async fn write(
    house: &House,
    by: &Officer,
    id: &str,
    (values, body, files): (Map<String, Value>, String, Vec<(String, Bytes)>),
) -> Result<i64, Error> {
    let draft = working::load(&mut house.db.read().await?, id).await?;
    if !matches!(draft.life, AnyWorking::Drafting(_)) {
        return Err(Error::Refused("年度报告的稿件已经提交；要改请让审查人或批准人退回后再生成".into()));
    }
    let made = |name: &str| files.iter().any(|(own, _)| own == name);
    let remove = draft.attachments.iter().filter(|file| made(&file.name)).map(|file| file.sha256.clone());
    let edit = Edit {
        remove: remove.collect(),
        values: draft.values.into_iter().chain(values).collect(),
        body: Some(body),
    };
    let mut version = save_draft(house, by, id, draft.lock_version, edit).await?;
    for (name, bytes) in files {
        version = attach_file(house, by, id, version, (&name, bytes)).await?;
    }
    Ok(version)
}

fn files(report: &Report) -> Result<Vec<(String, Bytes)>, Error> {
    let (parts, title) = (layout::parts(report), layout::title(report));
    let named = |ending: &str| format!("{title}.{ending}");
    let [word, sheets, data] = ENDINGS;
    Ok(vec![
        (named(word), paper::docx(&parts)?.into()),
        (named(sheets), paper::xlsx(&parts)?.into()),
        (named(data), serde_json::to_vec_pretty(&layout::json(report))?.into()),
    ])
}

/// 分 as the catalogue has amounts: yuan with two places.
fn yuan(fen: u64) -> String {
    format!("{}.{:02}", fen / 100, fen % 100)
}

fn values(house: &House, report: &Report) -> Map<String, Value> {
    let names = &house.rules.yearly.fields;
    let of = |cell| report.shown.get(cell);
    let all = |line| of(Cell::Request(line, Column::Total));
    let document = |kind, count| of(Cell::Document(kind, count));
    let (new, over) = (all(Line::New), all(Line::CarriedOver));
    let numbers = [
        (&names.disclosed, of(Cell::Disclosed)),
        (&names.regulations_made, document(DocumentKind::Regulation, DocumentCount::Made)),
        (&names.normative_made, document(DocumentKind::Normative, DocumentCount::Made)),
        (&names.normative_repealed, document(DocumentKind::Normative, DocumentCount::Repealed)),
        (&names.normative_in_force, document(DocumentKind::Normative, DocumentCount::InForce)),
        (&names.licences, of(Cell::Decision(DecisionKind::Licence))),
        (&names.penalties, of(Cell::Decision(DecisionKind::Penalty))),
        (&names.coercion, of(Cell::Decision(DecisionKind::Coercion))),
        (&names.new, new),
        (&names.carried_over, over),
        (&names.all, new.zip(over).map(|(new, over)| new.saturating_add(over))),
        (&names.handled, all(Line::Total)),
        (&names.carried_on, all(Line::CarriedOn)),
    ];
    let mut values = Map::new();
    values.insert(names.organ.clone(), report.organ.clone().into());
    values.insert(names.scope.clone(), report.which.scope.said(house).into());
    values.insert(names.year.clone(), report.which.year.into());
    values.insert(names.issued_on.clone(), house.now().date_naive().to_string().into());
    for (name, number) in numbers {
        values.extend(number.map(|number| (name.clone(), number.into())));
    }
    values.extend(of(Cell::Fees).map(|fen| (names.fees.clone(), yuan(fen).into())));
    values.insert(names.results.clone(), results(house, report));
    values.insert(names.remedies.clone(), remedies(house, report));
    let narrative = &report.narrative;
    for (name, text) in [
        (&names.overview, &narrative.overview),
        (&names.problems, &narrative.problems),
        (&names.other_matters, &narrative.other_matters),
    ] {
        if !text.trim().is_empty() {
            values.insert(name.clone(), text.trim().into());
        }
    }
    values
}

/// Table 3 as the item has it: a row for each of (一) to (六).
fn results(house: &House, report: &Report) -> Value {
    let names = &house.rules.yearly.fields;
    let groups =
        [Group::Granted, Group::Partly, Group::Refused, Group::Impossible, Group::NotHandled, Group::Other];
    let sum = |group: Group, column: Column| -> u64 {
        let lines = Handled::ALL.iter().filter(|handled| handled.group() == group);
        lines.filter_map(|handled| report.shown.get(Cell::Request(Line::Result(*handled), column))).sum()
    };
    let rows = groups.map(|group| {
        let (persons, total) = (sum(group, Column::Of(ApplicantKind::Person)), sum(group, Column::Total));
        let mut row = Map::new();
        row.insert(names.result.clone(), group.zh().into());
        row.insert(names.persons.clone(), persons.into());
        row.insert(names.organisations.clone(), total.saturating_sub(persons).into());
        row.insert(names.total.clone(), total.into());
        Value::Object(row)
    });
    Value::Array(rows.to_vec())
}

/// Table 4 as the item has it.
fn remedies(house: &House, report: &Report) -> Value {
    let names = &house.rules.yearly.fields;
    let rows = Remedy::ALL.map(|remedy| {
        let mut row = Map::from_iter([(names.remedy.clone(), remedy.zh().into())]);
        for (name, result) in [
            (&names.upheld, RemedyResult::Upheld),
            (&names.corrected, RemedyResult::Corrected),
            (&names.other, RemedyResult::Other),
            (&names.open, RemedyResult::Open),
        ] {
            let number = report.shown.get(Cell::Remedy(remedy, RemedyColumn::Of(result)));
            row.insert(name.clone(), json!(number.unwrap_or_default()));
        }
        Value::Object(row)
    });
    Value::Array(rows.to_vec())
}

/// What does not add up in the values of a report that somebody wrote or changed by hand: what came in is what was handled
/// and goes on, the results are what was handled, and each is the sum of its columns. Nothing for other items, and for
/// numbers that are not there.
#[must_use]
pub fn problems(house: &House, item: &Item, values: &Map<String, Value>) -> Vec<FieldProblem> {
    if item.key != house.rules.yearly.item {
        return Vec::new();
    }
    let names = &house.rules.yearly.fields;
    let label = |key: &str| item.field(key).map_or_else(|| key.to_owned(), |field| field.label.zh.clone());
    let of = |key: &str| values.get(key).and_then(Value::as_u64);
    let mut found = Vec::new();
    let mut compare = |field: &str, stated: Option<u64>, sum: Option<u64>, words: &str| {
        if let Some((stated, sum)) = stated.zip(sum).filter(|(stated, sum)| stated != sum) {
            let message = format!("填的是 {stated}，{words}是 {sum}，应当相等");
            found.push(FieldProblem { field: field.to_owned(), label: label(field), message });
        }
    };
    let plus = |a: Option<u64>, b: Option<u64>| a.zip(b).map(|(a, b)| a.saturating_add(b));
    compare(&names.all, of(&names.all), plus(of(&names.new), of(&names.carried_over)), "本年新收加上年结转");
    compare(
        &names.all,
        of(&names.all),
        plus(of(&names.handled), of(&names.carried_on)),
        "本年办结加结转下年度",
    );
    let rows: Vec<&Value> =
        values.get(&names.results).and_then(Value::as_array).into_iter().flatten().collect();
    let cell = |row: &Value, key: &str| row.get(key).and_then(Value::as_u64);
    for row in &rows {
        let result = row.get(&names.result).and_then(Value::as_str).unwrap_or_default();
        let sum = plus(cell(row, &names.persons), cell(row, &names.organisations));
        compare(
            &names.results,
            cell(row, &names.total),
            sum,
            &format!("“{result}”一行自然人加法人或其他组织"),
        );
    }
    if !rows.is_empty() {
        let totals: Option<u64> = rows.iter().map(|row| cell(row, &names.total)).sum();
        compare(&names.handled, of(&names.handled), totals, "处理结果各行的合计相加");
    }
    found
}
