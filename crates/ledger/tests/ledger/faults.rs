//! The sequencer is killed at every single operation, in three ways, and the log must survive each.

use crate::fixture::{Memory, check_whole, key};
use async_trait::async_trait;
use futures::stream::BoxStream;
use futures::{StreamExt as _, TryStreamExt as _, stream};
use mingjing_ledger::{Error, LogBackend, Sequencer};
use object_store::memory::InMemory;
use object_store::{
    CopyOptions, GetOptions, GetResult, ListResult, MultipartUpload, ObjectMeta, ObjectStore,
    ObjectStoreExt as _, PutMultipartOptions, PutOptions, PutPayload, PutResult, Result, path::Path as Key,
};
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

/// How the process dies.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Death {
    /// Before the operation has any effect.
    Before,
    /// After its effect, before its answer.
    After,
    /// In the middle: a write leaves the first half of its bytes.
    Torn,
}

/// Counts operations; the one at zero dies, and after it nothing gets through any more.
#[derive(Debug)]
struct Fuse {
    left: AtomicI64,
    death: Death,
}

enum Fate {
    Lives,
    Dies(Death),
}

impl Fuse {
    fn new(operation: i64, death: Death) -> Arc<Self> {
        Arc::new(Self { left: AtomicI64::new(operation), death })
    }

    fn next(&self) -> Fate {
        match self.left.fetch_sub(1, Ordering::SeqCst) {
            1 => Fate::Dies(self.death),
            left if left > 1 => Fate::Lives,
            _ => Fate::Dies(Death::Before),
        }
    }

    fn burnt(&self) -> bool {
        self.left.load(Ordering::SeqCst) <= 0
    }
}

#[derive(Debug)]
struct FaultyStore {
    inner: Arc<InMemory>,
    fuse: Arc<Fuse>,
}

impl fmt::Display for FaultyStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("faulty store")
    }
}

fn dead() -> object_store::Error {
    object_store::Error::Generic { store: "faulty", source: "killed".into() }
}

#[async_trait]
impl ObjectStore for FaultyStore {
    async fn put_opts(&self, location: &Key, payload: PutPayload, opts: PutOptions) -> Result<PutResult> {
        match self.fuse.next() {
            Fate::Lives => self.inner.put_opts(location, payload, opts).await,
            Fate::Dies(Death::Before) => Err(dead()),
            Fate::Dies(Death::After) => {
                self.inner.put_opts(location, payload, opts).await?;
                Err(dead())
            }
            Fate::Dies(Death::Torn) => {
                let bytes: Vec<u8> = payload.iter().flat_map(|part| part.to_vec()).collect();
                self.inner.put_opts(location, bytes[..bytes.len() / 2].to_vec().into(), opts).await?;
                Err(dead())
            }
        }
    }

    async fn put_multipart_opts(&self, _: &Key, _: PutMultipartOptions) -> Result<Box<dyn MultipartUpload>> {
        Err(dead())
    }

    async fn get_opts(&self, location: &Key, options: GetOptions) -> Result<GetResult> {
        match self.fuse.next() {
            Fate::Lives => self.inner.get_opts(location, options).await,
            Fate::Dies(_) => Err(dead()),
        }
    }

    fn delete_stream(&self, locations: BoxStream<'static, Result<Key>>) -> BoxStream<'static, Result<Key>> {
        let (inner, fuse) = (self.inner.clone(), self.fuse.clone());
        let delete = move |location: Result<Key>| {
            let (inner, fuse) = (inner.clone(), fuse.clone());
            async move {
                let location = location?;
                let fate = fuse.next();
                if !matches!(fate, Fate::Dies(Death::Before)) {
                    inner.delete(&location).await?;
                }
                if matches!(fate, Fate::Lives) { Ok(location) } else { Err(dead()) }
            }
        };
        locations.then(delete).boxed()
    }

    fn list(&self, prefix: Option<&Key>) -> BoxStream<'static, Result<ObjectMeta>> {
        match self.fuse.next() {
            Fate::Lives => self.inner.list(prefix),
            Fate::Dies(_) => stream::once(async { Err(dead()) }).boxed(),
        }
    }

    async fn list_with_delimiter(&self, _: Option<&Key>) -> Result<ListResult> {
        Err(dead())
    }

    async fn copy_opts(&self, _: &Key, _: &Key, _: CopyOptions) -> Result<()> {
        Err(dead())
    }
}

struct FaultyBackend {
    inner: Arc<Memory>,
    fuse: Arc<Fuse>,
}

impl FaultyBackend {
    fn read(&self) -> std::result::Result<(), Error> {
        match self.fuse.next() {
            Fate::Lives => Ok(()),
            Fate::Dies(_) => Err(Error::Backend("killed".into())),
        }
    }
}

#[async_trait]
impl LogBackend for FaultyBackend {
    async fn entries(&self, from: u64, limit: usize) -> std::result::Result<Vec<Vec<u8>>, Error> {
        self.read()?;
        self.inner.entries(from, limit).await
    }

