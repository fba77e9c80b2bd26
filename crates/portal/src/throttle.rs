//! How often one address may send a form. Forms of citizens cost us writes, and receipt codes must not be guessed.

use std::net::{IpAddr, SocketAddr};
use std::num::NonZeroU32;

use axum::extract::ConnectInfo;
use axum::http::request::Parts;
use governor::clock::{Clock, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use mingjing_design::origin::{ClientAddress, household};

/// Addresses remembered at once; beyond them, those whose minute is over are forgotten, and the rest share one account.
const MANY: usize = 50_000;
/// Seconds after which it is worth trying again.
pub(crate) const RETRY_AFTER: u64 = 60;

/// Who sends: a household, or one that is not known.
pub(crate) type Client = Option<IpAddr>;

/// A limit per household.
pub(crate) struct Throttle(DefaultKeyedRateLimiter<Client>);

impl Throttle {
    pub(crate) fn per_minute(most: u32) -> Self {
        Self(RateLimiter::keyed(Quota::per_minute(NonZeroU32::new(most).unwrap_or(NonZeroU32::MIN))))
    }

    /// So many at once; after that, one a minute.
    pub(crate) fn at_once(most: u32) -> Self {
        let burst = NonZeroU32::new(most).unwrap_or(NonZeroU32::MIN);
        Self(RateLimiter::keyed(Quota::per_minute(NonZeroU32::MIN).allow_burst(burst)))
    }

    /// Counts one attempt; how many seconds it has to wait, if it has to.
    pub(crate) fn wait(&self, client: Client) -> Option<u64> {
        if self.0.len() > MANY {
            self.0.retain_recent();
        }
        let client = client.filter(|_| self.0.len() <= MANY);
        let held = self.0.check_key(&client).err()?;
        Some(held.wait_time_from(DefaultClock::default().now()).as_secs() + 1)
    }

    /// Counts one attempt; whether it may go on.
    pub(crate) fn allows(&self, parts: &Parts) -> bool {
        self.wait(client(parts)).is_none()
    }
}

/// Whose attempt a request is.
pub(crate) fn client(parts: &Parts) -> Client {
    let trusted = parts.extensions.get::<ClientAddress>().map(|address| address.0);
    let peer = || parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|peer| peer.0.ip());
    trusted.or_else(peer).map(|address| household(address.to_canonical()))
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
