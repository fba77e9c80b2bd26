//! `mingjing demo`

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;

use mingjing_actions::{following, gathering, sequencing};

use crate::commands::serve;
use crate::demo::{self, ACCOUNTS, HOST, PASSWORD};
use crate::instance::{self, Index, Instance};
use crate::making::{self, NewInstance};
use crate::outcome::Outcome;
use crate::restored;
use crate::server::{self, Roles};

/// Makes the demonstration province in a folder, or goes on with the one there, and serves it.
pub async fn run(dir: Option<PathBuf>, listen: &str) -> anyhow::Result<Outcome> {
    let listener = server::bind(listen).await?;
    // Kept until the end: dropping it removes the folder.
    let temporary = if dir.is_none() { Some(tempfile::tempdir()?) } else { None };
    let dir = dir.or_else(|| temporary.as_ref().map(|t| t.path().to_owned())).unwrap_or_default();
    demo::unfinished::begin(&dir)?;
    let is_new = !dir.join(crate::config::FILE).exists();
    if is_new {
        let new = NewInstance {
            name: "河北省政务公开(演示)",
            listen,
            origin: "demo.mingjing.example/log",
            demo: true,
            database: None,
        };
        making::begin(&dir, &new).await?.house.db.close().await;
        making::finish(&dir)?;
    }
    restored::check(&dir)?;
    let opened = Instance::open(&dir, Index::Folder).await?;
    let mut token = None;
    if is_new {
        demo::fill(&opened.house).await?;
        token = Some(demo::make_token(&opened.house).await?);
    }
    let key = mingjing_ledger::SigningKey::read_file(&dir.join(instance::KEY_FILE))?;
    let sequencer = sequencing::sequencer(&opened.house.db, &opened.house.blobs, key);
    sequencing::catch_up(&opened.house, &sequencer).await?;
    if is_new {
        let sign = async || Ok(sequencing::catch_up(&opened.house, &sequencer).await.map(drop)?);
        demo::hold_hearings(&opened.house, sign).await?;
        demo::write_files(&opened.house).await?;
        sequencing::catch_up(&opened.house, &sequencer).await?;
        demo::unfinished::end(&dir)?;
    }
    gathering::catch_up(&opened.house).await?;
    following::catch_up(&opened.house).await?;
    drop(sequencer);
    announce(&opened, listener.local_addr()?, token.as_deref());
    serve::serve(opened, listener, Roles::of(None)).await
}

fn announce(opened: &Instance, mut address: SocketAddr, token: Option<&str>) {
    if address.ip().is_unspecified() {
        // It listens everywhere; this is where it surely answers.
        address.set_ip(Ipv4Addr::LOCALHOST.into());
    }
    println!("演示省已就绪(数据由程序生成,仅供演示):");
    println!("  门户    http://{address}/");
    println!("  工作台  http://{address}/desk");
    println!("  机关站  http://{HOST}:{}/", address.port());
    println!("  接口    http://{address}/api/docs");
    println!("  文件夹  {}", opened.dir.display());
    println!("演示账号(密码都是 {PASSWORD}):");
    for a in &ACCOUNTS {
        let register = opened.house.register();
        let roles: Vec<_> = a.roles.iter().map(ToString::to_string).collect();
        println!("  {:<16} {} {} {}", a.username, a.name, register.agency_name(a.agency), roles.join("、"));
    }
    if let Some(token) = token {
        println!("演示令牌(推送行政许可和通知公告，转来诉求，用法见接口说明;只显示这一次):");
        println!("  {token}");
    }
    println!("Ctrl-C 结束。");
}
