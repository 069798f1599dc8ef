//! `<prefix>_<id>_<secret><check>`: a double click selects the whole key, secret scanners recognise it, and the
//! checksum finds typos before a lookup.

use std::fmt;

use crc::{CRC_32_ISO_HDLC, Crc};

use super::ApiKeys;
use crate::crypto::{hmac_sha256, sha256};
use crate::encoding::base62;
use crate::error::Code;
use crate::limits::API_KEY_BYTES_MAX;
use crate::secret::Secret;

pub(super) const ID_CHARACTERS: usize = 12;
pub(super) const SECRET_CHARACTERS: usize = 43;
const CHECK_CHARACTERS: usize = 6;
/// CRC-32 as in ISO 3309, with one table of a kilobyte.
static CHECKSUM: Crc<u32> = Crc::<u32>::new(&CRC_32_ISO_HDLC);

/// How a store looks up a record.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ApiKeyLookup {
    /// The public id inside a key of the current format.
    Id(String),
    /// The SHA-256 of a legacy key, in lower-case hexadecimal. The key cannot be computed from it.
    Digest(String),
}

/// Shows an id, which is public, and hides a digest.
impl fmt::Debug for ApiKeyLookup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Id(id) => f.debug_tuple("Id").field(id).finish(),
            Self::Digest(_) => f.write_str("Digest(…)"),
        }
    }
}

/// Checks shape and checksum, so that no store is asked about a key that cannot exist.
pub(crate) fn lookup(key: &str, api_keys: &ApiKeys) -> Result<ApiKeyLookup, Code> {
    if key.len() > API_KEY_BYTES_MAX {
        return Err(Code::MalformedApiKey);
    }
    if !api_keys.is_current_format(key) {
        let visible = key.bytes().all(|byte| byte.is_ascii_graphic());
        if visible && (api_keys.is_legacy_form(key) || api_keys.is_unprefixed_form(key)) {
            return Ok(ApiKeyLookup::Digest(crate::encoding::hex::encode(&sha256(key.as_bytes()))));
        }
        return Err(Code::MalformedApiKey);
    }
    current_id(key, api_keys.prefix()).map(ApiKeyLookup::Id).ok_or(Code::MalformedApiKey)
}

fn current_id(key: &str, prefix: &str) -> Option<String> {
    let body = key.strip_prefix(prefix)?.strip_prefix('_')?;
    let (id, rest) = body.split_once('_')?;
    if id.len() != ID_CHARACTERS || rest.len() != SECRET_CHARACTERS + CHECK_CHARACTERS {
        return None;
    }
    let (before, stated) = key.split_at_checked(key.len() - CHECK_CHARACTERS)?;
    (base62::is_base62(id) && base62::is_base62(rest) && check(before) == stated)
        .then(|| id.to_owned())
}

/// CRC-32 of the text before the check. It finds typos; it is no protection against forgery.
pub(super) fn check(before: &str) -> String {
    base62::encode(&CHECKSUM.checksum(before.as_bytes()).to_be_bytes(), CHECK_CHARACTERS)
}

/// What is stored of a key: SHA-256, or HMAC-SHA-256 under a pepper. A fast hash is right for 256
/// random bits; it would be wrong for a password.
pub(super) fn digest(key: &str, pepper: Option<&Secret>) -> Option<[u8; 32]> {
    match pepper {
        None => Some(sha256(key.as_bytes())),
        Some(pepper) => hmac_sha256(pepper.expose(), key.as_bytes()),
    }
}
