//! What pages of cases have in common: lists by side, and clocks that run.

use axum::body::Bytes;
use mingjing_actions::supervisions::Side;
use mingjing_design::components::{ClockBadge, Pagination};
use mingjing_procedures::RunningClock;

use crate::form::Form;

/// Cases on one page.
const PAGE: u64 = 50;

/// Which cases an address asks for, where an office and an agency have to do with each.
pub(crate) struct SidedList {
    pub(crate) side: Side,
    pub(crate) open: bool,
    page: u64,
}

impl SidedList {
    /// Reads a query; without a side, the usual one.
    pub(crate) fn read(query: Option<String>, usual: Side) -> Self {
        let asked = Form::read_unchecked(&Bytes::from(query.unwrap_or_default()));
        Self {
            side: match asked.text("side") {
                "agency" => Side::Agency,
                "office" => Side::Office,
                _ => usual,
            },
            open: asked.text("view") != "closed",
            page: asked.text("page").parse().unwrap_or(1).max(1),
        }
    }

    /// How many, and after how many.
    pub(crate) fn window(&self) -> (u64, u64) {
        (PAGE, (self.page - 1).saturating_mul(PAGE))
    }

    /// The word in addresses.
    pub(crate) fn side_key(&self) -> &'static str {
        match self.side {
            Side::Office => "office",
            Side::Agency => "agency",
        }
    }

    /// Its pages below an address.
    pub(crate) fn pagination(&self, path: &str, total: u64) -> Pagination {
        let (side, view) = (self.side_key(), if self.open { "open" } else { "closed" });
        Pagination {
            current: self.page,
            pages: total.div_ceil(PAGE).max(1),
            base: format!("{path}?side={side}&view={view}&page="),
        }
    }
}

/// The clock of a case and what is waited for; in words where days cannot be counted.
pub(crate) fn running(clock: &Result<Option<RunningClock>, String>) -> (Option<ClockBadge>, Option<String>) {
    match clock {
        Ok(Some(clock)) => {
            let left = clock.standing.days().unwrap_or_default();
            let badge = ClockBadge { left, due: clock.due, article: clock.article.clone() };
            (Some(badge), Some(clock.waits_for.to_owned()))
        }
        Ok(None) => (None, None),
        Err(words) => (None, Some(format!("期限暂时算不出来：{words}"))),
    }
}
