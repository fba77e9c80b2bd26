//! Samples of appeals.

use chrono::NaiveDate;
use mingjing_design::components::{ClockBadge, ErrorSummary, Link, TileMap};
use mingjing_design::frame::Section;

use super::{agency, entries, frame};
use crate::pages::{
    AppealAdvice, AppealFormPage, AppealNumbers, AppealReceiptPage, AppealTrackPage, AppealsPage,
    FollowedLine, KindChoice, NoticeLine, RegionChoice, TypedAppeal,
};

fn numbers(name: &str, href: &str, received: u64, overdue: u64) -> AppealNumbers {
    AppealNumbers {
        name: name.into(),
        href: href.into(),
        received,
        answered: received / 2,
        late: overdue,
        in_hand: received / 2,
        overdue,
        satisfied: "87%".into(),
    }
}

pub(in crate::pages) fn appeals() -> AppealsPage {
    AppealsPage {
        frame: frame("/appeals", Section::Home, ""),
        region: "河北省".into(),
        above: None,
        total: numbers("河北省", "", 1_204, 7),
        withheld: 12,
        kinds: vec![numbers("咨询", "", 800, 0), numbers("投诉", "", 404, 7)],
        regions: vec![
            numbers("河北省本级", "", 204, 0),
            numbers("石家庄市", "/appeals?region=130100", 1_000, 7),
        ],
        map: Some(TileMap {
            title: "各地收到多少件诉求（▲ 在办逾期）".into(),
            tiles: TileMap::in_rows(vec![
                (Link::new("/appeals?region=130100", "石家庄市"), "1000 件 ▲7".into(), Some(4)),
                (Link::new("/appeals?region=130200", "唐山市"), "0 件".into(), Some(0)),
            ]),
            steps: ["没有收到", "最多一地的四分之一以内"].map(String::from).into(),
            unknown: String::new(),
            note: "示意图：本系统排成方格。".into(),
        }),
        agencies: vec![(agency(), 7)],
        followed: vec![FollowedLine {
            notice: Link::new("/d/0190", "关于冬季室温不达标的督办通知"),
            agency: "河北省住房和城乡建设厅".into(),
            appeals: Some(32),
            state: "整改中，期限 2026年11月20日".into(),
            overdue: true,
        }],
        answers: "/i/appeal-answer".into(),
    }
}

pub(in crate::pages) fn appeal_form(advised: bool) -> AppealFormPage {
    let kind = |key, title: &str| KindChoice {
        key,
        title: title.into(),
        summary: "问政策、问办事：怎么办、要什么材料、去哪里办。".into(),
    };
    let advice = AppealAdvice {
        agencies: vec![("130113".into(), "石家庄市住房和城乡建设局".into())],
        office: "石家庄市人民政府办公室".into(),
        answers: entries("供暖"),
        guides: Vec::new(),
        same: 3,
        same_answer: Some("0190".into()),
    };
    AppealFormPage {
        files: Vec::new(),
        sends_mail: true,
        frame: frame("/appeals/new", Section::Home, ""),
        summary: ErrorSummary { errors: vec![Link::new("#title", "请填写标题")] },
        kinds: vec![kind("consult", "咨询"), kind("complaint", "投诉")],
        regions: vec![RegionChoice {
            title: "河北省".into(),
            regions: vec![("130000".into(), "河北省".into()), ("130100".into(), "石家庄市".into())],
        }],
        wrong: vec![("title".into(), "请填写标题".into())],
        typed: TypedAppeal {
            kind: "complaint".into(),
            region: "130100".into(),
            text: "室温只有十六度。".into(),
            consent: true,
            ..TypedAppeal::default()
        },
        advice: advised.then_some(advice),
        once: "0123456789abcdef0123456789abcdef".into(),
    }
}

pub(in crate::pages) fn appeal_receipt() -> AppealReceiptPage {
    AppealReceiptPage {
        frame: frame("/appeals/new", Section::Home, ""),
        code: "7K2MX-0QZ4H-W8T1A-93BND".into(),
        number: "诉130113-2026-00012".into(),
        agency: agency().text,
        lodged_on: "2026年11月23日".into(),
        due_on: "2026年12月8日".into(),
        again: false,
    }
}

pub(in crate::pages) fn appeal_track(answered: bool) -> AppealTrackPage {
    let line = |title: &str, text: &str| NoticeLine {
        on: "2026年11月23日".into(),
        title: title.into(),
        text: text.into(),
    };
    let clock = NaiveDate::from_ymd_opt(2026, 12, 21).map(|due| ClockBadge {
        left: -2,
        due,
        article: "信访工作条例第三十四条".into(),
    });
    AppealTrackPage {
        files: vec![super::requests::file(false), super::requests::file(true)],
        frame: frame("/track", Section::Home, ""),
        summary: ErrorSummary { errors: Vec::new() },
        done: if answered { "" } else { "已经催办，办理单位看得到。" },
        code: "7K2MX-0QZ4H-W8T1A-93BND".into(),
        number: "诉130113-2026-00012".into(),
        kind: "投诉".into(),
        agency: agency().text,
        region: "石家庄市".into(),
        title: "供暖温度不达标".into(),
        text: "室温只有十六度。".into(),
        state: if answered { "已答复" } else { "办理中" },
        ending: answered.then_some("已经解决"),
        late: answered,
        waits: (!answered).then(|| "办理单位答复".into()),
        clock: clock.filter(|_| !answered),
        notices: vec![line("提出诉求", ""), line("受理", "")],
        may_urge: !answered,
        may_rate: answered,
        may_reopen: answered,
        withheld: answered.then(|| "提出人不同意公开".into()),
        public_answer: (!answered).then(|| "/d/0190".into()),
    }
}
