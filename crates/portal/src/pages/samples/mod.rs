//! One sample of each page, as a province would fill it.

use std::sync::Arc;

use chrono::{DateTime, FixedOffset, NaiveDate, TimeZone};
use mingjing_design::components::{
    Breadcrumb, ClockBadge, DaysBadge, ErrorSummary, FacetChoice, FacetGroup, Fact, FactTable, Link,
    Pagination, Tag, TagKind,
};
use mingjing_design::display::Display;
use mingjing_design::frame::{Frame, LogState, Section, Site};

use super::*;

mod appeals;
mod consultations;
mod credit;
mod decisions;
mod disclosure;
mod fulfilment;
mod hearings;
mod oversight;
mod requests;
mod subscriptions;

pub(super) use appeals::{appeal_form, appeal_receipt, appeal_track, appeals};
pub(super) use consultations::{
    comment_form, comment_receipt, consultation, consultations, questionnaire, questionnaire_taken,
    tracked_comment,
};
pub(super) use hearings::{hearing, hearing_check, hearings, sign_up_form, sign_up_receipt, sign_up_track};
pub(super) use requests::{request_choose, request_form, request_receipt, track};

pub(super) use credit::{credit, credit_without_question, enterprise, list_changes, list_on_day};
pub(super) use decisions::{decision, decisions};
pub(super) use disclosure::{disclosure, disclosure_with_difference, gathered, record, tombstone};
pub(super) use fulfilment::fulfilment;
pub(super) use oversight::{clause, duties, oversight, sample};
pub(super) use subscriptions::{subscribe, subscription};

fn at() -> DateTime<FixedOffset> {
    FixedOffset::east_opt(8 * 3600).unwrap().with_ymd_and_hms(2026, 11, 23, 14, 5, 0).unwrap()
}

pub(super) fn frame(path: &str, section: Section, query: &str) -> Frame {
    let site = Site {
        name: "河北省政务公开".into(),
        operator: "河北省人民政府办公厅主办".into(),
        origin: "https://open.example.gov.cn".into(),
        demo: true,
    };
    Frame {
        site: Arc::new(site),
        display: Display::default(),
        path: path.into(),
        section,
        query: query.into(),
        log: Some(LogState { size: 12_487, at: at() }),
        desk: Vec::new(),
    }
}

fn agency() -> Link {
    Link::new("/a/130001", "河北省人民政府办公厅")
}

fn entries(query: &str) -> Vec<Entry> {
    let titles = [
        ("关于全面推进政务公开工作的实施意见", "政策文件", "冀办发〔2026〕5号", Some(Tag::status("有效"))),
        (
            "关于进一步规范行政处罚裁量权的通知",
            "规范性文件",
            "冀政办字〔2026〕61号",
            Some(Tag::status("已修改")),
        ),
        ("《关于全面推进政务公开工作的实施意见》政策解读", "政策解读", "130001/2026-00021", None),
        ("2026年省级财政专项资金绩效目标表", "通知公告", "130009/2026-00107", None),
        ("石家庄恒信建材有限公司安全生产许可", "行政许可", "冀应急许〔2026〕17号", Some(Tag::status("有效"))),
        ("关于废止部分省政府规章的决定", "政策文件", "省政府令〔2026〕第3号", Some(Tag::status("废止"))),
    ];
    let entry = |(at, (title, item, number, status)): (usize, (&str, &str, &str, Option<Tag>))| {
        let mut parts = vec![Stretch::plain(title)];
        let mut passage = Vec::new();
        if let Some((before, after)) = title.split_once(query).filter(|_| !query.is_empty()) {
            let marked = Stretch { text: query.into(), marked: true };
            parts = vec![Stretch::plain(before), marked.clone(), Stretch::plain(after)];
            passage = vec![
                Stretch::plain("……大力推进行政决策公开、执行公开、管理公开、服务公开和结果公开，完善"),
                marked,
                Stretch::plain(
                    "制度，确保行政权力在阳光下运行，保障人民群众的知情权、参与权、表达权、监督权……",
                ),
            ];
        }
        Entry {
            elements: None,
            href: format!("/d/0192f0c1a2b37c4d8e5f6a7b8c9d0e{at:02x}"),
            title: parts,
            agency: agency(),
            item: item.into(),
            date: format!("2026年11月{}日", 23 - at),
            number: number.into(),
            status,
            passage,
        }
    };
    titles.into_iter().enumerate().map(entry).collect()
}

