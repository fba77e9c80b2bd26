//! `/d/{id}`, its versions and differences.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use mingjing_actions::House;
use mingjing_actions::reading::{self, PublicDisclosure, Revision, UrgentMark};
use mingjing_catalogue::Item;
use mingjing_design::components::{Breadcrumb, Difference, Link, Notice, NoticeKind, QrCode, Tag, Tombstone};
use mingjing_design::frame::{Frame, Section};
use mingjing_design::{format, markdown};
use mingjing_publication::{Content, Event, Kind};
use serde_json::Value;

use super::{list, render};
use crate::failure::Failure;
use crate::log_entries::moment;
use crate::pages::{Attachment, DisclosurePage, ReportForm, TombstonePage};
use crate::portal::Portal;
use crate::show;
use crate::visit::Visit;

pub(super) async fn page(State(portal): State<Portal>, Path(name): Path<String>, visit: Visit) -> Response {
    match elsewhere(&portal, &visit, &name, |id| format!("/d/{id}")).await {
        Some(response) => response,
        None => portal.page(&visit, make(&portal, &visit, &name)).await,
    }
}

/// An index number in place of the identity leads to the one address that the page of a disclosure has.
pub(super) async fn elsewhere(
    portal: &Portal,
    visit: &Visit,
    name: &str,
    address: impl FnOnce(&str) -> String,
) -> Option<Response> {
    if is_identity(name) {
        return None;
    }
    match reading::resolve(&portal.house, name).await {
        Ok(Some(id)) if id != name => Some(Redirect::to(&address(&id)).into_response()),
        Ok(_) => None,
        Err(error) => Some(portal.failure(visit, error.into()).await),
    }
}

/// Whether this is written as identities are: 32 hexadecimal digits. No index number is.
fn is_identity(name: &str) -> bool {
    name.len() == 32 && name.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
}

/// `/d/130001/2026-00001`: an index number as it is cited, with `.json` or `.md` behind it or nothing.
pub(super) async fn cited(
    State(portal): State<Portal>,
    Path((agency, serial)): Path<(String, String)>,
    visit: Visit,
) -> Response {
    let (serial, extension) = match serial.rsplit_once('.') {
        Some((serial, extension @ ("json" | "md"))) => (serial, format!(".{extension}")),
        _ => (serial.as_str(), String::new()),
    };
    match reading::resolve(&portal.house, &format!("{agency}/{serial}")).await {
        Ok(Some(id)) => {
            let query = visit.path.split_once('?').map(|(_, query)| format!("?{query}")).unwrap_or_default();
            Redirect::to(&format!("/d/{id}{extension}{query}")).into_response()
        }
        Ok(None) => portal.failure(&visit, Failure::NotFound).await,
        Err(error) => portal.failure(&visit, error.into()).await,
    }
}

/// The disclosure with this identity.
///
/// # Errors
/// [`Failure::NotFound`] if it is not public.
pub(super) async fn read(portal: &Portal, id: &str) -> Result<PublicDisclosure, Failure> {
    reading::disclosure(&portal.house, id).await?.ok_or(Failure::NotFound)
}

async fn make(portal: &Portal, visit: &Visit, id: &str) -> Result<(StatusCode, String), Failure> {
    let disclosure = read(portal, id).await?;
    let area = portal.house.rules.catalogue.item(&disclosure.item).map(|item| item.area.key());
    let frame = portal.frame(visit, area.map_or(Section::Home, Section::Area)).await;
    let joined = reading::joined(&portal.house, &disclosure).await?;
    let (portal, visit) = (portal.clone(), visit.clone());
    // Official text is long: reading, comparing and rendering it must not hold up other requests.
    tokio::task::spawn_blocking(move || match disclosure.content() {
        Some(content) => {
            let mut page = full(&portal, &visit, frame, &disclosure, content)?;
            page.notices.extend(procedure(&portal.house, &disclosure));
            show::join(&mut page.related, joined);
            render(StatusCode::OK, &page)
        }
        None => render(StatusCode::GONE, &withdrawn(&portal, frame, &disclosure)?),
    })
    .await?
}

