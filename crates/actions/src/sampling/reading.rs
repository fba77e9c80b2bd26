//! What evaluators and the public see of samples.

use mingjing_opendata::{Column, ColumnKind, Format, Style, TableWriter};
use mingjing_store::samples::{self, PlanRow, SampleRow, SampledRow};
use serde_json::{Map, Value, json};

use super::{PLAN, Plan, Terms, key, part, plan};
use crate::house::as_u64;
use crate::{Action, Error, House, Officer, reading};

/// Plans in a list.
const PLANS: i64 = 200;

/// One disclosure of a sample, as evaluators see it.
#[derive(Debug, Clone)]
pub struct Checked {
    /// As it is stored.
    pub row: SampledRow,
    /// Its title; that it was withdrawn where it was.
    pub title: String,
    /// Its index number.
    pub index_no: String,
    /// Whose it is.
    pub agency: String,
    /// What was found.
    pub finding: String,
}

/// A sample as evaluators see it.
#[derive(Debug, Clone)]
pub struct Checklist {
    /// Title of the plan.
    pub title: String,
    /// Its index number, by which the evaluation refers to it.
    pub index_no: String,
    /// Whose it is.
    pub agency: String,
    /// What it said.
    pub terms: Terms,
    /// Leaves that have to become public before it is drawn; none once it was.
    pub missing: Option<u64>,
    /// What was drawn.
    pub rows: Vec<Checked>,
}

/// A sample as the public sees it.
#[derive(Debug, Clone)]
pub struct PublicSample {
    /// Title of the plan.
    pub title: String,
    /// Whose it is.
    pub agency: String,
    /// What it said.
    pub terms: Terms,
    /// The leaf of the plan.
    pub leaf: u64,
    /// Leaves that have to become public before it is drawn; none once it was.
    pub missing: Option<u64>,
    /// The sample, once it was drawn.
    pub sample: Option<SampleRow>,
    /// What was drawn, each with its title.
    pub drawn: Vec<(SampledRow, String)>,
}

/// The newest public plans of an agency.
///
/// # Errors
/// When the person may not see them.
pub async fn plans(house: &House, by: &Officer, agency: &str) -> Result<Vec<PlanRow>, Error> {
    house.must(by, Action::Evaluate, agency)?;
    let item = &house.rules.sampling.plan.item;
    Ok(samples::plans(&mut house.db.read().await?, (item, agency), PLANS).await?)
}

fn missing(house: &House, plan: &Plan, drawn: bool) -> Option<u64> {
    let wanted = plan.leaf + 1 + house.rules.sampling.wait;
    (!drawn).then(|| wanted.saturating_sub(house.visible().size))
}

/// A disclosure's title and index number, as far as it is public.
async fn named(house: &House, id: &str) -> Result<(String, String, String), Error> {
    let Some(found) = reading::disclosure(house, id).await? else {
        return Ok(("没有找到".to_owned(), String::new(), String::new()));
    };
    let title = found.content().map_or_else(|| "已撤回".to_owned(), |content| content.title.clone());
    let agency = house.register().agency_name(&found.agency).to_owned();
    Ok((title, found.index_no, agency))
}

/// The sample of a plan with what was found in it.
///
/// # Errors
/// When there is none, or the person may not see it.
pub async fn checklist(house: &House, by: &Officer, id: &str) -> Result<Checklist, Error> {
    let plan = plan(house, id).await?.ok_or(PLAN)?;
    if !house.may(by, Action::Evaluate, &plan.disclosure.agency) {
        return Err(PLAN);
    }
    let stored = samples::rows(&mut house.db.read().await?, id).await?;
    let drawn = samples::one(&mut house.db.read().await?, id).await?.is_some();
    let mut rows = Vec::new();
    for row in stored {
        let finding = match &row.finding {
            Some(sealed) => key(id).open(house, &part(row.position), sealed)?,
            None => String::new(),
        };
        let (title, index_no, agency) = named(house, &row.disclosure_id).await?;
        rows.push(Checked { row, title, index_no, agency, finding });
    }
    let missing = missing(house, &plan, drawn);
    let title = plan.disclosure.content().map(|content| content.title.clone()).ok_or(PLAN)?;
    let Plan { disclosure, terms, .. } = plan;
    Ok(Checklist { title, index_no: disclosure.index_no, agency: disclosure.agency, terms, missing, rows })
}

/// The same as a CSV file.
///
/// # Errors
/// As for [`checklist`].
pub async fn checklist_file(house: &House, by: &Officer, id: &str) -> Result<Vec<u8>, Error> {
    let list = checklist(house, by, id).await?;
    let titles = [
        ("position", "序号"),
        ("title", "标题"),
        ("index_no", "索引号"),
        ("agency", "单位"),
        ("leaf", "日志第几条"),
        ("result", "结果"),
        ("finding", "问题"),
    ];
    let column = |(key, title): (&str, &str)| Column::new(key, title, ColumnKind::Text);
    let style = Style { byte_order_mark: true, titles: true };
    let mut bytes = Vec::new();
    let columns = titles.into_iter().map(column).collect();
    let mut table = TableWriter::new(Format::Csv, columns, style, &mut bytes)?;
    for one in list.rows {
        let result = match one.row.result.as_deref() {
            Some("ok") => "合格",
            Some(_) => "有问题",
            None => "",
        };
        let values = json!({
            "position": one.row.position.to_string(), "title": one.title, "index_no": one.index_no,
            "agency": one.agency, "leaf": one.row.leaf.to_string(), "result": result, "finding": one.finding,
        });
        let Value::Object(record) = values else { continue };
        let record: Map<String, Value> = record;
        table.record(&record)?;
    }
    table.finish()?;
    Ok(bytes)
}

/// The sample of a plan, for everybody.
///
/// # Errors
/// When the database cannot be read.
pub async fn public_sample(house: &House, id: &str) -> Result<Option<PublicSample>, Error> {
    let Some(plan) = plan(house, id).await? else { return Ok(None) };
    let mut tx = house.db.read().await?;
    // What a process of another house drew from leaves that are not public here yet does not show.
    let visible = house.visible().size;
    let sample = samples::one(&mut tx, id).await?.filter(|sample| as_u64(sample.last_leaf) < visible);
    let rows = if sample.is_some() { samples::rows(&mut tx, id).await? } else { Vec::new() };
    drop(tx);
    let mut drawn = Vec::new();
    for row in rows {
        let (title, ..) = named(house, &row.disclosure_id).await?;
        drawn.push((row, title));
    }
    let missing = missing(house, &plan, sample.is_some());
    let title = plan.disclosure.content().map(|content| content.title.clone()).unwrap_or_default();
    let Plan { disclosure, terms, leaf } = plan;
    Ok(Some(PublicSample { title, agency: disclosure.agency, terms, leaf, missing, sample, drawn }))
}
