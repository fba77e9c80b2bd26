//! How a request can end, each where the yearly report counts it (国办公开办函〔2021〕30号, table 3).

use serde::{Deserialize, Serialize};

/// Under what the yearly report counts it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    /// 予以公开
    Granted,
    /// 部分公开
    Partly,
    /// 不予公开
    Refused,
    /// 无法提供
    Impossible,
    /// 不予处理
    NotHandled,
    /// 其他处理
    Other,
    /// 更正记录: no request for information, so not in the yearly report's table
    Record,
}

impl Group {
    /// What people read.
    #[must_use]
    pub fn zh(self) -> &'static str {
        match self {
            Self::Granted => "予以公开",
            Self::Partly => "部分公开",
            Self::Refused => "不予公开",
            Self::Impossible => "无法提供",
            Self::NotHandled => "不予处理",
            Self::Other => "其他处理",
            Self::Record => "更正记录",
        }
    }
}

macro_rules! outcomes {
    (
        [$($name:ident $key:literal $group:ident $article:literal $zh:literal;)*]
        [$($own:ident $own_key:literal $own_zh:literal;)*]
    ) => {
        /// How a request ended.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
        pub enum Outcome {
            $(#[doc = $zh] #[serde(rename = $key)] $name,)*
            $(#[doc = $own_zh] #[serde(rename = $own_key)] $own,)*
        }

        impl Outcome {
            /// Those of a request for information, in the order of the yearly report.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];
            /// Those of an application that a record is mended (条例 第四十一条).
            pub const OF_RECORDS: &'static [Self] = &[$(Self::$own),*];

            /// The word that is stored.
            #[must_use]
            pub fn key(self) -> &'static str {
                match self { $(Self::$name => $key,)* $(Self::$own => $own_key,)* }
            }

            /// What people read.
            #[must_use]
            pub fn zh(self) -> &'static str {
                match self { $(Self::$name => $zh,)* $(Self::$own => $own_zh,)* }
            }

            /// The article it is based on.
            #[must_use]
            pub fn article(self) -> &'static str {
                match self { $(Self::$name => $article,)* $(Self::$own => "条例第四十一条",)* }
            }

            /// Under what it counts.
            #[must_use]
            pub fn group(self) -> Group {
                match self { $(Self::$name => Group::$group,)* $(Self::$own => Group::Record,)* }
            }
        }
    };
}

outcomes! {
    [
        AlreadyPublic "already_public" Granted "条例第三十六条第一项" "已经主动公开，告知获取方式";
        Granted "granted" Granted "条例第三十六条第二项" "予以公开";
        PartlyGranted "partly_granted" Partly "条例第三十七条" "部分公开(区分处理)";
        StateSecret "state_secret" Refused "条例第十四条、第三十六条第三项" "属于国家秘密";
        ForbiddenByLaw "forbidden_by_law" Refused "条例第十四条、第三十六条第三项" "其他法律、行政法规禁止公开";
        Security "security" Refused "条例第十四条、第三十六条第三项" "危及国家安全、公共安全、经济安全、社会稳定";
        ThirdParty "third_party" Refused "条例第十五条、第三十二条、第三十六条第三项" "保护第三方合法权益";
        InternalAffairs "internal_affairs" Refused "条例第十六条第一款、第三十六条第三项" "属于内部事务信息";
        ProcessInformation "process_information" Refused "条例第十六条第二款、第三十六条第三项" "属于过程性信息";
        EnforcementFile "enforcement_file" Refused "条例第十六条第二款、第三十六条第三项" "属于行政执法案卷信息";
        InquiryMatter "inquiry_matter" Refused "条例第三十六条第七项" "属于行政查询事项，依照特别规定办理";
        NotHeld "not_held" Impossible "条例第三十六条第四项" "本机关没有这项信息";
        NotOurs "not_ours" Impossible "条例第三十六条第五项" "不属于本机关负责公开";
        NeedsMaking "needs_making" Impossible "条例第三十八条" "没有现成信息，需要加工、分析";
        StillUnclear "still_unclear" Impossible "条例第三十条" "补正后内容仍不明确";
        Complaint "complaint" NotHandled "条例第三十九条第一款" "信访、投诉、举报类申请";
        Repeated "repeated" NotHandled "条例第三十六条第六项" "重复申请";
        PublicationWanted "publication_wanted" NotHandled "条例第三十九条第二款" "要求提供公开出版物";
        Excessive "excessive" NotHandled "条例第三十五条" "无正当理由大量反复申请";
        Reconfirmation "reconfirmation" NotHandled "条例第三十八条" "要求确认或重新出具已获取的信息";
        Abandoned "abandoned" Other "条例第三十条" "逾期不补正，视为放弃申请";
        FeeUnpaid "fee_unpaid" Other "条例第四十二条" "逾期未缴纳信息处理费";
        Withdrawn "withdrawn" Other "条例第四十五条" "申请人撤回";
    ]
    [
        RecordCorrected "record_corrected" "审核属实，已经更正";
        RecordForwarded "record_forwarded" "不属于本机关职能范围，已转送有权更正的机关";
        RecordElsewhere "record_elsewhere" "不属于本机关职能范围，请向有权更正的机关提出";
        RecordUpheld "record_upheld" "审核不属实，不予更正";
    ]
}

impl Outcome {
    /// The outcome with this key.
    #[must_use]
    pub fn of_key(key: &str) -> Option<Self> {
        Self::ALL.iter().chain(Self::OF_RECORDS).copied().find(|outcome| outcome.key() == key)
    }

    /// Whether the agency answers with it; the others happen without an answer.
    #[must_use]
    pub fn is_answer(self) -> bool {
        !matches!(self, Self::Abandoned | Self::FeeUnpaid | Self::Withdrawn)
    }

    /// Whether it has to name another agency: the one that may mend a record.
    #[must_use]
    pub fn names_another(self) -> bool {
        matches!(self, Self::RecordForwarded | Self::RecordElsewhere)
    }

    /// Whether something is made open by it that was not before.
    #[must_use]
    pub fn opens(self) -> bool {
        matches!(self, Self::Granted | Self::PartlyGranted)
    }
}
