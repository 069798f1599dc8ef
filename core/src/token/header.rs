//! The JOSE header (RFC 7515 §4). `jwk`, `jku`, `x5u` and `x5c` are never looked at.

use super::typ::TokenType;
use crate::crypto::Algorithm;
use crate::encoding::base64url;
use crate::encoding::json::{self, Object, Value};
use crate::error::Code;
use crate::keys::KeyQuery;
use crate::limits::KEY_ID_BYTES_MAX;

/// What a header may decide: which of the allowed keys and algorithms, and what the token claims
/// to be.
pub(crate) struct Header {
    pub(crate) algorithm: Algorithm,
    pub(crate) key_id: Option<String>,
    pub(crate) token_type: TokenType,
}

impl Header {
    /// What its key is looked up by.
    pub(crate) fn key_query<'q>(
        &'q self,
        signature_bytes: usize,
        tenant: Option<&'q str>,
    ) -> KeyQuery<'q> {
        let (key_id, algorithm) = (self.key_id.as_deref(), self.algorithm);
        KeyQuery { key_id, algorithm, signature_bytes, tenant }
    }

    /// Reads a token's first part.
    pub(crate) fn read(encoded: &str) -> Result<Self, Code> {
        Self::parse(&Self::text(encoded)?)
    }

    /// Its JSON text.
    pub(crate) fn text(encoded: &str) -> Result<String, Code> {
        let text = base64url::decode(encoded).ok_or(Code::MalformedToken)?;
        String::from_utf8(text).map_err(|_| Code::MalformedToken)
    }

    fn parse(text: &str) -> Result<Self, Code> {
        let header = json::parse_object(text).map_err(|_| Code::MalformedToken)?;
        let name = string(&header, "alg")?.ok_or(Code::MalformedToken)?;
        let key_id = string(&header, "kid")?;
        let token_type = TokenType::named(string(&header, "typ")?);
        if key_id.is_some_and(|key_id| key_id.len() > KEY_ID_BYTES_MAX) {
            return Err(Code::MalformedToken);
        }
        let algorithm = Algorithm::from_name(name).ok_or(Code::AlgorithmNotAllowed)?;
        checked_critical(&header)?;
        Ok(Self { algorithm, key_id: key_id.map(str::to_owned), token_type })
    }
}

fn string<'h>(header: &'h Object<'_>, name: &str) -> Result<Option<&'h str>, Code> {
    match header.member_not_null(name) {
        None => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => Err(Code::MalformedToken),
    }
}

/// No extension is understood, so every `crit` is refused (RFC 7515 §4.1.11). `b64` (RFC 7797)
/// changes what is signed and is refused even when it is not marked critical.
fn checked_critical(header: &Object<'_>) -> Result<(), Code> {
    if header.member("crit").is_some() || header.member("b64").is_some() {
        return Err(Code::UnsupportedCritical);
    }
    Ok(())
}
