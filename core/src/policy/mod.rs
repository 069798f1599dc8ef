//! What this server accepts. Made once, checked whole, immutable afterwards.

mod builder;
mod configured_provider;
mod hosted_services;
mod issuer;
mod issuer_index;
pub mod members;
mod missing_iss_or_aud;
mod parameters;
mod places;
mod presets;
mod profile;
mod provider;
mod providers;
mod public_secrets;
mod renewal;
mod resource;
mod self_hosted_servers;
mod tenants;
mod token_cache;
mod trusted_issuer;
mod type_rules;
mod workload_issuers;

use std::num::NonZeroU64;
use std::sync::Arc;
use std::time::Duration;

pub use builder::PolicyBuilder;
pub use issuer::Issuer;
use issuer_index::IssuerIndex;
use places::NamedPlaces;
pub(crate) use places::PlaceKind;
pub use places::{Place, Places};
pub use presets::Preset;
pub use profile::Profile;
pub(crate) use provider::Provider;
pub(crate) use providers::PROVIDERS;
pub use resource::{Resource, ResourceMetadata};
pub(crate) use tenants::Tenants;
pub use token_cache::TokenCache;
pub(crate) use trusted_issuer::TrustedIssuer;
pub(crate) use type_rules::TypeRules;

pub use crate::api_key::ApiKeys;
use crate::crypto::CryptoProvider;
use crate::error::ConfigError;
pub use crate::keys::KeyRefresh;
use crate::keys::{BoundKey, KeyNumber, RefreshSettings};
use crate::scope::ScopeRules;

/// The header of RFC 9110 §11.6.2.
const AUTHORIZATION: &str = "authorization";

/// What this server accepts: issuers, API keys, scope rules. There is no default policy.
///
/// ```
/// use doorward::Policy;
/// use doorward::crypto::Algorithm;
/// use doorward::keys::Key;
/// use doorward::policy::Issuer;
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
/// # Ok::<(), doorward::ConfigError>(())
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct Policy {
    /// In the order of the policy.
    issuers: Vec<Arc<TrustedIssuer>>,
    by_number: IssuerIndex,
    by_name: IssuerIndex,
    /// The issuer whose tokens have no `iss`.
    without_iss: Option<usize>,
    /// The issuers of several tenants.
    of_tenants: Vec<usize>,
    token_bytes_max: usize,
    /// The keys that are given, by number.
    keys: Vec<Arc<BoundKey>>,
    provider: CryptoProvider,
    refresh_settings: RefreshSettings,
    token_cache: TokenCache,
    api_keys: Option<ApiKeys>,
    rules: Arc<ScopeRules>,
    realm: Option<Arc<str>>,
    places: NamedPlaces,
    resource: Option<ResourceMetadata>,
}

impl Policy {
    /// Keys of the policy's sets that are ignored, because they cannot be used here. Those of fetched sets are
    /// in [`Verifier::key_status`](crate::Verifier::key_status).
    #[must_use]
    pub fn unusable_keys(&self) -> usize {
        let given = self.issuers.iter().filter_map(|issuer| issuer.keys.given.as_ref());
        given.map(|given| given.unusable.len()).sum()
    }

    /// Whether some issuer's keys are fetched.
    #[must_use]
    pub fn fetches_keys(&self) -> bool {
        self.issuers.iter().any(|issuer| issuer.keys.fetched.is_some())
    }

    /// How long an API key store may take to answer; none when the policy accepts no API keys.
    #[must_use]
    pub fn api_key_timeout(&self) -> Option<Duration> {
        self.api_keys.as_ref().map(ApiKeys::timeout)
    }

    /// The header whose whole value is an API key, in lower case; none when the policy accepts no API keys.
    #[must_use]
    pub fn api_key_header(&self) -> Option<&str> {
        self.api_keys.as_ref().map(ApiKeys::header)
    }

    /// The request headers that a decision reads, in lower case. A host passes every occurrence of them; others
    /// are ignored.
    pub fn header_names(&self) -> impl Iterator<Item = &str> {
        let usual = std::iter::once(AUTHORIZATION).chain(self.api_key_header());
        usual.chain(self.places.header_names())
    }

