//! The people of a story: four of one agency, and a stranger.

use mingjing_actions::{NewAccount, Officer, Role, add_account};

use crate::TestHouse;

/// Four people of the province's general office and one of another agency.
#[derive(Debug, Clone)]
pub struct People {
    /// 起草人.
    pub drafter: Officer,
    /// 审查人.
    pub screener: Officer,
    /// 批准人.
    pub approver: Officer,
    /// Another 批准人, for what takes two.
    pub second: Officer,
    /// Has every role of an agency, but in another one.
    pub stranger: Officer,
}

/// The agency of the story.
pub const AGENCY: &str = "130001";
/// The other agency.
pub const OTHER_AGENCY: &str = "130008";
/// Everybody's password.
pub const PASSWORD: &str = "长一点的测试密码 2026";

impl People {
    /// Makes their accounts.
    pub async fn join(test: &TestHouse) -> Self {
        let all = || vec![Role::Drafter, Role::Screener, Role::Approver, Role::Administrator];
        Self {
            drafter: account(test, "qicao", "王起草", AGENCY, vec![Role::Drafter]).await,
            screener: account(test, "shencha", "李审查", AGENCY, vec![Role::Screener]).await,
            approver: account(test, "pizhun", "赵批准", AGENCY, vec![Role::Approver]).await,
            second: account(test, "fuhe", "钱复核", AGENCY, vec![Role::Approver]).await,
            stranger: account(test, "lujia", "陆佳", OTHER_AGENCY, all()).await,
        }
    }
}

/// Makes an account.
///
/// # Panics
/// When it is refused.
pub async fn account(
    test: &TestHouse,
    username: &str,
    name: &str,
    agency: &str,
    roles: Vec<Role>,
) -> Officer {
    let account = NewAccount {
        username: username.into(),
        name: name.into(),
        agency: agency.into(),
        roles,
        password: PASSWORD.into(),
    };
    add_account(&test.house, account).await.expect("an account")
}
