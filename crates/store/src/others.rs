//! What others have in hand: working versions of an agency or of a region.

use sqlx::FromRow;

use crate::db::{on, sql};
use crate::{Result, Tx};

/// One line of a list of others' work.
#[derive(Debug, Clone, FromRow)]
pub struct OthersRow {
    /// Identity of the disclosure.
    pub disclosure_id: String,
    /// State of its working version.
    pub state: String,
    /// Title.
    pub title: String,
    /// Catalogue item.
    pub item: String,
    /// Agency.
    pub agency_code: String,
    /// Revision that is public; 0 before the first.
    pub revision: i64,
    /// Identity of who began it.
    pub drafter: String,
    /// Name of who began it; none for the operator.
    pub drafter_name: Option<String>,
    /// When it was last saved.
    pub updated_at: String,
    /// The last day by which it has to be public.
    pub due_on: Option<String>,
    /// Its place in the list.
    pub place: String,
}

/// Which lines; empty text for any.
#[derive(Debug, Clone, Default)]
pub struct Asked {
    /// Of this agency.
    pub agency: String,
    /// Of agencies of this region and those below it.
    pub region: String,
    /// Begun by a person of this name.
    pub person: String,
    /// In this state.
    pub state: String,
    /// Late on this day, YYYY-MM-DD.
    pub late_on: String,
    /// Behind the line with this place and identity.
    pub after: (String, String),
    /// How many at most.
    pub limit: i64,
}

/// The lines, what is due first before all others.
///
/// # Errors
/// When the database refuses.
pub async fn list(tx: &mut Tx, asked: &Asked) -> Result<Vec<OthersRow>> {
    Ok(on!(tx, |c| sqlx::query_as(sql!("work/others"))
        .bind(&asked.agency)
        .bind(&asked.region)
        .bind(&asked.person)
        .bind(&asked.state)
        .bind(&asked.late_on)
        .bind(&asked.after.0)
        .bind(&asked.after.1)
        .bind(asked.limit)
        .fetch_all(c)
        .await)?)
}
