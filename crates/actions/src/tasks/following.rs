//! How a public document is carried out, clause by clause (逐条落实情况): its clauses as they are read into tasks, and for each the
//! public tasks with its code that refer to the document.

use std::collections::{BTreeSet, HashMap};

use chrono::NaiveDate;
use mingjing_duties::{About, Task, break_down_known};
use mingjing_publication::Content;
use mingjing_store::Tx;
use mingjing_store::versions::{self, JoinedRow, Referring};
use serde_json::{Map, Value};

use super::{TaskRules, codes, due};
use crate::house::as_i64;
use crate::publishing::PUBLISHED;
use crate::reading::{self, PublicDisclosure};
use crate::{Error, House};

/// Tasks of one document that are read; it says so where there are more.
const MOST: usize = 1_000;

/// How something stands, the worst last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// It was given another shape, and is no longer due as it was.
    Adjusted,
    /// It is done.
    Finished,
    /// It was published and is not begun.
    NotBegun,
    /// It goes on.
    Going,
    /// Its last day is over.
    Overdue,
    /// Nothing was published.
    Unpublished,
}

impl State {
    /// All of them, as people ask for them.
    pub const ALL: [Self; 6] =
        [Self::Finished, Self::Going, Self::NotBegun, Self::Overdue, Self::Unpublished, Self::Adjusted];

    /// The word in addresses and answers.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Finished => "finished",
            Self::Going => "going",
            Self::NotBegun => "not-begun",
            Self::Overdue => "overdue",
            Self::Unpublished => "unpublished",
            Self::Adjusted => "adjusted",
        }
    }
}

/// A public task.
#[derive(Debug, Clone, PartialEq)]
pub struct PublicTask {
    /// Its disclosure.
    pub id: String,
    /// Its code.
    pub code: String,
    /// Its title.
    pub title: String,
    /// What it is to reach.
    pub goal: String,
    /// The agency that publishes it.
    pub agency: String,
    /// Who is responsible, as it says.
    pub unit: String,
    /// Its status, as it says.
    pub status: String,
    /// How far it is, per cent.
    pub percent: Option<Value>,
    /// Its last day.
    pub due: Option<NaiveDate>,
    /// The newest of its progress: day, and what was done.
    pub progress: Option<(NaiveDate, String)>,
    /// How it stands today.
    pub state: State,
}

/// A clause, and what became of it.
#[derive(Debug, Clone, PartialEq)]
pub struct FulfilledClause {
    /// The code of its tasks.
    pub code: String,
    /// The clause.
    pub task: Task,
    /// The last day that it sets, where it sets one and no other.
    pub due: Option<NaiveDate>,
    /// Its public tasks, those that are worst off first.
    pub tasks: Vec<PublicTask>,
    /// How it stands.
    pub state: State,
}

/// How a document is carried out.
#[derive(Debug, Clone, PartialEq)]
pub struct Fulfilment {
    /// The document.
    pub document: PublicDisclosure,
    /// Its clauses, in its order.
    pub clauses: Vec<FulfilledClause>,
    /// Tasks whose code was read from this document and stands in no clause any more: the words changed.
    pub changed: Vec<PublicTask>,
    /// Tasks that refer to it with a code of another kind.
    pub others: Vec<PublicTask>,
    /// Whether there are more tasks than were read.
    pub cut: bool,
}

impl Fulfilment {
    /// How many clauses stand so.
    #[must_use]
    pub fn count(&self, state: State) -> usize {
        self.clauses.iter().filter(|clause| clause.state == state).count()
    }
}

/// How the public document with this identity is carried out; none if it is not public, or no tasks can refer to it.
///
/// # Errors
/// When the database cannot be read.
pub async fn fulfilment(house: &House, id: &str) -> Result<Option<Fulfilment>, Error> {
    let rules = &house.rules.tasks;
    let Some(document) =
        reading::disclosure(house, id).await?.filter(|found| rules.concerns(house, &found.item))
    else {
        return Ok(None);
    };
    let Some(content) = document.content() else { return Ok(None) };
    let (body, number) = (content.body.clone().unwrap_or_default(), content.index_no.clone());
    let (title, on) = (content.title.clone(), Some(content.issued_on));
    let (tasks, cut) = published(house, &document).await?;
    // Official text is long: reading it must not hold up other requests.
    let (clauses, source) = tokio::task::spawn_blocking(move || {
        let source = codes::prefix(&number);
        let tasks = break_down_known(&body, About { title: &title, on }).tasks;
        let codes = codes::of(&source, &tasks);
        (codes.into_iter().zip(tasks).collect::<Vec<_>>(), source)
    })
    .await
    .map_err(std::io::Error::other)?;
    Ok(Some(tied(document, clauses, (tasks, cut), &source)))
}

