//! Texts that are sent many times with small changes: campaigns are counted as what they are, and not taken away.

use std::collections::{BTreeSet, HashMap};

/// Characters of a shingle.
const SHINGLE: usize = 3;
/// Bits of a character; three make a number.
const BITS: u32 = 21;
/// Shingles of a text by which others are looked for: the smallest after mixing. A text with fewer has all of them.
const SKETCH: usize = 64;
/// Two texts are alike from this share of common shingles on (Jaccard), in percent.
const ALIKE: usize = 70;

/// What is left of a text without spaces, marks and capitals.
#[must_use]
pub fn plain(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// For each text the position of the first one that it is alike to, its own where there is none before it. Depends on
/// the texts and their order and on nothing else.
#[must_use]
pub fn alike(texts: &[&str]) -> Vec<usize> {
    let mut leaders: Vec<(usize, BTreeSet<u64>)> = Vec::new();
    let mut exact: HashMap<String, usize> = HashMap::new();
    let mut by_shingle: HashMap<u64, Vec<usize>> = HashMap::new();
    let mut found = Vec::with_capacity(texts.len());
    for (at, text) in texts.iter().enumerate() {
        let text = plain(text);
        if let Some(first) = exact.get(&text) {
            found.push(*first);
            continue;
        }
        let shingles = shingles(&text);
        let sketch = sketch(&shingles);
        let mut shared: HashMap<usize, usize> = HashMap::new();
        for leader in sketch.iter().filter_map(|shingle| by_shingle.get(shingle)).flatten() {
            *shared.entry(*leader).or_default() += 1;
        }
        let mut candidates: Vec<usize> = shared.into_keys().collect();
        candidates.sort_unstable();
        let like = candidates.into_iter().find(|leader| are_alike(&leaders[*leader].1, &shingles));
        let first = match like {
            Some(leader) => leaders[leader].0,
            None => {
                for shingle in sketch {
                    by_shingle.entry(shingle).or_default().push(leaders.len());
                }
                leaders.push((at, shingles));
                at
            }
        };
        exact.insert(text, first);
        found.push(first);
    }
    found
}

/// At most this many numbers by which a text is known again among others, also after small changes: the more two texts
/// have in common, the more of these are the same.
#[must_use]
pub fn marks(text: &str, most: usize) -> Vec<u64> {
    let mut marks = sketch(&shingles(&plain(text)));
    marks.truncate(most);
    marks
}

/// Every three characters that follow each other, as one number; of a shorter text, the text.
fn shingles(text: &str) -> BTreeSet<u64> {
    let characters: Vec<u64> = text.chars().map(|c| u64::from(u32::from(c))).collect();
    let number = |part: &[u64]| part.iter().fold(0, |sum, c| sum << BITS | c);
    if characters.len() < SHINGLE {
        return BTreeSet::from([number(&characters)]);
    }
    characters.windows(SHINGLE).map(number).collect()
}

/// The smallest shingles after mixing (SplitMix64), so that common words are no more likely than others.
fn sketch(shingles: &BTreeSet<u64>) -> Vec<u64> {
    let mut mixed: Vec<u64> = shingles.iter().map(|shingle| mix(*shingle)).collect();
    mixed.sort_unstable();
    mixed.truncate(SKETCH);
    mixed
}

fn mix(number: u64) -> u64 {
    let z = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

fn are_alike(one: &BTreeSet<u64>, other: &BTreeSet<u64>) -> bool {
    let common = one.intersection(other).count();
    common * 100 >= ALIKE * (one.len() + other.len() - common)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const CAMPAIGN: &str =
        "我们小区的居民一致反对在学校门口设置垃圾中转站,请另行选址,并公布环境影响评价报告全文。";

    #[test]
    fn a_campaign_is_one_and_other_opinions_are_not() {
        let signed = format!("{CAMPAIGN} 居民张某");
        let shouted = CAMPAIGN.replace(',', "!!");
        let texts = [
            "赞成",
            CAMPAIGN,
            "第三条建议增加盲道和无障碍坡道。",
            &signed,
            &shouted,
            "赞成。",
            "反对",
            "第三条建议增加停车位和充电桩。",
        ];
        assert_eq!(alike(&texts), [0, 1, 2, 1, 1, 0, 6, 7]);
        assert_eq!(alike(&[]), Vec::<usize>::new());
    }

    proptest! {
        #[test]
        fn the_first_is_its_own_leader_and_leaders_lead_themselves(
            texts in prop::collection::vec("[甲乙丙丁戊 ,。a-c]{0,40}", 0..40),
        ) {
            let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
            let found = alike(&texts);
            for (at, leader) in found.iter().enumerate() {
                prop_assert!(*leader <= at && found[*leader] == *leader);
            }
            prop_assert_eq!(&found, &alike(&texts));
            let twice: Vec<&str> = texts.iter().chain(&texts).copied().collect();
            prop_assert_eq!(&alike(&twice)[texts.len()..], &found[..], "what comes again is what it was");
        }
    }
}
