//! URLs that a host may fetch from: HTTPS, or HTTP on this machine.

use std::fmt;

use fluent_uri::component::{Authority, Host};
use fluent_uri::pct_enc::encoder::{RegName, Userinfo};
use fluent_uri::{Uri, UriRef};

use crate::error::{ConfigError, invalid_policy};
use crate::limits::FETCH_URL_BYTES_MAX;

/// An absolute `https` URL. `http` only to loopback, or where the policy allows it. Only forms that every HTTP
/// client reads as the same host are accepted (RFC 3986).
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct FetchUrl {
    text: String,
}

/// Hides the query, which may hold a secret.
impl fmt::Debug for FetchUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("FetchUrl").field(&self.redacted()).finish()
    }
}

/// Scheme, host in lower case, port (RFC 6454 §4).
type Origin = (bool, String, u16);

impl FetchUrl {
    /// `http_anywhere`: the policy allows HTTP to hosts other than loopback.
    pub(crate) fn parse(text: &str, http_anywhere: bool) -> Result<Self, ConfigError> {
        let unusable = |why: &str| Err(invalid_policy(why));
        if text.len() > FETCH_URL_BYTES_MAX {
            return unusable(&format!("a URL of at most {FETCH_URL_BYTES_MAX} bytes expected"));
        }
        let Ok(uri) = Uri::parse(text) else {
            return unusable("an absolute https URL expected (RFC 3986)");
        };
        let scheme = uri.scheme().as_str();
        let (https, http) =
            (scheme.eq_ignore_ascii_case("https"), scheme.eq_ignore_ascii_case("http"));
        let authority = uri.authority().filter(|authority| !authority.host().is_empty());
        let (Some(authority), true) = (authority, https || http) else {
            return unusable("an absolute https URL expected");
        };
        if authority.has_userinfo() || uri.has_fragment() {
            return unusable("a URL without user information and fragment expected");
        }
        if !has_one_reading(&authority) {
            return unusable("a host name or IP address in its usual form expected");
        }
        if !matches!(authority.port_to_u16(), Ok(None | Some(1..))) {
            return unusable("the port must be 1 to 65535");
        }
        if http && !http_anywhere && !is_loopback(&authority) {
            return unusable(
                "https expected: whoever sits on the way could put in keys of their own",
            );
        }
        Ok(Self { text: text.to_owned() })
    }

    /// Where `reference`, a `Location` for instance, leads from here.
    pub(crate) fn resolve(&self, reference: &str, http_anywhere: bool) -> Option<Self> {
        if reference.len() > FETCH_URL_BYTES_MAX {
            return None;
        }
        let base = Uri::parse(self.text.as_str()).ok()?;
        let target = UriRef::parse(reference).ok()?.resolve_against(&base).ok()?;
        Self::parse(target.as_str(), http_anywhere).ok()
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.text
    }

    /// The URL without its query, for messages: a query may hold a secret.
    pub(crate) fn redacted(&self) -> &str {
        self.text.split('?').next().unwrap_or_default()
    }

    pub(crate) fn same_origin(&self, other: &Self) -> bool {
        matches!((self.origin(), other.origin()), (Some(one), Some(two)) if one == two)
    }

    /// Whether it may lead to this machine, however the name is written.
    pub(crate) fn is_local(&self) -> bool {
        let uri = Uri::parse(self.text.as_str()).ok();
        uri.and_then(|uri| uri.authority()).is_none_or(|authority| is_local(&authority))
    }

    /// The two metadata URLs: OpenID Connect Discovery §4 appends to the issuer's path, RFC 8414 §3.1 inserts
    /// before it.
    pub(crate) fn metadata(issuer: &str, http_anywhere: bool) -> Result<[Self; 2], ConfigError> {
        Self::parse(issuer, http_anywhere)?;
        let expected = || invalid_policy("a URL without query expected");
        let uri = Uri::parse(issuer).map_err(|_| expected())?;
        if uri.has_query() {
            return Err(expected());
        }
        let path = uri.path().as_str();
        let path = path.strip_suffix('/').unwrap_or(path);
        let authority = uri.authority().map_or("", |authority| authority.as_str());
        let origin = format!("{}://{authority}", uri.scheme().as_str());
        let openid = format!("{origin}{path}/.well-known/openid-configuration");
        let oauth = format!("{origin}/.well-known/oauth-authorization-server{path}");
        Ok([Self::parse(&openid, http_anywhere)?, Self::parse(&oauth, http_anywhere)?])
    }

    fn origin(&self) -> Option<Origin> {
        let uri = Uri::parse(self.text.as_str()).ok()?;
        let authority = uri.authority()?;
        let https = uri.scheme().as_str().eq_ignore_ascii_case("https");
        let port = authority.port_to_u16().ok()?.unwrap_or(if https { 443 } else { 80 });
        Some((https, authority.host().to_ascii_lowercase(), port))
    }
}

/// The names and addresses that never leave the machine (RFC 6761 §6.3, RFC 1122 §3.2.1.3,
/// RFC 4291 §2.5.3).
fn is_loopback(authority: &Authority<'_, Userinfo, RegName>) -> bool {
    match authority.host_parsed() {
        Host::Ipv4(address) => address.is_loopback(),
        Host::Ipv6(address) => address.is_loopback(),
        _ => authority.host().eq_ignore_ascii_case("localhost"),
    }
}

