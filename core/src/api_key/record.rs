//! What a store keeps of an API key: everything but the key.

use crate::error::{ConfigError, invalid_policy};
use crate::limits::SCOPES_MAX;
use crate::scope::DistinctScopes;
use crate::time::UnixTime;

/// Whether a key may be used at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Status {
    /// In use.
    Active,
    /// Switched off for now.
    Inactive,
    /// Switched off for good.
    Revoked,
}

impl Status {
    /// The name as stored.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Inactive => "inactive",
            Self::Revoked => "revoked",
        }
    }
}

/// Scopes without repetition, in order; each a scope-token (RFC 6749 §3.3).
pub(crate) fn distinct(scopes: &[String]) -> Result<Vec<String>, ConfigError> {
    if scopes.len() > SCOPES_MAX {
        return Err(invalid_policy(format_args!("at most {SCOPES_MAX} scopes")));
    }
    let mut distinct = DistinctScopes::default();
    for (index, scope) in scopes.iter().enumerate() {
        distinct.add(scope, true).map_err(|_| {
            let expected = "a scope is visible ASCII without space, quote or backslash";
            invalid_policy(expected).at(format_args!("[{index}]"))
        })?;
    }
    Ok(distinct.ordered.into_iter().map(str::to_owned).collect())
}

/// The stored side of an API key. Its JSON form is read by [`ApiKeyRecord::from_json`].
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ApiKeyRecord {
    /// The public id inside the key; for a legacy key whatever names the record.
    pub id: String,
    /// The agent the key belongs to: subject and client of the principal.
    pub agent_id: String,
    /// Scopes the key grants.
    pub scopes: Vec<String>,
    /// The agent's tier, if it has one.
    pub tier: Option<String>,
    /// When the key was made.
    pub created_at: UnixTime,
    /// When it stops working, if ever.
    pub expires_at: Option<UnixTime>,
    /// Whether it may be used.
    pub status: Status,
    /// SHA-256 of the key, or HMAC-SHA-256 under the pepper.
    pub digest: [u8; 32],
    /// The pepper the digest was made under, if any.
    pub pepper_id: Option<String>,
    /// The id of the key that takes this one's place.
    pub replaced_by: Option<String>,
    /// Until when a replaced key still works.
    pub overlap_until: Option<UnixTime>,
    /// What else is kept, a JSON object as text; the principal's claims.
    pub metadata: String,
}

impl std::fmt::Debug for ApiKeyRecord {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ApiKeyRecord")
            .field("id", &self.id)
            .field("agent_id", &self.agent_id)
            .field("scopes", &self.scopes)
            .field("status", &self.status)
            .finish_non_exhaustive()
    }
}
