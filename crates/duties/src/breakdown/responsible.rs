//! Who is responsible: `(省教育厅牵头,省财政厅、各市政府按职责分工负责)`, `责任单位：省教育厅`.

use serde::Serialize;

use super::limits;
use super::words::{AFTER, ASIDES, BEFORE, ENDINGS, HOW, MORE_ENDINGS, OTHER_LABELS, REMARKS};

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

/// What agencies do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// 牵头
    Lead,
    /// 负责
    InCharge,
    /// 配合
    Support,
}

const OPEN: [char; 6] = ['(', '（', '〔', '【', '［', '['];
const CLOSE: [char; 6] = [')', '）', '〕', '】', '］', ']'];

/// The longest name of an agency, in characters.
const LONGEST_NAME: usize = 30;

/// What a label of days or persons stands before is no longer; else it is a plan in words.
const LONGEST_LABELLED: usize = 40;

/// So many labels may follow each other behind a sentence.
const MOST_LABELS: usize = 12;

/// The longest list that is parted at 和, in bytes.
const LONGEST_JOINED: usize = 600;

/// Whether a bracket that is opened in a text stays open.
pub(super) fn left_open(text: &str) -> bool {
    text.rfind(OPEN).is_some_and(|at| !text[at..].contains(CLOSE))
}

/// Whether a paragraph is nothing but a label and what it labels: `责任单位：…`, `完成时限：…`.
pub(super) fn begins_with_label(paragraph: &str) -> bool {
    let plain = paragraph.replace("**", "");
    let plain = unbracketed(&plain);
    label_at(plain) && (before(plain).0.is_some() || plain.chars().count() <= LONGEST_LABELLED)
}

/// Whether a paragraph says who is responsible, or by when, and nothing else.
pub(super) fn says_only(paragraph: &str) -> bool {
    let bracket = |piece: &Piece<'_>| piece.text.is_empty() && piece.responsible.is_some();
    begins_with_label(paragraph) || (paragraph.starts_with(OPEN) && split(paragraph).iter().all(bracket))
}

/// Paragraphs that are nothing but labels and what they label. `None` where they name no agency.
pub(super) fn labelled(paragraphs: &[String]) -> Option<Responsible> {
    let mut groups = Groups::new();
    for paragraph in paragraphs {
        let plain = paragraph.replace("**", "");
        let plain = unbracketed(&plain);
        groups.extend(labels(plain).or_else(|| sentences(plain)).unwrap_or_default());
    }
    (!groups.is_empty()).then(|| gather(groups))
}

fn unbracketed(text: &str) -> &str {
    let plain = text.trim().trim_end_matches(['。', '；', ';']);
    plain.strip_prefix(OPEN).and_then(|p| p.strip_suffix(CLOSE)).unwrap_or(plain).trim_end_matches('。')
}

/// Splits a paragraph behind each bracket that says who is responsible; the brackets are left out. At its end a label may
/// stand without one: `……。责任单位：省教育厅。`
pub(super) fn split(paragraph: &str) -> Vec<Piece<'_>> {
    let mut pieces: Vec<Piece<'_>> = Vec::new();
    let (mut from, mut said) = (0, 0);
    for (open, close) in brackets(paragraph) {
        let begin = open + paragraph[open..].chars().next().map_or(0, char::len_utf8);
        let inside = paragraph[begin..close].strip_suffix(CLOSE).unwrap_or_default();
        let after = paragraph[close..].trim_start_matches(['。', '；', ';', ' ', '*']);
        let behind = paragraph.len() - after.len();
        // 报告省政府（办公厅） names nobody; a list of names alone follows a whole sentence.
        let before = paragraph[from..open].trim_end();
        let alone = after.is_empty() && (before.is_empty() || before.ends_with(['。', '；', ';', '*']));
        let found = read(inside).or_else(|| alone.then(|| bare(inside)).flatten());
        if let Some(responsible) = found {
            let text = paragraph[from..open].trim();
            said = begin;
            pieces.push(Piece { text, bracket: inside, responsible: Some(responsible) });
            from = behind;
        } else if let Some(last) = pieces.last_mut().filter(|_| open == from && label_at(inside)) {
            // (责任单位：…)(完成时限：…)
            last.bracket = &paragraph[said..close];
            from = behind;
        }
    }
    let rest = paragraph[from..].trim();
    if let Some((text, label, responsible)) = label_behind(rest) {
        pieces.push(Piece { text, bracket: label, responsible: Some(responsible) });
    } else if !rest.is_empty() {
        pieces.push(Piece { text: rest, bracket: "", responsible: None });
    }
    pieces
}

