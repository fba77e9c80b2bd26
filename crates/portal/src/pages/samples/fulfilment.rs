use mingjing_design::components::{Link, Pagination, Tag, TagKind};
use mingjing_design::frame::Section;

use super::{breadcrumb, frame};
use crate::pages::{FulfilledLine, FulfilmentPage, StandingCount, TaskLine};

fn count(kind: TagKind, word: &str, count: usize, state: &str) -> StandingCount {
    StandingCount {
        tag: Tag::new(kind, word),
        count,
        href: format!("/d/1/tasks?state={state}"),
        current: false,
    }
}

fn task(unit: &str, tag: Tag, percent: Option<&str>, progress: Option<&str>) -> TaskLine {
    TaskLine {
        link: Link::new("/d/2", unit),
        tag,
        status: Some("进度滞后".into()).filter(|_| progress.is_some()),
        percent: percent.map(str::to_owned),
        due: "2026年10月31日".into(),
        progress: progress.map(|done| ("2026年9月30日".into(), done.to_owned())),
        goal: String::new(),
    }
}

fn line(number: &str, title: &str, tag: Tag, tasks: Vec<TaskLine>) -> FulfilledLine {
    FulfilledLine {
        code: format!("RW-7f3a09bc-{}", number.len()),
        section: Some("完善政务公开措施 / 强化政策解读".into()).filter(|_| number.ends_with('1')),
        number: number.into(),
        title: title.into(),
        text: "与宏观经济和民生关系密切的部门，每季度至少举办1次新闻发布会。".into(),
        original: "/d/1#c-2-2-2".into(),
        tag,
        terms: vec![("牵头", "省委外宣局".into()), ("要求", "每季度至少举办1次".into())],
        all: (tasks.len() > 1)
            .then(|| Link::new("/i/execution-task?task_code=RW-7f3a09bc-1", "全部 12 件任务")),
        tasks,
    }
}

pub(in crate::pages) fn fulfilment() -> FulfilmentPage {
    let overdue = || Tag::new(TagKind::Bad, "逾期 23 天");
    FulfilmentPage {
        frame: frame("/d/1/tasks", Section::Area("result"), ""),
        breadcrumb: breadcrumb("逐条落实情况"),
        document: Link::new("/d/1", "关于全面推进政务公开工作的实施意见"),
        version: "按2026年11月23日公开的第 2 版分解。".into(),
        notices: Vec::new(),
        total: 31,
        all: Link::new("/d/1/tasks", "全部"),
        counts: vec![
            count(TagKind::Good, "已完成", 9, "finished"),
            count(TagKind::Soon, "进行中", 14, "going"),
            count(TagKind::Plain, "未开始", 2, "not-begun"),
            count(TagKind::Bad, "逾期", 1, "overdue"),
            count(TagKind::Plain, "没有公布", 5, "unpublished"),
        ],
        lines: vec![
            line(
                "二(二)1",
                "做好解读",
                Tag::new(TagKind::Bad, "逾期"),
                vec![
                    task("河北省教育厅", overdue(), Some("41"), Some("完成方案细化，两个处室没有报送")),
                    task("河北省民政厅", Tag::new(TagKind::Good, "已完成"), Some("100"), None),
                ],
            ),
            line("二(二)22", "办好新闻发布会", Tag::new(TagKind::Plain, "没有公布"), Vec::new()),
        ],
        pagination: Pagination { current: 1, pages: 1, base: "/d/1/tasks?page=".into() },
        json: "/api/v1/disclosures/1/tasks".into(),
        changed: vec![TaskLine {
            goal: "建立热线电话的共享机制。".into(),
            ..task("河北省数据局：二(一)3 建立共享机制", overdue(), None, None)
        }],
        others: Vec::new(),
        left_out: 0,
    }
}
