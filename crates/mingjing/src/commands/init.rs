//! `mingjing init`

use std::path::PathBuf;

use mingjing_actions::{NewAccount, Role, add_account, sequencing};

use crate::cli::InitArgs;
use crate::instance::{self, Index, Instance, NewInstance};
use crate::outcome::Outcome;

/// Makes an instance and its first administrator, whose password is shown once.
pub async fn run(dir: PathBuf, args: &InitArgs) -> anyhow::Result<Outcome> {
    let new = NewInstance { name: &args.name, listen: "127.0.0.1:8080", origin: &args.origin, demo: false };
    instance::make(&dir, &new).await?;
    let opened = Instance::open(&dir, Index::Unused).await?;
    let password = first_password(&opened);
    let account = NewAccount {
        username: "admin".into(),
        name: "系统管理员".into(),
        agency: args.agency.clone(),
        roles: vec![Role::Administrator],
        password: password.clone(),
    };
    add_account(&opened.house, account).await?;
    // The empty log is signed at once, so that whoever checks it finds a checkpoint.
    let sequencer = sequencing::sequencer(&opened.house.db, &opened.house.blobs, opened.key);
    sequencing::catch_up(&opened.house, &sequencer).await?;
    opened.house.db.close().await;
    println!("实例已建在 {}", dir.display());
    println!("  配置     {}", dir.join(crate::config::FILE).display());
    println!("  日志密钥 {}(权限 0600,请另行备份)", dir.join(instance::KEY_FILE).display());
    println!("  管理员   admin  密码 {password}(只显示这一次)");
    println!("运行: mingjing serve --dir {}", dir.display());
    Ok(Outcome::Done)
}

/// Twenty characters without look-alikes, about 99 bits.
fn first_password(opened: &Instance) -> String {
    const ALPHABET: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz23456789+";
    opened.house.random_bytes::<20>().iter().map(|b| char::from(ALPHABET[usize::from(b % 32)])).collect()
}