fn badge(left: i64) -> ClockBadge {
    let due = NaiveDate::from_ymd_opt(2026, 12, 1).unwrap();
    ClockBadge { left, due, article: "重大行政决策程序暂行条例第十五条".into() }
}

pub(super) fn front() -> FrontPage {
    let call = |left, what: &str| CallEntry {
        days: Some(DaysBadge { left, until: badge(left).due }),
        ..consultations::entry(what)
    };
    let late = |left, what: &str| Deadline {
        what: Link::new("/i/budget", what),
        agency: "河北省发展和改革委员会".into(),
        clock: badge(left),
    };
    FrontPage {
        frame: frame("/", Section::Home, ""),
        latest: entries(""),
        total: 12_345,
        common: vec![
            Link::new("/i/policy-document", "政策文件"),
            Link::new("/i/licence", "行政许可"),
            Link::new("/i/penalty", "行政处罚"),
            Link::new("/i/agency-guide", "公开指南"),
        ],
        open_calls: vec![
            call(6, "《河北省数据条例（草案）》征求意见"),
            call(1, "居民阶梯电价调整方案征求意见"),
        ],
        overdue: vec![late(-4, "2026年三季度财政收支情况")],
    }
}

fn facet(title: &str, choices: &[(&str, u64)]) -> FacetGroup {
    let choice = |(at, (label, count)): (usize, &(&str, u64))| FacetChoice {
        label: (*label).into(),
        count: *count,
        href: format!("/search?q=a&f={at}"),
        chosen: at == 1 && title == "年份",
    };
    FacetGroup { title: title.into(), choices: choices.iter().enumerate().map(choice).collect() }
}

fn facets() -> Vec<FacetGroup> {
    vec![
        facet("年份", &[("2026年", 1034), ("2025年", 812), ("2024年", 40)]),
        facet("类别", &[("政策文件", 1034), ("规范性文件", 402), ("政策解读", 77), ("通知公告", 51)]),
        facet(
            "机关",
            &[
                ("省政府办公厅", 312),
                ("省财政厅", 201),
                ("省发展改革委", 180),
                ("省教育厅", 95),
                ("省民政厅", 80),
                ("省水利厅", 66),
                ("省审计厅", 31),
                ("省司法厅", 20),
                ("省公安厅", 19),
                ("省统计局", 3),
            ],
        ),
        facet("状态", &[("有效", 900), ("已修改", 92), ("废止", 42)]),
    ]
}

fn sorts() -> Vec<SortLink> {
    let sort = |label: &str, current| SortLink {
        label: label.into(),
        href: "/search?q=a&sort=newest".into(),
        current,
    };
    vec![sort("相关度", true), sort("日期", false)]
}

fn pagination(base: &str) -> Pagination {
    Pagination { current: 3, pages: 40, base: base.into() }
}

pub(super) fn search() -> SearchPage {
    SearchPage {
        frame: frame("/search?q=%E6%94%BF%E5%8A%A1", Section::Home, "政务公开"),
        total: 1034,
        relaxed: false,
        results: entries("政务公开"),
        facets: facets(),
        sorts: sorts(),
        pagination: pagination("/search?q=%E6%94%BF&page="),
    }
}

pub(super) fn search_without_results() -> SearchPage {
    SearchPage { total: 0, results: Vec::new(), facets: Vec::new(), ..search() }
}

fn breadcrumb(here: &str) -> Breadcrumb {
    let above = vec![
        Link::new("/", "首页"),
        Link::new("/areas/decision", "决策公开"),
        Link::new("/i/policy-document", "政策文件"),
    ];
    Breadcrumb { above, here: here.into() }
}

