//! Samples of hearings for which people sign up.

use chrono::NaiveDate;
use mingjing_design::components::{DaysBadge, ErrorSummary, Link, Pagination};
use mingjing_design::frame::Section;

use super::{breadcrumb, frame};
use crate::pages::{
    HearingCheckPage, HearingEntry, HearingPage, HearingsPage, LotStep, Participant, RankedEntry, RankedSide,
    RelatedGroup, SignUpFormPage, SignUpReceiptPage, SignUpTrackPage, TypedSignUp,
};

const TITLE: &str = "城市供水价格调整听证会公告";
const SEED: &str = "1111111111111111111111111111111111111111111111111111111111111111";
const COMMITMENT: &str = "3138bb9bc78df27c473ecfd1410f7bd45ebac1f59cf3ff9cfe4db77aab7aedd3";

fn entry(title: &str) -> HearingEntry {
    HearingEntry {
        what: Link::new("/hearings/1", title),
        agency: "河北省发展和改革委员会".into(),
        days: None,
        note: "听证会，2026年12月24日召开".into(),
        sign_ups: 41,
        late: false,
    }
}

fn open() -> HearingEntry {
    let until = NaiveDate::from_ymd_opt(2026, 12, 4).unwrap();
    HearingEntry { days: Some(DaysBadge { left: 11, until }), ..entry(TITLE) }
}

fn sides() -> Vec<(String, u32)> {
    vec![("居民".into(), 2), ("商户".into(), 1)]
}

pub(in crate::pages) fn hearings() -> HearingsPage {
    HearingsPage {
        frame: frame("/hearings", Section::Home, ""),
        open: vec![open()],
        waiting: vec![HearingEntry { late: true, ..entry("停车收费听证会公告") }],
        settled: vec![entry("公园改造听证会公告")],
        pagination: Pagination { current: 1, pages: 2, base: "/hearings?page=".into() },
    }
}

pub(in crate::pages) fn hearing(drawn: bool) -> HearingPage {
    let at = |n: u64| {
        (Link::new("/d/1#versions", format!("公告第 {n} 版")), Link::new("/d/1/receipt", "公开日志的回执"))
    };
    let step =
        |title, value: &str, version| LotStep { title, words: "说明。", value: value.into(), version };
    let person = |code: &str, side: &str, name: &str| Participant {
        code: code.into(),
        side: side.into(),
        name: name.into(),
    };
    HearingPage {
        frame: frame("/hearings/1", Section::Home, ""),
        breadcrumb: breadcrumb("听证和列席报名"),
        id: "1".into(),
        title: TITLE.into(),
        what: "听证会".into(),
        state: if drawn { "已抽签，结果已公开" } else { "正在报名" },
        entry: if drawn { HearingEntry { late: true, ..entry(TITLE) } } else { open() },
        period: ("2026年11月24日".into(), "2026年12月4日".into()),
        held_on: "2026年12月24日".into(),
        known_by: "2026年12月17日".into(),
        sides: sides(),
        number_source: "12月5日某彩票开奖号码，按公告顺序连写".into(),
        is_open: !drawn,
        people: if drawn {
            vec![
                person("7K2MX-0QZ4H", "居民", "王小明"),
                person("W8T1A-93BND", "商户", ""),
                person("", "专家", "陈老师"),
            ]
        } else {
            Vec::new()
        },
        steps: vec![
            step("先公开承诺值", COMMITMENT, Some(at(1))),
            step("报名截止，公开抽签编号名单", "", drawn.then(|| at(2))),
            step("开封种子，公开结果", if drawn { SEED } else { "" }, drawn.then(|| at(3))),
        ],
        related: vec![RelatedGroup {
            title: "听证记录".into(),
            links: vec![(Link::new("/d/2", "城市供水价格听证记录"), "2026年12月30日".into())],
        }],
    }
}

pub(in crate::pages) fn hearing_check(drawn: bool) -> HearingCheckPage {
    let link = |n: u64| Link::new("/d/1#versions", format!("公告第 {n} 版"));
    let ranked = |code: &str, chosen| RankedEntry { code: code.into(), rank: COMMITMENT.into(), chosen };
    let side = RankedSide {
        name: "居民".into(),
        places: 1,
        total: 500,
        entries: vec![ranked("7K2MX-0QZ4H", true), ranked("W8T1A-93BND", false)],
    };
    HearingCheckPage {
        frame: frame("/hearings/1/check", Section::Home, ""),
        breadcrumb: breadcrumb("自己核对"),
        id: "1".into(),
        commitment: COMMITMENT.into(),
        seed: drawn.then(|| SEED.into()),
        number: if drawn { "0102030405".into() } else { String::new() },
        number_source: "12月5日某彩票开奖号码，按公告顺序连写".into(),
        versions: [Some(link(1)), drawn.then(|| link(2)), drawn.then(|| link(3))],
        sides: if drawn { vec![side] } else { Vec::new() },
    }
}

pub(in crate::pages) fn sign_up_form() -> SignUpFormPage {
    let wrong = |field: &str, words: &str| (field.to_owned(), words.to_owned());
    SignUpFormPage {
        frame: frame("/hearings/1/sign-up", Section::Home, ""),
        summary: ErrorSummary { errors: vec![Link::new("#phone", "请填写联系电话")] },
        id: "1".into(),
        title: TITLE.into(),
        until: "2026年12月4日".into(),
        sides: sides(),
        wrong: vec![wrong("phone", "请填写联系电话"), wrong("side", "请选择您代表哪个方面")],
        typed: TypedSignUp { name: "王小明".into(), publish_name: true, ..TypedSignUp::default() },
        once: "0".repeat(32),
        longest: 500,
        sends_mail: true,
    }
}

pub(in crate::pages) fn sign_up_receipt() -> SignUpReceiptPage {
    SignUpReceiptPage {
        frame: frame("/hearings/1/sign-up", Section::Home, ""),
        notice: Link::new("/hearings/1", TITLE),
        code: "7K2MX-0QZ4H-W8T1A-93BND".into(),
        entry: "7K2MX-0QZ4H".into(),
        again: true,
    }
}

pub(in crate::pages) fn sign_up_track() -> SignUpTrackPage {
    SignUpTrackPage {
        frame: frame("/track", Section::Home, ""),
        summary: ErrorSummary { errors: Vec::new() },
        code: "7K2MX-0QZ4H-W8T1A-93BND".into(),
        notice: Link::new("/hearings/1", TITLE),
        agency: "河北省发展和改革委员会".into(),
        on: "2026年11月24日".into(),
        held_on: "2026年12月24日".into(),
        entry: "7K2MX-0QZ4H".into(),
        side: "居民".into(),
        name: "王小明".into(),
        result: "报名已经收到，结果还没有公布",
        state: "报名",
        left_out: Some("不是本市居民".into()),
        may_take_back: true,
    }
}
