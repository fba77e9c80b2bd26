//! A state by word and shape first, by colour second.

use askama::Template;
use askama::filters::HtmlSafe;

/// What a state means to the reader; decides shape and colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TagKind {
    /// In force, open, kept in time.
    Good,
    /// Needs attention soon.
    Soon,
    /// Overdue, withdrawn, refused.
    Bad,
    /// Ended or replaced; no longer in force.
    Ended,
    /// Only a word.
    Plain,
}

/// A short state, e.g. `有效`.
#[derive(Debug, Clone, Template)]
#[template(path = "components/tag.html")]
pub struct Tag {
    /// What it means.
    pub kind: TagKind,
    /// The word.
    pub text: String,
}

impl HtmlSafe for Tag {}

impl Tag {
    /// A state with its word.
    pub fn new(kind: TagKind, text: impl Into<String>) -> Self {
        Self { kind, text: text.into() }
    }

    /// The tag for a status value of the catalogue, e.g. `有效`, `已废止`; unknown words stay plain.
    pub fn status(text: &str) -> Self {
        let kind = match text {
            "有效" | "现行有效" | "正在征求意见" | "已办结" => TagKind::Good,
            "即将到期" | "尚未施行" | "试行" => TagKind::Soon,
            "逾期" | "已撤回" | "撤销" | "吊销" | "无效" => TagKind::Bad,
            "已修改" | "已废止" | "废止" | "失效" | "已失效" | "注销" | "到期" | "已结束" => {
                TagKind::Ended
            }
            _ => TagKind::Plain,
        };
        Self::new(kind, text)
    }

    fn class(&self) -> &'static str {
        match self.kind {
            TagKind::Good => "tag good",
            TagKind::Soon => "tag soon",
            TagKind::Bad => "tag bad",
            TagKind::Ended => "tag ended",
            TagKind::Plain => "tag",
        }
    }

    fn shape(&self) -> &'static str {
        match self.kind {
            TagKind::Good => "●",
            TagKind::Soon => "◐",
            TagKind::Bad => "▲",
            TagKind::Ended => "○",
            TagKind::Plain => "",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_state_is_told_by_word_and_shape() {
        let html = Tag::status("已废止").to_string();
        assert!(html.contains("○") && html.contains("已废止") && html.contains("aria-hidden"));
        assert!(Tag::status("<b>").to_string().contains("&#60;b&#62;"));
    }
}
