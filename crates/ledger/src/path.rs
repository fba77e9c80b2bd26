//! Addresses under `/log/`, as C2SP tlog-tiles writes them, and nothing else.
//!
//! The codec is strict: a text is accepted only if it is exactly what [`LogPath`] prints, so every
//! resource has one address, and no text from outside can reach another file.

use crate::error::Error;
use crate::hash::Hash;
use std::fmt;
use std::str::FromStr;

/// Elements of a full tile or bundle.
pub(crate) const FULL: u16 = 256;
/// The greatest index: start indexes up to `index * 256` fit in 64 bits.
const MAX_INDEX: u64 = (1 << 56) - 1;
/// The greatest tile level (tlog-tiles, "Merkle Tree").
const MAX_LEVEL: u8 = 63;
/// Longer than any address that can be printed.
const MAX_PATH_BYTES: usize = 120;

/// Which tile or bundle of its row, and how many elements it holds: `<N>[.p/<W>]`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Span {
    index: u64,
    width: u16,
}

impl Span {
    /// A span of `width` elements, 1 to 256; `None` outside of that or beyond index 2^56−1.
    pub fn new(index: u64, width: u16) -> Option<Self> {
        ((1..=FULL).contains(&width) && index <= MAX_INDEX).then_some(Self { index, width })
    }

    /// The span with this index in a row of `count` elements; `None` if the row ends before it.
    pub fn within(index: u64, count: u64) -> Option<Self> {
        let left = count.checked_sub(index.checked_mul(u64::from(FULL))?)?;
        Self::new(index, u16::try_from(left.min(u64::from(FULL))).ok()?)
    }

    /// Position in the row of spans.
    pub fn index(&self) -> u64 {
        self.index
    }

    /// Number of elements, 1 to 256.
    pub fn width(&self) -> u16 {
        self.width
    }

    /// The position of its first element.
    pub fn first(&self) -> u64 {
        self.index * u64::from(FULL)
    }

    /// Whether it holds all 256 elements and will never change.
    pub fn is_full(&self) -> bool {
        self.width == FULL
    }

    /// The full span at the same place.
    pub(crate) fn filled(&self) -> Self {
        Self { index: self.index, width: FULL }
    }

    fn parse(text: &str) -> Result<Self, &'static str> {
        let (number, width) = match text.split_once(".p/") {
            Some((number, width)) => (number, parse_decimal(width, 255).filter(|w| *w > 0)),
            None => (text, Some(u64::from(FULL))),
        };
        let width = width.and_then(|w| u16::try_from(w).ok()).ok_or("宽度须为 1 至 255")?;
        let mut index: u64 = 0;
        let mut groups = number.split('/').peekable();
        while let Some(group) = groups.next() {
            let digits = match groups.peek() {
                Some(_) => group.strip_prefix('x').ok_or("前面各组编号须以 x 开头")?,
                None => group,
            };
            if digits.len() != 3 || !digits.bytes().all(|b| b.is_ascii_digit()) {
                return Err("编号须每三位一组");
            }
            let value: u64 = digits.parse().map_err(|_| "编号须为数字")?;
            index = index.checked_mul(1000).and_then(|n| n.checked_add(value)).ok_or("编号过大")?;
        }
        Self::new(index, width).ok_or("编号过大")
    }
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut groups = vec![self.index % 1000];
        let mut rest = self.index / 1000;
        while rest > 0 {
            groups.push(rest % 1000);
            rest /= 1000;
        }
        for group in groups.iter().skip(1).rev() {
            write!(f, "x{group:03}/")?;
        }
        write!(f, "{:03}", self.index % 1000)?;
        if !self.is_full() {
            write!(f, ".p/{}", self.width)?;
        }
        Ok(())
    }
}

