//! Finding one's way: breadcrumb, facets, pages of a list, and the sum of errors over a form.

use askama::Template;
use askama::filters::HtmlSafe;

use super::Link;
use crate::format;

/// Where this page stands.
#[derive(Debug, Clone, Template)]
#[template(path = "components/breadcrumb.html")]
pub struct Breadcrumb {
    /// Pages above, from the front page down.
    pub above: Vec<Link>,
    /// This page.
    pub here: String,
}

impl HtmlSafe for Breadcrumb {}

/// One value of a facet with how many results it holds.
#[derive(Debug, Clone)]
pub struct FacetChoice {
    /// What the reader sees.
    pub label: String,
    /// Number of results.
    pub count: u64,
    /// Address with this value chosen, or without it if it is chosen already.
    pub href: String,
    /// Whether it is chosen.
    pub chosen: bool,
}

/// One facet with its values. The address holds the whole state; every value is a plain link.
#[derive(Debug, Clone, Template)]
#[template(path = "components/facet.html")]
pub struct FacetGroup {
    /// Title, e.g. `年份`.
    pub title: String,
    /// Values; those after the eighth are folded away.
    pub choices: Vec<FacetChoice>,
}

impl HtmlSafe for FacetGroup {}

const SHOWN: usize = 8;

impl FacetGroup {
    /// Values shown at once: the chosen ones and the first eight.
    fn shown(&self) -> Vec<&FacetChoice> {
        self.parted(true)
    }

    /// Values folded away.
    fn folded(&self) -> Vec<&FacetChoice> {
        self.parted(false)
    }

    fn parted(&self, shown: bool) -> Vec<&FacetChoice> {
        let parts = self.choices.iter().enumerate();
        parts
            .filter(|(at, choice)| (*at < SHOWN || choice.chosen) == shown)
            .map(|(_, choice)| choice)
            .collect()
    }

    fn count(&self, choice: &FacetChoice) -> String {
        format::thousands(choice.count)
    }
}

/// One step of the pagination.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// A page by its number.
    Number(u64),
    /// Pages left out.
    Gap,
}

/// Pages of a list, by number.
#[derive(Debug, Clone, Template)]
#[template(path = "components/pagination.html")]
pub struct Pagination {
    /// Page shown, from 1.
    pub current: u64,
    /// Number of pages.
    pub pages: u64,
    /// Address up to and with `page=`, e.g. `/search?q=a&page=`.
    pub base: String,
}

impl HtmlSafe for Pagination {}

impl Pagination {
    /// First, last and the neighbours of the current page, with gaps between.
    pub fn steps(&self) -> Vec<Step> {
        let near = self.current.saturating_sub(1)..=self.current.saturating_add(1);
        let mut numbers: Vec<u64> = near.filter(|page| (1..=self.pages).contains(page)).collect();
        if numbers.first() != Some(&1) {
            numbers.insert(0, 1);
        }
        if numbers.last() != Some(&self.pages) {
            numbers.push(self.pages);
        }
        let mut steps = Vec::new();
        let mut before = 0;
        for number in numbers {
            match number - before {
                0 => continue,
                1 => {}
                2 => steps.push(Step::Number(number - 1)),
                _ => steps.push(Step::Gap),
            }
            steps.push(Step::Number(number));
            before = number;
        }
        steps
    }

    fn is_current(&self, page: &u64) -> bool {
        *page == self.current
    }
}

/// Errors of a form, summed at the top with links to the fields.
#[derive(Debug, Clone, Template)]
#[template(path = "components/error_summary.html")]
pub struct ErrorSummary {
    /// One link per error; its address is the field's anchor, e.g. `#f-title`.
    pub errors: Vec<Link>,
}

impl HtmlSafe for ErrorSummary {}

#[cfg(test)]
mod tests {
    use super::*;

    fn steps(current: u64, pages: u64) -> String {
        let pagination = Pagination { current, pages, base: "/x?page=".into() };
        let text = |step: &Step| match step {
            Step::Number(number) => number.to_string(),
            Step::Gap => "…".to_owned(),
        };
        pagination.steps().iter().map(text).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn pagination_shows_ends_and_neighbours() {
        assert_eq!(steps(1, 1), "1");
        assert_eq!(steps(1, 10), "1 2 … 10");
        assert_eq!(steps(3, 10), "1 2 3 4 … 10");
        assert_eq!(steps(4, 10), "1 2 3 4 5 … 10");
        assert_eq!(steps(5, 10), "1 … 4 5 6 … 10");
        assert_eq!(steps(10, 10), "1 … 9 10");
        assert_eq!(steps(99, 3), "1 2 3", "a page beyond the last");
    }

    #[test]
    fn a_long_facet_folds_but_keeps_what_is_chosen() {
        let choice = |at: u64| FacetChoice {
            label: at.to_string(),
            count: at * 1000,
            href: "/".into(),
            chosen: at == 11,
        };
        let group = FacetGroup { title: "年份".into(), choices: (0..12).map(choice).collect() };
        assert_eq!(group.shown().len(), 9);
        assert_eq!(group.folded().len(), 3);
        assert!(group.to_string().contains("11,000"));
    }
}
