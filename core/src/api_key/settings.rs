//! How this server's API keys look, and the peppers they are stored under.

use std::time::Duration;

use super::unprefixed::UnprefixedKeys;
use crate::encoding::http_token::is_token_character;
use crate::error::{ConfigError, invalid_policy, weak_key};
use crate::limits::{
    API_KEY_PREFIX_BYTES, LEGACY_PREFIX_BYTES, LEGACY_PREFIXES_MAX, NAME_BYTES_MAX,
    PEPPER_BYTES_MIN, PEPPERS_MAX, SCHEMES_MAX, STORE_TIMEOUT, STORE_TIMEOUT_MAX,
};
use crate::secret::Secret;

/// The API keys a server accepts: `sk_agent_<id>_<secret><check>`, in `Authorization: Bearer` or in
/// a header of their own.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub struct ApiKeys {
    prefix: String,
    header: String,
    peppers: Vec<(String, Secret)>,
    legacy_prefixes: Vec<String>,
    schemes: Vec<String>,
    unprefixed: Option<UnprefixedKeys>,
    timeout: Duration,
}

impl Default for ApiKeys {
    fn default() -> Self {
        Self {
            prefix: "sk_agent".to_owned(),
            header: "x-api-key".to_owned(),
            peppers: Vec::new(),
            legacy_prefixes: Vec::new(),
            schemes: Vec::new(),
            unprefixed: None,
            timeout: STORE_TIMEOUT,
        }
    }
}

impl ApiKeys {
    /// Keys that begin with `prefix` and an underscore.
    ///
    /// # Errors
    /// `invalid_policy` unless the prefix is `[a-z][a-z0-9_]{1,23}`.
    pub fn with_prefix(mut self, prefix: impl Into<String>) -> Result<Self, ConfigError> {
        self.prefix = prefix.into();
        checked_prefix(&self.prefix).map_err(|error| error.at("prefix"))?;
        Ok(self)
    }

    /// The header whose whole value is an API key; `x-api-key` unless set.
    ///
    /// # Errors
    /// `invalid_policy` when it is no field name (RFC 9110 §5.1) or is `authorization`.
    pub fn with_header(mut self, header: impl Into<String>) -> Result<Self, ConfigError> {
        let header = header.into().to_ascii_lowercase();
        let plain =
            (1..=NAME_BYTES_MAX).contains(&header.len()) && header.bytes().all(is_token_character);
        if !plain || header == "authorization" {
            let expected = "a header field name other than authorization expected";
            return Err(invalid_policy(expected).at("header"));
        }
        self.header = header;
        Ok(self)
    }

    /// Adds a pepper: records that name it hold HMAC-SHA-256 digests under it.
    ///
    /// # Errors
    /// `weak_key` below 32 bytes; `invalid_policy` when the id is taken or there are too many.
    pub fn with_pepper(
        mut self,
        id: impl Into<String>,
        bytes: Vec<u8>,
    ) -> Result<Self, ConfigError> {
        checked_pepper(&bytes)?;
        let id = id.into();
        if !(1..=NAME_BYTES_MAX).contains(&id.len()) || self.peppers.len() == PEPPERS_MAX {
            return Err(invalid_policy(format_args!(
                "at most {PEPPERS_MAX} peppers, each with an id of 1 to {NAME_BYTES_MAX} bytes"
            )));
        }
        if self.pepper(&id).is_some() {
            return Err(invalid_policy("two peppers have the same id"));
        }
        self.peppers.push((id, Secret::new(bytes)));
        Ok(self)
    }

    /// Also accepts keys of an older form that begin with `prefix`, stored as SHA-256 in hexadecimal and looked
    /// up by it: `sk-agent-…`.
    ///
    /// # Errors
    /// `invalid_policy` when the prefix is not 3 to 32 characters of `[A-Za-z0-9_-]`, when it begins with `ey`
    /// as JWTs do, or when there are already 16. The policy refuses a prefix that overlaps with current keys
    /// when it is built.
    pub fn with_legacy_prefix(mut self, prefix: impl Into<String>) -> Result<Self, ConfigError> {
        let prefix = prefix.into();
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
        if !LEGACY_PREFIX_BYTES.contains(&prefix.len()) || !prefix.bytes().all(plain) {
            return Err(invalid_policy("3 to 32 characters of [A-Za-z0-9_-] expected"));
        }
        if prefix.starts_with("ey") {
            return Err(invalid_policy("this would catch JWTs"));
        }
        if self.legacy_prefixes.len() == LEGACY_PREFIXES_MAX {
            return Err(invalid_policy(format_args!("at most {LEGACY_PREFIXES_MAX} prefixes")));
        }
        self.legacy_prefixes.push(prefix);
        Ok(self)
    }