/// One address of a log, relative to `/log/`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LogPath {
    /// `checkpoint`: the signed tree head; the only address whose content changes with every step.
    Checkpoint,
    /// `vkey`: the verifier key, for people who look the log over for the first time.
    Vkey,
    /// `tile/<L>/<N>[.p/<W>]`: hashes of the tree.
    Tile {
        /// 0 for leaf hashes; each level above holds one hash per full tile below.
        level: u8,
        /// Which tile.
        span: Span,
    },
    /// `tile/entries/<N>[.p/<W>]`: log entries.
    Entries(Span),
    /// `bundle/<N>[.p/<W>]`: the content files of the same entries.
    Bundle(Span),
    /// `content/<sha256>`: one content file or attachment.
    Content(Hash),
}

impl LogPath {
    /// The span of a tile or bundle.
    pub fn span(&self) -> Option<Span> {
        match self {
            Self::Tile { span, .. } | Self::Entries(span) | Self::Bundle(span) => Some(*span),
            Self::Checkpoint | Self::Vkey | Self::Content(_) => None,
        }
    }

    /// Whether a log of `size` entries has all that this tile or bundle holds. Other addresses depend on no size.
    pub fn is_within(&self, size: u64) -> bool {
        let Some(span) = self.span() else { return true };
        let level = if let Self::Tile { level, .. } = self { u32::from(*level) } else { 0 };
        let entries = u64::from(FULL)
            .checked_pow(level)
            .and_then(|each| span.first().checked_add(u64::from(span.width()))?.checked_mul(each));
        entries.is_some_and(|needed| needed <= size)
    }

    /// Whether the bytes at this address never change once they exist.
    ///
    /// Bundles of contents are not: erasing a content empties its line.
    pub fn is_immutable(&self) -> bool {
        matches!(self, Self::Tile { .. } | Self::Entries(_))
    }

    /// The full tile or bundle that this partial one grows into; `None` if there is none.
    pub(crate) fn filled(&self) -> Option<Self> {
        let span = self.span().filter(|span| !span.is_full())?.filled();
        Some(match self {
            Self::Tile { level, .. } => Self::Tile { level: *level, span },
            Self::Entries(_) => Self::Entries(span),
            _ => Self::Bundle(span),
        })
    }

    fn parse(text: &str) -> Result<Self, &'static str> {
        if text.len() > MAX_PATH_BYTES {
            return Err("过长");
        }
        if let Some(rest) = text.strip_prefix("tile/entries/") {
            return Span::parse(rest).map(Self::Entries);
        }
        if let Some(rest) = text.strip_prefix("tile/") {
            let (level, rest) = rest.split_once('/').ok_or("缺少编号")?;
            let level = parse_decimal(level, u64::from(MAX_LEVEL)).ok_or("层号须为 0 至 63")?;
            let level = u8::try_from(level).map_err(|_| "层号须为 0 至 63")?;
            return Span::parse(rest).map(|span| Self::Tile { level, span });
        }
        if let Some(rest) = text.strip_prefix("bundle/") {
            return Span::parse(rest).map(Self::Bundle);
        }
        if let Some(rest) = text.strip_prefix("content/") {
            return Hash::from_hex(rest).map(Self::Content).ok_or("摘要须为 64 位小写十六进制");
        }
        match text {
            "checkpoint" => Ok(Self::Checkpoint),
            "vkey" => Ok(Self::Vkey),
            _ => Err("没有这样的地址"),
        }
    }
}

/// A decimal number without leading zeroes, not greater than `max`.
fn parse_decimal(text: &str, max: u64) -> Option<u64> {
    let plain = text.bytes().all(|b| b.is_ascii_digit()) && (text == "0" || !text.starts_with('0'));
    text.parse().ok().filter(|value| plain && *value <= max)
}

impl FromStr for LogPath {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let refuse = |reason| Error::Path { path: text.chars().take(80).collect(), reason };
        let path = Self::parse(text).map_err(refuse)?;
        // A leading group of zeroes is a second name for the same resource.
        if path.to_string() == text { Ok(path) } else { Err(refuse("写法不唯一")) }
    }
}

