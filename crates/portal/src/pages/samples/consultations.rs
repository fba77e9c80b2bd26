//! Samples of calls for comments.

use std::sync::Arc;

use chrono::NaiveDate;
use mingjing_design::components::{
    Bar, BarChart, BarRow, ClockBadge, DaysBadge, ErrorSummary, Fact, FactTable, Link, Pagination,
};
use mingjing_design::frame::Section;
use mingjing_design::markdown;

use super::{agency, breadcrumb, frame};
use crate::pages::{
    AskedQuestion, CallEntry, CommentFormPage, CommentReceiptPage, CommentTracked, ConsultationPage,
    ConsultationsPage, GroupLine, QuestionResult, QuestionnairePage, QuestionnaireTakenPage, TrackPage,
    TypedComment,
};

const TITLE: &str = "《河北省数据条例（草案）》征求意见";
const TEXT: &str = "第一条 为了规范数据处理活动，制定本条例。\n\n第二条 本条例所称数据，是指：\n\n（一）政务数据；\n\n（二）公共数据。\n";

fn day() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 12, 21).unwrap()
}

fn call() -> Link {
    Link::new("/consultations/1", TITLE)
}

pub(super) fn entry(title: &str) -> CallEntry {
    CallEntry {
        what: Link::new("/consultations/1", title),
        agency: "河北省发展和改革委员会".into(),
        days: None,
        outcome: None,
        note: String::new(),
        comments: 12,
        late: false,
    }
}

fn late() -> CallEntry {
    let clock = ClockBadge {
        left: -3, due: day(), article: "重大行政决策程序暂行条例第十八条".into()
    };
    CallEntry {
        outcome: Some(clock),
        note: "2026年11月23日截止".into(),
        ..entry("居民阶梯电价调整方案征求意见")
    }
}

pub(in crate::pages) fn consultations() -> ConsultationsPage {
    ConsultationsPage {
        frame: frame("/consultations", Section::Home, ""),
        open: vec![CallEntry { days: Some(DaysBadge { left: 12, until: day() }), ..entry(TITLE) }],
        ended: vec![late()],
        published: vec![CallEntry { late: true, ..entry("城市停车管理办法征求意见") }],
        pagination: Pagination { current: 1, pages: 3, base: "/consultations?page=".into() },
    }
}

pub(in crate::pages) fn consultation(is_open: bool) -> ConsultationPage {
    let counts = [("赞成", 30, "75%"), ("反对", 10, "25%")];
    let row = |(label, n, _): &(&str, u32, &str)| BarRow {
        label: (*label).into(),
        bars: vec![Bar { series: String::new(), text: format!("{n} 份"), value: f64::from(*n) }],
    };
    let result = QuestionResult {
        title: "是否赞成".into(),
        chart: Some(BarChart {
            title: "是否赞成".into(),
            rows: counts.iter().map(row).collect(),
            by_row: false,
        }),
        rows: counts.iter().map(|(label, n, share)| ((*label).into(), *n, (*share).into())).collect(),
        written: 0,
    };
    let group = GroupLine {
        title: "增加个人数据保护条款".into(),
        comments: 8,
        result: "部分采纳",
        reason: "已在第二十条写明".into(),
    };
    let text = if is_open {
        markdown::render_for_comments(TEXT, &|_| None, "/consultations/1/comment?clause=")
    } else {
        markdown::render(TEXT)
    };
    ConsultationPage {
        frame: frame("/consultations/1", Section::Home, ""),
        breadcrumb: breadcrumb("征求意见"),
        id: "1".into(),
        title: TITLE.into(),
        state: if is_open { "正在征求意见" } else { "已公布结果" },
        entry: if is_open {
            CallEntry { days: Some(DaysBadge { left: 12, until: day() }), ..entry(TITLE) }
        } else {
            entry(TITLE)
        },
        opened_on: "2026年11月20日".into(),
        closes_on: "2026年12月21日".into(),
        short_reason: "汛期将至".into(),
        is_open,
        questions: 2,
        questionnaires: 40,
        facts: FactTable {
            caption: "基本信息".into(),
            facts: vec![Fact::text("索引号", "130004/2026-00003")],
        },
        draft: "/d/0192f0c1a2b37c4d8e5f6a7b8c9d0e1f".into(),
        body: Some(Arc::new(text)),
        attachments: Vec::new(),
        related: Vec::new(),
        results: if is_open { Vec::new() } else { vec![result] },
        groups: if is_open { Vec::new() } else { vec![group] },
        outcome: (!is_open).then(|| "/d/0192f0c1a2b37c4d8e5f6a7b8c9d0e2f".into()),
    }
}

pub(in crate::pages) fn comment_form() -> CommentFormPage {
    CommentFormPage {
        sends_mail: true,
        frame: frame("/consultations/1/comment", Section::Home, ""),
        summary: ErrorSummary { errors: vec![Link::new("#text", "请写下您的意见")] },
        id: "1".into(),
        title: TITLE.into(),
        clause: Some(("第二条".into(), "第二条 本条例所称数据，是指：".into())),
        clauses: vec![("art-1".into(), "第一条".into()), ("art-2".into(), "第二条".into())],
        wrong: vec![("text".into(), "请写下您的意见".into())],
        typed: TypedComment { clause: "art-2".into(), name: "王**".into(), ..TypedComment::default() },
        once: "0123456789abcdef0123456789abcdef".into(),
        work: 14,
        longest: 5_000,
    }
}

pub(in crate::pages) fn comment_receipt() -> CommentReceiptPage {
    CommentReceiptPage {
        frame: frame("/consultations/1/comment", Section::Home, ""),
        call_: call(),
        code: "7K2MX-0QZ4H-W8T1A-93BND".into(),
        number: 13,
        again: true,
    }
}

pub(in crate::pages) fn questionnaire() -> QuestionnairePage {
    let question = |title: &str, options: &[&str], many| AskedQuestion {
        title: title.into(),
        options: options.iter().map(|option| (*option).to_owned()).collect(),
        many,
        chosen: vec![1],
        text: String::new(),
    };
    QuestionnairePage {
        frame: frame("/consultations/1/questionnaire", Section::Home, ""),
        summary: ErrorSummary { errors: vec![Link::new("#q-1-0", "请至少回答一题")] },
        id: "1".into(),
        title: TITLE.into(),
        questions: vec![
            question("是否赞成", &["赞成", "反对"], false),
            question("最关心什么", &["安全", "便利"], true),
            question("还有什么想说的", &[], false),
        ],
        once: "0123456789abcdef0123456789abcdef".into(),
        work: 14,
    }
}

pub(in crate::pages) fn questionnaire_taken() -> QuestionnaireTakenPage {
    let frame = frame("/consultations/1/questionnaire", Section::Home, "");
    QuestionnaireTakenPage { frame, call_: call(), again: false }
}

pub(in crate::pages) fn tracked_comment() -> TrackPage {
    let comment = CommentTracked {
        number: 13,
        call_: call(),
        agency: agency().text,
        on: "2026年11月23日".into(),
        clause: Some(Link::new("/consultations/1#art-2", "第二条")),
        text: "建议写明数据安全责任人。".into(),
        state: "已公布结果",
        answer: Some(("数据安全责任".into(), "采纳", "已写入第二条".into())),
        outcome: Some("/d/1".into()),
        withheld: Some("写有他人身份证号".into()),
    };
    TrackPage {
        frame: frame("/track", Section::Home, ""),
        summary: ErrorSummary { errors: Vec::new() },
        code: "7K2MX-0QZ4H-W8T1A-93BND".into(),
        tracked: None,
        comment: Some(comment),
    }
}
