//! The policy behind a handle, with the keys and tokens that are kept under it.

use doorward::{Policy, Verifier};
use pyo3::prelude::*;
use pyo3::types::PyString;

use crate::clock::time;
use crate::fault::fault;
use crate::key_fetch::KeyFetch;
use crate::outcome::Refused;
use crate::text::text;

/// A policy, parsed and checked once.
#[pyclass(frozen, module = "doorward._doorward")]
pub(crate) struct Engine {
    pub(crate) verifier: Verifier,
}

#[pymethods]
impl Engine {
    /// Reads policy JSON. `seed` is random, and no secret.
    #[new]
    fn new(policy: &Bound<'_, PyString>, seed: u64) -> PyResult<Self> {
        let policy = Policy::from_json(&text(policy)).map_err(|error| fault(&error))?;
        Ok(Self { verifier: Verifier::with_jitter_seed(policy, seed) })
    }

    /// A fetch for each issuer that has no keys yet and for which nobody is fetching.
    fn warm(&self, now: f64) -> PyResult<Vec<KeyFetch>> {
        let fetches = self.verifier.warm(time(now)?);
        Ok(fetches.into_iter().map(|fetch| KeyFetch::new(&self.verifier, fetch)).collect())
    }

    /// The refusal to begin with: keys are fetched, and not one issuer's are there.
    fn unwarmed(&self, now: f64) -> PyResult<Option<Refused>> {
        Ok(self.verifier.unwarmed(time(now)?).map(Refused::of))
    }

    fn is_fetching(&self, issuer: &Bound<'_, PyString>, now: f64) -> PyResult<bool> {
        Ok(self.verifier.is_fetching(&text(issuer), time(now)?))
    }

    /// The state of every issuer's keys, as a JSON array.
    fn key_status(&self, now: f64) -> PyResult<String> {
        Ok(doorward::wire::key_status(&self.verifier.key_status(time(now)?)))
    }

    /// Whether any issuer's keys are fetched.
    #[getter]
    fn fetches_keys(&self) -> bool {
        self.verifier.policy().fetches_keys()
    }

    /// How long a store may take; `None` when API keys are not accepted.
    #[getter]
    fn api_key_timeout_seconds(&self) -> Option<f64> {
        self.verifier.policy().api_key_timeout_seconds()
    }

    /// The header that carries an API key alone; `None` when API keys are not accepted.
    #[getter]
    fn api_key_header(&self) -> Option<&str> {
        self.verifier.policy().api_key_header()
    }

    /// Keys of the policy's sets that were passed over because they cannot be used here.
    #[getter]
    fn unusable_keys(&self) -> usize {
        self.verifier.policy().unusable_keys()
    }

    fn __repr__(&self) -> &'static str {
        "Engine(…)"
    }
}
