//! JWS compact serialization (RFC 7515 §3.1): three parts of canonical base64url.

use memchr::memchr_iter;

use crate::encoding::base64url;
use crate::error::{Code, Rejection};
use crate::limits::TOKEN_HEADER_BYTES_MAX;

/// The parts, and how much of the text was signed. The header is still encoded, see [`super::Header::read`].
pub(crate) struct Compact<'t> {
    pub(crate) header: &'t str,
    pub(crate) payload: Vec<u8>,
    pub(crate) signature: Vec<u8>,
    pub(crate) signing_input_length: usize,
}

impl<'t> Compact<'t> {
    pub(crate) fn parse(token: &'t str, bytes_max: usize) -> Result<Self, Rejection> {
        if token.len() > bytes_max {
            return Err(Rejection::token_too_large(bytes_max));
        }
        let mut dots = memchr_iter(b'.', token.as_bytes());
        let (first, second, third) = (dots.next(), dots.next(), dots.next());
        let (Some(first), Some(second), None) = (first, second, third) else {
            let may_be_another = first.is_none() || third.is_some();
            return Err(if may_be_another {
                malformed_token(token)
            } else {
                Code::MalformedToken.into()
            });
        };
        if first > TOKEN_HEADER_BYTES_MAX {
            return Err(Code::TokenTooLarge.into());
        }
        let part = |from, to| token.get(from..to).ok_or(Code::MalformedToken);
        let header = part(0, first)?;
        let payload = part(first + 1, second)?;
        let signature = part(second + 1, token.len())?;
        let decode = |part| base64url::decode(part).ok_or(Code::MalformedToken);
        Ok(Self {
            header,
            payload: decode(payload)?,
            signature: decode(signature)?,
            signing_input_length: second,
        })
    }
}

/// A text that is no signed JWT in compact form, and what it may be. Nothing of the text is shown.
#[cold]
pub(crate) fn malformed_token(text: &str) -> Rejection {
    let begins = |scheme: &str| {
        let begin = text.trim_start().get(..scheme.len());
        begin.is_some_and(|begin| begin.eq_ignore_ascii_case(scheme))
    };
    let begins_with_scheme = || ["bearer ", "dpop ", "basic ", "token "].into_iter().any(begins);
    let hint = match memchr_iter(b'.', text.as_bytes()).take(5).count() {
        0 | 2 if begins_with_scheme() => {
            "The token begins with the name of a scheme; give the token alone."
        }
        4 => "The token is encrypted (RFC 7516); only signed tokens are accepted.",
        0 => "The token is no JWT: it may be an opaque token, which is not accepted here.",
        _ => return Code::MalformedToken.into(),
    };
    Rejection::malformed_token(hint)
}
