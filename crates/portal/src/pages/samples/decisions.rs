use mingjing_design::components::{Fact, FactTable, Link, Notice, NoticeKind, Pagination, Tag, TagKind};
use mingjing_design::frame::Section;

use super::{breadcrumb, frame};
use crate::pages::{
    DecisionLine, DecisionPage, DecisionStep, DecisionsPage, MaterialLine, RelatedGroup, SortLink, Within,
};

fn call() -> (Link, String) {
    (
        Link::new("/d/2", "关于公开征求《河北省居民供热价格调整方案（征求意见稿）》意见的公告"),
        "2026年12月5日".into(),
    )
}

pub(in crate::pages) fn decisions() -> DecisionsPage {
    let line = |title: &str, reached: Option<&str>, call| DecisionLine {
        link: Link::new("/decisions/1", title),
        agency: Link::new("/a/130002", "河北省发展和改革委员会"),
        kind: "其他重大事项".into(),
        begun: "2026年10月11日".into(),
        reached: reached.map(str::to_owned),
        next: vec![("公众参与".into(), Some(Tag::new(TagKind::Soon, "进行中"))), ("专家论证".into(), None)],
        call,
    };
    DecisionsPage {
        frame: frame("/decisions", Section::Area("decision"), ""),
        breadcrumb: breadcrumb("重大行政决策"),
        source: "重大行政决策程序暂行条例（国务院令第713号）".into(),
        steps: vec!["决策启动".into(), "拟订草案".into(), "公众参与".into()],
        within: Within { query: String::new(), from: String::new(), to: String::new(), kept: Vec::new() },
        filtered: false,
        total: 2,
        facets: Vec::new(),
        sorts: vec![SortLink {
            label: "日期从新到旧".into(), href: "/decisions".into(), current: true
        }],
        lines: vec![
            line("河北省居民供热价格调整方案", Some("拟订草案"), Some(call())),
            line("长安区老旧小区改造三年行动方案", None, None),
        ],
        data: Link::new("/i/major-decision", "列表和数据下载"),
        pagination: Pagination { current: 1, pages: 1, base: "/decisions?".into() },
    }
}

pub(in crate::pages) fn decision() -> DecisionPage {
    let step = |title: &str, tag: Tag, detail: Option<&str>, met: bool| DecisionStep {
        title: title.into(),
        tag,
        when: if met { "2026年10月11日".into() } else { String::new() },
        says: "承办单位调查研究、充分协商协调，拟订决策草案。（《重大行政决策程序暂行条例》第十二条）".into(),
        detail: detail.map(str::to_owned),
        remarks: vec!["合法性审查只有 5 个工作日，少于 7 个工作日".into()],
        documents: vec![(
            Link::new("/d/3", "专家论证意见摘要"),
            "专家论证意见".into(),
            "2026年11月3日".into(),
        )],
        current: !met,
        met,
    };
    DecisionPage {
        frame: frame("/decisions/1", Section::Area("decision"), ""),
        breadcrumb: breadcrumb("河北省居民供热价格调整方案"),
        title: "河北省居民供热价格调整方案".into(),
        status: Some(Tag::status("公众参与")),
        disclosure: Link::new("/d/1", "这一事项的公开信息：附件、版本、公开回执"),
        notices: vec![Notice::new(NoticeKind::Warning, "有步骤没有按规定完成", "合法性审查：见下面的步骤。")],
        facts: FactTable {
            caption: "基本信息".into(), facts: vec![Fact::text("决策事项编号", "JC-2026-4")]
        },
        next: "公众参与（到2026年12月5日）；风险评估。".into(),
        call: Some(call()),
        steps: vec![
            step("拟订草案", Tag::new(TagKind::Good, "已完成"), None, true),
            step(
                "专家论证",
                Tag::new(TagKind::Ended, "依法未履行"),
                Some("不属于专业性、技术性较强的决策事项（第十九条第一款）"),
                true,
            ),
            step("合法性审查", Tag::new(TagKind::Bad, "没有通过"), Some("审查结论是不合法"), false),
        ],
        materials_article: "决策草案提交集体讨论时应当报送（《重大行政决策程序暂行条例》第二十九条）。"
            .into(),
        materials: vec![MaterialLine {
            title: "合法性审查意见".into(),
            tag: Tag::new(TagKind::Soon, "还缺"),
            article: "《重大行政决策程序暂行条例》第二十九条第五项".into(),
        }],
        related: vec![RelatedGroup {
            title: "所在目录".into(),
            links: vec![(Link::new("/d/9", "2026年度目录"), "2026年3月2日".into())],
        }],
    }
}
