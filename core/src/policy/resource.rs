//! This server as a protected resource (RFC 9728).

use std::sync::Arc;

use serde::Serialize;

use crate::error::{ConfigError, invalid_policy};
use crate::fetch::FetchUrl;
use crate::limits::{AUTHORIZATION_SERVERS_MAX, RESOURCE_SCOPES_MAX};
use crate::scope::is_scope_token;

const WELL_KNOWN: &str = "/.well-known/oauth-protected-resource";

/// What a server tells of itself, so that a client finds out where to get a token (RFC 9728 §2).
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub struct Resource {
    identifier: String,
    scopes: Vec<String>,
    authorization_servers: Vec<String>,
}

impl Resource {
    /// The resource identifier: an https URL without a fragment, as clients write it; `http` on this machine.
    pub fn new(identifier: impl Into<String>) -> Self {
        let identifier = identifier.into();
        Self { identifier, scopes: Vec::new(), authorization_servers: Vec::new() }
    }

    /// The scopes that this resource knows (`scopes_supported`).
    pub fn scopes(mut self, scopes: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.scopes = scopes.into_iter().map(Into::into).collect();
        self
    }

    /// The issuers of tokens for this resource, unless they are the issuers of the policy whose keys are fetched.
    pub fn authorization_servers(
        mut self,
        issuers: impl IntoIterator<Item = impl Into<String>>,
    ) -> Self {
        self.authorization_servers = issuers.into_iter().map(Into::into).collect();
        self
    }

    /// `issuers`: those whose keys are fetched.
    pub(super) fn checked<'i>(
        mut self,
        issuers: impl Iterator<Item = &'i str>,
    ) -> Result<ResourceMetadata, ConfigError> {
        let (origin, rest) = split(&self.identifier).map_err(|error| error.at("identifier"))?;
        let url = format!("{origin}{WELL_KNOWN}{rest}");
        let path = format!("{WELL_KNOWN}{}", rest.split('?').next().unwrap_or_default());
        if self.scopes.len() > RESOURCE_SCOPES_MAX
            || !self.scopes.iter().all(|one| is_scope_token(one))
        {
            let expected =
                format_args!("at most {RESOURCE_SCOPES_MAX} scopes (RFC 6749 §3.3) expected");
            return Err(invalid_policy(expected).at("scopes"));
        }
        if self.authorization_servers.is_empty() {
            self.authorization_servers = issuers.map(str::to_owned).collect();
        }
        if !(1..=AUTHORIZATION_SERVERS_MAX).contains(&self.authorization_servers.len()) {
            let expected = format_args!(
                "1 to {AUTHORIZATION_SERVERS_MAX} issuers expected; by default those whose keys are fetched"
            );
            return Err(invalid_policy(expected).at("authorization_servers"));
        }
        let document = Document {
            resource: &self.identifier,
            authorization_servers: &self.authorization_servers,
            scopes_supported: &self.scopes,
            bearer_methods_supported: ["header"],
        };
        // Texts serialize without fail.
        let body = serde_json::to_string(&document).unwrap_or_default();
        let paths = if path == WELL_KNOWN { vec![path] } else { vec![path, WELL_KNOWN.to_owned()] };
        Ok(ResourceMetadata { url: url.into(), paths, body })
    }
}

/// Scheme and authority, and what follows them. A bare slash is dropped (RFC 9728 §3.1).
fn split(identifier: &str) -> Result<(&str, &str), ConfigError> {
    FetchUrl::parse(identifier, false)?;
    let after_scheme = identifier.find(':').map_or(0, |colon| colon + "://".len());
    let authority = identifier.get(after_scheme..).unwrap_or_default();
    let end =
        authority.bytes().position(|byte| matches!(byte, b'/' | b'?')).unwrap_or(authority.len());
    let (origin, rest) = identifier.split_at(after_scheme + end);
    Ok((
        origin,
        rest.strip_prefix('/')
            .filter(|more| more.is_empty() || more.starts_with('?'))
            .unwrap_or(rest),
    ))
}

#[derive(Serialize)]
struct Document<'a> {
    resource: &'a str,
    authorization_servers: &'a [String],
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    scopes_supported: &'a [String],
    bearer_methods_supported: [&'static str; 1],
}

/// The metadata of this server, and where it is served. Anybody may read it: no guard stands before it.
#[derive(Clone, Debug)]
pub struct ResourceMetadata {
    url: Arc<str>,
    paths: Vec<String>,
    body: String,
}

impl ResourceMetadata {
    /// Where challenges say that it is.
    pub(crate) const fn url(&self) -> &Arc<str> {
        &self.url
    }

    /// The paths that serve it: with the identifier's path behind the well-known one (RFC 9728 §3.1), and without.
    #[must_use]
    pub fn paths(&self) -> &[String] {
        &self.paths
    }

    /// The header fields of the response, names in lower case. Pages of every origin may read it.
    #[must_use]
    pub const fn headers(&self) -> [(&'static str, &'static str); 4] {
        [
            ("content-type", "application/json"),
            ("cache-control", "public, max-age=300"),
            ("access-control-allow-origin", "*"),
            ("access-control-allow-methods", "GET, HEAD, OPTIONS"),
        ]
    }

    /// The JSON document (RFC 9728 §2).
    #[must_use]
    pub fn body(&self) -> &str {
        &self.body
    }
}
