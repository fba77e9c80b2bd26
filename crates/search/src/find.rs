//! From a question to an answer.

use tantivy::query::{AllQuery, BooleanQuery};
use tantivy::schema::Value;
use tantivy::{DocAddress, Searcher, TantivyDocument};

use crate::ask::{every_term, every_term_unranked, relaxed_words, some_words, terms};
use crate::cursor::Place;
use crate::filter::{Clause, Filter};
use crate::gather::{Gathered, Memory, Rank, Wanted, date_rank, gather};
use crate::mark;
use crate::record::Record;
use crate::schema::Fields;
use crate::{Cursor, Error, Hit, Query, Results, Sort, Span};

const MOST_HITS: usize = 1_000;
const DEEPEST: usize = 10_000;

/// A query of the engine that all of these bind; without any, one that everything answers.
pub(crate) fn engine_query(clauses: Vec<Clause>) -> Box<dyn tantivy::query::Query> {
    if clauses.is_empty() { Box::new(AllQuery) } else { Box::new(BooleanQuery::new(clauses)) }
}

/// What a question is answered from.
pub(crate) struct Source<'a> {
    pub(crate) searcher: &'a Searcher,
    pub(crate) fields: &'a Fields,
    pub(crate) memory: &'a Memory,
    /// Number of leaves followed.
    pub(crate) leaves: u64,
}

/// The page asked for.
struct Page {
    sort: Sort,
    behind: Option<Rank>,
    skip: usize,
    limit: usize,
    /// Leaves there were when the first page was made.
    leaves: u64,
}

impl Source<'_> {
    /// Answers `query`: first from documents that hold all of it, else from those that hold words of it.
    pub(crate) fn search(&self, query: &Query) -> Result<Results, Error> {
        let terms = terms(&query.text);
        let filter = Filter::of(query);
        let page = self.page(query, terms.is_empty())?;
        let text = match page.sort {
            Sort::Relevance => every_term(self.fields, &terms),
            Sort::Newest | Sort::Oldest => every_term_unranked(self.fields, self.searcher, &terms)?,
        };
        let list = terms.is_empty();
        let found = self.gather(text, &filter, query, &page, list)?;
        if found.total > 0 || list {
            return self.results(query, &page, found, &terms, false);
        }
        let words = relaxed_words(&terms);
        if words.is_empty() || query.at_most.is_some() {
            return self.results(query, &page, found, &terms, false);
        }
        let found = self.gather(some_words(self.fields, &words), &filter, query, &page, false)?;
        let relaxed = found.total > 0;
        self.results(query, &page, found, &words, relaxed)
    }

    fn page(&self, query: &Query, list: bool) -> Result<Page, Error> {
        let sort = if list && query.sort == Sort::Relevance { Sort::Newest } else { query.sort };
        if query.after.is_some_and(|cursor| !cursor.fits(sort)) {
            return Err(Error::CursorOrder);
        }
        let mut page = Page {
            sort,
            behind: None,
            skip: query.offset.min(DEEPEST),
            limit: query.limit.min(MOST_HITS),
            leaves: u64::MAX,
        };
        match query.after.map(|cursor| cursor.0) {
            Some(Place::Newest(key) | Place::Oldest(key)) => {
                (page.behind, page.skip) = (Some(date_rank(sort, key)), 0);
            }
            Some(Place::Relevance { shown, leaves }) => {
                page.skip = usize::try_from(shown).map_or(DEEPEST, |shown| shown.min(DEEPEST));
                page.leaves = leaves;
            }
            None => {}
        }
        Ok(page)
    }

    fn gather(
        &self,
        mut clauses: Vec<Clause>,
        filter: &Filter,
        query: &Query,
        page: &Page,
        list: bool,
    ) -> Result<Gathered, Error> {
        clauses.extend(filter.clauses(self.fields));
        let engine_query = engine_query(clauses);
        let wanted = Wanted {
            sort: page.sort,
            behind: page.behind,
            leaves: page.leaves,
            // One more than shown tells whether there is a next page.
            take: if page.limit == 0 { 0 } else { page.skip + page.limit + 1 },
            facets: &query.facets,
            list: list.then_some(filter),
            at_most: query.at_most,
        };
        Ok(gather(self.searcher, self.fields, self.memory, engine_query.as_ref(), &wanted)?)
    }

    fn results(
        &self,
        query: &Query,
        page: &Page,
        found: Gathered,
        marks: &[String],
        relaxed: bool,
    ) -> Result<Results, Error> {
        let last = page.skip + page.limit;
        let shown = found.top.get(page.skip.min(found.top.len())..last.min(found.top.len()));
        let mut hits = Vec::new();
        for (_, address) in shown.unwrap_or_default() {
            hits.push(self.hit(*address, query.highlight.then_some(marks))?);
        }
        let next = (found.top.len() > last && page.limit > 0)
            .then(|| self.behind(page, found.top.get(last.wrapping_sub(1))))
            .flatten();
        let facets = query.facets.iter().cloned().zip(found.facets).collect();
        Ok(Results { total: found.total, hits, facets, next, relaxed })
    }

    fn behind(&self, page: &Page, last: Option<&(Rank, DocAddress)>) -> Option<Cursor> {
        let ((_, key), _) = last?;
        Some(Cursor(match page.sort {
            Sort::Newest => Place::Newest(*key),
            Sort::Oldest => Place::Oldest(!*key),
            Sort::Relevance => {
                let shown = page.skip + page.limit;
                if shown >= DEEPEST {
                    return None;
                }
                let leaves = page.leaves.min(self.leaves);
                Place::Relevance { shown: u32::try_from(shown).ok()?, leaves }
            }
        }))
    }

    fn hit(&self, address: DocAddress, marks: Option<&[String]>) -> Result<Hit, Error> {
        let stored: TantivyDocument = self.searcher.doc(address)?;
        let text = |field| stored.get_first(field).and_then(|value| value.as_str()).unwrap_or_default();
        let record: Record<'_> = serde_json::from_str(text(self.fields.record))?;
        let (title_marked, passage) = match marks {
            Some(terms) => (mark::whole(&record.title, terms), mark::passage(text(self.fields.body), terms)),
            None => (vec![Span { text: record.title.to_string(), marked: false }], Vec::new()),
        };
        Ok(Hit {
            id: record.id.into_owned(),
            title: record.title.into_owned(),
            title_marked,
            passage,
            item: record.item.into_owned(),
            agency: record.agency.into_owned(),
            issued_on: record.issued_on,
            published_at: record.published_at,
            revision: record.revision,
            index_no: record.index_no.into_owned(),
            status: record.status.into_owned(),
            leaf_index: record.leaf_index,
            columns: record.columns.into_owned(),
        })
    }
}
