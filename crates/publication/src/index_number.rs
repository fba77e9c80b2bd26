//! 索引号: by which a disclosure is cited for good.

use std::fmt;
use std::str::FromStr;

use crate::Error;

/// `{agency code}/{year}-{serial}`, as 国办公开办函〔2019〕61号 has it: who, when, the how-manieth.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct IndexNumber {
    agency: String,
    year: i32,
    serial: u64,
}

const WHAT: &str = "索引号";

impl IndexNumber {
    /// The number of an agency's `serial`-th publication in a year; serials begin at 1.
    ///
    /// # Errors
    /// When the agency code is empty or holds other than letters and digits, or year or serial are out of range.
    pub fn new(agency: &str, year: i32, serial: u64) -> Result<Self, Error> {
        if agency.is_empty() || !agency.bytes().all(|b| b.is_ascii_alphanumeric()) {
            return Err(Error::malformed(WHAT, format!("单位代码“{agency}”须由字母和数字组成")));
        }
        if !(1949..=9999).contains(&year) || serial == 0 {
            return Err(Error::malformed(WHAT, format!("{year} 年第 {serial} 号不在范围内")));
        }
        Ok(Self { agency: agency.into(), year, serial })
    }

    /// The agency's code.
    #[must_use]
    pub fn agency(&self) -> &str {
        &self.agency
    }
}

impl fmt::Display for IndexNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}-{:05}", self.agency, self.year, self.serial)
    }
}

impl FromStr for IndexNumber {
    type Err = Error;

    fn from_str(s: &str) -> Result<Self, Error> {
        let refuse =
            || Error::malformed(WHAT, format!("“{s}”应写作 单位代码/年份-序号，如 130001/2026-00012"));
        let (agency, rest) = s.split_once('/').ok_or_else(refuse)?;
        let (year, serial) = rest.split_once('-').ok_or_else(refuse)?;
        let number =
            Self::new(agency, year.parse().map_err(|_| refuse())?, serial.parse().map_err(|_| refuse())?)?;
        if number.to_string() == s { Ok(number) } else { Err(refuse()) }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_is_printed_is_read_back(agency in "[0-9A-Z]{1,18}", year in 1949i32..=9999, serial in 1u64..u64::MAX) {
            let number = IndexNumber::new(&agency, year, serial).unwrap();
            prop_assert_eq!(number.to_string().parse::<IndexNumber>().unwrap(), number);
        }

        #[test]
        fn no_text_makes_it_panic(s in "\\PC{0,40}") {
            let _ = s.parse::<IndexNumber>();
        }
    }

    #[test]
    fn it_reads_as_the_national_form() {
        assert_eq!(IndexNumber::new("130001", 2026, 12).unwrap().to_string(), "130001/2026-00012");
        assert!("130001/2026-12".parse::<IndexNumber>().is_err());
        assert!("130001/2026-00000".parse::<IndexNumber>().is_err());
    }
}
