//! Who acts: a person with an agency and roles, or a deputy of such a person.

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use mingjing_store::officers::OfficerRow;
use serde::Deserialize;

use crate::permissions::{Action, Scope};
use crate::{Error, House};

/// What a person is at the desk. What each role may do says `law/roles.toml`. Nobody's own work passes through his own
/// hands twice, whatever roles he has: that is checked in the life cycle itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// 起草
    Drafter,
    /// 保密与隐私审查
    Screener,
    /// 批准公开
    Approver,
    /// 管理本单位账号
    Administrator,
    /// 政务公开主管部门 (条例 第三条)
    OpennessOffice,
    /// 管理各单位账号
    SystemAdministrator,
    /// 审计
    Auditor,
    /// 评估 (条例 第四十六条)
    Evaluator,
}

impl Role {
    /// All roles.
    pub const ALL: [Self; 8] = [
        Self::Drafter,
        Self::Screener,
        Self::Approver,
        Self::Administrator,
        Self::OpennessOffice,
        Self::SystemAdministrator,
        Self::Auditor,
        Self::Evaluator,
    ];

    /// The word in the database, in `law/roles.toml` and on the command line.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Drafter => "drafter",
            Self::Screener => "screener",
            Self::Approver => "approver",
            Self::Administrator => "administrator",
            Self::OpennessOffice => "openness-office",
            Self::SystemAdministrator => "system-administrator",
            Self::Auditor => "auditor",
            Self::Evaluator => "evaluator",
        }
    }

    /// What people read.
    #[must_use]
    pub fn zh(self) -> &'static str {
        match self {
            Self::Drafter => "起草人",
            Self::Screener => "审查人",
            Self::Approver => "批准人",
            Self::Administrator => "单位管理员",
            Self::OpennessOffice => "政务公开主管部门",
            Self::SystemAdministrator => "系统管理员",
            Self::Auditor => "审计员",
            Self::Evaluator => "评估员",
        }
    }
}

impl FromStr for Role {
    type Err = Error;

    fn from_str(s: &str) -> Result<Self, Error> {
        let s = s.trim();
        Self::ALL.into_iter().find(|r| r.key() == s || r.zh() == s).ok_or_else(|| {
            let known: Vec<_> = Self::ALL.iter().map(|r| format!("{}({})", r.zh(), r.key())).collect();
            Error::Refused(format!("没有“{s}”这个角色，可用的有 {}", known.join("、")))
        })
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.zh())
    }
}

/// Roles as the database holds them: keys, separated by commas.
pub(crate) fn roles_text(roles: &BTreeSet<Role>) -> String {
    roles.iter().map(|r| r.key()).collect::<Vec<_>>().join(",")
}

/// Reads roles as the database holds them.
pub(crate) fn read_roles(text: &str) -> Result<BTreeSet<Role>, Error> {
    text.split(',').filter(|r| !r.is_empty()).map(str::parse).collect()
}

/// For whom a deputy acts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Principal {
    /// Identity.
    pub id: String,
    /// Name.
    pub name: String,
}

/// A role that somebody else has, in whose place a person acts today.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deputyship {
    /// Whose role it is.
    pub principal: Principal,
    /// The role.
    pub role: Role,
    /// Agency of the principal.
    pub agency: String,
}

/// A person signed in, or the operator at the machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Officer {
    /// Stable identity.
    pub id: String,
    /// What the person signs in with.
    pub username: String,
    /// The person's name.
    pub name: String,
    /// Code of the agency the person works for; the operator acts for whichever agency is named.
    pub agency: String,
    /// What the person is there.
    pub roles: BTreeSet<Role>,
    /// Roles of others in whose place the person acts today.
    pub deputyships: Vec<Deputyship>,
    /// In whose place the person acts just now; [`House::must`] says so.
    pub acting_for: Option<Principal>,
    /// Address the request came from, as far as the server trusts it.
    pub address: Option<String>,
    /// What the person has to do before anything else.
    pub owes: Option<crate::Owed>,
    /// The operator at the machine, who stands for all roles of every agency; never signed in.
    operator: bool,
}

impl Officer {
    /// The person behind an account, without deputyships.
    ///
    /// # Errors
    /// When the account names a role that does not exist.
    pub fn from_row(row: &OfficerRow) -> Result<Self, Error> {
        Ok(Self {
            id: row.id.clone(),
            username: row.username.clone(),
            name: row.name.clone(),
            agency: row.agency_code.clone(),
            roles: read_roles(&row.roles)?,
            deputyships: Vec::new(),
            acting_for: None,
            address: None,
            owes: None,
            operator: false,
        })
    }

    /// Who runs commands on the machine itself. The audit trail says 系统操作员.
    #[must_use]
    pub fn operator() -> Self {
        Self {
            id: "operator".into(),
            username: "operator".into(),
            name: "系统操作员".into(),
            agency: String::new(),
            roles: BTreeSet::new(),
            deputyships: Vec::new(),
            acting_for: None,
            address: None,
            owes: None,
            operator: true,
        }
    }

    /// Whoever typed a name that is no account, for the trail.
    pub(crate) fn nobody() -> Self {
        Self {
            id: String::new(),
            username: String::new(),
            name: "(没有这个账号)".into(),
            operator: false,
            ..Self::operator()
        }
    }

