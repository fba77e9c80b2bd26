//! How regions stand on the map of oversight, as `law/region-map.toml` says.

use std::collections::BTreeSet;

use mingjing_catalogue::{Problem, Reporter};
use mingjing_law::LawFiles;
use rust_decimal::Decimal;
use serde::Deserialize;
use serde_spanned::Spanned;

const FILE: &str = "region-map.toml";

/// Tiles that stand roughly as regions lie. Geometry means nothing.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct RegionMap {
    /// Where it comes from, in words.
    pub source: String,
    /// Where a step of colour begins, the lowest first.
    pub steps: Vec<Decimal>,
    /// The tiles; regions that are not here stand in rows of their own.
    pub tiles: Vec<MapTile>,
}

/// A region on the map.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MapTile {
    /// Its code.
    pub region: String,
    /// From west to east, from 0.
    pub column: u8,
    /// From north to south, from 0.
    pub row: u8,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    source: String,
    steps: Spanned<Vec<Decimal>>,
    tiles: Vec<Spanned<MapTile>>,
}

impl RegionMap {
    /// Reads `law/region-map.toml`. A folder of rules without the file has no map, and regions stand in rows.
    ///
    /// # Errors
    /// What does not read; no source; steps that do not rise; a region that is not in `regions.csv`, or stands twice; two
    /// tiles in one place.
    pub fn load(files: &LawFiles) -> Result<Self, Vec<Problem>> {
        let Some(text) = files.get(FILE) else { return Ok(Self::default()) };
        let mut reporter = Reporter::new(FILE, text);
        let raw: Raw = match toml::from_str(text) {
            Ok(raw) => raw,
            Err(error) => {
                reporter.add_toml(&error, 0..0);
                return Err(reporter.finish());
            }
        };
        if raw.source.trim().is_empty() {
            reporter.add(0..0, "要写明出处（source）");
        }
        if raw.steps.get_ref().windows(2).any(|two| two[0] >= two[1]) {
            reporter.add(raw.steps.span(), "各档分数（steps）要从低到高");
        }
        let regions: BTreeSet<&str> = files
            .get("regions.csv")
            .unwrap_or_default()
            .lines()
            .filter_map(|line| line.split(',').next())
            .collect();
        let (mut seen, mut places, mut tiles) = (BTreeSet::new(), BTreeSet::new(), Vec::new());
        for tile in raw.tiles {
            let (span, tile) = (tile.span(), tile.into_inner());
            if !regions.contains(tile.region.as_str()) {
                reporter.add(span, format!("regions.csv 里没有“{}”", tile.region));
            } else if !seen.insert(tile.region.clone()) || !places.insert((tile.column, tile.row)) {
                reporter.add(span, format!("“{}”写了两次，或者和别的地区在同一格", tile.region));
            }
            tiles.push(tile);
        }
        if !reporter.is_clean() {
            return Err(reporter.finish());
        }
        Ok(Self { source: raw.source, steps: raw.steps.into_inner(), tiles })
    }

    /// The step of colour of a score, from 0.
    #[must_use]
    pub fn step(&self, score: Decimal) -> usize {
        self.steps.iter().filter(|step| **step <= score).count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn load(text: &str) -> Result<RegionMap, Vec<Problem>> {
        RegionMap::load(&LawFiles::embedded().with(FILE, text))
    }

    #[test]
    fn the_map_of_the_province_has_its_cities_and_a_step_for_every_score() {
        let map = RegionMap::load(&LawFiles::embedded()).unwrap();
        assert_eq!(map.tiles.len(), 13, "eleven cities, and two that the province governs directly");
        let step = |score: &str| map.step(score.parse().unwrap());
        assert_eq!([step("0"), step("59.99"), step("60"), step("89.5"), step("100")], [0, 0, 1, 3, 4]);
    }

    #[test]
    fn what_is_wrong_is_named() {
        let tile = |region: &str, column: u8| {
            format!("[[tiles]]\nregion = \"{region}\"\ncolumn = {column}\nrow = 0\n")
        };
        let head = "source = \"示意\"\nsteps = [60, 90]\n";
        assert!(load(&format!("{head}{}{}", tile("130100", 0), tile("130200", 1))).is_ok());
        for wrong in [
            format!("{head}{}", tile("999999", 0)),
            format!("{head}{}{}", tile("130100", 0), tile("130200", 0)),
            format!("{head}{}{}", tile("130100", 0), tile("130100", 1)),
            "source = \"示意\"\nsteps = [90, 60]\ntiles = []\n".to_owned(),
            "source = \"\"\nsteps = []\ntiles = []\n".to_owned(),
            "steps = 3".to_owned(),
        ] {
            assert!(load(&wrong).is_err(), "{wrong}");
        }
    }
}
