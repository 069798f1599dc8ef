//! HMAC secrets, and public keys in their place: whoever knows such a key could sign. They are found in whatever text
//! they are written: PEM, JWK, SSH, DER or a curve point, in base64 or hex, or inside another key file.

use base64_simd::forgiving_decode_to_vec;
use zeroize::Zeroizing;

use super::{Algorithm, CryptoProvider, Curve, Material};
use crate::error::{ConfigError, invalid_key, weak_key};
use crate::limits::{SECRET_BYTES_MAX, SECRET_BYTES_MIN};
use crate::secret::Secret;

/// base64 of base64 of a PEM is the deepest that configuration systems write.
const DEPTH: usize = 2;

impl Material {
    pub(crate) fn secret(bytes: Vec<u8>) -> Result<Self, ConfigError> {
        if bytes.len() > SECRET_BYTES_MAX {
            return Err(invalid_key(format_args!(
                "the secret is longer than {SECRET_BYTES_MAX} bytes"
            )));
        }
        if bytes.len() < SECRET_BYTES_MIN {
            return Err(weak_key(format_args!(
                "the secret has {} bytes; an HMAC needs at least {SECRET_BYTES_MIN} (RFC 7518 §3.2)",
                bytes.len()
            )));
        }
        let readings = SecretReadings::of(&bytes);
        if readings.look_like_another_key() {
            return Err(weak_key(
                "the secret looks like a public key (PEM, DER, JWK, SSH or a curve point); a public key used \
                 as an HMAC secret lets anyone sign. Import it as the key it is",
            ));
        }
        if readings.are_zeros() {
            return Err(weak_key("the secret is nothing but zeros"));
        }
        Ok(Self::Secret(Secret::new(bytes)))
    }
}

/// The bytes of a secret, and those that it spells in hex and base64.
pub(crate) struct SecretReadings(Vec<Zeroizing<Vec<u8>>>);

impl SecretReadings {
    pub(crate) fn of(secret: &[u8]) -> Self {
        let mut readings = vec![Zeroizing::new(secret.to_vec())];
        let mut from = 0;
        for _ in 0..DEPTH {
            let decoded: Vec<_> =
                readings.iter().skip(from).flat_map(|bytes| decoded(bytes)).collect();
            from = readings.len();
            readings.extend(decoded);
        }
        Self(readings)
    }

    /// Whether it has the form of a key that is no shared secret.
    fn look_like_another_key(&self) -> bool {
        self.0.iter().any(|bytes| is_key_text(bytes) || is_der_key(bytes) || is_point(bytes))
    }

    fn are_zeros(&self) -> bool {
        let zeros = |bytes: &[u8]| {
            bytes.len() >= SECRET_BYTES_MIN / 2 && bytes.iter().all(|byte| *byte == 0)
        };
        self.0.iter().any(|bytes| zeros(bytes))
    }

    /// Whether it has the number that every encoding of this public key has.
    pub(crate) fn hold(&self, key: &Material) -> bool {
        let Some(number) = public_number(key) else { return false };
        self.0.iter().any(|bytes| bytes.windows(number.len()).any(|part| part == number))
    }
}

fn public_number(key: &Material) -> Option<&[u8]> {
    match key {
        Material::Secret(_) => None,
        Material::Rsa { modulus, .. } => Some(modulus),
        Material::Ec { curve, point } => point.get(1..=curve.coordinate_bytes()),
        Material::Ed25519(bytes) => Some(bytes),
    }
}

/// What the text spells. White space, quotes, separators and the line ends of environment variables do not count.
fn decoded(bytes: &[u8]) -> impl Iterator<Item = Zeroizing<Vec<u8>>> {
    let mut digits = Zeroizing::new(Vec::with_capacity(bytes.len()));
    let mut before = 0;
    for &byte in bytes {
        let ends_line = before == b'\\' && matches!(byte, b'n' | b'r');
        match byte {
            b'-' => digits.push(b'+'),
            b'_' => digits.push(b'/'),
            b'+' | b'/' => digits.push(byte),
            _ if byte.is_ascii_alphanumeric() && !ends_line => digits.push(byte),
            _ => {}
        }
        before = byte;
    }
    let hex = from_hex(match digits.as_slice() {
        [b'0', b'x' | b'X', hex @ ..] => hex,
        hex => hex,
    });
    let base64 = forgiving_decode_to_vec(&digits).ok();
    [hex, base64].into_iter().flatten().filter(|bytes| !bytes.is_empty()).map(Zeroizing::new)
}

