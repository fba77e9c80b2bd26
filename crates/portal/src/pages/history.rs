//! `/i/{item}?on=` and `/i/{item}?on=&with=`: a list as it was on a day, and two days side by side.

use askama::Template;
use mingjing_design::components::{Breadcrumb, Change, Difference, Link, Tag};
use mingjing_design::frame::Frame;

use super::{Cell, RecordRow};

/// What is asked of a list's history.
#[derive(Debug, Clone)]
pub struct DaysAsked {
    /// Address of the list, e.g. `/i/power-list`.
    pub path: String,
    /// The day, `YYYY-MM-DD`.
    pub on: String,
    /// The other day; empty for none.
    pub with: String,
    /// Code of the agency; empty for all.
    pub agency: String,
    /// Agencies to choose from: code, name. Empty where there are too many to choose from.
    pub agencies: Vec<(String, String)>,
}

/// A list on one day.
#[derive(Debug, Clone, Template)]
#[template(path = "list_on_day.html")]
pub struct ListOnDayPage {
    /// Around the page.
    pub frame: Frame,
    /// Where it stands.
    pub breadcrumb: Breadcrumb,
    /// Title of the item.
    pub title: String,
    /// The day in words.
    pub day: String,
    /// What is asked.
    pub asked: DaysAsked,
    /// Titles of the columns.
    pub columns: Vec<String>,
    /// Entries by agency and code.
    pub rows: Vec<RecordRow>,
    /// The next page.
    pub next: Option<Link>,
}

/// A change of an entry.
#[derive(Debug, Clone)]
pub struct EntryChange {
    /// The day from which it is so.
    pub day: String,
    /// `新增`, `变更` or `移出`.
    pub kind: Tag,
    /// Code of the entry.
    pub entry: String,
    /// The entry's page.
    pub link: Link,
    /// Whose list it is.
    pub agency: Link,
    /// What changed in it, field by field.
    pub difference: Option<Difference>,
}

/// Two days side by side.
#[derive(Debug, Clone, Template)]
#[template(path = "list_changes.html")]
pub struct ListChangesPage {
    /// Around the page.
    pub frame: Frame,
    /// Where it stands.
    pub breadcrumb: Breadcrumb,
    /// Title of the item.
    pub title: String,
    /// The two days in words, or none where the latest changes are shown.
    pub days: Option<(String, String)>,
    /// What is asked.
    pub asked: DaysAsked,
    /// Entries that are not the same, the latest change first.
    pub changes: Vec<EntryChange>,
    /// The feed of changes.
    pub feed: String,
    /// The next page.
    pub next: Option<Link>,
}

impl ListChangesPage {
    /// Where one subscribes to the changes of the whole list.
    fn subscribe(&self) -> String {
        format!("/subscribe?list={}", self.asked.path.trim_start_matches("/i/"))
    }
}
