//! An issuer as JSON.

use super::key::{algorithm, keys};
use super::reader::{
    Members, boolean, each, expected, integer, one_of, string, string_or_strings, strings,
};
use crate::encoding::json::Value;
use crate::error::{Misconfigured, invalid_policy};
use crate::policy::{Issuer, PRESETS, Preset, Profile, unknown_preset};

const MEMBERS: [&str; 15] = [
    "issuer",
    "preset",
    "audience",
    "audience_claim",
    "algorithms",
    "keys",
    "jwks_uri",
    "metadata_url",
    "danger_allow_http",
    "profile",
    "required_claims",
    "scope_claims",
    "client_id_claims",
    "leeway_seconds",
    "max_age_seconds",
];

pub(super) fn issuer(value: &Value<'_>) -> Result<Issuer, Misconfigured> {
    let object = value.as_object().ok_or_else(|| expected("an object", value))?;
    let preset = match object.member("preset") {
        None | Some(Value::Null) => None,
        Some(name) => Some(preset(name)?),
    };
    let parameters = preset.map_or(&[][..], |preset| preset.parameters);
    let known: Vec<_> =
        MEMBERS.into_iter().chain(parameters.iter().map(|parameter| parameter.name)).collect();
    let members = Members::new(value, &known).map_err(|error| misplaced(error, preset))?;
    let http_anywhere = members.read("danger_allow_http", boolean)?.unwrap_or(false);
    let mut issuer = match preset {
        None => Issuer::new(members.read_required("issuer", string)?),
        Some(preset) => {
            let filled = preset.filled(|name| members.read(name, string), http_anywhere)?;
            let issuer = Issuer::filled(filled);
            match members.read("issuer", string)? {
                Some(name) => issuer.issuer_name(name),
                None if preset.issuer.is_empty() => {
                    issuer.issuer_name(members.read_required("issuer", string)?)
                }
                None => issuer,
            }
        }
    };
    issuer.http_anywhere = http_anywhere;
    issuer.audiences = members.read_required("audience", string_or_strings)?;
    signed(&mut issuer, &members, preset.is_some())?;
    claims(&mut issuer, &members)?;
    Ok(issuer)
}

/// A parameter of another preset, or of none, is worth a better word than "unknown".
fn misplaced(error: Misconfigured, preset: Option<&Preset>) -> Misconfigured {
    let owners: Vec<_> = PRESETS
        .iter()
        .filter(|one| one.parameters.iter().any(|parameter| parameter.name == error.path()))
        .map(|one| one.name)
        .collect();
    if owners.is_empty() {
        return error;
    }
    let instead = preset.map_or(String::new(), |preset| format!(", not of {}", preset.name));
    let message = format!("a parameter of the preset {}{instead}", owners.join(", "));
    invalid_policy(message).at(error.path())
}

fn preset(name: &Value<'_>) -> Result<&'static Preset, Misconfigured> {
    let name = string(name).map_err(|error| error.at("preset"))?;
    Preset::named(&name).ok_or_else(|| unknown_preset(&name))
}

/// With what its tokens are signed, and where the keys are.
fn signed(
    issuer: &mut Issuer,
    members: &Members<'_, '_>,
    from_preset: bool,
) -> Result<(), Misconfigured> {
    let algorithms = members.read("algorithms", |value| each(value, algorithm))?;
    match algorithms {
        None if !from_preset => {
            members.required("algorithms")?;
        }
        // An empty list is a mistake, not a wish for the preset's.
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

/// What its tokens must hold, and how it is read.
fn claims(issuer: &mut Issuer, members: &Members<'_, '_>) -> Result<(), Misconfigured> {
    issuer.audience_claim = members.read("audience_claim", string)?;
    issuer.profile = members.read("profile", profile)?;
    issuer.required_claims = members.read("required_claims", strings)?;
    issuer.scope_claims = members.read("scope_claims", |value| each(value, string_or_strings))?;
    issuer.client_id_claims = members.read("client_id_claims", strings)?;
    if let Some(seconds) = members.read("leeway_seconds", integer)? {
        issuer.leeway_seconds = seconds;
    }
    issuer.max_age_seconds = members.read("max_age_seconds", integer)?;
    Ok(())
}

fn profile(value: &Value<'_>) -> Result<Profile, Misconfigured> {
    one_of(value, "a profile", &[("jwt", Profile::Jwt), ("rfc9068", Profile::Rfc9068)])
}
