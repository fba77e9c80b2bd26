//! PDF: a letter set on pages of A4. Its face is named and not embedded: the Song that ISO 32000-1 (9.7.5.2) expects every
//! reader to have or to replace, with codes that are UTF-16, so that what is shown can be searched and copied.

use pdf_writer::types::{CidFontType, FontFlags, SystemInfo};
use pdf_writer::{Content, Finish, Name, Pdf, Rect, Ref, Str, TextStr};
use textwrap::WordSeparator;
use textwrap::core::{Fragment, Word};
use textwrap::wrap_algorithms::wrap_first_fit;
use unicode_width::UnicodeWidthChar;

use super::Letter;

/// A4, in points.
const PAGE: (f32, f32) = (595.28, 841.89);
/// Margins of official documents (GB/T 9704-2012): left 28 mm, above 37 mm, below 35 mm.
const LEFT: f32 = 79.37;
const TOP: f32 = 104.88;
const BOTTOM: f32 = 99.21;
/// What they leave for a line.
const WIDTH: f32 = 442.2;
/// 三号 for text, 二号 for the title, and how far lines are apart.
const TEXT: f32 = 16.0;
const TITLE: f32 = 22.0;
const LEADING: f32 = 1.75;

const FACE: Name<'static> = Name(b"STSong-Light");
const FONT: Name<'static> = Name(b"F1");
/// Identities of what every document has; pages come after them.
const CATALOG: Ref = Ref::new(1);
const PAGES: Ref = Ref::new(2);
const COMPOSITE: Ref = Ref::new(3);
const DESCENDANT: Ref = Ref::new(4);
const DESCRIPTOR: Ref = Ref::new(5);
const INFO: Ref = Ref::new(6);
const FIRST: i32 = 7;

/// Where a paragraph stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Middle,
    Left,
    /// Left, the first line by two characters further in.
    Indented,
    Right,
}

/// A line as it is set.
struct Line {
    text: String,
    size: f32,
    x: f32,
}

/// A word with what it takes of a line, in halves of a character.
#[derive(Debug)]
struct Piece<'a> {
    text: &'a str,
    space: &'a str,
}

impl Fragment for Piece<'_> {
    fn width(&self) -> f64 {
        f64::from(halves(self.text))
    }

    fn whitespace_width(&self) -> f64 {
        f64::from(halves(self.space))
    }

    fn penalty_width(&self) -> f64 {
        0.0
    }
}

/// How wide text is in a face of Chinese, in halves of a character.
fn halves(text: &str) -> u16 {
    let all: usize = text.chars().map(|c| c.width_cjk().unwrap_or(0)).sum();
    u16::try_from(all).unwrap_or(u16::MAX)
}

/// The letter as PDF. The same letter makes the same bytes.
pub(super) fn write(letter: &Letter) -> Vec<u8> {
    let pages = paged(lines(letter));
    let mut pdf = Pdf::new();
    let mut catalog = pdf.catalog(CATALOG);
    catalog.pages(PAGES).lang(TextStr("zh-CN"));
    catalog.viewer_preferences().display_doc_title(true);
    catalog.finish();
    pdf.document_info(INFO).title(TextStr(&letter.title)).author(TextStr(&letter.from));
    font(&mut pdf);
    let count = i32::try_from(pages.len()).unwrap_or(i32::MAX);
    let page_id = |number: i32| Ref::new(FIRST + 2 * number);
    pdf.pages(PAGES).kids((0..count).map(page_id)).count(count);
    for (number, lines) in (0..count).zip(&pages) {
        let content = Ref::new(FIRST + 2 * number + 1);
        let mut page = pdf.page(page_id(number));
        page.parent(PAGES).media_box(Rect::new(0.0, 0.0, PAGE.0, PAGE.1)).contents(content);
        page.resources().fonts().pair(FONT, COMPOSITE);
        page.finish();
        let footer = (count > 1).then(|| format!("第 {} 页，共 {count} 页", number + 1));
        pdf.stream(content, &drawn(lines, footer));
    }
    pdf.finish()
}

fn font(pdf: &mut Pdf) {
    let system = SystemInfo { registry: Str(b"Adobe"), ordering: Str(b"GB1"), supplement: 5 };
    pdf.type0_font(COMPOSITE)
        .base_font(FACE)
        .encoding_predefined(Name(b"UniGB-UTF16-H"))
        .descendant_font(DESCENDANT);
    let mut descendant = pdf.cid_font(DESCENDANT);
    descendant
        .subtype(CidFontType::Type0)
        .base_font(FACE)
        .system_info(system)
        .font_descriptor(DESCRIPTOR)
        .default_width(1000.0);
    // Letters and digits of ASCII take half a character; they are numbers 1 to 95 of Adobe-GB1.
    descendant.widths().same(1, 95, 500.0);
    descendant.finish();
    pdf.font_descriptor(DESCRIPTOR)
        .name(FACE)
        .flags(FontFlags::SERIF | FontFlags::SYMBOLIC)
        .bbox(Rect::new(-25.0, -254.0, 1000.0, 880.0))
        .italic_angle(0.0)
        .ascent(880.0)
        .descent(-120.0)
        .cap_height(880.0)
        .stem_v(93.0);
}

fn lines(letter: &Letter) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut add = |text: &str, size: f32, place: Place| {
        for paragraph in text.lines() {
            set(&mut lines, &visible(paragraph), size, place);
        }
    };
    add(&letter.title, TITLE, Place::Middle);
    add(&letter.number, TEXT, Place::Right);
    add(&letter.to, TEXT, Place::Left);
    add(&letter.text, TEXT, Place::Indented);
    add(" ", TEXT, Place::Left);
    add(&letter.from, TEXT, Place::Right);
    add(&letter.on, TEXT, Place::Right);
    lines
}

