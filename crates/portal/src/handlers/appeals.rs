//! `/appeals` and its parts: numbers of all appeals, the one entrance for them, and what their writers do with a receipt
//! code. No receipt code stands in an address, and no form in a cache.

use axum::body::Bytes;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::Response;
use mingjing_actions::appeals::{self, Appealed, NewAppeal, Numbers, Said, Writer, WriterStep};
use mingjing_actions::case_files::{FileLine, FilesOf};
use mingjing_actions::{Error, House, supervisions};
use mingjing_design::components::{ClockBadge, ErrorSummary, Link, TileMap};
use mingjing_design::format;
use mingjing_design::frame::Section;
use mingjing_design::page::Page;
use mingjing_procedures::RunningClock;
use mingjing_procedures::appeal::Kind;

use super::forms::{Form, FormWithFiles, private, refused};
use super::oversight_regions::tiles;
use super::render;
use super::requests::{TOO_OFTEN, file_row, later, new_once};
use crate::failure::Failure;
use crate::pages::{
    AppealAdvice, AppealFormPage, AppealNumbers, AppealReceiptPage, AppealTrackPage, AppealsPage,
    FollowedLine, KindChoice, NoticeLine, RegionChoice, TypedAppeal,
};
use crate::portal::Portal;
use crate::show;
use crate::visit::Visit;

/// What the form says where the writer leaves it to the office of the government who has the case.
const OFFICE: &str = "office";

/// Notices of supervision that are shown.
const FOLLOWED: u64 = 20;

/// The numbers of a region.
pub(super) async fn page(State(portal): State<Portal>, visit: Visit) -> Response {
    portal.fresh(&visit, numbers(&portal, &visit)).await
}

async fn numbers(portal: &Portal, visit: &Visit) -> Result<(StatusCode, String), Failure> {
    let asked = visit.given("region").or_else(|| top(&portal.house)).unwrap_or_default();
    let found = match appeals::overview(&portal.house, &asked).await {
        Err(Error::NotFound(_)) => return Err(Failure::NotFound),
        found => found?,
    };
    let of_region = |code: &str| format!("/appeals?region={code}");
    let region = |one: &appeals::RegionNumbers| {
        line(&one.name, if one.divided { of_region(&one.code) } else { String::new() }, &one.numbers)
    };
    let map = map(portal, &found);
    let page = AppealsPage {
        frame: portal.frame(visit, Section::Home).await,
        region: found.region.1.clone(),
        above: found.above.map(|(code, name)| Link::new(of_region(&code), format!("回到{name}"))),
        total: line(&found.region.1, String::new(), &found.total),
        withheld: found.total.withheld,
        kinds: found.kinds.iter().map(|(title, numbers)| line(title, String::new(), numbers)).collect(),
        regions: found.regions.iter().map(region).collect(),
        map,
        agencies: found
            .agencies
            .into_iter()
            .map(|agency| (Link::new(format!("/a/{}", agency.code), agency.name), agency.number))
            .collect(),
        followed: followed(&portal.house).await?,
        answers: format!("/i/{}", portal.house.rules.appeals.item),
    };
    render(StatusCode::OK, &page)
}

/// Notices of supervision that are public, the newest first.
async fn followed(house: &House) -> Result<Vec<FollowedLine>, Failure> {
    let lines = supervisions::published(house, FOLLOWED).await?.into_iter();
    Ok(lines
        .map(|one| FollowedLine {
            notice: Link::new(format!("/d/{}", one.id), one.title),
            agency: one.agency,
            appeals: one.appeals,
            state: match one.due {
                Some(due) => format!("{}，期限 {}", one.state, format::date(due)),
                None => one.state.to_owned(),
            },
            overdue: one.overdue,
        })
        .collect())
}

/// The region that all others are in.
fn top(house: &House) -> Option<String> {
    let register = house.register();
    register.regions().find(|region| region.parent_code.is_none()).map(|region| region.code.clone())
}