/// As [`is_loopback`], and whatever else resolvers and stacks lead back here: names below `localhost`, the
/// unspecified address, IPv4 in IPv6.
fn is_local(authority: &Authority<'_, Userinfo, RegName>) -> bool {
    match authority.host_parsed() {
        Host::Ipv4(address) => address.is_loopback() || address.is_unspecified(),
        Host::Ipv6(address) => {
            let inner = address.to_ipv4().is_some_and(|v4| v4.is_loopback() || v4.is_unspecified());
            address.is_loopback() || address.is_unspecified() || inner
        }
        _ => {
            let name = authority.host().to_ascii_lowercase();
            let name = name.strip_suffix('.').unwrap_or(&name);
            name == "localhost" || name.ends_with(".localhost")
        }
    }
}

/// The URL standard decodes `%` in a host and reads a name that ends in a number as IPv4 (`127.1`, `0x7f.1`).
/// Such hosts are refused, so that the check here and the HTTP client agree.
fn has_one_reading(authority: &Authority<'_, Userinfo, RegName>) -> bool {
    let Host::RegName(name) = authority.host_parsed() else { return true };
    let name = name.as_str();
    let last = name.strip_suffix('.').unwrap_or(name).rsplit('.').next().unwrap_or_default();
    let digits = !last.is_empty() && last.bytes().all(|byte| byte.is_ascii_digit());
    let hexadecimal = last.get(..2).is_some_and(|start| start.eq_ignore_ascii_case("0x"));
    !name.contains('%') && !digits && !hexadecimal
}

#[cfg(test)]
mod tests {
    use super::FetchUrl;

    #[test]
    fn takes_https_and_http_on_this_machine_only() {
        for good in [
            "https://keys.example/jwks",
            "HTTPS://keys.example:8443/a?b=c",
            "http://localhost:1/jwks",
            "http://127.9.9.9/jwks",
            "http://[::1]:8080/jwks",
        ] {
            assert!(FetchUrl::parse(good, false).is_ok(), "{good}");
        }
        for bad in [
            "",
            "keys.example/jwks",
            "//keys.example/jwks",
            "http://keys.example/jwks",
            "http://localhost.example/jwks",
            "http://127.0.0.1@keys.example/jwks",
            "https://user@keys.example/jwks",
            "https://keys.example/jwks#x",
            "https:///jwks",
            "https://keys.example:0/jwks",
            "https://keys.example:65536/jwks",
            "https://keys.example\\@other.example/",
            "https://keys.example/ jwks",
            "file:///etc/passwd",
            "http://0177.0.0.1/jwks",
            "http://2130706433/jwks",
            "https://127.1/jwks",
            "https://0x7f.1/jwks",
            "https://127.0.0.1./jwks",
            "https://keys.0x7F/jwks",
            "https://%6cocalhost/jwks",
        ] {
            assert!(FetchUrl::parse(bad, false).is_err(), "{bad}");
        }
        assert!(FetchUrl::parse("http://keys.example/jwks", true).is_ok());
    }

    #[test]
    fn knows_this_machine_by_all_its_names() {
        for local in [
            "localhost",
            "LOCALHOST.",
            "foo.localhost",
            "127.0.0.1",
            "0.0.0.0",
            "[::1]",
            "[::]",
            "[::ffff:127.0.0.1]",
            "[::127.0.0.1]",
        ] {
            assert!(
                FetchUrl::parse(&format!("https://{local}/"), false).expect("a URL").is_local(),
                "{local}"
            );
        }
        for other in ["localhost.example", "keys.example", "10.0.0.1", "[2001:db8::1]"] {
            assert!(
                !FetchUrl::parse(&format!("https://{other}/"), false).expect("a URL").is_local(),
                "{other}"
            );
        }
    }

    /// The examples of OpenID Connect Discovery §4.1 and RFC 8414 §3.1.
    #[test]
    fn finds_metadata_behind_and_before_the_path() {
        let urls = |issuer| FetchUrl::metadata(issuer, false).map(|urls| urls.map(|url| url.text));
        assert_eq!(
            urls("https://example.com/issuer1").expect("URLs"),
            [
                "https://example.com/issuer1/.well-known/openid-configuration",
                "https://example.com/.well-known/oauth-authorization-server/issuer1"
            ]
        );
        assert_eq!(
            urls("https://example.com/").expect("URLs"),
            [
                "https://example.com/.well-known/openid-configuration",
                "https://example.com/.well-known/oauth-authorization-server"
            ]
        );
        assert!(urls("https://example.com/?tenant=1").is_err());
    }

    #[test]
    fn tells_origins_apart() {
        let url = |text| FetchUrl::parse(text, true).expect("a URL");
        let keys = url("https://keys.example/a");
        for same in ["https://KEYS.example:443/b", "HTTPS://keys.example/"] {
            assert!(keys.same_origin(&url(same)), "{same}");
        }
        for other in
            ["http://keys.example/a", "https://keys.example:444/", "https://a.keys.example/"]
        {
            assert!(!keys.same_origin(&url(other)), "{other}");
        }
        let moved = keys.resolve("../b?c", false).expect("a URL");
        assert_eq!(moved.as_str(), "https://keys.example/b?c");
        assert_eq!(
            keys.resolve("//other.example/x", false).expect("a URL").as_str(),
            "https://other.example/x"
        );
        assert_eq!(keys.resolve("http://keys.example/", false), None);
    }
}
