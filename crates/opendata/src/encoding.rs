//! Telling a text's encoding and turning it into UTF-8, whole or as a stream.
//!
//! A byte-order mark decides (UTF-8, UTF-16). Without one the first 64 KiB from the first byte above ASCII on are looked at: what is
//! UTF-8 but for single damaged characters stays UTF-8, the rest is GB18030 (GB 18030—2022, as encoding_rs has it) or Big5.

use std::io::{self, BufRead, Read};

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{BIG5, CoderResult, Decoder, Encoding, GB18030, GBK, UTF_8};

const BLOCK: usize = 64 * 1024;

/// Decodes a whole text strictly.
///
/// # Errors
/// The number of the first line that holds bytes of no known encoding.
pub(crate) fn decode(bytes: &[u8]) -> Result<String, usize> {
    let (encoding, mark) = match Encoding::for_bom(bytes) {
        Some(found) => found,
        None => (guess(bytes, true), 0),
    };
    let bytes = &bytes[mark..];
    match encoding.decode_without_bom_handling_and_without_replacement(bytes) {
        Some(text) => Ok(text.into_owned()),
        None => {
            let lossy = encoding.decode_without_bom_handling(bytes).0;
            Err(lossy.lines().take_while(|line| !line.contains('\u{FFFD}')).count() + 1)
        }
    }
}

/// A reader that gives UTF-8 whatever the source was written in. What is damaged in UTF-8 passes through as it is,
/// what is damaged in another encoding becomes U+FFFD: both for the caller to report row by row.
pub(crate) struct Utf8Reader<R> {
    source: R,
    raw: Vec<u8>,
    decoded: Vec<u8>,
    position: usize,
    ended: bool,
    state: State,
}

enum State {
    /// Nothing was read yet: there may be a byte-order mark.
    Start,
    /// Only ASCII so far: the encoding is still open.
    Ascii,
    Utf8,
    Other(Box<Decoder>),
}

impl<R: Read> Utf8Reader<R> {
    pub(crate) fn new(source: R) -> Self {
        Utf8Reader {
            source,
            raw: Vec::new(),
            decoded: Vec::new(),
            position: 0,
            ended: false,
            state: State::Start,
        }
    }

    /// The encoding's name if it is not UTF-8 (or not known yet).
    pub(crate) fn foreign_encoding(&self) -> Option<&'static str> {
        match &self.state {
            State::Other(decoder) => Some(decoder.encoding().name()),
            State::Start | State::Ascii | State::Utf8 => None,
        }
    }

    fn available(&self) -> &[u8] {
        let block = if matches!(self.state, State::Other(_)) { &self.decoded } else { &self.raw };
        block.get(self.position..).unwrap_or_default()
    }

    /// Reads the next block; afterwards nothing is available only at the end.
    fn fill(&mut self) -> io::Result<()> {
        while self.available().is_empty() && !self.ended {
            self.raw.clear();
            self.position = 0;
            self.source.by_ref().take(BLOCK as u64).read_to_end(&mut self.raw)?;
            self.ended = self.raw.len() < BLOCK;
            let undecided = self.settle();
            if let State::Other(decoder) = &mut self.state {
                self.decoded.clear();
                self.decoded.extend_from_slice(&self.raw[..undecided]);
                decode_block(decoder, &self.raw[undecided..], self.ended, &mut self.decoded);
            }
        }
        Ok(())
    }

    /// Decides on the encoding when the block allows it. Returns how many bytes of the block are ASCII that came before the decision
    /// (or a byte-order mark's zero).
    fn settle(&mut self) -> usize {
        if matches!(self.state, State::Start) {
            if let Some((encoding, mark)) = Encoding::for_bom(&self.raw) {
                self.raw.drain(..mark);
                self.choose(encoding);
                return 0;
            }
            self.state = State::Ascii;
        }
        if !matches!(self.state, State::Ascii) {
            return 0;
        }
        let plain = self.raw.iter().position(|byte| !byte.is_ascii());
        if let Some(plain) = plain {
            self.choose(guess(&self.raw[plain..], self.ended));
        }
        plain.unwrap_or(0)
    }

    fn choose(&mut self, encoding: &'static Encoding) {
        self.state = if encoding == UTF_8 {
            State::Utf8
        } else {
            State::Other(Box::new(encoding.new_decoder_without_bom_handling()))
        };
    }
}