pub(super) fn documents() -> ListPage {
    let download = |kind: &str, name: &str| Link::new(format!("/i/policy-document.{kind}"), name);
    ListPage {
        frame: frame("/i/policy-document", Section::Area("decision"), ""),
        breadcrumb: Breadcrumb {
            above: vec![Link::new("/", "首页"), Link::new("/areas/decision", "决策公开")],
            here: "政策文件".into(),
        },
        title: "政策文件".into(),
        summary: "法律、法规、规章，以及党委、政府和部门印发的文件。".into(),
        basis: vec!["《中华人民共和国政府信息公开条例》第二十条第一项、第二项".into()],
        path: "/i/policy-document".into(),
        within: Within {
            query: String::new(),
            from: "2026-01-01".into(),
            to: String::new(),
            kept: vec![("year".into(), "2026".into())],
        },
        filtered: true,
        total: 1034,
        facets: facets(),
        sorts: sorts(),
        columns: Vec::new(),
        rows: Vec::new(),
        entries: entries(""),
        downloads: vec![
            download("csv", "CSV"),
            download("xlsx", "Excel"),
            download("jsonl", "JSON Lines"),
            download("parquet", "Parquet"),
            download("atom", "订阅（Atom）"),
        ],
        has_history: true,
        today: "2026-11-23".into(),
        pagination: pagination("/i/policy-document?page="),
    }
}

pub(super) fn records() -> ListPage {
    let row = |at: usize| RecordRow {
        title: Link::new("/d/0192", format!("石家庄第{at}建材有限公司安全生产许可")),
        cells: vec![
            Cell::Whole(format!("冀应急许〔2026〕{at}号")),
            Cell::Text(format!("石家庄第{at}建材有限公司")),
            Cell::Text("普通".into()),
            Cell::Whole("2026年11月2日".into()),
            Cell::Whole("2029年11月1日".into()),
            Cell::State(Tag::status(if at == 3 { "吊销" } else { "有效" })),
        ],
    };
    let columns = ["决定书文号", "行政相对人", "许可类别", "决定日期", "有效期至", "当前状态"];
    ListPage {
        title: "行政许可".into(),
        summary: "行政机关作出的行政许可决定，自作出决定之日起七个工作日内向社会公示。".into(),
        columns: columns.map(String::from).to_vec(),
        rows: (1..12).map(row).collect(),
        entries: Vec::new(),
        ..documents()
    }
}

pub(super) fn agency_page() -> AgencyPage {
    let quad = |title: &str, summary: &str, entries: Vec<Entry>, items: Vec<(Link, u64)>| Quad {
        title: title.into(),
        summary: summary.into(),
        more: (!entries.is_empty()).then(|| Link::new("/search?agency=130001", format!("全部{title}"))),
        entries,
        items,
        empty: "还没有公开。".into(),
    };
    let few = || entries("").into_iter().take(2).collect::<Vec<_>>();
    let items = vec![
        (Link::new("/i/policy-document?agency=130001", "政策文件"), 312),
        (Link::new("/i/notice?agency=130001", "通知公告"), 128),
        (Link::new("/i/licence?agency=130001", "行政许可"), 17),
    ];
    AgencyPage {
        address: "https://open.example.gov.cn/a/130001".into(),
        frame: frame("/a/130001", Section::Agencies, ""),
        breadcrumb: Breadcrumb {
            above: vec![
                Link::new("/", "首页"),
                Link::new("/agencies", "机关"),
                Link::new("/agencies?region=130000", "河北省"),
            ],
            here: "省政府办公厅".into(),
        },
        name: "河北省人民政府办公厅".into(),
        oversight: "/oversight/130001".into(),
        subscribe: "/subscribe?agency=130001".into(),
        facts: FactTable {
            caption: "机关信息".into(),
            facts: vec![
                Fact::text("机关代码", "130001"),
                Fact::link("行政区划", "/agencies?region=130000", "河北省"),
            ],
        },
        quads: vec![
            quad("政府信息公开指南", "怎么查、怎么申请、找谁", few(), Vec::new()),
            quad("政府信息公开制度", "本机关公开信息的规矩", Vec::new(), Vec::new()),
            quad("法定主动公开内容", "法律要求主动公开的信息", few(), items),
            quad("政府信息公开年报", "每年公开了多少，办了多少申请", Vec::new(), Vec::new()),
        ],
        duties: Some(Duties {
            summary: "应当公开 2 项，已公开 1 项，还缺 1 项。".into(),
            lines: vec![
                Duty {
                    item: Link::new("/i/annual-report?agency=130001", "政府信息公开年度报告"),
                    state: Tag::new(TagKind::Bad, "还没有公开"),
                    count: "0 条".into(),
                    newest: String::new(),
                    freshness: "400 天内（条例第四十九条）".into(),
                },
                Duty {
                    item: Link::new("/i/power-list?agency=130001", "权力清单事项"),
                    state: Tag::new(TagKind::Good, "已公开"),
                    count: "31 条".into(),
                    newest: "2026年11月18日".into(),
                    freshness: String::new(),
                },
            ],
        }),
        officers: vec![Officer {
            name: "张明远".into(), post: "主任".into(), duties: "主持全面工作".into()
        }],
        below: vec![Link::new("/a/130002", "河北省发展和改革委员会"), Link::new("/a/130009", "河北省财政厅")],
    }
}

