//! A network between house and database that can be cut, and can swallow everything.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicI64, AtomicU8, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

const OPEN: u8 = 0;
const CUT: u8 = 1;
const FROZEN: u8 = 2;

/// Stands before a PostgreSQL server.
pub struct Proxy {
    pub address: SocketAddr,
    state: Arc<State>,
}

struct State {
    /// What happens to new bytes and new connections.
    mode: AtomicU8,
    /// Bytes that may still pass before the network fails; negative for any number.
    left: AtomicI64,
    /// How it fails then.
    failure: AtomicU8,
    cuts: watch::Sender<u64>,
    /// A word that cuts the network, and whether it still passes.
    word: Mutex<Option<(&'static str, bool)>>,
}

impl State {
    fn fail(&self) {
        self.mode.store(CUT, Ordering::SeqCst);
        self.cuts.send_modify(|n| *n += 1);
    }

    /// Whether the word in these bytes cuts the network, and whether it still passes.
    fn caught(&self, bytes: &[u8]) -> Option<bool> {
        let mut word = self.word.lock().unwrap();
        let (text, passes) = (*word)?;
        bytes.windows(text.len()).any(|w| w == text.as_bytes()).then(|| {
            *word = None;
            passes
        })
    }

    /// Waits while frozen; whether these bytes may pass.
    async fn passes(&self, bytes: usize) -> bool {
        if self.left.load(Ordering::SeqCst) >= 0 {
            let bytes = i64::try_from(bytes).unwrap();
            if self.left.fetch_sub(bytes, Ordering::SeqCst) < bytes {
                self.left.store(-1, Ordering::SeqCst);
                self.mode.store(self.failure.load(Ordering::SeqCst), Ordering::SeqCst);
                if self.mode.load(Ordering::SeqCst) == CUT {
                    self.cuts.send_modify(|n| *n += 1);
                }
            }
        }
        while self.mode.load(Ordering::SeqCst) == FROZEN {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        self.mode.load(Ordering::SeqCst) == OPEN
    }
}

impl Proxy {
    /// Before the server of this database.
    pub async fn before(url: &str) -> Self {
        let url = url::Url::parse(url).unwrap();
        let server = format!("{}:{}", url.host_str().unwrap(), url.port().unwrap_or(5432));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let state = Arc::new(State {
            mode: AtomicU8::new(OPEN),
            left: AtomicI64::new(-1),
            failure: AtomicU8::new(CUT),
            cuts: watch::Sender::new(0),
            word: Mutex::default(),
        });
        let shared = Arc::clone(&state);
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                if shared.mode.load(Ordering::SeqCst) == CUT {
                    continue;
                }
                let Ok(server) = TcpStream::connect(&server).await else { continue };
                tokio::spawn(join(Arc::clone(&shared), client, server));
            }
        });
        Self { address, state }
    }

    /// All connections break, and new ones are refused.
    pub fn cut(&self) {
        self.state.fail();
    }

    /// Cuts after this many more bytes, in whichever direction.
    pub fn cut_after(&self, bytes: i64) {
        self.state.failure.store(CUT, Ordering::SeqCst);
        self.state.left.store(bytes, Ordering::SeqCst);
    }

    /// Cuts when this word comes, which still arrives, or not.
    pub fn cut_at(&self, word: &'static str, passes: bool) {
        *self.state.word.lock().unwrap() = Some((word, passes));
    }

    /// Swallows everything after this many more bytes.
    pub fn freeze_after(&self, bytes: i64) {
        self.state.failure.store(FROZEN, Ordering::SeqCst);
        self.state.left.store(bytes, Ordering::SeqCst);
    }

    /// Nothing arrives any more, and nobody is told.
    pub fn freeze(&self) {
        self.state.mode.store(FROZEN, Ordering::SeqCst);
    }

    /// Everything works again.
    pub fn mend(&self) {
        self.state.left.store(-1, Ordering::SeqCst);
        self.state.mode.store(OPEN, Ordering::SeqCst);
    }

    /// Whether it failed since it was mended.
    pub fn has_failed(&self) -> bool {
        self.state.mode.load(Ordering::SeqCst) != OPEN
    }

    /// The address of a database behind the proxy.
    pub fn url(&self, url: &str) -> String {
        let mut url = url::Url::parse(url).unwrap();
        url.set_ip_host(self.address.ip()).unwrap();
        url.set_port(Some(self.address.port())).unwrap();
        url.to_string()
    }
}

async fn join(state: Arc<State>, client: TcpStream, server: TcpStream) {
    let mut cuts = state.cuts.subscribe();
    let (mut from_client, mut to_client) = client.into_split();
    let (mut from_server, mut to_server) = server.into_split();
    let up = pass(&state, &mut from_client, &mut to_server);
    let down = pass(&state, &mut from_server, &mut to_client);
    tokio::select! {
        () = up => {}
        () = down => {}
        _ = cuts.changed() => {}
    }
}

async fn pass(state: &State, from: &mut (impl AsyncReadExt + Unpin), to: &mut (impl AsyncWriteExt + Unpin)) {
    let mut buffer = vec![0; 4096];
    while let Ok(read) = from.read(&mut buffer).await {
        let caught = state.caught(&buffer[..read]);
        if caught == Some(false) {
            state.fail();
            return;
        }
        if read == 0 || !state.passes(read).await {
            return;
        }
        if to.write_all(&buffer[..read]).await.is_err() {
            return;
        }
        if caught.is_some() {
            state.fail();
            return;
        }
    }
}
