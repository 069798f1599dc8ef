//! Numbers that name something for as long as the process lives.

use std::num::NonZeroU64;
use std::sync::atomic::{AtomicU64, Ordering};

/// A number that nothing else in this process has or had. One counter serves everything, because a host keeps keys and
/// principals by their numbers, and a verifier may be renewed with another policy.
pub(crate) fn next_number() -> NonZeroU64 {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    // It would take centuries to wrap.
    NonZeroU64::new(NEXT.fetch_add(1, Ordering::Relaxed)).unwrap_or(NonZeroU64::MAX)
}
