use mingjing_design::components::{Bar, BarChart, BarRow, Link, Pagination, Tag, TagKind, TileMap};
use mingjing_design::frame::Section;
use mingjing_duties::Tally;

use super::{breadcrumb, frame};
use crate::pages::{
    ClauseDuty, ClauseGroup, ClausePage, ClauseTally, DrawnLine, DutyPage, FindingLine, IndicatorLine,
    OversightPage, RegionLine, RulingLine, SamplePage, ScoreLine, Trends,
};

const TALLY: Tally = Tally { met: 1204, late: 3, open: 2, overdue: 1, unknown: 0, excused: 0 };

pub(in crate::pages) fn oversight() -> OversightPage {
    OversightPage {
        frame: frame("/oversight", Section::Agencies, ""),
        breadcrumb: breadcrumb("河北省"),
        title: "河北省政务公开监督".into(),
        summary:
            "截至2026年11月24日，按公开日志前 8,214,377 条判断：2 个机关今年应办的事，按时完成 2,408 件。"
                .into(),
        scheme: "满分 100 分：该公开的都公开 25 分。".into(),
        levels: vec![
            (Link::new("/oversight?region=130000&level=", "全部"), true),
            (Link::new("/oversight?region=130000&level=city", "市级"), false),
        ],
        mean: "各机关平均得分 97.25（2 个中的 1 个；含下级地区，不能判断的机关不计入）。".into(),
        map: Some(TileMap {
            title: "各地机关平均得分".into(),
            tiles: TileMap::in_rows(vec![
                (Link::new("/oversight?region=130100", "石家庄市"), "81.25".into(), Some(3)),
                (Link::new("/oversight?region=130200", "唐山市"), "无法判断".into(), None),
            ]),
            steps: ["不到 60", "60 到 70", "70 到 80", "80 到 90", "90 以上"].map(String::from).into(),
            unknown: "无法判断".into(),
            note: "示意图：本系统排成方格。".into(),
        }),
        regions: vec![RegionLine {
            region: Link::new("/oversight?region=130100", "石家庄市"),
            mean: "81.25".into(),
            judged: "20 个中的 18 个".into(),
        }],
        trends: trends(),
        lines: vec![
            ScoreLine {
                place: 1,
                agency: Link::new("/oversight/130001", "河北省人民政府办公厅"),
                total: "97.25".into(),
                tally: TALLY,
            },
            ScoreLine {
                place: 2,
                agency: Link::new("/oversight/130003", "河北省教育厅"),
                total: "无法判断".into(),
                tally: Tally { unknown: 9, ..Tally::default() },
            },
        ],
        pagination: Pagination { current: 1, pages: 2, base: "/oversight?region=130000&level=".into() },
        clauses: vec![ClauseTally {
            clause: Link::new("/clauses/二-二-2", "二(二)2 抓好政策解读宣传宣讲"),
            tally: TALLY,
        }],
    }
}

fn trends() -> Trends {
    let row = |label: &str, text: &str, value: f64| BarRow {
        label: label.into(),
        bars: vec![Bar { series: String::new(), text: text.into(), value }],
    };
    let rows = vec![
        row("2026年9月30日", "无法判断", 0.0),
        row("2026年10月31日", "88.50", 88.5),
        row("2026年11月24日", "97.25", 97.25),
    ];
    Trends { charts: vec![BarChart { title: "近十二个月".into(), rows, by_row: false }] }
}

pub(in crate::pages) fn clause() -> ClausePage {
    let group = |name: &str, kept: &str, tally: Tally| ClauseGroup {
        name: Link::new("/oversight?region=130000", name),
        kept: kept.into(),
        tally,
    };
    ClausePage {
        frame: frame("/clauses/二-二-2", Section::Home, ""),
        breadcrumb: breadcrumb("二(二)2"),
        title: "二(二)2　抓好政策解读宣传宣讲".into(),
        lead: "省政府新闻办".into(),
        summary: "截至2026年11月24日，按公开日志前 8,214,377 条判断今年应办的事。".into(),
        duties: vec![ClauseDuty {
            title: "每季度至少举办一次新闻发布会".into(),
            article: "《实施意见》二、（二）2".into(),
            exceptions: vec![("乡镇级机关".into(), "没有规定乡镇".into(), "某条".into())],
        }],
        groups: vec![
            group("全省", "99.7%", TALLY),
            group("唐山市", "无法判断", Tally { unknown: 9, ..Tally::default() }),
        ],
    }
}

pub(in crate::pages) fn sample() -> SamplePage {
    SamplePage {
        frame: frame("/oversight/samples/0194", Section::Agencies, ""),
        breadcrumb: breadcrumb("2026年公开信息质量抽查方案"),
        plan: Link::new("/d/0194", "2026年公开信息质量抽查方案"),
        agency: "河北省人民政府办公厅".into(),
        terms: vec![("公开事项", "行政许可决定".into()), ("抽多少件", "1 件".into())],
        leaf: 200,
        first: 201,
        last: 220,
        missing: None,
        seed: Some("ab".repeat(32)),
        population: 120,
        drawn: vec![DrawnLine {
            disclosure: Link::new("/d/0101", "准予经营"),
            id: "0101".into(),
            leaf: 17,
            rank: "cd".repeat(32),
        }],
        id: "0194".into(),
    }
}

pub(in crate::pages) fn duties() -> DutyPage {
    let line = |state: Tag, evidence: Vec<Link>| FindingLine {
        title: "每季度至少举办一次新闻发布会".into(),
        article: "河北省《关于全面推进政务公开工作的实施意见》二、（二）2".into(),
        what: "2026年第三季度".into(),
        about: None,
        due: "2026年9月30日".into(),
        state,
        evidence,
        before: "裁定以前：逾期未完成".into(),
        rulings: vec![RulingLine {
            decision: Link::new("/d/0193", "河北省人民政府办公厅的异议裁定：不计入考核"),
            note: "2026年11月3日公开，日志第 29 条。".into(),
        }],
    };
    DutyPage {
        frame: frame("/oversight/130003", Section::Agencies, ""),
        breadcrumb: breadcrumb("教育厅"),
        agency: Link::new("/a/130003", "河北省教育厅"),
        calendar: "/oversight/130003/calendar.ics".into(),
        beside: vec![Link::new("/search?q=%E6%95%99%E8%82%B2&item=accountability", "问责情况")],
        total: "97.25".into(),
        trends: trends(),
        indicators: vec![IndicatorLine {
            title: "解读和回应".into(),
            reached: "18.75".into(),
            points: "20".into(),
            tally: TALLY,
        }],
        findings: vec![
            line(Tag::new(TagKind::Bad, "逾期未完成"), Vec::new()),
            line(
                Tag::new(TagKind::Good, "按时完成"),
                vec![Link::new("/d/0192", "2026年8月3日公开，日志第 17 条")],
            ),
        ],
        more: Some("另有 3 项没有列出。".into()),
        exceptions: vec![("一月三十一日前公布年度报告".into(), "没有规定乡镇".into(), "某条".into())],
    }
}
