//! Who is responsible: `(省教育厅牵头,省财政厅、各市政府按职责分工负责)`, `责任单位：省教育厅`.

use serde::Serialize;

/// The agencies a text makes responsible, as it names them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Responsible {
    /// 牵头, 负责, 责任单位
    pub leads: Vec<String>,
    /// 配合, 参与; 负责 beside a 牵头
    pub supports: Vec<String>,
}

/// A stretch of a paragraph, and who is responsible for it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Piece<'a> {
    pub(super) text: &'a str,
    /// What the bracket behind it says.
    pub(super) bracket: &'a str,
    pub(super) responsible: Option<Responsible>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    Lead,
    InCharge,
    Support,
}

/// What follows the names, the longest first.
const AFTER: [(&str, Role); 16] = [
    ("按照职责分工负责", Role::InCharge),
    ("按职责分工负责", Role::InCharge),
    ("按职责分别负责", Role::InCharge),
    ("根据职责分工负责", Role::InCharge),
    ("按职责负责", Role::InCharge),
    ("具体负责", Role::InCharge),
    ("分别负责", Role::InCharge),
    ("分工负责", Role::InCharge),
    ("共同负责", Role::InCharge),
    ("牵头负责", Role::Lead),
    ("牵头", Role::Lead),
    ("负责", Role::InCharge),
    ("配合", Role::Support),
    ("参与", Role::Support),
    ("参加", Role::Support),
    ("协助", Role::Support),
];

/// What stands before the names, with a colon.
const BEFORE: [(&str, Role); 14] = [
    ("牵头责任单位", Role::Lead),
    ("牵头单位", Role::Lead),
    ("牵头部门", Role::Lead),
    ("牵头", Role::Lead),
    ("主办单位", Role::Lead),
    ("责任单位", Role::InCharge),
    ("责任部门", Role::InCharge),
    ("负责单位", Role::InCharge),
    ("配合单位", Role::Support),
    ("配合部门", Role::Support),
    ("协办单位", Role::Support),
    ("参加单位", Role::Support),
    ("参与单位", Role::Support),
    ("责任主体", Role::InCharge),
];

/// What the name of an agency ends in.
const ENDINGS: [&str; 34] = [
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

/// What a bracket that names no agency begins with.
const ASIDES: [&str; 8] = ["以下", "下同", "含", "包括", "不含", "见", "详见", "附"];

/// The longest name of an agency, in characters.
const LONGEST_NAME: usize = 30;

/// A paragraph that is nothing but labels and names.
pub(super) fn labelled(paragraph: &str) -> Option<Responsible> {
    let plain = paragraph.replace("**", "");
    let plain = plain.trim().trim_end_matches('。');
    let plain = plain.strip_prefix(['(', '（']).and_then(|p| p.strip_suffix([')', '）'])).unwrap_or(plain);
    starts_with_label(plain).then(|| read(plain)).flatten()
}

/// Splits a paragraph behind each bracket that says who is responsible; the brackets are left out.
pub(super) fn split(paragraph: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut from = 0;
    for (open, close) in brackets(paragraph) {
        if open < from {
            continue;
        }
        let inside = &paragraph[open..close];
        let inside = inside.trim_start_matches(['(', '（']);
        let inside = inside.strip_suffix([')', '）']).unwrap_or(inside);
        let after = paragraph[close..].trim_start_matches(['。', '；', ';', ' ', '*']);
        let found = read(inside).or_else(|| after.is_empty().then(|| bare(inside)).flatten());
        if let Some(responsible) = found {
            pieces.push(Piece {
                text: paragraph[from..open].trim(),
                bracket: inside,
                responsible: Some(responsible),
            });
            from = paragraph.len() - after.len();
        }
    }
    let rest = paragraph[from..].trim();
    if !rest.is_empty() {
        pieces.push(Piece { text: rest, bracket: "", responsible: None });
    }
    pieces
}

/// The outermost brackets, as byte ranges that hold them.
fn brackets(text: &str) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let mut open = None;
    let mut depth = 0usize;
    for (at, c) in text.char_indices() {
        match c {
            '(' | '（' => {
                if depth == 0 {
                    open = Some(at);
                }
                depth += 1;
            }
            ')' | '）' if depth > 0 => {
                depth -= 1;
                if let (0, Some(start)) = (depth, open) {
                    found.push((start, at + c.len_utf8()));
                }
            }
            _ => {}
        }
    }
    found
}

fn starts_with_label(text: &str) -> bool {
    BEFORE.iter().any(|(label, _)| text.strip_prefix(label).is_some_and(|rest| rest.starts_with(['：', ':'])))
}

