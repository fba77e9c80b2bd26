//! The arithmetic between the cells (国办公开办函〔2021〕30号, notes to the tables): what the mistakes are that reports are sent
//! back for, each with the cells it is in and how to mend it.

use super::{Cell, Column, DocumentCount, DocumentKind, Figures, Line, RemedyColumn};
use crate::Remedy;

/// A fee that is so many times that of the year before was most likely written in 元.
const YUAN_FOR_WAN: u64 = 1_000;

/// Something that the numbers of a report do not agree in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The cells, those first in which the mistake most likely is.
    pub cells: Vec<Cell>,
    /// Whether it must be mended before the report is made; otherwise it is only looked at again.
    pub wrong: bool,
    /// What does not agree, and how to mend it.
    pub message: String,
}

fn wrong(cells: Vec<Cell>, message: String) -> Finding {
    Finding { cells, wrong: true, message }
}

fn doubtful(cells: Vec<Cell>, message: String) -> Finding {
    Finding { cells, wrong: false, message }
}

/// Checks a report whose sums are filled in, with the report of the year before where there is one.
#[must_use]
pub fn check(figures: &Figures, before: Option<&Figures>) -> Vec<Finding> {
    let mut found = empty(figures);
    found.extend(Cell::all().into_iter().filter_map(|cell| sum(figures, cell)));
    found.extend(Column::all().into_iter().filter_map(|column| balance(figures, column)));
    if let Some(before) = before {
        found.extend(Column::all().into_iter().filter_map(|column| carried(figures, before, column)));
        found.extend(DocumentKind::ALL.into_iter().filter_map(|kind| in_force(figures, before, kind)));
        found.extend(fees(figures, before));
    }
    found.extend(DocumentKind::ALL.into_iter().filter_map(|kind| made(figures, kind)));
    found.extend(remedies(figures));
    found
}

/// More empty cells than this are told as one.
const MANY: usize = 10;

/// Every cell has a number, be it 0.
fn empty(figures: &Figures) -> Vec<Finding> {
    let missing: Vec<Cell> =
        Cell::all().into_iter().filter(|cell| !cell.is_sum() && figures.get(*cell).is_none()).collect();
    if missing.len() > MANY {
        let message =
            format!("有 {} 格还没有填，没有的填 0；由系统统计或者汇总的，先统计、汇总。", missing.len());
        // Named by the first: a mark beside every cell would mark none.
        return vec![wrong(missing.into_iter().take(1).collect(), message)];
    }
    let one = |cell: Cell| wrong(vec![cell], format!("{}还没有填，没有的填 0。", cell.place()));
    missing.into_iter().map(one).collect()
}

/// A sum is the sum of what it sums up: lines across, and (七) of table 3 down.
fn sum(figures: &Figures, cell: Cell) -> Option<Finding> {
    let found = check_sum(figures, cell);
    // The corner of (一) to (六) and 总计 must agree both ways.
    if cell == Cell::Request(Line::Total, Column::Total) && found.is_none() {
        let down = super::Handled::ALL.iter().map(|h| Cell::Request(Line::Result(*h), Column::Total));
        let down: Option<u64> =
            down.map(|cell| figures.get(cell)).try_fold(0_u64, |sum, n| Some(sum.saturating_add(n?)));
        let (down, stated) = (down?, figures.get(cell)?);
        return (down != stated).then(|| {
            wrong(
                vec![cell],
                format!(
                    "{}填的是 {stated}，（一）至（六）各行总计相加是 {down}，应当相等。请核对各行的总计。",
                    cell.place()
                ),
            )
        });
    }
    found
}

fn check_sum(figures: &Figures, cell: Cell) -> Option<Finding> {
    let (stated, sum) = (figures.get(cell)?, figures.sum(cell)?);
    if stated == sum {
        return None;
    }
    let what = match cell {
        Cell::Request(Line::Total, Column::Of(_)) => "这一列（一）至（六）各行相加",
        Cell::Remedy(..) => "维持、纠正、其他、尚未审结相加",
        _ => "这一行自然人和五类组织相加",
    };
    let message =
        format!("{}填的是 {stated}，{what}是 {sum}，应当相等。请改总计，或者改相加的各格。", cell.place());
    Some(wrong(vec![cell], message))
}

