//! An issuer after all checks.

use std::num::NonZeroU64;
use std::sync::Arc;
use std::time::Duration;

use super::issuer::{GivenKey, Issuer};
use super::tenants::Tenants;
use super::type_rules::TypeRules;
use crate::crypto::{Algorithm, CryptoProvider, Family};
use crate::error::{ConfigError, invalid_key, invalid_policy, printable, quoted};
use crate::fetch::FetchUrl;
use crate::keys::{
    BoundKey, FetchedKeys, GivenKeys, IssuerKeys, KeySet, KeySetRules, KeySource, KeyUse,
    UnusableKey,
};
use crate::limits::{
    AUDIENCES_MAX, CLAIM_NAMES_MAX, KEYS_MAX, LEEWAY_MAX, TOKEN_BYTES, TOKEN_BYTES_MAX,
};
use crate::numbers::next_number;
use crate::scope::{ClaimRequirement, ScopeClaim};

/// What the verifier needs to know of an issuer.
#[derive(Debug)]
pub(crate) struct TrustedIssuer {
    /// No other issuer of the process has or had it. One that stays when a verifier is renewed keeps it.
    pub(crate) number: NonZeroU64,
    pub(crate) name: Arc<str>,
    pub(crate) audiences: Vec<String>,
    pub(crate) audience_claim: String,
    pub(crate) algorithms: Vec<Algorithm>,
    pub(crate) keys: IssuerKeys,
    pub(crate) types: TypeRules,
    /// What the profile and the preset require of access tokens.
    pub(crate) access_token_claims: Vec<ClaimRequirement>,
    pub(crate) required_claims: Vec<ClaimRequirement>,
    /// What `aud` may name where it is not the audience claim.
    pub(crate) also_audience: Vec<String>,
    pub(crate) scope_claims: Vec<ScopeClaim>,
    pub(crate) names_scope_claims: bool,
    pub(crate) token_bytes_max: usize,
    pub(crate) has_no_issuer: bool,
    pub(crate) audience_may_be_absent: bool,
    pub(crate) client_id_claims: Vec<String>,
    pub(crate) leeway_seconds: i64,
    pub(crate) max_age_seconds: Option<i64>,
    /// SPIFFE: `sub` must lie in it.
    pub(crate) trust_domain: Option<String>,
    /// Entra: whose tokens count, where those of several tenants do.
    pub(crate) tenants: Option<Tenants>,
}

impl TrustedIssuer {
    /// Whether its tokens may lack `iss` or `aud`.
    pub(crate) const fn lacks_iss_or_aud(&self) -> bool {
        self.has_no_issuer || self.audience_may_be_absent
    }

    /// Whether everything is equal that decides on a token: what was written, and what a preset made of it.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        // Each field by name, so that a new one is not forgotten.
        let Self {
            number: _,
            name,
            audiences,
            audience_claim,
            algorithms,
            keys,
            types,
            access_token_claims,
            required_claims,
            also_audience,
            scope_claims,
            names_scope_claims,
            token_bytes_max,
            has_no_issuer,
            audience_may_be_absent,
            client_id_claims,
            leeway_seconds,
            max_age_seconds,
            trust_domain,
            tenants,
        } = self;
        *name == other.name
            && *audiences == other.audiences
            && *audience_claim == other.audience_claim
            && *algorithms == other.algorithms
            && *types == other.types
            && *access_token_claims == other.access_token_claims
            && *required_claims == other.required_claims
            && *also_audience == other.also_audience
            && *scope_claims == other.scope_claims
            && *names_scope_claims == other.names_scope_claims
            && *token_bytes_max == other.token_bytes_max
            && *has_no_issuer == other.has_no_issuer
            && *audience_may_be_absent == other.audience_may_be_absent
            && *client_id_claims == other.client_id_claims
            && *leeway_seconds == other.leeway_seconds
            && *max_age_seconds == other.max_age_seconds
            && *trust_domain == other.trust_domain
            && *tenants == other.tenants
            && keys.is_same(&other.keys)
    }

    /// The tenant that this `iss` names, of an issuer of several.
    pub(crate) fn tenant_of<'i>(&self, iss: Option<&'i str>) -> Option<&'i str> {
        self.tenants.as_ref()?.tenant_of(iss?)
    }

    /// A trust domain signs for its own identities alone (SPIFFE-ID §2.1).
    pub(crate) fn accepts_subject(&self, subject: Option<&str>) -> bool {
        self.trust_domain.as_deref().is_none_or(|domain| {
            let path = subject.and_then(|subject| subject.strip_prefix("spiffe://"));
            path.and_then(|path| path.strip_prefix(domain)).is_some_and(is_workload)
        })
    }
}

