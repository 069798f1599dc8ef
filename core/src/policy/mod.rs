//! What this server accepts. Made once, checked whole, immutable afterwards.

mod api_keys;
mod issuer;

use std::collections::BTreeMap;
use std::sync::Arc;

pub use api_keys::ApiKeys;
pub(crate) use api_keys::{checked_pepper, checked_prefix};
pub(crate) use issuer::TrustedIssuer;
pub use issuer::{Issuer, Profile};

use crate::crypto::CryptoProvider;
use crate::error::{Misconfigured, invalid_policy};
use crate::keys::{BoundKey, KeyId};
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
    issuers: BTreeMap<String, TrustedIssuer>,
    /// By the first key id of each issuer: ids are given out in order.
    key_owners: BTreeMap<KeyId, String>,
    api_keys: Option<ApiKeys>,
    rules: Arc<ScopeRules>,
    realm: Option<Arc<str>>,
}

impl Policy {
    /// Starts a policy.
    pub fn builder() -> PolicyBuilder {
        PolicyBuilder::default()
    }

    /// Keys of the policy's sets that were passed over because they cannot be used here.
    #[must_use]
    pub fn unusable_keys(&self) -> usize {
        self.issuers.values().map(|issuer| issuer.unusable_keys).sum()
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

    pub(crate) fn issuer(&self, name: &str) -> Option<&TrustedIssuer> {
        self.issuers.get(name)
    }

    pub(crate) fn key(&self, id: KeyId) -> Option<&BoundKey> {
        let (first, owner) = self.key_owners.range(..=id).next_back()?;
        self.issuers.get(owner)?.keys.iter().nth(usize::try_from(id - first).ok()?)
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

    /// Who checks signatures; by default the first of [`CryptoProvider::BUILT_IN`].
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
        let provider = self.provider.or_else(|| CryptoProvider::BUILT_IN.first().copied());
        let provider = provider.ok_or_else(|| invalid_policy("no crypto provider is built in"))?;
        let mut issuers = BTreeMap::new();
        let mut next_key: KeyId = 0;
        let mut key_owners = BTreeMap::new();
        for (index, issuer) in self.issuers.into_iter().enumerate() {
            let at = |error: Misconfigured| error.at(format!("issuers[{index}]"));
            let first_key = next_key;
            let (name, trusted) = issuer.trust(&mut next_key, provider).map_err(at)?;
            key_owners.insert(first_key, name.clone());
            if issuers.insert(name, trusted).is_some() {
                let twice = invalid_policy("this issuer is named twice; give it all keys at once");
                return Err(at(twice.at("issuer")));
            }
        }
        Ok(Policy { issuers, key_owners, api_keys, rules: Arc::new(self.rules), realm })
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
