//! Who is calling, and what they may do.

use std::fmt;
use std::num::NonZeroU64;
use std::sync::Arc;

use crate::api_key::ApiKeyRecord;
use crate::delegation::Actor;
use crate::encoding::{TextSpan, json};
use crate::scope::{HeldScopes, Requirement, ScopeRules};
use crate::time::UnixTime;
use crate::token::{
    CachedToken, CheckedClaims, ClaimedScopes, CredentialSource, Lifetime, TimeClaim, TokenUse,
    VerifiedClaims,
};

/// What kind of credential was presented.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Credential {
    /// A signed access token (RFC 7519).
    Jwt,
    /// An ID token, which the policy accepts as a credential (OpenID Connect Core §2).
    IdToken,
    /// An API key.
    ApiKey,
}

impl Credential {
    /// The name in JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Jwt => "jwt",
            Self::IdToken => "id_token",
            Self::ApiKey => "api_key",
        }
    }
}

/// What a credential is bound to, where the caller has proved possession.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Binding {
    /// A key, proved by DPoP (RFC 9449).
    Dpop,
    /// A client certificate (RFC 8705).
    Mtls,
}

impl Binding {
    /// The name in JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Dpop => "dpop",
            Self::Mtls => "mtls",
        }
    }
}

/// A caller whose credential is genuine and in force. Only a verifier makes one. Cheap to clone.
#[derive(Clone)]
pub struct Principal {
    claims: Arc<VerifiedClaims>,
    /// Where the token cache has this token: its number there.
    cache_number: Option<NonZeroU64>,
}

impl From<CachedToken> for Principal {
    fn from(CachedToken { claims, number }: CachedToken) -> Self {
        Self { claims, cache_number: number }
    }
}

impl Principal {
    /// A number that identifies this token while it stays cached. Language bindings use it to reuse the object
    /// they made. `None` when the principal was not found in the cache.
    #[doc(hidden)]
    #[must_use]
    pub const fn cache_number(&self) -> Option<NonZeroU64> {
        self.cache_number
    }

    /// The agent that an API key belongs to.
    pub(crate) fn of_api_key(record: ApiKeyRecord, rules: Arc<ScopeRules>) -> Self {
        let checked = CheckedClaims {
            subject: Some(TextSpan::owned(&record.agent_id)),
            issuer: None,
            client_id: Some(TextSpan::owned(&record.agent_id)),
            audience: Vec::new(),
            held: ClaimedScopes {
                scopes: record.scopes.iter().map(|scope| TextSpan::owned(scope)).collect(),
                no_wildcards: Vec::new(),
            },
            lifetime: Lifetime {
                expires_at: record.expires_at.into(),
                not_before: TimeClaim::Absent,
                issued_at: TimeClaim::At(record.created_at),
            },
            token_id: None,
            token_use: TokenUse::AccessToken,
            actors: Vec::new(),
            is_bound: false,
        };
        let claims = VerifiedClaims {
            checked,
            source: CredentialSource::ApiKey(record.id.into()),
            text: record.metadata,
            tier: record.tier.map(Into::into),
            rules,
        };
        Self { claims: Arc::new(claims), cache_number: None }
    }

    /// `sub`; for an API key the agent it belongs to.
    #[must_use]
    pub fn subject(&self) -> Option<&str> {
        self.text(self.checked().subject.as_ref())
    }

    /// `iss`; none for an API key.
    #[must_use]
    pub fn issuer(&self) -> Option<&str> {
        self.checked().issuer.as_deref()
    }

    /// The first of the issuer's `client_id_claims` that the token has: `client_id` (RFC 9068 §2.2), then `azp`,
    /// unless the policy or the preset names others. For an API key the agent it belongs to.
    #[must_use]
    pub fn client_id(&self) -> Option<&str> {
        self.text(self.checked().client_id.as_ref())
    }

    /// All values of the issuer's `audience_claim`, which is `aud` by default; empty for an API key.
    pub fn audience(&self) -> impl ExactSizeIterator<Item = &str> {
        self.checked().audience.iter().map(|span| span.read(&self.claims.text))
    }

