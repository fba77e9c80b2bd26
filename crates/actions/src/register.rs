//! Regions and agencies in memory: asked for every value and every page, changed a few times a year.

use std::collections::{BTreeMap, HashMap};

use mingjing_store::register::{Agency, Region};

/// The register of regions and agencies.
#[derive(Debug, Default)]
pub struct Register {
    regions: BTreeMap<String, Region>,
    agencies: BTreeMap<String, Agency>,
    children: HashMap<String, Vec<String>>,
}

impl Register {
    /// Builds the register from its rows.
    #[must_use]
    pub fn new(regions: Vec<Region>, agencies: Vec<Agency>) -> Self {
        let mut children: HashMap<String, Vec<String>> = HashMap::new();
        for region in &regions {
            if let Some(parent) = &region.parent_code {
                children.entry(parent.clone()).or_default().push(region.code.clone());
            }
        }
        Self {
            regions: regions.into_iter().map(|r| (r.code.clone(), r)).collect(),
            agencies: agencies.into_iter().map(|a| (a.code.clone(), a)).collect(),
            children,
        }
    }

    /// The region with this code.
    #[must_use]
    pub fn region(&self, code: &str) -> Option<&Region> {
        self.regions.get(code)
    }

    /// The agency with this code.
    #[must_use]
    pub fn agency(&self, code: &str) -> Option<&Agency> {
        self.agencies.get(code)
    }

    /// All regions by code.
    pub fn regions(&self) -> impl Iterator<Item = &Region> {
        self.regions.values()
    }

    /// All agencies by code.
    pub fn agencies(&self) -> impl Iterator<Item = &Agency> {
        self.agencies.values()
    }

    /// The regions directly below one.
    pub fn regions_below(&self, code: &str) -> impl Iterator<Item = &Region> {
        self.children.get(code).into_iter().flatten().filter_map(|c| self.regions.get(c))
    }

    /// The agencies of a region itself, not of those below it.
    pub fn agencies_of<'a>(&'a self, region: &'a str) -> impl Iterator<Item = &'a Agency> + 'a {
        self.agencies.values().filter(move |a| a.region_code == region)
    }

    /// A region and all above it, from itself to the province.
    #[must_use]
    pub fn region_path(&self, code: &str) -> Vec<String> {
        let mut path = Vec::new();
        let mut next = self.regions.get(code);
        while let Some(region) = next {
            if path.contains(&region.code) {
                break;
            }
            path.push(region.code.clone());
            next = region.parent_code.as_ref().and_then(|p| self.regions.get(p));
        }
        path
    }

    /// An agency's full name, or its code when it is not in the register.
    #[must_use]
    pub fn agency_name<'a>(&'a self, code: &'a str) -> &'a str {
        self.agencies.get(code).map_or(code, |a| a.name.as_str())
    }
}