/// Ties each task to the clause with its code.
fn tied(
    document: PublicDisclosure,
    clauses: Vec<(String, Task)>,
    (tasks, cut): (Vec<PublicTask>, bool),
    source: &str,
) -> Fulfilment {
    let mut by_code: HashMap<String, Vec<PublicTask>> = HashMap::new();
    let known: BTreeSet<&String> = clauses.iter().map(|(code, _)| code).collect();
    let (mut changed, mut others) = (Vec::new(), Vec::new());
    for task in tasks {
        if known.contains(&task.code) {
            by_code.entry(task.code.clone()).or_default().push(task);
        } else if task.code.strip_prefix(source).is_some_and(|rest| rest.starts_with('-')) {
            changed.push(task);
        } else {
            others.push(task);
        }
    }
    let clauses = clauses.into_iter().map(|(code, task)| {
        let mut tasks = by_code.remove(&code).unwrap_or_default();
        tasks.sort_by(|one, other| {
            (other.state, &one.unit, &one.id).cmp(&(one.state, &other.unit, &other.id))
        });
        let state = together(&tasks);
        FulfilledClause { due: due(&task), code, task, tasks, state }
    });
    Fulfilment { document, clauses: clauses.collect(), changed, others, cut }
}

/// How a clause stands by its tasks: what was adjusted counts only where there is nothing else.
fn together(tasks: &[PublicTask]) -> State {
    let all = |state: State| tasks.iter().all(|task| task.state == state || task.state == State::Adjusted);
    if tasks.is_empty() {
        State::Unpublished
    } else if tasks.iter().any(|task| task.state == State::Overdue) {
        State::Overdue
    } else if tasks.iter().all(|task| task.state == State::Adjusted) {
        State::Adjusted
    } else if all(State::Finished) {
        State::Finished
    } else if all(State::NotBegun) {
        State::NotBegun
    } else {
        State::Going
    }
}

/// The public tasks that refer to a document, by its identity or index number, the latest first.
async fn published(house: &House, document: &PublicDisclosure) -> Result<(Vec<PublicTask>, bool), Error> {
    let rules = &house.rules.tasks;
    let referring = Referring { item: &rules.item, field: &rules.documents, status: PUBLISHED };
    let limit = i64::try_from(MOST + 1).unwrap_or(i64::MAX);
    let mut tx = house.db.read().await?;
    let rows = versions::referring(&mut tx, (&document.id, &document.index_no), referring, limit).await?;
    let cut = rows.len() > MOST;
    let today = house.now().date_naive();
    let mut met = BTreeSet::new();
    let mut tasks = Vec::new();
    for row in rows.into_iter().take(MOST) {
        // A task may refer by both.
        if !met.insert(row.id.clone()) {
            continue;
        }
        if let Some(content) = visible(house, &mut tx, row).await? {
            tasks.push(rules.public(content, today));
        }
    }
    Ok((tasks, cut))
}

/// The content as far as a signed checkpoint covers it: of what was amended this very second, the version before.
async fn visible(house: &House, tx: &mut Tx, row: JoinedRow) -> Result<Option<Content>, Error> {
    let visible = as_i64(house.visible().size);
    let text = if row.leaf_index < visible {
        Some(row.content)
    } else {
        let older = versions::of_disclosure(tx, &row.id).await?;
        older.into_iter().rfind(|version| version.leaf_index < visible).and_then(|version| version.content)
    };
    Ok(text.map(|text| Content::from_bytes(text.as_bytes())).transpose()?)
}

impl TaskRules {
    /// Whether tasks can refer to disclosures of this item.
    fn concerns(&self, house: &House, item: &str) -> bool {
        let field = house.rules.catalogue.item(&self.item).and_then(|task| task.field(&self.documents));
        matches!(
            field.map(|field| &field.kind),
            Some(mingjing_catalogue::FieldKind::Reference { items, .. }) if items.iter().any(|one| one == item)
        )
    }

