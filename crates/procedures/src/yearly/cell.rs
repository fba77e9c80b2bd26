//! The cells of the tables, each with a key to keep it under and words that say where it stands.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use crate::{ApplicantKind, Group, Outcome, Remedy, RemedyResult};

/// What is made by 第二十条第一项: the rows of the first part of table 2.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum DocumentKind {
    /// 规章
    Regulation,
    /// 行政规范性文件
    Normative,
}

impl DocumentKind {
    /// Both, in the order of the table.
    pub const ALL: [Self; 2] = [Self::Regulation, Self::Normative];

    fn key(self) -> &'static str {
        match self {
            Self::Regulation => "regulation",
            Self::Normative => "normative",
        }
    }

    /// What people read.
    #[must_use]
    pub fn zh(self) -> &'static str {
        match self {
            Self::Regulation => "规章",
            Self::Normative => "行政规范性文件",
        }
    }
}

/// What is counted of documents: the columns of the first part of table 2.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum DocumentCount {
    /// 本年制发件数
    Made,
    /// 本年废止件数
    Repealed,
    /// 现行有效件数
    InForce,
}

impl DocumentCount {
    /// All of them, in the order of the table.
    pub const ALL: [Self; 3] = [Self::Made, Self::Repealed, Self::InForce];

    fn key(self) -> &'static str {
        match self {
            Self::Made => "made",
            Self::Repealed => "repealed",
            Self::InForce => "in_force",
        }
    }

    /// What people read.
    #[must_use]
    pub fn zh(self) -> &'static str {
        match self {
            Self::Made => "本年制发件数",
            Self::Repealed => "本年废止件数",
            Self::InForce => "现行有效件数",
        }
    }
}

/// Decisions in single cases (第二十条第五项、第六项).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum DecisionKind {
    /// 行政许可
    Licence,
    /// 行政处罚
    Penalty,
    /// 行政强制
    Coercion,
}

impl DecisionKind {
    /// All of them, in the order of the table.
    pub const ALL: [Self; 3] = [Self::Licence, Self::Penalty, Self::Coercion];

    fn key(self) -> &'static str {
        match self {
            Self::Licence => "licence",
            Self::Penalty => "penalty",
            Self::Coercion => "coercion",
        }
    }

    /// What people read.
    #[must_use]
    pub fn zh(self) -> &'static str {
        match self {
            Self::Licence => "行政许可",
            Self::Penalty => "行政处罚",
            Self::Coercion => "行政强制",
        }
    }
}

macro_rules! handled {
    ($($name:ident $key:literal $group:ident $zh:literal;)*) => {
        /// How a request was handled: the lines of table 3 under 三、本年度办理结果.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Handled {
            $(#[doc = $zh] $name,)*
        }

        impl Handled {
            /// All of them, in the order of the table.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            fn key(self) -> &'static str {
                match self { $(Self::$name => $key,)* }
            }

            /// What people read.
            #[must_use]
            pub fn zh(self) -> &'static str {
                match self { $(Self::$name => $zh,)* }
            }

            /// Under which of (一) to (六) it stands.
            #[must_use]
            pub fn group(self) -> Group {
                match self { $(Self::$name => Group::$group,)* }
            }
        }
    };
}

