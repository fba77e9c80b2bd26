//! Samples of single disclosures.

use std::sync::Arc;

use mingjing_design::components::{
    Bar, BarChart, BarRow, Change, Difference, Fact, FactTable, FactValue, FieldChange, Link, LogMark,
    Notice, NoticeKind, QrCode, SubTable, Tag, TagKind, Tombstone,
};
use mingjing_design::frame::Section;
use mingjing_design::markdown;

use super::{at, breadcrumb, frame};
use crate::pages::{
    Attachment, DisclosurePage, RedHead, RelatedGroup, ReportForm, TimelineStep, TombstonePage, VersionLine,
};

const TEXT: &str = include_str!("../../../samples/opinion.md");

fn mark() -> LogMark {
    LogMark {
        index: 12_344,
        digest: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08".into(),
        at: at(),
        receipt: "/d/0192f0c1a2b37c4d8e5f6a7b8c9d0e1f/receipt".into(),
        content: Some("/log/content/9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08".into()),
    }
}

fn facts() -> FactTable {
    FactTable {
        caption: "基本信息".into(),
        facts: vec![
            Fact::text("索引号", "130001/2026-00017"),
            Fact::link("公开机关", "/a/130001", "河北省人民政府办公厅"),
            Fact::text("发文字号", "冀办发〔2026〕5号"),
            Fact::text("成文日期", "2026年11月18日"),
            Fact::text("公开日期", "2026年11月23日"),
            Fact::new("效力状态", FactValue::State(Tag::status("有效"))),
            Fact::text("公开依据", "政府信息公开条例第二十条第一项"),
            Fact::new("公开用时", FactValue::State(Tag::new(TagKind::Good, "3 个工作日，按时")))
                .noted("时限 20 个工作日（政府信息公开条例第二十六条）"),
        ],
    }
}

fn versions() -> Vec<VersionLine> {
    vec![
        VersionLine {
            revision: 2,
            event: "修改".into(),
            at: "2026年11月23日 14:05".into(),
            reason: Some("更正第二部分责任单位".into()),
            leaf: 12_344,
            difference: Some("?diff=1..2#difference-title".into()),
        },
        VersionLine {
            revision: 1,
            event: "公开".into(),
            at: "2026年11月21日 09:30".into(),
            reason: None,
            leaf: 12_001,
            difference: None,
        },
    ]
}

fn difference() -> Difference {
    let same = |text: &str| Change::Same(text.into());
    Difference {
        title: None,
        from: 1,
        to: 2,
        reason: Some("更正第二部分责任单位".into()),
        fields: vec![FieldChange {
            label: "正文".into(),
            paragraphs: vec![
                vec![Change::Skipped(12)],
                vec![
                    same("3.建立公众参与机制。邀请利益相关方"),
                    Change::Added("、媒体代表".into()),
                    same("列席有关会议。（"),
                    Change::Removed("省法制办".into()),
                    Change::Added("省司法厅".into()),
                    same("牵头）"),
                ],
            ],
        }],
    }
}

pub(in crate::pages) fn disclosure() -> DisclosurePage {
    let address = "https://open.example.gov.cn/d/0192f0c1a2b37c4d8e5f6a7b8c9d0e1f";
    DisclosurePage {
        frame: frame("/d/0192f0c1a2b37c4d8e5f6a7b8c9d0e1f", Section::Area("decision"), ""),
        breadcrumb: breadcrumb("关于全面推进政务公开工作的实施意见"),
        item: Link::new("/i/policy-document", "政策文件"),
        title: "关于全面推进政务公开工作的实施意见".into(),
        status: Some(Tag::status("有效")),
        mark: Some(mark()),
        notices: Vec::new(),
        facts: facts(),
        red_head: Some(RedHead {
            issuer: "河北省人民政府办公厅".into(), number: "冀办发〔2026〕5号".into()
        }),
        body: Some(Arc::new(markdown::render(TEXT))),
        timeline: Vec::new(),
        tables: Vec::new(),
        attachments: vec![Attachment {
            href: "/log/content/ab".into(),
            name: "任务分工表.pdf".into(),
            kind: "PDF".into(),
            size: 184_320,
        }],
        difference: None,
        versions: versions(),
        related: vec![RelatedGroup {
            title: "政策解读".into(),
            links: vec![(Link::new("/d/1", "一图读懂实施意见"), "2026年11月23日".into())],
        }],
        citation: format!(
            "河北省人民政府办公厅：《关于全面推进政务公开工作的实施意见》（冀办发〔2026〕5号），索引号 130001/2026-00017，\
             第2版，2026年11月23日公开，{address}"
        ),
        address: address.into(),
        formats: vec![Link::new("/d/0192.json", "JSON"), Link::new("/d/0192.md", "Markdown")],
        qr: QrCode::new(address),
        report: Some(ReportForm::new("0192f0c1a2b37c4d8e5f6a7b8c9d0e1f")),
    }
}

pub(in crate::pages) fn disclosure_with_difference() -> DisclosurePage {
    let notice = Notice::new(NoticeKind::Warning, "这份文件已修改", "下面是最新的第 2 版。旧版本见“版本”。");
    DisclosurePage { difference: Some(difference()), notices: vec![notice], ..disclosure() }
}

fn budget() -> SubTable {
    let amounts =
        [("教育支出", "13,200,000,000.00 元", 132.0), ("公共安全支出", "4,700,000,000.00 元", 47.0)];
    let bar = |(label, text, value): &(&str, &str, f64)| BarRow {
        label: (*label).into(),
        bars: vec![Bar { series: String::new(), text: (*text).into(), value: *value }],
    };
    SubTable {
        id: "table-1".into(),
        title: "支出明细".into(),
        head: vec![("项目".into(), false), ("金额".into(), true)],
        rows: amounts.iter().map(|(label, text, _)| vec![(*label).into(), (*text).into()]).collect(),
        charts: vec![BarChart {
            title: "支出".into(),
            rows: amounts.iter().map(bar).collect(),
            by_row: false,
        }],
    }
}

pub(in crate::pages) fn gathered() -> DisclosurePage {
    let step = |day: &str, what: &str, title: &str| TimelineStep {
        day: day.into(),
        what: what.into(),
        link: Link::new("/d/1", title),
    };
    DisclosurePage {
        timeline: vec![
            step("2026年3月2日", "决策草案征求意见", "关于公开征求意见的公告"),
            step("2026年4月8日", "听证公告", "关于召开听证会的公告"),
        ],
        tables: vec![budget()],
        ..record()
    }
}

pub(in crate::pages) fn record() -> DisclosurePage {
    DisclosurePage {
        title: "石家庄恒信建材有限公司安全生产许可".into(),
        item: Link::new("/i/licence", "行政许可"),
        red_head: None,
        body: None,
        attachments: Vec::new(),
        related: Vec::new(),
        ..disclosure()
    }
}

pub(in crate::pages) fn tombstone() -> TombstonePage {
    let tombstone = Tombstone {
        at: at(),
        ground: "政府信息公开条例第十五条：公开会对第三方合法权益造成损害".into(),
        agency: "河北省人民政府办公厅".into(),
    };
    TombstonePage {
        frame: frame("/d/0192", Section::Area("decision"), ""),
        breadcrumb: breadcrumb("130001/2026-00017"),
        item: Link::new("/i/policy-document", "政策文件"),
        index_no: "130001/2026-00017".into(),
        tombstone,
        mark: LogMark { content: None, ..mark() },
        facts: FactTable {
            caption: "日志所记".into(), facts: facts().facts.into_iter().take(2).collect()
        },
        versions: versions(),
    }
}
