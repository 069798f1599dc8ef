//! Keys: importing them, binding them to their algorithms, selecting one for a token, and knowing when
//! to fetch them again.

mod fetch;
mod jwk;
mod key;
mod pem;
mod refresh;
mod remote;
mod response;
mod rings;
mod set;
mod status;
mod unknown_keys;
mod url;

pub use fetch::{Fetch, FetchFailure, FetchResponse};
pub(crate) use jwk::{from_jwk, from_jwk_members, set_members};
pub use key::Key;
pub(crate) use key::Unusable;
pub(crate) use refresh::Figures;
pub(crate) use remote::{Look, RemoteKeys, Source, Tried};
pub(crate) use response::{KeyUse, Reading};
pub(crate) use rings::KeyRings;
pub(crate) use set::{BoundKey, KeyId, KeyIds, KeySet};
pub use status::{KeyState, KeyStatus};
pub(crate) use unknown_keys::Wanted;
pub(crate) use url::KeyUrl;

#[cfg(test)]
#[cfg(any(feature = "aws_lc_rs", feature = "rust_crypto"))]
mod rfc_tests;
#[cfg(test)]
#[cfg(any(feature = "aws_lc_rs", feature = "rust_crypto"))]
mod wycheproof_tests;