handled! {
    Granted "granted" Granted "予以公开";
    PartlyGranted "partly_granted" Partly "部分公开（区分处理的，只计这一情形，不计其他情形）";
    StateSecret "state_secret" Refused "属于国家秘密";
    ForbiddenByLaw "forbidden_by_law" Refused "其他法律行政法规禁止公开";
    Security "security" Refused "危及“三安全一稳定”";
    ThirdParty "third_party" Refused "保护第三方合法权益";
    InternalAffairs "internal_affairs" Refused "属于三类内部事务信息";
    ProcessInformation "process_information" Refused "属于四类过程性信息";
    EnforcementFile "enforcement_file" Refused "属于行政执法案卷";
    InquiryMatter "inquiry_matter" Refused "属于行政查询事项";
    NotHeld "not_held" Impossible "本机关不掌握相关政府信息";
    NeedsMaking "needs_making" Impossible "没有现成信息需要另行制作";
    StillUnclear "still_unclear" Impossible "补正后申请内容仍不明确";
    Complaint "complaint" NotHandled "信访举报投诉类申请";
    Repeated "repeated" NotHandled "重复申请";
    PublicationWanted "publication_wanted" NotHandled "要求提供公开出版物";
    Excessive "excessive" NotHandled "无正当理由大量反复申请";
    Reconfirmation "reconfirmation" NotHandled "要求行政机关确认或重新出具已获取信息";
    Abandoned "abandoned" Other "申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请";
    FeeUnpaid "fee_unpaid" Other "申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请";
    OtherHandled "other" Other "其他";
}

impl Handled {
    /// Where the table counts an outcome. What was open already counts as made open; what others hold counts as not held;
    /// what was taken back counts under 其他处理.
    #[must_use]
    pub fn of(outcome: Outcome) -> Self {
        match outcome {
            Outcome::AlreadyPublic | Outcome::Granted => Self::Granted,
            Outcome::PartlyGranted => Self::PartlyGranted,
            Outcome::StateSecret => Self::StateSecret,
            Outcome::ForbiddenByLaw => Self::ForbiddenByLaw,
            Outcome::Security => Self::Security,
            Outcome::ThirdParty => Self::ThirdParty,
            Outcome::InternalAffairs => Self::InternalAffairs,
            Outcome::ProcessInformation => Self::ProcessInformation,
            Outcome::EnforcementFile => Self::EnforcementFile,
            Outcome::InquiryMatter => Self::InquiryMatter,
            Outcome::NotHeld | Outcome::NotOurs => Self::NotHeld,
            Outcome::NeedsMaking => Self::NeedsMaking,
            Outcome::StillUnclear => Self::StillUnclear,
            Outcome::Complaint => Self::Complaint,
            Outcome::Repeated => Self::Repeated,
            Outcome::PublicationWanted => Self::PublicationWanted,
            Outcome::Excessive => Self::Excessive,
            Outcome::Reconfirmation => Self::Reconfirmation,
            Outcome::Abandoned => Self::Abandoned,
            Outcome::FeeUnpaid => Self::FeeUnpaid,
            // What concerns records is no request for information, and is not among what is counted.
            Outcome::Withdrawn
            | Outcome::RecordCorrected
            | Outcome::RecordForwarded
            | Outcome::RecordElsewhere
            | Outcome::RecordUpheld => Self::OtherHandled,
        }
    }
}

/// A line of table 3.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Line {
    /// 一、本年新收政府信息公开申请数量
    New,
    /// 二、上年结转政府信息公开申请数量
    CarriedOver,
    /// 三、本年度办理结果, one of (一) to (六)
    Result(Handled),
    /// 三、(七)总计
    Total,
    /// 四、结转下年度继续办理
    CarriedOn,
}

impl Line {
    /// All lines, in the order of the table.
    #[must_use]
    pub fn all() -> Vec<Self> {
        let results = Handled::ALL.iter().map(|handled| Self::Result(*handled));
        [Self::New, Self::CarriedOver]
            .into_iter()
            .chain(results)
            .chain([Self::Total, Self::CarriedOn])
            .collect()
    }