/// 一 + 二 = 三(七) + 四, column by column.
fn balance(figures: &Figures, column: Column) -> Option<Finding> {
    let cell = |line| Cell::Request(line, column);
    let of = |line| figures.get(cell(line));
    let (new, over, total, on) =
        (of(Line::New)?, of(Line::CarriedOver)?, of(Line::Total)?, of(Line::CarriedOn)?);
    let (came, went) = (new.saturating_add(over), total.saturating_add(on));
    if came == went {
        return None;
    }
    let place = column.label().join("·");
    let mend = if came > went {
        "办理结果少算了，或者结转下年度的少算了"
    } else {
        "办理结果多算了（一件只计一种结果，部分公开的不再计入其他情形），或者新收、上年结转的少算了"
    };
    let message = format!(
        "表三“{place}”一列：一（{new}）加二（{over}）是 {came}，三（七）（{total}）加四（{on}）是 {went}，应当相等，差 {}。{mend}。",
        came.abs_diff(went)
    );
    Some(wrong([Line::CarriedOver, Line::New, Line::Total, Line::CarriedOn].map(cell).to_vec(), message))
}

/// What the year before carried on is what this year carried over.
fn carried(figures: &Figures, before: &Figures, column: Column) -> Option<Finding> {
    let cell = Cell::Request(Line::CarriedOver, column);
    let over = figures.get(cell)?;
    let on = before.get(Cell::Request(Line::CarriedOn, column))?;
    let message = || {
        format!(
            "表三“二、上年结转”的“{}”是 {over}，上年度报告“四、结转下年度继续办理”的同一列是 {on}，应当相等。上年度报告有误的，先更正上年度报告。",
            column.label().join("·")
        )
    };
    (over != on).then(|| wrong(vec![cell], message()))
}

/// What is in force is what was, and what was made, without what was repealed.
fn in_force(figures: &Figures, before: &Figures, kind: DocumentKind) -> Option<Finding> {
    let cell = |count| Cell::Document(kind, count);
    let of = |count| figures.get(cell(count));
    let (made, repealed, now) =
        (of(DocumentCount::Made)?, of(DocumentCount::Repealed)?, of(DocumentCount::InForce)?);
    let then = before.get(cell(DocumentCount::InForce))?;
    let sum = then.saturating_add(made);
    let expected = sum.saturating_sub(repealed);
    (now != expected).then(|| {
        doubtful(
            [DocumentCount::InForce, DocumentCount::Made, DocumentCount::Repealed].map(cell).to_vec(),
            format!(
                "表二“{}”：上年度现行有效 {then} 件，加本年制发 {made} 件，减本年废止 {repealed} 件是 {expected} 件，填的是 {now} 件。有自然失效或者清理调整的，请在第六部分说明。",
                kind.zh()
            ),
        )
    })
}

/// More cannot have been made this year and stayed than is in force.
fn made(figures: &Figures, kind: DocumentKind) -> Option<Finding> {
    let cell = |count| Cell::Document(kind, count);
    let of = |count| figures.get(cell(count));
    let (made, repealed, now) =
        (of(DocumentCount::Made)?, of(DocumentCount::Repealed)?, of(DocumentCount::InForce)?);
    (made.saturating_sub(repealed) > now).then(|| {
        doubtful(
            [DocumentCount::InForce, DocumentCount::Made].map(cell).to_vec(),
            format!(
                "表二“{}”：本年制发 {made} 件、废止 {repealed} 件，现行有效只有 {now} 件。现行有效件数是截至年底全部有效的件数，不只是本年制发的。",
                kind.zh()
            ),
        )
    })
}

/// 万元, not 元.
fn fees(figures: &Figures, before: &Figures) -> Option<Finding> {
    let (now, then) = (figures.get(Cell::Fees)?, before.get(Cell::Fees)?);
    (then > 0 && now / then >= YUAN_FOR_WAN).then(|| {
        doubtful(
            vec![Cell::Fees],
            format!(
                "表二“行政事业性收费”填的是 {} 万元，上年度是 {} 万元。单位是万元，请看看是不是填成了元。",
                Cell::Fees.show(now),
                Cell::Fees.show(then)
            ),
        )
    })
}

