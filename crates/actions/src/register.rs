//! Regions and agencies in memory: asked for every value and every page, changed a few times a year.
//!
//! The rows are what an instance began with; every change since is an event that holds the whole state after it, so that
//! the register of today is the rows with the newest state of each code put over them.

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::NaiveDate;
use mingjing_store::register::{Agency, Region, RegisterEvent};
use serde::Deserialize;

use crate::Error;
use crate::reorganising::AgencySite;

/// The register of regions and agencies.
#[derive(Debug, Default)]
pub struct Register {
    regions: BTreeMap<String, Region>,
    agencies: BTreeMap<String, Agency>,
    children: HashMap<String, Vec<String>>,
    /// Names that agencies had, each with the day from which it was no longer so; by code, oldest first.
    former: HashMap<String, Vec<(String, String)>>,
    /// How pages of agencies are arranged, by code, where somebody arranged them.
    sites: HashMap<String, AgencySite>,
    /// The agency that has a host name.
    hosts: HashMap<String, String>,
    /// Place of the newest change of each agency, region and page.
    versions: HashMap<(Subject, String), i64>,
    version: i64,
}

/// A region with agencies of its own.
pub(crate) struct Government<'a> {
    /// The region.
    pub(crate) region: &'a Region,
    /// Code of its office; none where every agency has another of the region above it.
    pub(crate) office: Option<&'a str>,
    /// Its agencies, the office among them.
    pub(crate) agencies: Vec<&'a Agency>,
}

/// What a change of the register is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Subject {
    /// An agency.
    Agency,
    /// A region.
    Region,
    /// The page of an agency.
    Site,
}

impl Subject {
    /// The word in the database.
    pub(crate) fn key(self) -> &'static str {
        match self {
            Self::Agency => "agency",
            Self::Region => "region",
            Self::Site => "site",
        }
    }
}

/// A state as an event holds it.
pub(crate) fn read_state<T: for<'a> Deserialize<'a>>(event: &RegisterEvent, text: &str) -> Result<T, Error> {
    let broken = |e| Error::Corrupt(format!("单位名册第 {} 条变更：{e}", event.position));
    serde_json::from_str(text).map_err(broken)
}

impl Register {
    /// Builds the register from what an instance began with and all changes since.
    ///
    /// # Errors
    /// [`Error::Corrupt`] when the state of an event cannot be read.
    pub fn new(regions: Vec<Region>, agencies: Vec<Agency>, events: &[RegisterEvent]) -> Result<Self, Error> {
        let mut register = Self {
            regions: regions.into_iter().map(|r| (r.code.clone(), r)).collect(),
            agencies: agencies.into_iter().map(|a| (a.code.clone(), a)).collect(),
            ..Self::default()
        };
        for event in events {
            register.take(event)?;
        }
        for region in register.regions.values() {
            if let Some(parent) = &region.parent_code {
                register.children.entry(parent.clone()).or_default().push(region.code.clone());
            }
        }
        let is_open = |code: &String| register.open_agency(code).is_some();
        let named = register.sites.iter().filter(|(code, _)| is_open(code));
        let hosts = named.filter_map(|(code, site)| Some((site.host.clone()?, code.clone())));
        register.hosts = hosts.collect();
        Ok(register)
    }

    fn take(&mut self, event: &RegisterEvent) -> Result<(), Error> {
        self.version = event.position;
        let code = event.code.clone();
        match event.subject.as_str() {
            "agency" => {
                let after: Agency = read_state(event, &event.state_after)?;
                if let Some(before) = &event.state_before {
                    let before: Agency = read_state(event, before)?;
                    if before.name != after.name {
                        let until = (event.takes_effect.clone(), before.name);
                        self.former.entry(code.clone()).or_default().push(until);
                    }
                }
                self.versions.insert((Subject::Agency, code.clone()), event.position);
                self.agencies.insert(code, after);
            }
            "region" => {
                self.versions.insert((Subject::Region, code.clone()), event.position);
                self.regions.insert(code, read_state(event, &event.state_after)?);
            }
            "site" => {
                self.versions.insert((Subject::Site, code.clone()), event.position);
                self.sites.insert(code, read_state(event, &event.state_after)?);
            }
            other => return Err(Error::Corrupt(format!("单位名册里有不认识的变更“{other}”"))),
        }
        Ok(())
    }

    /// Place of the newest change that is in it; 0 where there is none.
    #[must_use]
    pub fn version(&self) -> i64 {
        self.version
    }

    /// Place of the newest change of one agency; 0 where it is as the instance began.
    #[must_use]
    pub fn agency_version(&self, code: &str) -> i64 {
        self.version_of(Subject::Agency, code)
    }

    /// Place of the newest change of one region; 0 where it is as the instance began.
    #[must_use]
    pub fn region_version(&self, code: &str) -> i64 {
        self.version_of(Subject::Region, code)
    }

    /// Place of the newest change of the page of one agency; 0 where nobody arranged it.
    #[must_use]
    pub fn site_version(&self, code: &str) -> i64 {
        self.version_of(Subject::Site, code)
    }

    /// How the page of an agency is arranged; none where nobody arranged it.
    #[must_use]
    pub fn site(&self, code: &str) -> Option<&AgencySite> {
        self.sites.get(code)
    }

    /// The code of the agency, still existing, that readers reach by a host name.
    #[must_use]
    pub fn agency_of_host(&self, host: &str) -> Option<&str> {
        self.hosts.get(host).map(String::as_str)
    }