    /// Every scope held, in the credential's order, without repetition.
    pub fn scopes(&self) -> impl ExactSizeIterator<Item = &str> + Clone {
        self.checked().held.scopes.iter().map(|span| span.read(&self.claims.text))
    }

    /// `exp`; for an API key its expiry, if it has one.
    #[must_use]
    pub fn expires_at(&self) -> Option<UnixTime> {
        self.checked().lifetime.expires_at.at()
    }

    /// `iat`; for an API key when it was created.
    #[must_use]
    pub fn issued_at(&self) -> Option<UnixTime> {
        self.checked().lifetime.issued_at.at()
    }

    /// `jti`.
    #[must_use]
    pub fn token_id(&self) -> Option<&str> {
        self.text(self.checked().token_id.as_ref())
    }

    /// What was presented.
    #[must_use]
    pub fn credential(&self) -> Credential {
        match self.claims.source {
            CredentialSource::Token(_) => match self.checked().token_use {
                TokenUse::AccessToken => Credential::Jwt,
                TokenUse::IdToken => Credential::IdToken,
            },
            CredentialSource::ApiKey(_) => Credential::ApiKey,
        }
    }

    /// `kid` of the key that verified the token; the public id of an API key.
    #[must_use]
    pub fn key_id(&self) -> Option<&str> {
        match &self.claims.source {
            CredentialSource::Token(verified_by) => verified_by.key.key.key_id(),
            CredentialSource::ApiKey(id) => Some(id),
        }
    }

    /// Who acts for the subject (RFC 8693 §4.1), the current actor first. Whether an actor may act for the
    /// subject is not checked.
    #[must_use]
    pub fn actors(&self) -> &[Actor] {
        &self.checked().actors
    }

    /// What the caller has proved to hold, in order; empty is none. Proof of possession is not checked in this
    /// version, and a token that is bound is refused, so that it is always empty.
    #[must_use]
    pub const fn bindings(&self) -> &[Binding] {
        &[]
    }

    /// The API key's tier.
    #[must_use]
    pub fn tier(&self) -> Option<&str> {
        self.claims.tier.as_deref()
    }

    /// Whether the caller holds `scope`, by itself or by implication.
    #[must_use]
    pub fn allows(&self, scope: &str) -> bool {
        self.claims.rules.any_grants(self.held(), scope)
    }

    /// Whether the caller holds what the requirement asks.
    pub(crate) fn meets(&self, requirement: &Requirement) -> bool {
        self.claims.rules.meet(requirement, self.held(), None)
            && (!requirement.has_claims() || self.says(requirement))
    }

    pub(crate) fn rules(&self) -> &ScopeRules {
        &self.claims.rules
    }

    #[cold]
    fn says(&self, requirement: &Requirement) -> bool {
        let claims = json::parse_object(&self.claims.text);
        claims.is_ok_and(|claims| self.claims.rules.meet(requirement, self.held(), Some(&claims)))
    }

    /// The whole payload as JSON text, as it was signed; an API key's metadata.
    #[must_use]
    pub fn claims_json(&self) -> &str {
        &self.claims.text
    }

    /// Whether the credential is bound to a key.
    pub(crate) fn is_bound(&self) -> bool {
        self.checked().is_bound
    }

    /// The scopes, as [`Verifier::authorize`](crate::Verifier::authorize) takes them.
    pub fn held(&self) -> HeldScopes<'_, impl ExactSizeIterator<Item = &str> + Clone> {
        HeldScopes { names: self.scopes(), no_wildcards: &self.checked().held.no_wildcards }
    }

    fn checked(&self) -> &CheckedClaims {
        &self.claims.checked
    }

    fn text<'a>(&'a self, span: Option<&'a TextSpan>) -> Option<&'a str> {
        span.map(|span| span.read(&self.claims.text))
    }
}

/// Names the caller, not the claims: they may hold personal data.
impl fmt::Debug for Principal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Principal")
            .field("subject", &self.subject())
            .field("issuer", &self.issuer())
            .field("client_id", &self.client_id())
            .field("scopes", &self.scopes().collect::<Vec<_>>())
            .field("credential", &self.credential())
            .field("key_id", &self.key_id())
            .finish_non_exhaustive()
    }
}
