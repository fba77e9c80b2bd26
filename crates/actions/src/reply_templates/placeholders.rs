//! What stands in braces in a text, and what is put in its place.

use chrono::{Datelike, NaiveDate};

use crate::Error;

/// What can be filled in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Placeholder {
    /// 编号: what people call the case.
    Number,
    /// 单位: name of the agency that answers.
    Agency,
    /// 提出日期: day the case came in.
    LodgedOn,
    /// 日期: today.
    Today,
}

impl Placeholder {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Number, Self::Agency, Self::LodgedOn, Self::Today];

    /// The word between the braces.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Number => "编号",
            Self::Agency => "单位",
            Self::LodgedOn => "提出日期",
            Self::Today => "日期",
        }
    }

    /// What is filled in, for people.
    #[must_use]
    pub fn help(self) -> &'static str {
        match self {
            Self::Number => "这件案件的登记编号",
            Self::Agency => "办理单位的名称",
            Self::LodgedOn => "申请或者诉求提出的日期",
            Self::Today => "套用模板那天的日期",
        }
    }
}

/// What a case fills in.
#[derive(Debug, Clone, Copy)]
pub struct Filling<'a> {
    /// What people call it.
    pub number: &'a str,
    /// Name of the agency that answers.
    pub agency: &'a str,
    /// Day it came in.
    pub lodged_on: NaiveDate,
    /// Today.
    pub today: NaiveDate,
}

impl Filling<'_> {
    fn of(&self, placeholder: Placeholder) -> String {
        match placeholder {
            Placeholder::Number => self.number.to_owned(),
            Placeholder::Agency => self.agency.to_owned(),
            Placeholder::LodgedOn => zh(self.lodged_on),
            Placeholder::Today => zh(self.today),
        }
    }
}

fn zh(day: NaiveDate) -> String {
    format!("{}年{}月{}日", day.year(), day.month(), day.day())
}

/// A stretch of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Piece<'a> {
    Words(&'a str),
    Filled(Placeholder),
}

/// The text in stretches; what is in braces and nothing is filled into is told.
fn pieces(text: &str) -> Result<Vec<Piece<'_>>, String> {
    let (mut found, mut rest) = (Vec::new(), text);
    while let Some(at) = rest.find(['{', '}']) {
        let (words, behind) = rest.split_at(at);
        let Some((inside, after)) = behind.strip_prefix('{').and_then(|inside| inside.split_once('}')) else {
            return Err("有一个花括号不成对".into());
        };
        let known = Placeholder::ALL.into_iter().find(|one| one.word() == inside.trim());
        let known = known.ok_or_else(|| format!("没有“{{{}}}”这个占位", inside.trim()))?;
        found.extend([Piece::Words(words), Piece::Filled(known)]);
        rest = after;
    }
    found.push(Piece::Words(rest));
    Ok(found)
}

/// Refuses a text with a placeholder that nothing is filled into.
pub(super) fn check(text: &str) -> Result<(), Error> {
    let known = || Placeholder::ALL.map(|one| format!("{{{}}}", one.word())).join("、");
    pieces(text)
        .map(drop)
        .map_err(|problem| Error::Refused(format!("模板里{problem}，可以用的有 {}", known())))
}

/// The text with everything filled in. What was kept by a former program and is unknown now stays as it stands.
pub(super) fn fill(text: &str, filling: &Filling<'_>) -> String {
    let Ok(pieces) = pieces(text) else { return text.to_owned() };
    let one = |piece| match piece {
        Piece::Words(words) => words.to_owned(),
        Piece::Filled(placeholder) => filling.of(placeholder),
    };
    pieces.into_iter().map(one).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn filling() -> Filling<'static> {
        Filling {
            number: "130001-SQ-2026-1",
            agency: "省政府办公厅",
            lodged_on: day("2026-11-02"),
            today: day("2026-11-24"),
        }
    }

    #[test]
    fn what_a_case_knows_is_filled_in() {
        let text = "{单位}收到您于{提出日期}提出的诉求（{ 编号 }）。{日期}";
        check(text).unwrap();
        assert_eq!(
            fill(text, &filling()),
            "省政府办公厅收到您于2026年11月2日提出的诉求（130001-SQ-2026-1）。2026年11月24日"
        );
    }

    #[test]
    fn what_nothing_is_filled_into_is_refused() {
        let told = |text: &str| check(text).unwrap_err().to_string();
        assert!(told("您好{姓名}").contains("{姓名}") && told("您好{姓名}").contains("{提出日期}"));
        assert!(told("a{编号").contains("不成对") && told("a}").contains("不成对"));
        assert!(told("{{编号}}").contains("没有"));
    }

    proptest! {
        /// Any text is refused or filled, and one without braces stays as it is.
        #[test]
        fn any_text_ends_well(text in "[a{}编号单位\n]{0,40}") {
            let filled = fill(&text, &filling());
            if check(&text).is_ok() {
                let left = filled.matches(['{', '}']).count();
                prop_assert_eq!(left, 0);
            } else {
                prop_assert_eq!(&filled, &text);
            }
            if !text.contains(['{', '}']) {
                prop_assert_eq!(filled, text);
            }
        }
    }
}
