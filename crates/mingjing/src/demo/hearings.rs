//! Two hearings of the office for which people sign up: one whose participants were drawn, one that is open. What lies in the
//! past is played by a clock that stands there; between the versions of a notice the log is signed, as it would be.

use std::collections::BTreeMap;

use anyhow::Context;
use chrono::{Days, NaiveDate};
use mingjing_actions::selections::{
    Command, NewSignUp, Person, catch_up, desk_selection, draw_lot, prepare_list, sign_up, take_step,
};
use mingjing_actions::{
    Edit, House, approve_draft, desk_reading, pass_screening, save_draft, screen_draft, start_draft,
    submit_draft,
};
use mingjing_screening::Disposition;
use serde_json::{Value, json};

use super::consultations::house_on;
use super::people;

const ITEM: &str = "hearing-notice";
/// Titles of the two.
const DRAWN: &str = "城区公共停车收费标准调整听证会公告";
const OPEN: &str = "农村公交线路优化方案听证会公告";

/// A notice with its days.
fn notice(title: &str, on: NaiveDate, (until, held_on): (NaiveDate, NaiveDate)) -> Value {
    json!({
        "title": title, "issued_on": on.to_string(), "held_on": held_on.to_string(), "held_at": "上午 9:00",
        "place": "省政务服务中心三层听证室（演示）", "seats": 5,
        "selection": "网上报名。每个方面报名的人超过名额的，抽签产生；抽签的种子事先承诺，名单公开以后开封（演示）。",
        "method": "网上报名抽签", "sign_up_period": { "from": on.to_string(), "until": until.to_string() },
        "lot_quotas": [{ "side": "市民", "places": 3 }, { "side": "经营者", "places": 2 }],
        "contact_office": "政策法规处（演示）", "contact_phone": "0000-0000000",
    })
}

/// Publishes the version in hand by three people; what screening finds is kept.
async fn let_out(house: &House, id: &str) -> anyhow::Result<()> {
    let [clerk, screener, approver, _] = people::office(house).await?;
    let version = desk_reading::draft(house, &clerk, id).await?.lock_version;
    submit_draft(house, &clerk, id, version).await?;
    let draft = desk_reading::draft(house, &screener, id).await?;
    let found = screen_draft(house, &draft).await?;
    let keep = || Disposition::Keep { ground: "本人同意公布（演示）".into() };
    let kept: BTreeMap<String, Disposition> = found.into_iter().map(|f| (f.id, keep())).collect();
    pass_screening(house, &screener, id, version + 1, &kept).await?;
    approve_draft(house, &approver, id, version + 2, None).await?;
    Ok(())
}

async fn publish(house: &House, values: Value) -> anyhow::Result<String> {
    let [clerk, ..] = people::office(house).await?;
    let id = start_draft(house, &clerk, ITEM, people::OFFICE).await?;
    let Value::Object(values) = values else { anyhow::bail!("一份公告的各项") };
    save_draft(house, &clerk, &id, 0, Edit { values, body: None, remove: Vec::new() }).await?;
    let_out(house, &id).await?;
    Ok(id)
}

async fn signs_up(house: &House, id: &str, people: &[(&str, &str, bool)]) -> anyhow::Result<()> {
    for (number, (name, side, publish_name)) in people.iter().enumerate() {
        let person = Person {
            name: (*name).to_owned(),
            phone: format!("0000-000000{number}"),
            mail: String::new(),
            reason: "住在附近，常办这件事（演示）".into(),
            publish_name: *publish_name,
        };
        let once = hex::encode(house.random_bytes::<16>());
        sign_up(house, id, NewSignUp { side: (*side).to_owned(), person }, &once).await?;
    }
    Ok(())
}

/// Both, from the notice to the result. `sign` makes public what was appended.
pub async fn hold(house: &House, sign: impl AsyncFn() -> anyhow::Result<()>) -> anyhow::Result<()> {
    const APPLICANTS: [(&str, &str, bool); 9] = [
        ("甲市民", "市民", true),
        ("乙市民", "市民", false),
        ("丙市民", "市民", true),
        ("丁市民", "市民", true),
        ("戊市民", "市民", false),
        ("己商户", "经营者", true),
        ("庚商户", "经营者", false),
        ("辛商户", "经营者", true),
        ("壬商户", "经营者", true),
    ];
    let today = house.now().date_naive();
    let ago = |days: u64| today.checked_sub_days(Days::new(days)).context("a day before");
    let later = |days: u64| today.checked_add_days(Days::new(days)).context("a day after");
    let then = house_on(house, ago(20)?)?;
    let drawn = publish(&then, notice(DRAWN, ago(20)?, (ago(2)?, later(12)?))).await?;
    let open = publish(house, notice(OPEN, today, (later(14)?, later(30)?))).await?;
    sign().await?;
    catch_up(house).await?;
    signs_up(&house_on(house, ago(10)?)?, &drawn, &APPLICANTS).await?;
    signs_up(house, &open, &APPLICANTS[..2]).await?;
    let [clerk, _, approver, _] = people::office(house).await?;
    let version = async || -> anyhow::Result<i64> {
        Ok(desk_selection(house, &clerk, &drawn, (1, 0)).await?.line.row.lock_version)
    };
    let object = Command::Object { number: 9, text: "不在本市经营（演示）".into() };
    take_step(house, &clerk, &drawn, version().await?, object).await?;
    take_step(house, &approver, &drawn, version().await?, Command::LeaveOut { number: 9 }).await?;
    take_step(house, &clerk, &drawn, version().await?, Command::Close).await?;
    prepare_list(house, &clerk, &drawn, version().await?).await?;
    let_out(house, &drawn).await?;
    sign().await?;
    draw_lot(house, &clerk, &drawn, (version().await?, "")).await?;
    let_out(house, &drawn).await?;
    sign().await?;
    catch_up(house).await?;
    Ok(())
}
