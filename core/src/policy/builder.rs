//! Collects the parts of a policy and checks them together.

use std::sync::Arc;

use super::Policy;
use super::issuer::Issuer;
use super::issuer_index::IssuerIndex;
use super::missing_iss_or_aud::check_together;
use super::places::{NamedPlaces, Place};
use super::public_secrets::check_secrets;
use super::renewal::given_keys;
use super::resource::Resource;
use super::tenants::Tenants;
use super::token_cache::TokenCache;
use super::trusted_issuer::TrustedIssuer;
use crate::api_key::ApiKeys;
use crate::crypto::CryptoProvider;
use crate::error::{ConfigError, invalid_policy, quoted};
use crate::keys::KeyRefresh;
use crate::limits::{ISSUERS_MAX, NAME_BYTES_MAX, TOKEN_BYTES};
use crate::scope::ScopeRules;

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
    places: Vec<(String, Place)>,
    resource: Option<Resource>,
}

impl Policy {
    /// Starts a policy.
    pub fn builder() -> PolicyBuilder {
        PolicyBuilder::default()
    }
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

    /// A place where a credential may stand besides `Authorization` and the API key header. A guard looks there only if
    /// it names the place.
    pub fn place(mut self, name: impl Into<String>, place: Place) -> Self {
        self.places.push((name.into(), place));
        self
    }

    /// This server as a protected resource (RFC 9728). Challenges then say where its metadata are, and which scopes the
    /// operation needs.
    pub fn resource(mut self, resource: Resource) -> Self {
        self.resource = Some(resource);
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
    pub fn build(self) -> Result<Policy, ConfigError> {
        if self.issuers.is_empty() && self.api_keys.is_none() {
            return Err(invalid_policy("name at least one issuer, or accept API keys"));
        }
        if self.issuers.len() > ISSUERS_MAX {
            return Err(invalid_policy(format_args!("at most {ISSUERS_MAX} issuers")).at("issuers"));
        }
        let realm = self.realm.map(checked_realm).transpose()?;
        let api_keys = self.api_keys.map(ApiKeys::checked).transpose()?;
        let places = NamedPlaces::new(self.places, api_keys.as_ref().map(ApiKeys::header));
        let places = places.map_err(|error| error.at("places"))?;
        let provider = self.provider.or_else(CryptoProvider::usual);
        let provider = provider.ok_or_else(|| invalid_policy("no crypto provider is built in"))?;
        let refresh_settings =
            self.key_refresh.checked().map_err(|error| error.at("key_refresh"))?;
        let token_cache = self.token_cache.checked().map_err(|error| error.at("token_cache"))?;
        let (mut issuers, mut by_name) = (Vec::<Arc<TrustedIssuer>>::new(), IssuerIndex::default());
        for (index, issuer) in self.issuers.into_iter().enumerate() {
            let at = |error: ConfigError| error.at(format_args!("issuers[{index}]"));
            let trusted = issuer.trust(provider).map_err(at)?;
            if by_name.find(&trusted.name, &issuers).is_some() {
                let twice =
                    invalid_policy("this issuer is named twice; put all its keys into one entry");
                return Err(at(twice.at("issuer")));
            }
            by_name.add(&trusted.name, index);
            issuers.push(Arc::new(trusted));
        }
        check_together(&issuers)?;
        let without_iss = indexes(&issuers, |issuer| issuer.has_no_issuer).first().copied();
        // The names of several tenants are looked up by their form, and the template is no tenant's.
        let of_tenants = indexes(&issuers, |issuer| issuer.tenants.is_some());
        for index in &of_tenants {
            check_tenants(*index, &issuers, &by_name)?;
        }
        let fetching = issuers.iter().filter(|issuer| issuer.keys.fetched.is_some());
        let fetching = fetching.filter(|issuer| issuer.tenants.is_none());
        let names = fetching.map(|issuer| &*issuer.name);
        let resource = self.resource.map(|resource| resource.checked(names)).transpose();
        let resource = resource.map_err(|error| error.at("resource"))?;
        let keys = given_keys(&issuers);
        check_secrets(&issuers, &keys)?;
        // A token that names an issuer never belongs to the one whose tokens name none.
        for index in without_iss.iter().chain(&of_tenants) {
            by_name.remove(*index);
        }
        let token_bytes_max = issuers.iter().map(|issuer| issuer.token_bytes_max).max();
        let rules = Arc::new(self.rules);
        Ok(Policy {
            by_number: IssuerIndex::by_number(&issuers),
            issuers,
            by_name,
            without_iss,
            of_tenants,
            token_bytes_max: token_bytes_max.unwrap_or(TOKEN_BYTES),
            keys,
            provider,
            refresh_settings,
            token_cache,
            api_keys,
            rules,
            realm,
            places,
            resource,
        })
    }
}

fn indexes(issuers: &[Arc<TrustedIssuer>], fits: fn(&TrustedIssuer) -> bool) -> Vec<usize> {
    let all = issuers.iter().enumerate();
    all.filter(|(_, issuer)| fits(issuer)).map(|(index, _)| index).collect()
}

/// A tenant is listed once in a policy.
fn check_tenants(
    index: usize,
    issuers: &[Arc<TrustedIssuer>],
    by_name: &IssuerIndex,
) -> Result<(), ConfigError> {
    let tenants = issuers.get(index).and_then(|issuer| issuer.tenants.as_ref());
    let mut names = tenants.into_iter().flat_map(Tenants::names);
    match names.find(|name| by_name.find(name, issuers).is_some()) {
        Some(name) => {
            let message = format!("{} is an issuer of its own in this policy", quoted(&name));
            Err(invalid_policy(message).at(format_args!("issuers[{index}].tenants")))
        }
        None => Ok(()),
    }
}

/// A realm is put between quotes in a header, so it must not contain one.
fn checked_realm(realm: String) -> Result<Arc<str>, ConfigError> {
    let plain = |byte: u8| matches!(byte, b' ' | 0x21 | 0x23..=0x5B | 0x5D..=0x7E);
    if !(1..=NAME_BYTES_MAX).contains(&realm.len()) || !realm.bytes().all(plain) {
        return Err(invalid_policy(format_args!(
            "1 to {NAME_BYTES_MAX} visible ASCII characters without quote or backslash expected"
        ))
        .at("realm"));
    }
    Ok(realm.into())
}