fn from_hex(text: &[u8]) -> Option<Vec<u8>> {
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let (pairs, []) = text.as_chunks() else { return None };
    pairs.iter().map(|[high, low]| Some(digit(*high)? << 4 | digit(*low)?)).collect()
}

fn is_key_text(bytes: &[u8]) -> bool {
    const MARKS: [&str; 8] = [
        "-----BEGIN",
        "ssh-rsa",
        "ssh-ed25519",
        "ssh-dss",
        "ecdsa-sha2-",
        "sk-ssh-",
        "sk-ecdsa-",
        "\"kty\"",
    ];
    // Zero-width and control characters have been used to get past an anchored comparison.
    let visible: Zeroizing<Vec<u8>> =
        Zeroizing::new(bytes.iter().copied().filter(u8::is_ascii_graphic).collect());
    let holds = |mark: &str| visible.windows(mark.len()).any(|part| part == mark.as_bytes());
    let begins_like_json = visible.starts_with(b"{") && holds("\"keys\"");
    begins_like_json || MARKS.iter().any(|mark| holds(mark))
}

/// A DER sequence of a key or a certificate: `SubjectPublicKeyInfo` and X.509 begin with a sequence, PKCS#1, PKCS#8
/// and SEC 1 with a number. White space and zeros may follow it.
fn is_der_key(bytes: &[u8]) -> bool {
    const SEQUENCE: u8 = 0x30;
    const INTEGER: u8 = 0x02;
    let Some((SEQUENCE, mut members, after)) = der_value(bytes) else { return false };
    if !after.iter().all(|byte| *byte == 0 || byte.is_ascii_whitespace()) {
        return false;
    }
    let mut tags = Vec::new();
    while !members.is_empty() {
        let Some((tag, _, rest)) = der_value(members) else { return false };
        tags.push(tag);
        members = rest;
    }
    tags.len() > 1 && matches!(tags.first(), Some(&(SEQUENCE | INTEGER)))
}

/// Tag, content, and what follows (X.690 §8.1).
fn der_value(bytes: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    let (&tag, rest) = bytes.split_first()?;
    let (&first, rest) = rest.split_first()?;
    let (length, rest) = match first {
        ..=0x7f => (usize::from(first), rest),
        0x81..=0x84 => {
            let (length, rest) = rest.split_at_checked(usize::from(first - 0x80))?;
            (length.iter().fold(0, |sum, byte| sum << 8 | usize::from(*byte)), rest)
        }
        _ => return None,
    };
    let (content, rest) = rest.split_at_checked(length)?;
    Some((tag, content, rest))
}

/// A point of a NIST curve, with the `04` of SEC 1 before it or without. A random secret is none.
fn is_point(bytes: &[u8]) -> bool {
    let curves = [
        (Curve::P256, Algorithm::Es256),
        (Curve::P384, Algorithm::Es384),
        (Curve::P521, Algorithm::Es512),
    ];
    curves.into_iter().any(|(curve, algorithm)| {
        let length = 2 * curve.coordinate_bytes();
        let after_tag = bytes.strip_prefix(&[4]).filter(|rest| rest.len() == length);
        let coordinates = after_tag.unwrap_or(bytes);
        let point = (coordinates.len() == length).then(|| [&[4], coordinates].concat());
        let key = point.and_then(|point| Material::ec(curve, point).ok());
        key.zip(CryptoProvider::usual())
            .is_some_and(|(key, provider)| provider.verifier_for(algorithm, &key).is_some())
    })
}

#[cfg(test)]
#[path = "shared_secret_tests.rs"]
mod tests;