fn decode_block(decoder: &mut Decoder, mut raw: &[u8], last: bool, decoded: &mut Vec<u8>) {
    loop {
        let start = decoded.len();
        let room = decoder.max_utf8_buffer_length(raw.len()).unwrap_or(4 * BLOCK).clamp(64, 4 * BLOCK);
        decoded.resize(start + room, 0);
        let (result, read, written, _) = decoder.decode_to_utf8(raw, &mut decoded[start..], last);
        decoded.truncate(start + written);
        raw = &raw[read..];
        if result == CoderResult::InputEmpty {
            return;
        }
    }
}

impl<R: Read> BufRead for Utf8Reader<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.fill()?;
        Ok(self.available())
    }

    fn consume(&mut self, amount: usize) {
        self.position += amount;
    }
}

impl<R: Read> Read for Utf8Reader<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let mut block = self.fill_buf()?;
        let count = block.read(out)?;
        self.consume(count);
        Ok(count)
    }
}

/// The encoding of a sample without a byte-order mark; `whole` if nothing comes after it.
fn guess(sample: &[u8], whole: bool) -> &'static Encoding {
    let sample = &sample[..sample.len().min(BLOCK)];
    let (mut good, mut bad) = (0_usize, 0_usize);
    let mut chunks = sample.utf8_chunks().peekable();
    while let Some(chunk) = chunks.next() {
        good += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        let cut_off = chunks.peek().is_none() && !whole;
        bad += usize::from(!chunk.invalid().is_empty() && !cut_off);
    }
    if bad == 0 || good >= 3 * bad {
        return UTF_8;
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(sample, whole);
    let guess = detector.guess(None, Utf8Detection::Deny);
    if guess == BIG5 {
        return BIG5;
    }
    let damaged = GB18030.decode_without_bom_handling(sample).0.matches('\u{FFFD}').count();
    if guess == GBK || guess == GB18030 || damaged * 4 <= bad { GB18030 } else { UTF_8 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use encoding_rs::{UTF_16BE, UTF_16LE};
    use proptest::prelude::*;

    const TEXT: &str = "决定书文号,当事人\n冀市监罚〔2026〕1号,石家庄恒泰建材有限公司\n";

    fn stream(bytes: &[u8]) -> (String, Option<&'static str>) {
        let mut reader = Utf8Reader::new(bytes);
        let mut out = Vec::new();
        reader.read_to_end(&mut out).unwrap();
        (String::from_utf8_lossy(&out).into_owned(), reader.foreign_encoding())
    }

    fn utf16(text: &str, big: bool) -> Vec<u8> {
        let units = std::iter::once(0xFEFF).chain(text.encode_utf16());
        units.flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect()
    }

    #[test]
    fn the_encodings_of_chinese_offices_are_recognised() {
        let gb = GB18030.encode(TEXT).0.into_owned();
        assert_eq!(stream(&gb), (TEXT.to_owned(), Some("gb18030")));
        assert_eq!(decode(&gb).unwrap(), TEXT);
        assert_eq!(stream(TEXT.as_bytes()), (TEXT.to_owned(), None));
        assert_eq!(stream(&[b"\xEF\xBB\xBF", TEXT.as_bytes()].concat()), (TEXT.to_owned(), None));
        assert_eq!(stream(&utf16(TEXT, false)), (TEXT.to_owned(), Some(UTF_16LE.name())));
        assert_eq!(stream(&utf16(TEXT, true)), (TEXT.to_owned(), Some(UTF_16BE.name())));
        let big5 = BIG5
            .encode("第一條 為了規範政府資訊公開的程序，制定本條例。各級行政機關應當遵守。")
            .0
            .into_owned();
        assert_eq!(stream(&big5).1, Some("Big5"));
    }

    #[test]
    fn a_late_first_character_and_block_borders_do_no_harm() {
        let text = format!("{}{}", "a,b,c\n".repeat(40_000), "审批,许可㐀𠀀\n".repeat(30_000));
        let gb = GB18030.encode(&text).0.into_owned();
        assert_eq!(stream(&gb), (text.clone(), Some("gb18030")));
        assert_eq!(stream(text.as_bytes()), (text, None));
    }

    #[test]
    fn damage_in_utf8_does_not_make_it_another_encoding() {
        let mut bytes = TEXT.repeat(20).into_bytes();
        bytes[40] = 0xFF;
        assert_eq!(stream(&bytes).1, None);
        assert_eq!(decode(&bytes), Err(2));
    }

    proptest! {
        #[test]
        fn any_bytes_can_be_read(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            stream(&bytes);
            let _ = decode(&bytes);
        }

        #[test]
        fn utf8_comes_through_unchanged(text in "\\PC{0,200}") {
            let decoded = stream(text.as_bytes());
            prop_assert_eq!(decoded, (text.trim_start_matches('\u{FEFF}').to_owned(), None));
        }
    }
}
