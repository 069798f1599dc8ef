//! Which credential does a request carry? (RFC 9110 §11.6.2, RFC 6750 §2.)

use std::borrow::Cow;

use crate::encoding::http_token::is_token_character;
use crate::error::{Code, Rejection};
use crate::limits::URL_BYTES_MAX;
use crate::policy::{ApiKeys, Policy};

/// The credential. In `Authorization` its prefix tells the kind; in the API key header it is always an API key.
pub(crate) enum CredentialKind<'a> {
    Token(&'a str),
    ApiKey(&'a str),
}

/// The one credential of a request in the usual headers; none, two, or one in the query is refused.
pub(super) fn find<'a>(
    url: &str,
    headers: &[(&'a str, &'a str)],
    policy: &Policy,
) -> Result<CredentialKind<'a>, Rejection> {
    let named = |name: &'static str| {
        move |(own, value): &(&'a str, &'a str)| own.eq_ignore_ascii_case(name).then_some(*value)
    };
    let mut authorizations = headers.iter().filter_map(named("authorization"));
    let authorization = authorizations.next();
    let api_key_header = policy.api_key_header();
    let mut api_keys = headers.iter().filter_map(|(name, value)| {
        api_key_header.is_some_and(|own| own.eq_ignore_ascii_case(name)).then_some(*value)
    });
    let api_key = api_keys.next();
    if authorizations.next().is_some() || api_keys.next().is_some() || token_in_query(url)? {
        return Err(Code::InvalidRequest.into());
    }
    match (authorization, api_key) {
        (Some(_), Some(_)) => Err(Code::InvalidRequest.into()),
        (Some(authorization), None) => match bearer(authorization) {
            Ok(token) => Ok(classify(token, policy)),
            Err(code) => in_another_scheme(authorization, code, policy),
        },
        // Some platforms join repeated headers with a comma, so a comma may stand between two keys.
        (None, Some(api_key))
            if !api_key.bytes().all(|byte| byte.is_ascii_graphic() && byte != b',') =>
        {
            Err(Code::InvalidRequest.into())
        }
        (None, Some(api_key)) => Ok(CredentialKind::ApiKey(api_key)),
        (None, None) => Err(missing(policy, true)),
    }
}

/// An API key in a scheme that the policy names; the refusal of any other.
#[cold]
fn in_another_scheme<'a>(
    authorization: &'a str,
    code: Code,
    policy: &Policy,
) -> Result<CredentialKind<'a>, Rejection> {
    let (scheme, rest) = authorization.split_once(' ').unwrap_or((authorization, ""));
    let has_scheme =
        |keys: &ApiKeys| keys.schemes().iter().any(|own| own.eq_ignore_ascii_case(scheme));
    if policy.api_keys().is_some_and(has_scheme) {
        let key = rest.trim_start_matches(' ');
        let is_one =
            !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_graphic() && byte != b',');
        return if is_one {
            Ok(CredentialKind::ApiKey(key))
        } else {
            Err(Code::InvalidRequest.into())
        };
    }
    match code {
        Code::MissingCredentials if is_joined(authorization) => Err(Code::InvalidRequest.into()),
        Code::MissingCredentials => Err(missing(policy, false)),
        code => Err(code.into()),
    }
}

/// Whether a platform has joined several fields with a comma. In one field a parameter with its value stands behind each
/// comma that is not quoted (RFC 9110 §11.4).
fn is_joined(authorization: &str) -> bool {
    let mut is_quoted = false;
    let mut is_escaped = false;
    let parts = authorization.split(|character| {
        let is_quote = character == '"' && !is_escaped;
        is_escaped = is_quoted && character == '\\' && !is_escaped;
        is_quoted ^= is_quote;
        character == ',' && !is_quoted
    });
    parts.skip(1).any(|part| {
        let name = part.trim_start_matches([' ', '\t']);
        let rest = name.trim_start_matches(|character: char| {
            u8::try_from(character).is_ok_and(is_token_character)
        });
        rest.len() == name.len() || !rest.trim_start_matches([' ', '\t']).starts_with('=')
    })
}

/// No credential that is accepted here. `absent`: the request has none at all.
#[cold]
pub(crate) fn missing(policy: &Policy, absent: bool) -> Rejection {
    Rejection::missing_credentials(
        !policy.issuers().is_empty(),
        policy.api_keys().is_some(),
        absent,
    )
}

/// Tells an API key from a token by the policy's prefixes; no JWT begins like one.
pub(crate) fn classify<'a>(credential: &'a str, policy: &Policy) -> CredentialKind<'a> {
    let is_api_key = policy
        .api_keys()
        .is_some_and(|keys| keys.is_current_format(credential) || keys.is_legacy_form(credential));
    if is_api_key { CredentialKind::ApiKey(credential) } else { CredentialKind::Token(credential) }
}

