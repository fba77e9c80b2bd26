//! The fee for handling requests of one applicant beyond what is usual (条例 第四十二条), from `law/request-fees.toml`.

use mingjing_law::LawFiles;
use serde::{Deserialize, Serialize};

/// Path of the file below `law/`.
const FILE: &str = "request-fees.toml";

/// By what a fee is counted: one of the two, never both for one request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FeeBasis {
    /// 按件: which request of the applicant it is in the month.
    Cases,
    /// 按量: how many pages are given.
    Pages,
}

impl FeeBasis {
    /// What people read.
    #[must_use]
    pub fn zh(self) -> &'static str {
        match self {
            Self::Cases => "按件计收",
            Self::Pages => "按量计收",
        }
    }
}

/// What one more costs, up to a number; without one, from there on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Band {
    up_to: Option<u32>,
    yuan: u32,
    /// From the beginning of the band on, each so many more ...
    every: Option<u32>,
    /// ... cost so much more.
    rise: Option<u32>,
}

/// The fees, as the file has them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FeeRules {
    source: String,
    note: String,
    cases: Vec<Band>,
    pages: Vec<Band>,
}

impl FeeRules {
    /// Reads `law/request-fees.toml`.
    ///
    /// # Errors
    /// When it is missing, does not read, or its bands do not follow each other to the end.
    pub fn load(files: &LawFiles) -> Result<Self, String> {
        let read: Self = files.read(FILE)?;
        if read.source.trim().is_empty() || read.note.trim().is_empty() {
            return Err(format!("law/{FILE}:1: source 和 note 不能为空：请写明依据"));
        }
        for (name, bands) in [("cases", &read.cases), ("pages", &read.pages)] {
            let ends: Vec<u32> = bands.iter().map_while(|band| band.up_to).collect();
            let follow = ends.windows(2).all(|pair| pair[0] < pair[1]) && ends.len() + 1 == bands.len();
            if !follow || bands.iter().any(|band| band.every == Some(0)) {
                return Err(format!("law/{FILE}:1: {name} 各档的 up_to 须由小到大，只有最后一档不写"));
            }
        }
        Ok(read)
    }

    /// What the fee follows from.
    #[must_use]
    pub fn source(&self) -> &str {
        &self.source
    }

    /// The fee in yuan: for the request that is the `count`th of its applicant in the month, or for `count` pages, each
    /// page by the band it lies in.
    #[must_use]
    pub fn yuan(&self, basis: FeeBasis, count: u32) -> u32 {
        match basis {
            FeeBasis::Cases => one(&self.cases, count),
            FeeBasis::Pages => sum(&self.pages, count),
        }
    }
}

/// Where a band begins, beside it.
fn from(bands: &[Band]) -> impl Iterator<Item = (u32, &Band)> {
    let begins = std::iter::once(0).chain(bands.iter().filter_map(|band| band.up_to));
    begins.zip(bands)
}

/// What the `number`th costs.
fn one(bands: &[Band], number: u32) -> u32 {
    let Some((before, band)) = from(bands).find(|(_, band)| band.up_to.is_none_or(|end| number <= end))
    else {
        return 0;
    };
    let steps = band.every.map_or(0, |every| number.saturating_sub(before).saturating_sub(1) / every);
    band.yuan.saturating_add(steps.saturating_mul(band.rise.unwrap_or(0)))
}

/// What all up to `number` cost together.
fn sum(bands: &[Band], number: u32) -> u32 {
    let each = from(bands).map(|(before, band)| {
        let end = band.up_to.map_or(number, |end| end.min(number));
        end.saturating_sub(before).saturating_mul(band.yuan)
    });
    each.fold(0, u32::saturating_add)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn rules() -> FeeRules {
        FeeRules::load(&LawFiles::embedded()).unwrap()
    }

    #[test]
    fn the_fees_are_those_of_the_measure() {
        let cases = |n| rules().yuan(FeeBasis::Cases, n);
        let expected =
            [(1, 0), (10, 0), (11, 100), (30, 100), (31, 200), (40, 200), (41, 300), (50, 300), (51, 400)];
        for (n, yuan) in expected {
            assert_eq!(cases(n), yuan, "{n}");
        }
        let pages = |n| rules().yuan(FeeBasis::Pages, n);
        for (n, yuan) in [(30, 0), (31, 10), (100, 700), (101, 720), (200, 2_700), (201, 2_740)] {
            assert_eq!(pages(n), yuan, "{n}");
        }
    }

    #[test]
    fn bands_that_do_not_follow_are_named() {
        let files = LawFiles::embedded();
        let wrong = files.get(FILE).unwrap().replace("up_to = 100", "up_to = 20");
        let error = FeeRules::load(&files.with(FILE, wrong)).unwrap_err();
        assert!(error.contains("pages"), "{error}");
    }

    proptest! {
        #[test]
        fn more_never_costs_less(n in 0u32..5_000) {
            for basis in [FeeBasis::Cases, FeeBasis::Pages] {
                prop_assert!(rules().yuan(basis, n) <= rules().yuan(basis, n + 1));
            }
        }
    }
}
