//! JSON forms of policies, keys, records, requirements, answers, principals, errors and status. The types are
//! separate, so that the JSON does not change with the domain types.
//!
//! Reading is strict: unknown members are refused, and an error names the path of the fault.

mod answers;
mod claim;
mod config_error;
mod issuer;
mod key;
mod policy;
mod principal;
mod reader;
mod record;
mod rejection;
mod requirement;
mod status;

pub use config_error::ConfigErrorJson;
pub use principal::PrincipalJson;
pub use rejection::RejectionJson;
pub use status::KeyStatusJson;
