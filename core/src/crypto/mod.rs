//! Signature verification. Providers: AWS-LC, RustCrypto, or the host.
//!
//! A verifier is built once for each key and algorithm: when the policy is built, or when a key is fetched. Key
//! strength and signature length are checked before the provider, so that all providers accept the same keys and
//! signatures. A feature changes speed, never a decision.

mod algorithm;
#[cfg(feature = "aws_lc_rs")]
mod aws_lc;
#[cfg(feature = "host_signatures")]
mod curve_equation;
#[cfg(feature = "rust_crypto")]
mod curve_point;
mod digest;
#[cfg(feature = "host_signatures")]
mod edwards_equation;
#[cfg(any(feature = "rust_crypto", feature = "host_signatures"))]
mod hmac_verifier;
#[cfg(feature = "host_signatures")]
mod host_signatures;
mod material;
#[cfg(feature = "host_signatures")]
mod prime_field;
mod roca;
#[cfg(feature = "rust_crypto")]
mod rust_crypto;
mod shared_secret;
mod signature;

pub use algorithm::Algorithm;
pub(crate) use algorithm::Family;
pub(crate) use digest::{hmac_sha256, sha256};
pub(crate) use material::{Curve, Material, begins_with_small_order};
pub(crate) use shared_secret::SecretReadings;
pub(crate) use signature::SignatureCheck;

/// The implementation of the cryptography.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CryptoProvider {
    /// AWS-LC through `aws-lc-rs`.
    #[cfg(feature = "aws_lc_rs")]
    AwsLc,
    /// The pure-Rust crates of RustCrypto and dalek.
    #[cfg(feature = "rust_crypto")]
    RustCrypto,
    /// The host checks signatures of public keys, by [`Needs::signatures`](crate::Needs::signatures), whatever
    /// the request says. HMACs are checked here.
    #[cfg(feature = "host_signatures")]
    Host,
}

impl CryptoProvider {
    /// Every provider that checks signatures by itself, the preferred one first.
    pub const BUILT_IN: &'static [Self] = &[
        #[cfg(feature = "aws_lc_rs")]
        Self::AwsLc,
        #[cfg(feature = "rust_crypto")]
        Self::RustCrypto,
    ];

    /// The provider of a policy that names none; the host only where no other is built in.
    pub(crate) fn usual() -> Option<Self> {
        #[cfg(feature = "host_signatures")]
        let otherwise = Some(Self::Host);
        #[cfg(not(feature = "host_signatures"))]
        let otherwise = None;
        Self::BUILT_IN.first().copied().or(otherwise)
    }

    /// A verifier for a key. `None` when the key cannot be used with the algorithm, or is not a valid public
    /// key.
    pub(crate) fn verifier_for(
        self,
        algorithm: Algorithm,
        material: &Material,
    ) -> Option<SignatureCheck> {
        match self {
            #[cfg(feature = "aws_lc_rs")]
            Self::AwsLc => aws_lc::verifier(algorithm, material).map(SignatureCheck::Here),
            #[cfg(feature = "rust_crypto")]
            Self::RustCrypto => {
                rust_crypto::verifier(algorithm, material).map(SignatureCheck::Here)
            }
            #[cfg(feature = "host_signatures")]
            Self::Host => host_signatures::check(algorithm, material),
        }
    }
}

#[cfg(not(any(feature = "aws_lc_rs", feature = "rust_crypto", feature = "host_signatures")))]
compile_error!(
    "somebody must check signatures: enable `rust_crypto` or `aws_lc_rs`, or leave it to the host by \
     `host_signatures`"
);

#[cfg(test)]
#[cfg(feature = "host_signatures")]
mod host_signatures_tests;
#[cfg(test)]
#[cfg(any(feature = "aws_lc_rs", feature = "rust_crypto"))]
mod wycheproof_tests;
