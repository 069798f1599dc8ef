//! Signatures that the host checks. Whether a key is one is found out here, as every provider does.

use p256::NistP256;
use p384::NistP384;
use p521::NistP521;

use super::curve_point::public_key;
use super::{Algorithm, Curve, Material, SignatureCheck, shared_secret};

pub(super) fn check(algorithm: Algorithm, material: &Material) -> Option<SignatureCheck> {
    let is_key = match material {
        Material::Secret(secret) => {
            return shared_secret::verifier(algorithm, secret).map(SignatureCheck::Here);
        }
        Material::Ec { curve, point } => match curve {
            Curve::P256 => public_key::<NistP256>(point).is_some(),
            Curve::P384 => public_key::<NistP384>(point).is_some(),
            Curve::P521 => public_key::<NistP521>(point).is_some(),
        },
        // Their constructors asked everything.
        Material::Rsa { .. } | Material::Ed25519(_) => true,
    };
    is_key.then_some(SignatureCheck::ByHost)
}