/// Names with a word that says what they do. `None` when there is no such word, or what stands before it is no list of
/// agencies.
fn read(text: &str) -> Option<Responsible> {
    let mut groups: Vec<(Role, Vec<String>)> = Vec::new();
    let mut waiting: Vec<String> = Vec::new();
    let mut labelled = None;
    for part in split_outside(text, &[',', '，', ';', '；', '。']) {
        let (label, part) = before(part);
        if label.is_some() {
            labelled = label;
        } else if is_remark(part) {
            continue;
        }
        let part = part.strip_prefix('由').unwrap_or(part);
        match after(part) {
            Some((names, role)) => {
                waiting.extend(names_of(names, &mut groups)?);
                groups.push((labelled.unwrap_or(role), std::mem::take(&mut waiting)));
            }
            None => {
                let names = names_of(part, &mut groups)?;
                match labelled {
                    Some(role) => groups.push((role, names)),
                    None => waiting.extend(names),
                }
            }
        }
    }
    let settled = waiting.is_empty() && groups.iter().any(|(_, names)| !names.is_empty());
    settled.then(|| gather(groups))
}

/// A list of agencies and nothing else: `(省教育厅、省财政厅)`.
fn bare(text: &str) -> Option<Responsible> {
    if ASIDES.iter().any(|aside| text.starts_with(aside)) {
        return None;
    }
    let names: Vec<String> =
        split_outside(text, &['、', ',', '，', ';', '；']).into_iter().map(str::to_owned).collect();
    (!names.is_empty() && names.iter().all(|name| is_agency(name)))
        .then_some(Responsible { leads: names, supports: Vec::new() })
}

/// Dates by which, and other remarks beside the names.
fn is_remark(part: &str) -> bool {
    ["完成时限", "时限", "完成时间", "时间", "长期", "持续", "年底前"]
        .iter()
        .any(|word| part.starts_with(word))
        || (part.starts_with(|c: char| c.is_ascii_digit()) && part.contains('年'))
}

fn before(part: &str) -> (Option<Role>, &str) {
    let found = BEFORE.iter().find_map(|(label, role)| {
        let rest = part.strip_prefix(label)?.trim_start();
        Some((*role, rest.strip_prefix(['：', ':'])?.trim()))
    });
    found.map_or((None, part), |(role, rest)| (Some(role), rest))
}

fn after(part: &str) -> Option<(&str, Role)> {
    AFTER.iter().find_map(|(word, role)| Some((part.strip_suffix(word)?, *role)))
}

/// The names of a list; `会同` puts those behind it among the supporters. `None` when one is no agency.
fn names_of(text: &str, groups: &mut Vec<(Role, Vec<String>)>) -> Option<Vec<String>> {
    let text = text.trim().trim_end_matches('等');
    let text = ["等有关", "等相关", "等"].iter().fold(text, |text, tail| {
        text.strip_suffix("部门")
            .or_else(|| text.strip_suffix("单位"))
            .and_then(|t| t.strip_suffix(tail))
            .unwrap_or(text)
    });
    let (text, with) = text.split_once("会同").map_or((text, None), |(lead, with)| (lead, Some(with)));
    if let Some(with) = with {
        groups.push((Role::Support, list(with)?));
    }
    list(text)
}

fn list(text: &str) -> Option<Vec<String>> {
    let names: Vec<String> =
        split_outside(text, &['、']).into_iter().flat_map(joined).map(str::to_owned).collect();
    names.iter().all(|name| is_agency(name)).then_some(names)
}

/// The parts between separators that stand in no bracket, without blanks: `各市、县(市、区)政府` are two.
fn split_outside<'a>(text: &'a str, separators: &[char]) -> Vec<&'a str> {
    let mut depth = 0usize;
    let parts = text.split(move |c: char| {
        match c {
            '(' | '（' => depth += 1,
            ')' | '）' => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth == 0 && separators.contains(&c)
    });
    parts.map(str::trim).filter(|part| !part.is_empty()).collect()
}

/// `省财政厅和省教育厅` are two, `省发展和改革委` is one.
fn joined(text: &str) -> Vec<&str> {
    for word in ["以及", "和", "及", "与"] {
        for (at, _) in text.match_indices(word) {
            let (left, right) = (text[..at].trim(), text[at + word.len()..].trim());
            if is_agency(left) && is_agency(right) {
                return joined(left).into_iter().chain(joined(right)).collect();
            }
        }
    }
    vec![text]
}

fn is_agency(name: &str) -> bool {
    let mut plain = name.to_owned();
    for (open, close) in brackets(name).into_iter().rev() {
        plain.replace_range(open..close, "");
    }
    let long = plain.chars().count();
    let asides = ASIDES.iter().any(|aside| name.starts_with(aside));
    (2..=LONGEST_NAME).contains(&long) && !asides && ENDINGS.iter().any(|ending| plain.ends_with(ending))
}

/// Whoever is 负责 beside a 牵头 supports it.
fn gather(groups: Vec<(Role, Vec<String>)>) -> Responsible {
    let led = groups.iter().any(|(role, _)| *role == Role::Lead);
    let mut all = Responsible::default();
    for (role, names) in groups {
        let leads = role == Role::Lead || (role == Role::InCharge && !led);
        if leads { all.leads.extend(names) } else { all.supports.extend(names) }
    }
    all
}
