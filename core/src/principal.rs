//! Who is calling, and what they may do.

use std::fmt;
use std::sync::Arc;

use crate::delegation::Actor;
use crate::scope::ScopeRules;
use crate::time::UnixTime;

/// What kind of credential was presented.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Credential {
    /// A signed token (RFC 7519).
    Jwt,
    /// An API key.
    ApiKey,
}

impl Credential {
    /// The name as it crosses a language border.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Jwt => "jwt",
            Self::ApiKey => "api_key",
        }
    }
}

/// A caller whose credential was found genuine and in force. Only a verifier makes one.
#[derive(Clone)]
#[non_exhaustive]
pub struct Principal {
    /// `sub`; for an API key the agent it belongs to.
    pub subject: Option<String>,
    /// `iss`; none for an API key.
    pub issuer: Option<String>,
    /// `client_id` (RFC 9068 §2.2), else `azp`; for an API key the agent it belongs to.
    pub client_id: Option<String>,
    /// `aud`, all of it; empty for an API key.
    pub audience: Vec<String>,
    /// Every scope held, in the credential's order, without repetition.
    pub scopes: Vec<String>,
    /// `exp`; for an API key its expiry, if it has one.
    pub expires_at: Option<UnixTime>,
    /// `iat`; for an API key when it was created.
    pub issued_at: Option<UnixTime>,
    /// `jti`.
    pub token_id: Option<String>,
    /// What was presented.
    pub credential: Credential,
    /// `kid` of the key that verified the token; the public id of an API key.
    pub key_id: Option<String>,
    /// Who acts for the subject (RFC 8693 §4.1), outermost first.
    pub actors: Vec<Actor>,
    /// The API key's tier.
    pub tier: Option<String>,
    pub(crate) claims: Box<str>,
    pub(crate) rules: Arc<ScopeRules>,
}

impl Principal {
    /// Whether the caller holds `scope`, by itself or by implication.
    #[must_use]
    pub fn allows(&self, scope: &str) -> bool {
        self.scopes.iter().any(|held| self.rules.grants(held, scope))
    }

    /// The whole payload as JSON text, as it was signed; an API key's metadata.
    #[must_use]
    pub const fn claims_json(&self) -> &str {
        &self.claims
    }
}

/// Names the caller, not the claims: they may hold personal data.
impl fmt::Debug for Principal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Principal")
            .field("subject", &self.subject)
            .field("issuer", &self.issuer)
            .field("client_id", &self.client_id)
            .field("scopes", &self.scopes)
            .field("credential", &self.credential)
            .field("key_id", &self.key_id)
            .finish_non_exhaustive()
    }
}