/// The path of a workload's SPIFFE ID (SPIFFE-ID §2.2).
fn is_workload(path: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_');
    let segment = |text: &str| !matches!(text, "" | "." | "..") && text.bytes().all(plain);
    path.strip_prefix('/').is_some_and(|path| path.split('/').all(segment))
}

impl Issuer {
    pub(super) fn trust(self, provider: CryptoProvider) -> Result<TrustedIssuer, ConfigError> {
        if self.name.is_empty() {
            return Err(invalid_policy("the issuer must not be empty").at("issuer"));
        }
        self.check_missing_iss_or_aud()?;
        if !(self.no_audience && self.audiences.is_empty()) {
            checked_names(&self.audiences, AUDIENCES_MAX).map_err(|error| error.at("audience"))?;
        }
        self.check_token_bytes()?;
        let tenants = self.checked_tenants()?;
        let known = self.provider.as_ref().map(|known| known.provider);
        let algorithms = match known {
            Some(preset) if self.algorithms.is_empty() => preset.algorithms.to_vec(),
            _ => self.algorithms.clone(),
        };
        checked_algorithms(&algorithms).map_err(|error| error.at("algorithms"))?;
        let (leeway_seconds, max_age_seconds) = self.checked_times()?;
        let trust_domain = self.provider.as_ref().and_then(|known| known.trust_domain());
        let keys = self.keys(&algorithms, provider)?;
        let profile = self.profile.or(known.map(|one| one.profile)).unwrap_or_default();
        let types = self.types.rules(profile, known, &self.required_claims)?;
        let names_scope_claims = self.scope_claims.is_some();
        let client_id_claims = self.client_id_claims.unwrap_or_else(|| {
            owned(known.map_or(&["client_id", "azp"], |one| one.client_id_claims))
        });
        let scope_claims = self.scope_claims.unwrap_or_else(|| match known {
            Some(preset) => preset.scope_claims(),
            None => ["scope", "scp", "scopes"].map(ScopeClaim::from).to_vec(),
        });
        let audience_claim = self.audience_claim.as_deref();
        if types.accepts_id_tokens && audience_claim.is_some_and(|name| name != "aud") {
            let always = "the audience of an ID token is always `aud`";
            return Err(invalid_policy(always).at("audience_claim"));
        }
        let audience_claim =
            audience_claim.or(known.map(|one| one.audience_claim)).unwrap_or("aud");
        check_claims(&self.required_claims, &scope_claims, &client_id_claims, audience_claim)?;
        if !self.also_audience.is_empty() {
            checked_names(&self.also_audience, AUDIENCES_MAX)
                .map_err(|error| error.at("also_audience"))?;
        }
        // The policy adds to these claims and never replaces them: they tell access tokens from others.
        let of_provider = known.map_or(&[][..], |one| one.required_claims);
        let access_token_claims = profile.required_claims().iter().chain(of_provider);
        let access_token_claims =
            access_token_claims.map(|name| ClaimRequirement::present((*name).to_owned())).collect();
        let mut required_claims = self.required_claims;
        if let Some(known) = &self.provider {
            required_claims.extend(known.required_values()?);
        }
        Ok(TrustedIssuer {
            number: next_number(),
            audience_claim: audience_claim.to_owned(),
            name: self.name.into(),
            audiences: self.audiences,
            algorithms,
            keys,
            types,
            access_token_claims,
            required_claims,
            also_audience: self.also_audience,
            scope_claims,
            names_scope_claims,
            token_bytes_max: self.token_bytes_max,
            has_no_issuer: self.no_issuer,
            audience_may_be_absent: self.no_audience,
            client_id_claims,
            leeway_seconds,
            max_age_seconds,
            trust_domain,
            tenants,
        })
    }

