//! What some agencies published in the months before, so that the log has a history and scores have a trend.

use chrono::{Days, NaiveDate};
use mingjing_actions::import::import_values;
use mingjing_actions::{House, Officer};

use super::consultations::house_on;
use super::documents::AGENCIES;
use super::{Rows, SOURCE, values};

/// How many days ago, and how many agencies.
const TOLD: [(u64, usize); 4] = [(130, 8), (95, 3), (61, 3), (30, 2)];

/// Publishes their notices, each on its day.
pub(super) async fn fill(house: &House, operator: &Officer, today: NaiveDate) -> anyhow::Result<()> {
    for (back, agencies) in TOLD {
        let on = today.checked_sub_days(Days::new(back)).unwrap_or(today);
        let rows: Rows = AGENCIES[..agencies].iter().map(|(code, name, _)| notice(code, name, on)).collect();
        let (_, refused) = import_values(&house_on(house, on)?, operator, "notice", SOURCE, rows).await?;
        if let Some((_, reason)) = refused.first() {
            anyhow::bail!("演示公告没有收下：{reason}");
        }
    }
    Ok(())
}

fn notice(code: &str, name: &str, on: NaiveDate) -> (String, serde_json::Map<String, serde_json::Value>) {
    let row = values([
        ("title", format!("{name}关于{}政务公开工作安排的公告", on.format("%-m月%-d日"))),
        ("kind", "公告".into()),
        ("issued_on", on.to_string()),
        ("body", "现公告近期政务公开工作的安排，欢迎监督。\n".into()),
    ]);
    (code.to_owned(), row)
}
