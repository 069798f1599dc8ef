//! An issuer as a program describes it, before it is checked.

use std::fmt;
use std::time::Duration;

use super::configured_provider::ConfiguredProvider;
use super::presets::Preset;
use super::profile::Profile;
use super::type_rules::TypeSettings;
use crate::crypto::Algorithm;
use crate::encoding::json::{Object, parse_set_bytes};
use crate::error::{ConfigError, invalid_key};
use crate::keys::{Key, KeyUse, Unusable, UnusableKey, from_jwk_members, set_members};
use crate::limits::{LEEWAY, TOKEN_BYTES};
use crate::scope::{ClaimRequirement, ScopeClaim};

/// An issuer to trust. An audience is required, and algorithms unless a preset has them. Keys are given, fetched
/// from a URL, or found by discovery from the issuer's name (OpenID Connect Discovery §4, RFC 8414 §3).
#[must_use]
pub struct Issuer {
    pub(crate) name: String,
    pub(super) provider: Option<ConfiguredProvider>,
    pub(crate) audiences: Vec<String>,
    pub(crate) audience_claim: Option<String>,
    pub(crate) algorithms: Vec<Algorithm>,
    pub(super) keys: Option<Vec<GivenKey>>,
    pub(crate) jwks_uri: Option<String>,
    pub(crate) metadata_url: Option<String>,
    pub(crate) http_anywhere: bool,
    pub(crate) profile: Option<Profile>,
    pub(crate) required_claims: Vec<ClaimRequirement>,
    pub(crate) also_audience: Vec<String>,
    pub(crate) types: TypeSettings,
    pub(crate) no_issuer: bool,
    pub(crate) no_audience: bool,
    pub(crate) tenants: Option<Vec<String>>,
    pub(crate) any_tenant: bool,
    pub(crate) token_bytes_max: usize,
    pub(crate) scope_claims: Option<Vec<ScopeClaim>>,
    pub(crate) client_id_claims: Option<Vec<String>>,
    pub(crate) leeway: Duration,
    pub(crate) max_age: Option<Duration>,
}

/// A key of the policy, its place in it, and whether it may be ignored.
#[derive(Debug)]
pub(super) struct GivenKey {
    pub(super) path: String,
    pub(super) key: Result<Key, UnusableKey>,
    pub(super) in_set: bool,
}

/// Shows whom to trust, without keys and URLs: they may hold secrets.
impl fmt::Debug for Issuer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Issuer")
            .field("name", &self.name)
            .field("audiences", &self.audiences)
            .field("algorithms", &self.algorithms)
            .finish_non_exhaustive()
    }
}

