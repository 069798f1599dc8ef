//! One fetch of an issuer's keys, and why it can fail.

use std::sync::Arc;
use std::time::Duration;

use crate::fetch::{FetchFailure, FetchRequest, FetchUrl};
use crate::limits::KEY_SET_BYTES_MAX;

/// A fetch of keys that the core asks of its host. Send [`request`](Self::request), hand what it brings to
/// [`Verifier::handle_fetch`](crate::Verifier::handle_fetch), and do the same with the fetch that this
/// returns, until it returns none: at most twelve in all.
///
/// While it is not answered, nobody else fetches this issuer's keys, for the request's timeout and a second.
#[derive(Debug)]
#[must_use = "nobody else fetches this issuer's keys meanwhile"]
pub struct KeyFetch {
    pub(super) issuer: Arc<str>,
    pub(super) number: u64,
    pub(super) stage: Stage,
    pub(super) redirects: u32,
    pub(super) request: FetchRequest,
    pub(super) cacheable: bool,
}

/// What the answer is read as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stage {
    Metadata,
    /// Metadata at the second URL.
    MetadataSecond,
    KeySet,
}

/// The request for a document of keys.
pub(super) fn request(url: FetchUrl, timeout_ms: i64) -> FetchRequest {
    FetchRequest {
        method: "GET",
        url,
        headers: &[("accept", "application/json, application/jwk-set+json")],
        body: None,
        timeout: Duration::from_millis(u64::try_from(timeout_ms).unwrap_or_default()),
        bytes_max: KEY_SET_BYTES_MAX,
        response_headers: &["content-type", "content-encoding", "cache-control", "age", "location"],
    }
}

impl KeyFetch {
    /// Whose keys: the issuer's name.
    #[must_use]
    pub fn issuer(&self) -> &str {
        &self.issuer
    }

    /// What to send.
    pub const fn request(&self) -> &FetchRequest {
        &self.request
    }

    /// Whether a cache shared with other processes may answer: only while no keys are loaded, because a refresh
    /// wants what is new.
    #[must_use]
    pub const fn is_cacheable(&self) -> bool {
        self.cacheable
    }
}

/// Why a fetch brought nothing usable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FetchFault {
    Failed(FetchFailure),
    Status(u16),
    Redirect,
    ContentType,
    ContentEncoding,
    Malformed,
    IssuerMismatch,
    InsecureUrl,
    TooManyKeys,
    NoUsableKey,
}

impl FetchFault {
    /// Whether the server answered, so that the other metadata URL is worth a try.
    pub(super) const fn may_try_other_url(self) -> bool {
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
            Self::ContentEncoding => "content_encoding",
            Self::Malformed => "malformed",
            Self::IssuerMismatch => "issuer_mismatch",
            Self::InsecureUrl => "insecure_url",
            Self::TooManyKeys => "too_many_keys",
            Self::NoUsableKey => "no_usable_key",
        }
    }

    /// For the operator: a word that tells faults apart, and a sentence.
    pub(super) fn describe(self, url: &FetchUrl) -> String {
        let what = match self {
            Self::Failed(FetchFailure::Timeout) => "did not answer in time",
            Self::Failed(FetchFailure::Connection) => "cannot be reached",
            Self::Failed(FetchFailure::TooLarge) => {
                &format!("answered with more than {KEY_SET_BYTES_MAX} bytes")
            }
            Self::Failed(FetchFailure::Other) => "could not be fetched",
            Self::Status(status) => &format!("answered with status {status}"),
            Self::Redirect => "redirects to another origin, or too often",
            Self::ContentType => "answered with a Content-Type that is none of this document",
            Self::ContentEncoding => "answered in a Content-Encoding that is not read",
            Self::Malformed => "answered with JSON that is malformed or lacks a member",
            Self::IssuerMismatch => {
                "names another issuer than the policy; the two are compared exactly"
            }
            Self::InsecureUrl => "names a jwks_uri that must not be fetched",
            Self::TooManyKeys => "has more keys than are taken",
            Self::NoUsableKey => "has no key that serves the issuer's algorithms",
        };
        format!("{}: {} {what}", self.word(), url.redacted())
    }
}
