//! The report of a government: what its departments and the governments below it report, added up (条例 第四十九条).

use mingjing_procedures::yearly::{Cell, Figures};
use serde::{Deserialize, Serialize};

use super::{Origin, Scope, Which, counting, is_government_office, load, organ, shown_of};
use crate::{Error, House};

/// Where the numbers of one who is added up are from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MemberState {
    /// From the report it saved.
    Saved,
    /// It saved none: counted from the records of the system.
    Counted,
    /// It saved none, and none can be counted in its place: a government below.
    Missing,
}

/// One whose numbers are added up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    /// The agency that reports.
    pub agency: String,
    /// Whose report it is.
    pub scope: Scope,
    /// Its organ's name.
    pub name: String,
    /// Where its numbers are from.
    pub state: MemberState,
    /// How many of its cells have no number.
    pub empty: usize,
}

/// Who is added up for the government of an office: the agencies of its region, the office among them, and the governments
/// of the regions directly below.
fn members_of(house: &House, which: &Which) -> Vec<Which> {
    let register = house.register();
    let Some(office) = register.agency(&which.agency) else { return Vec::new() };
    let of = |agency: &str, scope| Which { agency: agency.to_owned(), year: which.year, scope };
    let own = register.agencies_of(&office.region_code).map(|agency| of(&agency.code, Scope::Own));
    let below = register.agencies_below(&which.agency);
    let below = below.filter(|agency| agency.region_code != office.region_code);
    let below = below.filter(|agency| is_government_office(&register, &agency.code));
    own.chain(below.map(|agency| of(&agency.code, Scope::Government))).collect()
}

/// Adds up. A department that saved no report is counted from the records; a government that saved none is named.
pub(super) async fn sum(house: &House, which: &Which) -> Result<(Figures, Origin), Error> {
    let (mut figures, mut origin) = (Figures::default(), Origin::default());
    for member in members_of(house, which) {
        let kept = load(&mut house.db.read().await?, &member).await?;
        let (state, numbers) = match (kept, member.scope) {
            (Some(row), _) => (MemberState::Saved, shown_of(&row)?),
            (None, Scope::Own) => {
                (MemberState::Counted, counting::count(house, &member.agency, member.year).await?.0)
            }
            (None, Scope::Government) => (MemberState::Missing, Figures::default()),
        };
        let empty =
            Cell::all().into_iter().filter(|cell| !cell.is_sum() && numbers.get(*cell).is_none()).count();
        figures.add(&numbers);
        let name = organ(house, &member);
        origin.members.push(Member { agency: member.agency, scope: member.scope, name, state, empty });
    }
    origin.remarks = remarks(&origin.members);
    Ok((figures, origin))
}

fn remarks(members: &[Member]) -> Vec<String> {
    let number = |state| members.iter().filter(|member| member.state == state).count();
    let told = [
        (number(MemberState::Missing), "个下级政府还没有编制本年度报告，没有计入。"),
        (
            number(MemberState::Counted),
            "个单位还没有编制本年度报告，按系统记录代为计算，系统无法得知的没有计入。",
        ),
        (
            members.iter().filter(|m| m.state == MemberState::Saved && m.empty > 0).count(),
            "个单位的报告还有没填的格，没有计入。",
        ),
    ];
    told.into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, words)| format!("有 {count} {words}"))
        .collect()
}
