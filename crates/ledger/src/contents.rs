//! Content bundles: JSON Lines, line k the content file of entry 256·N+k, an empty line where it was
//! erased or never was (a withdrawal has no content of its own).

use crate::error::Error;
use crate::path::{LogPath, Span};

/// Writes a bundle of content files. Content files are canonical JSON, so none holds a line break.
///
/// # Errors
/// [`Error::Malformed`] if one does.
pub fn encode_contents<C: AsRef<[u8]>>(contents: &[Option<C>]) -> Result<Vec<u8>, Error> {
    let mut bundle = Vec::new();
    for (nth, content) in contents.iter().enumerate() {
        let content = content.as_ref().map_or(&[][..], AsRef::as_ref);
        if content.contains(&b'\n') {
            let place = format!("内容集第 {} 行", nth + 1);
            return Err(Error::Malformed { place, reason: "内容含换行,不是规范 JSON".to_owned() });
        }
        bundle.extend_from_slice(content);
        bundle.push(b'\n');
    }
    Ok(bundle)
}

/// Reads a bundle that must hold exactly as many lines as `span` is wide; `None` is an empty line.
///
/// # Errors
/// [`Error::Malformed`] if the number of lines differs or the last one is not ended.
pub(crate) fn decode_contents(span: Span, bundle: &[u8]) -> Result<Vec<Option<&[u8]>>, Error> {
    let refuse = |reason: String| Error::Malformed { place: LogPath::Bundle(span).to_string(), reason };
    let body = bundle.strip_suffix(b"\n").ok_or_else(|| refuse("末尾缺少换行".to_owned()))?;
    let lines: Vec<_> =
        body.split(|byte| *byte == b'\n').map(|line| (!line.is_empty()).then_some(line)).collect();
    if lines.len() == usize::from(span.width()) {
        Ok(lines)
    } else {
        Err(refuse(format!("应有 {} 行,实有 {} 行", span.width(), lines.len())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn round_trip(contents in prop::collection::vec(prop::option::of("\\PC{1,40}"), 1..=256)) {
            let bundle = encode_contents(&contents).unwrap();
            let span = Span::new(0, u16::try_from(contents.len()).unwrap()).unwrap();
            let read = decode_contents(span, &bundle).unwrap();
            let expected: Vec<_> = contents.iter().map(|c| c.as_ref().map(String::as_bytes)).collect();
            prop_assert_eq!(read, expected);
        }

        #[test]
        fn any_bytes_are_answered(bytes in prop::collection::vec(any::<u8>(), 0..600), width in 1_u16..=256) {
            let _ = decode_contents(Span::new(0, width).unwrap(), &bytes);
        }
    }

    #[test]
    fn malformed() {
        let span = Span::new(0, 2).unwrap();
        assert!(decode_contents(span, b"{}\n\n").is_ok());
        for bad in [&b""[..], b"\n", b"{}\n{}", b"{}\n\n\n"] {
            assert!(decode_contents(span, bad).is_err());
        }
        assert!(encode_contents(&[Some("{\n}")]).is_err());
    }
}
