//! Who acts: a person with an agency and roles.

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use mingjing_store::officers::OfficerRow;

use crate::Error;

/// What a person may do. Nobody's own work passes through his own hands twice, whatever roles he has: that is
/// checked in the life cycle itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// 起草
    Drafter,
    /// 保密与隐私审查
    Screener,
    /// 批准公开
    Approver,
    /// 管理账号
    Administrator,
}

impl Role {
    /// All roles.
    pub const ALL: [Self; 4] = [Self::Drafter, Self::Screener, Self::Approver, Self::Administrator];

    /// The word in the database and on the command line.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Drafter => "drafter",
            Self::Screener => "screener",
            Self::Approver => "approver",
            Self::Administrator => "administrator",
        }
    }

    /// What people read.
    #[must_use]
    pub fn zh(self) -> &'static str {
        match self {
            Self::Drafter => "起草人",
            Self::Screener => "审查人",
            Self::Approver => "批准人",
            Self::Administrator => "管理员",
        }
    }
}

impl FromStr for Role {
    type Err = Error;

    fn from_str(s: &str) -> Result<Self, Error> {
        let s = s.trim();
        Self::ALL.into_iter().find(|r| r.key() == s || r.zh() == s).ok_or_else(|| {
            let known: Vec<_> = Self::ALL.iter().map(|r| r.key()).collect();
            Error::Refused(format!("没有“{s}”这个角色,可用的有 {}", known.join("、")))
        })
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.zh())
    }
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
    /// What the person may do there.
    pub roles: BTreeSet<Role>,
    /// The operator at the machine, who stands for all roles of every agency; never signed in.
    operator: bool,
}

impl Officer {
    /// The person behind an account.
    ///
    /// # Errors
    /// When the account names a role that does not exist.
    pub fn from_row(row: &OfficerRow) -> Result<Self, Error> {
        let roles =
            row.roles.split(',').filter(|r| !r.is_empty()).map(str::parse).collect::<Result<_, _>>()?;
        Ok(Self {
            id: row.id.clone(),
            username: row.username.clone(),
            name: row.name.clone(),
            agency: row.agency_code.clone(),
            roles,
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
            operator: true,
        }
    }

    /// Whether this is the operator at the machine.
    #[must_use]
    pub fn is_operator(&self) -> bool {
        self.operator
    }

    /// Whether the person has a role in an agency.
    #[must_use]
    pub fn may(&self, role: Role, agency: &str) -> bool {
        self.operator || (self.agency == agency && self.roles.contains(&role))
    }

    /// Refuses in words unless the person has the role in the agency.
    ///
    /// # Errors
    /// [`Error::Forbidden`].
    pub fn must(&self, role: Role, agency: &str) -> Result<(), Error> {
        if self.may(role, agency) {
            return Ok(());
        }
        Err(Error::Forbidden(if self.agency == agency {
            format!("您没有“{role}”的权限,请联系本单位管理员")
        } else {
            "这份内容属于其他单位,您不能操作".into()
        }))
    }
}
