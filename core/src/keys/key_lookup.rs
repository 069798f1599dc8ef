//! What comes of looking for the keys of a token.

use super::key_fetch::KeyFetch;
use super::set::CandidateKeys;

/// What a request has done for its key so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum KeyAttempt {
    First,
    /// It found keys that the policy gives.
    GivenFound,
    /// None of them signed; fetched keys may have.
    GivenFailed,
    /// It waited for another request's fetch. That fetch may be older than the key.
    Waited,
    /// It was asked to fetch the keys itself.
    Fetched,
}

/// The result of looking for a key.
#[derive(Debug)]
pub(crate) enum KeyLookup {
    /// It is there. The fetch may be done after the response.
    Found(CandidateKeys, Option<KeyFetch>),
    /// These are given by the policy. Fetched ones may follow, if none of these signed.
    FoundGiven(CandidateKeys),
    /// It may be there after this fetch, or after that of another request.
    Missing(Option<KeyFetch>),
    /// It is not there, and that is up to date.
    Unknown,
    /// No key may have signed but those that did not.
    NoOther,
    /// More keys may be it than are tried.
    Ambiguous,
    /// Unknown for now; milliseconds until a fetch may be tried again.
    Unavailable(i64),
}