fn visible(text: &str) -> String {
    text.chars().map(|c| if c == '\t' { ' ' } else { c }).filter(|c| !c.is_control()).collect()
}

/// Breaks a paragraph where Unicode lets it (UAX 14), so that no line begins with a closing mark.
fn set(lines: &mut Vec<Line>, text: &str, size: f32, place: Place) {
    let full = (WIDTH / size * 2.0).floor();
    let indent = if place == Place::Indented { 4.0 } else { 0.0 };
    let words = WordSeparator::UnicodeBreakProperties.find_words(text);
    let pieces: Vec<Piece<'_>> = words.flat_map(|word| narrow(word, full)).collect();
    let widths = [f64::from(full - indent), f64::from(full)];
    for (number, line) in wrap_first_fit(&pieces, &widths).into_iter().enumerate() {
        let text: String = line.iter().flat_map(|piece| [piece.text, piece.space]).collect();
        let text = text.trim_end().to_owned();
        let free = (full - f32::from(halves(&text))).max(0.0) * size / 2.0;
        let x = match place {
            Place::Middle => free / 2.0,
            Place::Right => free,
            Place::Indented if number == 0 => indent * size / 2.0,
            Place::Left | Place::Indented => 0.0,
        };
        lines.push(Line { text, size, x: LEFT + x });
    }
}

/// What is longer than a line, such as an address, in parts that are not.
fn narrow(word: Word<'_>, line: f32) -> Vec<Piece<'_>> {
    if f32::from(halves(word.word)) <= line {
        return vec![Piece { text: word.word, space: word.whitespace }];
    }
    let mut pieces = Vec::new();
    let mut rest = word.word;
    while !rest.is_empty() {
        let mut taken = 0.0;
        let cut = rest.char_indices().find(|(_, c)| {
            taken += c.width_cjk().map_or(0.0, |w| if w > 1 { 2.0 } else { 1.0 });
            taken > line
        });
        let (text, after) = rest.split_at(cut.map_or(rest.len(), |(at, _)| at));
        pieces.push(Piece { text, space: if after.is_empty() { word.whitespace } else { "" } });
        rest = after;
    }
    pieces
}

fn paged(lines: Vec<Line>) -> Vec<Vec<Line>> {
    let (mut pages, mut left) = (vec![Vec::new()], PAGE.1 - TOP - BOTTOM);
    for line in lines {
        left -= line.size * LEADING;
        if left < 0.0 {
            pages.push(Vec::new());
            left = PAGE.1 - TOP - BOTTOM - line.size * LEADING;
        }
        if let Some(page) = pages.last_mut() {
            page.push(line);
        }
    }
    pages
}

fn drawn(lines: &[Line], footer: Option<String>) -> Vec<u8> {
    let mut content = Content::new();
    let mut y = PAGE.1 - TOP;
    for line in lines {
        y -= line.size * LEADING;
        show(&mut content, line, y);
    }
    if let Some(text) = footer {
        let size = 10.5;
        let x = (PAGE.0 - f32::from(halves(&text)) * size / 2.0) / 2.0;
        show(&mut content, &Line { text, size, x }, BOTTOM / 2.0);
    }
    content.finish().into_vec()
}

fn show(content: &mut Content, line: &Line, y: f32) {
    let codes: Vec<u8> = line.text.encode_utf16().flat_map(u16::to_be_bytes).collect();
    content.begin_text().set_font(FONT, line.size).next_line(line.x, y).show(Str(&codes)).end_text();
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn shown(letter: &Letter) -> String {
        lines(letter).into_iter().map(|line| line.text).collect()
    }

    #[test]
    fn no_line_is_too_long_or_begins_with_a_closing_mark() {
        let mut letter = super::super::tests::sample();
        letter.text = "根据《政府信息公开条例》第三十六条第二项，现提供如下：“引号”——破折号。".repeat(20);
        let set = lines(&letter);
        assert!(set.len() > 30);
        for line in &set {
            assert!(
                f32::from(halves(&line.text)) * line.size / 2.0 + line.x <= LEFT + WIDTH,
                "{}",
                line.text
            );
            assert!(!line.text.starts_with(['，', '。', '》', '：', '”']), "{}", line.text);
        }
        let pages = paged(set);
        assert!(pages.len() > 1);
        let bytes = write(&letter);
        assert_eq!(bytes, write(&letter));
        assert!(bytes.starts_with(b"%PDF-1."));
    }

    #[test]
    fn text_stands_in_the_file_as_utf_16() {
        let bytes = write(&super::super::tests::sample());
        let codes: Vec<u8> = "某省厅".encode_utf16().flat_map(u16::to_be_bytes).collect();
        let spelt: String = codes.iter().map(|byte| format!("{byte:02X}")).collect();
        let is_there = bytes.windows(codes.len()).any(|part| part == codes)
            || String::from_utf8_lossy(&bytes).contains(&spelt);
        assert!(is_there, "{}", String::from_utf8_lossy(&bytes));
    }

    proptest! {
        #[test]
        fn nothing_that_is_seen_is_lost(text in "[ -~一-龥，。“”\n]{0,400}") {
            let letter = Letter { text: text.clone(), ..super::super::tests::sample() };
            let without = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
            prop_assert!(without(&shown(&letter)).contains(&without(&text)));
            prop_assert!(!write(&letter).is_empty());
        }
    }
}
