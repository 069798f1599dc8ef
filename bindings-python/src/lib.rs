//! The Python border of Doorward: carries questions in and answers out, and holds no rule.
//!
//! The Python side (`python/doorward/`) gives these classes their public shape.

use pyo3::prelude::*;

mod api_keys;
mod clock;
mod engine;
mod fault;
mod key_fetch;
mod outcome;
mod principal;
mod request;
mod requirement;
mod text;
mod verifier;

/// The native module. Free of shared mutable state, so it needs no GIL.
#[pymodule(gil_used = false)]
mod _doorward {
    #[pymodule_export]
    use super::api_keys::{MemoryApiKeys, Record, create_api_key};
    #[pymodule_export]
    use super::engine::Engine;
    #[pymodule_export]
    use super::fault::Fault;
    #[pymodule_export]
    use super::key_fetch::{Deferred, KeyFetch};
    #[pymodule_export]
    use super::outcome::{Pending, Refused};
    #[pymodule_export]
    use super::principal::{Actor, Principal};
    #[pymodule_export]
    use super::requirement::{Requirement, requirement};
    #[pymodule_export]
    use super::verifier::VerifierBase;
}
