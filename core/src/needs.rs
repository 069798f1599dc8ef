//! What the core lacks, and what a host answers: at most one question of each kind.

use std::fmt;

use crate::api_key::{ApiKeyLookup, ApiKeyRecord};
use crate::crypto::Algorithm;
use crate::keys::{KeyFetch, KeyNumber};

/// What is needed to decide. Several fields may be set: answer them concurrently, then resume once.
#[derive(Debug, Default)]
#[must_use]
#[non_exhaustive]
pub struct Needs {
    /// Keys of an issuer. The answer to a fetch goes to
    /// [`Verifier::handle_fetch`](crate::Verifier::handle_fetch), and the decision then looks again.
    pub keys: Option<KeysNeed>,
    /// Under which of these keys is this signature genuine? Asked only of hosts that check signatures themselves.
    pub signatures: Option<SignatureRequest>,
    /// The record of an API key.
    pub api_key: Option<ApiKeyLookup>,
}

/// Keys of an issuer that are not loaded.
///
/// Make the fetch, and every fetch that follows from it, then resume. If `fetch` is `None`, another request is
/// fetching: wait until [`Verifier::is_fetching`](crate::Verifier::is_fetching) says no, at most
/// [`FETCH_TIMEOUT`](crate::limits::FETCH_TIMEOUT) plus [`FETCH_GRACE`](crate::limits::FETCH_GRACE), then
/// resume. A host that can do neither resumes at once. One request may first wait and then be asked to fetch,
/// never more.
#[derive(Debug)]
#[non_exhaustive]
pub struct KeysNeed {
    /// `iss`.
    pub issuer: String,
    /// What to fetch; none when another request is fetching.
    pub fetch: Option<KeyFetch>,
}

/// A signature that the host is to check under each of these keys, until it is genuine under one.
#[non_exhaustive]
pub struct SignatureRequest {
    /// The number of the key; import [`Verifier::jwk`](crate::Verifier::jwk) once and keep it.
    pub key: KeyNumber,
    /// Up to three more keys, of which one may have signed instead. Mostly none: the `kid` tells keys apart.
    pub others: Vec<KeyNumber>,
    /// The algorithm of the signature.
    pub algorithm: Algorithm,
    /// The JWS Signing Input (RFC 7515 §2): header and payload as they came.
    pub signing_input: String,
    /// The raw JWS signature. For ECDSA it is `R || S` (RFC 7518 §3.4), not DER.
    pub signature: Vec<u8>,
}

/// Keeps the signature and what was signed out of logs.
impl fmt::Debug for SignatureRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SignatureRequest")
            .field("key", &self.key)
            .field("others", &self.others)
            .field("algorithm", &self.algorithm)
            .finish_non_exhaustive()
    }
}

/// The answers to [`Needs::signatures`] and [`Needs::api_key`]. Without an answer the request is refused with
/// 503. A key fetch is answered by [`Verifier::handle_fetch`](crate::Verifier::handle_fetch); without it the
/// core may still use a stale key set. `Answers::default()` answers nothing.
///
/// ```
/// use doorward::Answers;
///
/// let genuine = Answers::default().signatures(Some(7));
/// let no_such_key = Answers::default().api_key(None);
/// # let _ = (genuine, no_such_key);
/// ```
#[derive(Clone, Debug, Default)]
#[must_use]
pub struct Answers {
    pub(crate) signatures: Option<Option<KeyNumber>>,
    pub(crate) api_key: Option<Option<ApiKeyRecord>>,
}

impl Answers {
    /// To [`Needs::signatures`]: the number of the key under which the signature is genuine, or `None` when it is
    /// genuine under none. A number that was not asked about answers nothing.
    pub const fn signatures(mut self, key: Option<KeyNumber>) -> Self {
        self.signatures = Some(key);
        self
    }

    /// To [`Needs::api_key`]: the record, or `None` when there is none.
    pub fn api_key(mut self, record: Option<ApiKeyRecord>) -> Self {
        self.api_key = Some(record);
        self
    }
}
