//! Is the signature genuine?

use crate::crypto::{Algorithm, Family};
use crate::error::Code;
use crate::keys::BoundKey;
use crate::request::Signatures;

/// What came of checking a signature here.
pub(super) enum Checked {
    Genuine,
    /// The host must be asked.
    AskHost,
}

pub(super) fn check(
    key: &BoundKey,
    algorithm: Algorithm,
    (signing_input, signature): (&str, &[u8]),
    signatures: Signatures,
) -> Result<Checked, Code> {
    if !key.can_be_genuine(algorithm, signature) {
        return Err(Code::InvalidSignature);
    }
    // An HMAC costs less here than the way to the host, and its secret need not leave.
    if signatures == Signatures::Host && algorithm.family() != Family::Hmac {
        return Ok(Checked::AskHost);
    }
    match key.verify(algorithm, signing_input.as_bytes(), signature) {
        Some(true) => Ok(Checked::Genuine),
        Some(false) => Err(Code::InvalidSignature),
        None => Ok(Checked::AskHost),
    }
}
