//! One rule in the form the screen works with.

use std::ops::Range;

use regex::Regex;

use crate::finding::{Kind, Treatment};
use crate::numbers::NumberKind;
use crate::overlap::MASK;
use crate::prefilter::signs;

/// A rule of `law/screening`.
#[derive(Debug, Clone)]
pub(crate) struct Rule {
    pub(crate) key: String,
    pub(crate) title: String,
    pub(crate) kind: Kind,
    pub(crate) treatment: Treatment,
    pub(crate) ground: String,
    pub(crate) article: String,
    pub(crate) matcher: Matcher,
    pub(crate) keep: Option<Keep>,
}

/// How a rule finds.
#[derive(Debug, Clone)]
pub(crate) enum Matcher {
    /// A mark of a state secret.
    SecrecyMark,
    /// A number, unless one of these words stands beside it.
    Number { kind: NumberKind, except_before: Vec<String>, except_after: Vec<String> },
    /// An e-mail address, unless it belongs to one of these domains.
    Email { except_domains: Vec<String> },
    /// An address after one of these labels.
    HomeAddress { labels: Vec<String> },
    /// One of these words, unless it is part of one of the phrases.
    Words { words: Vec<String>, except_phrases: Vec<String> },
    /// A pattern, looked for only in texts with one of the triggers. A group named `hide` narrows
    /// the finding down to what has to be hidden.
    Pattern { regex: Regex, triggers: Vec<String>, except_phrases: Vec<String> },
}

/// How many characters redaction leaves of a number or an e-mail address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Keep {
    pub(crate) first: usize,
    pub(crate) last: usize,
}

impl Rule {
    /// What redaction puts in place of a number: `130***********1234`.
    pub(crate) fn mask_number(&self, digits: &str) -> String {
        let Some(Keep { first, last }) = self.keep else {
            return MASK.to_owned();
        };
        let count = digits.chars().count();
        let front: String = digits.chars().take(first).collect();
        let back: String = digits.chars().skip(count.saturating_sub(last)).collect();
        let stars = "*".repeat(count.saturating_sub(first.saturating_add(last)).max(MASK.len()));
        format!("{front}{stars}{back}")
    }

    /// What redaction puts in place of an e-mail address: `z****@example.com`. The number of stars
    /// says nothing about its length; the domain stays unless it could hide a number.
    pub(crate) fn mask_email(&self, local: &str, domain: &str) -> String {
        let Some(Keep { first, .. }) = self.keep else {
            return MASK.to_owned();
        };
        let front: String = local.chars().take(first).collect();
        let domain = if signs(domain).digits { MASK } else { domain };
        format!("{front}{MASK}@{domain}")
    }
}

/// Whether the match at `range` is part of one of the phrases.
pub(crate) fn is_within_phrase(text: &str, range: &Range<usize>, phrases: &[String]) -> bool {
    let matched = &text[range.clone()];
    phrases.iter().any(|phrase| {
        phrase.match_indices(matched).any(|(offset, _)| {
            range.start.checked_sub(offset).and_then(|start| text.get(start..start + phrase.len()))
                == Some(phrase)
        })
    })
}
