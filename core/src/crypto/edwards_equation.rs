//! Whether bytes are a point of edwards25519, for builds that leave signatures to the host.
//!
//! Points are public: nothing here needs to take the same time for each.

use crypto_bigint::modular::FixedMontyForm;
use crypto_bigint::{Odd, U256, U576};

use super::prime_field::{Field, number};

/// Modulo `2^255 − 19` (RFC 8032 §5.1).
const FIELD: Field = Field::new_vartime(
    Odd::<U256>::from_be_hex("7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffed")
        .resize(),
);
const D: U576 =
    U256::from_be_hex("52036cee2b6ffe738cc740797779e89800700a4d4141d8ab75eb4dca135978a3").resize();

/// Whether the bytes are the one encoding of a point of edwards25519 (RFC 8032 §5.1.3): `y`, and the sign of `x`.
pub(super) fn holds_for_ed25519(encoded: &[u8; 32]) -> bool {
    let mut y = *encoded;
    y.reverse();
    let [first, ..] = &mut y;
    let is_negative = *first & 0x80 != 0;
    *first &= 0x7f;
    let field = const { &FIELD };
    let Some(y) = number(&y).filter(|y| y < field.modulus().as_ref()) else { return false };
    let [y, d] = [&y, &D].map(|number| FixedMontyForm::new(number, field));
    let (one, zero) = (FixedMontyForm::one(field), FixedMontyForm::zero(field));
    // x² is the quotient of these two, a square if their product is one. The divisor is never zero.
    let product = (y * y - one) * (d * y * y + one);
    if product == zero {
        return !is_negative;
    }
    // Euler's criterion: the power (p − 1) / 2, which is 2^254 − 10: all of its 254 bits are set but two.
    let power = (0..253).rev().fold(product, |power, bit| {
        let square = power * power;
        if matches!(bit, 0 | 3) { square } else { square * product }
    });
    power == one
}

#[cfg(test)]
mod tests {
    use curve25519_dalek::constants::EIGHT_TORSION;
    use curve25519_dalek::edwards::CompressedEdwardsY;

    use super::holds_for_ed25519;

    /// dalek is the second implementation.
    #[test]
    fn agrees_with_a_second_implementation_about_points_of_ed25519() {
        let agree = |bytes: [u8; 32]| {
            let point = CompressedEdwardsY(bytes).decompress();
            let theirs = point.is_some_and(|point| point.compress().to_bytes() == bytes);
            assert_eq!(holds_for_ed25519(&bytes), theirs, "{bytes:?}");
        };
        for point in EIGHT_TORSION {
            let bytes = point.compress().to_bytes();
            agree(bytes);
            for place in 0..256 {
                let mut beside = bytes;
                beside[place / 8] ^= 1 << (place % 8);
                agree(beside);
            }
        }
        for first in 0..=0xff {
            for last in [0x7f, 0xff, 0x05] {
                let mut bytes = [0xff; 32];
                (bytes[0], bytes[31]) = (first, last);
                agree(bytes);
                bytes[1..31].fill(first);
                agree(bytes);
            }
        }
    }
}
