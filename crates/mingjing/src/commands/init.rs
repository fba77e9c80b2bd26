//! `mingjing init`

use std::path::PathBuf;

use anyhow::bail;
use mingjing_actions::{Error, House, NewAccount, Role, add_account, sequencing, set_password};

use crate::cli::InitArgs;
use crate::making::{self, NewInstance};
use crate::outcome::Outcome;
use crate::{config, instance};

/// User name of the first administrator.
const ADMINISTRATOR: &str = "admin";

/// Makes an instance and its first administrator, whose password is shown once.
pub async fn run(dir: PathBuf, args: &InitArgs) -> anyhow::Result<Outcome> {
    let new = NewInstance {
        name: &args.name,
        listen: "127.0.0.1:8080",
        origin: &args.origin,
        demo: false,
        database: args.database.as_deref(),
    };
    let opened = making::begin(&dir, &new).await?;
    let house = &opened.house;
    if house.register().agency(&args.agency).is_none() {
        bail!("没有代码为“{}”的单位,请用 --agency 写明第一个管理员的单位代码,再运行一次", args.agency);
    }
    // The empty log is signed at once, so that whoever checks it finds a checkpoint. From here on the database is
    // this folder's.
    let sequencer = sequencing::sequencer(&house.db, &house.blobs, opened.key);
    sequencing::catch_up(house, &sequencer).await?;
    let password = first_password(house);
    put_administrator(house, &args.agency, &password).await?;
    house.db.close().await;
    making::finish(&dir)?;
    println!("实例已建在 {}", dir.display());
    println!("  配置     {}", dir.join(config::FILE).display());
    println!("  日志密钥 {}(权限 0600,请另行备份)", dir.join(instance::KEY_FILE).display());
    println!("  工作台密钥 {}(权限 0600,一并备份)", dir.join(instance::DESK_KEY_FILE).display());
    println!("  管理员   {ADMINISTRATOR}  密码 {password}(只显示这一次)");
    println!("运行: mingjing serve --dir {}", dir.display());
    Ok(Outcome::Done)
}

/// Makes the account; an attempt that broke off may have made it with a password that nobody has seen.
async fn put_administrator(house: &House, agency: &str, password: &str) -> Result<(), Error> {
    match set_password(house, ADMINISTRATOR, password).await {
        Err(Error::NotFound(_)) => {}
        other => return other,
    }
    let account = NewAccount {
        username: ADMINISTRATOR.into(),
        name: "系统管理员".into(),
        agency: agency.to_owned(),
        roles: vec![Role::SystemAdministrator],
        password: password.to_owned(),
    };
    add_account(house, account).await.map(drop)
}

/// Twenty characters without look-alikes, about 99 bits.
fn first_password(house: &House) -> String {
    const ALPHABET: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz23456789+";
    house.random_bytes::<20>().iter().map(|b| char::from(ALPHABET[usize::from(b % 32)])).collect()
}
