//! Words around the names of agencies, and what such names end in.

use super::responsible::Role;

/// What follows the names, the longest first.
pub(super) const AFTER: [(&str, Role); 19] = [
    ("牵头组织实施", Role::Lead),
    ("牵头负责", Role::Lead),
    ("牵头落实", Role::Lead),
    ("牵头", Role::Lead),
    ("主办", Role::Lead),
    ("按照职责分工", Role::InCharge),
    ("按职责分工", Role::InCharge),
    ("组织实施", Role::InCharge),
    ("抓好落实", Role::InCharge),
    ("负责落实", Role::InCharge),
    ("负责", Role::InCharge),
    ("落实", Role::InCharge),
    ("实施", Role::InCharge),
    ("配合", Role::Support),
    ("参与", Role::Support),
    ("参加", Role::Support),
    ("协助", Role::Support),
    ("协办", Role::Support),
    ("指导", Role::Support),
];

/// How they do it, between the names and that word, the longest first.
pub(super) const HOW: [&str; 15] = [
    "按照各自职责分工",
    "按照各自职责",
    "按照职责分工",
    "根据职责分工",
    "按各自职责",
    "按职责分工",
    "结合实际",
    "按照职责",
    "按照分工",
    "按职责",
    "按分工",
    "分别",
    "具体",
    "共同",
    "分工",
];

/// What stands before the names, with a colon.
pub(super) const BEFORE: [(&str, Role); 22] = [
    ("牵头责任单位", Role::Lead),
    ("牵头单位", Role::Lead),
    ("牵头部门", Role::Lead),
    ("牵头", Role::Lead),
    ("主办单位", Role::Lead),
    ("主办", Role::Lead),
    ("主责单位", Role::Lead),
    ("责任单位", Role::InCharge),
    ("责任部门", Role::InCharge),
    ("责任主体", Role::InCharge),
    ("负责单位", Role::InCharge),
    ("负责部门", Role::InCharge),
    ("落实单位", Role::InCharge),
    ("实施单位", Role::InCharge),
    ("配合单位", Role::Support),
    ("配合部门", Role::Support),
    ("配合", Role::Support),
    ("协办单位", Role::Support),
    ("协办", Role::Support),
    ("协同单位", Role::Support),
    ("参加单位", Role::Support),
    ("参与单位", Role::Support),
];

/// Labels beside those of agencies: by when, and which persons. Persons are not agencies.
pub(super) const OTHER_LABELS: [&str; 10] = [
    "完成时限",
    "完成时间",
    "完成期限",
    "时间节点",
    "时间安排",
    "时限",
    "责任领导",
    "牵头领导",
    "责任人",
    "联系人",
];

/// What the name of an agency ends in.
pub(super) const ENDINGS: [&str; 34] = [
    "厅",
    "局",
    "委",
    "办",
    "院",
    "部",
    "会",
    "行",
    "署",
    "中心",
    "政府",
    "部门",
    "单位",
    "机构",
    "公司",
    "集团",
    "总队",
    "领导小组",
    "大学",
    "学校",
    "党校",
    "妇联",
    "残联",
    "工商联",
    "文联",
    "科协",
    "侨联",
    "银监",
    "海关",
    "各市",
    "各县",
    "各区",
    "各地",
    "开发区",
];

/// Endings that name an agency only beside a word for what it does: much else ends so.
pub(super) const MORE_ENDINGS: [&str; 24] = [
    "办公室",
    "研究室",
    "督查室",
    "档案馆",
    "图书馆",
    "供销社",
    "日报社",
    "新华社",
    "电视台",
    "小组",
    "工作组",
    "专班",
    "联席会议",
    "军区",
    "兵团",
    "企业",
    "院校",
    "高校",
    "街道",
    "运营商",
    "组织",
    "设区市",
    "新区",
    "园区",
];

/// What a bracket that names no agency begins with.
pub(super) const ASIDES: [&str; 8] = ["以下", "下同", "含", "包括", "不含", "见", "详见", "附"];

/// What remarks beside the names begin with.
pub(super) const REMARKS: [&str; 15] = [
    "长期",
    "持续",
    "年底前",
    "全年",
    "常态化",
    "立即",
    "下同",
    "以下同",
    "时间",
    "按时限",
    "不再",
    "每",
    "排名第一",
    "列首位",
    "列第一位",
];
