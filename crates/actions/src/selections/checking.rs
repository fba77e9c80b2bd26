//! What stands against publishing a notice whose participants are drawn, and the promise that is made when it is handed in.

use mingjing_catalogue::{FieldProblem, Item};
use mingjing_procedures::lot::Seed;
use mingjing_procedures::selection::{AnySelection, DrawnItem, Entry, Event, Lot, last_day};
use mingjing_store::Tx;
use mingjing_store::{drafts, selections};
use serde_json::{Map, Value};

use super::{SEED, key, replayed};
use crate::working::{self, Draft};
use crate::{Error, House};

type Values = Map<String, Value>;
/// Field, and what is wrong with it.
type Problem = (String, String);

/// Writes the promise of the seed into a notice that is handed in for the first time, and again into whatever version of it:
/// nobody types it.
///
/// # Errors
/// When the database cannot be written.
pub(crate) async fn promise(house: &House, tx: &mut Tx, draft: &mut Draft) -> Result<(), Error> {
    let lots = &house.rules.lots;
    let drawn = lots.of(&draft.head.item).is_some_and(|drawn| lots.is_drawn(drawn, &draft.values));
    if !drawn {
        return Ok(());
    }
    let commitment = match selections::one(tx, &draft.head.id).await? {
        Some(row) => row.commitment,
        // What was published without a promise cannot be drawn: see below.
        None if draft.head.revision > 0 => return Ok(()),
        None => {
            let seed = Seed::new(house.random_bytes());
            let (id, agency) = (draft.head.id.as_str(), draft.head.agency_code.as_str());
            let sealed = key(id).seal(house, SEED, &seed.text())?;
            let commitment = seed.commitment();
            selections::add(tx, (id, agency), (&commitment, &sealed)).await?;
            commitment
        }
    };
    draft.values.insert(lots.fields.commitment.clone(), commitment.into());
    Ok(())
}

/// What stands against an imported row: the seed of a lot is promised here or nowhere.
pub(crate) fn imported(house: &House, item: &Item, values: &Values) -> Vec<FieldProblem> {
    let lots = &house.rules.lots;
    let drawn = lots.of(&item.key).filter(|drawn| lots.is_drawn(drawn, values));
    let words = "在本系统网上报名、抽签的公告要在工作台起草，不能导入；在别处抽签的请选“其他”";
    drawn.map(|_| told(item, (lots.fields.method.clone(), words.into()))).into_iter().collect()
}

fn told(item: &Item, (field, message): Problem) -> FieldProblem {
    let label = item.field(&field).map_or_else(|| field.clone(), |f| f.label.zh.clone());
    FieldProblem { field, label, message }
}

/// What stands against publishing these values as a revision of the disclosure `id`, which may be new.
pub(crate) async fn problems(
    house: &House,
    tx: &mut Tx,
    (item, id): (&Item, &str),
    values: &Values,
) -> Result<Vec<FieldProblem>, Error> {
    let Some(drawn) = house.rules.lots.of(&item.key) else { return Ok(Vec::new()) };
    let public = match drafts::disclosure(tx, id).await? {
        Some(head) if head.revision > 0 => Some(working::published(tx, id).await?.0.fields),
        _ => None,
    };
    let lots = &house.rules.lots;
    let was_drawn = public.as_ref().is_some_and(|public| lots.is_drawn(drawn, public));
    let found = match (lots.is_drawn(drawn, values), public) {
        (false, _) if was_drawn => vec![(lots.fields.method.clone(), "公告公开以后不能再改遴选方式".into())],
        (false, _) => not_drawn(house, drawn, values),
        (true, Some(_)) if !was_drawn => {
            let words = "承诺值必须在公告第一次公开时就有：要抽签的，请撤回这份公告，重新发布";
            vec![(lots.fields.method.clone(), words.into())]
        }
        (true, None) => first(house, tx, (drawn, id), values).await?,
        (true, Some(public)) => later(house, tx, (drawn, id), (&public, values)).await?,
    };
    Ok(found.into_iter().map(|problem| told(item, problem)).collect())
}

fn is_there(values: &Values, key: &str) -> bool {
    match values.get(key) {
        None | Some(Value::Null) => false,
        Some(Value::String(text)) => !text.is_empty(),
        Some(Value::Array(rows)) => !rows.is_empty(),
        Some(_) => true,
    }
}

fn not_drawn(house: &House, drawn: &DrawnItem, values: &Values) -> Vec<Problem> {
    let f = &house.rules.lots.fields;
    let mut found: Vec<Problem> = [&f.commitment, &f.entries, &f.number, &f.seed]
        .into_iter()
        .filter(|key| is_there(values, key))
        .map(|key| (key.clone(), format!("没有选“{}”的，这一项不填", drawn.drawn)))
        .collect();
    let nameless = |row: &Value| row[&f.name].as_str().unwrap_or_default().is_empty();
    let people = values.get(&drawn.people).and_then(Value::as_array);
    if people.is_some_and(|rows| rows.iter().any(nameless)) {
        found.push((drawn.people.clone(), "每个人要有姓名".into()));
    }
    found
}

