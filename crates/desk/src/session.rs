//! Sessions in the house's database. Their identities are stored as digests: who reads the database cannot sign in.

use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use mingjing_actions::House;
use mingjing_store::sessions;
use sha2::{Digest, Sha256};
use tower_sessions::SessionStore;
use tower_sessions::session::{Id, Record};
use tower_sessions::session_store::{Error, Result};

pub(crate) use mingjing_actions::sign_ins::{ADDRESS, AGENT, OFFICER, SEEN, SINCE};

/// Name under which a session holds who gave the password and still owes the second factor.
pub(crate) const PENDING: &str = "pending";
/// Name under which a session holds what a passkey was asked.
pub(crate) const PASSKEY: &str = "passkey";
/// Name under which a session holds the token of its forms.
pub(crate) const TOKEN: &str = "token";

/// The session store of tower-sessions on our database.
#[derive(Clone)]
pub(crate) struct StoredSessions(Arc<House>);

impl fmt::Debug for StoredSessions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("StoredSessions")
    }
}

impl StoredSessions {
    pub(crate) fn new(house: Arc<House>) -> Self {
        Self(house)
    }
}

fn backend(e: impl fmt::Display) -> Error {
    Error::Backend(e.to_string())
}

pub(crate) fn digest(id: &Id) -> String {
    hex::encode(Sha256::digest(id.to_string()))
}

impl StoredSessions {
    async fn put(&self, record: &Record) -> Result<()> {
        let data = serde_json::to_string(&record.data).map_err(backend)?;
        let whose = record.data.get(OFFICER).or_else(|| record.data.get(PENDING));
        let officer = whose.and_then(|v| v.as_str());
        let mut tx = self.0.db.begin().await.map_err(backend)?;
        sessions::delete_expired(&mut tx, self.0.now().timestamp()).await.map_err(backend)?;
        sessions::put(&mut tx, &digest(&record.id), officer, &data, record.expiry_date.unix_timestamp())
            .await
            .map_err(backend)?;
        tx.commit().await.map_err(backend)
    }
}

#[async_trait]
impl SessionStore for StoredSessions {
    async fn create(&self, record: &mut Record) -> Result<()> {
        self.put(record).await
    }

    /// Only prolongs: what a session holds is written when it is made. This comes after the request was done, so a
    /// failure must not turn its answer into another one; the session then ends at its former time.
    async fn save(&self, record: &Record) -> Result<()> {
        if let Err(e) = self.put(record).await {
            tracing::error!(error = %e, "a session could not be prolonged");
        }
        Ok(())
    }

    async fn load(&self, id: &Id) -> Result<Option<Record>> {
        let now = self.0.now().timestamp();
        let mut tx = self.0.db.read().await.map_err(backend)?;
        let Some(data) = sessions::get(&mut tx, &digest(id), now).await.map_err(backend)? else {
            return Ok(None);
        };
        let data = serde_json::from_str(&data).map_err(|e| Error::Decode(e.to_string()))?;
        // The end is set anew whenever the session is saved; until then the database keeps the one before.
        let hours = tower_sessions::cookie::time::Duration::hours(crate::SESSION_HOURS);
        let expiry_date =
            tower_sessions::cookie::time::OffsetDateTime::from_unix_timestamp(now).map_err(backend)? + hours;
        Ok(Some(Record { id: *id, data, expiry_date }))
    }

    async fn delete(&self, id: &Id) -> Result<()> {
        let mut tx = self.0.db.begin().await.map_err(backend)?;
        sessions::delete(&mut tx, &digest(id)).await.map_err(backend)?;
        tx.commit().await.map_err(backend)
    }
}
