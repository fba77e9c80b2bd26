//! `mingjing serve`

use std::path::Path;
use std::sync::Arc;

use mingjing_actions::sequencing;
use mingjing_desk::DeskSettings;
use mingjing_ledger::SigningKey;

use crate::cli::ServeArgs;
use crate::commands::verify;
use crate::instance::{Index, Instance, KEY_FILE};
use crate::limits::Limits;
use crate::outcome::Outcome;
use crate::restored;
use crate::server::{self, Roles};
use crate::watching::Watch;

/// Serves an instance.
pub async fn run(dir: &Path, args: ServeArgs) -> anyhow::Result<Outcome> {
    if args.accept_shorter_log {
        restored::accept(dir)?;
    }
    if args.compare.is_none() {
        restored::check(dir)?;
    }
    let opened = Instance::open(dir, Index::Folder).await?;
    if let Some(place) = &args.compare {
        let house = &opened.house;
        let key = SigningKey::read_file(&dir.join(KEY_FILE))?;
        let sequencer = sequencing::sequencer(&house.db, &house.blobs, key);
        let other = verify::source(place).await?;
        restored::compare(dir, house, &sequencer, place, other.as_ref()).await?;
    }
    let listen = args.listen.unwrap_or_else(|| opened.config.server.listen.clone());
    let listener = server::bind(&listen).await?;
    if let Some(metrics) = &opened.config.server.metrics_listen {
        Watch::open(metrics).await?.serve(Arc::clone(&opened.house), dir);
    }
    println!("{} 已在 http://{} 运行,Ctrl-C 结束", opened.config.site.name, listener.local_addr()?);
    serve(opened, listener, Roles::of(args.role)).await
}

/// Runs an opened instance on a bound listener until it is told to stop.
pub async fn serve(
    opened: Instance,
    listener: tokio::net::TcpListener,
    roles: Roles,
) -> anyhow::Result<Outcome> {
    let Instance { house, config, key, .. } = opened;
    let sequencer = sequencing::sequencer(&house.db, &house.blobs, key);
    server::start_background(&house, roles, sequencer);
    let limits = Arc::new(Limits::new(&config.limits));
    let router = server::router(&house, roles, DeskSettings { https: config.server.https }, &limits);
    server::serve(listener, router).await?;
    house.db.close().await;
    Ok(Outcome::Done)
}
