//! A policy as JSON.

use super::reader::{
    Members, boolean, each, expected, integer, one_of, parse, string, string_or_strings, strings,
};
use crate::crypto::Algorithm;
use crate::encoding::base64url;
use crate::encoding::json::Value;
use crate::error::{Misconfigured, invalid_key};
use crate::keys::{Key, Unusable, from_jwk_members};
use crate::limits::POLICY_BYTES_MAX;
use crate::policy::{ApiKeys, Issuer, Policy, PolicyBuilder, Profile};
use crate::scope::ScopeRules;

impl Policy {
    /// Reads a policy from JSON: members as in ARCHITECTURE.md, unknown ones refused.
    ///
    /// # Errors
    /// The first fault, with its path: `issuers[0].algorithms[1]: "HS257" is not …`.
    pub fn from_json(text: &str) -> Result<Self, Misconfigured> {
        PolicyBuilder::from_json(text)?.build()
    }
}

impl PolicyBuilder {
    /// As [`Policy::from_json`], to be added to before it is built.
    ///
    /// # Errors
    /// The first fault of form, with its path.
    pub fn from_json(text: &str) -> Result<Self, Misconfigured> {
        let value = parse(text, POLICY_BYTES_MAX)?;
        let members = Members::new(&value, &["issuers", "api_keys", "scopes", "realm"])?;
        let mut builder = Policy::builder();
        for issuer in members.read("issuers", |value| each(value, issuer))?.unwrap_or_default() {
            builder = builder.issuer(issuer);
        }
        if let Some(keys) = members.read("api_keys", api_keys)? {
            builder = builder.api_keys(keys);
        }
        if let Some(rules) = members.read("scopes", scope_rules)? {
            builder = builder.scope_rules(rules);
        }
        if let Some(realm) = members.read("realm", string)? {
            builder = builder.realm(realm);
        }
        Ok(builder)
    }
}

fn issuer(value: &Value<'_>) -> Result<Issuer, Misconfigured> {
    let members = Members::new(
        value,
        &[
            "issuer",
            "audience",
            "algorithms",
            "keys",
            "profile",
            "required_claims",
            "scope_claims",
            "leeway_seconds",
            "max_age_seconds",
        ],
    )?;
    let mut issuer = Issuer::new(members.read_required("issuer", string)?);
    for audience in members.read_required("audience", string_or_strings)? {
        issuer = issuer.audience(audience);
    }
    for one in members.read_required("algorithms", |value| each(value, algorithm))? {
        issuer = issuer.algorithm(one);
    }
    issuer = keys(issuer, members.required("keys")?)?;
    if let Some(profile) = members.read("profile", profile)? {
        issuer = issuer.profile(profile);
    }
    if let Some(names) = members.read("required_claims", strings)? {
        issuer = issuer.required_claims(names);
    }
    if let Some(names) = members.read("scope_claims", strings)? {
        issuer = issuer.scope_claims(names);
    }
    if let Some(seconds) = members.read("leeway_seconds", integer)? {
        issuer = issuer.leeway_seconds(seconds);
    }
    if let Some(seconds) = members.read("max_age_seconds", integer)? {
        issuer = issuer.max_age_seconds(seconds);
    }
    Ok(issuer)
}

fn algorithm(value: &Value<'_>) -> Result<Algorithm, Misconfigured> {
    let choices: Vec<_> = Algorithm::ALL.iter().map(|one| (one.name(), *one)).collect();
    one_of(value, "a supported algorithm", &choices)
}

fn profile(value: &Value<'_>) -> Result<Profile, Misconfigured> {
    one_of(value, "a profile", &[("jwt", Profile::Jwt), ("rfc9068", Profile::Rfc9068)])
}

/// One source of keys, or an array of them.
fn keys(issuer: Issuer, value: &Value<'_>) -> Result<Issuer, Misconfigured> {
    match value {
        Value::Array(sources) => {
            sources.iter().enumerate().try_fold(issuer, |issuer, (index, source)| {
                key_source(issuer, &format!("keys[{index}]"), source)
            })
        }
        one => key_source(issuer, "keys", one),
    }
}

