//! Keys: importing them, binding them to their algorithms, and selecting one for a token.

mod jwk;
mod key;
mod pem;
mod set;

pub(crate) use jwk::{from_jwk, from_jwk_members, set_members};
pub use key::Key;
pub(crate) use key::Unusable;
pub(crate) use set::{BoundKey, KeyId, KeySet};

#[cfg(test)]
mod rfc_tests;
#[cfg(test)]
mod wycheproof_tests;
