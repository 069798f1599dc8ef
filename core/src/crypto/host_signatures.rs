//! Signatures that the host checks. Whether a key is one is found out here, as every provider does.

use super::signature::SignatureCheck;
use super::{Algorithm, Material, curve_equation, shared_secret};

pub(super) fn check(algorithm: Algorithm, material: &Material) -> Option<SignatureCheck> {
    let is_key = match material {
        Material::Secret(secret) => {
            return shared_secret::verifier(algorithm, secret).map(SignatureCheck::Here);
        }
        Material::Ec { curve, point } => curve_equation::holds_for(*curve, point),
        // Their constructors asked everything.
        Material::Rsa { .. } | Material::Ed25519(_) => true,
    };
    is_key.then_some(SignatureCheck::ByHost)
}
