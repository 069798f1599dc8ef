//! What this server accepts. Made once, checked whole, immutable afterwards.

mod api_keys;
mod issuer;
mod key_refresh;
mod presets;
mod token_cache;
mod trust;

use std::sync::Arc;

pub use api_keys::ApiKeys;
pub(crate) use api_keys::{checked_pepper, checked_prefix};
pub(crate) use issuer::unknown_preset;
pub use issuer::{Issuer, Profile};
pub use key_refresh::KeyRefresh;
pub(crate) use presets::{PRESETS, Preset};
pub use token_cache::TokenCache;
pub(crate) use trust::{IssuerKeys, TrustedIssuer};

use crate::crypto::CryptoProvider;
use crate::error::{Misconfigured, invalid_policy};
use crate::keys::{BoundKey, Figures, KeyId, KeyIds};
use crate::limits::{ISSUERS_MAX, NAME_BYTES_MAX};
use crate::scope::ScopeRules;

/// What this server accepts: issuers, API keys, scope rules. There is no default policy.
///
/// ```
/// use doorward::{Algorithm, Issuer, Key, Policy};
///
/// let key = Key::jwk(r#"{"kty":"OKP","crv":"Ed25519","kid":"1",
///     "x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#)?;
/// let policy = Policy::builder()
///     .issuer(
///         Issuer::new("https://auth.example.com/")
///             .audience("https://api.example.com")
///             .algorithm(Algorithm::Ed25519)
///             .key(key),
///     )
///     .build()?;
/// # Ok::<(), doorward::Misconfigured>(())
/// ```
#[derive(Debug)]
#[must_use]
pub struct Policy {
    /// In the order of the policy.
    issuers: Vec<TrustedIssuer>,
    /// Where each stands there, ordered by name.
    by_name: Vec<(Arc<str>, usize)>,
    /// The keys that are given, by number.
    keys: Vec<Arc<BoundKey>>,
    given_keys: KeyId,
    figures: Figures,
    token_cache: TokenCache,
    api_keys: Option<ApiKeys>,
    rules: Arc<ScopeRules>,
    realm: Option<Arc<str>>,
}

impl Policy {
    /// Starts a policy.
    pub fn builder() -> PolicyBuilder {
        PolicyBuilder::default()
    }

    /// Keys given in the policy's sets that were passed over because they cannot be used here. Those of
    /// fetched sets are in [`Verifier::key_status`](crate::Verifier::key_status).
    #[must_use]
    pub fn unusable_keys(&self) -> usize {
        let unusable = |issuer: &TrustedIssuer| match &issuer.keys {
            IssuerKeys::Given { unusable, .. } => *unusable,
            IssuerKeys::Fetched { .. } => 0,
        };
        self.issuers.iter().map(unusable).sum()
    }

    /// Whether some issuer's keys are fetched.
    #[must_use]
    pub fn fetches_keys(&self) -> bool {
        self.issuers.iter().any(|issuer| matches!(issuer.keys, IssuerKeys::Fetched { .. }))
    }

    /// Seconds an API key store may take to answer; none when API keys are no credential here.
    #[must_use]
    pub fn api_key_timeout_seconds(&self) -> Option<f64> {
        self.api_keys.as_ref().map(ApiKeys::timeout_seconds)
    }

    /// The header that carries an API key alone, in lower case; none when API keys are no
    /// credential here.
    #[must_use]
    pub fn api_key_header(&self) -> Option<&str> {
        self.api_keys.as_ref().map(ApiKeys::header)
    }

    /// Which scopes imply which.
    #[must_use]
    pub fn scope_rules(&self) -> &ScopeRules {
        &self.rules
    }

    /// By `iss`, and where it stands in the policy.
    pub(crate) fn issuer(&self, name: &str) -> Option<(usize, &TrustedIssuer)> {
        let place = self.by_name.binary_search_by(|(other, _)| other.as_ref().cmp(name)).ok()?;
        let number = self.by_name.get(place)?.1;
        self.issuers.get(number).map(|issuer| (number, issuer))
    }

    pub(crate) fn issuers(&self) -> &[TrustedIssuer] {
        &self.issuers
    }

    pub(crate) fn has_trust_domains(&self) -> bool {
        self.issuers.iter().any(|issuer| issuer.trust_domain.is_some())
    }

    /// A key given in the policy.
    pub(crate) fn key(&self, id: KeyId) -> Option<&Arc<BoundKey>> {
        let index = self.keys.binary_search_by_key(&id, |key| key.id).ok()?;
        self.keys.get(index)
    }

    /// How many key numbers are taken.
    pub(crate) const fn given_keys(&self) -> KeyId {
        self.given_keys
    }

    pub(crate) const fn token_cache(&self) -> TokenCache {
        self.token_cache
    }

    pub(crate) const fn figures(&self) -> &Figures {
        &self.figures
    }

    pub(crate) const fn api_keys(&self) -> Option<&ApiKeys> {
        self.api_keys.as_ref()
    }