/// Where appeals come from: coloured by how many, in quarters of the most that one region has; what is overdue stands beside
/// the number.
fn map(portal: &Portal, found: &appeals::Overview) -> Option<TileMap> {
    let most = found.regions.iter().map(|one| one.numbers.received).max().filter(|most| *most > 0)?;
    let coloured = |code: &str| {
        let numbers = found.regions.iter().find(|one| one.code == code).map(|one| &one.numbers);
        let (received, overdue) = numbers.map_or((0, 0), |one| (one.received, one.overdue));
        let value = match overdue {
            0 => format!("{received} 件"),
            late => format!("{received} 件 ▲{late}"),
        };
        (value, Some(usize::try_from((received * 4).div_ceil(most)).unwrap_or_default()))
    };
    let whole = found.above.is_none();
    let (tiles, note) =
        tiles(portal, (&found.region.0, whole), |code| format!("/appeals?region={code}"), coloured)?;
    let quarters = ["四分之一以内", "四分之一到一半", "一半到四分之三", "四分之三以上"];
    let steps = quarters.map(|words| format!("最多一地的{words}"));
    Some(TileMap {
        title: "各地收到多少件诉求（▲ 在办逾期）".into(),
        tiles,
        steps: std::iter::once("没有收到".to_owned()).chain(steps).collect(),
        unknown: String::new(),
        note,
    })
}

fn line(name: &str, href: String, numbers: &Numbers) -> AppealNumbers {
    let said = numbers.satisfied + numbers.unsatisfied;
    AppealNumbers {
        name: name.to_owned(),
        href,
        received: numbers.received,
        answered: numbers.answered,
        late: numbers.late,
        in_hand: numbers.in_hand,
        overdue: numbers.overdue,
        satisfied: match said {
            0 => "—".to_owned(),
            said => format!("{}%", numbers.satisfied * 100 / said),
        },
    }
}

/// The empty form.
pub(super) async fn new(State(portal): State<Portal>, visit: Visit) -> Response {
    let kind = visit.given("kind").unwrap_or_else(|| Kind::Consult.key().to_owned());
    let region = visit.given("region").or_else(|| top(&portal.house)).unwrap_or_default();
    let typed = TypedAppeal { kind, region, ..TypedAppeal::default() };
    let asked = Asked { typed, once: new_once(&portal), advise: false, files: Vec::new() };
    form(&portal, &visit, asked, (StatusCode::OK, Vec::new())).await
}

/// A form as it goes back and forth.
struct Asked {
    typed: TypedAppeal,
    once: String,
    /// Whether to show what is offered before it is sent.
    advise: bool,
    /// Files that are kept for it.
    files: Vec<FileLine>,
}

async fn form(
    portal: &Portal,
    visit: &Visit,
    asked: Asked,
    (status, wrong): (StatusCode, Vec<(String, String)>),
) -> Response {
    let Asked { typed, once, advise, files } = asked;
    let advice = if advise {
        let said = Said { title: typed.title.clone(), text: typed.text.clone() };
        match appeals::advise(&portal.house, &typed.region, &said).await {
            Ok(advice) => Some(offered(&portal.house, advice)),
            // What is offered helps; that it cannot be found keeps nobody from sending.
            Err(error) => {
                tracing::error!(%error, "nothing could be offered before an appeal is sent");
                Some(AppealAdvice::default())
            }
        }
    } else {
        None
    };
    let errors = wrong.iter().map(|(field, text)| Link::new(format!("#{field}"), text.as_str())).collect();
    let page = AppealFormPage {
        sends_mail: portal.house.site.sends_mail,
        frame: portal.frame(visit, Section::Home).await,
        summary: ErrorSummary { errors },
        kinds: kinds(&portal.house),
        regions: regions(&portal.house),
        wrong,
        typed,
        advice,
        once,
        files: files.into_iter().map(file_row).collect(),
    };
    private(Page::with_status(status, page))
}

fn offered(house: &House, advice: appeals::Advice) -> AppealAdvice {
    AppealAdvice {
        agencies: advice.agencies,
        office: advice.office.map_or_else(|| "政府办公室".to_owned(), |(_, name)| name),
        answers: show::entries(house, &advice.answers),
        guides: show::entries(house, &advice.guides),
        same: advice.same,
        same_answer: advice.same_answer,
    }
}

fn kinds(house: &House) -> Vec<KindChoice> {
    let choice = |kind: Kind| {
        let rule = house.rules.appeals.of(kind).ok()?;
        Some(KindChoice { key: kind.key(), title: rule.title.clone(), summary: rule.summary.clone() })
    };
    Kind::ALL.into_iter().filter_map(choice).collect()
}

/// The province and its cities, and each city with its counties.
fn regions(house: &House) -> Vec<RegionChoice> {
    let register = house.register();
    let Some(top) = register.regions().find(|region| region.parent_code.is_none()) else { return Vec::new() };
    let pair = |region: &mingjing_actions::Region| (region.code.clone(), region.name.clone());
    let mut first = vec![pair(top)];
    first.extend(register.regions_below(&top.code).map(pair));
    let mut groups = vec![RegionChoice { title: top.name.clone(), regions: first }];
    for city in register.regions_below(&top.code) {
        let below: Vec<_> = register.regions_below(&city.code).map(pair).collect();
        if !below.is_empty() {
            groups.push(RegionChoice { title: city.name.clone(), regions: below });
        }
    }
    groups
}

