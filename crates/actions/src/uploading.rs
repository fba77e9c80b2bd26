//! Attachments that come in pieces, so that a lost connection costs one piece and not the file.

use bytes::{Bytes, BytesMut};
use chrono::TimeDelta;
use mingjing_attachments::{Limits, Refused};
use mingjing_store::Tx;
use mingjing_store::uploads::{self, UploadRow};

use crate::drafting::{attach_file, may_attach};
use crate::house::time_text;
use crate::working;
use crate::{Error, House, Officer};

/// Longest piece of an upload, in bytes.
pub const MAX_PIECE: usize = 1 << 20;
/// An upload that is not whole after this time is forgotten.
const KEPT: TimeDelta = TimeDelta::days(1);
/// Longest time of the last change that is kept, in characters.
const LONGEST_TIME: usize = 30;
/// How often a whole file is put to a draft that somebody saves at the same time.
const ATTEMPTS: usize = 5;

/// What a piece made of an upload.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Received {
    /// So many bytes are here; more are to come.
    Part(i64),
    /// The file is an attachment now.
    Whole {
        /// The lock version of the draft that it was put to.
        before: i64,
        /// The lock version of the draft now.
        version: i64,
    },
}

/// Begins an upload for a draft, or finds the one that the same person has begun with the same file: what is here of it
/// need not come again.
///
/// # Errors
/// When the person may not attach to the draft, or the file is empty or too long.
pub async fn begin_upload(
    house: &House,
    by: &Officer,
    draft: &str,
    (name, size, modified): (&str, i64, &str),
) -> Result<UploadRow, Error> {
    let limit = Limits::default().max_bytes;
    let refused = match usize::try_from(size) {
        Ok(0) | Err(_) => Some(Refused::Empty(name.to_owned())),
        Ok(size) if size > limit => Some(Refused::TooLarge { name: name.to_owned(), limit: limit >> 20 }),
        Ok(_) => None,
    };
    if let Some(refused) = refused {
        return Err(Error::Refused(refused.to_string()));
    }
    let lock_version = working::load(&mut house.db.read().await?, draft).await?.lock_version;
    may_attach(house, by, draft, lock_version).await?;
    let mut tx = house.db.begin().await?;
    forget_old(house, &mut tx).await?;
    let begun = uploads::open(&mut tx, draft, &by.id).await?;
    let row = match begun.into_iter().find(|u| u.name == name && u.size == size && u.modified == modified) {
        Some(row) => row,
        None => {
            let row = UploadRow {
                id: hex::encode(house.random_bytes::<16>()),
                disclosure_id: draft.to_owned(),
                officer_id: by.id.clone(),
                name: name.to_owned(),
                size,
                modified: modified.chars().take(LONGEST_TIME).collect(),
                received: 0,
                begun_at: house.now_text(),
            };
            uploads::begin(&mut tx, &row).await?;
            row
        }
    };
    tx.commit().await?;
    Ok(row)
}

/// An upload of this person for this draft.
///
/// # Errors
/// When there is none.
pub async fn upload(house: &House, by: &Officer, draft: &str, id: &str) -> Result<UploadRow, Error> {
    own(&mut house.db.read().await?, by, draft, id).await
}

/// What this person has begun to send for this draft and is not whole: the name, and how many of a hundred parts are here.
///
/// # Errors
/// When the database cannot be read.
pub async fn unfinished_uploads(
    house: &House,
    by: &Officer,
    draft: &str,
) -> Result<Vec<(String, i64)>, Error> {
    let begun = uploads::open(&mut house.db.read().await?, draft, &by.id).await?;
    Ok(begun.into_iter().map(|u| (u.name, u.received * 100 / u.size.max(1))).collect())
}

async fn own(tx: &mut Tx, by: &Officer, draft: &str, id: &str) -> Result<UploadRow, Error> {
    let row = uploads::get(tx, id).await?.filter(|u| u.officer_id == by.id && u.disclosure_id == draft);
    row.ok_or(Error::NotFound("这次上传"))
}

/// Takes the piece that begins at `position`. With the last one the file is looked at and attached; an empty piece at
/// the end tries that once more.
///
/// # Errors
/// [`Error::Conflict`] when another number of bytes is here; when the piece goes beyond the file; as [`attach_file`],
/// and then the upload is forgotten.
pub async fn receive_piece(
    house: &House,
    by: &Officer,
    (draft, id): (&str, &str),
    position: i64,
    piece: &Bytes,
) -> Result<Received, Error> {
    let mut tx = house.db.begin().await?;
    let row = own(&mut tx, by, draft, id).await?;
    let end = i64::try_from(piece.len()).ok().and_then(|length| position.checked_add(length));
    if row.received != position {
        return Err(Error::Conflict);
    }
    let end = end.filter(|end| *end <= row.size && piece.len() <= MAX_PIECE);
    let end = end.ok_or_else(|| Error::Refused("这一段超出了文件的长度，请重新选择文件上传".into()))?;
    if !piece.is_empty() {
        uploads::receive(&mut tx, id, position, piece).await?;
    }
    tx.commit().await?;
    if end < row.size { Ok(Received::Part(end)) } else { finish(house, by, &row).await }
}

/// The whole file becomes an attachment of the draft as it is now: adding a file takes nothing away that somebody saved.
async fn finish(house: &House, by: &Officer, row: &UploadRow) -> Result<Received, Error> {
    let parts = uploads::parts(&mut house.db.read().await?, &row.id).await?;
    let mut whole = BytesMut::with_capacity(usize::try_from(row.size).unwrap_or_default());
    parts.iter().for_each(|part| whole.extend_from_slice(part));
    let whole = whole.freeze();
    let mut done = Err(Error::Conflict);
    for _ in 0..ATTEMPTS {
        let before = working::load(&mut house.db.read().await?, &row.disclosure_id).await?.lock_version;
        done = attach_file(house, by, &row.disclosure_id, before, (&row.name, whole.clone()))
            .await
            .map(|version| Received::Whole { before, version });
        if !matches!(done, Err(Error::Conflict)) {
            break;
        }
    }
    if matches!(done, Ok(_) | Err(Error::Refused(_))) {
        let mut tx = house.db.begin().await?;
        uploads::delete(&mut tx, &row.id).await?;
        tx.commit().await?;
    }
    done
}

/// Gives an upload up.
///
/// # Errors
/// When there is none.
pub async fn cancel_upload(house: &House, by: &Officer, draft: &str, id: &str) -> Result<(), Error> {
    let mut tx = house.db.begin().await?;
    own(&mut tx, by, draft, id).await?;
    uploads::delete(&mut tx, id).await?;
    tx.commit().await?;
    Ok(())
}

async fn forget_old(house: &House, tx: &mut Tx) -> Result<(), Error> {
    for id in uploads::old(tx, &time_text(house.now() - KEPT)).await? {
        uploads::delete(tx, &id).await?;
    }
    Ok(())
}
