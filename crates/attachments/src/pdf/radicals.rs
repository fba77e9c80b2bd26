//! Radicals in place of characters.
//!
//! Many programs that print to PDF write the characters 人, 文 or 民 as the radicals ⼈, ⽂ and ⺠, which
//! look the same. Nobody who searches for 人民 would find them. Ligatures (ﬁ) are taken apart as well.

use unicode_normalization::UnicodeNormalization;

/// Characters of the block CJK Radicals Supplement that look like a whole character, and this
/// character (Unicode, EquivalentUnifiedIdeograph.txt). The other blocks are known to NFKC.
const SUPPLEMENT: [(char, char); 42] = [
    ('⺈', '刀'),
    ('⺌', '小'),
    ('⺒', '巳'),
    ('⺓', '幺'),
    ('⺝', '月'),
    ('⺟', '母'),
    ('⺠', '民'),
    ('⺧', '牛'),
    ('⺩', '王'),
    ('⺬', '示'),
    ('⺮', '竹'),
    ('⺶', '羊'),
    ('⺼', '肉'),
    ('⺽', '臼'),
    ('⻁', '虎'),
    ('⻄', '西'),
    ('⻅', '见'),
    ('⻆', '角'),
    ('⻉', '贝'),
    ('⻊', '足'),
    ('⻋', '车'),
    ('⻑', '長'),
    ('⻓', '长'),
    ('⻔', '门'),
    ('⻗', '雨'),
    ('⻘', '青'),
    ('⻙', '韦'),
    ('⻚', '页'),
    ('⻛', '风'),
    ('⻜', '飞'),
    ('⻝', '食'),
    ('⻢', '马'),
    ('⻣', '骨'),
    ('⻤', '鬼'),
    ('⻥', '鱼'),
    ('⻦', '鸟'),
    ('⻧', '卤'),
    ('⻨', '麦'),
    ('⻩', '黄'),
    ('⻬', '齐'),
    ('⻮', '齿'),
    ('⻰', '龙'),
];

/// The text with characters in place of radicals.
pub(super) fn unify(text: &str) -> String {
    let mut unified = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\u{2e80}'..='\u{2eff}' => {
                let known = SUPPLEMENT.binary_search_by_key(&c, |(radical, _)| *radical);
                unified.extend(std::iter::once(known.map_or(c, |at| SUPPLEMENT[at].1)).nfkc());
            }
            '\u{2f00}'..='\u{2fdf}' | '\u{fb00}'..='\u{fb06}' => unified.extend(std::iter::once(c).nfkc()),
            c => unified.push(c),
        }
    }
    unified
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_take_the_place_of_radicals() {
        assert_eq!(unify("⼈⺠政府的意⻅，第⼀条，⽂件ﬁle（１）"), "人民政府的意见，第一条，文件file（１）");
        assert_eq!(unify("⻳⺀"), "龟⺀");
    }

    #[test]
    fn the_table_is_in_order() {
        assert!(SUPPLEMENT.is_sorted_by_key(|(radical, _)| *radical));
    }
}
