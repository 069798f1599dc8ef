//! The JSON that crosses a language border. Domain types do not serialize; a `…Json` type here does it for
//! each of them, so that their form is written once.
//!
//! Reading is strict: unknown members are refused, and an error names the path of the fault.

mod answers;
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
