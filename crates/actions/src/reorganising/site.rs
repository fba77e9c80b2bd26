//! How the page of an agency on the portal is arranged: its own columns around those that every agency has, and the host
//! name by which readers come to it. Both are events of the register, as all that is said of an agency.

use mingjing_catalogue::{Area, FieldProblem};
use mingjing_store::register::{self, RegisterEvent};
use serde::{Deserialize, Serialize};

use super::agencies::existing;
use super::{Change, Decree, enter, judge_text, none_wrong, problem, settle, state};
use crate::accounts::step;
use crate::register::Subject;
use crate::trail::record;
use crate::{Action, Error, House, Officer};

/// Most columns of its own on an agency's page.
pub const MOST_COLUMNS: usize = 12;
/// Most items or areas in one column.
pub const MOST_CONTENTS: usize = 6;
/// Most newest disclosures that a column shows.
pub const MOST_NEWEST: u32 = 20;
/// Longest name of a column, in characters.
const LONGEST_TITLE: usize = 20;
/// Names that every agency's page has already (国办公开办函〔2019〕61号).
const STATUTORY: [&str; 4] = ["政府信息公开指南", "政府信息公开制度", "法定主动公开内容", "政府信息公开年报"];

/// Something that a column shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Shown {
    /// Disclosures of the catalogue item with this key.
    Item(String),
    /// Disclosures of all items of the openness area with this key.
    Area(String),
}

/// A column of an agency's own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SiteColumn {
    /// Its name.
    pub title: String,
    /// What it shows.
    pub shows: Vec<Shown>,
    /// How many of the newest disclosures it shows.
    pub newest: u32,
    /// The day since which it shows what it shows, YYYY-MM-DD.
    pub since: String,
}

/// One part of an agency's page, in the order of the page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SitePart {
    /// The four columns that every agency has, with the names and in the order that the national form sets
    /// (国办公开办函〔2019〕61号): they stay together, and nobody takes them away.
    Statutory,
    /// A column of its own.
    Own(SiteColumn),
}

/// The page of an agency on the portal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgencySite {
    /// Its parts.
    pub parts: Vec<SitePart>,
    /// The host name by which readers come to it, in the letters of the DNS (RFC 5890, A-labels).
    pub host: Option<String>,
}

impl Default for AgencySite {
    fn default() -> Self {
        Self { parts: vec![SitePart::Statutory], host: None }
    }
}

/// A column as somebody asks for it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ColumnForm {
    /// Its name.
    pub title: String,
    /// What it shows.
    pub shows: Vec<Shown>,
    /// How many of the newest disclosures; none where it is no number.
    pub newest: Option<u32>,
}

/// The parts of a page as somebody asks for them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PartForm {
    /// The four columns that every agency has.
    Statutory,
    /// A column of its own.
    Own(ColumnForm),
}

/// What is wrong with one column, the one at `place`.
fn judge(house: &House, place: usize, form: &ColumnForm) -> Vec<FieldProblem> {
    let (title, shows, newest) =
        (format!("title-{place}"), format!("shows-{place}"), format!("newest-{place}"));
    let mut found: Vec<FieldProblem> =
        judge_text((&title, "栏目名称"), &form.title, LONGEST_TITLE).into_iter().collect();
    if STATUTORY.contains(&form.title.trim()) {
        found.push(problem(&title, "栏目名称", "法定栏目已有这个名称，请换一个"));
    }
    if form.newest.is_none_or(|newest| newest == 0 || newest > MOST_NEWEST) {
        found.push(problem(&newest, "显示几条", format!("请填写 1 至 {MOST_NEWEST} 的整数")));
    }
    let known = |one: &Shown| match one {
        Shown::Item(key) => house.rules.catalogue.item(key).is_some(),
        Shown::Area(key) => Area::from_key(key).is_some(),
    };
    let twice = form.shows.iter().enumerate().any(|(at, one)| form.shows[..at].contains(one));
    if form.shows.is_empty() || form.shows.len() > MOST_CONTENTS {
        found.push(problem(&shows, "栏目内容", format!("请选 1 至 {MOST_CONTENTS} 项")));
    } else if !form.shows.iter().all(known) {
        found.push(problem(&shows, "栏目内容", "有一项已不在公开事项目录里，请重新选"));
    } else if twice {
        found.push(problem(&shows, "栏目内容", "同一项选了两次"));
    }
    found
}