/// `Bearer 1*SP b64token` (RFC 6750 §2.1), the scheme in any case (RFC 9110 §11.1).
fn bearer(header: &str) -> Result<&str, Code> {
    let end = header.bytes().position(|byte| !is_token_character(byte)).unwrap_or(header.len());
    let (scheme, rest) = header.split_at(end);
    if !scheme.eq_ignore_ascii_case("bearer") {
        let another_scheme = !scheme.is_empty() && (rest.is_empty() || rest.starts_with(' '));
        return Err(if another_scheme { Code::MissingCredentials } else { Code::InvalidRequest });
    }
    let token = rest.trim_start_matches(' ');
    if token.len() == rest.len() || !is_b64token(token) {
        return Err(Code::InvalidRequest);
    }
    Ok(token)
}

pub(super) fn is_b64token(text: &str) -> bool {
    let body = text.trim_end_matches('=');
    // No early end, so that several bytes are looked at in one step.
    !body.is_empty() && body.bytes().fold(true, |all, byte| all & is_b64token_character(byte))
}

const fn is_b64token_character(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() | matches!(byte, b'-' | b'.' | b'_' | b'~' | b'+' | b'/')
}

/// Tokens in URLs end up in logs and histories, so they are refused (RFC 9700 §4.3.2).
pub(super) fn token_in_query(url: &str) -> Result<bool, Code> {
    if url.len() > URL_BYTES_MAX {
        return Err(Code::InvalidRequest);
    }
    let before_fragment = url.split('#').next().unwrap_or_default();
    let query = before_fragment.split_once('?').map_or("", |(_, query)| query);
    Ok(query.split('&').any(|pair| {
        let name = pair.split('=').next().unwrap_or_default();
        percent_decoded(name) == "access_token"
    }))
}

fn percent_decoded(name: &str) -> Cow<'_, str> {
    if !name.contains('%') {
        return Cow::Borrowed(name);
    }
    let mut out = String::with_capacity(name.len());
    let mut rest = name;
    while let Some((before, after)) = rest.split_once('%') {
        out.push_str(before);
        let code = after.get(..2).and_then(|digits| u8::from_str_radix(digits, 16).ok());
        // An invalid escape stays as it is. It cannot spell `access_token`.
        out.push(code.map_or('%', char::from));
        rest = if code.is_some() { after.get(2..).unwrap_or_default() } else { after };
    }
    out.push_str(rest);
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::{bearer, is_joined, token_in_query};
    use crate::error::Code;

    #[test]
    fn takes_one_scheme_one_token_and_nothing_else() {
        assert_eq!(bearer("Bearer abc"), Ok("abc"));
        assert_eq!(bearer("bEARER   abc=="), Ok("abc=="));
        for bad in [
            "Bearer",
            "Bearer ",
            "Bearer\tabc",
            "Bearer abc def",
            "Bearer a,b",
            "Bearer =",
            "",
            "Bearer a\u{e9}",
            "Bearer abc ",
            "Bearer=abc",
            "Bearer abc, Bearer def",
        ] {
            assert_eq!(bearer(bad), Err(Code::InvalidRequest), "{bad:?}");
        }
        assert_eq!(bearer("Basic dXNlcjpwYXNz"), Err(Code::MissingCredentials));
    }

    #[test]
    fn tells_fields_that_were_joined_from_the_parameters_of_one() {
        for joined in [
            "Basic YTpi, Bearer x",
            "Basic YTpi,Bearer x",
            "Basic YTpi,",
            "Basic YTpi, ",
            "Negotiate,Negotiate",
            "Digest a=\"b\", Bearer x=y",
            "Digest a=\"b\\\\\", Bearer x",
            "Digest a=b,=c",
        ] {
            assert!(is_joined(joined), "{joined}");
        }
        for one in [
            "Basic YTpi",
            "Digest a=\"b\", c = d,\te=\"f, g\"",
            "Digest a=\"\\\", Bearer x\", b=c",
            "AWS4-HMAC-SHA256 Credential=a/b, SignedHeaders=host;date, Signature=0",
        ] {
            assert!(!is_joined(one), "{one}");
        }
    }

    #[test]
    fn finds_a_token_in_the_query_however_it_is_escaped() {
        for url in [
            "/a?access_token=x",
            "/a?b=1&access_token",
            "https://h/a?access%5Ftoken=x",
            "/?%61ccess_token=1#f",
        ] {
            assert_eq!(token_in_query(url), Ok(true), "{url}");
        }
        for url in ["/a", "/access_token=x", "/a?b=access_token", "/a#?access_token=x", "/a?%"] {
            assert_eq!(token_in_query(url), Ok(false), "{url}");
        }
    }
}
