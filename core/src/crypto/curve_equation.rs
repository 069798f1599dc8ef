//! Whether a point lies on a NIST curve, for builds that leave the rest of the curve to the host.
//!
//! Points are public: nothing here needs to take the same time for each.

use crypto_bigint::modular::{FixedMontyForm, FixedMontyParams};
use crypto_bigint::{Odd, U256, U384, U576};

use super::Curve;

/// `y² = x³ − 3x + b` modulo a prime (SP 800-186 §3.2.1), in one width for all curves.
struct Equation {
    field: FixedMontyParams<{ U576::LIMBS }>,
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
        Self { field: FixedMontyParams::new_vartime(prime), b }
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

fn number(bytes: &[u8]) -> Option<U576> {
    let mut whole = [0; U576::BYTES];
    let start = whole.len().checked_sub(bytes.len())?;
    whole.get_mut(start..)?.copy_from_slice(bytes);
    Some(U576::from_be_slice(&whole))
}