/// The label at the end of a paragraph, behind a whole sentence.
fn label_behind(text: &str) -> Option<(&str, &str, Responsible)> {
    const BLANKS: [char; 2] = [' ', '\u{3000}'];
    let ends = text.rmatch_indices(['。', '；', ';', ' ', '\u{3000}']).map(|(at, end)| at + end.len());
    // Of several blanks the last one counts.
    let ends = ends.filter(|at| !text[*at..].starts_with(BLANKS) && label_at(text[*at..].trim_start()));
    let ends: Vec<usize> = ends.take(MOST_LABELS).collect();
    ends.into_iter().rev().find_map(|at| {
        let label = text[at..].trim_start().trim_end_matches('。');
        Some((text[..at].trim(), label, labels(label).map(gather)?))
    })
}

/// Sentences each of which is a label and what it labels. `None` where one is not, or they name no agency.
fn labels(text: &str) -> Option<Groups> {
    let mut groups = Groups::new();
    for one in split_outside(text, &['。']) {
        label_at(one).then_some(())?;
        groups.extend(sentence(one).unwrap_or_default());
    }
    (!groups.is_empty()).then_some(groups)
}

/// The outermost brackets, as byte ranges that hold them.
fn brackets(text: &str) -> Vec<(usize, usize)> {
    let mut found: Vec<(usize, usize)> = Vec::new();
    let mut open = Vec::new();
    for (at, c) in text.char_indices() {
        if OPEN.contains(&c) {
            open.push(at);
        } else if let Some(start) = open.pop_if(|_| CLOSE.contains(&c)) {
            while found.pop_if(|(inner, _)| *inner > start).is_some() {}
            found.push((start, at + c.len_utf8()));
        }
    }
    found
}

/// Whether a label stands here, with its colon.
fn label_at(text: &str) -> bool {
    let mut labels = BEFORE.iter().map(|(label, _)| *label).chain(OTHER_LABELS);
    labels
        .any(|label| text.strip_prefix(label).is_some_and(|rest| rest.trim_start().starts_with(['：', ':'])))
}

/// Names with a word that says what they do. `None` when there is no such word, or what stands before it is no list of
/// agencies.
fn read(text: &str) -> Option<Responsible> {
    sentences(text).map(gather)
}

pub(super) type Groups = Vec<(Role, Vec<String>)>;

/// What follows the first sentence may be remarks: `…负责。各市、县不再分工`.
pub(super) fn sentences(text: &str) -> Option<Groups> {
    let mut sentences = split_outside(text, &['。']).into_iter();
    let mut groups = sentence(sentences.next()?)?;
    for more in sentences {
        groups.extend(sentence(more).unwrap_or_default());
    }
    Some(groups)
}

/// Never without a name.
fn sentence(text: &str) -> Option<Groups> {
    let mut groups = Groups::new();
    let mut waiting: Vec<String> = Vec::new();
    let (mut labelled, mut beside) = (None, false);
    for part in parts(text) {
        let (label, part) = before(part);
        if label.is_some() {
            (labelled, beside) = (label, false);
        } else if is_remark(part) {
            beside |= label_at(part);
            continue;
        }
        let part = part.strip_prefix('由').unwrap_or(part);
        match after(part) {
            Some((names, role)) => {
                waiting.extend(names_of(names, &mut groups)?);
                groups.push((labelled.unwrap_or(role), std::mem::take(&mut waiting)));
            }
            // 责任人：张三，李四
            None if beside => {}
            None => {
                let names = names_of(part, &mut groups)?;
                match labelled {
                    Some(role) => groups.push((role, names)),
                    None => waiting.extend(names),
                }
            }
        }
    }
    let named = groups.iter().any(|(_, names)| !names.is_empty());
    (waiting.is_empty() && named).then_some(groups)
}

