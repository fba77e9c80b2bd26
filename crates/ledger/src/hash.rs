//! SHA-256 and the two hashes of RFC 6962 §2.1.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha256};
use std::fmt;

/// Length of a hash in bytes.
pub(crate) const HASH_BYTES: usize = 32;

/// A SHA-256 value: a leaf, a node, a root of the tree, or the digest of a content.
///
/// Shown in base64, as checkpoints and proofs write it.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Hash(pub [u8; HASH_BYTES]);

impl Hash {
    /// The plain SHA-256 of bytes (digests of contents).
    pub fn of(bytes: &[u8]) -> Self {
        Self(Sha256::digest(bytes).into())
    }

    /// The leaf hash of an entry: SHA-256(0x00 ‖ entry), RFC 6962 §2.1.
    pub fn leaf(entry: &[u8]) -> Self {
        let mut hasher = Sha256::new_with_prefix([0x00]);
        hasher.update(entry);
        Self(hasher.finalize().into())
    }

    /// The hash of an inner node: SHA-256(0x01 ‖ left ‖ right), RFC 6962 §2.1.
    pub(crate) fn node(left: &Self, right: &Self) -> Self {
        let mut block = [1_u8; 1 + 2 * HASH_BYTES];
        block[1..=HASH_BYTES].copy_from_slice(&left.0);
        block[1 + HASH_BYTES..].copy_from_slice(&right.0);
        Self(Sha256::digest(block).into())
    }

    /// The root of the empty tree: SHA-256 of nothing, RFC 6962 §2.1.
    pub(crate) fn empty() -> Self {
        Self::of(b"")
    }

    /// Reads the base64 form; `None` if it is not exactly 32 bytes in canonical base64.
    pub(crate) fn from_base64(text: &str) -> Option<Self> {
        let bytes = STANDARD.decode(text).ok()?;
        Some(Self(bytes.try_into().ok()?))
    }

    /// Reads 64 lower-case hexadecimal digits.
    pub(crate) fn from_hex(text: &str) -> Option<Self> {
        if text.len() != 2 * HASH_BYTES || text.bytes().any(|b| b.is_ascii_uppercase()) {
            return None;
        }
        let mut bytes = [0; HASH_BYTES];
        hex::decode_to_slice(text, &mut bytes).ok()?;
        Some(Self(bytes))
    }

    /// The 64 lower-case hexadecimal digits.
    pub fn to_hex(&self) -> String {
        hex::encode(self.0)
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&STANDARD.encode(self.0))
    }
}

impl fmt::Debug for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The empty leaf and the empty tree, as every RFC 6962 implementation has them.
    #[test]
    fn known_values() {
        assert_eq!(
            Hash::empty().to_hex(),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
        );
        assert_eq!(
            Hash::leaf(b"").to_hex(),
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
        );
    }

    #[test]
    fn text_forms_are_strict() {
        let hash = Hash::of(b"x");
        assert_eq!(Hash::from_base64(&hash.to_string()), Some(hash));
        assert_eq!(Hash::from_hex(&hash.to_hex()), Some(hash));
        assert_eq!(Hash::from_hex(&hash.to_hex().to_uppercase()), None);
        assert_eq!(Hash::from_base64("AAAA"), None);
        assert_eq!(Hash::from_base64(""), None);
    }
}
