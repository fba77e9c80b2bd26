//! `mingjing serve`

use std::path::{Path, PathBuf};
use std::sync::Arc;

use axum::Router;
use mingjing_actions::outbox::Carrier;
use mingjing_actions::{House, sequencing};
use mingjing_desk::DeskSettings;
use mingjing_ledger::SigningKey;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::watch;

use crate::cli::ServeArgs;
use crate::commands::verify;
use crate::config::{Config, SingleSignOnConfig};
use crate::instance::{self, Index, Instance, KEY_FILE};
use crate::limits::Limits;
use crate::mail::Post;
use crate::outcome::Outcome;
use crate::server::{self, Roles};
use crate::watching::Watch;
use crate::{folders, nightly, restored};

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
    let Instance { dir, house, config, key } = opened;
    let sequencer = sequencing::sequencer(&house.db, &house.blobs, key);
    let limits = Arc::new(Limits::new(&config.limits));
    let settings = DeskSettings { https: config.server.https };
    let provider = config.accounts.single_sign_on.as_ref().map(SingleSignOnConfig::provider).transpose()?;
    let provider = provider.map(Arc::new);
    let faces = move |house: &Arc<House>| server::router(house, roles, (settings, provider.clone()), &limits);
    let routers = watch::Sender::new(faces(&house));
    let db = house.db.clone();
    let houses = watch::Sender::new(house);
    let carrier = config.mail.as_ref().map(|mail| Post::new(mail, &config.site.base_url)).transpose()?;
    let mut background = server::start_background(
        &houses,
        roles,
        sequencer,
        carrier.map(|post| Box::new(post) as Box<dyn Carrier>),
    );
    if roles.works() {
        background.spawn(nightly::run(houses.subscribe(), dir.clone(), config.full_files.clone()));
        background.spawn(folders::run(houses.subscribe(), dir.clone(), config.folders.clone()));
    }
    let router = server::changing(routers.subscribe());
    // The rules built into the program change with the program; without a folder, a hang-up ends it as usual.
    if config.law_dir.is_some() {
        let hangups = signal(SignalKind::hangup())?;
        tokio::spawn(read_anew(hangups, dir, config, houses.clone(), routers, faces));
    }
    server::serve(listener, router).await?;
    // Before the database closes: nothing finds it closed.
    background.shutdown().await;
    db.close().await;
    Ok(Outcome::Done)
}

/// Reads the rules anew with every hang-up. A good set replaces the one before for all requests from then on, a broken
/// one is told and changes nothing.
async fn read_anew(
    mut hangups: Signal,
    dir: PathBuf,
    config: Config,
    houses: watch::Sender<Arc<House>>,
    routers: watch::Sender<Router>,
    faces: impl Fn(&Arc<House>) -> Router,
) {
    while hangups.recv().await.is_some() {
        match tokio::task::block_in_place(|| instance::read_rules(&dir, &config)) {
            Ok(rules) => {
                let items = rules.catalogue.items().len();
                let house = Arc::new(houses.borrow().under(rules));
                let router = faces(&house);
                routers.send_modify(|current| *current = router);
                houses.send_modify(|current| *current = house);
                tracing::warn!(items, "the rules were read anew");
            }
            Err(problems) => {
                tracing::error!("规则文件有误,仍按原来的规则运行:\n{problems:#}");
            }
        }
    }
}
