//! One issuer as it is written down: whose tokens, for whom, signed how, with which keys.

use super::presets::{Filled, PRESETS, Preset};
use crate::crypto::Algorithm;
use crate::encoding::json::{Object, parse_object};
use crate::error::{Misconfigured, invalid_key, invalid_policy, quoted};
use crate::keys::{Key, KeyUse, Unusable, from_jwk_members, set_members};

/// Which tokens count as access tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Profile {
    /// `typ` is absent, `JWT` or `at+jwt`; ID, logout and refresh tokens are told by their claims.
    #[default]
    Jwt,
    /// RFC 9068: `typ` is `at+jwt`; `sub`, `client_id`, `iat` and `jti` are required.
    Rfc9068,
    /// JWT-SVID §2.3: `typ` is absent, `JWT` or `JOSE`. What the preset `spiffe` is for.
    JwtSvid,
}

/// An issuer to trust. Audience and algorithms are mandatory; so are keys, but where neither keys nor a
/// URL are given they are found by discovery from the issuer's name (OpenID Connect Discovery §4, RFC
/// 8414 §3).
#[derive(Debug)]
#[must_use]
pub struct Issuer {
    pub(crate) name: String,
    pub(super) preset: Option<Filled>,
    pub(crate) audiences: Vec<String>,
    pub(crate) audience_claim: Option<String>,
    pub(crate) algorithms: Vec<Algorithm>,
    pub(super) keys: Option<Vec<Given>>,
    pub(crate) jwks_uri: Option<String>,
    pub(crate) metadata_url: Option<String>,
    pub(crate) http_anywhere: bool,
    pub(crate) profile: Option<Profile>,
    pub(crate) required_claims: Option<Vec<String>>,
    pub(crate) scope_claims: Option<Vec<Vec<String>>>,
    pub(crate) client_id_claims: Option<Vec<String>>,
    pub(crate) leeway_seconds: i64,
    pub(crate) max_age_seconds: Option<i64>,
}

/// A key of the policy, where it stands in it, and whether it may be passed over.
#[derive(Debug)]
pub(super) struct Given {
    pub(super) path: String,
    pub(super) key: Result<Key, Unusable>,
    pub(super) in_set: bool,
}