    fn key(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::CarriedOver => "carried_over",
            Self::Result(handled) => handled.key(),
            Self::Total => "total",
            Self::CarriedOn => "carried_on",
        }
    }

    /// What stands before its numbers, from the widest heading to its own.
    #[must_use]
    pub fn label(self) -> Vec<String> {
        let results = "三、本年度办理结果".to_owned();
        match self {
            Self::New => vec!["一、本年新收政府信息公开申请数量".into()],
            Self::CarriedOver => vec!["二、上年结转政府信息公开申请数量".into()],
            Self::Result(handled) => {
                let (group, zh) = (handled.group(), handled.zh());
                let alike: Vec<_> = Handled::ALL.iter().filter(|h| h.group() == group).collect();
                match alike.iter().position(|h| **h == handled) {
                    Some(at) if alike.len() > 1 => {
                        vec![results, format!("{}{}", numeral(group), group.zh()), format!("{}.{zh}", at + 1)]
                    }
                    _ => vec![results, format!("{}{zh}", numeral(group))],
                }
            }
            Self::Total => vec![results, "（七）总计".into()],
            Self::CarriedOn => vec!["四、结转下年度继续办理".into()],
        }
    }
}

fn numeral(group: Group) -> &'static str {
    match group {
        Group::Granted => "（一）",
        Group::Partly => "（二）",
        Group::Refused => "（三）",
        Group::Impossible => "（四）",
        Group::NotHandled => "（五）",
        Group::Other => "（六）",
        Group::Record => "",
    }
}

/// A column of table 3.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Column {
    /// One kind of applicant.
    Of(ApplicantKind),
    /// 总计
    Total,
}

impl Column {
    /// All columns, in the order of the table.
    #[must_use]
    pub fn all() -> Vec<Self> {
        ApplicantKind::ALL.into_iter().map(Self::Of).chain([Self::Total]).collect()
    }

    fn key(self) -> &'static str {
        match self {
            Self::Of(kind) => kind.key(),
            Self::Total => "all",
        }
    }

    /// What stands above its numbers, from the widest heading to its own.
    #[must_use]
    pub fn label(self) -> Vec<String> {
        let organisations = |zh: &str| vec!["法人或其他组织".to_owned(), zh.to_owned()];
        match self {
            Self::Of(ApplicantKind::Person) => vec!["自然人".into()],
            Self::Of(ApplicantKind::Company) => organisations("商业企业"),
            Self::Of(ApplicantKind::Research) => organisations("科研机构"),
            Self::Of(ApplicantKind::Charity) => organisations("社会公益组织"),
            Self::Of(ApplicantKind::LegalService) => organisations("法律服务机构"),
            Self::Of(ApplicantKind::Other) => organisations("其他"),
            Self::Total => vec!["总计".into()],
        }
    }
}

/// A column of table 4.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum RemedyColumn {
    /// One result.
    Of(RemedyResult),
    /// 总计
    Total,
}

impl RemedyColumn {
    /// All columns, in the order of the table.
    #[must_use]
    pub fn all() -> Vec<Self> {
        RemedyResult::ALL.into_iter().map(Self::Of).chain([Self::Total]).collect()
    }

    fn key(self) -> &'static str {
        match self {
            Self::Of(RemedyResult::Upheld) => "upheld",
            Self::Of(RemedyResult::Corrected) => "corrected",
            Self::Of(RemedyResult::Other) => "other",
            Self::Of(RemedyResult::Open) => "open",
            Self::Total => "all",
        }
    }

    /// What people read.
    #[must_use]
    pub fn zh(self) -> &'static str {
        match self {
            Self::Of(result) => result.zh(),
            Self::Total => "总计",
        }
    }
}

/// One number of the report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cell {
    /// How many disclosures bear a day of the year; part 一 tells it in words.
    Disclosed,
    /// Table 2, 第二十条第一项.
    Document(DocumentKind, DocumentCount),
    /// Table 2, 第二十条第五项、第六项.
    Decision(DecisionKind),
    /// Table 2, 第二十条第八项: fees taken, in 分.
    Fees,
    /// Table 3.
    Request(Line, Column),
    /// Table 4.
    Remedy(Remedy, RemedyColumn),
}

fn remedy_key(remedy: Remedy) -> &'static str {
    match remedy {
        Remedy::Reconsideration => "reconsideration",
        Remedy::Litigation => "litigation",
        Remedy::LitigationAfterReconsideration => "litigation_after",
    }
}

