//! Agencies in the cells of a table, whose heading says what they do.

use super::columns::Names;
use crate::breakdown::responsible::{
    Groups, Responsible, Role, after, gather, is_named, is_remark, joined_where, leads, plain, sentences,
    spaced, split_outside, without_others,
};

/// The longest name that is taken because of its column alone, in characters.
const LONGEST: usize = 20;

/// What such a name does not begin with.
const PHRASES: [&str; 16] = [
    "按",
    "由",
    "根据",
    "结合",
    "另行",
    "另定",
    "详见",
    "见",
    "待",
    "暂",
    "不",
    "本级",
    "同上",
    "同左",
    "同前",
    "同任务",
];

/// What units within an agency and places end in: nobody's name does, so that such a name stands alone in a column of agencies.
const OFFICES: [&str; 31] = [
    "处", "科", "室", "站", "队", "中心", "所", "股", "组", "馆", "台", "社", "场", "园", "校", "司", "机关",
    "基地", "支部", "工会", "市", "县", "区", "州", "旗", "盟", "镇", "乡", "村", "街道", "社区",
];

/// The shortest name of an office, in characters: 学科 is none.
const SHORTEST_OFFICE: usize = 3;

/// Who is responsible by these cells.
pub(super) fn read<'a>(cells: impl Iterator<Item = (Names, &'a str)>) -> Responsible {
    gather(cells.flat_map(|(column, cell)| groups(column, cell)).collect())
}

fn groups(column: Names, cell: &str) -> Groups {
    let cell = cell.trim().trim_end_matches('。');
    // A cell may say more than its heading: 省教育厅牵头，省财政厅配合.
    let own = |role: Role| if role == Role::InCharge { column.role } else { role };
    let mut groups: Groups = match sentences(cell) {
        Some(said) => said.into_iter().map(|(role, names)| (own(role), names)).collect(),
        None => listed(column, cell),
    };
    let led = groups.iter().any(|(role, _)| *role == Role::Lead);
    if column.first_leads
        && !led
        && let Some((_, names)) = groups.iter_mut().find(|(_, names)| !names.is_empty())
    {
        let rest = names.split_off(1);
        let first = std::mem::replace(names, rest);
        groups.insert(0, (Role::Lead, first));
    }
    groups
}

/// A list of names, remarks left out. The heading says that they are agencies, so that one may end as offices do: 法规处. What ends
/// otherwise is taken only beside another name: 李明 alone is a person.
fn listed(column: Names, cell: &str) -> Groups {
    let mut groups = Groups::new();
    let mut certain = false;
    for part in split_outside(cell, &['、', ',', '，', ';', '；', '。', '\n']) {
        if is_remark(part) {
            continue;
        }
        let (part, role) = after(part).map_or((part, Role::InCharge), |(names, role)| (names.trim(), role));
        let role = if role == Role::InCharge { column.role } else { role };
        let parts = joined_where(part.trim_end_matches('等'), is_certain).into_iter();
        let names = parts.filter_map(without_others).flat_map(parted);
        for name in names {
            let (name, role) = leads(&name).map_or((name.as_str(), role), |name| (name, Role::Lead));
            if is_named(name) || (!column.persons && is_name(name)) {
                certain |= is_certain(name);
                groups.push((role, vec![name.to_owned()]));
            }
        }
    }
    if certain { groups } else { Groups::new() }
}

/// Names between blanks, and those beside what is no name: 省教育厅 13800000000.
fn parted(text: &str) -> Vec<String> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let certain: Vec<&str> = words.iter().copied().filter(|word| is_certain(word)).collect();
    let whole = spaced(text);
    let unread = !whole.iter().any(|name| is_certain(name)) && !certain.is_empty();
    if unread || certain.len() == words.len() {
        return certain.into_iter().map(str::to_owned).collect();
    }
    whole
}

/// Whether this names an agency or an office by how it ends.
fn is_certain(name: &str) -> bool {
    is_named(name) || is_office(name)
}

fn is_office(name: &str) -> bool {
    let bare = plain(name);
    is_name(name)
        && bare.chars().count() >= SHORTEST_OFFICE
        && OFFICES.iter().any(|ending| bare.ends_with(ending))
}

fn is_name(name: &str) -> bool {
    let bare = plain(name);
    let letters = bare.chars().all(|c| c.is_alphanumeric() || matches!(c, '·' | '“' | '”'));
    (2..=LONGEST).contains(&bare.chars().count())
        && letters
        && !bare.is_ascii()
        && !bare.contains(|c: char| c.is_ascii_digit())
        && !bare.contains(['的', '个'])
        && !PHRASES.iter().any(|phrase| bare.starts_with(phrase))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_read_by_their_heading() {
        let column = |role| Names { role, first_leads: false, persons: false };
        let first = Names { first_leads: true, ..column(Role::InCharge) };
        let persons = Names { persons: true, ..column(Role::InCharge) };
        for (column, cell, led, supported) in [
            (column(Role::Lead), "省教育厅、省财政厅", "省教育厅 省财政厅", ""),
            (column(Role::Lead), "省教育厅负责", "省教育厅", ""),
            (column(Role::Support), "省财政厅 各市政府", "", "省财政厅 各市政府"),
            (column(Role::InCharge), "省教育厅牵头，省财政厅配合", "省教育厅", "省财政厅"),
            (column(Role::InCharge), "省教育厅（牵头）、省财政厅", "省教育厅", "省财政厅"),
            (column(Role::InCharge), "牵头：省教育厅 配合：省财政厅", "省教育厅", "省财政厅"),
            (column(Role::InCharge), "省教育厅等，按职责分工负责", "省教育厅", ""),
            (column(Role::InCharge), "法规处、办公室", "法规处 办公室", ""),
            (column(Role::InCharge), "定州、辛集市", "定州 辛集市", ""),
            (column(Role::InCharge), "省工业和信 息化厅", "省工业和信息化厅", ""),
            (column(Role::InCharge), "—", "", ""),
            (column(Role::InCharge), "另行确定", "", ""),
            (column(Role::InCharge), "按职责分工负责", "", ""),
            (first, "省教育厅、省财政厅，各市政府", "省教育厅", "省财政厅 各市政府"),
            (persons, "省教育厅、张三", "省教育厅", ""),
            (column(Role::InCharge), "不涉及", "", ""),
            (column(Role::InCharge), "同左", "", ""),
            (column(Role::InCharge), "见任务3", "", ""),
            (column(Role::InCharge), "张三13812345678", "", ""),
            (column(Role::InCharge), "李明", "", ""),
            (column(Role::InCharge), "省教育厅 张三 13812345678", "省教育厅", ""),
            (column(Role::InCharge), "省教育厅和法规处", "省教育厅 法规处", ""),
            (
                column(Role::InCharge),
                "省发展和改革委、财务科及信息中心",
                "省发展和改革委 财务科 信息中心",
                "",
            ),
            (column(Role::InCharge), "法规处 办公室", "法规处 办公室", ""),
            (column(Role::InCharge), "本级实施", "", ""),
            (column(Role::InCharge), "省教育厅、本级", "省教育厅", ""),
            (
                column(Role::InCharge),
                "省司法厅、省纪检组织部门、雄安新区",
                "省司法厅 省纪检组织部门 雄安新区",
                "",
            ),
        ] {
            let read = read([(column, cell)].into_iter());
            assert_eq!(
                (read.leads.join(" "), read.supports.join(" ")),
                (led.into(), supported.into()),
                "{cell}"
            );
        }
    }
}
