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
    if http_anywhere {
        issuer = issuer.danger_allow_http();
    }
    for audience in members.read_required("audience", string_or_strings)? {
        issuer = issuer.audience(audience);
    }
    issuer = signed(issuer, &members, preset.is_some())?;
    claims(issuer, &members)
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
    mut issuer: Issuer,
    members: &Members<'_, '_>,
    from_preset: bool,
) -> Result<Issuer, Misconfigured> {
    let algorithms = members.read("algorithms", |value| each(value, algorithm))?;
    match algorithms {
        None if !from_preset => {
            members.required("algorithms")?;
        }
        // An empty list is a mistake, not a wish for the preset's.
        Some(none) if none.is_empty() => {
            return Err(invalid_policy("name at least one algorithm").at("algorithms"));
        }
        given => {
            for one in given.unwrap_or_default() {
                issuer = issuer.algorithm(one);
            }
        }
    }
    if let Some(given) = members.optional("keys") {
        issuer = keys(issuer, given)?;
    }
    if let Some(url) = members.read("jwks_uri", string)? {
        issuer = issuer.jwks_uri(url);
    }
    if let Some(url) = members.read("metadata_url", string)? {
        issuer = issuer.metadata_url(url);
    }
    Ok(issuer)
}

/// What its tokens must hold, and how it is read.
fn claims(mut issuer: Issuer, members: &Members<'_, '_>) -> Result<Issuer, Misconfigured> {
    if let Some(name) = members.read("audience_claim", string)? {
        issuer = issuer.audience_claim(name);
    }
    if let Some(profile) = members.read("profile", profile)? {
        issuer = issuer.profile(profile);
    }
    if let Some(names) = members.read("required_claims", strings)? {
        issuer = issuer.required_claims(names);
    }
    if let Some(paths) = members.read("scope_claims", |value| each(value, claim_path))? {
        issuer = issuer.scope_claim_paths(paths);
    }
    if let Some(names) = members.read("client_id_claims", strings)? {
        issuer = issuer.client_id_claims(names);
    }
    if let Some(seconds) = members.read("leeway_seconds", integer)? {
        issuer = issuer.leeway_seconds(seconds);
    }
    if let Some(seconds) = members.read("max_age_seconds", integer)? {
        issuer = issuer.max_age_seconds(seconds);
    }
    Ok(issuer)
}

/// A claim's name, or the path to one inside of others.
fn claim_path(value: &Value<'_>) -> Result<Vec<String>, Misconfigured> {
    string_or_strings(value)
}

fn profile(value: &Value<'_>) -> Result<Profile, Misconfigured> {
    one_of(value, "a profile", &[("jwt", Profile::Jwt), ("rfc9068", Profile::Rfc9068)])
}