pub(super) fn data() -> DataPage {
    let line = DataLine {
        item: Link::new("/data/licence", "行政许可"),
        summary: "行政许可决定。".into(),
        count: "12,345 条".into(),
        file: "全量文件 2026-11-24：CSV 3.2 MB、JSONL 4.1 MB".into(),
    };
    DataPage {
        frame: frame("/data", Section::Home, ""),
        breadcrumb: Breadcrumb { above: vec![Link::new("/", "首页")], here: "开放数据".into() },
        areas: vec![DataArea { title: "管理公开", lines: vec![line] }],
    }
}

pub(super) fn data_item() -> DataItemPage {
    DataItemPage {
        frame: frame("/data/licence", Section::Home, ""),
        breadcrumb: Breadcrumb {
            above: vec![Link::new("/data", "开放数据")], here: "行政许可".into()
        },
        title: "行政许可".into(),
        summary: "行政许可决定。".into(),
        now: vec![Link::new("/i/licence.csv", "CSV")],
        files: vec![FullFileLine {
            file: Link::new("/data/licence/2026-11-24.csv", "licence-2026-11-24.csv"),
            made_on: "2026-11-24".into(),
            rows: "12,345".into(),
            size: "3.2 MB".into(),
            sha256: "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881".into(),
        }],
        proof: Some(Link::new("/d/0190", "130001/2026-00001")),
        columns: vec![DataColumn {
            key: "decision_no".into(), title: "许可文书号".into(), kind: "文字"
        }],
        schema: "/api/v1/items/licence/schema.json".into(),
    }
}

pub(super) fn services() -> ServicesPage {
    ServicesPage {
        frame: frame("/services?q=x", Section::Area("service"), ""),
        breadcrumb: breadcrumb("办事查找"),
        question: "孩子上户口".into(),
        guides: entries("").into_iter().take(2).collect(),
        themes: vec![(Link::new("/i/service-guide?f.theme=x", "户籍办理"), 12)],
        all: Link::new("/i/service-guide", "全部 86 份办事指南"),
    }
}

pub(super) fn clauses() -> ClausesPage {
    let line = ClauseLine {
        id: "clause-1".into(),
        number: "一(三)2".into(),
        title: "推行行政执法公示制度".into(),
        lead: "省政府有关部门".into(),
        items: vec![(Link::new("/i/licence", "行政许可"), "8,214,377 条".into())],
        carried: vec![ClauseCarrier {
            name: "应尽义务：七个工作日内公示".into(),
            state: Tag::new(TagKind::Soon, "计划中"),
        }],
        met: "/clauses/一-三-2".into(),
    };
    ClausesPage {
        frame: frame("/clauses", Section::Home, ""),
        breadcrumb: breadcrumb("意见逐条对照"),
        source: "河北省《关于全面推进政务公开工作的实施意见》".into(),
        summary: "共 37 条，94 个公开事项。".into(),
        sections: vec![ClauseSection { title: "推进管理公开".into(), clauses: vec![line] }],
    }
}

