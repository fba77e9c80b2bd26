//! What the columns of a table hold, by their headings.

use crate::breakdown::responsible::Role;

/// The longest heading of a column, in characters; of agencies, which may say who of them leads.
const LONGEST: usize = 12;
const LONGEST_OF_NAMES: usize = 30;

/// Words in the heading of a column of tasks that no other table has.
const TASKS: [&str; 12] = [
    "任务",
    "措施",
    "举措",
    "重点工作",
    "主要工作",
    "工作内容",
    "工作事项",
    "工作要点",
    "重点事项",
    "改革事项",
    "重点项目",
    "工作分工",
];

/// Words that mean tasks only where the table says that it divides labour, or beside another word.
const THINGS: [&str; 7] = ["内容", "事项", "项目", "工作", "要点", "指标", "清单"];

/// What is named beside the names of agencies: whoever oversees is not responsible.
const OVERSEERS: [&str; 7] = ["联系", "监督", "督办", "督导", "考核", "报送", "填报"];

/// Headings by which a row is known as that of a table, whatever it is about.
const HEADINGS: [&str; 66] = [
    "序号",
    "编号",
    "姓名",
    "性别",
    "年龄",
    "职务",
    "职称",
    "学历",
    "单位",
    "部门",
    "处室",
    "科室",
    "单位名称",
    "部门名称",
    "所在单位",
    "工作单位",
    "电话",
    "手机",
    "手机号",
    "手机号码",
    "联系人",
    "联系电话",
    "联系方式",
    "办公电话",
    "传真",
    "邮箱",
    "电子邮箱",
    "地址",
    "邮编",
    "负责人",
    "责任人",
    "名称",
    "类别",
    "类型",
    "项目",
    "项目名称",
    "事项",
    "内容",
    "指标",
    "指标名称",
    "分值",
    "数量",
    "单价",
    "金额",
    "预算",
    "资金",
    "比例",
    "计量单位",
    "地区",
    "市州",
    "区县",
    "依据",
    "备注",
    "说明",
    "任务",
    "重点任务",
    "主要任务",
    "工作任务",
    "工作内容",
    "具体措施",
    "责任单位",
    "牵头单位",
    "配合单位",
    "完成时限",
    "完成时间",
    "时间",
];

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Column {
    /// 序号
    Number,
    /// 类别, 领域: what tasks are put under.
    Category,
    /// 重点任务, 具体措施
    Task { certain: bool },
    /// 工作目标, 成果: what belongs to a task.
    More,
    /// 牵头单位, 责任单位
    Names(Names),
    /// 完成时限
    Limit,
    /// 备注, and all else
    Other,
}

/// A column of agencies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Names {
    pub(super) role: Role,
    /// 责任单位（排在第一位的为牵头单位）
    pub(super) first_leads: bool,
    /// 责任单位及责任人, 责任单位及分管领导: persons stand beside them.
    pub(super) persons: bool,
}

/// The columns of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Columns {
    pub(super) all: Vec<Column>,
    headings: Vec<String>,
}

impl Columns {
    /// Reads a row as headings. `None` where they are none of a table that divides labour: a column of tasks, and one of agencies
    /// or limits. A table that is called so (`named`) may call its tasks 事项 or 项目; others that do are catalogues.
    pub(super) fn read(cells: &[String], named: bool) -> Option<Self> {
        let all: Vec<Column> = cells.iter().map(|cell| column(cell)).collect();
        let certain = all.iter().any(|one| matches!(one, Column::Task { certain } if *certain || named));
        let divides = all.iter().any(|one| matches!(one, Column::Names(_) | Column::Limit));
        let headings: Vec<String> = cells.iter().map(|cell| words(cell)).collect();
        let counted = headings.iter().any(|one| !one.is_empty() && one.chars().all(|c| c.is_ascii_digit()));
        (certain && divides && !counted).then_some(Self { all, headings })
    }

