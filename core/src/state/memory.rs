//! An in-memory store of API key records, for tests and small services.

use std::collections::BTreeMap;

use crate::api_key::{ApiKeyLookup, ApiKeyRecord};
use crate::encoding::hex;
use crate::error::{ConfigError, invalid_policy};
use crate::limits::API_KEY_RECORDS_MAX;

/// A bounded table of API key records. Never forgets one by itself: a full table refuses more.
#[derive(Default)]
pub struct MemoryApiKeys {
    by_id: BTreeMap<String, ApiKeyRecord>,
    id_by_digest: BTreeMap<[u8; 32], String>,
}

impl MemoryApiKeys {
    /// Adds a record, or replaces the one with the same id.
    ///
    /// # Errors
    /// `invalid_policy` when 100,000 records are held, or when another id holds the same digest: of
    /// two records for one key, one would undo the revocation of the other.
    pub fn insert(&mut self, record: ApiKeyRecord) -> Result<(), ConfigError> {
        let held = self.by_id.contains_key(&record.id);
        if !held && self.by_id.len() >= API_KEY_RECORDS_MAX {
            return Err(invalid_policy(format_args!(
                "the in-memory store holds at most {API_KEY_RECORDS_MAX} API keys"
            )));
        }
        if self.id_by_digest.get(&record.digest).is_some_and(|other| *other != record.id) {
            return Err(invalid_policy("another record holds the same digest").at("digest"));
        }
        self.remove(&record.id);
        self.id_by_digest.insert(record.digest, record.id.clone());
        self.by_id.insert(record.id.clone(), record);
        Ok(())
    }

    /// Takes a record out; gives it back if there was one.
    pub fn remove(&mut self, id: &str) -> Option<ApiKeyRecord> {
        let record = self.by_id.remove(id)?;
        self.id_by_digest.remove(&record.digest);
        Some(record)
    }

    /// The record with this public id.
    #[must_use]
    pub fn by_id(&self, id: &str) -> Option<&ApiKeyRecord> {
        self.by_id.get(id)
    }

    /// The record with this SHA-256, in lower-case hexadecimal.
    #[must_use]
    pub fn by_digest(&self, digest: &str) -> Option<&ApiKeyRecord> {
        self.by_id(self.id_by_digest.get(&hex::decode::<32>(digest)?)?)
    }

    /// How many records are held.
    #[must_use]
    pub fn len(&self) -> usize {
        self.by_id.len()
    }

    /// Whether none is held.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.by_id.is_empty()
    }

    /// Answers [`Needs::api_key`](crate::Needs::api_key).
    #[must_use]
    pub fn find(&self, lookup: &ApiKeyLookup) -> Option<&ApiKeyRecord> {
        match lookup {
            ApiKeyLookup::Id(id) => self.by_id(id),
            ApiKeyLookup::Digest(digest) => self.by_digest(digest),
        }
    }
}

/// Shows how many records it holds, and no digest.
impl std::fmt::Debug for MemoryApiKeys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("MemoryApiKeys").field("records", &self.len()).finish_non_exhaustive()
    }
}
