//! JWS compact serialization (RFC 7515 §3.1): three parts of canonical base64url.

use crate::encoding::base64url;
use crate::error::Code;
use crate::limits::TOKEN_BYTES_MAX;

/// The decoded parts, and how much of the text was signed.
pub(crate) struct Compact {
    pub(crate) header: Vec<u8>,
    pub(crate) payload: Vec<u8>,
    pub(crate) signature: Vec<u8>,
    pub(crate) signed_bytes: usize,
}

impl Compact {
    pub(crate) fn parse(token: &str) -> Result<Self, Code> {
        if token.len() > TOKEN_BYTES_MAX {
            return Err(Code::TokenTooLarge);
        }
        let mut parts = token.splitn(4, '.');
        let (Some(header), Some(payload), Some(signature), None) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(Code::MalformedToken);
        };
        let decode = |part| base64url::decode(part).ok_or(Code::MalformedToken);
        Ok(Self {
            header: decode(header)?,
            payload: decode(payload)?,
            signature: decode(signature)?,
            signed_bytes: header.len() + 1 + payload.len(),
        })
    }
}