/// The page of an agency as it would be with these parts; changes nothing.
///
/// # Errors
/// When the person may not arrange it, or something is wrong with a column.
pub fn upcoming_site(
    house: &House,
    by: &Officer,
    code: &str,
    parts: &[PartForm],
) -> Result<AgencySite, Error> {
    existing(house, code)?;
    house.must(by, Action::ManageAgency, code)?;
    let register = house.register();
    let before = register.site(code).cloned().unwrap_or_default();
    if parts.iter().filter(|part| **part == PartForm::Statutory).count() != 1 {
        return Err(Error::Refused("法定栏目必须保留，只能有一处。请刷新页面后重试".into()));
    }
    if parts.len() > MOST_COLUMNS + 1 {
        return Err(Error::Refused(format!("本单位的栏目最多 {MOST_COLUMNS} 个，请先删去不用的")));
    }
    let mut problems = Vec::new();
    let mut laid: Vec<SitePart> = Vec::with_capacity(parts.len());
    for (place, part) in parts.iter().enumerate() {
        let PartForm::Own(form) = part else {
            laid.push(SitePart::Statutory);
            continue;
        };
        problems.extend(judge(house, place, form));
        let title = form.title.trim().to_owned();
        let is_taken = |part: &SitePart| matches!(part, SitePart::Own(other) if other.title == title);
        if laid.iter().any(is_taken) {
            problems.push(problem(&format!("title-{place}"), "栏目名称", "与前面的栏目同名"));
        }
        let same = before.parts.iter().find_map(|part| match part {
            SitePart::Own(column) if column.shows == form.shows => Some(column.since.clone()),
            _ => None,
        });
        let since = same.unwrap_or_else(|| house.now().date_naive().to_string());
        let (shows, newest) = (form.shows.clone(), form.newest.unwrap_or_default());
        laid.push(SitePart::Own(SiteColumn { title, shows, newest, since }));
    }
    none_wrong(problems)?;
    Ok(AgencySite { parts: laid, ..before })
}

/// Arranges the columns of an agency's page. `seen` is the version of the page as the person saw it.
///
/// # Errors
/// When the person may not, something is wrong with a column, or somebody else changed the page meanwhile.
pub async fn arrange_site(
    house: &House,
    by: &Officer,
    (code, seen): (&str, i64),
    parts: &[PartForm],
) -> Result<(), Error> {
    let acting = house.must(by, Action::ManageAgency, code)?;
    let after = upcoming_site(house, by, code, parts)?;
    put(house, &acting, (code, seen), (Way::Arrange, &after)).await
}

/// Gives an agency the host name by which readers come to its page, or takes it away where the text is empty.
///
/// # Errors
/// When the person may not, it is no host name, another agency has it, it is that of the whole site, or somebody else
/// changed the page meanwhile.
pub async fn name_host(
    house: &House,
    by: &Officer,
    (code, seen): (&str, i64),
    host: &str,
) -> Result<(), Error> {
    existing(house, code)?;
    let acting = house.must(by, Action::ManageHosts, code)?;
    let register = house.register();
    let before = register.site(code).cloned().unwrap_or_default();
    let wrong = |message: String| Error::Invalid(vec![problem("host", "网站域名", message)]);
    let host = match host.trim() {
        "" => None,
        text => Some(host_name(text).map_err(wrong)?),
    };
    if let Some(host) = &host {
        if let Some(other) = register.agency_of_host(host).filter(|other| *other != code) {
            return Err(wrong(format!("已经是“{}”的域名", register.agency_name(other))));
        }
        let main = url::Url::parse(&house.site.base_url).ok();
        if main.as_ref().and_then(url::Url::host_str) == Some(host.as_str()) {
            return Err(wrong("这是整个平台的域名，不能给一个单位".into()));
        }
    }
    put(house, &acting, (code, seen), (Way::Host, &AgencySite { host, ..before })).await
}