fn full(
    portal: &Portal,
    visit: &Visit,
    frame: Frame,
    disclosure: &PublicDisclosure,
    content: &Content,
) -> Result<DisclosurePage, Failure> {
    let house = &portal.house;
    let item = house.rules.catalogue.item(&disclosure.item);
    let newest = disclosure.newest().ok_or(Failure::NotFound)?;
    let agency = show::Names::new(house).agency_on(&disclosure.agency, disclosure.issued_on);
    let address = format!("{}/d/{}", frame.site.origin, disclosure.id);
    let shared = show::shared(house, item, disclosure)?;
    let status = item.and_then(|item| item.status_field.as_ref()).and_then(|key| content.fields.get(key));
    Ok(DisclosurePage {
        breadcrumb: breadcrumb(item, &content.title),
        item: item_link(item, disclosure),
        title: content.title.clone(),
        status: status.and_then(Value::as_str).map(Tag::status),
        mark: Some(show::mark(&disclosure.id, newest)),
        notices: notices(disclosure),
        facts: show::facts(house, item, disclosure, content),
        red_head: show::red_head(item, content, &agency),
        body: content.body.as_deref().map(|body| portal.text(&newest.digest, &disclosure.id, content, body)),
        attachments: attachments(&disclosure.id, content),
        difference: difference(visit, item, disclosure)?,
        versions: show::versions(disclosure),
        related: [show::related(house, item, disclosure), show::shared_groups(item, &shared)].concat(),
        timeline: show::timeline(house, item, disclosure, shared),
        tables: show::tables(house, item, content),
        citation: show::citation(&agency, disclosure, content, &address),
        formats: [("json", "JSON"), ("md", "Markdown")]
            .map(|(extension, name)| Link::new(format!("/d/{}.{extension}", disclosure.id), name))
            .to_vec(),
        qr: Some(&address)
            .filter(|address| address.starts_with("http"))
            .and_then(|address| QrCode::new(address)),
        address,
        report: Some(ReportForm::new(&disclosure.id)),
        frame,
    })
}

fn withdrawn(portal: &Portal, frame: Frame, disclosure: &PublicDisclosure) -> Result<TombstonePage, Failure> {
    let house = &portal.house;
    let item = house.rules.catalogue.item(&disclosure.item);
    let newest = disclosure.newest().ok_or(Failure::NotFound)?;
    let ground = disclosure.withdrawn.as_ref();
    Ok(TombstonePage {
        frame,
        breadcrumb: breadcrumb(item, &disclosure.index_no),
        item: item_link(item, disclosure),
        index_no: disclosure.index_no.clone(),
        tombstone: Tombstone {
            at: moment(&newest.at),
            ground: ground.map(|ground| format!("{}：{}", ground.article, ground.reason)).unwrap_or_default(),
            agency: show::Names::new(house).agency_on(&disclosure.agency, disclosure.issued_on),
        },
        mark: show::mark(&disclosure.id, newest),
        facts: show::tombstone_facts(house, disclosure),
        versions: show::versions(disclosure),
    })
}

fn breadcrumb(item: Option<&Item>, here: &str) -> Breadcrumb {
    let mut above = item.map_or_else(|| vec![Link::new("/", "首页")], list::above);
    above.extend(item.map(|item| Link::new(format!("/i/{}", item.key), item.title.zh.clone())));
    Breadcrumb { above, here: here.to_owned() }
}

fn item_link(item: Option<&Item>, disclosure: &PublicDisclosure) -> Link {
    let title = item.map_or(&disclosure.item, |item| &item.title.zh);
    Link::new(format!("/i/{}", disclosure.item), title.clone())
}

