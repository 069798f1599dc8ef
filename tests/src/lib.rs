//! The conformance vectors of `tests/vectors`, run against the core.

mod case;
pub mod simulator;
mod verdict;

pub use case::{Case, cases};
pub use verdict::verdict;
