//! JWS compact serialization (RFC 7515 §3.1): three parts of canonical base64url.

use memchr::memchr_iter;

use crate::encoding::base64url;
use crate::error::Code;
use crate::limits::TOKEN_BYTES_MAX;

/// The decoded parts, and how much of the text was signed.
pub(crate) struct Compact {
    pub(crate) header: String,
    pub(crate) payload: Vec<u8>,
    pub(crate) signature: Vec<u8>,
    pub(crate) signed_bytes: usize,
}

impl Compact {
    pub(crate) fn parse(token: &str) -> Result<Self, Code> {
        if token.len() > TOKEN_BYTES_MAX {
            return Err(Code::TokenTooLarge);
        }
        let mut dots = memchr_iter(b'.', token.as_bytes());
        let (Some(first), Some(second), None) = (dots.next(), dots.next(), dots.next()) else {
            return Err(Code::MalformedToken);
        };
        let part = |from, to| token.get(from..to).ok_or(Code::MalformedToken);
        let header = part(0, first)?;
        let payload = part(first + 1, second)?;
        let signature = part(second + 1, token.len())?;
        let decode = |part| base64url::decode(part).ok_or(Code::MalformedToken);
        let header_text = String::from_utf8(decode(header)?).map_err(|_| Code::MalformedToken)?;
        Ok(Self {
            header: header_text,
            payload: decode(payload)?,
            signature: decode(signature)?,
            signed_bytes: second,
        })
    }
}
