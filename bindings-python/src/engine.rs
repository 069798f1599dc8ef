//! The policy behind a handle, and the two ways to ask it.
//!
//! The GIL is kept while a signature is verified: at most some 60 µs, a hundredth of the interval at
//! which threads take turns. Whoever lets go of it beside a busy thread waits that whole interval, 5 ms,
//! to get it back. On a free-threaded interpreter nothing is held at all.

use doorward::{Policy, Request, Verifier};
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyString};

use crate::fault::{fault, time};
use crate::key_fetch::KeyFetch;
use crate::outcome::{Refused, outcome};
use crate::requirement::Requirement;
use crate::text::{field, text};

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

    /// Decides on a bare token or API key.
    fn verify<'py>(
        &self,
        py: Python<'py>,
        credential: &Bound<'py, PyString>,
        requirement: &Bound<'py, Requirement>,
        now: f64,
    ) -> PyResult<Bound<'py, PyAny>> {
        let credential = text(credential);
        let request = Request::credential(&credential, time(now)?);
        outcome(py, &self.verifier, self.verifier.begin(&request, &requirement.get().0))
    }

    /// Decides on a request: its URL and every header, each a pair of `bytes` or `str`.
    fn authenticate<'py>(
        &self,
        py: Python<'py>,
        url: &Bound<'py, PyString>,
        headers: &Bound<'py, PyAny>,
        requirement: &Bound<'py, Requirement>,
        now: f64,
    ) -> PyResult<Bound<'py, PyAny>> {
        let mut pairs = Vec::new();
        for pair in headers.try_iter()? {
            let pair = pair?;
            let is_text = pair.is_instance_of::<PyString>() || pair.is_instance_of::<PyBytes>();
            if is_text || pair.len()? != 2 {
                return Err(PyTypeError::new_err("headers: pairs of a name and a value expected"));
            }
            pairs.push((pair.get_item(0)?, pair.get_item(1)?));
        }
        let mut fields = Vec::with_capacity(pairs.len());
        for (name, value) in &pairs {
            fields.push((field(name)?, field(value)?));
        }
        let fields: Vec<_> =
            fields.iter().map(|(name, value)| (name.as_ref(), value.as_ref())).collect();
        let url = text(url);
        let request = Request::http(&url, &fields, time(now)?);
        outcome(py, &self.verifier, self.verifier.begin(&request, &requirement.get().0))
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
