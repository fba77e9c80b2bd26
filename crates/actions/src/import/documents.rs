//! Files of which each is one document.

use std::collections::HashMap;

use mingjing_catalogue::{FieldKind, Item};
use mingjing_opendata::{Profile, ReadDocument, read_document};
use mingjing_publication::life::Release;
use serde_json::{Map, Value};

use super::batch::{Judged, Origin, publish_batch};
use super::judge::{Judge, Seen, Verdict};
use super::{Progress, Reject, Tally};
use crate::{Error, House, Officer};

/// Documents of one transaction.
const BATCH: usize = 50;

/// What is to be imported.
#[derive(Debug, Clone)]
pub struct DocumentImport {
    /// Catalogue item.
    pub item: String,
    /// Agency that publishes.
    pub agency: String,
    /// How the files are to be read.
    pub profile: Profile,
}

/// A document that was not taken: its file, and why.
pub type RefusedDocument = (String, String);

/// Imports documents given as name and bytes. Answers the tally and the refused files.
///
/// # Errors
/// When the item takes no documents or the database refuses; what was committed before stays.
pub async fn import_documents(
    house: &House,
    by: &Officer,
    import: &DocumentImport,
    files: impl Iterator<Item = std::io::Result<(String, Vec<u8>)>>,
    progress: &dyn Progress,
) -> Result<(Tally, Vec<RefusedDocument>), Error> {
    let item = house.item(&import.item)?;
    if !item.document {
        return Err(Error::Refused(format!(
            "“{}”是表格类事项，请导入 CSV、XLSX 或 JSON Lines 文件",
            item.title.zh
        )));
    }
    let mut seen = Seen::new();
    let mut tally = Tally::default();
    let mut refused = Vec::new();
    let mut files = files.enumerate().peekable();
    while files.peek().is_some() && !progress.stop() {
        let mut judge = Judge::new(house, item, std::mem::take(&mut seen));
        let mut names = HashMap::new();
        let mut batch = Vec::new();
        for (n, file) in files.by_ref().take(BATCH) {
            let number = n as u64 + 1;
            let (name, bytes) = file?;
            let verdict = match read_document(&name, &bytes, import.profile) {
                Err(e) => Verdict::Bad(Reject::new(e.to_string())),
                Ok(document) => {
                    tell_removed(&name, &document, progress);
                    judge.judge(number, &import.agency, values_of(item, document))?
                }
            };
            batch.push(Judged { number, file: Some(name.clone()), verdict });
            names.insert(number, name);
        }
        seen = judge.into_seen();
        let first = batch.first().and_then(|row| row.file.clone()).unwrap_or_default();
        let release = Release::by_operator(&by.id);
        let origin =
            Origin { item: &import.item, source: &first, name: &first, by, release: &release, columns: None };
        let mut tx = house.db.begin().await?;
        let done = publish_batch(house, &mut tx, &origin, batch).await?;
        tx.commit().await?;
        house.announce_append();
        tally.add(done.tally);
        for (number, reject) in done.rejects {
            let column = reject.column.map(|c| format!("{c}:")).unwrap_or_default();
            refused.push((names.remove(&number).unwrap_or_default(), format!("{column}{}", reject.reason)));
        }
        progress.done(tally);
    }
    Ok((tally, refused))
}

fn tell_removed(name: &str, document: &ReadDocument, progress: &dyn Progress) {
    for line in &document.removed {
        let shown: String = line.text.chars().take(40).collect();
        progress.note(&format!("{name} 第 {} 行已去掉({}):{shown}", line.line, line.why));
    }
}

/// The document's parts under the item's own fields; what the item has no field for is left out.
fn values_of(item: &Item, document: ReadDocument) -> Map<String, Value> {
    let mut values = document.fields;
    values.retain(|key, value| {
        item.field(key).is_some_and(|f| match &f.kind {
            FieldKind::Enumeration { options, .. } => {
                options.iter().any(|o| Some(o.value.as_str()) == value.as_str())
            }
            _ => true,
        })
    });
    values.insert("title".into(), Value::String(document.title));
    values.insert("body".into(), Value::String(document.body));
    values
}