/// Takes the form: first what is offered, then the appeal. A failing one comes back with everything that was typed.
pub(super) async fn send(
    State(portal): State<Portal>,
    visit: Visit,
    parts: Parts,
    request: Request,
) -> Response {
    let FormWithFiles { form: sent, files } = match FormWithFiles::read(&portal, &parts, request).await {
        Ok(read) => read,
        Err(failure) => return portal.failure(&visit, failure).await,
    };
    let typed = TypedAppeal {
        kind: sent.text("kind"),
        region: sent.text("region"),
        agency: sent.text("agency"),
        title: sent.text("title"),
        text: sent.text("text"),
        name: sent.text("name"),
        contact: sent.text("contact"),
        address: sent.text("address"),
        mail: sent.text("mail"),
        consent: sent.text("consent") == "yes",
    };
    let asked = Asked { typed, once: sent.text("once"), advise: true, files: Vec::new() };
    if !portal.forms.allows(&parts) {
        let words = "您所在的网络地址一分钟内提交太多，请一分钟后再按一次“提交诉求”".to_owned();
        let wrong = vec![("send".to_owned(), words)];
        let asked = Asked { advise: sent.text("step") == "send", ..asked };
        return later(form(&portal, &visit, asked, (StatusCode::TOO_MANY_REQUESTS, wrong)).await);
    }
    let unwanted: Vec<String> = sent.all("remove").map(str::to_owned).collect();
    let (kept, refused) = match FilesOf::Appeal.keep(&portal.house, &asked.once, files, &unwanted).await {
        Ok(found) => found,
        Err(e) => return unsure(&portal, &visit, asked, e).await,
    };
    let asked = Asked { files: kept, ..asked };
    if !refused.is_empty() {
        let wrong = refused.into_iter().map(|words| ("files".to_owned(), words)).collect();
        return form(&portal, &visit, asked, (StatusCode::UNPROCESSABLE_ENTITY, wrong)).await;
    }
    let Some(kind) = Kind::of_key(&asked.typed.kind) else {
        let wrong = vec![("kind".to_owned(), "请选择是哪一类".to_owned())];
        return form(&portal, &visit, asked, (StatusCode::UNPROCESSABLE_ENTITY, wrong)).await;
    };
    if sent.text("step") != "send" {
        let missing = asked.typed.title.trim().is_empty() || asked.typed.text.trim().is_empty();
        let wrong = missing.then(|| ("title".to_owned(), "请先写是什么事".to_owned()));
        let status = if missing { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
        return form(&portal, &visit, asked, (status, wrong.into_iter().collect())).await;
    }
    lodge(&portal, &visit, kind, asked).await
}

async fn lodge(portal: &Portal, visit: &Visit, kind: Kind, asked: Asked) -> Response {
    let typed = &asked.typed;
    let new = NewAppeal {
        kind,
        region: typed.region.clone(),
        // The office of the government is found by the region.
        agency: if typed.agency == OFFICE { String::new() } else { typed.agency.clone() },
        said: Said { title: typed.title.clone(), text: typed.text.clone() },
        writer: Writer {
            name: typed.name.clone(),
            contact: typed.contact.clone(),
            address: typed.address.clone(),
            mail: typed.mail.clone(),
        },
        consent: typed.consent,
    };
    let wrong = match appeals::lodge(&portal.house, new, &asked.once).await {
        Ok(receipt) => {
            let page = AppealReceiptPage {
                frame: portal.frame(visit, Section::Home).await,
                code: receipt.code,
                number: receipt.number,
                agency: receipt.agency,
                lodged_on: format::date(receipt.lodged_on),
                due_on: format::date(receipt.due_on),
                again: receipt.again,
            };
            return private(Page::with_status(StatusCode::CREATED, page));
        }
        Err(Error::Invalid(problems)) => problems.into_iter().map(|p| (p.field, p.message)).collect(),
        Err(Error::Refused(words)) => vec![("send".to_owned(), words)],
        Err(other) => return unsure(portal, visit, asked, other).await,
    };
    form(portal, visit, asked, (StatusCode::UNPROCESSABLE_ENTITY, wrong)).await
}

/// The form again where it is not known whether it was taken.
async fn unsure(portal: &Portal, visit: &Visit, asked: Asked, error: Error) -> Response {
    let words =
        "系统暂时连不上，不能确定诉求是否收到。填写的内容都在，请过几分钟再按一次“提交诉求”，不会重复登记";
    match refused(error, words) {
        Ok(wrong) => later(form(portal, visit, asked, wrong).await),
        Err(failure) => portal.failure(visit, failure).await,
    }
}

/// The case of a code, for its writer; none for any other code.
pub(super) async fn tracked(portal: &Portal, visit: &Visit, code: &str) -> Result<Option<Response>, Error> {
    let Some(found) = appeals::track(&portal.house, code).await? else { return Ok(None) };
    Ok(Some(shown(portal, visit, (code, found), (StatusCode::OK, "", None)).await))
}

async fn shown(
    portal: &Portal,
    visit: &Visit,
    (code, found): (&str, Appealed),
    (status, done, refused): (StatusCode, &'static str, Option<String>),
) -> Response {
    let (clock, waits) = match found.clock {
        Ok(Some(clock)) => (Some(badge(&clock)), Some(clock.waits_for.to_owned())),
        Ok(None) => (None, None),
        Err(words) => (None, Some(format!("期限暂时算不出来：{words}"))),
    };
    let line = |notice: appeals::Notice| NoticeLine {
        on: format::date(notice.on),
        title: notice.title,
        text: notice.text,
    };
    let page = AppealTrackPage {
        frame: portal.frame(visit, Section::Home).await,
        summary: ErrorSummary {
            errors: refused.map(|words| Link::new("#steps", words)).into_iter().collect(),
        },
        done,
        code: code.to_owned(),
        files: found.files.into_iter().map(file_row).collect(),
        number: found.number,
        kind: found.kind,
        agency: found.agency,
        region: found.region,
        title: found.said.title,
        text: found.said.text,
        state: found.state,
        ending: found.ending.map(|ending| ending.zh()),
        late: found.late,
        waits,
        clock,
        notices: found.notices.into_iter().map(line).collect(),
        may_urge: found.waits,
        may_rate: found.may_rate,
        may_reopen: found.may_reopen,
        withheld: found.withheld,
        public_answer: found.public_answer.map(|id| format!("/d/{id}")),
    };
    private(Page::with_status(status, page))
}

fn badge(clock: &RunningClock) -> ClockBadge {
    ClockBadge {
        left: clock.standing.days().unwrap_or_default(),
        due: clock.due,
        article: clock.article.clone(),
    }
}

/// A step of the writer: urging, rating, asking again, taking back.
pub(super) async fn step(State(portal): State<Portal>, visit: Visit, parts: Parts, body: Bytes) -> Response {
    if !portal.codes.allows(&parts) {
        let words = Failure::BadRequest(TOO_OFTEN.into());
        return later(portal.failure(&visit, words).await);
    }
    let sent = Form::read(&body);
    let (code, text) = (sent.text("code"), sent.text("text"));
    let (step, done) = match sent.text("step").as_str() {
        "urge" => (WriterStep::Urge { text }, "已经催办，办理单位看得到。"),
        "rate" => {
            (WriterStep::Rate { satisfied: sent.text("satisfied") == "yes", text }, "评价已经记下，谢谢。")
        }
        "reopen" => (WriterStep::Reopen { text }, "已经要求重新办理，期限从今天重新起算。"),
        "withdraw" => (WriterStep::Withdraw, "已经撤回。"),
        _ => return portal.failure(&visit, Failure::NotFound).await,
    };
    let (status, done, refused) = match appeals::writer_step(&portal.house, &code, step).await {
        Ok(true) => (StatusCode::OK, done, None),
        Ok(false) => return portal.failure(&visit, Failure::NotFound).await,
        Err(Error::Refused(words)) => (StatusCode::UNPROCESSABLE_ENTITY, "", Some(words)),
        Err(Error::Conflict) => {
            let words = "办理单位刚好也在办这一件，请看看最新的情况，再试一次".to_owned();
            (StatusCode::CONFLICT, "", Some(words))
        }
        Err(other) => return portal.failure(&visit, other.into()).await,
    };
    match appeals::track(&portal.house, &code).await {
        Ok(Some(found)) => shown(&portal, &visit, (&code, found), (status, done, refused)).await,
        Ok(None) => portal.failure(&visit, Failure::NotFound).await,
        Err(e) => portal.failure(&visit, e.into()).await,
    }
}