    fn check_token_bytes(&self) -> Result<(), ConfigError> {
        if (TOKEN_BYTES..=TOKEN_BYTES_MAX).contains(&self.token_bytes_max) {
            return Ok(());
        }
        let expected = format_args!("{TOKEN_BYTES} to {TOKEN_BYTES_MAX} bytes expected");
        Err(invalid_policy(expected).at("token_bytes_max"))
    }

    /// Leeway and greatest age in whole seconds.
    fn checked_times(&self) -> Result<(i64, Option<i64>), ConfigError> {
        if self.leeway > LEEWAY_MAX {
            let expected = format_args!("0 to {} seconds expected", LEEWAY_MAX.as_secs());
            return Err(invalid_policy(expected).at("leeway_seconds"));
        }
        let seconds = |time: Duration| i64::try_from(time.as_secs()).unwrap_or(i64::MAX);
        let max_age = self.max_age.map(seconds);
        if max_age == Some(0) {
            let expected = "a positive number of seconds expected";
            return Err(invalid_policy(expected).at("max_age_seconds"));
        }
        Ok((seconds(self.leeway), max_age))
    }

    fn keys(
        &self,
        algorithms: &[Algorithm],
        provider: CryptoProvider,
    ) -> Result<IssuerKeys, ConfigError> {
        let given = self.keys.as_ref();
        let given = given.map(|keys| bind(keys, algorithms, provider)).transpose()?;
        let fetches = given.is_none() || self.jwks_uri.is_some() || self.metadata_url.is_some();
        let fetched = fetches.then(|| self.fetched_keys(algorithms, provider)).transpose()?;
        Ok(IssuerKeys { given, fetched })
    }

    /// Fetched keys are public, so HMACs are for given keys alone.
    fn fetched_keys(
        &self,
        algorithms: &[Algorithm],
        provider: CryptoProvider,
    ) -> Result<FetchedKeys, ConfigError> {
        if self.jwks_uri.is_some() && self.metadata_url.is_some() {
            return Err(invalid_policy("give one of jwks_uri, metadata_url").at("metadata_url"));
        }
        let (shared, public): (Vec<_>, Vec<_>) =
            algorithms.iter().copied().partition(|one| one.family() == Family::Hmac);
        if public.is_empty() || (self.keys.is_none() && !shared.is_empty()) {
            let needed = "HMACs need `keys`, because fetched keys are public";
            return Err(invalid_policy(needed).at("algorithms"));
        }
        let rules = KeySetRules {
            algorithms: public,
            key_use: self.key_use(),
            http_anywhere: self.http_anywhere,
            key_issuers: self.key_issuers(),
            provider,
        };
        Ok(FetchedKeys { source: self.source()?, rules })
    }

    fn source(&self) -> Result<KeySource, ConfigError> {
        let url = |text: &str, path: &'static str| {
            FetchUrl::parse(text, self.http_anywhere).map_err(|error| error.at(path))
        };
        if let Some(text) = &self.jwks_uri {
            return url(text, "jwks_uri").map(KeySource::JwksUri);
        }
        if let Some(text) = &self.metadata_url {
            return Ok(KeySource::Metadata(url(text, "metadata_url")?, None));
        }
        if self.key_use() == KeyUse::JwtSvid {
            return Err(
                invalid_policy("the URL of the trust domain's bundle is needed").at("jwks_uri")
            );
        }
        let known = self.provider.as_ref();
        if let Some(text) = known.and_then(|known| known.jwks_uri()) {
            return url(&text, "jwks_uri").map(KeySource::JwksUri);
        }
        if let Some(text) = known.and_then(|known| known.metadata_url()) {
            return Ok(KeySource::Metadata(url(&text, "metadata_url")?, None));
        }
        let [openid, oauth] =
            FetchUrl::metadata(&self.name, self.http_anywhere).map_err(|error| {
                let message = format_args!(
                    "give keys, jwks_uri or metadata_url: none can be discovered from this issuer: {error}"
                );
                invalid_policy(message).at("issuer")
            })?;
        Ok(KeySource::Metadata(openid, Some(oauth)))
    }
}

