//! What is fetched, and what may come of it. The core says what and judges the answer; a host only
//! carries bytes.

use std::fmt;
use std::sync::Arc;

use super::url::KeyUrl;
use crate::limits::KEY_SET_BYTES_MAX;

/// One GET that the core asks of its host, to be answered by
/// [`Verifier::fetched`](crate::Verifier::fetched).
///
/// Send `accept: application/json, application/jwk-set+json`, no cookies and no credentials; follow
/// no redirect; take at most [`timeout_ms`](Self::timeout_ms) for all of it, and stop reading beyond
/// [`bytes_max`](Self::bytes_max). Dropped, it keeps others from fetching for that time and a second.
#[derive(Debug)]
#[must_use = "nobody else fetches this issuer's keys meanwhile"]
pub struct Fetch {
    pub(super) issuer: Arc<str>,
    pub(super) remote: usize,
    pub(super) number: u64,
    pub(super) stage: Stage,
    pub(super) redirects: u32,
    pub(super) url: KeyUrl,
    pub(super) timeout_ms: u32,
    pub(super) cacheable: bool,
}

/// What the answer is read as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stage {
    Metadata,
    /// Metadata at the other URL it may be at.
    MetadataElsewhere,
    KeySet,
}

impl Fetch {
    /// Whose keys.
    #[must_use]
    pub fn issuer(&self) -> &str {
        &self.issuer
    }

    /// What to get.
    #[must_use]
    pub fn url(&self) -> &str {
        self.url.as_str()
    }

    /// Milliseconds for the whole exchange, body included.
    #[must_use]
    pub const fn timeout_ms(&self) -> u32 {
        self.timeout_ms
    }

    /// Bytes of the body at most; beyond them report [`FetchFailure::TooLarge`].
    #[must_use]
    pub const fn bytes_max(&self) -> usize {
        KEY_SET_BYTES_MAX
    }

    /// Whether a cache shared with other processes may answer: only while no keys are in hand, for a
    /// refresh wants what is new.
    #[must_use]
    pub const fn cacheable(&self) -> bool {
        self.cacheable
    }

    pub(crate) const fn remote(&self) -> usize {
        self.remote
    }
}

/// An HTTP answer as it came. Header values of which several came are joined by commas.
#[derive(Clone, Default)]
pub struct FetchResponse {
    /// Status code; redirects are not followed.
    pub status: u16,
    /// `Content-Type`.
    pub content_type: Option<String>,
    /// `Cache-Control`.
    pub cache_control: Option<String>,
    /// `Age`.
    pub age: Option<String>,
    /// `Location`.
    pub location: Option<String>,
    /// The body; may be left empty for a status other than 200.
    pub body: Vec<u8>,
}

impl fmt::Debug for FetchResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FetchResponse").field("status", &self.status).finish_non_exhaustive()
    }
}

/// Why there is no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum FetchFailure {
    /// It was not there, whole, within the time.
    Timeout,
    /// No connection, or it broke.
    Connection,
    /// The body is longer than allowed.
    TooLarge,
    /// Anything else the host can say no more of.
    Other,
}

impl FetchFailure {
    /// By the name a host gives; what is not known is [`FetchFailure::Other`].
    #[must_use]
    pub fn from_name(name: &str) -> Self {
        match name {
            "timeout" => Self::Timeout,
            "connection" => Self::Connection,
            "too_large" => Self::TooLarge,
            _ => Self::Other,
        }
    }
}

/// Why a fetch brought nothing usable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    Failed(FetchFailure),
    Status(u16),
    Redirect,
    ContentType,
    Malformed,
    IssuerMismatch,
    InsecureUrl,
    TooManyKeys,
    NoUsableKey,
}

impl Fault {
    /// Whether the server answered, so that the metadata may be at its other URL.
    pub(super) const fn is_elsewhere(self) -> bool {
        matches!(self, Self::Status(_) | Self::Redirect | Self::ContentType | Self::Malformed)
    }

    const fn word(self) -> &'static str {
        match self {
            Self::Failed(FetchFailure::Timeout) => "timeout",
            Self::Failed(FetchFailure::Connection) => "connection",
            Self::Failed(FetchFailure::TooLarge) => "too_large",
            Self::Failed(FetchFailure::Other) => "other",
            Self::Status(_) => "status",
            Self::Redirect => "redirect",
            Self::ContentType => "content_type",
            Self::Malformed => "malformed",
            Self::IssuerMismatch => "issuer_mismatch",
            Self::InsecureUrl => "insecure_url",
            Self::TooManyKeys => "too_many_keys",
            Self::NoUsableKey => "no_usable_key",
        }
    }

    /// For whoever runs this server: a word to tell faults apart, and a sentence.
    pub(super) fn told(self, url: &KeyUrl) -> String {
        let what = match self {
            Self::Failed(FetchFailure::Timeout) => "did not answer in time",
            Self::Failed(FetchFailure::Connection) => "cannot be reached",
            Self::Failed(FetchFailure::TooLarge) => {
                &format!("answered with more than {KEY_SET_BYTES_MAX} bytes")
            }
            Self::Failed(FetchFailure::Other) => "could not be fetched",
            Self::Status(status) => &format!("answered with status {status}"),
            Self::Redirect => "redirects to another origin, or too often",
            Self::ContentType => "answered with something other than JSON",
            Self::Malformed => "answered with JSON that is malformed or lacks a member",
            Self::IssuerMismatch => {
                "names another issuer than the policy; the two are compared exactly"
            }
            Self::InsecureUrl => "names a jwks_uri that is not https",
            Self::TooManyKeys => "has more keys than are taken",
            Self::NoUsableKey => "has no key that serves the issuer's algorithms",
        };
        format!("{}: {} {what}", self.word(), url.shown())
    }
}
