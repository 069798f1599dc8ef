//! The Python binding of Doorward: it converts arguments and results, and has no rule of its own.
//!
//! The Python side (`python/doorward/`) gives these classes their public shape.

use pyo3::prelude::*;

mod api_keys;
mod clock;
mod config_error;
mod engine;
mod key_fetch;
mod object;
mod outcome;
mod principal;
mod request;
mod requirement;
mod text;
mod verifier;

/// The native module. Its classes are frozen, and locks guard what changes, so it needs no GIL.
#[pymodule(gil_used = false)]
mod _doorward {
    #[pymodule_export]
    use super::api_keys::{MemoryApiKeys, Record, create_api_key};
    #[pymodule_export]
    use super::config_error::NativeConfigError;
    #[pymodule_export]
    use super::engine::{Engine, GuardRules, NativePolicy, limits};
    #[pymodule_export]
    use super::key_fetch::KeyFetch;
    #[pymodule_export]
    use super::outcome::{Decided, Pending, Refused};
    #[pymodule_export]
    use super::principal::{Actor, Principal};
    #[pymodule_export]
    use super::requirement::{NativeRequirement, RequirementCache};
    #[pymodule_export]
    use super::verifier::VerifierBase;
}
