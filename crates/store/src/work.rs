//! Lists of work at the desk: working versions as one person is concerned with them.

use sqlx::FromRow;

use crate::db::{on, sql};
use crate::{Result, Tx};

/// One line of a list of work.
#[derive(Debug, Clone, FromRow)]
#[expect(missing_docs, reason = "the columns of WorkingRow and DisclosureRow, documented there")]
pub struct QueueRow {
    pub disclosure_id: String,
    pub state: String,
    pub lock_version: i64,
    pub title: String,
    pub item: String,
    pub agency_code: String,
    pub revision: i64,
    pub drafter: String,
    pub scheduled_for: Option<String>,
    pub returned_reason: Option<String>,
    pub updated_at: String,
    pub due_on: Option<String>,
    /// The screening decision, JSON; only of what waits for approval.
    pub screening: Option<String>,
    /// Attachments, JSON array; only of what waits for approval.
    pub attachments: Option<String>,
    /// How many lines the whole list has.
    pub total: i64,
}

/// Whose list, and which part of it.
#[derive(Debug, Clone, Default)]
pub struct Ask {
    /// The agency.
    pub agency: String,
    /// The person.
    pub officer: String,
    /// Whether the person drafts, screens and approves there.
    pub roles: [bool; 3],
    /// Today, YYYY-MM-DD.
    pub today: String,
    /// `waiting`, `late`, `mine`, `returned`, `scheduled` or `all`.
    pub view: &'static str,
    /// Words in title, text or values; empty for all.
    pub text: String,
    /// Catalogue item; empty for all.
    pub item: String,
}

/// What `text` looks for, as a pattern in which it stands for itself.
fn pattern(text: &str) -> String {
    if text.trim().is_empty() {
        return String::new();
    }
    let mut out = String::from("%");
    for character in text.trim().to_lowercase().chars() {
        if matches!(character, '%' | '_' | '\\') {
            out.push('\\');
        }
        out.push(character);
    }
    out.push('%');
    out
}

/// `limit` lines behind the first `offset`, those that are due first before all others.
///
/// # Errors
/// When the database refuses.
pub async fn list(tx: &mut Tx, ask: &Ask, limit: i64, offset: i64) -> Result<Vec<QueueRow>> {
    let person = format!("%\"{}\"%", ask.officer);
    let [drafts, screens, approves] = ask.roles.map(i64::from);
    let text = pattern(&ask.text);
    Ok(on!(tx, |c| sqlx::query_as(sql!("work/list"))
        .bind(&ask.agency)
        .bind(&person)
        .bind(drafts)
        .bind(screens)
        .bind(approves)
        .bind(&ask.today)
        .bind(ask.view)
        .bind(&text)
        .bind(&ask.item)
        .bind(limit)
        .bind(offset)
        .fetch_all(c)
        .await)?)
}

/// How long each list of a person is.
#[derive(Debug, Clone, Copy, Default, FromRow, PartialEq, Eq)]
#[expect(missing_docs, reason = "the views of Ask")]
pub struct Counts {
    pub waiting: i64,
    pub late: i64,
    pub mine: i64,
    pub returned: i64,
    pub scheduled: i64,
    pub everything: i64,
}

/// The lengths of all lists, in one look.
///
/// # Errors
/// When the database refuses.
pub async fn counts(tx: &mut Tx, ask: &Ask) -> Result<Counts> {
    let person = format!("%\"{}\"%", ask.officer);
    let [drafts, screens, approves] = ask.roles.map(i64::from);
    Ok(on!(tx, |c| sqlx::query_as(sql!("work/counts"))
        .bind(&ask.agency)
        .bind(&person)
        .bind(drafts)
        .bind(screens)
        .bind(approves)
        .bind(&ask.today)
        .fetch_one(c)
        .await)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_of_patterns_stand_for_themselves() {
        assert_eq!(pattern(" 100%_A\\ "), "%100\\%\\_a\\\\%");
        assert_eq!(pattern("  "), "");
    }
}
