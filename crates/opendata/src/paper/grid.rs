//! A table whose cells may span rows and columns.

/// A cell, with the place of its upper left corner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GridCell {
    /// Row, from 0.
    pub row: usize,
    /// Column, from 0.
    pub column: usize,
    /// How many rows it takes.
    pub tall: usize,
    /// How many columns it takes.
    pub wide: usize,
    /// What stands in it.
    pub text: String,
    /// Whether it heads a row or a column.
    pub head: bool,
}

/// A table.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Grid {
    /// Its cells.
    pub cells: Vec<GridCell>,
    /// How many rows it has.
    pub rows: usize,
    /// How many columns it has.
    pub columns: usize,
}

/// Labels of one side: of each place the path from the widest heading to its own.
type Labels<'a> = &'a [Vec<String>];

/// Where labels of one side span: place, level, how many places, how many levels, text.
fn spans(labels: Labels<'_>, depth: usize) -> Vec<(usize, usize, usize, usize, String)> {
    let mut found = Vec::new();
    for (place, label) in labels.iter().enumerate() {
        for (level, text) in label.iter().enumerate() {
            let path = label.get(..=level);
            let begins = place == 0 || labels.get(place - 1).and_then(|before| before.get(..=level)) != path;
            let last = level + 1 == label.len();
            if begins || last {
                let alike = labels.iter().skip(place).take_while(|other| other.get(..=level) == path).count();
                let (places, levels) = if last { (1, depth - level) } else { (alike, 1) };
                found.push((place, level, places, levels, text.clone()));
            }
        }
    }
    found
}

impl Grid {
    /// A table with headings above its columns and before its rows, each a path from the widest heading to its own; what
    /// several have in common is joined. `corner` stands above the headings of the rows.
    #[must_use]
    pub fn new(corner: &str, columns: &[Vec<String>], rows: &[(Vec<String>, Vec<String>)]) -> Self {
        let above = columns.iter().map(Vec::len).max().unwrap_or_default();
        let labels: Vec<Vec<String>> = rows.iter().map(|(label, _)| label.clone()).collect();
        let before = labels.iter().map(Vec::len).max().unwrap_or_default();
        let mut cells = Vec::new();
        if before > 0 && above > 0 {
            let text = corner.to_owned();
            cells.push(GridCell { row: 0, column: 0, tall: above, wide: before, text, head: true });
        }
        for (place, level, places, levels, text) in spans(columns, above) {
            cells.push(GridCell {
                row: level,
                column: before + place,
                tall: levels,
                wide: places,
                text,
                head: true,
            });
        }
        for (place, level, places, levels, text) in spans(&labels, before) {
            cells.push(GridCell {
                row: above + place,
                column: level,
                tall: places,
                wide: levels,
                text,
                head: true,
            });
        }
        for (at, (_, values)) in rows.iter().enumerate() {
            for (column, text) in values.iter().enumerate() {
                let text = text.clone();
                cells.push(GridCell {
                    row: above + at,
                    column: before + column,
                    tall: 1,
                    wide: 1,
                    text,
                    head: false,
                });
            }
        }
        cells.sort_by_key(|cell| (cell.row, cell.column));
        Self { cells, rows: above + rows.len(), columns: before + columns.len() }
    }

    /// The cell that lies over a place, if one does.
    pub(super) fn over(&self, row: usize, column: usize) -> Option<&GridCell> {
        self.cells.iter().find(|cell| {
            (cell.row..cell.row + cell.tall).contains(&row)
                && (cell.column..cell.column + cell.wide).contains(&column)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(text: &str) -> Vec<String> {
        text.split('/').map(str::to_owned).collect()
    }

    #[test]
    fn common_headings_are_joined_and_every_place_is_covered_once() {
        let columns = ["自然人", "组织/企业", "组织/其他", "总计"].map(path);
        let rows = ["新收", "结果/公开", "结果/不予/秘密", "结果/不予/其他", "结转"]
            .map(|label| (path(label), vec!["1".to_owned(); 4]));
        let grid = Grid::new("情况", &columns, &rows);
        assert_eq!((grid.rows, grid.columns), (7, 7));
        let spans = |text: &str| {
            let cell = grid.cells.iter().find(|cell| cell.text == text).unwrap();
            (cell.row, cell.column, cell.tall, cell.wide)
        };
        assert_eq!(spans("情况"), (0, 0, 2, 3));
        assert_eq!(spans("组织"), (0, 4, 1, 2));
        assert_eq!(spans("自然人"), (0, 3, 2, 1));
        assert_eq!(spans("新收"), (2, 0, 1, 3));
        assert_eq!(spans("结果"), (3, 0, 3, 1));
        assert_eq!(spans("公开"), (3, 1, 1, 2));
        assert_eq!(spans("不予"), (4, 1, 2, 1));
        for row in 0..grid.rows {
            for column in 0..grid.columns {
                let over = grid.cells.iter().filter(|cell| {
                    (cell.row..cell.row + cell.tall).contains(&row)
                        && (cell.column..cell.column + cell.wide).contains(&column)
                });
                assert_eq!(over.count(), 1, "{row} {column}");
            }
        }
    }
}
