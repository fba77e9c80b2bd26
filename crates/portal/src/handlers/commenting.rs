//! Forms by which people comment on a draft or answer its questionnaire. They need no script; who has one does some work
//! for each form and may send more of them. Nothing here goes through caches, and no receipt code stands in an address.

use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::Response;
use mingjing_actions::consultations::{self, Commented, Commenter, LONGEST_COMMENT, NewComment, PublicCall};
use mingjing_design::components::{ErrorSummary, Link};
use mingjing_design::format;
use mingjing_design::frame::Section;
use mingjing_design::page::Page;
use mingjing_procedures::consultation::{Given, QuestionKind};
use mingjing_publication::structure::{Clause, outline};
use sha2::{Digest, Sha256};

use super::consultations::read;
use super::forms::{Form, Wrong, is_to_be_tried_again, private, refused};
use super::requests::{later, new_once};
use crate::failure::Failure;
use crate::pages::{
    AskedQuestion, CommentFormPage, CommentReceiptPage, CommentTracked, QuestionnairePage,
    QuestionnaireTakenPage, TypedComment,
};
use crate::portal::Portal;
use crate::visit::Visit;

/// Work for the quick lane, in leading zero bits of a SHA-256: about a second on a telephone.
const WORK: u32 = 14;
/// Longest number that answers for the work.
const LONGEST_WORK: usize = 12;
/// Longest text of a clause shown beside the form, in characters.
const LONGEST_CLAUSE: usize = 1_200;
const TOO_OFTEN: &str = "您所在的网络地址提交得太快，请一分钟后再按一次“提交”。填写的内容都在";
const CLOSED: &str = "征求意见已经截止，不能再提交。填写的内容还在，可以复制下来联系征求意见的机关";
const UNKNOWN: &str =
    "系统暂时连不上，不能确定是否收到。填写的内容都在，请过几分钟再按一次“提交”，不会重复登记";

/// Whether the work for a form was done.
fn proved(once: &str, work: &str) -> bool {
    let plain = (1..=LONGEST_WORK).contains(&work.len()) && work.bytes().all(|b| b.is_ascii_digit());
    let digest = Sha256::digest(format!("{once}:{work}"));
    plain && u16::from_be_bytes([digest[0], digest[1]]).leading_zeros() >= WORK
}

/// Whether one more form may come from this address.
fn allows(portal: &Portal, parts: &Parts, form: &Form) -> bool {
    let quick = proved(&form.text("once"), &form.text("work"));
    if quick { portal.comments.allows(parts) } else { portal.unproved.allows(parts) }
}

fn name(clause: &Clause) -> String {
    match (clause.label.as_str(), clause.heading.as_str()) {
        ("", heading) => heading.to_owned(),
        (label, "") => label.to_owned(),
        (label, heading) => format!("{label} {heading}"),
    }
}

/// The lines of a clause with what lies within it.
fn text_of(body: &str, clauses: &[Clause], at: usize) -> String {
    let Some(clause) = clauses.get(at) else { return String::new() };
    let end = clauses.iter().skip(at + 1).find(|next| next.level <= clause.level).map(|next| next.line);
    let lines = body.split('\n').skip(clause.line - 1);
    let most = end.map_or(usize::MAX, |end| end - clause.line);
    let text: Vec<&str> = lines.take(most).map(|line| line.trim_start_matches('#').trim()).collect();
    let text = text.join("\n").replace("**", "");
    let short: String = text.trim().chars().take(LONGEST_CLAUSE).collect();
    if short.len() < text.trim().len() { format!("{short}……") } else { short }
}

/// The form for a comment on one clause or on the whole.
pub(super) async fn form(State(portal): State<Portal>, visit: Visit, Path(id): Path<String>) -> Response {
    let typed = TypedComment { clause: visit.param("clause").to_owned(), ..TypedComment::default() };
    match read(&portal, &id).await {
        Ok(call) => written(&portal, &visit, &call, (typed, new_once(&portal)), Ok(StatusCode::OK)).await,
        Err(failure) => portal.failure(&visit, failure).await,
    }
}

