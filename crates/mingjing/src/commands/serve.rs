//! `mingjing serve`

use std::path::Path;

use mingjing_actions::sequencing;
use mingjing_desk::DeskSettings;

use crate::cli::RunRole;
use crate::instance::{Index, Instance};
use crate::outcome::Outcome;
use crate::server::{self, Roles};

/// Serves an instance.
pub async fn run(dir: &Path, listen: Option<String>, role: Option<RunRole>) -> anyhow::Result<Outcome> {
    let opened = Instance::open(dir, Index::Folder).await?;
    let listen = listen.unwrap_or_else(|| opened.config.server.listen.clone());
    let listener = server::bind(&listen).await?;
    println!("{} 已在 http://{} 运行,Ctrl-C 结束", opened.config.site.name, listener.local_addr()?);
    if let Some(metrics) = &opened.config.server.metrics_listen {
        server::serve_metrics(metrics)?;
    }
    serve(opened, listener, Roles::of(role)).await
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
    let router = server::router(&house, roles, DeskSettings { https: config.server.https });
    server::serve(listener, router).await?;
    house.db.close().await;
    Ok(Outcome::Done)
}
