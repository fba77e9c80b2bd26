//! How often one address may send a form. Forms of citizens cost us writes, and receipt codes must not be guessed.

use std::net::{IpAddr, SocketAddr};
use std::num::NonZeroU32;

use axum::extract::ConnectInfo;
use axum::http::request::Parts;
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use mingjing_design::origin::ClientAddress;

/// Addresses remembered at once; beyond them, those whose minute is over are forgotten.
const MANY: usize = 50_000;
/// Seconds after which it is worth trying again.
pub(crate) const RETRY_AFTER: u64 = 60;

/// Who sends: an address, or one that is not known.
type Client = Option<IpAddr>;

/// A limit per address and minute.
pub(crate) struct Throttle(DefaultKeyedRateLimiter<Client>);

impl Throttle {
    pub(crate) fn per_minute(most: u32) -> Self {
        Self(RateLimiter::keyed(Quota::per_minute(NonZeroU32::new(most).unwrap_or(NonZeroU32::MIN))))
    }

    /// Counts one attempt; whether it may go on.
    pub(crate) fn allows(&self, parts: &Parts) -> bool {
        if self.0.len() > MANY {
            self.0.retain_recent();
        }
        self.0.check_key(&client(parts)).is_ok()
    }
}

fn client(parts: &Parts) -> Client {
    let trusted = parts.extensions.get::<ClientAddress>().map(|address| address.0);
    let peer = || parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|peer| peer.0.ip());
    trusted.or_else(peer).map(|address| match address.to_canonical() {
        // A household has a network of its own (RFC 6177).
        IpAddr::V6(v6) => IpAddr::V6((v6.to_bits() & !u128::from(u64::MAX)).into()),
        v4 => v4,
    })
}

#[cfg(test)]
mod tests {
    use axum::http::Request;

    use super::*;

    fn from(address: &str) -> Parts {
        let (mut parts, ()) = Request::new(()).into_parts();
        parts.extensions.insert(ClientAddress(address.parse().unwrap()));
        parts
    }

    #[test]
    fn one_address_is_slowed_and_others_are_not() {
        let throttle = Throttle::per_minute(3);
        let allowed = (0..9).filter(|n| throttle.allows(&from(&format!("2001:db8::{n}")))).count();
        assert_eq!(allowed, 3, "one household");
        assert!(throttle.allows(&from("2001:db9::1")) && throttle.allows(&from("192.0.2.1")));
    }
}