/// What must be said first: that one person released it, then that it was amended or mended.
fn notices(disclosure: &PublicDisclosure) -> Vec<Notice> {
    let Some(newest) = disclosure.newest() else { return Vec::new() };
    let mut notices: Vec<Notice> =
        disclosure.urgent.iter().filter_map(|mark| urgent(mark, newest.revision)).collect();
    if newest.event == Event::Amend {
        notices.push(amended(disclosure, newest));
    }
    notices
}

/// Where to see how far the procedure of this disclosure is, if it has one.
fn procedure(house: &House, disclosure: &PublicDisclosure) -> Option<Notice> {
    if let Some(notice) = sample(house, disclosure) {
        return Some(notice);
    }
    if let Some(notice) = sign_up(house, disclosure).or_else(|| clause_by_clause(house, disclosure)) {
        return Some(notice);
    }
    if disclosure.item != house.rules.decisions.item {
        return None;
    }
    let words = "每一步做了没有、材料在哪里、下一步是什么，排在一页上。";
    let notice = Notice::new(NoticeKind::Info, "这是一项重大行政决策", words);
    Some(notice.linked(format!("/decisions/{}", disclosure.id), "看决策进程"))
}

/// What a sampling plan has drawn.
fn sample(house: &House, disclosure: &PublicDisclosure) -> Option<Notice> {
    disclosure.content().filter(|_| disclosure.item == house.rules.sampling.plan.item)?;
    let words = "抽到哪些由方案以后的公开日志决定，谁都可以重抽。";
    let notice = Notice::new(NoticeKind::Info, "这是一个抽查方案", words);
    Some(notice.linked(format!("/oversight/samples/{}", disclosure.id), "看抽到哪些"))
}

/// How a document is carried out, for the document and for each task of it.
fn clause_by_clause(house: &House, disclosure: &PublicDisclosure) -> Option<Notice> {
    let rules = &house.rules.tasks;
    let mut links = disclosure.links.iter().filter(|link| link.field == rules.documents);
    if disclosure.item == rules.item {
        let code = disclosure.content()?.fields.get(&rules.code)?.as_str()?;
        let document = links.find(|link| !link.inbound)?;
        let words = "同一份文件的其他条款由谁落实、办到哪里，排在一页上。";
        let notice = Notice::new(NoticeKind::Info, "这件任务落实一份文件里的一条", words);
        return Some(notice.linked(format!("/d/{}/tasks#{code}", document.id), "逐条落实情况"));
    }
    links.find(|link| link.inbound && link.item == rules.item)?;
    let words = "每一条由谁牵头、什么期限、办到哪里，排在一页上。";
    let notice = Notice::new(NoticeKind::Info, "这份文件的落实情况公开", words);
    Some(notice.linked(format!("/d/{}/tasks", disclosure.id), "逐条落实情况"))
}

/// Where people sign up, and who was drawn.
fn sign_up(house: &House, disclosure: &PublicDisclosure) -> Option<Notice> {
    let lots = &house.rules.lots;
    let drawn = lots.of(&disclosure.item)?;
    let fields = &disclosure.content()?.fields;
    if !lots.is_drawn(drawn, fields) || lots.text(fields, &lots.fields.commitment).is_empty() {
        return None;
    }
    let words = "报名、抽签编号名单、抽签结果和怎样自己算一遍，都在一页上。";
    let notice = Notice::new(NoticeKind::Info, "参加人网上报名，公开抽签", words);
    Some(notice.linked(format!("/hearings/{}", disclosure.id), "看报名和抽签"))
}

