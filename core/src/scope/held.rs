//! The scopes of a credential, as the rules look at them.

/// The scopes of a credential.
#[derive(Clone, Copy, Debug)]
pub struct HeldScopes<'h, I> {
    /// Each scope, in order.
    pub names: I,
    /// The places of names that are no wildcards though they end as wildcards do, in order.
    pub no_wildcards: &'h [usize],
}
