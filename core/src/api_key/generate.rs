//! Making an API key. Entropy is an argument: the core draws none.

use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use super::format::{ID_CHARACTERS, SECRET_CHARACTERS, check, digest};
use super::settings::{checked_pepper, checked_prefix};
use super::{ApiKeyRecord, Status, distinct};
use crate::encoding::base62;
use crate::error::{ConfigError, invalid_policy};
use crate::limits::API_KEY_BYTES_MAX;
use crate::secret::Secret;
use crate::time::UnixTime;

/// A new API key: shown once, then only its record is kept.
#[derive(Zeroize, ZeroizeOnDrop)]
#[must_use]
pub struct ApiKey(String);

impl ApiKey {
    /// Bytes of entropy a key takes: 32 for its secret, 9 for its id.
    pub const ENTROPY_BYTES: usize = 41;

    /// Makes a key and its record. `entropy` must come from the platform's secure random source
    /// and be used for nothing else. With a pepper, the digest is made under it.
    ///
    /// # Errors
    /// `invalid_policy` when the prefix, the agent id or a scope is malformed; `weak_key` when the
    /// pepper is shorter than 32 bytes.
    pub fn create(
        prefix: &str,
        agent_id: impl Into<String>,
        scopes: impl IntoIterator<Item = impl Into<String>>,
        entropy: &[u8; Self::ENTROPY_BYTES],
        pepper: Option<(&str, &Secret)>,
        now: UnixTime,
    ) -> Result<(Self, ApiKeyRecord), ConfigError> {
        checked_prefix(prefix).map_err(|error| error.at("prefix"))?;
        let agent_id = agent_id.into();
        if agent_id.is_empty() {
            return Err(invalid_policy("the agent id must not be empty").at("agent_id"));
        }
        let scopes: Vec<String> = scopes.into_iter().map(Into::into).collect();
        let scopes = distinct(&scopes).map_err(|error| error.at("scopes"))?;
        if let Some((_, pepper)) = pepper {
            checked_pepper(pepper.expose()).map_err(|error| error.at("pepper"))?;
        }
        let (secret, id) = entropy.split_at(32);
        let id = base62::encode(id, ID_CHARACTERS);
        let secret = Zeroizing::new(base62::encode(secret, SECRET_CHARACTERS));
        // Room for all of it, so that no copy is left behind by growing.
        let mut key = String::with_capacity(API_KEY_BYTES_MAX);
        for part in [prefix, "_", &id, "_", &secret] {
            key.push_str(part);
        }
        key.push_str(&check(&key));
        let digest = digest(&key, pepper.map(|(_, pepper)| pepper))
            .ok_or_else(|| invalid_policy("the pepper cannot be used"))?;
        let record = ApiKeyRecord {
            id,
            agent_id,
            scopes,
            tier: None,
            created_at: now,
            expires_at: None,
            status: Status::Active,
            digest,
            pepper_id: pepper.map(|(id, _)| id.to_owned()),
            replaced_by: None,
            overlap_until: None,
            metadata: "{}".to_owned(),
        };
        Ok((Self(key), record))
    }

    /// The key itself. Hand it to its owner and keep it nowhere.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for ApiKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ApiKey(…)")
    }
}
