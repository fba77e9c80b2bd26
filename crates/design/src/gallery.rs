//! `/design`: every component in every state, with its markup. What stands here is made by the components themselves,
//! or by the classes that pages use.

use askama::Template;
use chrono::{DateTime, FixedOffset, NaiveDate};

use crate::components::{
    Breadcrumb, Change, ClockBadge, Difference, ErrorSummary, FacetChoice, FacetGroup, Fact, FactTable,
    FactValue, FieldChange, Link, LogMark, Notice, NoticeKind, Pagination, Tag, TagKind, Tombstone,
};
use crate::form::{Answer, FieldView, Widget};
use crate::frame::Frame;

/// A component in one state.
pub struct Sample {
    /// What it is for, or which state it is in.
    pub note: &'static str,
    /// Its markup.
    pub html: String,
}

/// A component.
pub struct Section {
    /// Last part of its address on the page.
    pub key: &'static str,
    /// What it is called.
    pub title: &'static str,
    /// Its states.
    pub samples: Vec<Sample>,
}

/// The page.
#[derive(Template)]
#[template(path = "gallery.html")]
pub struct Gallery {
    /// Around the page.
    pub frame: Frame,
    /// All components.
    pub sections: Vec<Section>,
}

impl Gallery {
    /// The page in a frame.
    #[must_use]
    pub fn new(frame: Frame) -> Self {
        let sections = vec![
            words(),
            buttons(),
            states(),
            clocks(),
            notices(),
            errors(),
            fields(),
            ways(),
            lists(),
            facts(),
            changes(),
            findings(),
            proofs(),
        ];
        Self { frame, sections }
    }
}

