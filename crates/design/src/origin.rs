//! By which address a reader came, for the links that leave the page: feeds, codes, receipts, maps of the site.

use std::convert::Infallible;
use std::net::{IpAddr, Ipv6Addr};

use axum::extract::FromRequestParts;
use axum::http::header::HOST;
use axum::http::request::Parts;

/// The longest name of a host (RFC 1035, 2.3.4) with a port.
const LONGEST: usize = 253 + 6;

/// Put beside a request that came by HTTPS, as a proxy of the operator's says. A stranger may send any header, so only
/// the server knows whom to believe.
#[derive(Debug, Clone, Copy)]
pub struct CameByHttps;

/// Put beside a request: the address it came from, behind the proxies that the operator trusts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClientAddress(pub IpAddr);

/// Whose address it is: IPv6 gives a household 2^64 of them (RFC 6177).
#[must_use]
pub fn household(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(v6) => Ipv6Addr::from_bits(v6.to_bits() & !u128::from(u64::MAX)).into(),
    }
}

/// What a request says of the address it was sent to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reached {
    host: Option<String>,
    https: bool,
}

impl Reached {
    /// Scheme and host without a slash at the end: the configured address or, where none is, the one the reader came
    /// by. `https` says that all readers come by HTTPS. Empty if the request names no host that may stand in a link.
    #[must_use]
    pub fn origin(&self, configured: &str, https: bool) -> String {
        match &self.host {
            _ if !configured.is_empty() => configured.to_owned(),
            Some(host) if https || self.https => format!("https://{host}"),
            Some(host) => format!("http://{host}"),
            None => String::new(),
        }
    }

    /// The host alone: in small letters, without port and without the dot at the end of a whole name.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        let host = self.host.as_deref()?;
        let name = match host.rsplit_once(':') {
            Some((name, port)) if port.bytes().all(|b| b.is_ascii_digit()) => name,
            _ => host,
        };
        Some(name.strip_suffix('.').unwrap_or(name))
    }

    /// What the head of a request says.
    #[must_use]
    pub fn of(parts: &Parts) -> Self {
        let text = |name: &str| parts.headers.get(name).and_then(|value| value.to_str().ok());
        let host = parts.uri.authority().map(|authority| authority.as_str()).or_else(|| text(HOST.as_str()));
        Self {
            host: host.filter(|host| is_host(host)).map(str::to_ascii_lowercase),
            https: parts.extensions.get::<CameByHttps>().is_some(),
        }
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Reached {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self::of(parts))
    }
}

/// Whether a `Host` header is a name or address with or without a port, and nothing that could end a link early.
fn is_host(text: &str) -> bool {
    if text.is_empty() || text.len() > LONGEST {
        return false;
    }
    let (name, port) = match text.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((address, rest)) => {
            return address.parse::<std::net::Ipv6Addr>().is_ok()
                && (rest.is_empty() || rest.strip_prefix(':').is_some_and(is_port));
        }
        None => text.split_once(':').map_or((text, None), |(name, port)| (name, Some(port))),
    };
    let label = |label: &str| {
        !label.is_empty() && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
    };
    name.strip_suffix('.').unwrap_or(name).split('.').all(label) && port.is_none_or(is_port)
}

fn is_port(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_digit()) && text.parse::<u16>().is_ok_and(|port| port > 0)
}

#[cfg(test)]
mod tests {
    use axum::http::Request;
    use proptest::prelude::*;

    use super::*;

    fn reached(https: bool, headers: &[(&str, &str)]) -> Reached {
        let mut request = Request::builder().uri("/d/1");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let (mut parts, ()) = request.body(()).unwrap().into_parts();
        if https {
            parts.extensions.insert(CameByHttps);
        }
        Reached::of(&parts)
    }

    #[test]
    fn the_configured_address_stands_first() {
        let by = reached(false, &[("host", "10.0.0.8:8080")]);
        assert_eq!(by.origin("https://open.example.gov.cn", false), "https://open.example.gov.cn");
        assert_eq!(by.origin("", false), "http://10.0.0.8:8080");
        assert_eq!(by.origin("", true), "https://10.0.0.8:8080");
        assert_eq!(Reached::default().origin("", true), "");
    }

    #[test]
    fn the_name_of_a_host_is_without_port_and_last_dot() {
        for (host, name) in [
            ("JYT.example.gov.cn", "jyt.example.gov.cn"),
            ("jyt.example.gov.cn.:8080", "jyt.example.gov.cn"),
            ("[::1]:8080", "[::1]"),
            ("[::1]", "[::1]"),
            ("10.0.0.8", "10.0.0.8"),
        ] {
            assert_eq!(reached(false, &[("host", host)]).name(), Some(name), "{host}");
        }
        assert_eq!(reached(false, &[("host", "a/b")]).name(), None);
    }

    #[test]
    fn a_header_alone_makes_no_https() {
        let headers = [("host", "Open.example.gov.cn"), ("x-forwarded-proto", "https")];
        assert_eq!(reached(false, &headers).origin("", false), "http://open.example.gov.cn");
        assert_eq!(reached(true, &headers).origin("", false), "https://open.example.gov.cn");
    }

    #[test]
    fn what_is_no_host_stands_in_no_link() {
        for good in ["a", "a.b.", "a-b.c:80", "10.1.2.3", "[::1]:8080", "[2001:db8::1]", "xn--fiqs8s"] {
            assert!(is_host(good), "{good}");
        }
        for bad in
            ["", "a/b", "a b", "a@b", "a\"", "a:", "a:0", "a:99999", "a:+8", "..", "[::1", "[x]", "a,b"]
        {
            assert!(!is_host(bad), "{bad}");
        }
    }

    proptest! {
        #[test]
        fn any_host_is_answered(text in "[ -~]{0,300}") {
            let origin = reached(false, &[("host", text.as_str())]).origin("", false);
            prop_assert!(!origin.contains(['<', '"', ' ', '\'', '&']));
        }
    }
}
