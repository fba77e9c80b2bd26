//! How often one client may ask for what costs us much. What mirrors read is counted by itself, and generously.

use std::net::{IpAddr, SocketAddr};
use std::num::NonZeroU32;
use std::str::FromStr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use axum::extract::{ConnectInfo, Request, State};
use axum::http::HeaderMap;
use axum::middleware::Next;
use axum::response::Response;
use governor::clock::{Clock, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use mingjing_actions::House;
use mingjing_design::origin::{CameByHttps, ClientAddress, household};

use crate::config::LimitsConfig;

/// Clients remembered at once; beyond them, those unknown share one account. Some ten megabytes.
const MANY: usize = 100_000;
/// Where a proxy says for whom it asks.
const FORWARDED: &str = "x-forwarded-for";
/// And by which scheme it was asked.
const FORWARDED_PROTO: &str = "x-forwarded-proto";

/// What an address costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Cost {
    /// Search, lists, whole files, receipts, comparisons.
    Much,
    /// Tiles and bundles: one read each.
    Log,
    /// Everything else: pages from memory, the desk with its own limit.
    Little,
}

/// Whose requests are counted together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Client {
    Address(IpAddr),
    Unknown,
}

/// The limits of a serving process.
pub struct Limits {
    costly: Option<DefaultKeyedRateLimiter<Client>>,
    log: Option<DefaultKeyedRateLimiter<Client>>,
    proxies: Vec<Network>,
    warned: AtomicBool,
    started: Instant,
    /// Second since the start in which those whose minute is over were last forgotten.
    tidied: AtomicU64,
}

impl Limits {
    /// As configured; 0 is no limit.
    pub fn new(config: &LimitsConfig) -> Self {
        let limiter = |n| NonZeroU32::new(n).map(|n| RateLimiter::keyed(Quota::per_minute(n)));
        Self {
            costly: limiter(config.per_minute),
            log: limiter(config.log_per_minute),
            proxies: config.trusted_proxies.clone(),
            warned: AtomicBool::new(false),
            started: Instant::now(),
            tidied: AtomicU64::new(0),
        }
    }

    /// How long the client has to wait before this request, if it has to.
    fn wait(&self, path: &str, peer: IpAddr, headers: &HeaderMap) -> Option<Duration> {
        let limiter = match cost(path) {
            Cost::Much => self.costly.as_ref()?,
            Cost::Log => self.log.as_ref()?,
            Cost::Little => return None,
        };
        let client = self.client(peer, headers)?;
        if limiter.len() > MANY {
            // Looking through all of them takes milliseconds, so it must not come with every request.
            let second = self.started.elapsed().as_secs() + 1;
            if self.tidied.swap(second, Ordering::Relaxed) != second {
                limiter.retain_recent();
            }
        }
        let client = if limiter.len() > MANY { Client::Unknown } else { client };
        let held = limiter.check_key(&client).err()?;
        Some(held.wait_time_from(DefaultClock::default().now()))
    }

    /// Who asks: the peer, or whom a trusted proxy names. This machine itself is nobody to be held back, unless it is
    /// such a proxy.
    fn client(&self, peer: IpAddr, headers: &HeaderMap) -> Option<Client> {
        let peer = peer.to_canonical();
        if !self.trusts(peer) && headers.contains_key(FORWARDED) && !self.warned.swap(true, Ordering::Relaxed)
        {
            tracing::warn!(%peer, "X-Forwarded-For is not believed: name the proxy under limits.trusted_proxies");
        }
        let is_this_machine = !self.trusts(peer) && peer.is_loopback();
        (!is_this_machine).then(|| Client::Address(household(self.address(peer, headers))))
    }

    /// The address a request comes from: the peer's, or the one that a trusted proxy names.
    fn address(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        let peer = peer.to_canonical();
        if !self.trusts(peer) {
            return peer;
        }
        let lines = headers.get_all(FORWARDED).into_iter().filter_map(|line| line.to_str().ok());
        let named: Vec<&str> = lines.flat_map(|line| line.split(',')).map(str::trim).collect();
        // Everything before the last address that is no proxy of ours was written by whoever asked.
        for name in named.into_iter().rev() {
            let Ok(address) = name.parse::<IpAddr>() else { break };
            if !self.trusts(address.to_canonical()) {
                return address.to_canonical();
            }
        }
        peer
    }