fn section(key: &'static str, title: &'static str, samples: Vec<(&'static str, String)>) -> Section {
    let samples = samples.into_iter().map(|(note, html)| Sample { note, html }).collect();
    Section { key, title, samples }
}

fn words() -> Section {
    let sheet = "<div class=\"sheet\"><div class=\"red-head\"><p class=\"issuer\">河北省人民政府办公厅</p>\
                 <p class=\"number\">冀政办发〔2026〕5号</p></div><div class=\"text\"><p>　　正文用宋体，一行三十八字，段首空两字。</p></div></div>";
    section(
        "words",
        "文字",
        vec![
            (
                "正文、链接、说明",
                "<p>正文里的<a href=\"#words\">链接</a>。</p><p class=\"note\">说明的小字。</p>".into(),
            ),
            ("公文版面", sheet.into()),
            ("键盘上的键", "<p><kbd>j</kbd> 下一条</p>".into()),
        ],
    )
}

fn buttons() -> Section {
    section(
        "buttons",
        "按钮",
        vec![
            ("主要的一步，一页一个", "<button type=\"button\" class=\"button\">提交审查</button>".into()),
            ("其他步骤", "<button type=\"button\" class=\"second\">保存草稿</button>".into()),
            ("列表里的小按钮", "<button type=\"button\" class=\"second small\">照此起草</button>".into()),
            (
                "按下的开关",
                "<button type=\"button\" class=\"second\" aria-pressed=\"true\">边写边看</button>".into(),
            ),
            ("像按钮的链接", "<a class=\"button\" href=\"#buttons\">起草新信息</a>".into()),
        ],
    )
}

fn states() -> Section {
    let kinds = [
        ("有效、开放、按时", TagKind::Good, "有效"),
        ("快到期", TagKind::Soon, "即将到期"),
        ("逾期、撤回、无效", TagKind::Bad, "已撤回"),
        ("已结束", TagKind::Ended, "已废止"),
        ("只有文字", TagKind::Plain, "通知"),
    ];
    let tags = kinds.map(|(note, kind, text)| (note, Tag::new(kind, text).to_string()));
    let saved = |kind: &str, words: &str| format!("<p class=\"save-state\" data-kind=\"{kind}\">{words}</p>");
    let mut samples = tags.to_vec();
    samples.push(("保存状态：已保存", saved("", "已保存 10:32")));
    samples.push(("保存状态：断网", saved("away", "网络断开，内容暂存在本机，恢复后自动保存")));
    samples.push(("保存状态：冲突", saved("wrong", "别人也改了这份稿件，您填写的内容没有丢")));
    section("states", "状态", samples)
}

fn clocks() -> Section {
    let due = NaiveDate::from_ymd_opt(2026, 11, 30).unwrap_or_default();
    let clock = |left| ClockBadge { left, due, article: "政府信息公开条例第二十六条".into() }.to_string();
    section(
        "clocks",
        "时限",
        vec![("还有时间", clock(8)), ("快到期", clock(2)), ("最后一天", clock(0)), ("逾期", clock(-2))],
    )
}

fn notices() -> Section {
    let notice = |kind, title: &str| {
        let notice = Notice::new(kind, title, "一两句话说明。");
        notice.linked("#notices", "去看看").to_string()
    };
    let at = DateTime::<FixedOffset>::default();
    let tombstone =
        Tombstone {
            agency: "河北省财政厅".into(), at, ground: "条例第十五条：含个人信息".into()
        };
    section(
        "notices",
        "提示",
        vec![
            ("知道就好", notice(NoticeKind::Info, "这条信息更新过")),
            ("办好了", notice(NoticeKind::Done, "已经公开")),
            ("请注意", notice(NoticeKind::Warning, "这是预览，还没有公开")),
            ("撤回以后留下的说明", tombstone.to_string()),
            ("退回的理由", "<p class=\"returned\"><strong>被退回：</strong>请补充日期</p>".into()),
            (
                "没有内容时，说明下一步",
                "<p class=\"note\">没有退回给您的稿件。被退回的稿件和理由会显示在这里。</p>".into(),
            ),
        ],
    )
}

fn errors() -> Section {
    let summary = ErrorSummary {
        errors: vec![
            Link::new("#sample-wrong", "标题：请填写"),
            Link::new("#sample-period", "公示期：开始日期晚于结束日期"),
        ],
    };
    section("errors", "错误", vec![("页首汇总，链接到填写项；填写项旁再写一遍", summary.to_string())])
}

fn field(id: &str, label: &str, widget: Widget) -> FieldView {
    FieldView {
        name: id.to_owned(),
        id: id.to_owned(),
        label: label.to_owned(),
        help: String::new(),
        placeholder: String::new(),
        presence: String::new(),
        internal: false,
        error: None,
        widget,
    }
}

fn line(value: &str) -> Widget {
    Widget::Line { value: value.into(), mode: "text", unit: String::new(), list: "", width: "w-full" }
}

fn fields() -> Section {
    let answers = || {
        let answer = |text: &str, chosen| Answer { value: text.into(), label: text.into(), chosen };
        vec![answer("公告", true), answer("公示", false), answer("通告", false)]
    };
    let helped = FieldView {
        help: "填写办公电话，不填个人手机号码。".into(),
        presence: "选填".into(),
        ..field("sample-phone", "联系电话", line(""))
    };
    let wrong = FieldView { error: Some("请填写".into()), ..field("sample-wrong", "标题", line("")) };
    let internal = FieldView { internal: true, ..field("sample-internal", "备注", line("")) };
    let amount = Widget::Line {
        value: "12000".into(),
        mode: "decimal",
        unit: "元".into(),
        list: "",
        width: "w-short",
    };
    let period = FieldView {
        error: Some("开始日期晚于结束日期".into()),
        ..field(
            "sample-period",
            "公示期",
            Widget::Period { from: "2026-11-30".into(), until: "2026-11-01".into() },
        )
    };
    let cell = FieldView { placeholder: "张三".into(), ..field("sample-table-0-name", "姓名", line("")) };
    let table = Widget::Table { columns: vec!["姓名".into()], rows: vec![vec![cell]] };
    section(
        "fields",
        "填写项",
        vec![
            ("一行", field("sample-line", "标题", line("关于供暖的公告")).to_string()),
            ("选填，有说明", helped.to_string()),
            ("有错误", wrong.to_string()),
            ("不公开的", internal.to_string()),
            ("有单位的", field("sample-amount", "罚款金额", amount).to_string()),
            (
                "几行",
                field("sample-lines", "内容", Widget::Lines { value: "准予经营".into(), rows: 3 })
                    .to_string(),
            ),
            (
                "日期",
                field("sample-date", "发布日期", Widget::Date { value: "2026-11-24".into() }).to_string(),
            ),
            ("时间", field("sample-time", "开始时间", Widget::Time { value: "09:30".into() }).to_string()),
            ("起止日期，有错误", period.to_string()),
            (
                "少数选项选一个",
                field("sample-radios", "类别", Widget::Radios { answers: answers() }).to_string(),
            ),
            ("选几个", field("sample-checks", "对象", Widget::Checks { answers: answers() }).to_string()),
            (
                "多个选项选一个",
                field("sample-select", "主题", Widget::Select { answers: answers() }).to_string(),
            ),
            ("表格", field("sample-table", "委员", table).to_string()),
        ],
    )
}

fn ways() -> Section {
    let breadcrumb = Breadcrumb {
        above: vec![Link::new("#ways", "首页"), Link::new("#ways", "公告公示")],
        here: "供暖公告".into(),
    };
    let choice =
        |label: &str, count, chosen| FacetChoice { label: label.into(), count, href: "#ways".into(), chosen };
    let facet = FacetGroup {
        title: "年份".into(),
        choices: vec![choice("2026", 12, true), choice("2025", 1234, false)],
    };
    let views = "<nav class=\"views\" aria-label=\"稿件列表示例\"><ul><li><a href=\"#ways\" aria-current=\"page\">等我办理 <span class=\"count\">3</span></a></li>\
                 <li><a href=\"#ways\">超过时限 <span class=\"count\">0</span></a></li></ul></nav>";
    section(
        "ways",
        "找路",
        vec![
            ("所在位置", breadcrumb.to_string()),
            ("翻页", Pagination { current: 3, pages: 9, base: "?page=".into() }.to_string()),
            ("筛选", facet.to_string()),
            ("几个列表", views.into()),
        ],
    )
}

fn lists() -> Section {
    let list = "<ul class=\"item-list\"><li><a href=\"#lists\">关于供暖的公告</a><p class=\"note\">公告公示 · 待审查 · 2026-11-24 09:00</p></li></ul>";
    let grid = "<table class=\"grid record-list\"><caption class=\"hidden\">示例</caption><thead><tr><th scope=\"col\">决定文书号</th><th scope=\"col\">状态</th></tr></thead>\
                <tbody><tr><th scope=\"row\"><a href=\"#lists\">冀审许〔2026〕1号</a></th><td data-label=\"状态\">有效</td></tr></tbody></table>";
    section("lists", "列表", vec![("稿件", list.into()), ("记录，手机上一条一块", grid.into())])
}

fn facts() -> Section {
    let table = FactTable {
        caption: "基本信息示例".into(),
        facts: vec![
            Fact::text("索引号", "130001/2026-00017"),
            Fact::link("公开机关", "#facts", "河北省财政厅"),
            Fact::new("有效性", FactValue::State(Tag::status("有效"))).noted("说明"),
        ],
    };
    section("facts", "基本信息", vec![("信息页开头的小表", table.to_string())])
}

fn changes() -> Section {
    let difference = Difference {
        title: None,
        from: 1,
        to: 2,
        reason: Some("日期有误".into()),
        fields: vec![FieldChange {
            label: "正文".into(),
            paragraphs: vec![vec![
                Change::Same("自".into()),
                Change::Removed("十日".into()),
                Change::Added("十一日".into()),
                Change::Same("起停水。".into()),
            ]],
        }],
    };
    section("changes", "改了什么", vec![("先看符号，再看颜色", difference.to_string())])
}

fn findings() -> Section {
    let mark = |class: &str, words: &str, note: &str| {
        format!(
            "<p>电话 <mark class=\"{class}\">{words}<a class=\"found-no\" href=\"#findings\">{note}</a></mark></p>"
        )
    };
    section(
        "findings",
        "审查提示",
        vec![
            ("应当遮盖", mark("found", "13812345678", "1 手机号码，应当遮盖")),
            ("不得公开", mark("found found-refused", "机密★10年", "2 密级标志，不得公开")),
        ],
    )
}

fn proofs() -> Section {
    let mark = LogMark {
        index: 12_344,
        digest: "5f".repeat(32),
        at: DateTime::<FixedOffset>::default(),
        receipt: "#proofs".into(),
        content: None,
    };
    section("proofs", "公开日志的标记", vec![("打开后说明是什么、怎样核对", mark.to_string())])
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::sync::Arc;

    use super::*;
    use crate::display::Display;
    use crate::frame::Site;

    fn page() -> String {
        let site =
            Site { name: "测试".into(), operator: String::new(), origin: String::new(), demo: false };
        let frame = Frame {
            site: Arc::new(site),
            display: Display::default(),
            path: "/design".into(),
            section: crate::frame::Section::Home,
            query: String::new(),
            log: None,
            desk: Vec::new(),
        };
        Gallery::new(frame).render().unwrap()
    }

    #[test]
    fn every_component_stands_there_with_its_markup() {
        let page = page();
        for class in [
            "tag good",
            "clock bad",
            "notice warning",
            "error-summary",
            "tombstone",
            "breadcrumb",
            "pagination",
            "facet",
            "facts",
            "difference",
            "seal",
            "field wrong",
        ] {
            let shown = format!("class=\"{class}\"");
            assert!(page.contains(&shown) && page.contains(&format!("class=&#34;{class}&#34;")), "{class}");
        }
    }

    #[test]
    fn no_identity_comes_twice() {
        let page = page();
        let ids: Vec<&str> = page.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
        assert_eq!(ids.len(), ids.iter().collect::<BTreeSet<_>>().len(), "{ids:?}");
    }
}
