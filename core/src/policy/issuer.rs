//! One issuer: whose tokens, for whom, signed how, with which keys.

use crate::crypto::{Algorithm, CryptoProvider};
use crate::error::{Misconfigured, invalid_key, invalid_policy, quoted};
use crate::keys::{Key, KeyId, KeySet, Unusable, from_jwk_members, set_members};
use crate::limits::{AUDIENCES_MAX, CLAIM_NAMES_MAX, KEYS_MAX, LEEWAY_SECONDS_MAX};

/// Which tokens count as access tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Profile {
    /// `typ` is absent, `JWT` or `at+jwt`; ID, logout and refresh tokens are told by their claims.
    #[default]
    Jwt,
    /// RFC 9068: `typ` is `at+jwt`; `sub`, `client_id`, `iat` and `jti` are required.
    Rfc9068,
}

/// An issuer to trust. Audience, algorithms and keys are mandatory.
#[derive(Debug)]
#[must_use]
pub struct Issuer {
    name: String,
    audiences: Vec<String>,
    algorithms: Vec<Algorithm>,
    keys: Vec<Source>,
    profile: Profile,
    required_claims: Vec<String>,
    scope_claims: Option<Vec<String>>,
    leeway_seconds: i64,
    max_age_seconds: Option<i64>,
}

/// A key, where it came from, and whether it may be passed over.
#[derive(Debug)]
struct Source {
    path: String,
    key: Result<Key, Unusable>,
    in_set: bool,
}

/// An issuer after all checks.
#[derive(Debug)]
pub(crate) struct TrustedIssuer {
    pub(crate) audiences: Vec<String>,
    pub(crate) algorithms: Vec<Algorithm>,
    pub(crate) keys: KeySet,
    pub(crate) profile: Profile,
    pub(crate) required_claims: Vec<String>,
    pub(crate) scope_claims: Vec<String>,
    pub(crate) leeway_seconds: i64,
    pub(crate) max_age_seconds: Option<i64>,
    pub(crate) unusable_keys: usize,
}

impl Issuer {
    /// The issuer whose tokens carry exactly this `iss`.
    pub fn new(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            audiences: Vec::new(),
            algorithms: Vec::new(),
            keys: Vec::new(),
            profile: Profile::default(),
            required_claims: Vec::new(),
            scope_claims: None,
            leeway_seconds: 5,
            max_age_seconds: None,
        }
    }

    /// Accepts tokens whose `aud` names this; call again for more.
    pub fn audience(mut self, audience: impl Into<String>) -> Self {
        self.audiences.push(audience.into());
        self
    }

    /// Accepts this algorithm; call again for more.
    pub fn algorithm(mut self, algorithm: Algorithm) -> Self {
        self.algorithms.push(algorithm);
        self
    }

    /// Trusts this key; call again for more.
    pub fn key(self, key: Key) -> Self {
        let path = format!("keys[{}]", self.keys.len());
        self.source(path, Ok(key), false)
    }

    pub(crate) fn key_at(self, path: String, key: Key) -> Self {
        self.source(path, Ok(key), false)
    }

    fn source(mut self, path: String, key: Result<Key, Unusable>, in_set: bool) -> Self {
        self.keys.push(Source { path, key, in_set });
        self
    }

    /// Trusts the keys of a JWK Set (RFC 7517 §5). Keys meant for something else are passed over.
    ///
    /// # Errors
    /// `invalid_key` or `weak_key` with the path of the key that must not be used.
    pub fn jwks(self, json: &str) -> Result<Self, Misconfigured> {
        let set = crate::encoding::json::parse_object(json.as_bytes())
            .map_err(|at| invalid_key(format!("not strict JSON: byte {}", at.offset)))?;
        self.jwks_at("keys", &set)
    }

    pub(crate) fn jwks_at(
        self,
        path: &str,
        set: &crate::encoding::json::Object<'_>,
    ) -> Result<Self, Misconfigured> {
        let members = set_members(set).map_err(|error| error.at(path))?;
        members.iter().enumerate().try_fold(self, |issuer, (index, member)| {
            let path = format!("{path}.keys[{index}]");
            let jwk = member.as_object().ok_or_else(|| invalid_key("a JWK is an object"));
            let key = jwk.and_then(from_jwk_members).map_err(|error| error.at(&path))?;
            Ok(issuer.source(path, key, true))
        })
    }

    /// Which tokens count as access tokens; [`Profile::Jwt`] unless set.
    pub const fn profile(mut self, profile: Profile) -> Self {
        self.profile = profile;
        self
    }

    /// Claims that must be present and not null, besides the profile's.
    pub fn required_claims(mut self, names: impl IntoIterator<Item = String>) -> Self {
        self.required_claims = names.into_iter().collect();
        self
    }

    /// Claims that carry scopes, instead of `scope`, `scp` and `scopes`.
    pub fn scope_claims(mut self, names: impl IntoIterator<Item = String>) -> Self {
        self.scope_claims = Some(names.into_iter().collect());
        self
    }

    /// Seconds by which clocks may differ, 0 to 300; 5 unless set.
    pub const fn leeway_seconds(mut self, seconds: i64) -> Self {
        self.leeway_seconds = seconds;
        self
    }

    /// Seconds since `iat` after which a token is too old, whatever its `exp`; makes `iat` required.
    pub const fn max_age_seconds(mut self, seconds: i64) -> Self {
        self.max_age_seconds = Some(seconds);
        self
    }

    pub(super) fn trust(
        self,
        next_key: &mut KeyId,
        provider: CryptoProvider,
    ) -> Result<(String, TrustedIssuer), Misconfigured> {
        if self.name.is_empty() {
            return Err(invalid_policy("the issuer must not be empty").at("issuer"));
        }
        checked_names(&self.audiences, AUDIENCES_MAX).map_err(|error| error.at("audience"))?;
        checked_algorithms(&self.algorithms).map_err(|error| error.at("algorithms"))?;
        if !(0..=LEEWAY_SECONDS_MAX).contains(&self.leeway_seconds) {
            let expected = format!("0 to {LEEWAY_SECONDS_MAX} seconds expected");
            return Err(invalid_policy(expected).at("leeway_seconds"));
        }
        if self.max_age_seconds.is_some_and(|seconds| seconds <= 0) {
            return Err(
                invalid_policy("a positive number of seconds expected").at("max_age_seconds")
            );
        }
        let (keys, unusable_keys) = bind(self.keys, &self.algorithms, next_key, provider)?;
        let required_claims = self.required_claims;
        let profile_claims: &[&str] = match self.profile {
            Profile::Jwt => &[],
            Profile::Rfc9068 => &["sub", "client_id", "iat", "jti"],
        };
        let scope_claims = self
            .scope_claims
            .unwrap_or_else(|| ["scope", "scp", "scopes"].map(str::to_owned).to_vec());
        for (path, names) in
            [("required_claims", &required_claims), ("scope_claims", &scope_claims)]
        {
            if !names.is_empty() {
                checked_names(names, CLAIM_NAMES_MAX).map_err(|error| error.at(path))?;
            }
        }
        let profile_claims = profile_claims.iter().map(|name| (*name).to_owned());
        let required_claims = profile_claims.chain(required_claims).collect();
        let trusted = TrustedIssuer {
            audiences: self.audiences,
            algorithms: self.algorithms,
            keys,
            profile: self.profile,
            required_claims,
            scope_claims,
            leeway_seconds: self.leeway_seconds,
            max_age_seconds: self.max_age_seconds,
            unusable_keys,
        };
        Ok((self.name, trusted))
    }
}

