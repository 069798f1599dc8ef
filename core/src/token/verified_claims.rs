//! What a credential says, in the two states it goes through: checked, then genuine.

use std::num::NonZeroU64;
use std::sync::Arc;

use super::claims::ClaimedScopes;
use super::header::Header;
use super::lifetime::Lifetime;
use super::typ::TokenUse;
use crate::delegation::Actor;
use crate::encoding::TextSpan;
use crate::keys::BoundKey;
use crate::scope::ScopeRules;

/// Claims with which nothing is wrong. Worth nothing before the signature is genuine.
pub(crate) struct CheckedClaims {
    pub(crate) subject: Option<TextSpan>,
    pub(crate) issuer: Option<Arc<str>>,
    pub(crate) client_id: Option<TextSpan>,
    pub(crate) audience: Vec<TextSpan>,
    pub(crate) held: ClaimedScopes,
    pub(crate) lifetime: Lifetime,
    pub(crate) token_id: Option<TextSpan>,
    pub(crate) actors: Vec<Actor>,
    pub(crate) token_use: TokenUse,
    /// `cnf` is there: the credential is bound to a key (RFC 7800 §3.1).
    pub(crate) is_bound: bool,
}

/// The claims of a genuine credential; of an API key, what its record says.
pub(crate) struct VerifiedClaims {
    pub(crate) checked: CheckedClaims,
    pub(crate) source: CredentialSource,
    /// The payload as it was signed, JSON; an API key's metadata. Spans are places in it.
    pub(crate) text: String,
    pub(crate) tier: Option<Box<str>>,
    pub(crate) rules: Arc<ScopeRules>,
}

/// What vouches for a credential.
pub(crate) enum CredentialSource {
    Token(VerificationKey),
    /// The public id of an API key.
    ApiKey(Box<str>),
}

/// The key that verified a token, and what it was looked up by, so that it can be looked up again when the
/// token comes again.
pub(crate) struct VerificationKey {
    pub(crate) key: Arc<BoundKey>,
    pub(crate) header: Arc<Header>,
    /// The issuer's number.
    pub(crate) issuer: NonZeroU64,
    /// Its index in the policy, which a renewal may change.
    pub(crate) issuer_index: usize,
}
