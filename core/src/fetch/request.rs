//! What a host sends.

use std::fmt;
use std::time::Duration;

use super::FetchUrl;

/// One HTTP request that the core asks its host to send.
///
/// Send these headers, no cookies and no credentials besides. Verify the certificate of the server (TLS). Follow
/// no redirect. Take at most [`timeout`](Self::timeout) for the whole exchange, body included. Stop reading
/// beyond [`bytes_max`](Self::bytes_max). Hand back the status, the body, and those headers that
/// [`response_headers`](Self::response_headers) names.
#[derive(Clone)]
pub struct FetchRequest {
    pub(crate) method: &'static str,
    pub(crate) url: FetchUrl,
    pub(crate) headers: &'static [(&'static str, &'static str)],
    pub(crate) body: Option<Vec<u8>>,
    pub(crate) timeout: Duration,
    pub(crate) bytes_max: usize,
    pub(crate) response_headers: &'static [&'static str],
}

/// Shows where the request goes, without query, headers and body: they may hold secrets.
impl fmt::Debug for FetchRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FetchRequest")
            .field("method", &self.method)
            .field("url", &self.url)
            .field("timeout", &self.timeout)
            .finish_non_exhaustive()
    }
}

impl FetchRequest {
    /// The method, in upper case.
    #[must_use]
    pub const fn method(&self) -> &'static str {
        self.method
    }

    /// An absolute URL.
    #[must_use]
    pub fn url(&self) -> &str {
        self.url.as_str()
    }

    /// Header fields, names in lower case.
    #[must_use]
    pub const fn headers(&self) -> &[(&'static str, &'static str)] {
        self.headers
    }

    /// The body; none for a `GET`.
    #[must_use]
    pub fn body(&self) -> Option<&[u8]> {
        self.body.as_deref()
    }

    /// How long the whole exchange may take, from the first byte sent to the last byte read.
    #[must_use]
    pub const fn timeout(&self) -> Duration {
        self.timeout
    }

    /// How many bytes the body may have; beyond them report
    /// [`FetchFailure::TooLarge`](super::FetchFailure::TooLarge).
    #[must_use]
    pub const fn bytes_max(&self) -> usize {
        self.bytes_max
    }

    /// The response headers the core reads, names in lower case. Others may be left out.
    #[must_use]
    pub const fn response_headers(&self) -> &'static [&'static str] {
        self.response_headers
    }
}
