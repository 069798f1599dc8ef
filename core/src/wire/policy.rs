//! A policy as JSON.

use std::time::Duration;

use super::issuer::issuer;
use super::key::bytes;
use super::reader::{
    Members, boolean, count, duration, each, expected, integer, one_of, parse, string, strings,
};
use crate::api_key::UnprefixedKeys;
use crate::encoding::json::Value;
use crate::error::{ConfigError, invalid_policy, printable};
use crate::limits::POLICY_BYTES_MAX;
use crate::policy::{
    ApiKeys, KeyRefresh, Place, Policy, PolicyBuilder, Resource, TokenCache, members,
};
use crate::scope::ScopeRules;

impl Policy {
    /// Reads a policy from JSON: members as in docs/policy.md, unknown ones refused.
    ///
    /// # Errors
    /// The first fault, with its path: `issuers[0].algorithms[1]: "HS257" is not …`.
    pub fn from_json(text: &str) -> Result<Self, ConfigError> {
        PolicyBuilder::from_json(text)?.build()
    }
}

impl PolicyBuilder {
    /// As [`Policy::from_json`], to be added to before it is built.
    ///
    /// # Errors
    /// The first fault of form, with its path.
    pub fn from_json(text: &str) -> Result<Self, ConfigError> {
        let value = parse(text, POLICY_BYTES_MAX)?;
        let members = Members::new(&value, members::POLICY)?;
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
        for (name, place) in members.read("places", places)?.unwrap_or_default() {
            builder = builder.place(name, place);
        }
        if let Some(resource) = members.read("resource", resource)? {
            builder = builder.resource(resource);
        }
        if let Some(refresh) = members.read("key_refresh", key_refresh)? {
            builder = builder.key_refresh(refresh);
        }
        if let Some(cache) = members.read("token_cache", token_cache)? {
            builder = builder.token_cache(cache);
        }
        Ok(builder)
    }
}

fn token_cache(value: &Value<'_>) -> Result<TokenCache, ConfigError> {
    let members = Members::new(value, members::TOKEN_CACHE)?;
    let mut cache = TokenCache::default();
    if let Some(tokens) = members.read("tokens", count)? {
        cache.tokens = tokens;
    }
    if let Some(bytes) = members.read("bytes", integer)? {
        cache.bytes = u64::try_from(bytes).unwrap_or(0);
    }
    Ok(cache)
}

/// The settings of the key refresh; those that are not named keep their defaults.
fn key_refresh(value: &Value<'_>) -> Result<KeyRefresh, ConfigError> {
    let members = Members::new(value, members::KEY_REFRESH)?;
    let mut refresh = KeyRefresh::default();
    for (name, setting) in [
        ("ttl_seconds", &mut refresh.ttl),
        ("ttl_max_seconds", &mut refresh.ttl_max),
        ("stale_seconds", &mut refresh.stale),
        ("timeout_seconds", &mut refresh.timeout),
    ] {
        if let Some(seconds) = members.read(name, count)? {
            *setting = Duration::from_secs(u64::from(seconds));
        }
    }
    Ok(refresh)
}

fn api_keys(value: &Value<'_>) -> Result<ApiKeys, ConfigError> {
    let members = Members::new(value, members::API_KEYS)?;
    let mut keys = ApiKeys::default();
    if let Some(prefix) = members.read("prefix", string)? {
        keys = keys.with_prefix(prefix)?;
    }
    if let Some(header) = members.read("header", string)? {
        keys = keys.with_header(header)?;
    }
    if let Some(timeout) = members.read("timeout_seconds", duration)? {
        keys = keys.with_timeout(timeout)?;
    }
    let peppers = members.read("peppers", |value| each(value, pepper))?.unwrap_or_default();
    for (index, (id, secret)) in peppers.into_iter().enumerate() {
        let at = |error: ConfigError| error.at(format_args!("peppers[{index}]"));
        keys = keys.with_pepper(id, secret).map_err(at)?;
    }
    let prefixes = members.read("legacy_prefixes", strings)?.unwrap_or_default();
    for (index, prefix) in prefixes.into_iter().enumerate() {
        let at = |error: ConfigError| error.at(format_args!("legacy_prefixes[{index}]"));
        keys = keys.with_legacy_prefix(prefix).map_err(at)?;
    }
    let schemes = members.read("schemes", strings)?.unwrap_or_default();
    for (index, scheme) in schemes.into_iter().enumerate() {
        let at = |error: ConfigError| error.at(format_args!("schemes[{index}]"));
        keys = keys.with_scheme(scheme).map_err(at)?;
    }
    if let Some(form) = members.read("unprefixed", unprefixed)? {
        keys = keys.with_unprefixed(form);
    }
    Ok(keys)
}

