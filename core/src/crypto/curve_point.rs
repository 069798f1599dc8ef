//! Points of the NIST curves.

use p256::elliptic_curve::array::Array;
use p256::elliptic_curve::point::AffineCoordinates;
use p256::elliptic_curve::{AffinePoint, CurveArithmetic, FieldBytes, PublicKey};

/// `04 || x || y` as a key, if it lies on the curve and both coordinates are below the field's
/// modulus. The form has been checked; what else SEC 1 knows, compressed points, is never taken.
pub(super) fn public_key<C>(uncompressed: &[u8]) -> Option<PublicKey<C>>
where
    C: CurveArithmetic,
    AffinePoint<C>: AffineCoordinates<FieldRepr = FieldBytes<C>>,
{
    let coordinates = uncompressed.get(1..)?;
    let (x, y) = coordinates.split_at_checked(coordinates.len() / 2)?;
    let (x, y) = (Array::try_from(x).ok()?, Array::try_from(y).ok()?);
    PublicKey::from_affine(AffinePoint::<C>::from_coordinates(&x, &y).into_option()?).ok()
}