/// A JWK Set, a JWK, a PEM or a secret, told apart by their members, never by their content.
fn key_source(issuer: Issuer, path: &str, value: &Value<'_>) -> Result<Issuer, Misconfigured> {
    let at = |error: Misconfigured| error.at(path);
    let object = value.as_object().ok_or_else(|| at(expected("a key or key set", value)))?;
    let has = |name| object.member(name).is_some_and(|value| *value != Value::Null);
    if has("keys") {
        return issuer.jwks_at(path, object);
    }
    let key = if has("kty") {
        from_jwk_members(object).and_then(|key| key.map_err(|Unusable(why)| invalid_key(why)))
    } else if has("pem") {
        pem(value)
    } else if has("secret") {
        secret(value)
    } else {
        Err(invalid_key("a key has one of the members keys, kty, pem, secret"))
    };
    Ok(issuer.key_at(path.to_owned(), key.map_err(at)?))
}

fn pem(value: &Value<'_>) -> Result<Key, Misconfigured> {
    let members = Members::new(value, &["pem", "kid", "alg"])?;
    let mut key = Key::pem(&members.read_required("pem", string)?)?;
    if let Some(key_id) = members.read("kid", string)? {
        key = key.with_key_id(key_id)?;
    }
    if let Some(algorithm) = members.read("alg", algorithm)? {
        key = key.with_algorithm(algorithm)?;
    }
    Ok(key)
}

fn secret(value: &Value<'_>) -> Result<Key, Misconfigured> {
    let members = Members::new(value, &["secret", "kid", "alg"])?;
    let key = Key::secret(
        members.read_required("secret", bytes)?,
        members.read_required("alg", algorithm)?,
    )?;
    match members.read("kid", string)? {
        Some(key_id) => key.with_key_id(key_id),
        None => Ok(key),
    }
}

fn bytes(value: &Value<'_>) -> Result<Vec<u8>, Misconfigured> {
    let text = value.as_str().ok_or_else(|| expected("a string", value))?;
    base64url::decode(text).ok_or_else(|| invalid_key("canonical base64url expected"))
}

fn api_keys(value: &Value<'_>) -> Result<ApiKeys, Misconfigured> {
    let members = Members::new(value, &["prefix", "header", "peppers", "legacy_prefixes"])?;
    let mut keys = ApiKeys::default();
    if let Some(prefix) = members.read("prefix", string)? {
        keys = keys.with_prefix(prefix)?;
    }
    if let Some(header) = members.read("header", string)? {
        keys = keys.with_header(header)?;
    }
    let peppers = members.read("peppers", |value| each(value, pepper))?.unwrap_or_default();
    for (index, (id, secret)) in peppers.into_iter().enumerate() {
        let at = |error: Misconfigured| error.at(format!("peppers[{index}]"));
        keys = keys.with_pepper(id, secret).map_err(at)?;
    }
    let prefixes = members.read("legacy_prefixes", strings)?.unwrap_or_default();
    for (index, prefix) in prefixes.into_iter().enumerate() {
        let at = |error: Misconfigured| error.at(format!("legacy_prefixes[{index}]"));
        keys = keys.with_legacy_prefix(prefix).map_err(at)?;
    }
    Ok(keys)
}

fn pepper(value: &Value<'_>) -> Result<(String, Vec<u8>), Misconfigured> {
    let members = Members::new(value, &["id", "secret"])?;
    Ok((members.read_required("id", string)?, members.read_required("secret", bytes)?))
}

fn scope_rules(value: &Value<'_>) -> Result<ScopeRules, Misconfigured> {
    let members = Members::new(value, &["implies", "wildcards"])?;
    let implies = match members.optional("implies") {
        None => Vec::new(),
        Some(rules) => implications(rules).map_err(|error| error.at("implies"))?,
    };
    ScopeRules::new(implies, members.read("wildcards", boolean)?.unwrap_or(false))
}

fn implications(value: &Value<'_>) -> Result<Vec<(String, Vec<String>)>, Misconfigured> {
    let object = value.as_object().ok_or_else(|| expected("an object", value))?;
    let rule = |(scope, targets): (&str, &Value<'_>)| {
        let targets = strings(targets).map_err(|error| error.at(scope))?;
        Ok((scope.to_owned(), targets))
    };
    object.members().map(rule).collect()
}
