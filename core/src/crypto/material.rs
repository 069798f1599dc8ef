//! What a key is made of, once it has been read and found strong enough.

#[cfg(feature = "host_signatures")]
use super::edwards_equation::holds_for_ed25519;
use super::{Algorithm, Family};
use crate::error::{ConfigError, invalid_key, weak_key};
use crate::limits::{RSA_BITS_MAX, RSA_BITS_MIN, RSA_EXPONENT_BITS_MAX};
use crate::secret::Secret;

/// The NIST curves of RFC 7518 §6.2.1.1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Curve {
    P256,
    P384,
    P521,
}

impl Curve {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::P256 => "P-256",
            Self::P384 => "P-384",
            Self::P521 => "P-521",
        }
    }

    pub(crate) fn from_name(name: &str) -> Option<Self> {
        [Self::P256, Self::P384, Self::P521].into_iter().find(|curve| curve.name() == name)
    }

    /// Bytes of one coordinate.
    pub(crate) const fn coordinate_bytes(self) -> usize {
        match self {
            Self::P256 => 32,
            Self::P384 => 48,
            Self::P521 => 66,
        }
    }
}

/// Key material of a known kind. Constructors refuse what is weak.
#[derive(Debug)]
pub(crate) enum Material {
    Secret(Secret),
    /// Big-endian, without leading zeros.
    Rsa {
        modulus: Vec<u8>,
        exponent: Vec<u8>,
    },
    /// Uncompressed point: `04 || x || y`.
    Ec {
        curve: Curve,
        point: Vec<u8>,
    },
    Ed25519([u8; 32]),
}

/// Whether the y coordinate is below 2^255 − 19 (RFC 8032 §5.1.3). Of the points whose sign can be written in two ways, with
/// x = 0, each has a small order.
#[cfg(not(feature = "host_signatures"))]
fn is_canonical(bytes: &[u8; 32]) -> bool {
    let [low, middle @ .., high] = bytes;
    !(*low >= 0xED && middle.iter().all(|byte| *byte == 0xFF) && high & 0x7F == 0x7F)
}

impl Material {
    pub(crate) fn rsa(modulus: Vec<u8>, exponent: Vec<u8>) -> Result<Self, ConfigError> {
        let (Some(bits), Some(exponent_bits)) = (bit_length(&modulus), bit_length(&exponent))
        else {
            return Err(invalid_key(
                "the RSA modulus and exponent must not begin with a zero byte",
            ));
        };
        if bits < RSA_BITS_MIN {
            return Err(weak_key(format_args!(
                "the RSA key has {bits} bits; at least {RSA_BITS_MIN} are needed"
            )));
        }
        if bits > RSA_BITS_MAX {
            return Err(invalid_key(format_args!(
                "the RSA key has {bits} bits; at most {RSA_BITS_MAX} are taken"
            )));
        }
        let odd = |bytes: &[u8]| bytes.last().is_some_and(|byte| byte & 1 == 1);
        if !(17..=RSA_EXPONENT_BITS_MAX).contains(&exponent_bits) || !odd(&exponent) {
            return Err(weak_key(
                "the RSA public exponent must be odd, above 2^16 (FIPS 186-5), and below 2^33",
            ));
        }
        if !odd(&modulus) {
            return Err(invalid_key("the RSA modulus must be odd"));
        }
        if super::roca::has_fingerprint(&modulus) {
            return Err(weak_key("the RSA key was made by a flawed generator (CVE-2017-15361)"));
        }
        Ok(Self::Rsa { modulus, exponent })
    }

    /// From an uncompressed point. That it lies on the curve is checked by the provider.
    pub(crate) fn ec(curve: Curve, point: Vec<u8>) -> Result<Self, ConfigError> {
        if point.first() != Some(&4) || point.len() != 1 + 2 * curve.coordinate_bytes() {
            return Err(invalid_key(format_args!(
                "the point must be uncompressed, with two coordinates of {} bytes for {}",
                curve.coordinate_bytes(),
                curve.name()
            )));
        }
        Ok(Self::Ec { curve, point })
    }

    /// Refuses invalid, non-canonical and small-order points. With a small-order key a signature can be valid
    /// for many messages, and providers differ in all three cases.
    pub(crate) fn ed25519(bytes: &[u8]) -> Result<Self, ConfigError> {
        let bytes: [u8; 32] =
            bytes.try_into().map_err(|_| invalid_key("an Ed25519 public key has 32 bytes"))?;
        if !holds_for_ed25519(&bytes) {
            return Err(invalid_key("the bytes are no Ed25519 public key"));
        }
        if begins_with_small_order(&bytes) {
            return Err(weak_key("the Ed25519 key is a point of small order"));
        }
        Ok(Self::Ed25519(bytes))
    }

