//! `mingjing account …`

use std::io::BufRead;
use std::path::Path;

use anyhow::Context;
use mingjing_actions::{NewAccount, add_account, set_disabled, set_password, set_roles};

use crate::cli::AccountCommand;
use crate::instance::{Index, Instance};
use crate::outcome::Outcome;

/// Adds, changes or bars an account.
pub async fn run(dir: &Path, command: AccountCommand) -> anyhow::Result<Outcome> {
    let opened = Instance::open(dir, Index::Unused).await?;
    let house = &opened.house;
    match command {
        AccountCommand::Add { username, name, agency, role } => {
            let roles = role.iter().map(|r| r.parse()).collect::<Result<_, _>>()?;
            let account = NewAccount { username, name, agency, roles, password: read_password()? };
            let made = add_account(house, account).await?;
            println!("账号 {} 已建立", made.username);
        }
        AccountCommand::Roles { username, role } => {
            let roles = role.iter().map(|r| r.parse()).collect::<Result<_, _>>()?;
            set_roles(house, &username, &roles).await?;
            println!("账号 {username} 的角色已改,原有登录都已结束");
        }
        AccountCommand::Password { username } => {
            set_password(house, &username, &read_password()?).await?;
            println!("账号 {username} 的密码已改,原有登录都已结束;本人下次登录后须再换一个");
        }
        AccountCommand::Disable { username } => {
            set_disabled(house, &username, true).await?;
            println!("账号 {username} 已停用");
        }
    }
    Ok(Outcome::Done)
}

fn read_password() -> anyhow::Result<String> {
    eprintln!("请输入密码并回车:");
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line).context("没有读到密码")?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}
