//! Verification by AWS-LC. Keys are parsed once.

use aws_lc_rs::hmac;
use aws_lc_rs::signature::{
    self, ParsedPublicKey, RsaParameters, RsaPublicKeyComponents, VerificationAlgorithm,
};

use super::signature::SignatureVerifier;
use super::{Algorithm, Material};

pub(super) fn verifier(
    algorithm: Algorithm,
    material: &Material,
) -> Option<Box<dyn SignatureVerifier>> {
    Some(match material {
        Material::Secret(secret) => {
            Box::new(hmac::Key::new(hmac_algorithm(algorithm)?, secret.expose()))
        }
        Material::Rsa { modulus, exponent } => {
            let components = RsaPublicKeyComponents { n: modulus, e: exponent };
            Box::new(components.to_parsed_public_key(rsa_parameters(algorithm)?).ok()?)
        }
        Material::Ec { point, .. } => {
            Box::new(ParsedPublicKey::new(ecdsa_algorithm(algorithm)?, point).ok()?)
        }
        Material::Ed25519(bytes) => {
            Box::new(ParsedPublicKey::new(&signature::ED25519, bytes).ok()?)
        }
    })
}

impl SignatureVerifier for ParsedPublicKey {
    fn verify(&self, message: &[u8], signature: &[u8]) -> bool {
        self.verify_sig(message, signature).is_ok()
    }
}

impl SignatureVerifier for hmac::Key {
    fn verify(&self, message: &[u8], signature: &[u8]) -> bool {
        hmac::verify(self, message, signature).is_ok()
    }
}

const fn hmac_algorithm(algorithm: Algorithm) -> Option<hmac::Algorithm> {
    match algorithm {
        Algorithm::Hs256 => Some(hmac::HMAC_SHA256),
        Algorithm::Hs384 => Some(hmac::HMAC_SHA384),
        Algorithm::Hs512 => Some(hmac::HMAC_SHA512),
        _ => None,
    }
}

fn rsa_parameters(algorithm: Algorithm) -> Option<&'static RsaParameters> {
    match algorithm {
        Algorithm::Rs256 => Some(&signature::RSA_PKCS1_2048_8192_SHA256),
        Algorithm::Rs384 => Some(&signature::RSA_PKCS1_2048_8192_SHA384),
        Algorithm::Rs512 => Some(&signature::RSA_PKCS1_2048_8192_SHA512),
        Algorithm::Ps256 => Some(&signature::RSA_PSS_2048_8192_SHA256),
        Algorithm::Ps384 => Some(&signature::RSA_PSS_2048_8192_SHA384),
        Algorithm::Ps512 => Some(&signature::RSA_PSS_2048_8192_SHA512),
        _ => None,
    }
}

fn ecdsa_algorithm(algorithm: Algorithm) -> Option<&'static dyn VerificationAlgorithm> {
    match algorithm {
        Algorithm::Es256 => Some(&signature::ECDSA_P256_SHA256_FIXED),
        Algorithm::Es384 => Some(&signature::ECDSA_P384_SHA384_FIXED),
        Algorithm::Es512 => Some(&signature::ECDSA_P521_SHA512_FIXED),
        _ => None,
    }
}
