//! Parameters of presets: what each may look like.

use crate::encoding::guid::is_guid;
use crate::error::{ConfigError, invalid_policy};
use crate::fetch::FetchUrl;
use crate::limits::PRESET_PARAMETER_BYTES_MAX;

/// A parameter of a preset. It is put into a URL.
#[derive(Debug)]
pub(crate) struct Parameter {
    pub(crate) name: &'static str,
    pub(super) form: Form,
    pub(super) default: Option<&'static str>,
}

/// The form of a parameter. No value may contain a character that ends its part of the URL.
#[derive(Clone, Copy, Debug)]
pub(super) enum Form {
    Host,
    /// One label of a host name (RFC 1034 §3.5).
    Label,
    Segment,
    /// A segment that may hold percent-encoded characters.
    Encoded,
    Guid,
    Region,
    Url,
    TrustDomain,
}

impl Parameter {
    pub(super) const fn required(name: &'static str, form: Form) -> Self {
        Self { name, form, default: None }
    }

    pub(super) const fn optional(name: &'static str, form: Form, default: &'static str) -> Self {
        Self { name, form, default: Some(default) }
    }

    /// The given value, or the default.
    pub(super) fn value(
        &self,
        given: Option<String>,
        http_anywhere: bool,
    ) -> Result<String, ConfigError> {
        let value = given.or_else(|| self.default.map(str::to_owned));
        let value = value.ok_or_else(|| invalid_policy("this preset needs it"));
        let value = value.and_then(|value| checked(self.form, value, http_anywhere));
        value.map_err(|error| error.at(self.name))
    }
}

fn checked(form: Form, value: String, http_anywhere: bool) -> Result<String, ConfigError> {
    let unreserved =
        |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~');
    let lower = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let all = |fits: &dyn Fn(u8) -> bool| value.bytes().all(fits);
    let (fits, expected) = match form {
        Form::Url => {
            FetchUrl::metadata(&value, http_anywhere)?;
            return Ok(value.strip_suffix('/').unwrap_or(&value).to_owned());
        }
        Form::Host => (
            all(&|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.')),
            "a host name alone expected, such as tenant.example.com",
        ),
        Form::Label => (
            all(&|byte| byte.is_ascii_alphanumeric() || byte == b'-'),
            "one label of a host name expected, letters, digits and hyphens",
        ),
        Form::Segment => {
            (all(&unreserved) && !value.starts_with('.'), "one segment of a path expected")
        }
        // `%2e%2e` is `..` to the URL standard.
        Form::Encoded => (
            all(&|byte| unreserved(byte) || byte == b'%')
                && !value.starts_with('.')
                && !value.as_bytes().windows(3).any(|part| part.eq_ignore_ascii_case(b"%2e")),
            "one segment of a path expected, percent-encoded where needed",
        ),
        Form::Guid => (is_guid(&value), "a GUID expected: names never stand in a token"),
        Form::Region => {
            (all(&|byte| lower(byte) || byte == b'-'), "a region expected, such as eu-west-1")
        }
        Form::TrustDomain => (
            all(&|byte| lower(byte) || matches!(byte, b'-' | b'.' | b'_')),
            "a trust domain's name alone expected, in lower case (SPIFFE-ID §2.1)",
        ),
    };
    if fits && (1..=PRESET_PARAMETER_BYTES_MAX).contains(&value.len()) {
        // `iss` holds it in lower case.
        Ok(if matches!(form, Form::Guid) { value.to_ascii_lowercase() } else { value })
    } else {
        Err(invalid_policy(expected))
    }
}
