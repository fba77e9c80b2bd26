//! Entry bundles (C2SP tlog-tiles, "Log entries"): entries one after the other, each with its
//! length before it as a big-endian 16-bit number.

use crate::error::Error;
use crate::path::{LogPath, Span};

/// The longest entry a bundle can hold, in bytes.
pub const MAX_ENTRY_BYTES: usize = u16::MAX as usize;

/// Writes a bundle; `first` is the leaf index of its first entry.
///
/// # Errors
/// [`Error::EntryTooLong`] names the entry.
pub(crate) fn encode_entries<E: AsRef<[u8]>>(first: u64, entries: &[E]) -> Result<Vec<u8>, Error> {
    let bytes = entries.iter().map(|entry| 2 + entry.as_ref().len()).sum();
    let mut bundle = Vec::with_capacity(bytes);
    for (index, entry) in (first..).zip(entries) {
        let entry = entry.as_ref();
        let length =
            u16::try_from(entry.len()).map_err(|_| Error::EntryTooLong { index, bytes: entry.len() })?;
        bundle.extend_from_slice(&length.to_be_bytes());
        bundle.extend_from_slice(entry);
    }
    Ok(bundle)
}

/// Reads a bundle that must hold exactly as many entries as `span` is wide.
///
/// # Errors
/// [`Error::Malformed`] if a length does not fit, an entry is missing, or bytes are left over.
pub(crate) fn decode_entries(span: Span, bundle: &[u8]) -> Result<Vec<&[u8]>, Error> {
    let refuse = |reason: String| Error::Malformed { place: LogPath::Entries(span).to_string(), reason };
    let mut entries = Vec::with_capacity(usize::from(span.width()));
    let mut rest = bundle;
    for nth in 0..span.width() {
        let (length, tail) = rest
            .split_first_chunk::<2>()
            .ok_or_else(|| refuse(format!("应有 {} 条,只有 {nth} 条", span.width())))?;
        let length = usize::from(u16::from_be_bytes(*length));
        let (entry, tail) =
            tail.split_at_checked(length).ok_or_else(|| refuse(format!("第 {} 条不完整", nth + 1)))?;
        entries.push(entry);
        rest = tail;
    }
    if rest.is_empty() { Ok(entries) } else { Err(refuse(format!("末尾多出 {} 字节", rest.len()))) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn round_trip(entries in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..300), 1..=256)) {
            let bundle = encode_entries(0, &entries).unwrap();
            let span = Span::new(0, u16::try_from(entries.len()).unwrap()).unwrap();
            prop_assert_eq!(decode_entries(span, &bundle).unwrap(), entries);
            prop_assert!(decode_entries(span, &bundle[..bundle.len() - 1]).is_err());
            prop_assert!(decode_entries(span, &[bundle.as_slice(), b"x"].concat()).is_err());
        }

        #[test]
        fn any_bytes_are_answered(bytes in prop::collection::vec(any::<u8>(), 0..600), width in 1_u16..=256) {
            let _ = decode_entries(Span::new(0, width).unwrap(), &bytes);
        }
    }

    #[test]
    fn too_long_an_entry_is_named() {
        let entries = [vec![0; MAX_ENTRY_BYTES], vec![0; MAX_ENTRY_BYTES + 1]];
        assert!(encode_entries(7, &entries[..1]).is_ok());
        assert!(encode_entries(7, &entries).unwrap_err().to_string().contains("第 8 条"));
    }
}