    /// Whether a decision may depend on the method of the request: some credential may come in a cookie.
    #[must_use]
    pub fn reads_method(&self) -> bool {
        self.places.has_cookies()
    }

    /// The places with these names, for [`Request::places`](crate::Request::places): `authorization`, `api_key`, and
    /// those that the policy describes.
    ///
    /// # Errors
    /// `invalid_policy` for a name that the policy lacks, and for none.
    pub fn places<'n>(
        &self,
        names: impl IntoIterator<Item = &'n str>,
    ) -> Result<Places, ConfigError> {
        self.places.select(names, self.api_keys.is_some())
    }

    /// The places that the policy describes, by name: what an API description tells of them.
    pub fn described_places(&self) -> impl Iterator<Item = (&str, &Place)> {
        self.places.iter()
    }

    /// Header fields for the response to a granted request, names in lower case, unless the handler sets them: a cache
    /// that others share must not give it to somebody else (RFC 9111 §3.5).
    #[must_use]
    pub fn granted_headers(&self, places: Places) -> Vec<(&'static str, String)> {
        let vary = self.places.vary(places, self.api_key_header());
        let private = ("cache-control", "private".to_owned());
        vary.map_or_else(Vec::new, |vary| vec![("vary", vary), private])
    }

    /// The metadata of this server as a protected resource (RFC 9728), where the policy names one.
    #[must_use]
    pub const fn resource_metadata(&self) -> Option<&ResourceMetadata> {
        self.resource.as_ref()
    }

    pub(crate) const fn own_places(&self) -> &NamedPlaces {
        &self.places
    }

    /// Which scopes imply which.
    #[must_use]
    pub fn scope_rules(&self) -> &ScopeRules {
        &self.rules
    }

    /// The issuer of this `iss`, and its index in the policy.
    pub(crate) fn issuer(&self, name: &str) -> Option<(usize, &TrustedIssuer)> {
        let index = self.by_name.find(name, &self.issuers);
        let index = index.or_else(|| self.issuer_of_tenant(name))?;
        self.issuers.get(index).map(|issuer| (index, &**issuer))
    }

    fn issuer_of_tenant(&self, iss: &str) -> Option<usize> {
        let accepts = |index: &usize| {
            let issuer = self.issuers.get(*index);
            issuer.is_some_and(|issuer| issuer.tenant_of(Some(iss)).is_some())
        };
        self.of_tenants.iter().copied().find(accepts)
    }

    pub(crate) fn issuers(&self) -> &[Arc<TrustedIssuer>] {
        &self.issuers
    }

    /// The issuer with this number, and its index, which is `likely` unless the verifier was renewed.
    pub(crate) fn issuer_numbered(
        &self,
        number: NonZeroU64,
        likely: usize,
    ) -> Option<(usize, &TrustedIssuer)> {
        match self.issuers.get(likely) {
            Some(issuer) if issuer.number == number => Some((likely, issuer)),
            _ => {
                let index = self.by_number.numbered(number)?;
                self.issuers.get(index).map(|issuer| (index, &**issuer))
            }
        }
    }

    /// The issuer whose tokens have no `iss`, and its index in the policy.
    pub(crate) fn issuer_without_iss(&self) -> Option<(usize, &TrustedIssuer)> {
        let index = self.without_iss?;
        self.issuers.get(index).map(|issuer| (index, &**issuer))
    }

    /// The longest token that some issuer may send.
    pub(crate) const fn token_bytes_max(&self) -> usize {
        self.token_bytes_max
    }

    pub(crate) fn has_trust_domains(&self) -> bool {
        self.issuers.iter().any(|issuer| issuer.trust_domain.is_some())
    }

    /// A key given in the policy.
    pub(crate) fn key(&self, id: KeyNumber) -> Option<&Arc<BoundKey>> {
        let index = self.keys.binary_search_by_key(&id, |key| key.number).ok()?;
        self.keys.get(index)
    }

    pub(crate) const fn token_cache(&self) -> TokenCache {
        self.token_cache
    }

    pub(crate) const fn refresh_settings(&self) -> &RefreshSettings {
        &self.refresh_settings
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
