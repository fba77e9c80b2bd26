//! What others have in hand, for those who answer for an agency or a region: by person, stage and lateness.

use mingjing_store::others::{self, Asked, OthersRow};

use crate::house::as_i64;
use crate::{Action, Error, House, Officer, Scope};

/// The stages that can be asked for, as the database has them.
pub const STAGES: [&str; 4] = ["drafting", "submitted", "screened", "scheduled"];

/// What is looked for; empty text for any.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OthersFilter {
    /// Code of an agency; everything in the person's reach where it is empty.
    pub agency: String,
    /// Name or user name of who began it.
    pub person: String,
    /// One of [`STAGES`].
    pub stage: String,
    /// Only what should be public by now.
    pub late: bool,
}

/// The agency, or the region with all below it, that a person may see the work of; both empty for everything.
fn reach(house: &House, by: &Officer, agency: &str) -> Result<(String, String), Error> {
    if !agency.is_empty() {
        house.must(by, Action::ReadOthers, agency)?;
        return Ok((agency.to_owned(), String::new()));
    }
    match house.widest(by, Action::ReadOthers) {
        Some((Scope::All, _)) => Ok((String::new(), String::new())),
        Some((Scope::Region, from)) => {
            let region = house.register().agency(&from).map(|a| a.region_code.clone());
            Ok((String::new(), region.ok_or(Error::NotFound("您的单位"))?))
        }
        Some((Scope::Agency, from)) => Ok((from, String::new())),
        None => Err(Error::Forbidden("您没有“看他人在办”的权限，请联系本单位管理员".into())),
    }
}

/// `limit` lines behind a place, what is due first before all others. A place is what the line before it says and its
/// identity, so that what is begun or done meanwhile moves nothing.
///
/// # Errors
/// When the person may not see the work of that agency.
pub async fn others_work(
    house: &House,
    by: &Officer,
    filter: &OthersFilter,
    (after, limit): (Option<(&str, &str)>, u64),
) -> Result<Vec<OthersRow>, Error> {
    let (agency, region) = reach(house, by, filter.agency.trim())?;
    let (place, id) = after.unwrap_or_default();
    let asked = Asked {
        agency,
        region,
        person: filter.person.trim().to_owned(),
        state: filter.stage.clone(),
        late_on: if filter.late { house.now().date_naive().to_string() } else { String::new() },
        after: (place.to_owned(), id.to_owned()),
        limit: as_i64(limit),
    };
    Ok(others::list(&mut house.db.read().await?, &asked).await?)
}
