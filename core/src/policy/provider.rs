//! What is known of one provider's tokens. A policy may replace every member except the required claims, to which it adds.

use super::parameters::Parameter;
use super::profile::Profile;
use crate::crypto::Algorithm::{self, Rs256};
use crate::error::ConfigError;
use crate::scope::{ClaimRequirement, ScopeClaim};

/// One provider. Texts in braces stand for its parameters.
#[derive(Debug)]
pub(crate) struct Provider {
    pub(crate) name: &'static str,
    pub(crate) parameters: &'static [Parameter],
    /// `iss`, exactly; empty: the policy names it.
    pub(crate) issuer: &'static str,
    /// Where the key set is, if no metadata says so.
    pub(crate) jwks_uri: &'static str,
    /// Where metadata is, if not where discovery looks for it.
    pub(crate) metadata_url: &'static str,
    pub(crate) algorithms: &'static [Algorithm],
    pub(crate) profile: Profile,
    /// The claim by which the provider marks its access tokens, and its values; none: it is there.
    pub(crate) marker: Option<(&'static str, &'static [&'static str])>,
    /// Whether a token without `typ: at+jwt` and without the marker is refused.
    pub(crate) needs_marker: bool,
    /// Whether an API gets ID tokens, unless the policy says otherwise.
    pub(crate) accepts_id_tokens: bool,
    /// Claims that the issuer's other tokens lack.
    pub(crate) required_claims: &'static [&'static str],
    /// What claims of every token say, ID tokens too.
    pub(crate) required_values: &'static [(&'static str, &'static str)],
    pub(crate) scope_claims: &'static [&'static [&'static str]],
    /// Scope claims that are objects, whose keys count.
    pub(crate) scope_keys: &'static [&'static str],
    pub(crate) audience_claim: &'static str,
    pub(crate) client_id_claims: &'static [&'static str],
    /// Entra only: the tenant, where there is one.
    pub(crate) tenant: &'static str,
    /// Entra only: `iss` with `{tenantid}`, where tokens of several tenants count.
    pub(crate) tenant_issuer: &'static str,
    /// Entra only: what a key may name as its issuer, with `{tenantid}`. Another key is ignored.
    pub(crate) key_issuers: &'static [&'static str],
    /// SPIFFE only: the trust domain whose identities the keys may sign for.
    pub(crate) trust_domain: &'static str,
}

impl Provider {
    /// The claim by which the provider marks its access tokens.
    pub(crate) fn marker(&self) -> Option<Result<ClaimRequirement, ConfigError>> {
        self.marker.map(|(name, values)| match values {
            [] => Ok(ClaimRequirement::present(name.to_owned())),
            _ => ClaimRequirement::any_of(name, values.iter().copied()),
        })
    }

    pub(crate) fn scope_claims(&self) -> Vec<ScopeClaim> {
        let paths = self.scope_claims.iter().map(|path| ScopeClaim::at(path.iter().copied()));
        paths.chain(self.scope_keys.iter().map(|name| ScopeClaim::from(*name).keys())).collect()
    }
}

/// What holds of a provider unless it says otherwise.
pub(super) const PLAIN: Provider = Provider {
    name: "",
    parameters: &[],
    issuer: "",
    jwks_uri: "",
    metadata_url: "",
    algorithms: &[Rs256],
    profile: Profile::Jwt,
    marker: None,
    needs_marker: false,
    accepts_id_tokens: false,
    required_claims: &[],
    required_values: &[],
    scope_claims: &[],
    scope_keys: &[],
    audience_claim: "aud",
    client_id_claims: &["client_id", "azp"],
    tenant: "",
    tenant_issuer: "",
    key_issuers: &[],
    trust_domain: "",
};