    /// Whether a trusted proxy says that it was asked by HTTPS.
    fn came_by_https(&self, peer: IpAddr, headers: &HeaderMap) -> bool {
        self.trusts(peer.to_canonical())
            && headers.get(FORWARDED_PROTO).is_some_and(|scheme| scheme.as_bytes().trim_ascii() == b"https")
    }

    fn trusts(&self, address: IpAddr) -> bool {
        self.proxies.iter().any(|network| network.holds(address))
    }
}

fn cost(path: &str) -> Cost {
    if path.starts_with("/log/") {
        return Cost::Log;
    }
    let is_receipt = path.starts_with("/d/") && path.ends_with("/receipt");
    let is_costly =
        ["/search", "/feed.atom", "/sitemap.xml", "/appeals", "/api/v1/appeals", "/api/v1/public-opinions"]
            .contains(&path)
            || (path.starts_with("/api/v1/items/") && path.ends_with("/rows"))
            || ["/i/", "/a/", "/areas/", "/data/", "/api/v1/disclosures"]
                .iter()
                .any(|start| path.starts_with(start));
    if is_receipt || is_costly { Cost::Much } else { Cost::Little }
}

/// Answers 429 to a client that asks too often.
pub async fn hold_back(
    State((limits, house)): State<(Arc<Limits>, Arc<House>)>,
    mut request: Request,
    next: Next,
) -> Response {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|c| c.0.ip());
    if peer.is_some_and(|peer| limits.came_by_https(peer, request.headers())) {
        request.extensions_mut().insert(CameByHttps);
    }
    if let Some(peer) = peer {
        let address = limits.address(peer, request.headers());
        request.extensions_mut().insert(ClientAddress(address));
    }
    let wait = peer.and_then(|peer| limits.wait(request.uri().path(), peer, request.headers()));
    let Some(wait) = wait else { return next.run(request).await };
    let seconds = wait.as_secs() + 1;
    let path = request.uri().path();
    let is_program = ["/api/", "/log/", "/d/"].iter().any(|start| path.starts_with(start));
    if is_program {
        return mingjing_api::too_many_requests(seconds);
    }
    mingjing_portal::too_many_requests(&house, path, seconds)
}

/// Addresses with a common beginning, such as `10.0.0.0/8`, or a single one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Network {
    address: IpAddr,
    bits: u32,
}

impl Network {
    fn holds(self, address: IpAddr) -> bool {
        match (self.address, address) {
            (IpAddr::V4(own), IpAddr::V4(other)) => {
                (own.to_bits() ^ other.to_bits()).leading_zeros() >= self.bits
            }
            (IpAddr::V6(own), IpAddr::V6(other)) => {
                (own.to_bits() ^ other.to_bits()).leading_zeros() >= self.bits
            }
            _ => false,
        }
    }
}

