//! The key of the desk: seals what the database must hold and must not tell, and makes digests that cannot be guessed
//! back without it. It lies in a file beside the key of the log, never in the database.

use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use ring::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use ring::hmac;

use crate::Error;

/// The key of the desk, 32 random bytes.
#[derive(Clone)]
pub struct SealingKey {
    sealing: LessSafeKey,
    digesting: hmac::Key,
}

impl std::fmt::Debug for SealingKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SealingKey")
    }
}

impl SealingKey {
    /// From its bytes; each use has a key of its own, derived from them.
    ///
    /// # Errors
    /// Never for 32 bytes; the library does not promise it.
    pub fn new(bytes: [u8; 32]) -> Result<Self, Error> {
        let root = hmac::Key::new(hmac::HMAC_SHA256, &bytes);
        let sealing = hmac::sign(&root, b"mingjing desk: sealing");
        let sealing = UnboundKey::new(&CHACHA20_POLY1305, sealing.as_ref()).map_err(|_| broken())?;
        let digesting = hmac::sign(&root, b"mingjing desk: digests");
        Ok(Self {
            sealing: LessSafeKey::new(sealing),
            digesting: hmac::Key::new(hmac::HMAC_SHA256, digesting.as_ref()),
        })
    }

    /// Seals a secret for one owner (RFC 8439). The nonce must never come twice: 12 random bytes.
    pub(crate) fn seal(&self, nonce: [u8; NONCE_LEN], owner: &str, secret: &[u8]) -> Result<String, Error> {
        let mut out = secret.to_vec();
        self.sealing
            .seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::from(owner), &mut out)
            .map_err(|_| broken())?;
        let mut whole = nonce.to_vec();
        whole.append(&mut out);
        Ok(STANDARD_NO_PAD.encode(whole))
    }

    /// Opens what was sealed for this owner.
    pub(crate) fn open(&self, owner: &str, sealed: &str) -> Result<Vec<u8>, Error> {
        let whole = STANDARD_NO_PAD.decode(sealed).map_err(|_| broken())?;
        let (nonce, rest) = whole.split_at_checked(NONCE_LEN).ok_or_else(broken)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| broken())?;
        let mut rest = rest.to_vec();
        let secret = self.sealing.open_in_place(nonce, Aad::from(owner), &mut rest).map_err(|_| broken())?;
        Ok(secret.to_vec())
    }

    /// A digest that says nothing to whoever has only the database, however short the text (RFC 2104).
    #[must_use]
    pub fn digest(&self, purpose: &str, text: &str) -> String {
        hex::encode(hmac::sign(&self.digesting, format!("{purpose}\n{text}").as_bytes()))
    }
}

fn broken() -> Error {
    Error::Corrupt(
        "登录验证的密文打不开：实例文件夹中的 keys/desk.key 与数据库不是一套，请放回原来的 desk.key".into(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_same_key_and_owner_open_it() {
        let key = SealingKey::new([1; 32]).unwrap();
        let sealed = key.seal([2; 12], "甲", b"secret").unwrap();
        assert_eq!(key.open("甲", &sealed).unwrap(), b"secret");
        assert!(key.open("乙", &sealed).is_err());
        assert!(SealingKey::new([3; 32]).unwrap().open("甲", &sealed).is_err());
        for bad in ["", "AAAA", "不是", &sealed[1..]] {
            assert!(key.open("甲", bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn digests_depend_on_key_purpose_and_text() {
        let key = SealingKey::new([1; 32]).unwrap();
        let other = SealingKey::new([2; 32]).unwrap();
        let all = [key.digest("a", "x"), key.digest("b", "x"), key.digest("a", "y"), other.digest("a", "x")];
        assert_eq!(all.iter().collect::<std::collections::BTreeSet<_>>().len(), 4);
        assert_eq!(key.digest("a", "x"), all[0]);
    }
}