    pub(crate) fn version_of(&self, subject: Subject, code: &str) -> i64 {
        self.versions.get(&(subject, code.to_owned())).copied().unwrap_or(0)
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

    /// The agency with this code, if it still exists.
    #[must_use]
    pub fn open_agency(&self, code: &str) -> Option<&Agency> {
        self.agency(code).filter(|agency| agency.valid_until.is_none())
    }

    /// The region with this code, if it still exists.
    #[must_use]
    pub fn open_region(&self, code: &str) -> Option<&Region> {
        self.region(code).filter(|region| region.valid_until.is_none())
    }

    /// The agency that answers today for what one that is closed left: the last of its successors. None for one that
    /// exists, or that went without a successor.
    #[must_use]
    pub fn heir(&self, code: &str) -> Option<&Agency> {
        let mut at = self.agency(code)?;
        // A chain is no longer than the register.
        for _ in 0..self.agencies.len() {
            at = self.agency(at.successor_code.as_deref()?)?;
            if at.valid_until.is_none() {
                return Some(at);
            }
        }
        None
    }

    /// The agencies that went up in one.
    pub fn merged_into<'a>(&'a self, code: &'a str) -> impl Iterator<Item = &'a Agency> + 'a {
        self.agencies.values().filter(move |a| a.successor_code.as_deref() == Some(code))
    }

    /// The agencies directly below one that still exist.
    pub fn agencies_below<'a>(&'a self, code: &'a str) -> impl Iterator<Item = &'a Agency> + 'a {
        self.open_agencies().filter(move |a| a.parent_code.as_deref() == Some(code))
    }

    /// All agencies that still exist, by code.
    pub fn open_agencies(&self) -> impl Iterator<Item = &Agency> {
        self.agencies().filter(|agency| agency.valid_until.is_none())
    }

    /// All regions by code.
    pub fn regions(&self) -> impl Iterator<Item = &Region> {
        self.regions.values()
    }

    /// All agencies by code, those that were closed too.
    pub fn agencies(&self) -> impl Iterator<Item = &Agency> {
        self.agencies.values()
    }

    /// The regions directly below one that still exist.
    pub fn regions_below(&self, code: &str) -> impl Iterator<Item = &Region> {
        self.children.get(code).into_iter().flatten().filter_map(|c| self.open_region(c))
    }

    /// The agencies of a region itself that still exist, not of those below it.
    pub fn agencies_of<'a>(&'a self, region: &'a str) -> impl Iterator<Item = &'a Agency> + 'a {
        self.open_agencies().filter(move |a| a.region_code == region)
    }

    /// The office of a region, which decides where nobody knows whose business something is: the first agency of the region
    /// that no other of the region stands above. A region without agencies of its own, such as a township, has that of the
    /// region above.
    #[must_use]
    pub fn office_of<'a>(&'a self, region: &'a str) -> Option<&'a str> {
        let first = |region: &'a str| self.agencies_of(region).find(|agency| self.leads(agency));
        let above = || first(self.region(region)?.parent_code.as_deref()?);
        first(region).or_else(above).map(|office| office.code.as_str())
    }

    /// Whether no other agency of its region stands above one.
    fn leads(&self, agency: &Agency) -> bool {
        let above = agency.parent_code.as_deref().and_then(|code| self.agency(code));
        above.is_none_or(|above| above.region_code != agency.region_code)
    }

    /// A region and those below it that have agencies of their own, each before those below it: the agencies that still
    /// exist, by code, and the office among them. All regions for `*`.
    pub(crate) fn governments_from(&self, region: &str) -> Vec<Government<'_>> {
        let mut by_region: HashMap<&str, Vec<&Agency>> = HashMap::new();
        for agency in self.open_agencies() {
            by_region.entry(&agency.region_code).or_default().push(agency);
        }
        let mut to_see: Vec<&Region> = match region {
            "*" => self.regions().filter(|region| region.parent_code.is_none()).collect(),
            code => self.region(code).into_iter().collect(),
        };
        to_see.reverse();
        // Each region once, whatever lies in what.
        let (mut found, mut seen) = (Vec::new(), HashSet::new());
        while let Some(region) = to_see.pop() {
            if !seen.insert(region.code.as_str()) {
                continue;
            }
            let mut below: Vec<&Region> = self.regions_below(&region.code).collect();
            below.reverse();
            to_see.append(&mut below);
            if let Some(agencies) = by_region.remove(region.code.as_str()) {
                let office = agencies.iter().find(|agency| self.leads(agency));
                let office = office.map(|office| office.code.as_str());
                found.push(Government { region, office, agencies });
            }
        }
        found
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

    /// The full name that an agency had on a day; its code when it is not in the register.
    #[must_use]
    pub fn agency_name_on<'a>(&'a self, code: &'a str, day: NaiveDate) -> &'a str {
        let Some(former) = self.former.get(code) else { return self.agency_name(code) };
        let day = day.to_string();
        let then = former.iter().find(|(until, _)| *until > day);
        then.map_or_else(|| self.agency_name(code), |(_, name)| name.as_str())
    }

    /// The agencies that still exist and are grouped by a word.
    pub fn agencies_tagged<'a>(&'a self, tag: &'a str) -> impl Iterator<Item = &'a Agency> + 'a {
        self.open_agencies().filter(move |a| a.tags.iter().any(|one| one == tag))
    }

    /// The names that an agency had before, each with the day from which it had another; oldest first.
    #[must_use]
    pub fn former_names(&self, code: &str) -> &[(String, String)] {
        self.former.get(code).map_or(&[], Vec::as_slice)
    }
}
