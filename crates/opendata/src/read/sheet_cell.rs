//! What a worksheet's cell says, as text.

use calamine::{DataRef, ExcelDateTime};
use chrono::{Datelike, NaiveTime};

/// Excel keeps fifteen digits of a number; whatever is longer has lost its end.
const MAX_NUMBER: f64 = 1e15;

/// The cell's text: integers without decimals, dates as `YYYY-MM-DD` (with the time behind a blank if there is one).
///
/// # Errors
/// Values that Excel itself could not keep or compute, with the reason in Chinese.
pub(super) fn text(value: &DataRef<'_>) -> Result<String, String> {
    match value {
        DataRef::Empty => Ok(String::new()),
        DataRef::String(text) => Ok(text.clone()),
        DataRef::SharedString(text) => Ok((*text).to_owned()),
        DataRef::Bool(true) => Ok("TRUE".to_owned()),
        DataRef::Bool(false) => Ok("FALSE".to_owned()),
        DataRef::Int(number) => Ok(number.to_string()),
        DataRef::Float(number) => number_text(*number),
        DataRef::DateTime(moment) => moment_text(moment),
        DataRef::DateTimeIso(text) => Ok(text.strip_suffix("T00:00:00").unwrap_or(text).to_owned()),
        DataRef::DurationIso(text) => Ok(text.clone()),
        DataRef::Error(error) => Err(format!("单元格里是公式错误 {error}，请改正公式或填写数值")),
    }
}

/// What is said of a formula at this place whose result the file does not hold: a program wrote the file, and no
/// spreadsheet has computed it.
pub(super) fn uncomputed(row: u32, column: usize) -> String {
    let mut name = String::new();
    let mut rest = column + 1;
    while rest > 0 {
        let letter = u8::try_from((rest - 1) % 26).unwrap_or_default();
        name.insert(0, char::from(b'A' + letter));
        rest = (rest - 1) / 26;
    }
    format!("单元格 {name}{} 的公式没有计算结果，请用电子表格软件打开并保存一次，或改填数值", row + 1)
}

fn number_text(number: f64) -> Result<String, String> {
    if !number.is_finite() || number.abs() >= MAX_NUMBER {
        return Err(
            "单元格里的数字超过 15 位,Excel 已丢掉末尾的数字，请把该列设为文本格式后重新填写".to_owned()
        );
    }
    // Excel shows fifteen significant digits; the file may hold 1234.0999999999999 for 1234.1.
    let shown = format!("{number:.14e}").parse::<f64>().unwrap_or(number);
    Ok(if shown == 0.0 { "0".to_owned() } else { shown.to_string() })
}

fn moment_text(moment: &ExcelDateTime) -> Result<String, String> {
    let wrong = || "单元格里的日期不在 Excel 的日期范围内，请改正".to_owned();
    let value = moment.as_f64();
    if !(0.0..2_958_466.0).contains(&value) {
        return Err(wrong());
    }
    let time = moment.as_datetime().ok_or_else(wrong)?;
    Ok(if moment.is_duration() || (value < 1.0 && time.date().year() < 1904) {
        time.format("%H:%M:%S").to_string()
    } else if time.time() == NaiveTime::MIN {
        time.format("%Y-%m-%d").to_string()
    } else {
        time.format("%Y-%m-%d %H:%M:%S").to_string()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use calamine::{CellErrorType, ExcelDateTimeType};

    fn moment(value: f64) -> Result<String, String> {
        text(&DataRef::DateTime(ExcelDateTime::new(value, ExcelDateTimeType::DateTime, false)))
    }

    #[test]
    fn values_read_as_a_clerk_sees_them() {
        assert_eq!(text(&DataRef::Float(3.0)).unwrap(), "3");
        assert_eq!(text(&DataRef::Float(-0.0)).unwrap(), "0");
        assert_eq!(text(&DataRef::Float(f64::from_bits(1234.1_f64.to_bits() - 1))).unwrap(), "1234.1");
        assert_eq!(text(&DataRef::Float(0.1 + 0.2)).unwrap(), "0.3");
        assert_eq!(text(&DataRef::Float(999_999_999_999_999.0)).unwrap(), "999999999999999");
        assert_eq!(text(&DataRef::Bool(true)).unwrap(), "TRUE");
        assert_eq!(moment(45_748.0).unwrap(), "2025-04-01");
        assert_eq!(moment(45_748.5).unwrap(), "2025-04-01 12:00:00");
        assert_eq!(moment(0.25).unwrap(), "06:00:00");
        assert_eq!(text(&DataRef::DateTimeIso("2025-04-01T00:00:00".into())).unwrap(), "2025-04-01");
    }

    #[test]
    fn what_excel_lost_is_said() {
        assert!(text(&DataRef::Float(130_102_199_001_011_234.0)).unwrap_err().contains("15 位"));
        assert!(text(&DataRef::Error(CellErrorType::Ref)).unwrap_err().contains("#REF!"));
        for value in [-1.0, 1e300, f64::NAN] {
            assert!(moment(value).is_err());
        }
    }
}
