//! The screen: all rules, ready to look at texts.

use std::ops::Range;

use aho_corasick::{AhoCorasick, AhoCorasickKind};
use mingjing_law::LawFiles;

use crate::finding::{Finding, Kind, Treatment, name};
use crate::label::{stands_after, stands_before};
use crate::numbers::{Number, numbers, runs};
use crate::overlap::{Hit, MASK, merge};
use crate::prefilter::signs;
use crate::problem::Problem;
use crate::rule::{Matcher, Rule, is_within_phrase};
use crate::{address, email, marks, rule_file};

/// A matter of an agency's own list, found by words.
#[derive(Debug, Clone)]
pub struct Listed {
    /// Names it among the rules.
    pub key: String,
    /// Title of its findings.
    pub title: String,
    /// The words.
    pub words: Vec<String>,
    /// Why it is not open.
    pub ground: String,
    /// Law and article of the ground.
    pub article: String,
}

/// All rules of `law/screening`, ready to look at texts.
///
/// Loading is slow (patterns and words are compiled once); looking at a clean text takes one pass
/// over its bytes for digits and `@` and one for the words of all rules, without allocation.
#[derive(Debug, Clone)]
pub struct Screen {
    rules: Vec<Rule>,
    words: AhoCorasick,
    /// For each pattern of `words`, what it announces.
    triggers: Vec<Trigger>,
}

#[derive(Debug, Clone, Copy)]
struct Trigger {
    rule: usize,
    kind: TriggerKind,
}

#[derive(Debug, Clone, Copy)]
enum TriggerKind {
    /// The character 密 of a mark.
    Mark,
    /// A label before an address.
    Label,
    /// A word that is a finding itself.
    Word,
    /// A word without which the pattern need not be tried.
    Pattern,
}

impl Screen {
    /// Reads all files below `screening/`.
    ///
    /// # Errors
    /// Every mistake in every file, each with file, line and reason.
    pub fn load(files: &LawFiles) -> Result<Self, Vec<Problem>> {
        Self::build(rule_file::load(files)?)
    }

    /// The same rules and the words of a list beside them; a person decides about each of these findings.
    ///
    /// # Errors
    /// When there are too many words.
    pub fn with(&self, listed: impl IntoIterator<Item = Listed>) -> Result<Self, Vec<Problem>> {
        let of_list = |one: Listed| Rule {
            key: one.key,
            title: one.title,
            kind: Kind::Withheld,
            treatment: Treatment::Ask,
            ground: one.ground,
            article: one.article,
            matcher: Matcher::Words { words: one.words, except_phrases: Vec::new() },
            keep: None,
        };
        Self::build(self.rules.iter().cloned().chain(listed.into_iter().map(of_list)).collect())
    }

    fn build(rules: Vec<Rule>) -> Result<Self, Vec<Problem>> {
        let mut words: Vec<&str> = Vec::new();
        let mut triggers = Vec::new();
        for (index, rule) in rules.iter().enumerate() {
            let (kind, list) = match &rule.matcher {
                Matcher::SecrecyMark => {
                    words.push("密");
                    triggers.push(Trigger { rule: index, kind: TriggerKind::Mark });
                    continue;
                }
                Matcher::HomeAddress { labels } => (TriggerKind::Label, labels),
                Matcher::Words { words, .. } => (TriggerKind::Word, words),
                Matcher::Pattern { triggers, .. } => (TriggerKind::Pattern, triggers),
                Matcher::Number { .. } | Matcher::Email { .. } => continue,
            };
            words.extend(list.iter().map(String::as_str));
            triggers.extend(list.iter().map(|_| Trigger { rule: index, kind }));
        }
        let automaton =
            AhoCorasick::builder().kind(Some(AhoCorasickKind::DFA)).build(&words).map_err(|error| {
                vec![Problem {
                    file: "law/screening".to_owned(),
                    line: 1,
                    reason: format!("词表太大：{error}"),
                }]
            })?;
        Ok(Self { rules, words: automaton, triggers })
    }

    /// All findings of a text, in the order of their positions, none overlapping.
    ///
    /// `place` says where the text stands: a field's key, `body`, or an attachment's name.
    #[must_use]
    pub fn text(&self, place: &str, text: &str) -> Vec<Finding> {
        let mut findings = Vec::new();
        self.look(place, text, &mut findings);
        name(&mut findings);
        findings
    }