/// What of a page is changed.
#[derive(Clone, Copy)]
enum Way {
    Arrange,
    Host,
}

async fn put(
    house: &House,
    acting: &Officer,
    (code, seen): (&str, i64),
    (way, after): (Way, &AgencySite),
) -> Result<(), Error> {
    let before = house.register().site(code).cloned();
    if *after == before.clone().unwrap_or_default() {
        return Err(Error::Refused("没有改动任何内容".into()));
    }
    let (change, action) = match way {
        Way::Arrange => ("arrange", "site-arrange"),
        Way::Host => ("host", "site-host"),
    };
    let before = before.as_ref().map(state).transpose()?;
    let change = Change { subject: Subject::Site, code, change, seen, before, after: state(after)? };
    // No document orders it, and it holds at once.
    let decree = Decree { basis: String::new(), takes_effect: house.now().date_naive() };
    let mut tx = house.db.begin().await?;
    enter(house, &mut tx, acting, (&change, &decree)).await?;
    record(house, &mut tx, acting, step(action, code, Some(change.detail(&decree)))).await?;
    settle(house, tx).await
}

/// The changes of an agency's page, oldest first.
///
/// # Errors
/// When the person may neither arrange it nor name its host.
pub async fn site_history(house: &House, by: &Officer, code: &str) -> Result<Vec<RegisterEvent>, Error> {
    if house.must(by, Action::ManageHosts, code).is_err() {
        house.must(by, Action::ManageAgency, code)?;
    }
    Ok(register::events_of(&mut house.db.read().await?, Subject::Site.key(), code).await?)
}

/// A host name in the letters of the DNS: names in Chinese are encoded as IDNA sets (RFC 5891, UTS 46).
fn host_name(text: &str) -> Result<String, String> {
    const HELP: &str =
        "不是完整的域名。只写域名，不写 https:// 和端口，例:jyt.hebei.gov.cn 或 教育厅.河北.政务";
    let name = match url::Host::parse(text.trim_end_matches('.')) {
        Ok(url::Host::Domain(name)) => name,
        Ok(url::Host::Ipv4(_) | url::Host::Ipv6(_)) => return Err("请填写域名，不能是 IP 地址".into()),
        Err(_) => return Err(HELP.into()),
    };
    // RFC 1123, 2.1, and RFC 1035, 2.3.4.
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let whole = name.len() <= 253 && name.contains('.') && name.split('.').all(is_label);
    if whole { Ok(name) } else { Err(HELP.into()) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn host_names_are_read_as_the_dns_has_them() {
        let is = |text: &str, name: &str| assert_eq!(host_name(text).as_deref(), Ok(name), "{text}");
        is("JYT.Hebei.gov.cn.", "jyt.hebei.gov.cn");
        is("教育厅.河北.政务", "xn--imrt82bd4t.xn--djrv90d.xn--zfr164b");
        is("教育厅。河北。政务", "xn--imrt82bd4t.xn--djrv90d.xn--zfr164b");
        for wrong in [
            "",
            "localhost",
            "https://a.cn",
            "a.cn:8080",
            "a.cn/x",
            "a b.cn",
            "-a.cn",
            "a-.cn",
            "a..cn",
            "a_b.cn",
            "u@a.cn",
            "<a>.cn",
            "xn--a.cn",
        ] {
            assert!(host_name(wrong).unwrap_err().contains("完整的域名"), "{wrong}");
        }
        for address in ["10.0.0.8", "[::1]", "0x7f.1"] {
            assert!(host_name(address).unwrap_err().contains("IP"), "{address}");
        }
        assert!(host_name(&format!("{}.cn", "a".repeat(64))).is_err());
    }

    proptest! {
        #[test]
        fn a_host_name_is_the_same_when_read_again(text in "[a-z0-9教育厅.。-]{1,40}") {
            if let Ok(name) = host_name(&text) {
                prop_assert_eq!(host_name(&name), Ok(name.clone()));
                prop_assert!(name.is_ascii());
            }
        }
    }
}
