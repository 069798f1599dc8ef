//! The host checks signatures. Keys are validated here, as in every provider.

use super::signature::SignatureCheck;
use super::{Algorithm, Material, curve_equation, hmac_verifier};

pub(super) fn check(algorithm: Algorithm, material: &Material) -> Option<SignatureCheck> {
    let is_key = match material {
        Material::Secret(secret) => {
            return hmac_verifier::verifier(algorithm, secret).map(SignatureCheck::Here);
        }
        Material::Ec { curve, point } => curve_equation::holds_for(*curve, point),
        // `Material::rsa` and `Material::ed25519` have validated these keys already.
        Material::Rsa { .. } | Material::Ed25519(_) => true,
    };
    is_key.then_some(SignatureCheck::ByHost)
}
