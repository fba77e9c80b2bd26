//! Samples of credit and of lists on a day.

use mingjing_design::components::Change;
use mingjing_design::components::{
    Breadcrumb, Difference, Fact, FactTable, FactValue, FieldChange, Link, Tag, TagKind,
};
use mingjing_design::frame::Section;

use super::{frame, pagination, records};
use crate::pages::{
    CreditLine, CreditPage, DaysAsked, EnterprisePage, EntryChange, FoundEnterprise, ListChangesPage,
    ListOnDayPage, SortLink, Stretch,
};

fn breadcrumb(here: &str) -> Breadcrumb {
    Breadcrumb {
        above: vec![Link::new("/", "首页"), Link::new("/credit", "企业信用")], here: here.into()
    }
}

pub(in crate::pages) fn credit() -> CreditPage {
    CreditPage {
        frame: frame("/credit?q=x", Section::Area("management"), ""),
        breadcrumb: breadcrumb("查询"),
        question: "恒泰".into(),
        found: vec![FoundEnterprise {
            href: "/credit/91350100M000100Y43".into(),
            name: vec![
                Stretch::plain("石家庄"),
                Stretch { text: "恒泰".into(), marked: true },
                Stretch::plain("建材有限公司"),
            ],
            code: "91350100M000100Y43".into(),
            records: vec!["行政许可 3 条".into(), "行政处罚 1 条".into()],
        }],
        total: 1_203,
        kinds: vec![Link::new("/i/licence", "行政许可")],
        pagination: pagination("/credit?q=x&page="),
    }
}

pub(in crate::pages) fn credit_without_question() -> CreditPage {
    CreditPage { question: String::new(), found: Vec::new(), total: 0, ..credit() }
}

pub(in crate::pages) fn enterprise() -> EnterprisePage {
    EnterprisePage {
        frame: frame("/credit/91350100M000100Y43", Section::Area("management"), ""),
        breadcrumb: breadcrumb("石家庄恒泰建材有限公司"),
        name: "石家庄恒泰建材有限公司".into(),
        facts: FactTable {
            caption: "企业信息".into(),
            facts: vec![
                Fact::text("统一社会信用代码", "91350100M000100Y43"),
                Fact::text("曾用名", "石家庄恒泰建材厂"),
            ],
        },
        kinds: vec![
            SortLink {
                label: "全部 2 条".into(), href: "/credit/91350100M000100Y43".into(), current: true
            },
            SortLink { label: "行政处罚 1 条".into(), href: "?item=penalty".into(), current: false },
        ],
        lines: vec![
            CreditLine {
                day: "2026年11月10日".into(),
                kind: "行政处罚".into(),
                link: Link::new("/d/0192", "石家庄恒泰建材有限公司未明码标价行政处罚"),
                status: Some(Tag::status("有效")),
                facts: vec![
                    Fact::text("行政处罚决定书文号", "冀市监罚〔2026〕17号"),
                    Fact::new("公开用时", FactValue::State(Tag::new(TagKind::Good, "3 个工作日，按时")))
                        .noted("时限 7 个工作日（国发〔2014〕21号）"),
                    Fact::text("公示期", "公示到 2029年11月10日，2027年2月10日 起可以申请提前终止")
                        .noted("国家发展改革委令第58号"),
                ],
                changes: Vec::new(),
            },
            CreditLine {
                day: "2026年3月2日".into(),
                kind: "行政许可".into(),
                link: Link::new("/d/0193", "石家庄恒泰建材厂普通许可"),
                status: Some(Tag::status("吊销")),
                facts: Vec::new(),
                changes: vec!["2026年11月2日　有效 → 吊销".into()],
            },
        ],
        pagination: pagination("/credit/91350100M000100Y43?page="),
    }
}

fn asked() -> DaysAsked {
    DaysAsked {
        path: "/i/power-list".into(),
        on: "2023-01-01".into(),
        with: "2026-01-01".into(),
        agency: "130001".into(),
        agencies: vec![("130001".into(), "河北省人民政府办公厅".into())],
    }
}

pub(in crate::pages) fn list_on_day() -> ListOnDayPage {
    ListOnDayPage {
        frame: frame("/i/power-list?on=2023-01-01", Section::Area("management"), ""),
        breadcrumb: breadcrumb("2023年1月1日"),
        title: "权力清单事项".into(),
        day: "2023年1月1日".into(),
        asked: asked(),
        columns: records().columns,
        rows: records().rows,
        next: Some(Link::new("/i/power-list?on=2023-01-01&id=0192", "后面的事项")),
    }
}

pub(in crate::pages) fn list_changes() -> ListChangesPage {
    let change = |kind: Tag, difference| EntryChange {
        day: "2023年5月1日".into(),
        kind,
        entry: "A-1".into(),
        link: Link::new("/d/0192", "对安全生产的监督检查"),
        agency: Link::new("/a/130001", "河北省人民政府办公厅"),
        difference,
    };
    let field = FieldChange {
        label: "行使主体".into(),
        paragraphs: vec![vec![Change::Removed("甲厅".into()), Change::Added("乙厅".into())]],
    };
    let difference = Difference { title: None, from: 1, to: 2, reason: None, fields: vec![field] };
    ListChangesPage {
        frame: frame("/i/power-list?on=2023-01-01&with=2026-01-01", Section::Area("management"), ""),
        breadcrumb: breadcrumb("变更"),
        title: "权力清单事项".into(),
        days: Some(("2023年1月1日".into(), "2026年1月1日".into())),
        asked: DaysAsked { agencies: Vec::new(), ..asked() },
        changes: vec![
            change(Tag::new(TagKind::Good, "新增"), None),
            change(Tag::new(TagKind::Soon, "变更"), Some(difference)),
            change(Tag::new(TagKind::Ended, "移出"), None),
        ],
        feed: "/i/power-list/changes.atom".into(),
        next: None,
    }
}
