//! Document numbers (发文字号, 《党政机关公文格式》GB/T 9704—2012 7.2.5) and order numbers (令).

use std::sync::LazyLock;

use regex::Regex;
use unicode_normalization::UnicodeNormalization;

static ORDER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"([\p{Han}、]{2,60}?)(令第?\s*[0-9〇零一二三四五六七八九十百千]+\s*号|第\s*[0-9〇零一二三四五六七八九十百千]+\s*号令)")
        .expect("the pattern is right")
});
static DOCUMENT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(?:发文字号|文号)?:?\s*(\p{Han}{1,14})\s*[〔\[(【]\s*([0-9]{4})\s*[〕\])】]\s*第?\s*([0-9]{1,5})\s*号$")
        .expect("the pattern is right")
});

/// The issuer and the number of an order in a promulgation line: “中华人民共和国国务院令第711号修订” → (国务院, 国务院令第711号).
/// The President's orders promulgate what others made, so they give no issuer (立法法 第二十八条).
pub(super) fn order(line: &str) -> Option<(Option<String>, String)> {
    let line: String = line.nfkc().filter(|c| !c.is_whitespace()).collect();
    let found = ORDER.captures(&line)?;
    let issuer = short(&found[1]);
    if issuer == "主席" {
        return Some((None, format!("中华人民共和国主席{}", &found[2])));
    }
    let number = format!("{issuer}{}", &found[2]);
    Some((Some(issuer), number))
}

/// A line that is nothing but a document number, in the standard form 冀政办〔2019〕5号.
pub(super) fn document(line: &str) -> Option<String> {
    let line: String = line.trim().nfkc().collect();
    let found = DOCUMENT.captures(&line)?;
    Some(format!("{}〔{}〕{}号", &found[1], &found[2], found[3].trim_start_matches('0')))
}

/// An organ's name without the state's: 中华人民共和国国务院 → 国务院. The doubled 中 is a slip found in sources.
pub(super) fn short(name: &str) -> String {
    name.replace("中中华人民共和国", "").replace("中华人民共和国", "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn orders_are_cited_without_the_states_name() {
        for (line, issuer, number) in [
            ("中华人民共和国国务院令第711号修订", "国务院", "国务院令第711号"),
            (
                "中华人民共和国国务院、中华人民共和国中央军事委员会令第22号发布",
                "国务院、中央军事委员会",
                "国务院、中央军事委员会令第22号",
            ),
            ("公安部令第127号修订发布。根据", "公安部", "公安部令第127号"),
            ("中央军事委员会第14号令发布", "中央军事委员会", "中央军事委员会第14号令"),
            ("国家市场监督管理总局令第 1 号公布", "国家市场监督管理总局", "国家市场监督管理总局令第1号"),
        ] {
            assert_eq!(order(line), Some((Some(issuer.to_owned()), number.to_owned())), "{line}");
        }
        let president = "中华人民共和国主席令第三号".to_owned();
        assert_eq!(order("中中华人民共和国主席令第三号公布"), Some((None, president)));
        assert_eq!(order("国务院第142次常务会议通过"), None);
    }

    #[test]
    fn document_numbers_take_the_standard_form() {
        assert_eq!(document("劳社部发[2008]3号").unwrap(), "劳社部发〔2008〕3号");
        assert_eq!(document("文号：冀政办字（2019） 05 号").unwrap(), "冀政办字〔2019〕5号");
        assert_eq!(document("根据冀政办〔2019〕5号文件"), None);
    }
}
