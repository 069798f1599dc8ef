//! An API key record as JSON, as stores keep it.

use serde::Serialize;

use super::reader::{Members, one_of, parse, string, strings, time};
use crate::api_key::{ApiKeyRecord, Status, distinct};
use crate::encoding::hex;
use crate::encoding::json::{self, Value};
use crate::error::{ConfigError, invalid_policy};
use crate::limits::API_KEY_RECORD_BYTES_MAX;
use crate::time::UnixTime;

const MEMBERS: [&str; 12] = [
    "id",
    "agent_id",
    "scopes",
    "tier",
    "created_at",
    "expires_at",
    "status",
    "digest",
    "pepper_id",
    "replaced_by",
    "overlap_until",
    "metadata",
];

/// All but the metadata, which is JSON already.
#[derive(Serialize)]
struct RecordJson<'a> {
    id: &'a str,
    agent_id: &'a str,
    scopes: &'a [String],
    tier: Option<&'a str>,
    created_at: i64,
    expires_at: Option<i64>,
    status: &'a str,
    digest: String,
    pepper_id: Option<&'a str>,
    replaced_by: Option<&'a str>,
    overlap_until: Option<i64>,
}

impl ApiKeyRecord {
    /// Reads a record from JSON. Times are whole Unix seconds, the digest lower-case hexadecimal;
    /// `id`, `agent_id`, `scopes`, `created_at`, `status` and `digest` are required.
    ///
    /// # Errors
    /// `invalid_policy` with the path of the fault.
    pub fn from_json(text: &str) -> Result<Self, ConfigError> {
        Self::from_value(&parse(text, API_KEY_RECORD_BYTES_MAX)?)
    }

    pub(super) fn from_value(value: &Value<'_>) -> Result<Self, ConfigError> {
        let members = Members::new(value, &MEMBERS)?;
        let statuses = [Status::Active, Status::Inactive, Status::Revoked]
            .map(|status| (status.name(), status));
        Ok(Self {
            id: members.read_required("id", filled)?,
            agent_id: members.read_required("agent_id", filled)?,
            scopes: members.read_required("scopes", scopes)?,
            tier: members.read("tier", string)?,
            created_at: members.read_required("created_at", time)?,
            expires_at: members.read("expires_at", time)?,
            // Required, because a row that lacks it is not known to be active.
            status: members
                .read_required("status", |value| one_of(value, "a status", &statuses))?,
            digest: members.read_required("digest", digest)?,
            pepper_id: members.read("pepper_id", string)?,
            replaced_by: members.read("replaced_by", string)?,
            overlap_until: members.read("overlap_until", time)?,
            metadata: members.read("metadata", metadata)?.unwrap_or_else(|| "{}".to_owned()),
        })
    }

    /// The record as JSON, every member present. Metadata that is not JSON becomes `null`.
    #[must_use]
    pub fn to_json(&self) -> String {
        let json = RecordJson {
            id: &self.id,
            agent_id: &self.agent_id,
            scopes: &self.scopes,
            tier: self.tier.as_deref(),
            created_at: self.created_at.seconds(),
            expires_at: self.expires_at.map(UnixTime::seconds),
            status: self.status.name(),
            digest: hex::encode(&self.digest),
            pepper_id: self.pepper_id.as_deref(),
            replaced_by: self.replaced_by.as_deref(),
            overlap_until: self.overlap_until.map(UnixTime::seconds),
        };
        let mut record = serde_json::to_string(&json).unwrap_or_default();
        let metadata = json::parse(&self.metadata).unwrap_or(Value::Null).to_json();
        record.pop();
        record.push_str(",\"metadata\":");
        record.push_str(&metadata);
        record.push('}');
        record
    }
}

fn filled(value: &Value<'_>) -> Result<String, ConfigError> {
    let text = string(value)?;
    if text.is_empty() { Err(invalid_policy("must not be empty")) } else { Ok(text) }
}

fn digest(value: &Value<'_>) -> Result<[u8; 32], ConfigError> {
    hex::decode(&string(value)?)
        .ok_or_else(|| invalid_policy("64 lower-case hexadecimal digits expected"))
}

fn scopes(value: &Value<'_>) -> Result<Vec<String>, ConfigError> {
    distinct(&strings(value)?)
}

/// Kept as text for the principal's claims.
fn metadata(value: &Value<'_>) -> Result<String, ConfigError> {
    if value.as_object().is_none() {
        return Err(super::reader::expected("an object", value));
    }
    Ok(value.to_json())
}
