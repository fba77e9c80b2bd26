//! Whose the text is and what it is called.

use std::sync::LazyLock;

use regex::Regex;

use super::{EDGE, Line, is_paragraph};

/// Lines of at least this many characters may be titles.
const MIN_TITLE: usize = 8;

static HEADING: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^#|^[（(]?[一二三四五六七八九十]{1,3}[)）、]|^第[一二三四五六七八九十百零〇\d]+[条章节编]|^\d{1,3}[.．、]").expect("the pattern is right")
});
static ORGAN: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^[\p{Han}、\s]{2,40}(?:厅|局|委|办|部|院|署|政府|委员会|办公室|中心|公司|党委)$")
        .expect("the pattern is right")
});
/// Kinds of official texts (《党政机关公文处理工作条例》第八条) and of rules.
static OFFICIAL: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?:决议|决定|命令|公报|公告|通告|意见|通知|通报|报告|请示|批复|议案|函|纪要|办法|规定|方案|条例|细则|规划|计划|纲要|要点|制度|措施|规则|指南)(?:（.{1,10}）)?$")
        .expect("the pattern is right")
});
static IN_FULL: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"全文(?:公布|发布|刊发|刊登)?如下|现将?全文").expect("the pattern is right")
});
static PASSED_ON: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?:印发|下发|发布|出台|公布)了?《([^《》]{4,100})》").expect("the pattern is right")
});
static ISSUER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?:^|近日|日前|今天|昨日)[,，、]?([\p{Han}、]{3,60}?)(?:联合)?(?:印发|下发|发布|出台|公布)了?《",
    )
    .expect("the pattern is right")
});

/// A numbered heading or article of an official text.
pub(super) fn is_heading(line: &str) -> bool {
    HEADING.is_match(line)
}

/// The name of an organ, as it signs.
pub(super) fn is_organ(line: &str) -> bool {
    ORGAN.is_match(line)
}

/// The page's title: of the lines before the first paragraph the first that stands in the page again, else the first that is named
/// like an official text, else the first that can be a title at all.
pub(super) fn page_title(lines: &[Line<'_>]) -> Option<String> {
    let head = || {
        let text = lines.iter().filter(|line| line.is_text()).map(Line::bare);
        text.take(EDGE).take_while(|line| !is_paragraph(line)).filter(|line| can_be_title(line))
    };
    let repeated = head()
        .find(|title| lines.iter().filter(|line| line.is_text() && same(line.bare(), title)).count() > 1);
    repeated
        .or_else(|| head().find(|line| OFFICIAL.is_match(line)))
        .or_else(|| head().next())
        .map(str::to_owned)
}

/// The same title, whatever blanks stand in it.
pub(super) fn same(one: &str, other: &str) -> bool {
    let letters = |text: &'_ str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
    letters(one) == letters(other)
}

fn can_be_title(line: &str) -> bool {
    line.chars().count() >= MIN_TITLE
        && !line.ends_with(['。', '；', ';', '，', ',', '：', ':'])
        && !line.contains(['|', '\t'])
        && !is_organ(line)
}

/// The title of the document that a piece of news passes on in full: “……印发《关于……的实施意见》……全文如下”.
pub(super) fn document_title(kept: &[&str]) -> Option<String> {
    let opening = kept.iter().take(EDGE).position(|line| IN_FULL.is_match(line))?;
    kept[..=opening].iter().rev().find_map(|line| PASSED_ON.captures(line)).map(|found| found[1].to_owned())
}

/// Who issued it, by the words of the news.
pub(super) fn issuer(kept: &[&str]) -> Option<String> {
    kept.iter().take(EDGE).find_map(|line| ISSUER.captures(line)).map(|found| found[1].to_owned())
}
