//! Verification of HMACs by the RustCrypto crates.

use hmac::{Hmac, KeyInit, Mac};
use sha2::{Sha256, Sha384, Sha512};

use super::Algorithm;
use super::signature::SignatureVerifier;
use crate::secret::Secret;

pub(super) fn verifier(
    algorithm: Algorithm,
    secret: &Secret,
) -> Option<Box<dyn SignatureVerifier>> {
    let secret = secret.expose();
    Some(match algorithm {
        Algorithm::Hs256 => Box::new(HmacSha256(Hmac::new_from_slice(secret).ok()?)),
        Algorithm::Hs384 => Box::new(HmacSha384(Hmac::new_from_slice(secret).ok()?)),
        Algorithm::Hs512 => Box::new(HmacSha512(Hmac::new_from_slice(secret).ok()?)),
        _ => return None,
    })
}

macro_rules! hmac {
    ($($name:ident($hash:ty);)*) => {$(
        struct $name(Hmac<$hash>);

        impl SignatureVerifier for $name {
            fn verify(&self, message: &[u8], signature: &[u8]) -> bool {
                self.0.clone().chain_update(message).verify_slice(signature).is_ok()
            }
        }
    )*};
}

hmac! {
    HmacSha256(Sha256);
    HmacSha384(Sha384);
    HmacSha512(Sha512);
}
