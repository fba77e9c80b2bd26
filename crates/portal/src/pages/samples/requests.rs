//! Samples of asking for information and tracking it.

use chrono::NaiveDate;
use mingjing_design::components::{ClockBadge, ErrorSummary, Link};
use mingjing_design::frame::Section;

use super::{agency, frame};
use crate::pages::{
    FileRow, LetterRow, NoticeLine, RequestChoosePage, RequestFormPage, RequestReceiptPage, TrackPage,
    Tracked, Typed,
};

pub(in crate::pages) fn request_choose() -> RequestChoosePage {
    RequestChoosePage {
        frame: frame("/requests/new?q=办公厅", Section::Home, ""),
        looked_for: "办公厅".into(),
        agencies: vec![agency()],
    }
}

pub(in crate::pages) fn request_form() -> RequestFormPage {
    RequestFormPage {
        sends_mail: true,
        frame: frame("/requests/new", Section::Home, ""),
        summary: ErrorSummary { errors: vec![Link::new("#identity", "请填写身份证明")] },
        kinds: vec![("person", "公民个人"), ("company", "企业")],
        purposes: vec![("information", "申请公开政府信息"), ("record", "更正与自己有关的政府信息记录")],
        agency: agency().text,
        wrong: vec![("identity".into(), "请填写身份证明".into())],
        typed: Typed {
            purpose: "information".into(),
            kind: "person".into(),
            description: "城市更新项目清单".into(),
            ..Typed::default()
        },
        once: "0123456789abcdef0123456789abcdef".into(),
        files: vec![file(false)],
    }
}

pub(super) fn file(of_answer: bool) -> FileRow {
    let name = if of_answer { "城市更新项目清单.xlsx" } else { "身份证.jpg" };
    FileRow { id: "0190".into(), name: name.into(), size: "120 KB".into(), of_answer }
}

pub(in crate::pages) fn request_receipt() -> RequestReceiptPage {
    RequestReceiptPage {
        frame: frame("/requests/new", Section::Home, ""),
        code: "7K2MX-0QZ4H-W8T1A-93BND".into(),
        number: "130001-2026-00012".into(),
        agency: agency().text,
        lodged_on: "2026年11月23日".into(),
        again: false,
        record: false,
    }
}

pub(in crate::pages) fn track(found: bool) -> TrackPage {
    let line = |title: &str, text: &str| NoticeLine {
        on: "2026年11月23日".into(),
        title: title.into(),
        text: text.into(),
    };
    let tracked = Tracked {
        number: "130001-2026-00012".into(),
        agency: agency().text,
        description: "城市更新项目清单".into(),
        form: "电子邮件".into(),
        record: true,
        evidence: "不动产权证书的照片".into(),
        state: "办理中",
        outcome: None,
        waits: Some("本机关答复".into()),
        clock: NaiveDate::from_ymd_opt(2026, 12, 21).map(|due| ClockBadge {
            left: 20,
            due,
            article: "条例第三十三条".into(),
        }),
        notices: vec![line("提交申请", ""), line("告知补正", "请写明年份")],
        letters: vec![LetterRow {
            at: "1.correction".into(),
            title: "政府信息公开申请补正告知书".into(),
            number: "130001-2026-00012-02".into(),
        }],
        files: vec![file(false), file(true)],
        may_wish: true,
        wish: String::new(),
    };
    TrackPage {
        frame: frame("/track", Section::Home, ""),
        summary: ErrorSummary { errors: Vec::new() },
        code: if found { "7K2MX-0QZ4H-W8T1A-93BND".into() } else { String::new() },
        tracked: found.then_some(tracked),
        comment: None,
    }
}
