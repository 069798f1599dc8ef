//! What a decision keeps while it waits, so that nothing is parsed twice.

use std::sync::Arc;

use zeroize::Zeroizing;

use crate::error::Rejection;
use crate::keys::CandidateKeys;
use crate::token::{CheckedClaims, Header, Lifetime};

/// What a decision waits for, and what it needs to continue.
pub(crate) enum Waiting {
    /// Keys, before a token from the cache counts again.
    KeysOfCached { text: String },
    /// Keys, before a new token's signature can be checked.
    Keys(Box<PendingToken>),
    /// Whether a token's signature is genuine.
    Signature(Box<PendingToken>, CandidateKeys),
    /// The record of an API key.
    ApiKey { key: Zeroizing<String> },
}

/// A token that was parsed and read, and whose signature was not checked.
pub(crate) struct PendingToken {
    pub(super) text: String,
    pub(super) header: Arc<Header>,
    pub(super) payload: String,
    pub(super) signature: Vec<u8>,
    /// Length in bytes of the JWS Signing Input at the start of `text`.
    pub(super) signing_input_length: usize,
    pub(super) issuer_index: usize,
    /// The tenant that it names, of an issuer of several.
    pub(super) tenant: Option<Box<str>>,
    pub(super) lifetime: Lifetime,
    /// The checked claims or their rejection, lifetime apart. Reported only when the signature is genuine.
    pub(super) claims: Result<CheckedClaims, Rejection>,
}

impl Waiting {
    /// For `Debug`.
    pub(super) const fn name(&self) -> &'static str {
        match self {
            Self::KeysOfCached { .. } | Self::Keys(_) => "keys",
            Self::Signature(..) => "signatures",
            Self::ApiKey { .. } => "api_key",
        }
    }
}
