//! The code table and the three kinds of no: rejected, unavailable, misconfigured.

mod code;
mod misconfigured;
mod rejection;

pub use code::Code;
pub use misconfigured::{Misconfigured, MisconfiguredCode};
pub(crate) use misconfigured::{invalid_key, invalid_policy, quoted, shown, weak_key};
pub use rejection::{Kind, Rejection};
