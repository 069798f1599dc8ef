//! What a host got back, or why it got nothing.

use std::fmt;

/// An HTTP response as it came; redirects are not followed.
///
/// ```
/// use doorward::fetch::FetchResponse;
///
/// let response = FetchResponse::new(200)
///     .header("Content-Type", "application/json")
///     .body(br#"{"keys":[]}"#.to_vec());
/// # let _ = response;
/// ```
#[derive(Clone, Default)]
#[must_use]
#[non_exhaustive]
pub struct FetchResponse {
    /// The status code.
    pub status: u16,
    /// The body, unpacked if it came in gzip or deflate; it may stay empty for a status other than 200.
    pub body: Vec<u8>,
    headers: Vec<(String, String)>,
}

impl FetchResponse {
    /// A response with this status and nothing else.
    pub const fn new(status: u16) -> Self {
        Self { status, headers: Vec::new(), body: Vec::new() }
    }

    /// Sets a header field; the case of its name does not matter. Where a field came several times, join its
    /// values by commas (RFC 9110 §5.3).
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        let (name, value) = (name.into(), value.into());
        self.headers.retain(|(own, _)| !own.eq_ignore_ascii_case(&name));
        self.headers.push((name, value));
        self
    }

    /// Sets the body.
    pub fn body(mut self, body: Vec<u8>) -> Self {
        self.body = body;
        self
    }

    pub(crate) fn field(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(own, _)| own.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }
}

/// Shows the status alone, because a body may hold secrets.
impl fmt::Debug for FetchResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FetchResponse").field("status", &self.status).finish_non_exhaustive()
    }
}

/// Why there is no response.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum FetchFailure {
    /// The complete response did not arrive within the timeout.
    Timeout,
    /// The connection failed or broke.
    Connection,
    /// The body is longer than allowed.
    TooLarge,
    /// Anything else; the host knows no more.
    Other,
}

impl FetchFailure {
    /// The failure of this name; every unknown name is [`FetchFailure::Other`].
    #[must_use]
    pub fn from_name(name: &str) -> Self {
        match name {
            "timeout" => Self::Timeout,
            "connection" => Self::Connection,
            "too_large" => Self::TooLarge,
            _ => Self::Other,
        }
    }

    /// The stable name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Timeout => "timeout",
            Self::Connection => "connection",
            Self::TooLarge => "too_large",
            Self::Other => "other",
        }
    }
}