fn bind(
    sources: Vec<Source>,
    algorithms: &[Algorithm],
    next_key: &mut KeyId,
    provider: CryptoProvider,
) -> Result<(KeySet, usize), Misconfigured> {
    if sources.len() > KEYS_MAX {
        return Err(invalid_policy(format!("at most {KEYS_MAX} keys")).at("keys"));
    }
    let mut keys = KeySet::default();
    let mut unusable = 0;
    for Source { path, key, in_set } in sources {
        let Ok(key) = key else {
            unusable += 1;
            continue;
        };
        let refusal = key.refusal(algorithms);
        match keys.add(key, *next_key, algorithms, provider) {
            Ok(true) => *next_key += 1,
            Ok(false) if in_set => unusable += 1,
            Ok(false) => return Err(refusal.at(path)),
            Err(error) => return Err(error.at(path)),
        }
    }
    if keys.len() == 0 {
        let none = "no key that can verify this issuer's algorithms is given";
        return Err(invalid_key(none).at("keys"));
    }
    Ok((keys, unusable))
}

fn checked_names(names: &[String], most: usize) -> Result<(), Misconfigured> {
    if names.is_empty() || names.len() > most {
        return Err(invalid_policy(format!("1 to {most} names expected")));
    }
    for (index, name) in names.iter().enumerate() {
        if name.is_empty() {
            return Err(invalid_policy("a name must not be empty").at(format!("[{index}]")));
        }
        if names.iter().take(index).any(|other| other == name) {
            let twice = format!("{} is named twice", quoted(name));
            return Err(invalid_policy(twice).at(format!("[{index}]")));
        }
    }
    Ok(())
}

fn checked_algorithms(algorithms: &[Algorithm]) -> Result<(), Misconfigured> {
    if algorithms.is_empty() {
        return Err(invalid_policy("name at least one algorithm"));
    }
    for (index, algorithm) in algorithms.iter().enumerate() {
        if algorithms.iter().take(index).any(|other| other == algorithm) {
            let twice = format!("{algorithm} is named twice");
            return Err(invalid_policy(twice).at(format!("[{index}]")));
        }
    }
    Ok(())
}
