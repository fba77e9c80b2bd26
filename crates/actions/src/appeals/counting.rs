//! What the public reads of all appeals: numbers by kind and by region, and who lets people wait too long. Counters hold what
//! has happened; what is overdue today is looked up among the cases in hand.

use std::collections::BTreeMap;

use mingjing_procedures::appeal::Kind;
use mingjing_store::appeals;

use crate::house::as_u64;
use crate::{Error, House};

/// Agencies named with what they have overdue.
const NAMED: usize = 30;

/// Cases, counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Numbers {
    /// Came in.
    pub received: u64,
    /// Wait for an answer.
    pub in_hand: u64,
    /// Of these, after the last day.
    pub overdue: u64,
    /// Answered.
    pub answered: u64,
    /// Answered after the last day.
    pub late: u64,
    /// Content.
    pub satisfied: u64,
    /// Not content.
    pub unsatisfied: u64,
    /// Answers that are not published, on a ground.
    pub withheld: u64,
}

impl Numbers {
    fn add(&mut self, other: &Self) {
        self.received += other.received;
        self.in_hand += other.in_hand;
        self.overdue += other.overdue;
        self.answered += other.answered;
        self.late += other.late;
        self.satisfied += other.satisfied;
        self.unsatisfied += other.unsatisfied;
        self.withheld += other.withheld;
    }
}

/// Cases of a region and of those below it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegionNumbers {
    /// Code of the region.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Whether there are regions below it.
    pub divided: bool,
    /// Its numbers.
    pub numbers: Numbers,
}

/// What an agency has overdue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OverdueAgency {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// How many.
    pub number: u64,
}

/// The numbers of a region.
#[derive(Debug, Clone)]
pub struct Overview {
    /// Code and name of the region.
    pub region: (String, String),
    /// The region above it, code and name.
    pub above: Option<(String, String)>,
    /// All of them.
    pub total: Numbers,
    /// By kind, with its title.
    pub kinds: Vec<(String, Numbers)>,
    /// Those that happened in the region itself, and those of each region below it.
    pub regions: Vec<RegionNumbers>,
    /// Agencies with the most overdue first.
    pub agencies: Vec<OverdueAgency>,
}

/// The numbers of a region and of those below it.
///
/// # Errors
/// When there is no such region, or the database cannot be read.
pub async fn overview(house: &House, region: &str) -> Result<Overview, Error> {
    let register = house.register();
    let known = register.region(region).ok_or(Error::NotFound("这个地区"))?;
    let today = house.now().date_naive().to_string();
    let mut tx = house.db.read().await?;
    let counts = appeals::counts(&mut tx).await?;
    let overdue = appeals::overdue(&mut tx, &today).await?;
    drop(tx);
    let mut kinds: BTreeMap<Kind, Numbers> = Kind::ALL.map(|kind| (kind, Numbers::default())).into();
    let mut regions: BTreeMap<String, Numbers> = BTreeMap::new();
    let mut agencies: BTreeMap<String, u64> = BTreeMap::new();
    let mut total = Numbers::default();
    let mut add = |at: &str, kind: &str, numbers: &Numbers| -> bool {
        let path = register.region_path(at);
        let Some(place) = path.iter().position(|code| code == region) else { return false };
        let below = place.checked_sub(1).and_then(|below| path.get(below));
        regions.entry(below.unwrap_or(&path[place]).clone()).or_default().add(numbers);
        if let Some(kind) = Kind::of_key(kind) {
            kinds.entry(kind).or_default().add(numbers);
        }
        total.add(numbers);
        true
    };
    for row in &counts {
        let numbers = Numbers {
            received: as_u64(row.received),
            in_hand: as_u64(row.received - row.ended),
            overdue: 0,
            answered: as_u64(row.answered),
            late: as_u64(row.late),
            satisfied: as_u64(row.satisfied),
            unsatisfied: as_u64(row.unsatisfied),
            withheld: as_u64(row.withheld),
        };
        add(&row.region_code, &row.kind, &numbers);
    }
    for row in &overdue {
        let numbers = Numbers { overdue: as_u64(row.number), ..Numbers::default() };
        if add(&row.region_code, &row.kind, &numbers) {
            *agencies.entry(row.agency_code.clone()).or_default() += numbers.overdue;
        }
    }
    let mut agencies: Vec<OverdueAgency> = agencies
        .into_iter()
        .map(|(code, number)| OverdueAgency { name: register.agency_name(&code).to_owned(), code, number })
        .collect();
    agencies.sort_by_key(|agency| std::cmp::Reverse(agency.number));
    agencies.truncate(NAMED);
    let name_of = |code: &str| register.region(code).map_or(code, |region| region.name.as_str()).to_owned();
    let line = |(code, numbers): (String, Numbers)| RegionNumbers {
        name: if code == region { format!("{}本级", name_of(&code)) } else { name_of(&code) },
        divided: code != region && register.regions_below(&code).next().is_some(),
        code,
        numbers,
    };
    let titled =
        |(kind, numbers): (Kind, Numbers)| Ok((house.rules.appeals.of(kind)?.title.clone(), numbers));
    Ok(Overview {
        above: known.parent_code.as_deref().map(|code| (code.to_owned(), name_of(code))),
        region: (region.to_owned(), name_of(region)),
        total,
        kinds: kinds.into_iter().map(titled).collect::<Result<_, Error>>()?,
        regions: regions.into_iter().map(line).collect(),
        agencies,
    })
}