impl Issuer {
    /// The issuer whose tokens carry exactly this `iss`.
    pub fn new(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            preset: None,
            audiences: Vec::new(),
            audience_claim: None,
            algorithms: Vec::new(),
            keys: None,
            jwks_uri: None,
            metadata_url: None,
            http_anywhere: false,
            profile: None,
            required_claims: None,
            scope_claims: None,
            client_id_claims: None,
            leeway_seconds: 5,
            max_age_seconds: None,
        }
    }

    /// A provider that is known: its form of `iss`, algorithms, claims and keys. What is set after it
    /// wins, but for required claims, which are added. `kubernetes` and `rfc9068` need [`issuer_name`](Self::issuer_name).
    ///
    /// ```
    /// let issuer = doorward::Issuer::preset("auth0", &[("domain", "tenant.eu.auth0.com")])?
    ///     .audience("https://api.example.com");
    /// # Ok::<(), doorward::Misconfigured>(())
    /// ```
    ///
    /// # Errors
    /// `invalid_policy` when the preset or a parameter of it is not known, missing or malformed.
    pub fn preset(name: &str, parameters: &[(&str, &str)]) -> Result<Self, Misconfigured> {
        let preset = Preset::named(name).ok_or_else(|| unknown_preset(name))?;
        for (name, _) in parameters {
            if !preset.parameters.iter().any(|parameter| parameter.name == *name) {
                return Err(invalid_policy("not a parameter of this preset").at(*name));
            }
        }
        let given = |wanted: &str| {
            let found = parameters.iter().find(|(name, _)| *name == wanted);
            Ok(found.map(|(_, value)| (*value).to_owned()))
        };
        Ok(Self::filled(preset.filled(given, false)?))
    }

    pub(crate) fn filled(filled: Filled) -> Self {
        let name = filled.text(filled.preset.issuer).unwrap_or_default();
        Self { preset: Some(filled), ..Self::new(name) }
    }

    /// The `iss` of the tokens, where a preset does not know it or knows another.
    pub fn issuer_name(mut self, name: impl Into<String>) -> Self {
        self.name = name.into();
        self
    }

    /// Accepts tokens whose `aud` names this; call again for more.
    pub fn audience(mut self, audience: impl Into<String>) -> Self {
        self.audiences.push(audience.into());
        self
    }

    /// The claim that names the audience, where it is not `aud`.
    pub fn audience_claim(mut self, name: impl Into<String>) -> Self {
        self.audience_claim = Some(name.into());
        self
    }

    /// Accepts this algorithm; call again for more.
    pub fn algorithm(mut self, algorithm: Algorithm) -> Self {
        self.algorithms.push(algorithm);
        self
    }

    /// Trusts this key; call again for more.
    pub fn key(mut self, key: Key) -> Self {
        let path = format!("keys[{}]", self.keys.as_ref().map_or(0, Vec::len));
        self.key_at(path, key);
        self
    }

    pub(crate) fn key_at(&mut self, path: String, key: Key) {
        self.given(Given { path, key: Ok(key), in_set: false });
    }

    fn given(&mut self, key: Given) {
        self.keys.get_or_insert_default().push(key);
    }

    /// What keys must say they are for.
    pub(crate) fn key_use(&self) -> KeyUse {
        match &self.preset {
            Some(filled) if !filled.preset.trust_domain.is_empty() => KeyUse::JwtSvid,
            _ => KeyUse::Signature,
        }
    }

    /// Keys are given, though there may be none: nothing is to be fetched.
    pub(crate) fn with_keys(&mut self) {
        self.keys.get_or_insert_default();
    }

    /// Trusts the keys of a JWK Set (RFC 7517 §5). Keys meant for something else are passed over.
    ///
    /// # Errors
    /// `invalid_key` or `weak_key` with the path of the key that must not be used.
    pub fn jwks(mut self, json: &str) -> Result<Self, Misconfigured> {
        let set = parse_object(json)
            .map_err(|at| invalid_key(format!("not strict JSON: byte {}", at.offset)))?;
        self.jwks_at("keys", &set)?;
        Ok(self)
    }

    pub(crate) fn jwks_at(&mut self, path: &str, set: &Object<'_>) -> Result<(), Misconfigured> {
        let members = set_members(set).map_err(|error| error.at(path))?;
        let key_use = self.key_use();
        self.with_keys();
        for (index, member) in members.iter().enumerate() {
            let path = format!("{path}.keys[{index}]");
            let jwk = member.as_object().ok_or_else(|| invalid_key("a JWK is an object"));
            let key = jwk.and_then(|jwk| from_jwk_members(jwk, key_use));
            let key = key.map_err(|error| error.at(&path))?;
            self.given(Given { path, key, in_set: true });
        }
        Ok(())
    }

    /// Fetches the JWK Set from this URL: `https`, or `http` on this machine.
    pub fn jwks_uri(mut self, url: impl Into<String>) -> Self {
        self.jwks_uri = Some(url.into());
        self
    }

    /// Finds the JWK Set by the metadata at this URL (RFC 8414 §2), whose `issuer` must be this one.
    pub fn metadata_url(mut self, url: impl Into<String>) -> Self {
        self.metadata_url = Some(url.into());
        self
    }

    /// Fetches keys by `http` from other machines, too. Whoever sits on the way can put in keys of
    /// their own and sign any token.
    pub const fn danger_allow_http(mut self) -> Self {
        self.http_anywhere = true;
        self
    }

    /// Which tokens count as access tokens; [`Profile::Jwt`] unless set.
    pub const fn profile(mut self, profile: Profile) -> Self {
        self.profile = Some(profile);
        self
    }

    /// Claims that must be present and not null, besides the profile's.
    pub fn required_claims(mut self, names: impl IntoIterator<Item = String>) -> Self {
        self.required_claims = Some(names.into_iter().collect());
        self
    }

    /// Claims that carry scopes, instead of `scope`, `scp` and `scopes`.
    pub fn scope_claims(self, names: impl IntoIterator<Item = String>) -> Self {
        self.scope_claim_paths(names.into_iter().map(|name| vec![name]))
    }

    /// As [`scope_claims`](Self::scope_claims), each by its path: `["realm_access", "roles"]`.
    pub fn scope_claim_paths(mut self, paths: impl IntoIterator<Item = Vec<String>>) -> Self {
        self.scope_claims = Some(paths.into_iter().collect());
        self
    }

    /// Claims that name the client, the first that is there counts; `client_id` and `azp` unless set.
    pub fn client_id_claims(mut self, names: impl IntoIterator<Item = String>) -> Self {
        self.client_id_claims = Some(names.into_iter().collect());
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
}

pub(crate) fn unknown_preset(name: &str) -> Misconfigured {
    let names: Vec<_> = PRESETS.iter().map(|preset| preset.name).collect();
    let message = format!("{} is not a preset; one of {}", quoted(name), names.join(", "));
    invalid_policy(message).at("preset")
}