/// What is owed stands there until it is done; that it was done, as long as the revision is the newest.
fn urgent(mark: &UrgentMark, newest: u64) -> Option<Notice> {
    let why = format!("依据{}，由一位批准人紧急发布，理由：{}。", mark.basis, mark.reason);
    let when = |at: &str| format::moment(moment(at));
    match &mark.reviewed {
        None => {
            let text = format!("{why}另一位批准人须在 {} 前复核。", when(&mark.due_at));
            Some(Notice::new(NoticeKind::Warning, "紧急发布，待复核", text))
        }
        Some((at, true)) if mark.revision == newest => {
            let text = format!("{why}另一位批准人于 {} 复核，维持发布。", when(at));
            Some(Notice::new(NoticeKind::Info, "紧急发布，已复核", text))
        }
        Some(_) => None,
    }
}

fn amended(disclosure: &PublicDisclosure, newest: &Revision) -> Notice {
    let reason = newest.reason.as_deref().unwrap_or_default();
    let number = disclosure.revisions.len();
    let (title, label) = match newest.kind {
        Some(Kind::Minor) => (format!("这条信息作过文字更正，现在是第 {number} 版"), "更正说明"),
        _ => (format!("这条信息更新过，现在是第 {number} 版"), "更新理由"),
    };
    let text = if reason.is_empty() { String::new() } else { format!("{label}：{reason}。") };
    let difference = format!("/d/{}?diff={}..{number}#difference-title", disclosure.id, number - 1);
    Notice::new(NoticeKind::Info, title, text).linked(difference, "看改了什么")
}

/// The page that a draft would have, for those who may see it before it is public. Its files are the draft's.
pub(crate) fn preview(portal: &Portal, frame: Frame, upcoming: &PublicDisclosure) -> Result<String, Failure> {
    let visit = Visit::default();
    let content = upcoming.content().ok_or(Failure::NotFound)?;
    let mut page = full(portal, &visit, frame, upcoming, content)?;
    let files = |name: &str| {
        let file = content.attachments.iter().find(|file| file.name == name)?;
        Some(format!("/desk/d/{}/files/{}", upcoming.id, file.sha256))
    };
    for file in &mut page.attachments {
        file.href = files(&file.name).unwrap_or_default();
    }
    page.body = content.body.as_deref().map(|body| Arc::new(markdown::render_with(body, &files)));
    let words = "公开以后，这里显示公开日志的标记，页边可以取走回执。索引号在公开时编定。";
    page.notices.insert(0, Notice::new(NoticeKind::Warning, "这是预览，还没有公开", words));
    page.versions.retain(|line| line.leaf > 0 || line.revision < content.revision);
    (page.mark, page.qr, page.report, page.formats) = (None, None, None, Vec::new());
    render(StatusCode::OK, &page).map(|(_, html)| html)
}

pub(super) fn attachments(id: &str, content: &Content) -> Vec<Attachment> {
    let attachment = |(at, file): (usize, &mingjing_publication::Attachment)| Attachment {
        href: format!("/d/{id}/files/{}", at + 1),
        name: file.name.clone(),
        kind: file.name.rsplit_once('.').map_or_else(|| "文件".to_owned(), |(_, kind)| kind.to_uppercase()),
        size: file.size,
    };
    content.attachments.iter().enumerate().map(attachment).collect()
}

/// What `?diff=1..2` asks for.
fn difference(
    visit: &Visit,
    item: Option<&Item>,
    disclosure: &PublicDisclosure,
) -> Result<Option<Difference>, Failure> {
    let Some(asked) = visit.given("diff") else { return Ok(None) };
    let wrong = || Failure::BadRequest(format!("看不懂“diff={asked}”，应写成 diff=1..2 这样的两个版本号。"));
    let (from, to) = asked.split_once("..").ok_or_else(wrong)?;
    let find = |number: &str| -> Result<_, Failure> {
        let number: u64 = number.parse().map_err(|_| wrong())?;
        disclosure.revisions.iter().find(|one| one.revision == number).ok_or(Failure::NotFound)
    };
    let (from, to) = (find(from)?, find(to)?);
    let (Some(before), Some(after)) = (&from.content, &to.content) else { return Err(Failure::NotFound) };
    Ok(Some(Difference::between(item, before, after, to.reason.clone())))
}