    fn public(&self, content: Content, today: NaiveDate) -> PublicTask {
        let fields = &content.fields;
        let text = |key: &str| fields.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
        let (status, due) = (text(&self.status), text(&self.due_on).parse().ok());
        PublicTask {
            code: text(&self.code),
            goal: text(&self.goal),
            unit: text(&self.unit),
            percent: fields.get(&self.percent).filter(|value| value.is_number()).cloned(),
            progress: self.newest_progress(fields),
            state: self.state(&status, due, today),
            status,
            due,
            id: content.id,
            title: content.title,
            agency: content.agency,
        }
    }

    fn state(&self, status: &str, due: Option<NaiveDate>, today: NaiveDate) -> State {
        let says = |words: &[String]| words.iter().any(|word| word == status);
        if says(&self.finished) {
            State::Finished
        } else if says(&self.adjusted) {
            State::Adjusted
        } else if due.is_some_and(|due| due < today) {
            State::Overdue
        } else if status == self.not_begun {
            State::NotBegun
        } else {
            State::Going
        }
    }

    /// The entry with the latest day; of several that bear it, the last.
    fn newest_progress(&self, fields: &Map<String, Value>) -> Option<(NaiveDate, String)> {
        let entries = fields.get(&self.progress)?.as_array()?;
        let read = |entry: &Value| {
            let on = entry.get(&self.progress_on)?.as_str()?.parse().ok()?;
            Some((on, entry.get(&self.progress_done)?.as_str()?.to_owned()))
        };
        entries.iter().filter_map(read).max_by_key(|(on, _): &(NaiveDate, String)| *on)
    }
}

#[cfg(test)]
mod tests {
    use mingjing_law::LawFiles;
    use serde_json::json;

    use super::*;

    fn rules() -> TaskRules {
        let files = LawFiles::embedded();
        TaskRules::load(&files, &mingjing_catalogue::Catalogue::load(&files).unwrap()).unwrap()
    }

    #[test]
    fn a_state_is_what_the_task_says_and_what_day_it_is() {
        let (rules, day) = (rules(), |text: &str| text.parse::<NaiveDate>().unwrap());
        let (before, after) = (Some(day("2026-06-30")), day("2026-07-01"));
        for (status, today, state) in [
            ("已完成", after, State::Finished),
            ("已调整", after, State::Adjusted),
            ("进行中", day("2026-06-30"), State::Going),
            ("进行中", after, State::Overdue),
            ("进度滞后", day("2026-06-30"), State::Going),
            ("未开始", day("2026-06-30"), State::NotBegun),
            ("未开始", after, State::Overdue),
        ] {
            assert_eq!(rules.state(status, before, today), state, "{status} on {today}");
        }
        assert_eq!(rules.state("进行中", None, after), State::Going, "what has no last day is never over");
    }

    #[test]
    fn a_clause_stands_as_its_tasks_do_together() {
        use State::{Adjusted, Finished, Going, NotBegun, Overdue, Unpublished};
        let content = |state| PublicTask {
            id: String::new(),
            code: String::new(),
            title: String::new(),
            goal: String::new(),
            agency: String::new(),
            unit: String::new(),
            status: String::new(),
            percent: None,
            due: None,
            progress: None,
            state,
        };
        let stands =
            |states: &[State]| together(&states.iter().map(|state| content(*state)).collect::<Vec<_>>());
        for (states, state) in [
            (&[][..], Unpublished),
            (&[Finished, Overdue], Overdue),
            (&[Finished, Adjusted], Finished),
            (&[Finished, NotBegun], Going),
            (&[NotBegun, NotBegun], NotBegun),
            (&[Adjusted], Adjusted),
        ] {
            assert_eq!(stands(states), state, "{states:?}");
        }
    }

    #[test]
    fn the_newest_progress_is_by_its_day() {
        let fields = json!({ "progress": [
            { "on": "2026-03-01", "done": "方案" }, { "on": "2026-09-01", "done": "过半" }, { "on": "2026-06-01", "done": "开工" },
            { "on": "someday", "done": "?" },
        ]});
        let newest = rules().newest_progress(fields.as_object().unwrap());
        assert_eq!(newest, Some(("2026-09-01".parse().unwrap(), "过半".to_owned())));
        assert_eq!(rules().newest_progress(&Map::new()), None);
    }
}