/// The parts of a sentence: between commas and semicolons, and from label to label.
fn parts(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    for part in split_outside(text, &[',', '，', ';', '；']) {
        let mut from = 0;
        let blanks = part.char_indices().filter(|(_, c)| c.is_whitespace());
        for (at, blank) in blanks {
            let next = at + blank.len_utf8();
            if at >= from && label_at(&part[next..]) {
                found.push(part[from..at].trim());
                from = next;
            }
        }
        found.push(part[from..].trim());
    }
    found.retain(|part| !part.is_empty());
    found
}

/// A list of agencies and nothing else: `(省教育厅、省财政厅)`.
fn bare(text: &str) -> Option<Responsible> {
    if ASIDES.iter().any(|aside| text.starts_with(aside)) {
        return None;
    }
    let parts = split_outside(text, &['、', ',', '，', ';', '；']).into_iter();
    let names = parts.filter(|part| !is_remark(part)).map(|name| name.trim_end_matches('等').to_owned());
    let names: Vec<String> = names.collect();
    (!names.is_empty() && names.iter().all(|name| is_agency(name)))
        .then_some(Responsible { leads: names, supports: Vec::new() })
}

/// Dates by which, and other remarks beside the names.
pub(super) fn is_remark(part: &str) -> bool {
    let dated = part.strip_prefix(['到', '至', '自']).unwrap_or(part);
    OTHER_LABELS.iter().chain(&REMARKS).any(|word| part.starts_with(word))
        || limits::begins(part)
        || (dated.starts_with(|c: char| c.is_ascii_digit()) && part.contains(['年', '月', '日', '季']))
}

fn before(part: &str) -> (Option<Role>, &str) {
    let found = BEFORE.iter().find_map(|(label, role)| {
        let rest = part.strip_prefix(label)?.trim_start();
        Some((*role, rest.strip_prefix(['：', ':'])?.trim()))
    });
    found.map_or((None, part), |(role, rest)| (Some(role), rest))
}

pub(super) fn after(part: &str) -> Option<(&str, Role)> {
    let (mut names, role) = AFTER.iter().find_map(|(word, role)| Some((part.strip_suffix(word)?, *role)))?;
    while let Some(rest) = HOW.iter().find_map(|how| names.strip_suffix(how)) {
        names = rest;
    }
    Some((names, role))
}

/// The names of a list; `会同` puts those behind it among the supporters, `(牵头)` behind a name makes that one lead. `None`
/// when one is no agency.
fn names_of(text: &str, groups: &mut Groups) -> Option<Vec<String>> {
    let (text, with) = text.split_once("会同").map_or((text, None), |(lead, with)| (lead, Some(with)));
    if let Some(with) = with {
        groups.push((Role::Support, list(with)?));
    }
    let mut names = list(text)?;
    let leading: Vec<String> = names.iter().filter_map(|name| leads(name)).map(str::to_owned).collect();
    if !leading.is_empty() {
        names.retain(|name| leads(name).is_none());
        groups.push((Role::Lead, leading));
    }
    Some(names)
}

/// The name before a mark in a list: this one leads.
pub(super) fn leads(name: &str) -> Option<&str> {
    ["(牵头)", "（牵头）", "牵头"].iter().find_map(|mark| name.strip_suffix(mark))
}

fn list(text: &str) -> Option<Vec<String>> {
    let text = text.trim().trim_end_matches('等');
    let parts = split_outside(text, &['、']).into_iter().flat_map(joined).flat_map(without_others);
    let names: Vec<String> = parts.flat_map(spaced).collect();
    names.iter().all(|name| is_named(leads(name).unwrap_or(name))).then_some(names)
}

