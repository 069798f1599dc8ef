//! Who is calling, and what they may do.

use std::fmt;
use std::num::NonZeroU64;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::api_key::ApiKeyRecord;
use crate::delegation::Actor;
use crate::keys::BoundKey;
use crate::scope::ScopeRules;
use crate::time::UnixTime;
use crate::token::{Header, Lifetime};

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

/// A caller whose credential was found genuine and in force. Only a verifier makes one. Cheap to clone.
#[derive(Clone)]
pub struct Principal(Arc<Facts>, Option<NonZeroU64>);

/// What is known of a caller. Texts stay where they are, in the claims.
pub(crate) struct Facts {
    pub(crate) claims: String,
    pub(crate) subject: Option<Text>,
    pub(crate) issuer: Option<Arc<str>>,
    pub(crate) client_id: Option<Text>,
    pub(crate) audience: Vec<Text>,
    pub(crate) scopes: Vec<Text>,
    pub(crate) lifetime: Lifetime,
    pub(crate) token_id: Option<Text>,
    pub(crate) voucher: Voucher,
    pub(crate) actors: Vec<Actor>,
    pub(crate) tier: Option<Box<str>>,
    pub(crate) rules: Arc<ScopeRules>,
}

/// What vouches for a caller.
pub(crate) enum Voucher {
    Token(SignedBy),
    /// The public id of an API key.
    ApiKey(Box<str>),
}

/// What is asked again when a token comes again: is this still the key for such a header?
pub(crate) struct SignedBy {
    pub(crate) key: Arc<BoundKey>,
    pub(crate) header: Arc<Header>,
    /// The issuer's place in the policy.
    pub(crate) place: usize,
}

/// A text that stands in the claims, or one that was written there with escapes.
pub(crate) enum Text {
    Within { start: u32, length: u32 },
    Own(Box<str>),
}

impl Text {
    /// Where `part` stands in `claims`; a copy, if it was written with escapes and so is no part of them.
    pub(crate) fn of(part: &str, claims: &str) -> Self {
        let start = (part.as_ptr() as usize).wrapping_sub(claims.as_ptr() as usize);
        let stands_there = claims
            .get(start..)
            .is_some_and(|rest| rest.as_ptr() == part.as_ptr() && rest.len() >= part.len());
        match (u32::try_from(start), u32::try_from(part.len())) {
            (Ok(start), Ok(length)) if stands_there => Self::Within { start, length },
            _ => Self::Own(part.into()),
        }
    }

    fn read<'a>(&'a self, claims: &'a str) -> &'a str {
        match self {
            Self::Own(text) => text,
            Self::Within { start, length } => {
                let start = *start as usize;
                claims.get(start..start + *length as usize).unwrap_or_default()
            }
        }
    }
}

impl Principal {
    pub(crate) fn new(facts: Facts) -> Self {
        Self(Arc::new(facts), None)
    }

    /// The same, with a number that nobody else in this process has.
    pub(crate) fn numbered(self) -> Self {
        static LAST: AtomicU64 = AtomicU64::new(0);
        let number = LAST.fetch_add(1, Ordering::Relaxed).wrapping_add(1);
        Self(self.0, NonZeroU64::new(number))
    }

    /// The number of a principal whose token is kept: the same each time that token is found, and no
    /// other principal's. A binding knows by it what it has already made of it.
    #[doc(hidden)]
    #[must_use]
    pub const fn number(&self) -> Option<NonZeroU64> {
        self.1
    }

    /// Whom an API key belongs to.
    pub(crate) fn of_api_key(record: ApiKeyRecord, rules: Arc<ScopeRules>) -> Self {
        let own = |text: &str| Text::Own(text.into());
        Self::new(Facts {
            subject: Some(own(&record.agent_id)),
            issuer: None,
            client_id: Some(own(&record.agent_id)),
            audience: Vec::new(),
            scopes: record.scopes.iter().map(|scope| own(scope)).collect(),
            lifetime: Lifetime {
                expires_at: record.expires_at,
                not_before: None,
                issued_at: Some(record.created_at),
            },
            token_id: None,
            voucher: Voucher::ApiKey(record.id.into()),
            actors: Vec::new(),
            tier: record.tier.map(Into::into),
            claims: record.metadata,
            rules,
        })
    }

    pub(crate) fn facts(&self) -> &Facts {
        &self.0
    }

    /// `sub`; for an API key the agent it belongs to.
    #[must_use]
    pub fn subject(&self) -> Option<&str> {
        self.text(self.0.subject.as_ref())
    }

    /// `iss`; none for an API key.
    #[must_use]
    pub fn issuer(&self) -> Option<&str> {
        self.0.issuer.as_deref()
    }

    /// `client_id` (RFC 9068 §2.2), else `azp`, or what the policy names; for an API key the agent it
    /// belongs to.
    #[must_use]
    pub fn client_id(&self) -> Option<&str> {
        self.text(self.0.client_id.as_ref())
    }

    /// `aud`, all of it; empty for an API key.
    pub fn audience(&self) -> impl ExactSizeIterator<Item = &str> {
        self.0.audience.iter().map(|text| text.read(&self.0.claims))
    }

    /// Every scope held, in the credential's order, without repetition.
    pub fn scopes(&self) -> impl ExactSizeIterator<Item = &str> {
        self.0.scopes.iter().map(|text| text.read(&self.0.claims))
    }

    /// `exp`; for an API key its expiry, if it has one.
    #[must_use]
    pub fn expires_at(&self) -> Option<UnixTime> {
        self.0.lifetime.expires_at
    }

    /// `iat`; for an API key when it was created.
    #[must_use]
    pub fn issued_at(&self) -> Option<UnixTime> {
        self.0.lifetime.issued_at
    }

    /// `jti`.
    #[must_use]
    pub fn token_id(&self) -> Option<&str> {
        self.text(self.0.token_id.as_ref())
    }

    /// What was presented.
    #[must_use]
    pub fn credential(&self) -> Credential {
        match self.0.voucher {
            Voucher::Token(_) => Credential::Jwt,
            Voucher::ApiKey(_) => Credential::ApiKey,
        }
    }

    /// `kid` of the key that verified the token; the public id of an API key.
    #[must_use]
    pub fn key_id(&self) -> Option<&str> {
        match &self.0.voucher {
            Voucher::Token(signed) => signed.key.key.key_id(),
            Voucher::ApiKey(id) => Some(id),
        }
    }

    /// Who acts for the subject (RFC 8693 §4.1), outermost first.
    #[must_use]
    pub fn actors(&self) -> &[Actor] {
        &self.0.actors
    }

    /// The API key's tier.
    #[must_use]
    pub fn tier(&self) -> Option<&str> {
        self.0.tier.as_deref()
    }

    /// Whether the caller holds `scope`, by itself or by implication.
    #[must_use]
    pub fn allows(&self, scope: &str) -> bool {
        self.scopes().any(|held| self.0.rules.grants(held, scope))
    }

    /// The whole payload as JSON text, as it was signed; an API key's metadata.
    #[must_use]
    pub fn claims_json(&self) -> &str {
        &self.0.claims
    }

    fn text<'a>(&'a self, text: Option<&'a Text>) -> Option<&'a str> {
        text.map(|text| text.read(&self.0.claims))
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
