//! An issuer as JSON.

use super::claim::{claim, scope_claim};
use super::key::{algorithm, keys};
use super::reader::{
    Members, boolean, count, each, expected, one_of, seconds, string, string_or_strings, strings,
};
use crate::encoding::json::Value;
use crate::error::{ConfigError, invalid_policy};
use crate::policy::{Issuer, PROVIDERS, Profile, Provider, members};
use crate::scope::ClaimRequirement;

pub(super) fn issuer(value: &Value<'_>) -> Result<Issuer, ConfigError> {
    let object = value.as_object().ok_or_else(|| expected("an object", value))?;
    let provider = match object.member("preset") {
        None | Some(Value::Null) => None,
        Some(name) => Some(provider(name)?),
    };
    let parameters = provider.map_or(&[][..], |provider| provider.parameters);
    let known: Vec<_> = members::ISSUER
        .iter()
        .copied()
        .chain(parameters.iter().map(|parameter| parameter.name))
        .collect();
    let members = Members::new(value, &known).map_err(|error| misplaced(error, provider))?;
    let http_anywhere = members.read("danger_allow_http", boolean)?.unwrap_or(false);
    let mut issuer = match provider {
        None => Issuer::new(members.read_required("issuer", string)?),
        Some(provider) => {
            let known = provider.configured(|name| members.read(name, string), http_anywhere)?;
            let issuer = Issuer::of_provider(known);
            match members.read("issuer", string)? {
                Some(name) => issuer.issuer_name(name),
                None if provider.issuer.is_empty() && provider.tenant_issuer.is_empty() => {
                    issuer.issuer_name(members.read_required("issuer", string)?)
                }
                None => issuer,
            }
        }
    };
    issuer.http_anywhere = http_anywhere;
    issuer.no_issuer = members.read("danger_no_issuer", boolean)?.unwrap_or(false);
    issuer.no_audience = members.read("danger_no_audience", boolean)?.unwrap_or(false);
    issuer.tenants = members.read("tenants", strings)?;
    issuer.any_tenant = members.read("danger_any_tenant", boolean)?.unwrap_or(false);
    issuer.audiences = match members.read("audience", string_or_strings)? {
        Some(given) => given,
        None if issuer.no_audience => Vec::new(),
        None => members.read_required("audience", string_or_strings)?,
    };
    signed(&mut issuer, &members, provider.is_some())?;
    claims(&mut issuer, &members)?;
    Ok(issuer)
}

/// If the member is a parameter of another preset, the error names that preset.
fn misplaced(error: ConfigError, provider: Option<&Provider>) -> ConfigError {
    let owners: Vec<_> = PROVIDERS
        .iter()
        .filter(|one| one.parameters.iter().any(|parameter| parameter.name == error.path()))
        .map(|one| one.name)
        .collect();
    if owners.is_empty() {
        return error;
    }
    let instead = provider.map_or(String::new(), |one| format!(", not of {}", one.name));
    let message = format!("a parameter of the preset {}{instead}", owners.join(", "));
    invalid_policy(message).at(error.path())
}

fn provider(name: &Value<'_>) -> Result<&'static Provider, ConfigError> {
    Provider::named(&string(name).map_err(|error| error.at("preset"))?)
}

/// The algorithms and the source of the keys.
fn signed(
    issuer: &mut Issuer,
    members: &Members<'_, '_>,
    from_preset: bool,
) -> Result<(), ConfigError> {
    let algorithms = members.read("algorithms", |value| each(value, algorithm))?;
    match algorithms {
        None if !from_preset => {
            members.required("algorithms")?;
        }
        // An empty list is an error. It does not select the preset's algorithms.
        Some(none) if none.is_empty() => {
            return Err(invalid_policy("name at least one algorithm").at("algorithms"));
        }
        given => issuer.algorithms = given.unwrap_or_default(),
    }
    if let Some(given) = members.optional("keys") {
        keys(issuer, given)?;
    }
    issuer.jwks_uri = members.read("jwks_uri", string)?;
    issuer.metadata_url = members.read("metadata_url", string)?;
    Ok(())
}

/// The claims that tokens must have, and how they are read.
fn claims(issuer: &mut Issuer, members: &Members<'_, '_>) -> Result<(), ConfigError> {
    issuer.audience_claim = members.read("audience_claim", string)?;
    issuer.profile = members.read("profile", profile)?;
    let required = members.read("required_claims", |value| each(value, required_claim))?;
    // An empty list is a mistake: leave the member out.
    issuer.required_claims = required.unwrap_or_default();
    issuer.also_audience = members.read("also_audience", strings)?.unwrap_or_default();
    types(issuer, members)?;
    if let Some(bytes) = members.read("token_bytes_max", count)? {
        issuer.token_bytes_max = usize::try_from(bytes).unwrap_or(usize::MAX);
    }
    issuer.scope_claims = members.read("scope_claims", |value| each(value, scope_claim))?;
    issuer.client_id_claims = members.read("client_id_claims", strings)?;
    if let Some(leeway) = members.read("leeway_seconds", seconds)? {
        issuer.leeway = leeway;
    }
    issuer.max_age = members.read("max_age_seconds", seconds)?;
    Ok(())
}

/// How access tokens are told from others.
fn types(issuer: &mut Issuer, members: &Members<'_, '_>) -> Result<(), ConfigError> {
    let types = &mut issuer.types;
    if let Some(guess) = members.read("guess_type", boolean)? {
        types.guess_type = guess;
    }
    types.accepts_id_tokens = members.read("accepts_id_tokens", boolean)?;
    types.any_type = members.read("danger_any_type", boolean)?.unwrap_or(false);
    Ok(())
}

/// The name of a claim, or what it must say.
fn required_claim(value: &Value<'_>) -> Result<ClaimRequirement, ConfigError> {
    match value {
        Value::String(name) => Ok(ClaimRequirement::present(name.as_ref().to_owned())),
        _ => claim(value),
    }
}

fn profile(value: &Value<'_>) -> Result<Profile, ConfigError> {
    one_of(value, "a profile", &[("jwt", Profile::Jwt), ("rfc9068", Profile::Rfc9068)])
}
