//! Bars beside the words they stand for.

use askama::Template;
use askama::filters::HtmlSafe;

/// One bar.
#[derive(Debug, Clone, PartialEq)]
pub struct Bar {
    /// What it shows, for several bars in a row; may be empty.
    pub series: String,
    /// The amount in words.
    pub text: String,
    /// The amount.
    pub value: f64,
}

/// The bars of one row.
#[derive(Debug, Clone, PartialEq)]
pub struct BarRow {
    /// What they belong to.
    pub label: String,
    /// One or more.
    pub bars: Vec<Bar>,
}

/// Horizontal bars from zero. It is a table with a drawing in each row, so that words keep the size, the line breaks and the
/// colours of the page at every width, and a screen reader hears the numbers.
#[derive(Debug, Clone, Template)]
#[template(path = "components/bar_chart.html")]
pub struct BarChart {
    /// What it shows.
    pub title: String,
    /// The rows, in their order.
    pub rows: Vec<BarRow>,
    /// Whether each row has a scale of its own.
    pub by_row: bool,
}

impl BarChart {
    /// Width of a bar as a share of the widest it is compared with, in percent.
    fn width(&self, row: &BarRow, bar: &Bar) -> String {
        let rows = self.rows.iter().filter(|other| !self.by_row || *other == row);
        let most = rows.flat_map(|row| &row.bars).map(|bar| bar.value.abs()).fold(0.0, f64::max);
        let share = if most > 0.0 { bar.value.abs() / most * 100.0 } else { 0.0 };
        format!("{share:.1}%")
    }
}

impl HtmlSafe for BarChart {}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(label: &str, values: &[f64]) -> BarRow {
        let bar = |value: &f64| Bar { series: String::new(), text: value.to_string(), value: *value };
        BarRow { label: label.into(), bars: values.iter().map(bar).collect() }
    }

    #[test]
    fn bars_begin_at_zero_and_the_widest_fills_its_line() {
        let rows = vec![row("甲", &[50.0, -200.0]), row("乙", &[0.0])];
        let mut chart = BarChart { title: "图".into(), rows, by_row: false };
        let html = chart.to_string();
        assert!(
            html.contains("width=\"25.0%\"")
                && html.contains("width=\"100.0%\"")
                && html.contains("width=\"0.0%\"")
        );
        assert!(html.contains(" minus\""), "below zero is told apart");
        chart.rows[1] = row("乙", &[3.0]);
        chart.by_row = true;
        assert_eq!(chart.to_string().matches("width=\"100.0%\"").count(), 2);
        chart.rows.clear();
        assert!(chart.to_string().contains("<figcaption>"), "nothing to draw is no error");
    }
}
