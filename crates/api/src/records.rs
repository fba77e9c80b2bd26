//! One disclosure as JSON, from memory wherever it still holds.

use std::sync::{Arc, Weak};

use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use mingjing_actions::reading::{self, PublicDisclosure};
use mingjing_actions::{House, Register};
use mingjing_store::drafts;
use moka::sync::Cache;

use crate::answer::Answer;
use crate::problem::Problem;
use crate::views::Record;

/// Memory for rendered records, in bytes.
const CACHE_BYTES: u64 = 24 << 20;

/// Rendered records by the address of the site in them and the name they were asked for: identity or index number.
#[derive(Clone)]
pub(crate) struct Records {
    rendered: Cache<(String, String), Rendered>,
}

/// A record as JSON, and what it was made of.
///
/// It holds while the checkpoint stays where it is, and beyond as long as the disclosure has no newer leaf; in both
/// cases only under the register whose names it shows.
#[derive(Clone)]
struct Rendered {
    answer: Answer,
    id: String,
    leaf: u64,
    visible: u64,
    register: Weak<Register>,
}

impl Records {
    pub(crate) fn new() -> Self {
        let rendered = Cache::builder()
            .weigher(|(origin, name): &(String, String), one: &Rendered| {
                u32::try_from(origin.len() + name.len() + one.answer.len()).unwrap_or(u32::MAX)
            })
            .max_capacity(CACHE_BYTES)
            .build();
        Self { rendered }
    }

    /// The disclosure with this identity or index number, as the response to a request with these headers that came
    /// by this address of the site.
    pub(crate) async fn respond(
        &self,
        house: &House,
        name: &str,
        origin: &str,
        request: &HeaderMap,
    ) -> Response {
        match self.answer(house, name, origin).await {
            Ok(answer) => answer.to(request),
            Err(problem) => problem.into_response(),
        }
    }

    async fn answer(&self, house: &House, name: &str, origin: &str) -> Result<Answer, Problem> {
        let key = (origin.to_owned(), name.to_owned());
        let visible = house.visible().size;
        let register = house.register();
        if let Some(known) =
            self.rendered.get(&key).filter(|one| one.register.as_ptr() == Arc::as_ptr(&register))
        {
            if known.visible == visible {
                return Ok(known.answer);
            }
            if is_newest(house, &known).await? {
                let answer = known.answer.clone();
                self.rendered.insert(key, Rendered { visible, ..known });
                return Ok(answer);
            }
        }
        let disclosure = find(house, name).await?;
        let rendered = render(house, &disclosure, origin, visible, &register)?;
        let answer = rendered.answer.clone();
        self.rendered.insert(key, rendered);
        Ok(answer)
    }
}

/// Whether no leaf was appended for the disclosure since.
async fn is_newest(house: &House, known: &Rendered) -> Result<bool, Problem> {
    let mut tx = house.db.read().await.map_err(Problem::failed)?;
    let head = drafts::disclosure(&mut tx, &known.id).await.map_err(Problem::failed)?;
    let leaf = head.and_then(|head| head.leaf_index).and_then(|leaf| u64::try_from(leaf).ok());
    Ok(leaf == Some(known.leaf))
}

fn render(
    house: &House,
    disclosure: &PublicDisclosure,
    origin: &str,
    visible: u64,
    register: &Arc<Register>,
) -> Result<Rendered, Problem> {
    let withdrawn = || Problem::withdrawn(&disclosure.index_no, disclosure.withdrawn.as_ref());
    let newest = disclosure.newest().ok_or_else(withdrawn)?;
    let content = newest.content.as_ref().ok_or_else(withdrawn)?;
    Ok(Rendered {
        answer: Answer::json(&Record::new(disclosure, newest, content, house, origin))?,
        id: disclosure.id.clone(),
        leaf: newest.leaf_index,
        visible,
        register: Arc::downgrade(register),
    })
}

/// The public disclosure with this identity or index number, withdrawn ones among them.
///
/// # Errors
/// When there is none.
pub(crate) async fn find(house: &House, name: &str) -> Result<PublicDisclosure, Problem> {
    let unknown = || Problem::not_found("没有这条公开信息,请核对编号或索引号(索引号中的 / 在地址里写作 %2F)");
    if let Some(found) = reading::disclosure(house, name).await? {
        return Ok(found);
    }
    let id = reading::resolve(house, name).await?.ok_or_else(unknown)?;
    reading::disclosure(house, &id).await?.ok_or_else(unknown)
}