    /// Whether a row has the same headings, as it has at the top of each page.
    pub(super) fn repeat(&self, cells: &[String]) -> bool {
        let said: Vec<String> = cells.iter().map(|cell| words(cell)).collect();
        let filled = self.headings.iter().rposition(|heading| !heading.is_empty()).map_or(0, |last| last + 1);
        said.iter().take(filled).eq(self.headings.iter().take(filled))
            && said.iter().skip(filled).all(String::is_empty)
    }

    /// Whether the first column has the same heading.
    pub(super) fn begins_like(&self, cells: &[String]) -> bool {
        self.headings.first().is_some_and(|heading| !heading.is_empty())
            && cells.first().map(|cell| words(cell)).as_ref() == self.headings.first()
    }

    /// Whether a row heads another table: its cells are headings, at least two and half of them, and nothing but headings where
    /// it is not set apart from the rows above.
    pub(super) fn end_at(&self, cells: &[String], apart: bool) -> bool {
        let filled: Vec<String> =
            cells.iter().map(|cell| words(cell)).filter(|cell| !cell.is_empty()).collect();
        let told = filled.iter().filter(|cell| HEADINGS.contains(&cell.as_str())).count();
        let plain = |cell: &String| {
            cell.chars().count() <= LONGEST_OF_NAMES
                && !cell.contains(|c: char| c.is_ascii_digit() || "。；，".contains(c))
        };
        let most = told == filled.len() || (apart && told * 2 >= filled.len() && filled.iter().all(plain));
        told >= 2 && most && !self.repeat(cells)
    }

    /// Takes a second row of headings: 责任单位 above 牵头 and 配合. Answers whether it is one.
    pub(super) fn refine(&mut self, cells: &[String]) -> bool {
        let headings = self.headings.clone();
        let again = |at: usize, cell: &str| headings.get(at).is_some_and(|above| *above == words(cell));
        let filled: Vec<(usize, &String)> =
            cells.iter().enumerate().filter(|(_, cell)| !cell.trim().is_empty()).collect();
        let all = filled.iter().all(|(at, cell)| again(*at, cell) || column(cell) != Column::Other);
        let says = |(at, cell): &(usize, &String)| {
            !again(*at, cell)
                && matches!(column(cell), Column::Names(_) | Column::Limit | Column::Task { .. })
        };
        if !all || !filled.iter().any(says) {
            return false;
        }
        for (at, cell) in filled {
            if at >= self.all.len() {
                self.all.resize(at + 1, Column::Other);
                self.headings.resize(at + 1, String::new());
            }
            if !again(at, cell) {
                self.all[at] = column(cell);
            }
        }
        true
    }

    /// Where columns of a kind stand.
    pub(super) fn of(&self, wanted: impl Fn(Column) -> bool) -> Vec<usize> {
        self.all.iter().enumerate().filter(|(_, one)| wanted(**one)).map(|(at, _)| at).collect()
    }
}

/// A heading without blanks and emphasis.
fn words(cell: &str) -> String {
    cell.chars().filter(|c| !c.is_whitespace() && *c != '*').collect()
}

fn column(cell: &str) -> Column {
    let heading = words(cell);
    let has = |words: &[&str]| words.iter().any(|word| heading.contains(word));
    if heading.is_empty() || heading.chars().count() > LONGEST_OF_NAMES || has(&["。", "；"]) {
        return Column::Other;
    }
    if let Some(names) = names(&heading) {
        return Column::Names(names);
    }
    if heading.chars().count() > LONGEST
        || has(&[
            "责任人",
            "联系人",
            "负责人",
            "领导",
            "电话",
            "来源",
            "依据",
            "备注",
            "说明",
            "进展",
            "情况",
        ])
    {
        return Column::Other;
    }
    if matches!(heading.as_str(), "序号" | "编号" | "序" | "任务序号" | "任务编号") {
        return Column::Number;
    }
    if has(&["时限", "期限", "时间", "日期", "进度"]) {
        // 启动时间 is none by which something is done.
        let begins = has(&["开始", "启动", "起始"]) && !has(&["完成", "结束", "起止"]);
        return if begins { Column::Other } else { Column::Limit };
    }
    if has(&["类别", "领域", "方面", "板块", "分类", "类型"]) {
        return Column::Category;
    }
    if has(&["任务", "措施", "举措"]) {
        return Column::Task { certain: true };
    }
    if has(&["目标", "成果", "成效", "标准", "要求"]) {
        return Column::More;
    }
    if has(&TASKS) || has(&THINGS) {
        return Column::Task { certain: has(&TASKS) };
    }
    Column::Other
}