    /// Also accepts API keys in `Authorization` under this scheme: `Api-Key`, `Token`.
    ///
    /// # Errors
    /// `invalid_policy` when it is no scheme (RFC 9110 §11.1), is one that means something else (`Bearer`, `Basic`,
    /// `Digest`, `DPoP`, `Negotiate`), or when there are already 8.
    pub fn with_scheme(mut self, scheme: impl Into<String>) -> Result<Self, ConfigError> {
        const OTHERS: [&str; 5] = ["basic", "bearer", "digest", "dpop", "negotiate"];
        let scheme = scheme.into();
        let is_token =
            (1..=NAME_BYTES_MAX).contains(&scheme.len()) && scheme.bytes().all(is_token_character);
        if !is_token || OTHERS.iter().any(|other| scheme.eq_ignore_ascii_case(other)) {
            return Err(invalid_policy("a scheme of its own expected, such as Api-Key"));
        }
        if self.schemes.len() == SCHEMES_MAX {
            return Err(invalid_policy(format_args!("at most {SCHEMES_MAX} schemes")));
        }
        self.schemes.push(scheme);
        Ok(self)
    }

    /// Also accepts keys that have no prefix in common, in the header and under the schemes: never as `Bearer`.
    pub const fn with_unprefixed(mut self, form: UnprefixedKeys) -> Self {
        self.unprefixed = Some(form);
        self
    }

    /// How long the store may take to answer, above 0 and up to 300 s; 5 s unless set. The host keeps this
    /// limit: a store that takes longer counts as unavailable.
    ///
    /// # Errors
    /// `invalid_policy` out of these bounds.
    pub fn with_timeout(mut self, timeout: Duration) -> Result<Self, ConfigError> {
        if timeout.is_zero() || timeout > STORE_TIMEOUT_MAX {
            let most = STORE_TIMEOUT_MAX.as_secs();
            let expected = format_args!("a number above 0 and up to {most} expected");
            return Err(invalid_policy(expected).at("timeout_seconds"));
        }
        self.timeout = timeout;
        Ok(self)
    }

    /// Checks that no legacy prefix overlaps with the current prefix. This waits for `build`, because the two
    /// can be set in either order.
    pub(crate) fn checked(self) -> Result<Self, ConfigError> {
        let present = format!("{}_", self.prefix);
        let overlaps =
            |legacy: &String| legacy.starts_with(&present) || present.starts_with(legacy.as_str());
        match self.legacy_prefixes.iter().position(overlaps) {
            None => Ok(self),
            Some(index) => Err(invalid_policy("this would catch keys of the current format")
                .at(format_args!("api_keys.legacy_prefixes[{index}]"))),
        }
    }

    pub(crate) fn schemes(&self) -> &[String] {
        &self.schemes
    }

    /// What current keys begin with, without the underscore after it.
    #[must_use]
    pub fn prefix(&self) -> &str {
        &self.prefix
    }

    /// The header whose whole value is an API key, in lower case.
    #[must_use]
    pub fn header(&self) -> &str {
        &self.header
    }

    /// How long the store may take to answer.
    #[must_use]
    pub const fn timeout(&self) -> Duration {
        self.timeout
    }

    pub(crate) fn pepper(&self, id: &str) -> Option<&Secret> {
        self.peppers.iter().find(|(other, _)| other == id).map(|(_, secret)| secret)
    }

    pub(crate) fn is_current_format(&self, text: &str) -> bool {
        text.strip_prefix(self.prefix.as_str()).is_some_and(|rest| rest.starts_with('_'))
    }

    pub(crate) fn is_unprefixed_form(&self, text: &str) -> bool {
        self.unprefixed.is_some_and(|form| form.fits(text))
    }

    pub(crate) fn is_legacy_form(&self, text: &str) -> bool {
        self.legacy_prefixes.iter().any(|prefix| text.starts_with(prefix.as_str()))
    }
}

pub(super) fn checked_pepper(bytes: &[u8]) -> Result<(), ConfigError> {
    if bytes.len() < PEPPER_BYTES_MIN {
        return Err(weak_key(format_args!("a pepper needs at least {PEPPER_BYTES_MIN} bytes")));
    }
    Ok(())
}

pub(super) fn checked_prefix(prefix: &str) -> Result<(), ConfigError> {
    let mut bytes = prefix.bytes();
    let first = bytes.next().is_some_and(|byte| byte.is_ascii_lowercase());
    let rest = |byte: u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_');
    if first && API_KEY_PREFIX_BYTES.contains(&prefix.len()) && bytes.all(rest) {
        Ok(())
    } else {
        Err(invalid_policy("the prefix must be [a-z][a-z0-9_]{1,23}"))
    }
}