impl fmt::Display for LogPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Checkpoint => f.write_str("checkpoint"),
            Self::Vkey => f.write_str("vkey"),
            Self::Tile { level, span } => write!(f, "tile/{level}/{span}"),
            Self::Entries(span) => write!(f, "tile/entries/{span}"),
            Self::Bundle(span) => write!(f, "bundle/{span}"),
            Self::Content(digest) => write!(f, "content/{}", digest.to_hex()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn spans() -> impl Strategy<Value = Span> {
        (prop_oneof![0_u64..2000, 0..=MAX_INDEX], 1_u16..=256)
            .prop_map(|(index, width)| Span::new(index, width).unwrap())
    }

    fn paths() -> impl Strategy<Value = LogPath> {
        prop_oneof![
            Just(LogPath::Checkpoint),
            Just(LogPath::Vkey),
            (0_u8..=63, spans()).prop_map(|(level, span)| LogPath::Tile { level, span }),
            spans().prop_map(LogPath::Entries),
            spans().prop_map(LogPath::Bundle),
            any::<[u8; 32]>().prop_map(|bytes| LogPath::Content(Hash(bytes))),
        ]
    }

    proptest! {
        #[test]
        fn round_trip(path in paths()) {
            prop_assert_eq!(path.to_string().parse::<LogPath>().unwrap(), path);
        }

        #[test]
        fn any_text_is_answered(text in ".{0,140}") {
            let _ = text.parse::<LogPath>();
        }

        #[test]
        fn what_is_accepted_is_printed_back(text in "(tile/)?(entries|bundle|content|[0-9]{1,3})/(x?[0-9]{2,4}/){0,4}[0-9]{2,4}(\\.p/[0-9]{1,4})?") {
            if let Ok(path) = text.parse::<LogPath>() {
                prop_assert_eq!(path.to_string(), text);
            }
        }
    }

    /// The examples of tlog-tiles.
    #[test]
    fn examples_of_the_specification() {
        let span = Span::new(1_234_067, 256).unwrap();
        assert_eq!(LogPath::Entries(span).to_string(), "tile/entries/x001/x234/067");
        let partial = "tile/0/273.p/112".parse::<LogPath>().unwrap();
        assert_eq!(partial, LogPath::Tile { level: 0, span: Span::within(273, 70_000).unwrap() });
    }

    #[test]
    fn refused() {
        for text in [
            "",
            "/",
            "checkpoint/",
            "/checkpoint",
            "tile/8/0/000",
            "tile/64/000",
            "tile/00/000",
            "tile/0/000.p/0",
            "tile/0/000.p/256",
            "tile/0/000.p/01",
            "tile/0/000.p/",
            "tile/0/x000/001",
            "tile/0/001/002",
            "tile/0/x001",
            "tile/0/0001",
            "tile/0/00",
            "tile/+1/000",
            "tile/0/+01",
            "tile/0/../000",
            "tile/data/000",
            "tile/0/x999/x999/x999/x999/x999/x999/999",
            "content/ab",
            "content/../../etc/passwd",
            "bundle/000?x",
        ] {
            assert!(text.parse::<LogPath>().is_err(), "{text}");
        }
    }

    #[test]
    fn within_a_log_of_some_size() {
        let within = |text: &str, size| text.parse::<LogPath>().unwrap().is_within(size);
        assert!(within("tile/0/000.p/5", 5) && !within("tile/0/000.p/6", 5));
        assert!(within("tile/entries/001", 512) && !within("tile/entries/001", 511));
        assert!(within("tile/1/000.p/2", 512) && !within("tile/1/000.p/2", 511));
        assert!(!within("tile/63/000.p/1", u64::MAX) && within("checkpoint", 0));
    }

    #[test]
    fn spans_within_a_row() {
        assert_eq!(Span::within(0, 0), None);
        assert_eq!(Span::within(0, 1).unwrap().width(), 1);
        assert!(Span::within(0, 256).unwrap().is_full());
        assert_eq!(Span::within(1, 256), None);
        assert_eq!(Span::within(u64::MAX, u64::MAX), None);
    }
}