pub(super) fn agencies() -> AgenciesPage {
    let names = [
        "人民政府办公厅",
        "发展和改革委员会",
        "教育厅",
        "科学技术厅",
        "公安厅",
        "民政厅",
        "财政厅",
        "审计厅",
    ];
    let cities = [
        "石家庄市",
        "唐山市",
        "秦皇岛市",
        "邯郸市",
        "邢台市",
        "保定市",
        "张家口市",
        "承德市",
        "沧州市",
        "廊坊市",
        "衡水市",
    ];
    AgenciesPage {
        frame: frame("/agencies", Section::Agencies, ""),
        breadcrumb: Breadcrumb { above: vec![Link::new("/", "首页")], here: "机关".into() },
        region: "河北省".into(),
        agencies: names.iter().map(|name| Link::new("/a/130001", format!("河北省{name}"))).collect(),
        groups: vec![RegionGroup {
            title: "设区的市".into(),
            regions: cities.iter().map(|name| Link::new("/agencies?region=130100", *name)).collect(),
        }],
    }
}

pub(super) fn area() -> AreaPage {
    let item = |key: &str, title: &str, summary: &str, count| AreaItem {
        item: Link::new(format!("/i/{key}"), title),
        summary: summary.into(),
        count,
        responsible: "制定或者牵头制定文件的机关".into(),
        limit: "20 个工作日内公开（政府信息公开条例第二十六条）".into(),
    };
    AreaPage {
        frame: frame("/areas/decision", Section::Area("decision"), ""),
        breadcrumb: Breadcrumb { above: vec![Link::new("/", "首页")], here: "决策公开".into() },
        title: "决策公开".into(),
        summary: "要定什么事，怎么定，听了谁的意见。".into(),
        items: vec![
            item("policy-document", "政策文件", "法律、法规、规章，以及党委、政府和部门印发的文件。", 1034),
            item("interpretation", "政策解读", "对政策文件的解释：为什么定、定了什么、怎么办。", 77),
        ],
        latest: entries(""),
    }
}

pub(super) fn log() -> LogPage {
    let line = |index| LogLine {
        index,
        event: "公开".into(),
        what: Link::new("/d/0192", "关于全面推进政务公开工作的实施意见"),
        at: "2026年11月23日 14:05".into(),
    };
    LogPage {
        frame: frame("/log", Section::Log, ""),
        vkey: "open.example.gov.cn/log+1a2b3c4d+AbCdEfGhIjKlMnOpQrStUvWxYz0123456789AbCdEfGhIjKlMnOp".into(),
        checkpoint: "open.example.gov.cn/log\n12487\nnND/nri/U0xuHUrYSy0HtMeal2vzD9V4k/BO79C+QeI=\n\n— open.example.gov.cn/log Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=".into(),
        latest: (12_480..12_487).rev().map(line).collect(),
    }
}

pub(super) fn report() -> ReportPage {
    ReportPage {
        frame: frame("/d/0192/report", Section::Home, ""),
        breadcrumb: breadcrumb("报告错误"),
        about: Link::new("/d/0192", "关于全面推进政务公开工作的实施意见"),
        summary: ErrorSummary {
            errors: vec![Link::new("#report-said", "请写明哪里有错、应当是什么")]
        },
        form: Some(ReportForm { contact: "a@example.cn".into(), ..ReportForm::new("0192") }),
        code: String::new(),
    }
}

pub(super) fn report_taken() -> ReportPage {
    let summary = ErrorSummary { errors: Vec::new() };
    ReportPage { form: None, code: "7Q2ZK-0M1AB-XX93T-4H8NP".into(), summary, ..report() }
}

pub(super) fn report_state() -> ReportStatePage {
    ReportStatePage {
        frame: frame("/reports", Section::Home, ""),
        breadcrumb: breadcrumb("查报告结果"),
        summary: ErrorSummary { errors: Vec::new() },
        found: Some(ReportState {
            about: Link::new("/d/0192", "关于全面推进政务公开工作的实施意见"),
            sent: "2026年11月23日 14:05".into(),
            said: "第二段“办里”应为“办理”".into(),
            answer: Some(("已改正，谢谢。".into(), "2026年11月24日 09:00".into())),
            corrected: Some(Link::new("/d/0192?diff=1..2#difference-title", "看第 2 版改了什么")),
        }),
    }
}

pub(super) fn not_found() -> ErrorPage {
    ErrorPage::not_found(frame("/nirgends", Section::Home, ""))
}

pub(super) fn display() -> DisplayPage {
    DisplayPage { frame: frame("/display", Section::Home, ""), back: "/d/0192".into() }
}