    async fn assigned(&self) -> std::result::Result<u64, Error> {
        self.read()?;
        self.inner.assigned().await
    }

    async fn checkpoint(&self) -> std::result::Result<Option<String>, Error> {
        self.read()?;
        self.inner.checkpoint().await
    }

    async fn swap_checkpoint(
        &self,
        old: Option<&str>,
        new: &str,
        size: u64,
    ) -> std::result::Result<bool, Error> {
        match self.fuse.next() {
            Fate::Lives => self.inner.swap_checkpoint(old, new, size).await,
            Fate::Dies(Death::After) => {
                self.inner.swap_checkpoint(old, new, size).await?;
                Err(Error::Backend("killed".into()))
            }
            Fate::Dies(_) => Err(Error::Backend("killed".into())),
        }
    }
}

struct World {
    memory: Arc<Memory>,
    store: Arc<InMemory>,
}

impl World {
    fn new() -> Self {
        Self { memory: Arc::new(Memory::default()), store: Arc::new(InMemory::new()) }
    }

    fn sequencer(&self) -> Sequencer {
        Sequencer::new(self.memory.clone(), self.store.clone(), key())
    }

    fn doomed(&self, fuse: &Arc<Fuse>) -> Sequencer {
        let backend = FaultyBackend { inner: self.memory.clone(), fuse: fuse.clone() };
        let store = FaultyStore { inner: self.store.clone(), fuse: fuse.clone() };
        Sequencer::new(Arc::new(backend), Arc::new(store), key())
    }

    /// A new process takes over and finishes what waits; then everything must be right.
    async fn recover(&self) {
        let sequencer = self.sequencer();
        while sequencer.step().await.unwrap().is_some() {}
        let size = self.memory.entries.lock().unwrap().len();
        let note = self.memory.note().unwrap();
        assert_eq!(note.lines().nth(1).unwrap(), size.to_string(), "a leaf is not covered");
        check_whole(&*self.store, &self.memory).await;
    }

    async fn keys(&self) -> Vec<Key> {
        let mut keys: Vec<_> =
            self.store.list(None).map_ok(|meta| meta.location).try_collect().await.unwrap();
        keys.sort();
        keys
    }
}

/// Growth that opens, fills and crosses tiles, with and without partial ones before and after.
const BATCHES: [usize; 7] = [0, 3, 250, 3, 300, 212, 1];

async fn live(world: &World, sequencer: &Sequencer) -> std::result::Result<(), Error> {
    for batch in BATCHES {
        world.memory.add(batch);
        while sequencer.step().await?.is_some() {}
    }
    Ok(())
}

#[tokio::test]
async fn killed_at_every_operation() {
    for death in [Death::Before, Death::After, Death::Torn] {
        let mut operation = 1;
        loop {
            let world = World::new();
            let fuse = Fuse::new(operation, death);
            // Deleting old partial tiles may fail without failing the step.
            let _ = live(&world, &world.doomed(&fuse)).await;
            let finished = !fuse.burnt();
            // Something else happens to wait when the next process comes: other tiles than the dead
            // one was writing.
            world.memory.add(usize::try_from(operation % 5).unwrap());
            world.recover().await;
            world.memory.add(260);
            world.recover().await;
            if finished {
                assert!(operation > 60, "only {operation} operations");
                break;
            }
            operation += 1;
        }
    }
}

/// The same while a lost part of the edge is being made again.
#[tokio::test]
async fn killed_while_making_tiles_again() {
    for death in [Death::Before, Death::After, Death::Torn] {
        for lost in ["log/tile/0/002.p/188", "log/tile/1/000.p/2", "log/tile/entries/002.p/188"] {
            let mut operation = 1;
            loop {
                let world = World::new();
                world.memory.add(700);
                world.recover().await;
                world.store.delete(&Key::from(lost)).await.unwrap();
                world.store.put(&Key::from("log/tile/0/001"), "damaged".into()).await.unwrap();
                let fuse = Fuse::new(operation, death);
                let died = world.doomed(&fuse).step().await.is_err();
                world.recover().await;
                if !died {
                    break;
                }
                operation += 1;
            }
            assert!(operation > 10);
        }
    }
}

/// Whatever object is lost or damaged: `rebuild` mends it, and the edge mends itself.
#[tokio::test]
async fn every_object_can_be_made_again() {
    let world = World::new();
    world.memory.add(600);
    world.recover().await;
    for key in world.keys().await {
        for damage in [None, Some("half")] {
            match damage {
                None => world.store.delete(&key).await.unwrap(),
                Some(bytes) => world.store.put(&key, bytes.into()).await.map(|_| ()).unwrap(),
            }
            assert_eq!(world.sequencer().rebuild().await.unwrap(), 1, "{key}");
            check_whole(&*world.store, &world.memory).await;
        }
    }
    assert_eq!(world.sequencer().rebuild().await.unwrap(), 0);
}
