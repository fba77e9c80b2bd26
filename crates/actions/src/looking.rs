//! What an approver last saw of a draft, so that only what is new has to be read again.

use mingjing_publication::{Attachment, Content};
use mingjing_store::Tx;
use mingjing_store::looks::{self, LookRow};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::working::Draft;
use crate::{Error, House, Officer};

/// What can be seen of a draft.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Seen {
    values: Map<String, Value>,
    body: Option<String>,
    attachments: Vec<Attachment>,
}

impl Seen {
    fn of(draft: &Draft) -> Self {
        let (values, body) = (draft.values.clone(), draft.body.clone());
        Self { values, body, attachments: draft.attachments.clone() }
    }

    fn content(self, draft: &Draft, house: &House) -> Content {
        Content {
            id: draft.head.id.clone(),
            item: draft.head.item.clone(),
            agency: draft.head.agency_code.clone(),
            revision: 1,
            index_no: String::new(),
            title: String::new(),
            issued_on: house.now().date_naive(),
            fields: self.values,
            body: self.body,
            attachments: self.attachments,
            kind: None,
            salt: String::new(),
        }
    }
}

/// What changed in a draft since this person saw it, and when that was: the draft then, and now. The first look is noted
/// down; after that the person's own decisions move it on.
///
/// # Errors
/// When the database cannot be read or written.
pub async fn look(
    house: &House,
    by: &Officer,
    draft: &Draft,
) -> Result<Option<(String, Content, Content)>, Error> {
    let id = &draft.head.id;
    let known = looks::get(&mut house.db.read().await?, &by.id, id).await?;
    let now = Seen::of(draft);
    let Some(known) = known else {
        let mut tx = house.db.begin().await?;
        note(house, &mut tx, by, draft).await?;
        tx.commit().await?;
        return Ok(None);
    };
    let before: Seen = serde_json::from_str(&known.seen)?;
    if before == now {
        return Ok(None);
    }
    Ok(Some((known.seen_at, before.content(draft, house), now.content(draft, house))))
}

/// Notes down that this person has seen the draft as it is.
pub(crate) async fn note(house: &House, tx: &mut Tx, by: &Officer, draft: &Draft) -> Result<(), Error> {
    let row = LookRow { seen: serde_json::to_string(&Seen::of(draft))?, seen_at: house.now_text() };
    looks::put(tx, &by.id, &draft.head.id, &row).await?;
    Ok(())
}