/// The form with what was typed and what is wrong with it.
async fn written(
    portal: &Portal,
    visit: &Visit,
    call: &PublicCall,
    (mut typed, once): (TypedComment, String),
    outcome: Result<StatusCode, Wrong>,
) -> Response {
    let (status, mut wrong) = outcome.map_or_else(|wrong| wrong, |status| (status, Vec::new()));
    if !call.is_open && wrong.is_empty() {
        wrong.push(("send".to_owned(), CLOSED.to_owned()));
    }
    let content = call.draft.content();
    let body = content.and_then(|content| content.body.as_deref()).unwrap_or_default();
    let clauses = outline(body);
    let at = clauses.iter().position(|clause| clause.anchor == typed.clause);
    if at.is_none() && wrong.is_empty() {
        typed.clause.clear();
    }
    let errors = wrong.iter().map(|(field, text)| Link::new(format!("#{field}"), text.as_str())).collect();
    let page = CommentFormPage {
        sends_mail: portal.house.site.sends_mail,
        frame: portal.frame(visit, Section::Home).await,
        summary: ErrorSummary { errors },
        id: call.row.id.clone(),
        title: content.map(|content| content.title.clone()).unwrap_or_default(),
        clause: at.map(|at| (name(&clauses[at]), text_of(body, &clauses, at))),
        clauses: clauses.iter().map(|clause| (clause.anchor.clone(), name(clause))).collect(),
        wrong,
        typed,
        once,
        work: WORK,
        longest: LONGEST_COMMENT,
    };
    private(Page::with_status(status, page))
}

/// Takes a comment. A failing form comes back with everything that was typed.
pub(super) async fn send(
    State(portal): State<Portal>,
    visit: Visit,
    Path(id): Path<String>,
    parts: Parts,
    body: Result<Bytes, BytesRejection>,
) -> Response {
    let Ok(body) = body else {
        let words = format!(
            "提交的内容太长，一次最多 {LONGEST_COMMENT} 字。请用浏览器的“返回”回到表单，缩短后再提交"
        );
        return portal.failure(&visit, Failure::BadRequest(words)).await;
    };
    let call = match read(&portal, &id).await {
        Ok(call) => call,
        Err(failure) => return portal.failure(&visit, failure).await,
    };
    let sent = Form::read(&body);
    let once = sent.text("once");
    let typed = TypedComment {
        clause: sent.text("clause"),
        text: sent.text("text"),
        name: sent.text("name"),
        contact: sent.text("contact"),
        mail: sent.text("mail"),
    };
    let wrong = if allows(&portal, &parts, &sent) {
        let new = NewComment {
            clause: typed.clause.clone(),
            text: typed.text.clone(),
            commenter: Commenter {
                name: typed.name.clone(),
                contact: typed.contact.clone(),
                mail: typed.mail.clone(),
            },
        };
        match consultations::comment(&portal.house, &id, new, &once).await {
            Ok(receipt) => {
                let page = CommentReceiptPage {
                    frame: portal.frame(&visit, Section::Home).await,
                    call_: Link::new(format!("/consultations/{id}"), receipt.title),
                    code: receipt.code,
                    number: receipt.number,
                    again: receipt.again,
                };
                return private(Page::with_status(StatusCode::CREATED, page));
            }
            Err(error) => match refused(error, UNKNOWN) {
                Ok(wrong) => wrong,
                Err(failure) => return portal.failure(&visit, failure).await,
            },
        }
    } else {
        (StatusCode::TOO_MANY_REQUESTS, vec![("send".to_owned(), TOO_OFTEN.to_owned())])
    };
    let status = wrong.0;
    let response = written(&portal, &visit, &call, (typed, once), Err(wrong)).await;
    if is_to_be_tried_again(status) { later(response) } else { response }
}

/// The questionnaire.
pub(super) async fn questionnaire(
    State(portal): State<Portal>,
    visit: Visit,
    Path(id): Path<String>,
) -> Response {
    match read(&portal, &id).await {
        Ok(call) => {
            let none = vec![Given::default(); call.state.file().call().questions().len()];
            let once = new_once(&portal);
            asked(&portal, &visit, &call, (none, once), Ok(StatusCode::OK)).await
        }
        Err(failure) => portal.failure(&visit, failure).await,
    }
}

