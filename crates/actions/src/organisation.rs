//! The register an instance starts with: the divisions of `law/regions.csv` times the organs of
//! `law/organisation.toml`.

use mingjing_law::LawFiles;
use mingjing_store::register::{Agency, Region};
use serde::Deserialize;

use crate::Error;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Organisation {
    #[serde(rename = "source")]
    _source: String,
    directly_governed: Vec<String>,
    province: Vec<Organ>,
    city: Vec<Organ>,
    county: Vec<Organ>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Organ {
    serial: u32,
    name: String,
    short: String,
}

/// Regions and agencies of a new instance, parents before children.
///
/// # Errors
/// When one of the two files is missing or broken, with its name and the reason.
pub fn starting_register(law: &LawFiles) -> Result<(Vec<Region>, Vec<Agency>), Error> {
    let regions = read_regions(law)?;
    let text = law.get("organisation.toml").ok_or_else(|| broken("organisation.toml", "没有这个文件"))?;
    let organs: Organisation = toml::from_str(text).map_err(|e| broken("organisation.toml", e))?;
    let mut agencies = Vec::new();
    for region in &regions {
        let direct = organs.directly_governed.contains(&region.code);
        let (level, list) = match region.level.as_str() {
            "province" => ("province", &organs.province),
            "city" => ("city", &organs.city),
            _ if direct => ("city", &organs.city),
            _ => ("county", &organs.county),
        };
        let prefix = if region.level == "county" { region.code.as_str() } else { &region.code[..4] };
        let head = format!("{prefix}{:02}", list.first().map_or(1, |o| o.serial));
        let above = region.parent_code.as_deref().map(|p| office_of(&regions, p, direct));
        for organ in list {
            let code = format!("{prefix}{:02}", organ.serial);
            let parent_code = if code == head { above.clone() } else { Some(head.clone()) };
            agencies.push(Agency {
                code,
                name: format!("{}{}", region.name, organ.name),
                short_name: organ.short.clone(),
                region_code: region.code.clone(),
                parent_code,
                level: level.into(),
                ..Agency::default()
            });
        }
    }
    Ok((regions, agencies))
}

/// The general office a region's own office reports to; 定州 and 辛集 report to the province.
fn office_of(regions: &[Region], parent: &str, direct: bool) -> String {
    let province = regions.iter().find(|r| r.level == "province").map_or(parent, |r| r.code.as_str());
    format!("{}01", &(if direct { province } else { parent })[..4])
}

fn read_regions(law: &LawFiles) -> Result<Vec<Region>, Error> {
    let text = law.get("regions.csv").ok_or_else(|| broken("regions.csv", "没有这个文件"))?;
    let mut regions = Vec::new();
    for (n, line) in text.lines().enumerate().skip(1).filter(|(_, l)| !l.trim().is_empty()) {
        let cells: Vec<&str> = line.trim().split(',').collect();
        let [code, name, level, parent] = cells[..] else {
            return Err(broken("regions.csv", format!("第 {} 行不是四列", n + 1)));
        };
        if code.len() != 6 || !code.bytes().all(|b| b.is_ascii_digit()) {
            return Err(broken("regions.csv", format!("第 {} 行的行政区划代码“{code}”不是六位数字", n + 1)));
        }
        let parent_code = (!parent.is_empty()).then(|| parent.to_owned());
        regions.push(Region {
            code: code.into(),
            name: name.into(),
            level: level.into(),
            parent_code,
            ..Region::default()
        });
    }
    let rank = |r: &Region| ["province", "city", "county"].iter().position(|l| *l == r.level);
    regions.sort_by_key(|r| (rank(r), r.code.clone()));
    Ok(regions)
}

fn broken(file: &str, reason: impl std::fmt::Display) -> Error {
    Error::Refused(format!("规则文件 law/{file} 有误：{reason}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_province_has_thousands_of_agencies_each_under_another() {
        let (regions, agencies) = starting_register(&LawFiles::embedded()).unwrap();
        assert_eq!(regions.len(), 202);
        assert!(agencies.len() > 4000, "{}", agencies.len());
        let codes: std::collections::BTreeSet<_> = agencies.iter().map(|a| a.code.as_str()).collect();
        assert_eq!(codes.len(), agencies.len(), "codes are unique");
        let tops: Vec<_> = agencies.iter().filter(|a| a.parent_code.is_none()).collect();
        assert_eq!(tops.len(), 1, "only the province's general office has nobody above");
        assert!(agencies.iter().all(|a| a.parent_code.as_ref().is_none_or(|p| codes.contains(p.as_str()))));
        let dingzhou = agencies.iter().find(|a| a.code == "13068201").unwrap();
        assert_eq!(
            (dingzhou.name.as_str(), dingzhou.parent_code.as_deref()),
            ("定州市人民政府办公室", Some("130001"))
        );
        for n in 1..=40 {
            assert!(codes.contains(format!("1301{n:02}").as_str()));
        }
    }
}
