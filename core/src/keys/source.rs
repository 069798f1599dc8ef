//! Where the keys of one issuer come from.

use super::{KeySet, KeySetRules, UnusableKey};
use crate::fetch::FetchUrl;

/// The keys of one issuer: given in the policy, or fetched.
#[derive(Debug)]
pub(crate) enum IssuerKeys {
    /// `unusable`: the keys of given sets that are ignored.
    Given {
        set: KeySet,
        unusable: Vec<UnusableKey>,
    },
    Fetched {
        source: KeySource,
        rules: KeySetRules,
    },
}

/// Where an issuer publishes its keys.
#[derive(Clone, Debug)]
pub(crate) enum KeySource {
    JwksUri(FetchUrl),
    /// Metadata that names the `jwks_uri`: its URL, and the other one it may be at.
    Metadata(FetchUrl, Option<FetchUrl>),
}