    /// Adds the findings of one text, still without ids.
    pub(crate) fn look(&self, place: &str, text: &str, findings: &mut Vec<Finding>) {
        findings.extend(self.hits(text).into_iter().map(|hit| self.finding(place, text, hit)));
    }

    /// What the rules match, overlaps merged.
    fn hits(&self, text: &str) -> Vec<Hit> {
        let mut hits = Vec::new();
        let signs = signs(text);
        if signs.digits {
            self.numbers(text, &mut hits);
        }
        if signs.at {
            self.emails(text, &mut hits);
        }
        self.words(text, &mut hits);
        merge(hits)
    }

    fn numbers(&self, text: &str, hits: &mut Vec<Hit>) {
        for run in runs(text) {
            for number in numbers(text, &run, &mut |number| self.number_rule(text, number).is_some()) {
                if let Some(rule) = self.number_rule(text, &number) {
                    let replacement = self.rules[rule].mask_number(&number.digits);
                    hits.push(self.hit(rule, number.range, replacement));
                }
            }
        }
    }

    /// The rule for this number, unless one of its exceptions applies.
    fn number_rule(&self, text: &str, number: &Number) -> Option<usize> {
        self.rules.iter().position(|rule| match &rule.matcher {
            Matcher::Number { kind, except_before, except_after } => {
                *kind == number.kind
                    && !stands_before(text, number.range.start, except_before)
                    && !stands_after(text, number.range.end, except_after)
            }
            _ => false,
        })
    }

    fn emails(&self, text: &str, hits: &mut Vec<Hit>) {
        for (index, rule) in self.rules.iter().enumerate() {
            let Matcher::Email { except_domains } = &rule.matcher else {
                continue;
            };
            for found in email::addresses(text) {
                let official = except_domains.iter().any(|d| {
                    found.domain.strip_suffix(d.as_str()).is_some_and(|r| r.is_empty() || r.ends_with('.'))
                });
                if !official {
                    let replacement = rule.mask_email(&text[found.local], &found.domain);
                    hits.push(self.hit(index, found.range, replacement));
                }
            }
        }
    }

    fn words(&self, text: &str, hits: &mut Vec<Hit>) {
        let mut patterns: Vec<usize> = Vec::new();
        for found in self.words.find_overlapping_iter(text) {
            let Trigger { rule, kind } = self.triggers[found.pattern().as_usize()];
            let range = match kind {
                TriggerKind::Mark => marks::around(text, found.start()),
                TriggerKind::Label => address::after_label(text, found.end()),
                TriggerKind::Word => Some(found.range()),
                TriggerKind::Pattern => {
                    if !patterns.contains(&rule) {
                        patterns.push(rule);
                    }
                    None
                }
            };
            if let Some(range) = range.filter(|range| !self.is_excepted(text, rule, range)) {
                hits.push(self.hit(rule, range, MASK.to_owned()));
            }
        }
        for rule in patterns {
            self.pattern(text, rule, hits);
        }
    }

    fn pattern(&self, text: &str, rule: usize, hits: &mut Vec<Hit>) {
        let Matcher::Pattern { regex, .. } = &self.rules[rule].matcher else {
            return;
        };
        for captures in regex.captures_iter(text) {
            let Some(found) = captures.name("hide").or_else(|| captures.get(0)) else {
                continue;
            };
            if !found.is_empty() && !self.is_excepted(text, rule, &found.range()) {
                hits.push(self.hit(rule, found.range(), MASK.to_owned()));
            }
        }
    }

    fn is_excepted(&self, text: &str, rule: usize, range: &Range<usize>) -> bool {
        match &self.rules[rule].matcher {
            Matcher::Words { except_phrases, .. } | Matcher::Pattern { except_phrases, .. } => {
                is_within_phrase(text, range, except_phrases)
            }
            _ => false,
        }
    }

    fn hit(&self, rule: usize, range: Range<usize>, replacement: String) -> Hit {
        Hit { rule, treatment: self.rules[rule].treatment, range, replacement }
    }

    fn finding(&self, place: &str, text: &str, hit: Hit) -> Finding {
        let rule = &self.rules[hit.rule];
        Finding {
            id: String::new(),
            place: place.to_owned(),
            rule: rule.key.clone(),
            label: rule.title.clone(),
            kind: rule.kind,
            treatment: rule.treatment,
            start: hit.range.start,
            end: hit.range.end,
            text: text[hit.range].to_owned(),
            replacement: hit.replacement,
            ground: rule.ground.clone(),
            article: rule.article.clone(),
        }
    }
}
