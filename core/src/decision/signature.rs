//! Is the signature genuine?

use std::sync::Arc;

use crate::crypto::{Algorithm, Family};
use crate::error::Code;
use crate::keys::{BoundKey, CandidateKeys};
use crate::request::Signatures;

/// What came of checking a signature here.
pub(super) enum Checked {
    /// Under this key.
    Genuine(Arc<BoundKey>),
    /// The host must be asked: these keys may have signed.
    AskHost(CandidateKeys),
}

/// Checks a signature under each key that may have made it.
pub(super) fn check(
    keys: CandidateKeys,
    algorithm: Algorithm,
    signed: (&str, &[u8]),
    signatures: Signatures,
) -> Result<Checked, Code> {
    match check_one(&keys.first, algorithm, signed, signatures) {
        Ok(Some(())) => return Ok(Checked::Genuine(keys.first)),
        Ok(None) => return Ok(Checked::AskHost(keys)),
        Err(code) if keys.others.is_empty() => return Err(code),
        Err(_) => {}
    }
    check_others(keys, algorithm, signed, signatures)
}

/// The others, when the first key did not sign.
#[cold]
fn check_others(
    mut keys: CandidateKeys,
    algorithm: Algorithm,
    signed: (&str, &[u8]),
    signatures: Signatures,
) -> Result<Checked, Code> {
    while !keys.others.is_empty() {
        keys.first = keys.others.remove(0);
        match check_one(&keys.first, algorithm, signed, signatures) {
            Ok(Some(())) => return Ok(Checked::Genuine(keys.first)),
            Ok(None) => return Ok(Checked::AskHost(keys)),
            Err(_) => {}
        }
    }
    Err(Code::InvalidSignature)
}

/// `None`: the host must be asked.
fn check_one(
    key: &BoundKey,
    algorithm: Algorithm,
    (signing_input, signature): (&str, &[u8]),
    signatures: Signatures,
) -> Result<Option<()>, Code> {
    if !key.can_be_genuine(algorithm, signature) {
        return Err(Code::InvalidSignature);
    }
    // An HMAC costs less here than the way to the host, and its secret need not leave.
    if signatures == Signatures::Host && algorithm.family() != Family::Hmac {
        return Ok(None);
    }
    match key.verify(algorithm, signing_input.as_bytes(), signature) {
        Some(true) => Ok(Some(())),
        Some(false) => Err(Code::InvalidSignature),
        None => Ok(None),
    }
}
