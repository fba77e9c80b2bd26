//! The narrow part of a question: exact values and days.

use std::ops::Bound;

use tantivy::columnar::Column;
use tantivy::query::{ConstScoreQuery, Occur, RangeQuery, TermQuery};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, SegmentReader, Term};

use crate::schema::{Fields, column_name, first_key};
use crate::{Facet, Query};

/// A part of a query and how it binds.
pub(crate) type Clause = (Occur, Box<dyn tantivy::query::Query>);

/// Exact values and a range of sort keys.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Filter {
    exact: Vec<(Facet, String)>,
    /// Lowest key, and the first one too high.
    keys: (u64, u64),
}

impl Filter {
    pub(crate) fn of(query: &Query) -> Self {
        let mut exact: Vec<(Facet, String)> = Vec::new();
        let year = query.year.map(|year| year.to_string());
        let plain = [
            (Facet::Item, &query.item),
            (Facet::Agency, &query.agency),
            (Facet::Region, &query.region),
            (Facet::Year, &year),
            (Facet::Status, &query.status),
            (Facet::Area, &query.area),
        ];
        for (facet, value) in plain {
            if let Some(value) = value {
                exact.push((facet, value.clone()));
            }
        }
        for (key, value) in &query.filters {
            exact.push((Facet::Field(key.clone()), value.clone()));
        }
        let lowest = query.from.map_or(0, first_key);
        let end = query.to.and_then(|to| to.succ_opt()).map_or(u64::MAX, first_key);
        Self { exact, keys: (lowest, end) }
    }

    /// Whether a sort key lies in the days asked for.
    pub(crate) fn holds_key(&self, key: u64) -> bool {
        (self.keys.0..self.keys.1).contains(&key)
    }

    /// The parts of a query; they do not count for the rank.
    pub(crate) fn clauses(&self, fields: &Fields) -> Vec<Clause> {
        let mut clauses: Vec<Clause> = Vec::new();
        for (facet, value) in &self.exact {
            let term = TermQuery::new(fields.term(facet, value), IndexRecordOption::Basic);
            clauses.push((Occur::Must, Box::new(ConstScoreQuery::new(Box::new(term), 0.0))));
        }
        if self.keys != (0, u64::MAX) {
            let bound = |key| Term::from_field_u64(fields.key, key);
            let range =
                RangeQuery::new(Bound::Included(bound(self.keys.0)), Bound::Excluded(bound(self.keys.1)));
            clauses.push((Occur::Must, Box::new(ConstScoreQuery::new(Box::new(range), 0.0))));
        }
        clauses
    }

    /// How many documents of a segment have the rarest of the exact values: all it takes to go
    /// through them. Deleted documents count.
    pub(crate) fn cost(&self, fields: &Fields, segment: &SegmentReader) -> tantivy::Result<u32> {
        let mut cost = segment.max_doc();
        for (facet, value) in &self.exact {
            let index = segment.inverted_index(fields.of(facet))?;
            cost = cost.min(index.doc_freq(&fields.term(facet, value))?);
        }
        Ok(cost)
    }

    /// The exact values as numbers in the columns of a segment.
    pub(crate) fn in_columns(&self, segment: &SegmentReader) -> tantivy::Result<InColumns> {
        let mut columns = Vec::with_capacity(self.exact.len());
        for (facet, value) in &self.exact {
            let Some(column) = segment.fast_fields().str(&column_name(facet))? else {
                return Ok(InColumns::NoColumn);
            };
            let Some(ord) = column.dictionary().term_ord(value)? else { return Ok(InColumns::Nowhere) };
            columns.push((column.ords().clone(), ord));
        }
        Ok(InColumns::Filter(ColumnFilter(columns)))
    }
}

/// What the columns of a segment say of exact values.
pub(crate) enum InColumns {
    /// Whether a document has them can be read off.
    Filter(ColumnFilter),
    /// No document has all of them.
    Nowhere,
    /// One of them has no column here: only its postings know.
    NoColumn,
}

/// A filter that can be asked about single documents.
pub(crate) struct ColumnFilter(Vec<(Column<u64>, u64)>);

impl ColumnFilter {
    pub(crate) fn holds(&self, doc: DocId) -> bool {
        self.0.iter().all(|(column, wanted)| column.values_for_doc(doc).any(|ord| ord == *wanted))
    }
}