impl Issuer {
    /// The issuer whose tokens carry exactly this `iss`.
    pub fn new(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            provider: None,
            audiences: Vec::new(),
            audience_claim: None,
            algorithms: Vec::new(),
            keys: None,
            jwks_uri: None,
            metadata_url: None,
            http_anywhere: false,
            profile: None,
            required_claims: Vec::new(),
            also_audience: Vec::new(),
            types: TypeSettings::default(),
            no_issuer: false,
            no_audience: false,
            tenants: None,
            any_tenant: false,
            token_bytes_max: TOKEN_BYTES,
            scope_claims: None,
            client_id_claims: None,
            leeway: LEEWAY,
            max_age: None,
        }
    }

    /// A provider that is known: its form of `iss`, algorithms, claims and keys. What is set after it
    /// wins, except for required claims, which are added. Presets that do not know the issuer's name, such as
    /// [`Preset::Rfc9068`], need [`issuer_name`](Self::issuer_name).
    ///
    /// ```
    /// use doorward::policy::{Issuer, Preset};
    ///
    /// let issuer = Issuer::preset(&Preset::Auth0 { domain: "tenant.eu.auth0.com" })?
    ///     .audience("https://api.example.com");
    /// # Ok::<(), doorward::ConfigError>(())
    /// ```
    ///
    /// # Errors
    /// `invalid_policy` when a parameter is malformed.
    pub fn preset(preset: &Preset<'_>) -> Result<Self, ConfigError> {
        Ok(Self::of_provider(preset.configured()?))
    }

    pub(crate) fn of_provider(provider: ConfiguredProvider) -> Self {
        Self { provider: Some(provider.clone()), ..Self::new(provider.issuer()) }
    }

    /// Sets the `iss` of the tokens, if the preset does not know it or yours differs.
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
        self.given(GivenKey { path, key: Ok(key), in_set: false });
    }

    fn given(&mut self, key: GivenKey) {
        self.keys.get_or_insert_default().push(key);
    }

    /// The `use` that keys must have.
    pub(crate) fn key_use(&self) -> KeyUse {
        match &self.provider {
            Some(known) if !known.provider.trust_domain.is_empty() => KeyUse::JwtSvid,
            _ => KeyUse::Signature,
        }
    }

    /// Marks keys as given, so that none are fetched.
    pub(crate) fn with_keys(&mut self) {
        self.keys.get_or_insert_default();
    }

    /// Trusts the keys of a JWK Set (RFC 7517 §5). Keys meant for something else are ignored.
    ///
    /// # Errors
    /// `invalid_key` or `weak_key` with the path of the key that must not be used.
    pub fn jwks(mut self, json: &str) -> Result<Self, ConfigError> {
        let set = parse_set_bytes(json.as_bytes())
            .map_err(|at| invalid_key(format_args!("not strict JSON: byte {}", at.offset)))?;
        self.jwks_at("keys", &set)?;
        Ok(self)
    }

    pub(crate) fn jwks_at(&mut self, path: &str, set: &Object<'_>) -> Result<(), ConfigError> {
        let members = set_members(set).map_err(|error| error.at(path))?;
        let key_use = self.key_use();
        self.with_keys();
        for (index, member) in members.iter().enumerate() {
            let path = format!("{path}.keys[{index}]");
            let jwk = member.as_object().ok_or_else(|| invalid_key("a JWK is an object"));
            let key = jwk.and_then(|jwk| from_jwk_members(jwk, key_use));
            let key = key.map_err(|error| error.at(&path))?;
            let key = key.map_err(|Unusable(reason)| UnusableKey::new(member, reason));
            self.given(GivenKey { path, key, in_set: true });
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

    /// Which tokens count as access tokens: [`Profile::Jwt`], or the preset's, unless set.
    pub const fn profile(mut self, profile: Profile) -> Self {
        self.profile = Some(profile);
        self
    }

    /// Claims that must be present and not null, besides those of the profile and the preset; call again for more.
    pub fn required_claims(mut self, names: impl IntoIterator<Item = impl Into<String>>) -> Self {
        let names = names.into_iter().map(Into::into);
        self.required_claims.extend(names.map(ClaimRequirement::present));
        self
    }

    /// A claim that must be present and say this; call again for more.
    pub fn required_claim(mut self, claim: ClaimRequirement) -> Self {
        self.required_claims.push(claim);
        self
    }

    /// What `aud` may name besides this server, where another claim names the audience:
    /// [`audience_claim`](Self::audience_claim). Call again for more.
    pub fn also_audience(mut self, audience: impl Into<String>) -> Self {
        self.also_audience.push(audience.into());
        self
    }

    /// Whether a token without a marker of its type is refused when its claims look like those of another type
    /// (`nonce`, `at_hash`, `type: refresh`, …). It is, unless set; without it a token needs a marker: `typ: at+jwt`,
    /// the preset's marker, or a value in [`required_claim`](Self::required_claim).
    pub const fn guess_type(mut self, guess: bool) -> Self {
        self.types.guess_type = guess;
        self
    }

    /// Accepts ID tokens as credentials: their `aud` is the client, and whoever holds one may come. Their scope
    /// claims count only where the policy names them. Refused, unless set, or the preset's APIs get ID tokens.
    pub const fn accepts_id_tokens(mut self, accepts: bool) -> Self {
        self.types.accepts_id_tokens = Some(accepts);
        self
    }

    /// Accepts tokens of other types, even `type: refresh`, unless `typ`, `token_use` or `events` shows the type. An
    /// ID token or a password-reset token of the issuer may then pass for an access token.
    pub const fn danger_any_type(mut self) -> Self {
        self.types.any_type = true;
        self
    }

    /// Accepts tokens without `iss`: whoever has the key may be anybody. For one issuer of a policy, with given keys
    /// of its own.
    pub const fn danger_no_issuer(mut self) -> Self {
        self.no_issuer = true;
        self
    }

    /// Accepts tokens without `aud`: a token for another service of the issuer passes here. For one issuer of a
    /// policy, with given keys of its own. An `aud` that is there must match all the same.
    pub const fn danger_no_audience(mut self) -> Self {
        self.no_audience = true;
        self
    }

    /// The tenants whose tokens count, GUIDs, with [`Preset::EntraTenants`] and [`Preset::EntraV1Tenants`].
    pub fn tenants(mut self, tenants: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.tenants.get_or_insert_default().extend(tenants.into_iter().map(Into::into));
        self
    }

    /// Accepts the tokens of any tenant: anybody can make one and be its administrator, so that a role says only what
    /// that tenant allows. Tokens of personal accounts count only where their tenant is listed.
    pub const fn danger_any_tenant(mut self) -> Self {
        self.any_tenant = true;
        self
    }

    /// The longest token in bytes, 16,384 to 65,536; 16,384 unless set.
    pub const fn token_bytes_max(mut self, bytes: usize) -> Self {
        self.token_bytes_max = bytes;
        self
    }

    /// Claims that hold scopes: `scope`, `scp` and `scopes`, or the preset's, unless set. Each is a name, a path such as
    /// `["realm_access", "roles"]`, or a [`ScopeClaim`] that says how it is read.
    pub fn scope_claims(mut self, claims: impl IntoIterator<Item = impl Into<ScopeClaim>>) -> Self {
        self.scope_claims = Some(claims.into_iter().map(Into::into).collect());
        self
    }

    /// Claims that name the client; the first that is there counts. `client_id` and `azp`, or the preset's,
    /// unless set.
    pub fn client_id_claims(mut self, names: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.client_id_claims = Some(names.into_iter().map(Into::into).collect());
        self
    }

    /// How much clocks may differ, up to 5 minutes; 5 s unless set. Whole seconds count.
    pub const fn leeway(mut self, leeway: Duration) -> Self {
        self.leeway = leeway;
        self
    }

    /// The time since `iat` after which a token is too old, whatever its `exp`; makes `iat` required.
    /// Whole seconds count, at least one.
    pub const fn max_age(mut self, max_age: Duration) -> Self {
        self.max_age = Some(max_age);
        self
    }
}
