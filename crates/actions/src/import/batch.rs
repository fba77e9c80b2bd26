//! One batch of judged rows in one transaction: all of it, and how far the file is done, or nothing.

use std::collections::{BTreeMap, HashMap};

use mingjing_catalogue::Item;
use mingjing_publication::Content;
use mingjing_publication::life::Release;
use mingjing_store::drafts::DisclosureRow;
use mingjing_store::{Tx, drafts, versions};
use serde_json::{Map, Value, json};

use super::holding::{Doubtful, hold_back, supersede};
use super::judge::{Good, Verdict};
use super::{Reject, Tally};
use crate::held::SOURCE_CHANGED;
use crate::publishing::{self, Mark, PUBLISHED, Publication, WITHDRAWN, new_head};
use crate::trail::{Step, record};
use crate::{Error, House, Officer, decisions, selections};

/// Why a row is refused whose natural key was withdrawn.
pub(super) const WITHDRAWN_KEY: &str = "这一编号的信息已经撤回，不能重新导入；确需再公开请在工作台起草";

/// A judged row with its number in the file.
pub(crate) struct Judged {
    pub(crate) number: u64,
    /// The row's own file, where each file is one row.
    pub(crate) file: Option<String>,
    pub(crate) verdict: Verdict,
}

/// Where a batch comes from.
pub(super) struct Origin<'a> {
    /// Catalogue item.
    pub(super) item: &'a str,
    /// Digest of file, item and agency.
    pub(super) source: &'a str,
    /// File name for the audit trail.
    pub(super) name: &'a str,
    /// Who runs the import.
    pub(super) by: &'a Officer,
    /// The proof that people screened and approved.
    pub(super) release: &'a Release,
    /// The fields a table has columns for, filled or not; none where each document says what it says.
    pub(super) columns: Option<&'a [String]>,
}

impl Origin<'_> {
    /// Whether the source speaks of this field, so that an empty cell means that it is empty now.
    fn says(&self, key: &str) -> bool {
        self.columns.is_some_and(|columns| columns.iter().any(|c| c == key))
    }
}

/// What became of a batch.
pub(super) struct Done {
    pub(super) tally: Tally,
    /// Why rows were refused or held, by row number.
    pub(super) rejects: Vec<(u64, Reject)>,
    /// What rows were published as, by row number.
    pub(super) published: Vec<(u64, DisclosureRow)>,
}

/// Publishes the good rows and holds the doubtful ones. The caller commits.
pub(super) async fn publish_batch(
    house: &House,
    tx: &mut Tx,
    origin: &Origin<'_>,
    rows: Vec<Judged>,
) -> Result<Done, Error> {
    let mut tally = Tally::default();
    let mut rejects = Vec::new();
    let mut good = Vec::with_capacity(rows.len());
    let mut doubtful = Vec::new();
    for row in rows {
        match row.verdict {
            Verdict::Good(g) => good.push((row.number, *g)),
            Verdict::Held(held) => {
                doubtful.push(Doubtful { number: row.number, file: row.file, held: *held });
            }
            Verdict::Same => tally.unchanged += 1,
            Verdict::Bad(reject) => rejects.push((row.number, reject)),
        }
    }
    let mut told = Vec::new();
    if !doubtful.is_empty() {
        told = hold_back(house, tx, origin, doubtful, &mut tally, &mut rejects).await?;
    }
    told.extend(supersede(tx, origin, &good).await?);
    let sorted = sort_out(house, tx, origin, good, &mut tally, &mut rejects).await?;
    let (numbers, publications): (Vec<u64>, Vec<Publication>) = sorted.into_iter().unzip();
    let published = publishing::publish(house, tx, origin.release, publications).await?;
    told.extend(imported(origin, &published));
    // The trail comes last: whoever writes on it holds it until the commit.
    for Told { action, agency, detail } in told {
        let step = Step { action, disclosure: None, agency: &agency, reason: None, detail: Some(detail) };
        record(house, tx, origin.by, step).await?;
    }
    rejects.sort_by_key(|(number, _)| *number);
    tally.rejected = rejects.len() as u64;
    Ok(Done { tally, rejects, published: numbers.into_iter().zip(published).collect() })
}

/// A step that a batch records when everything else of it is done.
pub(super) struct Told {
    pub(super) action: &'static str,
    pub(super) agency: String,
    pub(super) detail: Value,
}

/// For each agency, how many disclosures of it were imported, and between which leaves they lie.
fn imported(origin: &Origin<'_>, published: &[DisclosureRow]) -> Vec<Told> {
    let mut agencies: BTreeMap<&str, (i64, i64, u64)> = BTreeMap::new();
    for head in published {
        let leaf = head.leaf_index.unwrap_or_default();
        let (_, last, count) = agencies.entry(&head.agency_code).or_insert((leaf, leaf, 0));
        (*last, *count) = (leaf, *count + 1);
    }
    let told = |(agency, (first, last, count)): (&str, (i64, i64, u64))| Told {
        action: "import",
        agency: agency.to_owned(),
        detail: json!({ "file": origin.name, "item": origin.item, "leaves": [first, last], "count": count, "screened_by": origin.release.screened_by(), "approved_by": origin.release.approved_by() }),
    };
    agencies.into_iter().map(told).collect()
}