    /// Whether a key of this kind can serve the algorithm at all.
    pub(crate) fn fits(&self, algorithm: Algorithm) -> bool {
        match (self, algorithm) {
            (Self::Ec { curve, .. }, _) => {
                *curve
                    == match algorithm {
                        Algorithm::Es256 => Curve::P256,
                        Algorithm::Es384 => Curve::P384,
                        Algorithm::Es512 => Curve::P521,
                        _ => return false,
                    }
            }
            (Self::Secret(_), _) => algorithm.family() == Family::Hmac,
            (Self::Rsa { .. }, _) => algorithm.family() == Family::Rsa,
            (Self::Ed25519(_), _) => algorithm.family() == Family::Ed25519,
        }
    }

    pub(crate) fn is_same_public_key(&self, other: &Self) -> bool {
        match (self, other) {
            (
                Self::Rsa { modulus, exponent },
                Self::Rsa { modulus: other_modulus, exponent: other_exponent },
            ) => modulus == other_modulus && exponent == other_exponent,
            (Self::Ec { curve, point }, Self::Ec { curve: other_curve, point: other_point }) => {
                curve == other_curve && point == other_point
            }
            (Self::Ed25519(bytes), Self::Ed25519(other_bytes)) => bytes == other_bytes,
            _ => false,
        }
    }

    /// Bytes every genuine signature has.
    pub(crate) fn signature_bytes(&self, algorithm: Algorithm) -> usize {
        match self {
            Self::Secret(_) => algorithm.secret_bytes_min(),
            Self::Rsa { modulus, .. } => modulus.len(),
            Self::Ec { curve, .. } => 2 * curve.coordinate_bytes(),
            Self::Ed25519(_) => 64,
        }
    }
}

/// Whether the bytes are the one encoding of a point of edwards25519.
#[cfg(not(feature = "host_signatures"))]
fn holds_for_ed25519(encoded: &[u8; 32]) -> bool {
    let point = curve25519_dalek::edwards::CompressedEdwardsY(*encoded).decompress();
    point.is_some() && is_canonical(encoded)
}

/// The `y` of the eight points of small order, some of which differ in the sign of `x` alone: 0, 1, −1, and those of
/// order eight.
const SMALL_ORDER: [[u8; 32]; 5] = [
    [0; 32],
    [1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
    *b"\xec\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x7f",
    *b"\x26\xe8\x95\x8f\xc2\xb2\x27\xb0\x45\xc3\xf4\x89\xf2\xef\x98\xf0\xd5\xdf\xac\x05\xd3\xc6\x33\x39\xb1\x38\x02\x88\x6d\x53\xfc\x05",
    *b"\xc7\x17\x6a\x70\x3d\x4d\xd8\x4f\xba\x3c\x0b\x76\x0d\x10\x67\x0f\x2a\x20\x53\xfa\x2c\x39\xcc\xc6\x4e\xc7\xfd\x77\x92\xac\x03\x7a",
];

/// Whether R of an Ed25519 signature is one of the eight points of small order. Only the key's holder can make
/// such a signature, but some verifiers refuse it and some do not (RFC 8032 §5.1.7 leaves it open). A
/// non-canonical R never verifies.
pub(crate) fn begins_with_small_order(signature: &[u8]) -> bool {
    let Some((begin, [last, ..])) = signature.split_at_checked(31) else { return false };
    SMALL_ORDER.iter().any(|[y @ .., end]| y == begin && *end == last & 0x7f)
}

/// `None` for an empty number or one with a leading zero byte.
fn bit_length(bytes: &[u8]) -> Option<usize> {
    let first = bytes.first().filter(|byte| **byte != 0)?;
    Some(bytes.len() * 8 - usize::try_from(first.leading_zeros()).ok()?)
}

#[cfg(test)]
mod tests {
    use curve25519_dalek::constants::EIGHT_TORSION;

    use super::{Material, begins_with_small_order};
    use crate::error::ConfigErrorCode;

    #[test]
    fn refuses_the_points_of_small_order() {
        for point in EIGHT_TORSION {
            let bytes = point.compress().to_bytes();
            assert!(begins_with_small_order(&bytes));
            let refused = Material::ed25519(&bytes).err();
            assert!(refused.is_some_and(|error| error.code() == ConfigErrorCode::WeakKey));
            let mut other = bytes;
            other[7] ^= 1;
            assert!(!begins_with_small_order(&other));
        }
    }
}