/// What both the first version and later ones need.
async fn common(
    house: &House,
    tx: &mut Tx,
    (drawn, id): (&DrawnItem, &str),
    values: &Values,
) -> Result<Result<Lot, Vec<Problem>>, Error> {
    let lots = &house.rules.lots;
    let f = &lots.fields;
    let mut found = Vec::new();
    let terms = match lots.terms(values) {
        Ok(terms) => terms,
        Err((field, words)) => return Ok(Err(vec![(field.to_owned(), words.to_owned())])),
    };
    let places: u32 = terms.sides.iter().map(|side| side.places).sum();
    if values.get(&f.seats).and_then(Value::as_u64).is_some_and(|seats| u64::from(places) > seats) {
        found.push((f.quotas.clone(), "各方面名额加起来超过了总名额".into()));
    }
    let today = house.now().date_naive();
    if let Err(e) = AnySelection::begin(&Event::Published { on: today, terms }) {
        found.push((f.period.clone(), e.to_string()));
    }
    if let Some(row) = selections::one(tx, id).await?
        && lots.text(values, &f.commitment) != row.commitment
    {
        found.push((f.commitment.clone(), "承诺值由系统填写，提交时会改回来，请不要改".into()));
    }
    Ok(match Lot::read(lots, drawn, values) {
        Ok(lot) if found.is_empty() => Ok(lot),
        Ok(_) => Err(found),
        Err(more) => Err([found, more].concat()),
    })
}

async fn first(
    house: &House,
    tx: &mut Tx,
    (drawn, id): (&DrawnItem, &str),
    values: &Values,
) -> Result<Vec<Problem>, Error> {
    let lots = &house.rules.lots;
    let f = &lots.fields;
    let mut found = common(house, tx, (drawn, id), values).await?.err().unwrap_or_default();
    for key in [&f.entries, &f.number, &f.seed] {
        if is_there(values, key) {
            found.push((key.clone(), "第一次公开时还没有人报名，这一项由系统以后填写".into()));
        }
    }
    if let (true, Ok(terms)) = (found.is_empty(), lots.terms(values)) {
        let latest = last_day(&house.rules.limits, &drawn.lead, terms.held_on)?;
        if terms.closes >= latest {
            let article =
                &house.rules.limits.get(&drawn.lead).map_err(mingjing_procedures::Error::from)?.article;
            let words =
                format!("报名截止要早于 {latest}，截止以后还要公开名单、抽签、公布参加人。依据：{article}");
            found.push((f.period.clone(), words));
        }
        if terms.closes < house.now().date_naive() {
            found.push((f.period.clone(), "报名期限已经过去".into()));
        }
    }
    Ok(found)
}

/// Entries by what of them is public.
fn bare(entries: &[Entry]) -> Vec<(&str, &str)> {
    entries.iter().map(|entry| (entry.code.as_str(), entry.side.as_str())).collect()
}

async fn later(
    house: &House,
    tx: &mut Tx,
    (drawn, id): (&DrawnItem, &str),
    (public, values): (&Values, &Values),
) -> Result<Vec<Problem>, Error> {
    let lots = &house.rules.lots;
    let f = &lots.fields;
    let mut found = Vec::new();
    for key in [&f.quotas, &f.number_source, &f.commitment] {
        if is_there(public, key) != is_there(values, key)
            || is_there(values, key) && public[key] != values[key]
        {
            found.push((key.clone(), "公告公开以后不能再改：抽签的条件要在报名以前定下".into()));
        }
    }
    let lot = match common(house, tx, (drawn, id), values).await? {
        Ok(lot) if found.is_empty() => lot,
        Ok(_) => return Ok(found),
        Err(more) => return Ok([found, more].concat()),
    };
    let mut wrong = |field: &str, words: &str| found.push((field.to_owned(), words.to_owned()));
    let (listed, opened) = (is_there(public, &f.entries), is_there(public, &f.seed));
    for (key, was) in [(&f.entries, listed), (&f.seed, opened), (&f.number, opened)] {
        if was && public.get(key) != values.get(key) {
            wrong(key, "已经公开，不能再改");
        }
    }
    let state = replayed(house, tx, id).await?.0;
    if !listed && !lot.entries.is_empty() {
        match state.as_ref() {
            Some(AnySelection::Closed(s)) if s.state().prepared.is_some() => {
                let prepared = s.state().prepared.as_deref().unwrap_or_default();
                if bare(prepared) != bare(&lot.entries) {
                    wrong(&f.entries, "和系统起草的名单不一样，请放弃这份更新稿，重新起草");
                }
            }
            _ => wrong(&f.entries, "名单由系统在报名截止以后起草，请在“听证和列席报名”里办理"),
        }
    }
    if !opened && lot.seed.is_some() {
        if !listed {
            wrong(&f.seed, "名单公开以后才能开封种子");
        }
        match state.as_ref() {
            Some(AnySelection::Drawn(s)) if s.state().number == lot.number => {}
            _ => wrong(&f.number, "和抽签时登记的公共数字不一样，请放弃这份更新稿，重新起草"),
        }
        if !lot.is_drawn_right() {
            wrong(&drawn.people, "参加人和种子算出来的不一样，请放弃这份更新稿，重新起草");
        }
    }
    Ok(found)
}
