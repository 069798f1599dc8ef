//! The seam between the decision and the mathematics.
//!
//! A [`SignatureVerifier`] is built once per key and algorithm, when a policy is made, and then only
//! asked. AWS-LC and RustCrypto stand behind it; a feature changes speed, never a decision. Key
//! strength and signature length are checked on this side of the seam, so that no provider's own
//! leniency can show.

mod algorithm;
#[cfg(feature = "aws_lc_rs")]
mod aws_lc;
#[cfg(feature = "rust_crypto")]
mod curve_point;
mod digest;
mod material;
mod roca;
#[cfg(feature = "rust_crypto")]
mod rust_crypto;

pub use algorithm::Algorithm;
pub(crate) use algorithm::Family;
pub(crate) use digest::{hmac_sha256, sha256};
pub(crate) use material::{Curve, Material, begins_with_small_order};

/// Checks signatures under one key and one algorithm.
pub(crate) trait SignatureVerifier: Send + Sync {
    /// Whether `signature` is genuine for `message`. The length has been checked.
    fn verify(&self, message: &[u8], signature: &[u8]) -> bool;
}

/// Who does the mathematics.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CryptoProvider {
    /// AWS-LC through `aws-lc-rs`.
    #[cfg(feature = "aws_lc_rs")]
    AwsLc,
    /// The pure-Rust crates of RustCrypto and dalek.
    #[cfg(feature = "rust_crypto")]
    RustCrypto,
}

impl CryptoProvider {
    /// Every provider that is built in, the preferred one first.
    pub const BUILT_IN: &'static [Self] = &[
        #[cfg(feature = "aws_lc_rs")]
        Self::AwsLc,
        #[cfg(feature = "rust_crypto")]
        Self::RustCrypto,
    ];

    /// `None` when the key cannot serve the algorithm, or is no valid public key.
    pub(crate) fn verifier(
        self,
        algorithm: Algorithm,
        material: &Material,
    ) -> Option<Box<dyn SignatureVerifier>> {
        match self {
            #[cfg(feature = "aws_lc_rs")]
            Self::AwsLc => aws_lc::verifier(algorithm, material),
            #[cfg(feature = "rust_crypto")]
            Self::RustCrypto => rust_crypto::verifier(algorithm, material),
        }
    }
}

#[cfg(not(any(feature = "aws_lc_rs", feature = "rust_crypto")))]
compile_error!("doorward needs a crypto provider: enable `rust_crypto` or `aws_lc_rs`");

#[cfg(test)]
mod wycheproof_tests;
