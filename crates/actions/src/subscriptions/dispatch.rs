//! Holds new leaves of the public log against the subscriptions: each leaf once, from where the last run stopped. Leaves
//! find their subscriptions by key; only words are looked for in texts, all of them in one pass.

use std::collections::{BTreeMap, HashMap, HashSet};

use aho_corasick::AhoCorasick;
use mingjing_catalogue::Visibility;
use mingjing_publication::{Content, Event};
use mingjing_store::Tx;
use mingjing_store::subscriptions::{self, LeafRow, ListenerRow};

use crate::house::as_i64;
use crate::{Error, House};

/// Leaves held against the subscriptions in one transaction.
const BATCH: i64 = 5_000;

/// Which leaves each subscription is to be told of.
type Matches = BTreeMap<String, (ListenerRow, Vec<i64>)>;

/// Goes on to the newest public leaf.
///
/// # Errors
/// When the database refuses; the next call goes on behind what was done.
pub async fn catch_up(house: &House) -> Result<(), Error> {
    let visible = as_i64(house.visible().size);
    loop {
        let mut tx = house.db.read().await?;
        let from = subscriptions::position(&mut tx).await?;
        if from >= visible {
            return Ok(());
        }
        let kinds = subscriptions::kinds(&mut tx).await?;
        drop(tx);
        // Nobody listens: whoever confirms later is told of later leaves only.
        let to = if kinds.is_empty() { visible } else { visible.min(from + BATCH) };
        let mut tx = house.db.begin().await?;
        if !kinds.is_empty() {
            let matches = matches(house, &mut tx, (from, to), &kinds).await?;
            note(house, &mut tx, matches).await?;
        }
        match subscriptions::advance(&mut tx, from, to).await {
            Ok(()) => tx.commit().await?,
            // Another process was quicker: what it noted is the same.
            Err(mingjing_store::Error::Conflict) => {}
            Err(error) => return Err(error.into()),
        }
    }
}

async fn matches(
    house: &House,
    tx: &mut Tx,
    (from, to): (i64, i64),
    kinds: &[String],
) -> Result<Matches, Error> {
    let leaves = subscriptions::leaves(tx, from, to).await?;
    let mut found = Matches::new();
    for ((kind, topic), leaves) in by_topic(house, &leaves) {
        if !kinds.iter().any(|known| known == kind) {
            continue;
        }
        for listener in subscriptions::of_topic(tx, kind, topic).await? {
            add(&mut found, listener, &leaves);
        }
    }
    if kinds.iter().any(|kind| kind == "words") {
        let listeners = subscriptions::of_kind(tx, "words").await?;
        let contents = subscriptions::contents(tx, from, to).await?;
        words(house, listeners, &contents, &mut found)?;
    }
    Ok(found)
}

fn add(found: &mut Matches, listener: ListenerRow, leaves: &[i64]) {
    let from = listener.from_leaf;
    let told = leaves.iter().copied().filter(|leaf| *leaf >= from);
    found.entry(listener.id.clone()).or_insert_with(|| (listener, Vec::new())).1.extend(told);
}

/// Which kinds of subscription each leaf may be told to.
fn by_topic<'a>(house: &House, leaves: &'a [LeafRow]) -> BTreeMap<(&'static str, &'a str), Vec<i64>> {
    let mut topics: BTreeMap<(&'static str, &str), Vec<i64>> = BTreeMap::new();
    let catalogue = &house.rules.catalogue;
    for row in leaves {
        let mut of = |kind, topic: &'a str| topics.entry((kind, topic)).or_default().push(row.leaf_index);
        if row.event == Event::Publish.as_str() {
            of("item", &row.item);
            of("agency", &row.agency_code);
        } else {
            of("disclosure", &row.disclosure_id);
        }
        if catalogue.item(&row.item).is_some_and(|item| item.history.is_some()) {
            of("list", &row.item);
        }
    }
    topics
}

/// Looks for the words of all subscriptions in each text at once.
fn words(
    house: &House,
    listeners: Vec<ListenerRow>,
    contents: &[(i64, String)],
    found: &mut Matches,
) -> Result<(), Error> {
    let folded = |text: &str| mingjing_search::folded(text);
    let mut numbers: HashMap<String, usize> = HashMap::new();
    let mut wanted: Vec<(ListenerRow, HashSet<usize>)> = Vec::new();
    for listener in listeners {
        let terms = listener.topic.split_whitespace().map(folded).filter(|term| !term.is_empty());
        let mut own = HashSet::new();
        for term in terms {
            let next = numbers.len();
            own.insert(*numbers.entry(term).or_insert(next));
        }
        if !own.is_empty() {
            wanted.push((listener, own));
        }
    }
    let mut terms = vec![String::new(); numbers.len()];
    for (term, number) in numbers {
        terms[number] = term;
    }
    let search = AhoCorasick::new(&terms).map_err(|e| Error::Corrupt(e.to_string()))?;
    for (leaf, content) in contents {
        let text = folded(&text_of(house, &Content::from_bytes(content.as_bytes())?));
        let there: HashSet<usize> =
            search.find_overlapping_iter(&text).map(|hit| hit.pattern().as_usize()).collect();
        for (listener, _) in wanted.iter().filter(|(_, own)| own.is_subset(&there)) {
            add(found, listener.clone(), &[*leaf]);
        }
    }
    Ok(())
}

/// What readers may find of a content: its title, its public values and its text.
fn text_of(house: &House, content: &Content) -> String {
    let mut text = content.title.clone();
    let fields =
        house.rules.catalogue.item(&content.item).map(|item| item.fields.as_slice()).unwrap_or_default();
    for field in fields.iter().filter(|field| field.visibility == Visibility::Public) {
        if let Some(value) = content.fields.get(&field.key).filter(|value| !value.is_null()) {
            text.push('\n');
            text.push_str(&field.display(value));
        }
    }
    text.push('\n');
    text.push_str(content.body.as_deref().unwrap_or_default());
    text
}

/// Notes what is to be told: the number of all leaves, and the first of them by name.
async fn note(house: &House, tx: &mut Tx, matches: Matches) -> Result<(), Error> {
    let listed = house.rules.messages.limits.listed;
    for (id, (listener, leaves)) in matches {
        if leaves.is_empty() {
            continue;
        }
        let room = listed.saturating_sub(usize::try_from(listener.news).unwrap_or(usize::MAX));
        let named = &leaves[..leaves.len().min(room)];
        subscriptions::add_news(tx, &id, as_i64(leaves.len() as u64), named).await?;
    }
    Ok(())
}