fn unprefixed(value: &Value<'_>) -> Result<UnprefixedKeys, ConfigError> {
    let forms = [
        ("uuid", UnprefixedKeys::Uuid),
        ("hex", UnprefixedKeys::Hex),
        ("base62", UnprefixedKeys::Base62),
        ("base64url", UnprefixedKeys::Base64Url),
    ];
    one_of(value, "a form of keys", &forms)
}

fn resource(value: &Value<'_>) -> Result<Resource, ConfigError> {
    let members = Members::new(value, members::RESOURCE)?;
    let resource = Resource::new(members.read_required("identifier", string)?);
    let resource = resource.scopes(members.read("scopes", strings)?.unwrap_or_default());
    Ok(match members.read("authorization_servers", strings)? {
        None => resource,
        Some(issuers) if issuers.is_empty() => {
            return Err(invalid_policy("name at least one").at("authorization_servers"));
        }
        Some(issuers) => resource.authorization_servers(issuers),
    })
}

/// The places of a credential, by name.
fn places(value: &Value<'_>) -> Result<Vec<(String, Place)>, ConfigError> {
    let object = value.as_object().ok_or_else(|| expected("an object", value))?;
    let named = |(name, value): (&str, &Value<'_>)| {
        Ok((name.to_owned(), place(value).map_err(|error| error.at(printable(name)))?))
    };
    object.members().map(named).collect()
}

fn place(value: &Value<'_>) -> Result<Place, ConfigError> {
    let members = Members::new(value, members::PLACE)?;
    let header = members.read("header", string)?;
    let cookie = members.read("cookie", string)?;
    let subprotocol = members.read("subprotocol", boolean)?.unwrap_or(false);
    let origins = members.read("origins", strings)?;
    let any_name = members.read("danger_cookie_name", boolean)?.unwrap_or(false);
    match (header, cookie, subprotocol) {
        (None, Some(name), false) => {
            let place = Place::cookie(name, origins.unwrap_or_default());
            Ok(if any_name { place.danger_cookie_name() } else { place })
        }
        (Some(_), None, false) | (None, None, true) if origins.is_some() || any_name => {
            Err(invalid_policy("`origins` and `danger_cookie_name` are of a cookie"))
        }
        (Some(name), None, false) => Ok(Place::header(name)),
        (None, None, true) => Ok(Place::subprotocol()),
        _ => Err(invalid_policy("one of header, cookie and subprotocol expected")),
    }
}

fn pepper(value: &Value<'_>) -> Result<(String, Vec<u8>), ConfigError> {
    let members = Members::new(value, members::PEPPER)?;
    Ok((members.read_required("id", string)?, members.read_required("secret", bytes)?))
}

fn scope_rules(value: &Value<'_>) -> Result<ScopeRules, ConfigError> {
    let members = Members::new(value, members::SCOPES)?;
    let implies = match members.optional("implies") {
        None => Vec::new(),
        Some(rules) => implications(rules).map_err(|error| error.at("implies"))?,
    };
    ScopeRules::new(implies, members.read("wildcards", boolean)?.unwrap_or(false))
}

fn implications(value: &Value<'_>) -> Result<Vec<(String, Vec<String>)>, ConfigError> {
    let object = value.as_object().ok_or_else(|| expected("an object", value))?;
    let rule = |(scope, targets): (&str, &Value<'_>)| {
        let targets = strings(targets).map_err(|error| error.at(scope))?;
        Ok((scope.to_owned(), targets))
    };
    object.members().map(rule).collect()
}