/// `省税务局等部门` names one; `能源局等省有关部门` too.
pub(super) fn without_others(name: &str) -> Option<&str> {
    let Some((first, others)) = name.rsplit_once('等') else { return Some(name) };
    let others = others.ends_with(['门', '位', '构'])
        && others.chars().all(|c| "省市县区直级各有关相和及部门单位机构".contains(c));
    Some(if others { first } else { name }).filter(|name| !name.is_empty())
}

/// Names between blanks; a blank that parts no names is one of the printed page.
pub(super) fn spaced(text: &str) -> Vec<String> {
    let names: Vec<&str> = text.split_whitespace().collect();
    if names.iter().all(|name| is_named(name)) {
        return names.into_iter().map(str::to_owned).collect();
    }
    vec![names.concat()]
}

/// Whether this is the name of an agency where a word says what it does.
pub(super) fn is_named(name: &str) -> bool {
    let plain = plain(name);
    // 各市、县（市、区）
    let places = plain.strip_prefix('各').unwrap_or(&plain);
    let places = !places.is_empty() && places.chars().all(|c| "市州县区盟旗地乡镇级".contains(c));
    places || is_agency(name) || ends_in(name, &MORE_ENDINGS)
}

/// The parts between separators that stand in no bracket, without blanks: `各市、县(市、区)政府` are two.
pub(super) fn split_outside<'a>(text: &'a str, separators: &[char]) -> Vec<&'a str> {
    let mut depth = 0usize;
    let parts = text.split(move |c: char| {
        if OPEN.contains(&c) {
            depth += 1;
        } else if CLOSE.contains(&c) {
            depth = depth.saturating_sub(1);
        }
        depth == 0 && separators.contains(&c)
    });
    parts.map(str::trim).filter(|part| !part.is_empty()).collect()
}

/// `省财政厅和省教育厅` are two, `省发展和改革委` is one.
pub(super) fn joined(text: &str) -> Vec<&str> {
    joined_where(text, is_named)
}

/// The parts of a list around 和 and the like that are all names in this sense.
pub(super) fn joined_where(text: &str, is_name: fn(&str) -> bool) -> Vec<&str> {
    let words = if text.len() > LONGEST_JOINED { &[][..] } else { &["以及", "和", "及", "与"] };
    for word in words {
        for (at, _) in text.match_indices(word) {
            let (left, right) = (text[..at].trim(), text[at + word.len()..].trim());
            if is_name(left) && is_name(right) {
                return [left, right].into_iter().flat_map(|side| joined_where(side, is_name)).collect();
            }
        }
    }
    vec![text]
}

/// Whether this ends as the names of agencies do.
pub(super) fn is_agency(name: &str) -> bool {
    ends_in(name, &ENDINGS)
}

/// A name but for what stands in brackets.
pub(super) fn plain(name: &str) -> String {
    let mut plain = name.to_owned();
    for (open, close) in brackets(name).into_iter().rev() {
        plain.replace_range(open..close, "");
    }
    plain
}

fn ends_in(name: &str, endings: &[&str]) -> bool {
    let plain = plain(name);
    let long = plain.chars().count();
    let says_more = plain.contains(['：', ':', '。', '，', ',', '“', '《'])
        || ASIDES.iter().any(|aside| name.starts_with(aside));
    (2..=LONGEST_NAME).contains(&long) && !says_more && endings.iter().any(|ending| plain.ends_with(ending))
}

/// Whoever is 负责 beside a 牵头 supports it.
pub(super) fn gather(groups: Groups) -> Responsible {
    let led = groups.iter().any(|(role, _)| *role == Role::Lead);
    let mut all = Responsible::default();
    for (role, names) in groups {
        let leads = role == Role::Lead || (role == Role::InCharge && !led);
        if leads { all.leads.extend(names) } else { all.supports.extend(names) }
    }
    all
}