    pub(crate) const fn rules(&self) -> &Arc<ScopeRules> {
        &self.rules
    }

    pub(crate) const fn realm(&self) -> Option<&Arc<str>> {
        self.realm.as_ref()
    }
}

/// Collects the parts of a [`Policy`]; [`build`](Self::build) checks them together.
#[derive(Debug, Default)]
#[must_use]
pub struct PolicyBuilder {
    issuers: Vec<Issuer>,
    api_keys: Option<ApiKeys>,
    rules: ScopeRules,
    realm: Option<String>,
    key_refresh: KeyRefresh,
    token_cache: TokenCache,
    provider: Option<CryptoProvider>,
}

impl PolicyBuilder {
    /// Accepts tokens of one more issuer.
    pub fn issuer(mut self, issuer: Issuer) -> Self {
        self.issuers.push(issuer);
        self
    }

    /// Accepts API keys.
    pub fn api_keys(mut self, api_keys: ApiKeys) -> Self {
        self.api_keys = Some(api_keys);
        self
    }

    /// Which scopes imply which.
    pub fn scope_rules(mut self, rules: ScopeRules) -> Self {
        self.rules = rules;
        self
    }

    /// The `realm` of challenges (RFC 9110 §11.5).
    pub fn realm(mut self, realm: impl Into<String>) -> Self {
        self.realm = Some(realm.into());
        self
    }

    /// When fetched keys are fetched again, and how long they serve.
    pub const fn key_refresh(mut self, refresh: KeyRefresh) -> Self {
        self.key_refresh = refresh;
        self
    }

    /// How many verified tokens are kept.
    pub const fn token_cache(mut self, cache: TokenCache) -> Self {
        self.token_cache = cache;
        self
    }

    /// Who checks signatures; by default the first of [`CryptoProvider::BUILT_IN`], or the host where
    /// there is none.
    pub const fn crypto_provider(mut self, provider: CryptoProvider) -> Self {
        self.provider = Some(provider);
        self
    }

    /// Checks everything and builds the verifiers of every key.
    ///
    /// # Errors
    /// The first fault, with its path: `invalid_policy`, `invalid_key` or `weak_key`.
    pub fn build(self) -> Result<Policy, Misconfigured> {
        if self.issuers.is_empty() && self.api_keys.is_none() {
            return Err(invalid_policy("name at least one issuer, or accept API keys"));
        }
        if self.issuers.len() > ISSUERS_MAX {
            return Err(invalid_policy(format!("at most {ISSUERS_MAX} issuers")).at("issuers"));
        }
        let realm = self.realm.map(checked_realm).transpose()?;
        let api_keys = self.api_keys.map(ApiKeys::checked).transpose()?;
        let provider = self.provider.or_else(CryptoProvider::usual);
        let provider = provider.ok_or_else(|| invalid_policy("no crypto provider is built in"))?;
        let figures = self.key_refresh.checked().map_err(|error| error.at("key_refresh"))?;
        let token_cache = self.token_cache.checked().map_err(|error| error.at("token_cache"))?;
        let ids = KeyIds::default();
        let (mut issuers, mut by_name) = (Vec::new(), Vec::<(Arc<str>, usize)>::new());
        for (index, issuer) in self.issuers.into_iter().enumerate() {
            let at = |error: Misconfigured| error.at(format!("issuers[{index}]"));
            let trusted = issuer.trust(&ids, provider).map_err(at)?;
            let Err(place) = by_name.binary_search_by(|(other, _)| other.cmp(&trusted.name)) else {
                let twice = invalid_policy("this issuer is named twice; give it all keys at once");
                return Err(at(twice.at("issuer")));
            };
            by_name.insert(place, (Arc::clone(&trusted.name), index));
            issuers.push(trusted);
        }
        let sets = issuers.iter().filter_map(|issuer: &TrustedIssuer| match &issuer.keys {
            IssuerKeys::Given { set, .. } => Some(set.iter()),
            IssuerKeys::Fetched { .. } => None,
        });
        let keys = sets.flatten().cloned().collect();
        let (given_keys, rules) = (ids.next(), Arc::new(self.rules));
        Ok(Policy {
            issuers,
            by_name,
            keys,
            given_keys,
            figures,
            token_cache,
            api_keys,
            rules,
            realm,
        })
    }
}

/// A realm is put between quotes in a header, so it must not contain one.
fn checked_realm(realm: String) -> Result<Arc<str>, Misconfigured> {
    let plain = |byte: u8| matches!(byte, b' ' | 0x21 | 0x23..=0x5B | 0x5D..=0x7E);
    if !(1..=NAME_BYTES_MAX).contains(&realm.len()) || !realm.bytes().all(plain) {
        return Err(invalid_policy(format!(
            "1 to {NAME_BYTES_MAX} visible ASCII characters without quote or backslash expected"
        ))
        .at("realm"));
    }
    Ok(realm.into())
}
