//! What a decision in progress says to its host: done, or here is what I lack.

use std::fmt;
use std::sync::Arc;

use zeroize::Zeroizing;

use crate::api_key::{ApiKeyRecord, Lookup};
use crate::audit::Event;
use crate::crypto::Algorithm;
use crate::error::Rejection;
use crate::keys::{BoundKey, Fetch, KeyId, Tried};
use crate::principal::{Facts, Principal};
use crate::request::Signatures;
use crate::scope::Requirement;
use crate::time::UnixTime;
use crate::token::Header;
use crate::verifier::Verifier;

/// The outcome of one step.
#[derive(Debug)]
#[allow(clippy::large_enum_variant, reason = "the large one is the hot path; a box would cost it")]
#[must_use = "a need that is not answered leaves the request undecided; treat that as denied"]
pub enum Step {
    /// Decided.
    Done(Decision),
    /// The host must answer the need and resume.
    Need(Need, Pending),
}

/// The decision on one request.
#[derive(Debug)]
#[must_use]
#[non_exhaustive]
pub struct Decision {
    /// Who is calling, or why not.
    pub outcome: Result<Principal, Rejection>,
    /// A fetch that is due and that this request need not wait for: keys refreshed ahead of time. Do it
    /// after the response, as one of [`Need::KeySet`].
    pub deferred: Option<Fetch>,
    /// The caller that is known but may not do this.
    pub(crate) forbidden: Option<Principal>,
    pub(crate) requirement: Requirement,
    pub(crate) now: UnixTime,
}

impl Decision {
    /// What to write into an audit log.
    #[must_use]
    pub fn event(&self) -> Event {
        let caller = self.outcome.as_ref().ok().or(self.forbidden.as_ref());
        Event::new(&self.outcome, caller, &self.requirement, self.now)
    }
}

/// Something the core lacks and the host can get.
#[non_exhaustive]
pub enum Need {
    /// Is this signature genuine? Asked only of hosts that check signatures themselves.
    Signature {
        /// Which key of the policy; import [`Verifier::jwk`](crate::Verifier::jwk) once and keep it.
        key: KeyId,
        /// Under which algorithm.
        algorithm: Algorithm,
        /// What was signed: the JWS Signing Input (RFC 7515 §2), header and payload as they came.
        signing_input: String,
        /// The signature.
        signature: Vec<u8>,
    },
    /// Keys of this issuer. Do the fetch, hand what it brings to
    /// [`Verifier::fetched`](crate::Verifier::fetched) until that asks for nothing more, then resume with
    /// [`Answer::KeySet`]. Without a fetch another request is at it: wait until
    /// [`Verifier::is_fetching`](crate::Verifier::is_fetching) says no, at most for a fetch's time, and
    /// resume. Whoever can do neither resumes at once. One request may first wait and then be asked to
    /// fetch, never more.
    KeySet {
        /// `iss`.
        issuer: String,
        /// What to fetch; none when somebody is fetching already.
        fetch: Option<Fetch>,
    },
    /// The record of an API key with this public id.
    ApiKeyById(String),
    /// The record of a legacy API key, by its SHA-256 in lower-case hexadecimal.
    ApiKeyByDigest(String),
}

impl From<Lookup> for Need {
    fn from(lookup: Lookup) -> Self {
        match lookup {
            Lookup::Id(id) => Self::ApiKeyById(id),
            Lookup::Digest(digest) => Self::ApiKeyByDigest(digest),
        }
    }
}

/// Names the need; digests, signatures and what was signed stay out of logs.
impl fmt::Debug for Need {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Signature { key, algorithm, .. } => f
                .debug_struct("Signature")
                .field("key", key)
                .field("algorithm", algorithm)
                .finish_non_exhaustive(),
            Self::KeySet { issuer, fetch } => f
                .debug_struct("KeySet")
                .field("issuer", issuer)
                .field("fetch", &fetch.as_ref().map(Fetch::url))
                .finish(),
            Self::ApiKeyById(id) => f.debug_tuple("ApiKeyById").field(id).finish(),
            Self::ApiKeyByDigest(_) => f.write_str("ApiKeyByDigest(…)"),
        }
    }
}

/// The host's answer to a need.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Answer {
    /// To [`Need::Signature`].
    Signature {
        /// Whether it is genuine.
        genuine: bool,
    },
    /// To [`Need::KeySet`]: what could be done was done. What it brought the verifier knows by itself.
    KeySet,
    /// To a need for an API key: its record, if there is one.
    ApiKey(Option<Box<ApiKeyRecord>>),
    /// The answer could not be had: refused as unavailable, never as a bad credential.
    Unavailable,
}

/// A decision that waits for an answer. Holds what was parsed; nothing of it is trusted yet.
#[must_use]
pub struct Pending {
    pub(crate) verifier: Verifier,
    pub(crate) requirement: Requirement,
    pub(crate) waiting: Waiting,
    pub(crate) deferred: Option<Fetch>,
}

/// What is waited for, and what goes on with the answer.
pub(crate) enum Waiting {
    KeySet { token: String, signatures: Signatures, tried: Tried },
    Signature(Box<Unverified>),
    ApiKey { key: Zeroizing<String> },
}

/// A token whose signature is being checked elsewhere.
pub(crate) struct Unverified {
    pub(crate) text: String,
    pub(crate) header: Arc<Header>,
    pub(crate) payload: String,
    pub(crate) key: Arc<BoundKey>,
    /// What its claims come to, if nothing is wrong with them: worth nothing before the signature is genuine.
    pub(crate) facts: Option<Facts>,
}

impl Pending {
    /// Goes on with the answer. An answer to another need counts as unavailable.
    pub fn resume(self, answer: Answer, now: UnixTime) -> Step {
        crate::verifier::resume(self, answer, now)
    }
}

impl fmt::Debug for Pending {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let waiting = match self.waiting {
            Waiting::KeySet { .. } => "key_set",
            Waiting::Signature(_) => "signature",
            Waiting::ApiKey { .. } => "api_key",
        };
        f.debug_struct("Pending").field("waiting", &waiting).finish_non_exhaustive()
    }
}