fn bind(
    given: &[GivenKey],
    algorithms: &[Algorithm],
    provider: CryptoProvider,
) -> Result<GivenKeys, ConfigError> {
    if given.len() > KEYS_MAX {
        return Err(invalid_policy(format_args!("at most {KEYS_MAX} keys")).at("keys"));
    }
    let (mut set, mut unusable) = (KeySet::default(), Vec::new());
    for GivenKey { path, key, in_set } in given {
        let key = match key {
            Ok(key) => key,
            Err(reason) => {
                unusable.push(reason.clone());
                continue;
            }
        };
        let bound = BoundKey::new(key.clone(), algorithms, provider);
        let bound = bound.map_err(|error| error.at(path))?;
        if set.add(bound.into()) {
            continue;
        }
        let refusal = key.refusal(algorithms);
        if !in_set {
            return Err(refusal.at(path));
        }
        let reason = refusal.message().to_owned().into();
        unusable.push(UnusableKey { key_id: key.key_id().map(printable), reason });
    }
    if set.len() == 0 {
        let none = "no key that can verify this issuer's algorithms is given";
        return Err(invalid_key(none).at("keys"));
    }
    Ok(GivenKeys { set, unusable })
}

fn check_claims(
    required: &[ClaimRequirement],
    scope_claims: &[ScopeClaim],
    client_id_claims: &[String],
    audience_claim: &str,
) -> Result<(), ConfigError> {
    let required: Vec<_> = required.iter().map(|claim| claim.name().to_owned()).collect();
    let lists = [("required_claims", required.as_slice()), ("client_id_claims", client_id_claims)];
    for (path, names) in lists {
        if !names.is_empty() {
            checked_names(names, CLAIM_NAMES_MAX).map_err(|error| error.at(path))?;
        }
    }
    if audience_claim.is_empty() {
        return Err(invalid_policy("a name must not be empty").at("audience_claim"));
    }
    check_scope_claims(scope_claims).map_err(|error| error.at("scope_claims"))
}

fn check_scope_claims(claims: &[ScopeClaim]) -> Result<(), ConfigError> {
    if claims.len() > CLAIM_NAMES_MAX {
        return Err(invalid_policy(format_args!("at most {CLAIM_NAMES_MAX} claims")));
    }
    for (index, claim) in claims.iter().enumerate() {
        let is_there = claims.iter().take(index).any(|other| other.is_at_place_of(claim));
        let twice =
            || Err(invalid_policy(format_args!("{} is named twice", quoted(&claim.name()))));
        let checked = if is_there { twice() } else { claim.check() };
        checked.map_err(|error| error.at(format_args!("[{index}]")))?;
    }
    Ok(())
}

fn checked_names(names: &[String], most: usize) -> Result<(), ConfigError> {
    if names.is_empty() || names.len() > most {
        return Err(invalid_policy(format_args!("1 to {most} names expected")));
    }
    for (index, name) in names.iter().enumerate() {
        if name.is_empty() {
            return Err(invalid_policy("a name must not be empty").at(format_args!("[{index}]")));
        }
        if names.iter().take(index).any(|other| other == name) {
            let twice = format!("{} is named twice", quoted(name));
            return Err(invalid_policy(twice).at(format_args!("[{index}]")));
        }
    }
    Ok(())
}

fn checked_algorithms(algorithms: &[Algorithm]) -> Result<(), ConfigError> {
    if algorithms.is_empty() {
        return Err(invalid_policy("name at least one algorithm"));
    }
    for (index, algorithm) in algorithms.iter().enumerate() {
        if algorithms.iter().take(index).any(|other| other == algorithm) {
            let twice = format!("{algorithm} is named twice");
            return Err(invalid_policy(twice).at(format_args!("[{index}]")));
        }
    }
    Ok(())
}

fn owned(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}
