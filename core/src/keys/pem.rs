//! Public keys as PEM. The label says what is inside; nothing is guessed.

use std::sync::Arc;

use pkcs1::der::Decode;
use pkcs1::der::asn1::ObjectIdentifier;
use pkcs1::der::pem::decode_vec;
use spki::SubjectPublicKeyInfoRef;

use super::key::Key;
use crate::crypto::{Curve, Material};
use crate::error::{ConfigError, invalid_key};

const RSA_ENCRYPTION: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");
const EC_PUBLIC_KEY: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.2.1");
const ED25519: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.101.112");
const CURVES: [(ObjectIdentifier, Curve); 3] = [
    (ObjectIdentifier::new_unwrap("1.2.840.10045.3.1.7"), Curve::P256),
    (ObjectIdentifier::new_unwrap("1.3.132.0.34"), Curve::P384),
    (ObjectIdentifier::new_unwrap("1.3.132.0.35"), Curve::P521),
];

impl Key {
    /// A public key as PEM: `PUBLIC KEY` (RFC 7468 §13) or `RSA PUBLIC KEY` (RFC 8017 A.1.1).
    ///
    /// # Errors
    /// `invalid_key` for certificates, private keys and unknown key types; `weak_key` for a weak RSA or Ed25519
    /// key. The policy checks whether an EC point lies on its curve when it is built.
    pub fn pem(text: &str) -> Result<Self, ConfigError> {
        Ok(Self::of(Arc::new(read(text)?)))
    }
}

fn read(text: &str) -> Result<Material, ConfigError> {
    let unreadable = || invalid_key("not a PEM-encoded public key");
    let (label, der) = decode_vec(text.trim().as_bytes()).map_err(|_| unreadable())?;
    match label {
        "RSA PUBLIC KEY" => rsa(&der),
        "PUBLIC KEY" => {
            let info = SubjectPublicKeyInfoRef::from_der(&der).map_err(|_| unreadable())?;
            public_key_info(&info)
        }
        "PRIVATE KEY" | "RSA PRIVATE KEY" | "EC PRIVATE KEY" => {
            Err(invalid_key("this is a private key; give the public key"))
        }
        "CERTIFICATE" => Err(invalid_key(
            "this is a certificate, whose validity is not checked here; give its public key",
        )),
        _ => Err(unreadable()),
    }
}

fn rsa(der: &[u8]) -> Result<Material, ConfigError> {
    let key = pkcs1::RsaPublicKeyRef::from_der(der)
        .map_err(|_| invalid_key("not an RSA public key of RFC 8017 A.1.1"))?;
    Material::rsa(key.modulus.as_bytes().to_vec(), key.public_exponent.as_bytes().to_vec())
}

fn public_key_info(info: &SubjectPublicKeyInfoRef<'_>) -> Result<Material, ConfigError> {
    let bits = info.subject_public_key.as_bytes().ok_or_else(|| invalid_key("no whole bytes"))?;
    let algorithm = &info.algorithm;
    if algorithm.oid == RSA_ENCRYPTION {
        return rsa(bits);
    }
    if algorithm.oid == ED25519 {
        return Material::ed25519(bits);
    }
    if algorithm.oid != EC_PUBLIC_KEY {
        return Err(invalid_key("the key is not RSA, EC or Ed25519"));
    }
    let named = algorithm.parameters_oid().ok();
    let curve = CURVES.iter().find(|(oid, _)| Some(*oid) == named).map(|(_, curve)| *curve);
    let curve = curve.ok_or_else(|| invalid_key("the curve is not P-256, P-384 or P-521"))?;
    Material::ec(curve, bits.to_vec())
}
