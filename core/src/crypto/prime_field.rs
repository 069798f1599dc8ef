//! Numbers modulo the prime of a curve, in one width for all curves.

use crypto_bigint::U576;
use crypto_bigint::modular::FixedMontyParams;

pub(super) type Field = FixedMontyParams<{ U576::LIMBS }>;

/// A big-endian number that is no wider than the field.
pub(super) fn number(bytes: &[u8]) -> Option<U576> {
    let mut whole = [0; U576::BYTES];
    let start = whole.len().checked_sub(bytes.len())?;
    whole.get_mut(start..)?.copy_from_slice(bytes);
    Some(U576::from_be_slice(&whole))
}
