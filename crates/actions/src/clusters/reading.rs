//! What an openness office sees of groups: those of its region.

use mingjing_procedures::appeal::{Kind, state_zh};
use mingjing_store::clusters::{self, RegionRow};

use super::owner;
use crate::house::{as_i64, as_u64};
use crate::{Action, Error, House, Officer, Scope};

/// Cases that are listed of a group.
const LISTED: i64 = 200;

/// Numbers of a group in a region with all below it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Numbers {
    /// The region.
    pub region: String,
    /// Its name.
    pub name: String,
    /// Cases within the window.
    pub cases: u64,
    /// Cases of late.
    pub recent: u64,
    /// Cases of as many days before.
    pub earlier: u64,
    /// Regions in which it happened.
    pub regions: u64,
    /// Agencies that have cases.
    pub agencies: u64,
    /// Titles of the rules that apply.
    pub attention: Vec<String>,
    /// Since when some rule applies.
    pub since: Option<String>,
}

/// A group in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClusterLine {
    /// Identity.
    pub id: String,
    /// The words that stand for it; none where no word was said by several.
    pub words: Vec<String>,
    /// Its numbers.
    pub numbers: Numbers,
}

/// A case of a group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// Identity.
    pub id: String,
    /// What people call it.
    pub number: String,
    /// Who has it.
    pub agency: String,
    /// Where it happened.
    pub region: String,
    /// What is wanted.
    pub kind: String,
    /// How far it is.
    pub state: &'static str,
    /// When it came in.
    pub on: String,
}

/// One group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cluster {
    /// Identity.
    pub id: String,
    /// The words that stand for it.
    pub words: Vec<String>,
    /// Whether its cases stay in it, because it is followed up.
    pub pinned: bool,
    /// Its numbers in the office's region.
    pub numbers: Numbers,
    /// Its numbers in the regions below, the largest first.
    pub below: Vec<Numbers>,
    /// The newest cases that the person may see.
    pub cases: Vec<Member>,
}

/// The region whose groups a person sees: of the own agency, for who sees all of it.
///
/// # Errors
/// [`Error::Forbidden`] for everybody else.
pub fn region_of(house: &House, by: &Officer) -> Result<String, Error> {
    let register = house.register();
    match house.widest(by, Action::ReadAppeals) {
        Some((Scope::Region | Scope::All, agency)) => {
            let region = register.agency(&agency).map(|agency| agency.region_code.clone());
            let root =
                || register.regions().find(|one| one.parent_code.is_none()).map(|one| one.code.clone());
            region.or_else(root).ok_or(Error::NotFound("本单位所在的地区"))
        }
        _ => Err(Error::Forbidden("集中诉求由政务公开主管部门看，您没有这个权限".into())),
    }
}

fn words(house: &House, id: &str, sealed: &str) -> Result<Vec<String>, Error> {
    Ok(serde_json::from_slice(&house.seal.open(&owner(id), sealed)?)?)
}

fn numbers(house: &House, row: &RegionRow) -> Numbers {
    let register = house.register();
    Numbers {
        region: row.region_code.clone(),
        name: register.region(&row.region_code).map(|region| region.name.clone()).unwrap_or_default(),
        cases: as_u64(row.cases),
        recent: as_u64(row.recent),
        earlier: as_u64(row.earlier),
        regions: as_u64(row.regions),
        agencies: as_u64(row.agencies),
        attention: house.rules.clusters.titles(&row.attention).into_iter().map(str::to_owned).collect(),
        since: row.since.clone(),
    }
}

/// Groups of the office's region: those to which some rule for attention applies, or the others; and how many there are.
///
/// # Errors
/// When the person may not; when the database cannot be read.
pub async fn list(
    house: &House,
    by: &Officer,
    noticed: bool,
    (limit, offset): (u64, u64),
) -> Result<(Vec<ClusterLine>, u64), Error> {
    let region = region_of(house, by)?;
    let mut tx = house.db.read().await?;
    let total = as_u64(clusters::count(&mut tx, &region, noticed).await?);
    let mut lines = Vec::new();
    for row in clusters::page(&mut tx, &region, noticed, (as_i64(limit), as_i64(offset))).await? {
        let Some(cluster) = clusters::one(&mut tx, &row.cluster_id).await? else { continue };
        let words = words(house, &cluster.id, &cluster.words)?;
        lines.push(ClusterLine { id: cluster.id, words, numbers: numbers(house, &row) });
    }
    Ok((lines, total))
}

/// One group, as the office of a region sees it.
///
/// # Errors
/// When the person may not, or it has no case in the region; when the database cannot be read.
pub async fn cluster(house: &House, by: &Officer, id: &str) -> Result<Cluster, Error> {
    const GROUP: Error = Error::NotFound("这一类诉求");
    let region = region_of(house, by)?;
    let register = house.register();
    let mut tx = house.db.read().await?;
    let row = clusters::one(&mut tx, id).await?.ok_or(GROUP)?;
    let all = clusters::regions_of(&mut tx, id).await?;
    let own = all.iter().find(|one| one.region_code == region).ok_or(GROUP)?;
    let below = register.regions_below(&region).map(|one| one.code.clone()).collect::<Vec<_>>();
    let cases = clusters::cases_of(&mut tx, id, LISTED).await?;
    let may_see = |agency: &str| house.may(by, Action::ReadAppeals, agency);
    Ok(Cluster {
        id: row.id.clone(),
        words: words(house, &row.id, &row.words)?,
        pinned: row.pinned,
        numbers: numbers(house, own),
        below: all
            .iter()
            .filter(|one| below.contains(&one.region_code))
            .map(|one| numbers(house, one))
            .collect(),
        cases: cases
            .into_iter()
            .filter(|one| may_see(&one.agency_code))
            .map(|one| Member {
                agency: register.agency_name(&one.agency_code).to_owned(),
                region: register
                    .region(&one.region_code)
                    .map(|region| region.name.clone())
                    .unwrap_or_default(),
                kind: Kind::of_key(&one.kind)
                    .and_then(|kind| house.rules.appeals.of(kind).ok())
                    .map_or(one.kind.clone(), |rule| rule.title.clone()),
                state: state_zh(&one.state),
                id: one.id,
                number: one.number,
                on: one.lodged_on,
            })
            .collect(),
    })
}
