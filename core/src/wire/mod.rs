//! The JSON that crosses a language border. Domain types do not serialize; their twins here do.
//!
//! Reading is strict: unknown members are refused, and an error names the path of the fault.

mod issuer;
mod key;
mod lines;
mod need;
mod outcome;
mod policy;
mod reader;
mod record;
mod requirement;
mod status;

pub use lines::lines;
pub use need::{answer, need};
pub use outcome::{audit_event, by_number, decided, misconfigured, principal, refused};
pub use status::key_status;