/// The heading of a column of agencies.
fn names(heading: &str) -> Option<Names> {
    // 责任单位（排在第一位的为牵头单位）
    let ordered =
        ["第一", "首位", "在前"].iter().any(|word| heading.contains(word)) && heading.contains("牵头");
    let heading = if ordered { heading.split(['（', '(']).next().unwrap_or_default() } else { heading };
    let has = |words: &[&str]| words.iter().any(|word| heading.contains(word));
    let short = matches!(
        heading,
        "牵头" | "配合" | "主办" | "协办" | "参与" | "分工" | "责任分工" | "职责分工" | "任务分工"
    );
    let units = has(&["单位", "部门", "处室", "科室", "责任主体", "实施主体", "机构"]);
    if !(short || units) || has(&OVERSEERS) {
        return None;
    }
    let (leads, supports) =
        (has(&["牵头", "主办", "主责"]), has(&["配合", "参与", "协办", "协同", "参加", "协助"]));
    let in_charge = has(&["责任", "负责", "落实", "实施", "承办", "完成", "承担", "分工"]);
    let role = match (leads, supports) {
        (true, false) => Role::Lead,
        (false, true) if !in_charge => Role::Support,
        (true, true) | (false, true) => Role::InCharge,
        (false, false) if in_charge || matches!(heading, "单位" | "部门") => Role::InCharge,
        (false, false) => return None,
    };
    Some(Names { role, first_leads: ordered, persons: has(&["人", "领导"]) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_say_what_a_column_holds() {
        let names = |role| Column::Names(Names { role, first_leads: false, persons: false });
        for (heading, holds) in [
            ("序号", Column::Number),
            ("**重点任务**", Column::Task { certain: true }),
            ("具体 措施", Column::Task { certain: true }),
            ("目标任务", Column::Task { certain: true }),
            ("事项", Column::Task { certain: false }),
            ("工作目标", Column::More),
            ("时间要求", Column::Limit),
            ("完成时限", Column::Limit),
            ("牵头单位", names(Role::Lead)),
            ("牵头单位（部门）", names(Role::Lead)),
            ("责任单位", names(Role::InCharge)),
            ("牵头及配合单位", names(Role::InCharge)),
            ("参与单位", names(Role::Support)),
            ("配合", names(Role::Support)),
            ("责任人", Column::Other),
            ("监督单位", Column::Other),
            ("任务类别", Column::Category),
            ("任务来源", Column::Other),
            ("备注", Column::Other),
            ("启动时间", Column::Other),
            ("", Column::Other),
        ] {
            assert_eq!(column(heading), holds, "{heading}");
        }
        let ordered = Names { role: Role::InCharge, first_leads: true, persons: false };
        assert_eq!(column("责任单位（排名第一的为牵头单位）"), Column::Names(ordered));
        let persons = Names { role: Role::InCharge, first_leads: false, persons: true };
        assert_eq!(column("责任单位及分管领导"), Column::Names(persons));
    }

    #[test]
    fn a_catalogue_divides_no_labour_unless_it_says_so() {
        let cells = ["事项", "内容", "责任单位"].map(str::to_owned);
        assert_eq!(Columns::read(&cells, false), None);
        assert!(Columns::read(&cells, true).is_some());
        assert_eq!(Columns::read(&["重点任务", "进展情况"].map(str::to_owned), true), None);
    }
}