/// 分 in 万元.
const FEN_IN_WAN: u64 = 1_000_000;
/// Greatest number that a cell takes; no province counts more, and sums of them do not overflow.
const GREATEST: u64 = 999_999_999_999_999;

impl Cell {
    /// All cells, in the order of the report.
    #[must_use]
    pub fn all() -> Vec<Self> {
        let mut all = vec![Self::Disclosed];
        for kind in DocumentKind::ALL {
            all.extend(DocumentCount::ALL.map(|count| Self::Document(kind, count)));
        }
        all.extend(DecisionKind::ALL.map(Self::Decision));
        all.push(Self::Fees);
        for line in Line::all() {
            all.extend(Column::all().into_iter().map(|column| Self::Request(line, column)));
        }
        for remedy in Remedy::ALL {
            all.extend(RemedyColumn::all().into_iter().map(|column| Self::Remedy(remedy, column)));
        }
        all
    }

    /// The word under which it is kept.
    #[must_use]
    pub fn key(self) -> String {
        match self {
            Self::Disclosed => "disclosed".into(),
            Self::Document(kind, count) => format!("document.{}.{}", kind.key(), count.key()),
            Self::Decision(kind) => format!("decision.{}", kind.key()),
            Self::Fees => "fees".into(),
            Self::Request(line, column) => format!("request.{}.{}", line.key(), column.key()),
            Self::Remedy(remedy, column) => format!("remedy.{}.{}", remedy_key(remedy), column.key()),
        }
    }

    /// The cell with this key.
    #[must_use]
    pub fn of_key(key: &str) -> Option<Self> {
        static KNOWN: OnceLock<BTreeMap<String, Cell>> = OnceLock::new();
        let known = KNOWN.get_or_init(|| Self::all().into_iter().map(|cell| (cell.key(), cell)).collect());
        known.get(key).copied()
    }

    /// The cells that it is the sum of; none for a cell that is counted.
    #[must_use]
    pub fn addends(self) -> Vec<Self> {
        let kinds = ApplicantKind::ALL;
        match self {
            Self::Request(line, Column::Total) => {
                kinds.map(|kind| Self::Request(line, Column::Of(kind))).to_vec()
            }
            Self::Request(Line::Total, column) => {
                Handled::ALL.iter().map(|handled| Self::Request(Line::Result(*handled), column)).collect()
            }
            Self::Remedy(remedy, RemedyColumn::Total) => {
                RemedyResult::ALL.map(|result| Self::Remedy(remedy, RemedyColumn::Of(result))).to_vec()
            }
            _ => Vec::new(),
        }
    }

    /// Whether it is the sum of others.
    #[must_use]
    pub fn is_sum(self) -> bool {
        !self.addends().is_empty()
    }

    /// Where it stands, in words.
    #[must_use]
    pub fn place(self) -> String {
        match self {
            Self::Disclosed => "第一部分“主动公开信息数量”".into(),
            Self::Document(kind, count) => format!("表二“{}”的“{}”", kind.zh(), count.zh()),
            Self::Decision(kind) => format!("表二“{}”的“本年处理决定数量”", kind.zh()),
            Self::Fees => "表二“行政事业性收费”的“本年收费金额”".into(),
            Self::Request(line, column) => {
                let line = line.label().pop().unwrap_or_default();
                format!("表三“{line}”的“{}”", column.label().join("·"))
            }
            Self::Remedy(remedy, column) => format!("表四“{}”的“{}”", remedy.zh(), column.zh()),
        }
    }

    /// A number as people read it: fees in 万元.
    #[must_use]
    pub fn show(self, number: u64) -> String {
        if self != Self::Fees {
            return number.to_string();
        }
        let (whole, rest) = (number / FEN_IN_WAN, number % FEN_IN_WAN);
        let text = format!("{whole}.{rest:06}");
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    }

