//! Where the keys of one issuer come from.

use super::{KeySet, KeySetRules};
use crate::fetch::FetchUrl;

/// The keys of one issuer: given in the policy, or fetched.
#[derive(Debug)]
pub(crate) enum IssuerKeys {
    /// `unusable`: how many keys of given sets are ignored.
    Given {
        set: KeySet,
        unusable: usize,
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
