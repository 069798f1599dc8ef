//! Unverified tokens. Nothing here says who is calling.

use crate::encoding::json;
use crate::error::Code;
use crate::limits::TOKEN_BYTES_MAX;
use crate::token::{Compact, Header};

/// A token's parts as text, to find out what is wrong with it. **Anybody can write these.** Never decide
/// anything by them.
#[derive(Clone)]
#[non_exhaustive]
pub struct Unverified {
    /// The JOSE header, JSON text.
    pub header: String,
    /// The payload, JSON text.
    pub payload: String,
}

/// Decodes a token. It checks the format, that `alg` is supported, and that `crit` and `b64` are absent. It
/// checks no signature, issuer, lifetime, audience or scope.
///
/// # Errors
/// `malformed_token`, `token_too_large`, `algorithm_not_allowed` or `unsupported_critical`.
pub fn decode_without_verifying(token: &str) -> Result<Unverified, Code> {
    let compact = Compact::parse(token, TOKEN_BYTES_MAX).map_err(|rejection| rejection.code())?;
    Header::read(compact.header)?;
    let payload = String::from_utf8(compact.payload).map_err(|_| Code::MalformedToken)?;
    json::parse_object(&payload).map_err(|_| Code::MalformedToken)?;
    Ok(Unverified { header: Header::text(compact.header)?, payload })
}

/// Keeps the token out of logs: print a part on purpose, or not at all.
impl std::fmt::Debug for Unverified {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Unverified(…)")
    }
}