    /// Reads what people typed; none for nothing.
    ///
    /// # Errors
    /// In words, what may stand there.
    pub fn parse(self, typed: &str) -> Result<Option<u64>, String> {
        let plain: String =
            typed.chars().filter(|c| !c.is_whitespace() && !matches!(c, ',' | '，')).map(narrow).collect();
        if plain.is_empty() {
            return Ok(None);
        }
        let number =
            if self == Self::Fees { fen(&plain) } else { plain.parse().ok().filter(|_| digits(&plain)) };
        let number = number.filter(|number| *number <= GREATEST);
        let wanted = match self {
            Self::Fees => "请填写以万元为单位的数，最多六位小数，没有的填 0",
            _ => "请填写不带小数的数，没有的填 0",
        };
        number.map(Some).ok_or_else(|| format!("{}：{wanted}", self.place()))
    }
}

fn digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

/// A digit or a point in full width, in the width of numbers.
fn narrow(c: char) -> char {
    match c {
        '０'..='９' => char::from_u32(u32::from(c) - u32::from('０') + u32::from('0')).unwrap_or(c),
        '．' => '.',
        other => other,
    }
}

/// 万元 as people write them, in 分.
fn fen(text: &str) -> Option<u64> {
    let (whole, rest) = text.split_once('.').unwrap_or((text, "0"));
    if !digits(whole) || !digits(rest) || rest.len() > 6 {
        return None;
    }
    let rest: u64 = format!("{rest:0<6}").parse().ok()?;
    whole.parse::<u64>().ok()?.checked_mul(FEN_IN_WAN)?.checked_add(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_cell_has_a_key_of_its_own_and_is_found_by_it() {
        let all = Cell::all();
        assert_eq!(all.len(), 1 + 6 + 3 + 1 + 25 * 7 + 3 * 5);
        assert!(all.iter().all(|cell| Cell::of_key(&cell.key()) == Some(*cell)));
        assert_eq!(Cell::of_key("request.new.nobody"), None);
    }

    #[test]
    fn lines_stand_under_the_headings_of_the_format() {
        let label = |line: Line| line.label().join("/");
        assert_eq!(label(Line::Result(Handled::Granted)), "三、本年度办理结果/（一）予以公开");
        assert_eq!(
            label(Line::Result(Handled::InquiryMatter)),
            "三、本年度办理结果/（三）不予公开/8.属于行政查询事项"
        );
        assert_eq!(label(Line::Result(Handled::OtherHandled)), "三、本年度办理结果/（六）其他处理/3.其他");
        assert_eq!(label(Line::Total), "三、本年度办理结果/（七）总计");
    }

    #[test]
    fn every_outcome_is_counted_in_the_group_that_it_belongs_to() {
        for outcome in Outcome::ALL {
            assert_eq!(Handled::of(*outcome).group(), outcome.group(), "{}", outcome.zh());
        }
    }

    #[test]
    fn numbers_are_read_as_people_write_them() {
        let new = Cell::Request(Line::New, Column::Total);
        assert_eq!(
            (new.parse(" 1,234 "), new.parse("１２"), new.parse("")),
            (Ok(Some(1234)), Ok(Some(12)), Ok(None))
        );
        for wrong in ["-1", "1.5", "三", "+1", "99999999999999999999"] {
            assert!(new.parse(wrong).unwrap_err().contains("表三"), "{wrong}");
        }
        assert_eq!(Cell::Fees.parse("12.345678"), Ok(Some(12_345_678)));
        assert_eq!(Cell::Fees.parse("0.5").map(|n| Cell::Fees.show(n.unwrap())), Ok("0.5".into()));
        assert_eq!(Cell::Fees.show(12_000_000), "12");
        assert!(Cell::Fees.parse("1.2345678").is_err() && Cell::Fees.parse(".5").is_err());
    }
}
