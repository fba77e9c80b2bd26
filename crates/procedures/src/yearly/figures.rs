//! The numbers of a report.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Cell, Column, Handled, Line, RemedyColumn};
use crate::{ApplicantKind, Remedy, RemedyResult, RequestTable};

/// Numbers of cells; a cell that is not there is not known.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "BTreeMap<String, u64>", into = "BTreeMap<String, u64>")]
pub struct Figures(BTreeMap<Cell, u64>);

impl TryFrom<BTreeMap<String, u64>> for Figures {
    type Error = String;

    fn try_from(kept: BTreeMap<String, u64>) -> Result<Self, String> {
        let cell = |(key, number): (String, u64)| {
            Cell::of_key(&key).map(|cell| (cell, number)).ok_or_else(|| format!("没有“{key}”这一格"))
        };
        kept.into_iter().map(cell).collect::<Result<_, _>>().map(Self)
    }
}

impl From<Figures> for BTreeMap<String, u64> {
    fn from(figures: Figures) -> Self {
        figures.0.into_iter().map(|(cell, number)| (cell.key(), number)).collect()
    }
}

impl FromIterator<(Cell, u64)> for Figures {
    fn from_iter<T: IntoIterator<Item = (Cell, u64)>>(cells: T) -> Self {
        Self(cells.into_iter().collect())
    }
}

impl Figures {
    /// The number of a cell.
    #[must_use]
    pub fn get(&self, cell: Cell) -> Option<u64> {
        self.0.get(&cell).copied()
    }

    /// Puts a number in a cell, or takes it away.
    pub fn set(&mut self, cell: Cell, number: Option<u64>) {
        match number {
            Some(number) => self.0.insert(cell, number),
            None => self.0.remove(&cell),
        };
    }

    /// The cells that have a number.
    pub fn iter(&self) -> impl Iterator<Item = (Cell, u64)> {
        self.0.iter().map(|(cell, number)| (*cell, *number))
    }

    /// Table 3, from the cases (第五十条第一款第二项); every cell is known.
    #[must_use]
    pub fn of_requests(table: &RequestTable) -> Self {
        let mut figures = Self::default();
        for line in Line::all() {
            for kind in ApplicantKind::ALL {
                let of = |row: &BTreeMap<ApplicantKind, u64>| row.get(&kind).copied().unwrap_or_default();
                let number = match line {
                    Line::New => of(&table.new),
                    Line::CarriedOver => of(&table.carried_over),
                    Line::CarriedOn => of(&table.carried_on),
                    Line::Result(handled) => {
                        let here = table
                            .results
                            .iter()
                            .filter(|((outcome, who), _)| *who == kind && Handled::of(*outcome) == handled);
                        here.map(|(_, number)| number).sum()
                    }
                    Line::Total => continue,
                };
                figures.set(Cell::Request(line, Column::Of(kind)), Some(number));
            }
        }
        figures
    }

    /// Table 4, from what is noted of contested answers (第五十条第一款第三项); every cell is known.
    #[must_use]
    pub fn of_remedies(counted: &BTreeMap<(Remedy, RemedyResult), u64>) -> Self {
        let mut figures = Self::default();
        for remedy in Remedy::ALL {
            for result in RemedyResult::ALL {
                let number = counted.get(&(remedy, result)).copied().unwrap_or_default();
                figures.set(Cell::Remedy(remedy, RemedyColumn::Of(result)), Some(number));
            }
        }
        figures
    }

    /// Adds the numbers of others: what departments report, for the report of their government. Sums are not added but
    /// made anew by [`Figures::complete`], so that a wrong sum of one does not go up.
    pub fn add(&mut self, other: &Self) {
        for (cell, number) in other.iter().filter(|(cell, _)| !cell.is_sum()) {
            let sum = self.0.entry(cell).or_default();
            *sum = sum.saturating_add(number);
        }
    }

    /// These numbers, with those that people filled in put over them, and every sum that nobody filled in.
    #[must_use]
    pub fn with(&self, filled: &Self) -> Self {
        let mut shown = self.clone();
        shown.0.extend(filled.iter());
        shown.complete();
        shown
    }

    /// Fills in every sum that is not there and has something to add up.
    pub fn complete(&mut self) {
        let (last, others): (Vec<Cell>, Vec<Cell>) = Cell::all()
            .into_iter()
            .filter(|cell| cell.is_sum())
            .partition(|cell| *cell == Cell::Request(Line::Total, Column::Total));
        for cell in others.into_iter().chain(last) {
            if self.get(cell).is_none() {
                self.set(cell, self.sum(cell));
            }
        }
    }

    /// What the cells add up to that a cell is the sum of; none where none of them is known.
    #[must_use]
    pub fn sum(&self, cell: Cell) -> Option<u64> {
        let known = cell.addends().into_iter().filter_map(|addend| self.get(addend));
        known.fold(None, |sum: Option<u64>, number| Some(sum.unwrap_or_default().saturating_add(number)))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::yearly::check;
    use crate::{Outcome, RequestCount};

    #[test]
    fn what_is_kept_is_read_again() {
        let figures: Figures =
            [(Cell::Fees, 5), (Cell::Request(Line::New, Column::Total), 7)].into_iter().collect();
        let text = serde_json::to_string(&figures).unwrap();
        assert_eq!(text, "{\"fees\":5,\"request.new.all\":7}");
        assert_eq!(serde_json::from_str::<Figures>(&text).unwrap(), figures);
        assert!(serde_json::from_str::<Figures>("{\"fee\":5}").is_err());
    }

    fn counts() -> impl Strategy<Value = Vec<RequestCount>> {
        let one = (0..ApplicantKind::ALL.len(), 0..=Outcome::ALL.len(), any::<bool>(), 0u64..1000);
        let count = one.prop_map(|(kind, outcome, carried_over, count)| RequestCount {
            applicant: ApplicantKind::ALL[kind],
            outcome: Outcome::ALL.get(outcome).copied(),
            carried_over,
            count,
        });
        prop::collection::vec(count, 0..60)
    }

    fn report(counts: &[RequestCount]) -> Figures {
        let mut figures = Figures::of_requests(&RequestTable::of(counts));
        figures.complete();
        figures
    }

    proptest! {
        #[test]
        fn what_is_counted_from_cases_never_contradicts_itself(counts in counts()) {
            let figures = report(&counts);
            let wrong: Vec<_> = check(&figures, None).into_iter().filter(|f| f.wrong && f.cells.iter().any(|c| matches!(c, Cell::Request(..)))).collect();
            prop_assert!(wrong.is_empty(), "{wrong:?}");
            let all: u64 = counts.iter().map(|count| count.count).sum();
            let of = |line| figures.get(Cell::Request(line, Column::Total)).unwrap();
            prop_assert_eq!(of(Line::New) + of(Line::CarriedOver), all);
            prop_assert_eq!(of(Line::Total) + of(Line::CarriedOn), all);
        }

        #[test]
        fn the_sum_of_reports_is_the_report_of_all(first in counts(), second in counts()) {
            let mut added = report(&first);
            let mut one = Figures::default();
            one.add(&added);
            one.add(&report(&second));
            one.complete();
            let both: Vec<_> = first.iter().chain(&second).copied().collect();
            added = report(&both);
            prop_assert_eq!(one, added);
        }
    }
}
