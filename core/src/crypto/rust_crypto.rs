//! Verification by the RustCrypto and dalek crates.

use rsa::signature::Verifier;
use rsa::{BoxedUint, RsaPublicKey, pkcs1v15, pss};
use sha2::{Sha256, Sha384, Sha512};

use super::curve_point::public_key;
use super::signature::SignatureVerifier;
use super::{Algorithm, Curve, Material, hmac_verifier};
use crate::limits::{RSA_BITS_MAX, RSA_BITS_MIN};

pub(super) fn verifier(
    algorithm: Algorithm,
    material: &Material,
) -> Option<Box<dyn SignatureVerifier>> {
    match material {
        Material::Secret(secret) => hmac_verifier::verifier(algorithm, secret),
        Material::Rsa { modulus, exponent } => rsa_verifier(algorithm, modulus, exponent),
        Material::Ec { curve, point } => Some(match curve {
            Curve::P256 => Box::new(P256(public_key::<p256::NistP256>(point)?.into())),
            Curve::P384 => Box::new(P384(public_key::<p384::NistP384>(point)?.into())),
            Curve::P521 => Box::new(P521(public_key::<p521::NistP521>(point)?.into())),
        }),
        Material::Ed25519(bytes) => {
            Some(Box::new(Ed25519(ed25519_dalek::VerifyingKey::from_bytes(bytes).ok()?)))
        }
    }
}

fn rsa_verifier(
    algorithm: Algorithm,
    modulus: &[u8],
    exponent: &[u8],
) -> Option<Box<dyn SignatureVerifier>> {
    let number = |bytes| BoxedUint::from_be_slice_vartime(bytes);
    let sizes = RSA_BITS_MIN..=RSA_BITS_MAX;
    let key = RsaPublicKey::new_with_size_limits(number(modulus), number(exponent), sizes).ok()?;
    Some(match algorithm {
        Algorithm::Rs256 => Box::new(Rs256(pkcs1v15::VerifyingKey::new(key))),
        Algorithm::Rs384 => Box::new(Rs384(pkcs1v15::VerifyingKey::new(key))),
        Algorithm::Rs512 => Box::new(Rs512(pkcs1v15::VerifyingKey::new(key))),
        Algorithm::Ps256 => Box::new(Ps256(pss::VerifyingKey::new(key))),
        Algorithm::Ps384 => Box::new(Ps384(pss::VerifyingKey::new(key))),
        Algorithm::Ps512 => Box::new(Ps512(pss::VerifyingKey::new(key))),
        _ => return None,
    })
}

macro_rules! by_public_key {
    ($($name:ident($key:ty, $signature:ty);)*) => {$(
        struct $name($key);

        impl SignatureVerifier for $name {
            fn verify(&self, message: &[u8], signature: &[u8]) -> bool {
                <$signature>::try_from(signature)
                    .is_ok_and(|signature| self.0.verify(message, &signature).is_ok())
            }
        }
    )*};
}

by_public_key! {
    P256(p256::ecdsa::VerifyingKey, p256::ecdsa::Signature);
    P384(p384::ecdsa::VerifyingKey, p384::ecdsa::Signature);
    P521(p521::ecdsa::VerifyingKey, p521::ecdsa::Signature);
    Ed25519(ed25519_dalek::VerifyingKey, ed25519_dalek::Signature);
    Rs256(pkcs1v15::VerifyingKey<Sha256>, pkcs1v15::Signature);
    Rs384(pkcs1v15::VerifyingKey<Sha384>, pkcs1v15::Signature);
    Rs512(pkcs1v15::VerifyingKey<Sha512>, pkcs1v15::Signature);
    Ps256(pss::VerifyingKey<Sha256>, pss::Signature);
    Ps384(pss::VerifyingKey<Sha384>, pss::Signature);
    Ps512(pss::VerifyingKey<Sha512>, pss::Signature);
}
