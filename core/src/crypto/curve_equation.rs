//! Whether a point lies on a NIST curve, for builds that leave signatures to the host.
//!
//! Points are public: nothing here needs to take the same time for each.

use crypto_bigint::modular::FixedMontyForm;
use crypto_bigint::{Odd, U256, U384, U576};

use super::Curve;
use super::prime_field::{Field, number};

/// `y² = x³ − 3x + b` modulo a prime (SP 800-186 §3.2.1), in one width for all curves.
struct Equation {
    field: Field,
    b: U576,
}

const P256: Equation = Equation::new(
    Odd::<U256>::from_be_hex("ffffffff00000001000000000000000000000000ffffffffffffffffffffffff")
        .resize(),
    U256::from_be_hex("5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b").resize(),
);
const P384: Equation = Equation::new(
    Odd::<U384>::from_be_hex(
        "fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffeffffffff0000000000000000ffffffff",
    )
    .resize(),
    U384::from_be_hex(
        "b3312fa7e23ee7e4988e056be3f82d19181d9c6efe8141120314088f5013875ac656398d8a2ed19d2a85c8edd3ec2aef",
    )
    .resize(),
);
const P521: Equation = Equation::new(
    // 2^521 − 1
    Odd::<U576>::from_be_hex(
        "00000000000001ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    ),
    U576::from_be_hex(
        "0000000000000051953eb9618e1c9a1f929a21a0b68540eea2da725b99b315f3b8b489918ef109e156193951ec7e937b1652c0bd3bb1bf073573df883d2c34f1ef451fd46b503f00",
    ),
);

/// Whether `04 || x || y` is a point of the curve, both coordinates below the prime. The form has been
/// checked.
pub(super) fn holds_for(curve: Curve, uncompressed: &[u8]) -> bool {
    let coordinates = uncompressed.get(1..).unwrap_or_default();
    let Some((x, y)) = coordinates.split_at_checked(curve.coordinate_bytes()) else { return false };
    let equation = match curve {
        Curve::P256 => const { &P256 },
        Curve::P384 => const { &P384 },
        Curve::P521 => const { &P521 },
    };
    number(x).zip(number(y)).is_some_and(|(x, y)| equation.holds(&x, &y))
}

impl Equation {
    const fn new(prime: Odd<U576>, b: U576) -> Self {
        Self { field: Field::new_vartime(prime), b }
    }

    fn holds(&self, x: &U576, y: &U576) -> bool {
        let prime = self.field.modulus().as_ref();
        if x >= prime || y >= prime {
            return false;
        }
        let [x, y, b, three] = [x, y, &self.b, &U576::from_u8(3)]
            .map(|number| FixedMontyForm::new(number, &self.field));
        y * y == (x * x - three) * x + b
    }
}

#[cfg(test)]
mod tests {
    use super::{Curve, holds_for};

    /// The base points of SP 800-186 §3.2.1.
    const BASE_POINTS: [(Curve, &str); 3] = [
        (
            Curve::P256,
            "6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296\
             4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5",
        ),
        (
            Curve::P384,
            "aa87ca22be8b05378eb1c71ef320ad746e1d3b628ba79b9859f741e082542a385502f25dbf55296c3a545e3872760ab7\
             3617de4a96262c6f5d9e98bf9292dc29f8f41dbd289a147ce9da3113b5f0b8c00a60b1ce1d7e819d7a431d7c90ea0e5f",
        ),
        (
            Curve::P521,
            "00c6858e06b70404e9cd9e3ecb662395b4429c648139053fb521f828af606b4d3dbaa14b5e77efe75928fe1dc127a2ffa8de3348b3c1856a429bf97e7e31c2e5bd66\
             011839296a789a3bc0045c8a5fb42c7d1bd998f54449579b446817afbd17273e662c97ee72995ef42640c550b9013fad0761353c7086a272c24088be94769fd16650",
        ),
    ];

    #[test]
    fn holds_for_the_base_points_and_for_nothing_beside_them() {
        for (curve, coordinates) in BASE_POINTS {
            let byte = |place| u8::from_str_radix(&coordinates[place..place + 2], 16);
            let bytes = (0..coordinates.len()).step_by(2).map(|place| byte(place).expect("hex"));
            let point: Vec<u8> = [4].into_iter().chain(bytes).collect();
            assert!(holds_for(curve, &point), "{curve:?}");
            for place in 1..point.len() {
                let mut beside = point.clone();
                beside[place] ^= 1;
                assert!(!holds_for(curve, &beside), "{curve:?}: {place}");
            }
            assert!(!holds_for(curve, &[&[4], &[0; 132][..point.len() - 1]].concat()));
            assert!(!holds_for(curve, &[&[4], &[0xff; 132][..point.len() - 1]].concat()));
            assert!(!holds_for(curve, &[4]));
        }
    }
}