async fn asked(
    portal: &Portal,
    visit: &Visit,
    call: &PublicCall,
    (given, once): (Vec<Given>, String),
    outcome: Result<StatusCode, Wrong>,
) -> Response {
    let questions = call.state.file().call().questions();
    if questions.is_empty() {
        return portal.failure(visit, Failure::NotFound).await;
    }
    let (status, mut wrong) = outcome.map_or_else(|wrong| wrong, |status| (status, Vec::new()));
    if !call.is_open && wrong.is_empty() {
        wrong.push(("send".to_owned(), CLOSED.to_owned()));
    }
    let questions = questions.iter().zip(given).map(|(question, given)| AskedQuestion {
        title: question.title.clone(),
        options: question.options(),
        many: matches!(question.kind, QuestionKind::Multiple { .. }),
        chosen: given.chosen,
        text: given.text,
    });
    let page = QuestionnairePage {
        frame: portal.frame(visit, Section::Home).await,
        summary: ErrorSummary {
            errors: wrong.into_iter().map(|(_, text)| Link::new("#send", text)).collect(),
        },
        id: call.row.id.clone(),
        title: call.draft.content().map(|content| content.title.clone()).unwrap_or_default(),
        questions: questions.collect(),
        once,
        work: WORK,
    };
    private(Page::with_status(status, page))
}

/// Takes a questionnaire. A failing one comes back with everything that was chosen.
pub(super) async fn answer(
    State(portal): State<Portal>,
    visit: Visit,
    Path(id): Path<String>,
    parts: Parts,
    body: Result<Bytes, BytesRejection>,
) -> Response {
    let Ok(body) = body else {
        let words = "提交的内容太长。请用浏览器的“返回”回到问卷，缩短文字后再提交".to_owned();
        return portal.failure(&visit, Failure::BadRequest(words)).await;
    };
    let call = match read(&portal, &id).await {
        Ok(call) => call,
        Err(failure) => return portal.failure(&visit, failure).await,
    };
    let sent = Form::read(&body);
    let once = sent.text("once");
    let given = |number: usize| Given {
        chosen: sent.all(&format!("q-{number}")).filter_map(|one| one.parse().ok()).collect(),
        text: sent.text(&format!("q-{number}-text")),
    };
    let given: Vec<Given> = (0..call.state.file().call().questions().len()).map(given).collect();
    let wrong = if allows(&portal, &parts, &sent) {
        match consultations::answer_questionnaire(&portal.house, &id, &given, &once).await {
            Ok(again) => {
                let title = call.draft.content().map(|content| content.title.clone()).unwrap_or_default();
                let page = QuestionnaireTakenPage {
                    frame: portal.frame(&visit, Section::Home).await,
                    call_: Link::new(format!("/consultations/{id}"), title),
                    again,
                };
                return private(Page::with_status(StatusCode::CREATED, page));
            }
            Err(error) => match refused(error, UNKNOWN) {
                Ok(wrong) => wrong,
                Err(failure) => return portal.failure(&visit, failure).await,
            },
        }
    } else {
        (StatusCode::TOO_MANY_REQUESTS, vec![("send".to_owned(), TOO_OFTEN.to_owned())])
    };
    let status = wrong.0;
    let response = asked(&portal, &visit, &call, (given, once), Err(wrong)).await;
    if is_to_be_tried_again(status) { later(response) } else { response }
}

/// A comment as its writer sees it on `/track`.
pub(super) fn tracked(comment: Commented) -> CommentTracked {
    let address = format!("/consultations/{}", comment.id);
    let clause = Link::new(format!("{address}#{}", comment.clause), "草案中的这一条");
    CommentTracked {
        number: comment.number,
        call_: Link::new(address, comment.title),
        agency: comment.agency,
        on: format::date(comment.on),
        clause: (!comment.clause.is_empty()).then_some(clause),
        text: comment.text,
        state: comment.state,
        answer: comment.answer.map(|(title, answer)| (title, answer.adoption.zh(), answer.text)),
        outcome: comment.outcome.map(|id| format!("/d/{id}")),
        withheld: comment.withheld,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn work_is_proved_for_one_form_only() {
        let once = "0123456789abcdef0123456789abcdef";
        let work = (0..).map(|n: u32| n.to_string()).find(|work| proved(once, work)).unwrap();
        assert!(!proved("1123456789abcdef0123456789abcdef", &work));
        assert!(!proved(once, "") && !proved(once, &format!("{work}x")) && !proved(once, &"1".repeat(99)));
    }

    #[test]
    fn a_clause_is_shown_with_what_lies_within_it() {
        let body = "第一条 甲。\n\n第二条 乙:\n\n(一)丙;\n\n(二)丁。\n\n第三条 戊。\n";
        let clauses = outline(body);
        let of = |anchor: &str| clauses.iter().position(|clause| clause.anchor == anchor).unwrap();
        let second = text_of(body, &clauses, of("art-2"));
        assert!(second.starts_with("第二条") && second.contains("丁") && !second.contains('戊'), "{second}");
        assert_eq!(text_of(body, &clauses, of("art-3")), "第三条 戊。");
    }
}
