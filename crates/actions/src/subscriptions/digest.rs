//! Writes the mails of what was found for the subscriptions: everything since the last one in one mail, and not another one
//! before its time.

use chrono::TimeDelta;
use mingjing_publication::{Content, Event};
use mingjing_store::subscriptions::{self, NewsRow, SubscriptionRow};

use super::Topic;
use super::asking::{link, owner, shown_title};
use crate::house::time_text;
use crate::messages::Message;
use crate::{Error, House, outbox};

/// Subscriptions read at once.
const BATCH: i64 = 100;

/// Writes the mail of every subscription of which there is something to tell, and whose time has come; how many.
///
/// # Errors
/// When the database refuses.
pub async fn write_due(house: &House) -> Result<u64, Error> {
    let mut written = 0;
    loop {
        let rows = subscriptions::due(&mut house.db.read().await?, &house.now_text(), BATCH).await?;
        if rows.is_empty() {
            return Ok(written);
        }
        let mut failed = Ok(());
        for row in rows {
            match write(house, row).await {
                Ok(one) => written += u64::from(one),
                // One that cannot be written keeps nobody else waiting.
                Err(error) => failed = Err(error),
            }
        }
        failed?;
    }
}

async fn write(house: &House, row: SubscriptionRow) -> Result<bool, Error> {
    let address = house.seal.open(&owner(&row.id), &row.address)?;
    let address = String::from_utf8(address).map_err(|e| Error::Corrupt(e.to_string()))?;
    let topic = Topic::of(&row.kind, &row.topic)
        .ok_or_else(|| Error::Corrupt(format!("订阅 {} 的种类 {} 不认识", row.id, row.kind)))?;
    let (title, link) = (shown_title(house, &topic).await?, link(house, &row.id));
    let messages = &house.rules.messages;
    let mut tx = house.db.begin().await?;
    let news = subscriptions::news(&mut tx, &row.id).await?;
    let list = list(house, &topic, &news, row.news)?;
    let number = row.news.to_string();
    let texts = messages.current(&mut tx, Message::SubscriptionDigest).await?;
    let values = [
        ("站名", house.site.name.as_str()),
        ("订阅内容", &title),
        ("条数", &number),
        ("更新列表", &list),
        ("退订链接", &link),
    ];
    let filled = (texts.fill(&values), Some(link.clone()));
    outbox::write(house, &mut tx, Message::SubscriptionDigest, address, filled).await?;
    let next = house.now() + TimeDelta::minutes(messages.limits.digest_minutes.into());
    match subscriptions::told(&mut tx, &row.id, row.news, &time_text(next)).await {
        Ok(()) => tx.commit().await?,
        // Another process wrote it, or it has ended, or there is more by now: the next look sees.
        Err(mingjing_store::Error::Conflict) => return Ok(false),
        Err(error) => return Err(error.into()),
    }
    Ok(true)
}

fn list(house: &House, topic: &Topic, news: &[NewsRow], number: i64) -> Result<String, Error> {
    let mut lines = Vec::new();
    for (one, n) in news.iter().zip(1..) {
        lines.push(entry(house, one, n)?);
    }
    let named = i64::try_from(news.len()).unwrap_or(i64::MAX);
    if number > named {
        let page = format!("{}{}", house.site.base_url, topic.path());
        lines.push(format!("另有 {} 条，请看 {page}", number - named));
    }
    Ok(lines.join("\n\n"))
}

/// One change: what happened, the title while it may be shown, the agency, the address.
fn entry(house: &House, one: &NewsRow, n: usize) -> Result<String, Error> {
    let withdrawn = one.status == "withdrawn";
    let content = one.content.as_ref().filter(|_| !withdrawn);
    let content = content.map(|text| Content::from_bytes(text.as_bytes())).transpose()?;
    let what = match one.event.as_str() {
        _ if withdrawn => "撤回",
        event if event == Event::Publish.as_str() => "公开",
        _ => "更新",
    };
    let title = content.as_ref().map_or_else(
        || format!("索引号 {}", one.index_no.as_deref().unwrap_or_default()),
        |content| content.title.replace(char::is_control, " "),
    );
    let register = house.register();
    let agency = match &content {
        Some(content) => register.agency_name_on(&content.agency, content.issued_on).to_owned(),
        None => register.agency_name(&one.agency_code).to_owned(),
    };
    let at = format!("{}/d/{}", house.site.base_url, one.disclosure_id);
    Ok(format!("{n}. {what}：{title}\n   {agency}\n   {at}"))
}
