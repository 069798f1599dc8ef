//! API keys: their form, their digest, their record, the settings of a server, and the check of one key.

mod format;
mod generate;
mod record;
mod settings;
mod unprefixed;

pub use format::ApiKeyLookup;
pub(crate) use format::lookup;
pub use generate::ApiKey;
pub(crate) use record::distinct;
pub use record::{ApiKeyRecord, Status};
pub use settings::ApiKeys;
pub use unprefixed::UnprefixedKeys;

use crate::error::Code;
use crate::time::UnixTime;

/// Whether `record` is that of the presented key and in force. The secret comes first, so that
/// nobody learns the state of a key they do not hold.
pub(crate) fn checked_record(
    key: &str,
    record: &ApiKeyRecord,
    api_keys: &ApiKeys,
    now: UnixTime,
) -> Result<(), Code> {
    let pepper = match record.pepper_id.as_deref() {
        None => None,
        Some(id) => Some(api_keys.pepper(id).ok_or(Code::UnknownApiKey)?),
    };
    let digest = format::digest(key, pepper).ok_or(Code::UnknownApiKey)?;
    if !crate::secret::equal(&digest, &record.digest) {
        return Err(Code::UnknownApiKey);
    }
    let overlap_over = record.overlap_until.is_none_or(|until| now >= until);
    if record.status != Status::Active || (record.replaced_by.is_some() && overlap_over) {
        return Err(Code::ApiKeyInactive);
    }
    if record.expires_at.is_some_and(|expires_at| now >= expires_at) {
        return Err(Code::ApiKeyExpired);
    }
    Ok(())
}