impl FromStr for Network {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("“{text}”不是 IP 地址或网段,应如 127.0.0.1 或 10.0.0.0/8");
        let (address, bits) = text.split_once('/').map_or((text, None), |(a, b)| (a, Some(b)));
        let address: IpAddr = address.trim().parse().map_err(|_| wrong())?;
        let most = if address.is_ipv4() { 32 } else { 128 };
        let bits = bits.map_or(Ok(most), |b| b.trim().parse().map_err(|_| wrong()))?;
        if bits > most { Err(wrong()) } else { Ok(Self { address, bits }) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limits(per_minute: u32, proxies: &[&str]) -> Limits {
        let trusted_proxies = proxies.iter().map(|p| p.parse().unwrap()).collect();
        Limits::new(&LimitsConfig { per_minute, log_per_minute: 1000, trusted_proxies })
    }

    fn from(addresses: &str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        if !addresses.is_empty() {
            headers.insert(FORWARDED, addresses.parse().unwrap());
        }
        headers
    }

    fn allowed(limits: &Limits, peer: &str, forwarded: &str) -> usize {
        let (peer, headers) = (peer.parse().unwrap(), from(forwarded));
        (0..100).take_while(|_| limits.wait("/search", peer, &headers).is_none()).count()
    }

    #[test]
    fn each_client_has_its_own_account() {
        let limits = limits(5, &[]);
        assert_eq!(allowed(&limits, "203.0.113.7", ""), 5);
        assert_eq!(allowed(&limits, "203.0.113.8", ""), 5);
        assert_eq!(allowed(&limits, "::ffff:203.0.113.8", ""), 0, "the same in another spelling");
        assert_eq!(allowed(&limits, "2001:db8::1", ""), 5);
        assert_eq!(allowed(&limits, "2001:db8::2", ""), 0, "the same household");
        assert_eq!(allowed(&limits, "127.0.0.1", ""), 100, "this machine");
    }

    #[test]
    fn only_trusted_proxies_speak_for_others() {
        let limits = limits(5, &["127.0.0.1", "10.0.0.0/8"]);
        assert_eq!(allowed(&limits, "127.0.0.1", "198.51.100.1"), 5);
        assert_eq!(allowed(&limits, "10.1.2.3", "198.51.100.1"), 0, "the same client by another proxy");
        assert_eq!(allowed(&limits, "10.1.2.3", "192.0.2.1, 198.51.100.2, 10.9.9.9"), 5);
        assert_eq!(
            allowed(&limits, "10.1.2.3", "192.0.2.77, 198.51.100.2"),
            0,
            "what it made up counts nothing"
        );
        assert_eq!(allowed(&limits, "203.0.113.7", "192.0.2.1"), 5);
        assert_eq!(allowed(&limits, "203.0.113.7", "192.0.2.2"), 0, "a stranger who names others");
        assert_eq!(allowed(&limits, "10.1.2.3", "nonsense"), 5, "the proxy itself");
    }

    #[test]
    fn the_trail_is_told_the_address_that_a_trusted_proxy_names() {
        let limits = limits(5, &["10.0.0.0/8"]);
        let address = |peer: &str, said: &str| limits.address(peer.parse().unwrap(), &from(said)).to_string();
        assert_eq!(address("10.1.2.3", "192.0.2.1, 2001:db8::7"), "2001:db8::7", "whole, not by household");
        assert_eq!(address("10.1.2.3", ""), "10.1.2.3");
        assert_eq!(address("203.0.113.7", "192.0.2.1"), "203.0.113.7", "a stranger who names others");
        assert_eq!(address("::ffff:127.0.0.1", "192.0.2.1"), "127.0.0.1");
    }

    #[test]
    fn only_trusted_proxies_say_how_readers_came() {
        let limits = limits(5, &["10.0.0.0/8"]);
        let headers =
            HeaderMap::from_iter([("x-forwarded-proto".parse().unwrap(), "https".parse().unwrap())]);
        assert!(limits.came_by_https("10.1.2.3".parse().unwrap(), &headers));
        assert!(!limits.came_by_https("127.0.0.1".parse().unwrap(), &headers));
        assert!(!limits.came_by_https("10.1.2.3".parse().unwrap(), &HeaderMap::new()));
    }

    #[test]
    fn addresses_have_their_price() {
        for path in [
            "/search",
            "/i/notice",
            "/i/licence.xlsx",
            "/d/01/receipt",
            "/api/v1/disclosures",
            "/api/v1/items/licence/rows",
        ] {
            assert_eq!(cost(path), Cost::Much, "{path}");
        }
        assert_eq!(cost("/log/tile/0/000"), Cost::Log);
        for path in ["/", "/d/01", "/desk/sign-in", "/assets/x/mingjing.css", "/healthz", "/searching"] {
            assert_eq!(cost(path), Cost::Little, "{path}");
        }
        assert!("10.0.0.0/33".parse::<Network>().is_err() && "proxy".parse::<Network>().is_err());
    }

    #[test]
    fn memory_is_bounded() {
        let limits = limits(5, &[]);
        for n in 0..u32::try_from(MANY).unwrap() + 5_000 {
            limits.wait("/search", std::net::Ipv4Addr::from_bits(0x0b00_0000 + n).into(), &HeaderMap::new());
        }
        assert!(limits.costly.as_ref().unwrap().len() <= MANY + 2);
    }
}
