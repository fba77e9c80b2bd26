//! Findings that overlap become one, so that nothing of any of them is left behind by redaction.

use std::ops::Range;

use crate::finding::Treatment;

/// In place of whatever shows no character of its own.
pub(crate) const MASK: &str = "****";

/// What a rule matched, before it becomes a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Hit {
    /// Index of the rule.
    pub(crate) rule: usize,
    pub(crate) treatment: Treatment,
    /// Bytes of the text.
    pub(crate) range: Range<usize>,
    pub(crate) replacement: String,
}

/// Sorts the hits and merges those that overlap: the strictest rule speaks for all, then the one
/// that covers most.
pub(crate) fn merge(mut hits: Vec<Hit>) -> Vec<Hit> {
    hits.sort_by_key(|hit| (hit.range.start, std::cmp::Reverse(hit.range.end), hit.rule));
    let mut merged = Vec::with_capacity(hits.len());
    let mut cluster: Vec<Hit> = Vec::new();
    let mut end = 0;
    for hit in hits {
        if hit.range.start >= end {
            merged.extend(join(std::mem::take(&mut cluster)));
        }
        end = end.max(hit.range.end);
        cluster.push(hit);
    }
    merged.extend(join(cluster));
    merged
}

fn join(cluster: Vec<Hit>) -> Option<Hit> {
    let start = cluster.iter().map(|hit| hit.range.start).min()?;
    let end = cluster.iter().map(|hit| hit.range.end).max()?;
    let alike = cluster.iter().all(|hit| hit.range == (start..end));
    let mut winner = cluster.into_iter().rev().max_by_key(|hit| (hit.treatment, hit.range.len()))?;
    if !alike {
        winner.range = start..end;
        winner.replacement = MASK.to_owned();
    }
    Some(winner)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hit(rule: usize, treatment: Treatment, range: Range<usize>) -> Hit {
        Hit { rule, treatment, range, replacement: format!("{rule}") }
    }

    #[test]
    fn the_strictest_rule_speaks_for_an_overlap() {
        let hits = vec![
            hit(2, Treatment::Redact, 20..30),
            hit(0, Treatment::Ask, 0..9),
            hit(1, Treatment::Refuse, 8..12),
            hit(3, Treatment::Ask, 20..30),
        ];
        let merged = merge(hits);
        assert_eq!(merged.len(), 2);
        assert_eq!(
            (merged[0].rule, merged[0].range.clone(), merged[0].replacement.as_str()),
            (1, 0..12, MASK)
        );
        assert_eq!((merged[1].rule, merged[1].replacement.as_str()), (2, "2"));
    }
}