    /// Whether this is the operator at the machine.
    #[must_use]
    pub fn is_operator(&self) -> bool {
        self.operator
    }

    /// Identity of the one in whose place the person acts just now.
    pub(crate) fn in_place_of(&self) -> Option<&str> {
        self.acting_for.as_ref().map(|principal| principal.id.as_str())
    }

    /// [`Self::identities`], parted by commas: as steps of cases keep them.
    pub(crate) fn behind(&self) -> String {
        self.identities().collect::<Vec<_>>().join(",")
    }

    /// Everybody who is behind what this person does: the person, and in whose place.
    pub(crate) fn identities(&self) -> impl Iterator<Item = &str> {
        std::iter::once(self.id.as_str()).chain(self.in_place_of())
    }
}

impl House {
    /// Whether a person may do something for an agency, by own roles or as a deputy. Every action asks this.
    #[must_use]
    pub fn may(&self, by: &Officer, action: Action, agency: &str) -> bool {
        self.standing(by, action, agency).is_some()
    }

    /// The person as the one who does it: in whose place, if only a deputyship allows it. Refuses in words otherwise.
    ///
    /// # Errors
    /// [`Error::Forbidden`].
    pub fn must(&self, by: &Officer, action: Action, agency: &str) -> Result<Officer, Error> {
        if let Some(acting_for) = self.standing(by, action, agency) {
            return Ok(Officer { acting_for, ..by.clone() });
        }
        Err(Error::Forbidden(if by.agency == agency {
            format!("您没有“{action}”的权限，请联系本单位管理员")
        } else {
            "这份内容属于其他单位，您不能操作".into()
        }))
    }

    /// Whether a person may do something for any agency at all.
    #[must_use]
    pub fn may_anywhere(&self, by: &Officer, action: Action) -> bool {
        self.widest(by, action).is_some()
    }

    /// The widest scope in which a person may do something by own roles or deputyships, with the agency it is
    /// measured from.
    #[must_use]
    pub fn widest(&self, by: &Officer, action: Action) -> Option<(Scope, String)> {
        if by.operator {
            return Some((Scope::All, String::new()));
        }
        let own = by.roles.iter().map(|role| (*role, &by.agency));
        let lent = by.deputyships.iter().map(|d| (d.role, &d.agency));
        own.chain(lent)
            .filter_map(|(role, from)| Some((self.rules.permissions.scope(role, action)?, from.clone())))
            .max_by_key(|(scope, _)| *scope)
    }

    /// The region over whose agencies a person may do something, `*` for all; none where only the own agency.
    pub(crate) fn region_over(&self, by: &Officer, action: Action) -> Option<String> {
        match self.widest(by, action)? {
            (Scope::All, _) => Some("*".to_owned()),
            (Scope::Region, from) => self.register().agency(&from).map(|agency| agency.region_code.clone()),
            (Scope::Agency, _) => None,
        }
    }

    /// Who stands behind it: nobody else, or a principal; none when it is not allowed.
    fn standing(&self, by: &Officer, action: Action, agency: &str) -> Option<Option<Principal>> {
        if by.operator || by.roles.iter().any(|role| self.reaches((*role, action), &by.agency, agency)) {
            return Some(None);
        }
        let lends = |d: &&Deputyship| self.reaches((d.role, action), &d.agency, agency);
        by.deputyships.iter().find(lends).map(|d| Some(d.principal.clone()))
    }

    /// Whether a role in one agency reaches another one.
    pub(crate) fn reaches(&self, (role, action): (Role, Action), from: &str, agency: &str) -> bool {
        match self.rules.permissions.scope(role, action) {
            None => false,
            // Who took over from an agency that is closed answers for what it published.
            Some(Scope::Agency) => {
                from == agency || self.register().heir(agency).is_some_and(|heir| heir.code == from)
            }
            Some(Scope::All) => true,
            Some(Scope::Region) => {
                let register = self.register();
                register.agency(agency).is_some_and(|of| self.region_reaches(from, &of.region_code))
            }
        }
    }

    /// Whether a region is the one of an agency or below it.
    fn region_reaches(&self, from: &str, region: &str) -> bool {
        let register = self.register();
        register.agency(from).is_some_and(|from| register.region_path(region).contains(&from.region_code))
    }

    /// The person as the one who does something for a region as a whole, which nobody does who may do it for the own
    /// agency only.
    ///
    /// # Errors
    /// [`Error::Forbidden`].
    pub fn must_in_region(&self, by: &Officer, action: Action, region: &str) -> Result<Officer, Error> {
        let allows = |role: Role, from: &str| match self.rules.permissions.scope(role, action) {
            Some(Scope::All) => true,
            Some(Scope::Region) => self.region_reaches(from, region),
            Some(Scope::Agency) | None => false,
        };
        if by.operator || by.roles.iter().any(|role| allows(*role, &by.agency)) {
            return Ok(Officer { acting_for: None, ..by.clone() });
        }
        match by.deputyships.iter().find(|d| allows(d.role, &d.agency)) {
            Some(d) => Ok(Officer { acting_for: Some(d.principal.clone()), ..by.clone() }),
            None => Err(Error::Forbidden("这个行政区划不归您管理，请联系上一级管理员".into())),
        }
    }
}
