//! Keys: importing them, binding them to their algorithms, selecting one for a token, and knowing when
//! to fetch them again.

mod document;
mod given_secrets;
mod jwk;
mod key;
mod key_fetch;
mod key_issuers;
mod key_lookup;
mod missing_keys;
mod pem;
mod remote_key_set;
mod remote_state;
mod schedule;
mod set;
mod settings;
mod source;
mod status;
mod store;

pub(crate) use document::KeySetRules;
pub(crate) use jwk::{from_jwk_members, set_members};
pub use key::Key;
pub(crate) use key::{KeyUse, Unusable};
pub use key_fetch::KeyFetch;
pub(crate) use key_issuers::{KeyIssuers, TENANT_TEMPLATE};
pub(crate) use key_lookup::{KeyAttempt, KeyLookup};
pub(crate) use missing_keys::KeyQuery;
pub(crate) use remote_key_set::RemoteKeySet;
pub use set::KeyNumber;
pub(crate) use set::{BoundKey, CandidateKeys, KeySet};
pub use settings::KeyRefresh;
pub(crate) use settings::RefreshSettings;
pub(crate) use source::{FetchedKeys, GivenKeys, IssuerKeys, KeySource};
pub use status::{KeyState, KeyStatus, UnusableKey};
pub(crate) use store::KeyStore;

#[cfg(test)]
#[cfg(any(feature = "aws_lc_rs", feature = "rust_crypto"))]
mod rfc_tests;
#[cfg(test)]
#[cfg(any(feature = "aws_lc_rs", feature = "rust_crypto"))]
mod wycheproof_tests;
