//! JWS compact serialization (RFC 7515 §3.1): three parts of canonical base64url.

use memchr::memchr_iter;

use crate::encoding::base64url;
use crate::error::Code;
use crate::limits::TOKEN_BYTES_MAX;

/// The parts, and how much of the text was signed. The header is still encoded, see [`super::Header::read`].
pub(crate) struct Compact<'t> {
    pub(crate) header: &'t str,
    pub(crate) payload: Vec<u8>,
    pub(crate) signature: Vec<u8>,
    pub(crate) signing_input_length: usize,
}

impl<'t> Compact<'t> {
    pub(crate) fn parse(token: &'t str) -> Result<Self, Code> {
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
        Ok(Self {
            header,
            payload: decode(payload)?,
            signature: decode(signature)?,
            signing_input_length: second,
        })
    }
}
