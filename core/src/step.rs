//! What a decision in progress says to its host: done, or here is what I lack.

use std::fmt;
use std::sync::Arc;

use zeroize::Zeroizing;

use crate::api_key::{ApiKeyRecord, Lookup};
use crate::audit::Event;
use crate::crypto::Algorithm;
use crate::error::Rejection;
use crate::keys::KeyId;
use crate::policy::Policy;
use crate::principal::Principal;
use crate::scope::Requirement;
use crate::time::UnixTime;

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
    /// The caller that is known but may not do this.
    pub(crate) forbidden: Option<Box<Principal>>,
    pub(crate) requirement: Requirement,
    pub(crate) now: UnixTime,
}

impl Decision {
    /// What to write into an audit log.
    #[must_use]
    pub fn event(&self) -> Event {
        let caller = self.outcome.as_ref().ok().or(self.forbidden.as_deref());
        Event::new(&self.outcome, caller, &self.requirement, self.now)
    }
}

/// Something the core lacks and the host can get.
#[derive(Clone, PartialEq, Eq)]
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
    /// To a need for an API key: its record, if there is one.
    ApiKey(Option<Box<ApiKeyRecord>>),
    /// The answer could not be had: refused as unavailable, never as a bad credential.
    Unavailable,
}

/// A decision that waits for an answer. Holds what was parsed; nothing of it is trusted yet.
#[must_use]
pub struct Pending {
    pub(crate) policy: Arc<Policy>,
    pub(crate) requirement: Requirement,
    pub(crate) waiting: Waiting,
}

/// What is waited for, and what goes on with the answer.
pub(crate) enum Waiting {
    Signature(Box<Unverified>),
    ApiKey { key: Zeroizing<String> },
}

/// A token whose signature is being checked elsewhere.
pub(crate) struct Unverified {
    pub(crate) payload: Vec<u8>,
    pub(crate) token_type: Option<String>,
    pub(crate) key_id: Option<String>,
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
            Waiting::Signature(_) => "signature",
            Waiting::ApiKey { .. } => "api_key",
        };
        f.debug_struct("Pending").field("waiting", &waiting).finish_non_exhaustive()
    }
}