/// Who litigates after a reconsideration had one.
fn remedies(figures: &Figures) -> Option<Finding> {
    let total = |remedy| Cell::Remedy(remedy, RemedyColumn::Total);
    let after = total(Remedy::LitigationAfterReconsideration);
    let (sued, reconsidered) = (figures.get(after)?, figures.get(total(Remedy::Reconsideration))?);
    (sued > reconsidered).then(|| {
        doubtful(
            vec![after, total(Remedy::Reconsideration)],
            format!(
                "表四：复议后起诉 {sued} 件，多于行政复议的 {reconsidered} 件。复议是上年度办结的请在第六部分说明，否则请核对。"
            ),
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::yearly::Handled;
    use crate::{ApplicantKind, RemedyResult};

    const PERSON: Column = Column::Of(ApplicantKind::Person);
    const COMPANY: Column = Column::Of(ApplicantKind::Company);

    /// A report made by hand: 168 new requests and 6 from the year before, 170 handled, 4 go on.
    fn sound() -> Figures {
        let mut figures: Figures =
            Cell::all().into_iter().filter(|cell| !cell.is_sum()).map(|cell| (cell, 0)).collect();
        let lines = [
            (Line::New, 150, 18),
            (Line::CarriedOver, 5, 1),
            (Line::Result(Handled::Granted), 80, 10),
            (Line::Result(Handled::PartlyGranted), 20, 2),
            (Line::Result(Handled::ThirdParty), 10, 3),
            (Line::Result(Handled::NotHeld), 36, 4),
            (Line::Result(Handled::OtherHandled), 5, 0),
            (Line::CarriedOn, 4, 0),
        ];
        for (line, persons, companies) in lines {
            figures.set(Cell::Request(line, PERSON), Some(persons));
            figures.set(Cell::Request(line, COMPANY), Some(companies));
        }
        let results = [(RemedyResult::Upheld, 6), (RemedyResult::Corrected, 2), (RemedyResult::Open, 1)];
        for (result, number) in results {
            figures.set(Cell::Remedy(Remedy::Reconsideration, RemedyColumn::Of(result)), Some(number));
        }
        for (count, number) in
            [(DocumentCount::Made, 6), (DocumentCount::Repealed, 3), (DocumentCount::InForce, 82)]
        {
            figures.set(Cell::Document(DocumentKind::Normative, count), Some(number));
        }
        figures.complete();
        figures
    }

    /// The year before it: 6 went on, 79 documents were in force.
    fn before() -> Figures {
        let mut figures = sound();
        for line in Line::all() {
            figures.set(Cell::Request(line, Column::Total), None);
            figures.set(Cell::Request(line, PERSON), Some(if line == Line::CarriedOn { 5 } else { 0 }));
            figures.set(Cell::Request(line, COMPANY), Some(if line == Line::CarriedOn { 1 } else { 0 }));
        }
        figures.set(Cell::Document(DocumentKind::Normative, DocumentCount::InForce), Some(79));
        figures.set(Cell::Fees, Some(2_000_000));
        figures.complete();
        figures
    }

    fn messages(figures: &Figures) -> Vec<String> {
        check(figures, Some(&before())).into_iter().map(|finding| finding.message).collect()
    }

    /// The one finding after a cell was changed and everything else left as it was.
    fn after(cell: Cell, number: u64) -> Vec<Finding> {
        let mut figures = sound();
        figures.set(cell, Some(number));
        check(&figures, Some(&before()))
    }

    #[test]
    fn a_sound_report_is_let_alone() {
        let figures = sound();
        let of = |line, column| figures.get(Cell::Request(line, column));
        assert_eq!(
            (of(Line::New, Column::Total), of(Line::CarriedOver, Column::Total)),
            (Some(168), Some(6))
        );
        assert_eq!((of(Line::Total, PERSON), of(Line::Total, Column::Total)), (Some(151), Some(170)));
        assert_eq!(figures.get(Cell::Remedy(Remedy::Reconsideration, RemedyColumn::Total)), Some(9));
        assert_eq!(messages(&figures), Vec::<String>::new());
    }

    #[test]
    fn one_and_two_are_three_seven_and_four() {
        let mut figures = sound();
        // The classic: what was granted in part is counted once more as refused.
        figures.set(Cell::Request(Line::Result(Handled::InternalAffairs), PERSON), Some(20));
        for cell in [PERSON, Column::Total].map(|column| Cell::Request(Line::Total, column)) {
            figures.set(cell, None);
        }
        figures.set(Cell::Request(Line::Result(Handled::InternalAffairs), Column::Total), None);
        figures.complete();
        let found = messages(&figures);
        assert_eq!(found.len(), 2, "{found:?}");
        assert!(
            found[0].contains("“自然人”一列：一（150）加二（5）是 155，三（七）（171）加四（4）是 175"),
            "{found:?}"
        );
        assert!(found[0].contains("差 20") && found[0].contains("部分公开"), "{found:?}");
        assert!(found[1].contains("“总计”一列"), "{found:?}");
    }

    #[test]
    fn wrong_sums_are_named_with_the_right_ones() {
        let found = after(Cell::Request(Line::New, Column::Total), 186);
        assert!(
            found.iter().any(|f| f.wrong && f.message.contains("填的是 186") && f.message.contains("是 168")),
            "{found:?}"
        );
        assert!(
            found.iter().any(|f| f.message.contains("“总计”一列")),
            "the balance is gone with it: {found:?}"
        );
        let found = after(Cell::Remedy(Remedy::Reconsideration, RemedyColumn::Total), 8);
        assert!(matches!(&found[..], [one] if one.message.contains("相加是 9")), "{found:?}");
        let found = after(Cell::Request(Line::Total, COMPANY), 18);
        assert!(found.iter().any(|f| f.message.contains("各行相加是 19")), "{found:?}");
    }

    #[test]
    fn the_corner_of_table_three_must_agree_both_ways() {
        let mut figures = sound();
        // Two lines are summed up wrongly, so that only the column of sums shows it.
        figures.set(Cell::Request(Line::Result(Handled::Granted), Column::Total), Some(95));
        let found = messages(&figures);
        assert!(found.iter().any(|m| m.contains("各行总计相加是 175")), "{found:?}");
    }

    #[test]
    fn what_is_carried_over_was_carried_on() {
        let mut figures = sound();
        figures.set(Cell::Request(Line::CarriedOver, PERSON), Some(4));
        figures.set(Cell::Request(Line::New, PERSON), Some(151));
        for line in [Line::CarriedOver, Line::New] {
            figures.set(Cell::Request(line, Column::Total), None);
        }
        figures.complete();
        let found = messages(&figures);
        assert!(
            matches!(&found[..], [one, two] if one.contains("“自然人”是 4") && one.contains("是 5") && two.contains("“总计”")),
            "{found:?}"
        );
        assert!(check(&figures, None).is_empty(), "without a report of the year before nothing is known");
    }

    #[test]
    fn empty_cells_are_asked_for() {
        let untouched = check(&Figures::default(), None);
        assert!(
            matches!(&untouched[..], [one] if one.wrong && one.message.contains("有 167 格")),
            "{untouched:?}"
        );
        let mut figures = sound();
        figures.set(Cell::Fees, None);
        figures.set(Cell::Request(Line::Result(Handled::Repeated), COMPANY), None);
        let found = messages(&figures);
        assert!(
            matches!(&found[..], [one, two] if one.contains("收费金额") && two.contains("重复申请") && two.contains("填 0")),
            "{found:?}"
        );
    }

    #[test]
    fn doubtful_numbers_are_looked_at_again() {
        let normative = |count| Cell::Document(DocumentKind::Normative, count);
        for (cell, number, words) in [
            (normative(DocumentCount::InForce), 90, "是 82 件，填的是 90 件"),
            (normative(DocumentCount::InForce), 2, "不只是本年制发的"),
            (Cell::Fees, 30_000_000_000, "填成了元"),
            (
                Cell::Remedy(Remedy::LitigationAfterReconsideration, RemedyColumn::Of(RemedyResult::Open)),
                10,
                "",
            ),
        ] {
            let found = after(cell, number);
            assert!(!words.is_empty() || found.iter().any(|f| f.wrong), "a sum that was left: {found:?}");
            assert!(found.iter().any(|f| f.message.contains(words)), "{words}: {found:?}");
        }
        let mut figures = sound();
        figures.set(Cell::Remedy(Remedy::LitigationAfterReconsideration, RemedyColumn::Total), Some(10));
        figures.set(
            Cell::Remedy(Remedy::LitigationAfterReconsideration, RemedyColumn::Of(RemedyResult::Open)),
            Some(10),
        );
        let found = check(&figures, None);
        assert!(
            matches!(&found[..], [one] if !one.wrong && one.message.contains("复议后起诉 10 件")),
            "{found:?}"
        );
    }
}