/// Tells new rows, changed ones, unchanged ones and those that may not come back.
async fn sort_out(
    house: &House,
    tx: &mut Tx,
    origin: &Origin<'_>,
    good: Vec<(u64, Good)>,
    tally: &mut Tally,
    rejects: &mut Vec<(u64, Reject)>,
) -> Result<Vec<(u64, Publication)>, Error> {
    let item = house.item(origin.item)?;
    let mut known = known_heads(tx, origin.item, &good).await?;
    let mut publications = Vec::new();
    for (number, g) in good {
        let key = g.composed.natural_key.clone().unwrap_or_default();
        let head = known
            .remove(&(g.agency.clone(), publishing::erased_key(&key)))
            .or_else(|| known.remove(&(g.agency.clone(), key)));
        let publication = match head {
            None => Ok(Some(created(house, item, g))),
            Some(head) if head.status == WITHDRAWN => Err(Reject::new(WITHDRAWN_KEY)),
            Some(head) if head.status == PUBLISHED && head.fingerprint.as_ref() == Some(&g.fingerprint) => {
                Ok(None)
            }
            Some(head) => amendment(house, tx, origin, head, g).await?,
        };
        let publication = match publication {
            Ok(Some(publication)) => may_be_published(house, tx, item, publication).await?.map(Some),
            other => other,
        };
        match publication {
            Ok(None) => tally.unchanged += 1,
            Ok(Some(publication)) => {
                if publication.head.revision > 0 {
                    tally.updated += 1;
                } else {
                    tally.created += 1;
                }
                publications.push((number, publication));
            }
            Err(reject) => rejects.push((number, reject)),
        }
    }
    Ok(publications)
}

/// A row that is published for the first time.
fn created(house: &House, item: &Item, g: Good) -> Publication {
    Publication {
        links: publishing::links(item, &g.composed.public),
        head: new_head(house, item, &g.agency),
        is_new: true,
        fingerprint: Some(g.fingerprint),
        composed: g.composed,
        attachments: Vec::new(),
        reason: None,
        mark: Mark::Usual,
    }
}

/// Refuses what skips a statutory step of the decision it belongs to, and what would be drawn by a lot nobody promised.
async fn may_be_published(
    house: &House,
    tx: &mut Tx,
    item: &Item,
    publication: Publication,
) -> Result<Result<Publication, Reject>, Error> {
    let values = &publication.composed.public;
    let mut problems = selections::imported(house, item, values);
    if problems.is_empty() {
        problems = selections::problems(house, tx, (item, &publication.head.id), values).await?;
    }
    if problems.is_empty() {
        problems = decisions::problems(house, tx, (item, &publication.head.id), values).await?;
    }
    Ok(if problems.is_empty() { Ok(publication) } else { Err(Reject::of(&problems)) })
}

/// The heads that rows of this batch may be of, by agency and natural key as the database has it.
async fn known_heads(
    tx: &mut Tx,
    item: &str,
    good: &[(u64, Good)],
) -> Result<HashMap<(String, String), DisclosureRow>, Error> {
    let mut keys: Vec<&str> = good.iter().filter_map(|(_, g)| g.composed.natural_key.as_deref()).collect();
    let erased: Vec<String> = if drafts::has_erased(tx, item).await? {
        keys.iter().map(|key| publishing::erased_key(key)).collect()
    } else {
        Vec::new()
    };
    keys.extend(erased.iter().map(String::as_str));
    let heads = drafts::disclosures_by_natural_keys(tx, item, &keys).await?;
    Ok(heads
        .into_iter()
        .filter_map(|row| Some(((row.agency_code.clone(), row.natural_key.clone()?), row)))
        .collect())
}

/// A changed row as the next revision. What the source does not say stays as it is: attachments, and fields that it
/// has no column for. None where that leaves everything as it is.
async fn amendment(
    house: &House,
    tx: &mut Tx,
    origin: &Origin<'_>,
    head: DisclosureRow,
    g: Good,
) -> Result<Result<Option<Publication>, Reject>, Error> {
    let item = house.item(origin.item)?;
    let (mut composed, mut attachments) = (g.composed, Vec::new());
    if let Some(leaf) = head.leaf_index
        && let Some(version) = versions::at_leaf(tx, leaf).await?
        && let Some(content) = &version.content
    {
        let content = Content::from_bytes(content.as_bytes())?;
        let internal: Map<String, Value> = serde_json::from_str(&version.internal)?;
        let mut values = composed.into_values();
        let body = content.body.as_ref().map(|body| ("body".to_owned(), Value::String(body.clone())));
        let old = content.fields.iter().chain(&internal).map(|(key, value)| (key.clone(), value.clone()));
        let kept = old.chain(body).filter(|(key, _)| !origin.says(key) && !values.contains_key(key));
        let kept: Vec<(String, Value)> = kept.collect();
        values.extend(kept);
        composed = match item.compose(values, &house.knowledge()) {
            Ok(composed) => composed,
            Err(problems) => return Ok(Err(Reject::of(&problems))),
        };
        // The source says less than what is kept, and nothing else: an export without its internal fields, say.
        let same = composed.public == content.fields && composed.internal == internal;
        if same && composed.body == content.body {
            return Ok(Ok(None));
        }
        attachments = content.attachments;
    }
    Ok(Ok(Some(Publication {
        links: publishing::links(item, &composed.public),
        reason: (head.revision > 0).then(|| SOURCE_CHANGED.to_owned()),
        fingerprint: Some(g.fingerprint),
        is_new: false,
        mark: Mark::Usual,
        composed,
        attachments,
        head,
    })))
}
