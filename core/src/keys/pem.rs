//! Public keys as PEM. The label says what is inside; nothing is guessed.

use std::sync::Arc;

use super::key::Key;
use crate::crypto::{Curve, Material};
use crate::encoding::der::{BIT_STRING, Elements, OBJECT_IDENTIFIER, SEQUENCE};
use crate::encoding::pem;
use crate::error::{ConfigError, invalid_key};

/// Object identifiers, as DER writes them.
const RSA_ENCRYPTION: &[u8] = &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 1, 1]; // 1.2.840.113549.1.1.1
const EC_PUBLIC_KEY: &[u8] = &[0x2A, 0x86, 0x48, 0xCE, 0x3D, 2, 1]; // 1.2.840.10045.2.1
const ED25519: &[u8] = &[0x2B, 0x65, 0x70]; // 1.3.101.112
const CURVES: [(&[u8], Curve); 3] = [
    (&[0x2A, 0x86, 0x48, 0xCE, 0x3D, 3, 1, 7], Curve::P256), // 1.2.840.10045.3.1.7
    (&[0x2B, 0x81, 4, 0, 0x22], Curve::P384),                // 1.3.132.0.34
    (&[0x2B, 0x81, 4, 0, 0x23], Curve::P521),                // 1.3.132.0.35
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
    let (label, der) = pem::decode(text).ok_or_else(unreadable)?;
    match label {
        "RSA PUBLIC KEY" => rsa(&der),
        "PUBLIC KEY" => public_key_info(&der),
        "PRIVATE KEY" | "RSA PRIVATE KEY" | "EC PRIVATE KEY" => {
            Err(invalid_key("this is a private key; give the public key"))
        }
        "CERTIFICATE" => Err(invalid_key(
            "this is a certificate, whose validity is not checked here; give its public key",
        )),
        _ => Err(unreadable()),
    }
}

fn unreadable() -> ConfigError {
    invalid_key("not a PEM-encoded public key")
}

/// What stands in a sequence that is alone.
fn sequence(der: &[u8]) -> Option<Elements<'_>> {
    let mut elements = Elements::of(der);
    let content = elements.take(SEQUENCE)?;
    elements.is_empty().then_some(Elements::of(content))
}

fn rsa(der: &[u8]) -> Result<Material, ConfigError> {
    let numbers = || {
        let mut numbers = sequence(der)?;
        let both = (numbers.unsigned()?, numbers.unsigned()?);
        numbers.is_empty().then_some(both)
    };
    let (modulus, exponent) =
        numbers().ok_or_else(|| invalid_key("not an RSA public key of RFC 8017 A.1.1"))?;
    Material::rsa(modulus.to_vec(), exponent.to_vec())
}

/// `SubjectPublicKeyInfo` of RFC 5280 §4.1.
struct PublicKeyInfo<'a> {
    algorithm: &'a [u8],
    /// The object identifier among the parameters, which names a curve.
    named: Option<&'a [u8]>,
    unused_bits: u8,
    key: &'a [u8],
}

impl<'a> PublicKeyInfo<'a> {
    fn read(der: &'a [u8]) -> Option<Self> {
        let mut info = sequence(der)?;
        let mut identifier = Elements::of(info.take(SEQUENCE)?);
        let algorithm = identifier.take(OBJECT_IDENTIFIER)?;
        let parameters = if identifier.is_empty() { None } else { Some(identifier.next()?) };
        let named = parameters.filter(|(tag, _)| *tag == OBJECT_IDENTIFIER);
        let (unused_bits, key) = info.take(BIT_STRING)?.split_first()?;
        let whole = identifier.is_empty() && info.is_empty() && *unused_bits < 8;
        let named = named.map(|(_, name)| name);
        whole.then_some(Self { algorithm, named, unused_bits: *unused_bits, key })
    }
}

fn public_key_info(der: &[u8]) -> Result<Material, ConfigError> {
    let info = PublicKeyInfo::read(der).ok_or_else(unreadable)?;
    if info.unused_bits != 0 {
        return Err(invalid_key("no whole bytes"));
    }
    if info.algorithm == RSA_ENCRYPTION {
        return rsa(info.key);
    }
    if info.algorithm == ED25519 {
        return Material::ed25519(info.key);
    }
    if info.algorithm != EC_PUBLIC_KEY {
        return Err(invalid_key("the key is not RSA, EC or Ed25519"));
    }
    let curve = CURVES.iter().find(|(name, _)| info.named == Some(*name)).map(|(_, curve)| *curve);
    let curve = curve.ok_or_else(|| invalid_key("the curve is not P-256, P-384 or P-521"))?;
    Material::ec(curve, info.key.to_vec())
}
