//! Checks of signatures, built once for each key and algorithm.

/// Checks signatures under one key and one algorithm.
pub(crate) trait SignatureVerifier: Send + Sync {
    /// Whether `signature` is genuine for `message`. The length has been checked.
    fn verify(&self, message: &[u8], signature: &[u8]) -> bool;
}

/// Whether signatures under one key and one algorithm can be checked here.
pub(crate) enum SignatureCheck {
    /// They can.
    Here(Box<dyn SignatureVerifier>),
    /// The host must be asked.
    #[cfg(feature = "host_signatures")]
    ByHost,
}

impl SignatureCheck {
    /// `None`: the host must be asked.
    pub(crate) fn verify(&self, message: &[u8], signature: &[u8]) -> Option<bool> {
        match self {
            Self::Here(verifier) => Some(verifier.verify(message, signature)),
            #[cfg(feature = "host_signatures")]
            Self::ByHost => None,
        }
    }
}
