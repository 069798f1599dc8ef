//! The questions that are asked for each request, with nothing of Python between them and the core.
//!
//! The GIL is kept while a signature is verified: at most some 60 µs, a hundredth of the interval at
//! which threads take turns. Whoever lets go of it beside a busy thread waits that whole interval, 5 ms,
//! to get it back. On a free-threaded interpreter nothing is held at all.

use std::sync::OnceLock;

use doorward::{Request, Verifier};
use pyo3::exceptions::PyRuntimeError;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyString, PyTuple};

use crate::clock::moment;
use crate::engine::Engine;
use crate::outcome::outcome;
use crate::principal::Principal;
use crate::request::Parts;
use crate::requirement::requirement;
use crate::text::text;

/// What `doorward.Verifier` stands on: it decides. What the core lacks is got in Python.
#[pyclass(frozen, subclass, module = "doorward._doorward")]
pub(crate) struct VerifierBase(OnceLock<Decider>);

struct Decider {
    verifier: Verifier,
    async_store: bool,
}

impl VerifierBase {
    fn decider(&self) -> PyResult<&Decider> {
        self.0.get().ok_or_else(|| PyRuntimeError::new_err("Verifier.__init__ was not called"))
    }
}

#[pymethods]
impl VerifierBase {
    /// Takes whatever a subclass is made with.
    #[new]
    #[pyo3(signature = (*_arguments, **_named))]
    fn new(_arguments: &Bound<'_, PyTuple>, _named: Option<&Bound<'_, PyDict>>) -> Self {
        Self(OnceLock::new())
    }

    /// Begins to decide by the engine's policy.
    fn _decide_by(&self, engine: &Bound<'_, Engine>, async_store: bool) -> PyResult<()> {
        let verifier = engine.get().verifier.clone();
        let decider = Decider { verifier, async_store };
        self.0
            .set(decider)
            .map_err(|_| PyRuntimeError::new_err("Verifier.__init__ was called before"))
    }

    /// Decide on a bare token or API key.
    ///
    /// Keys that are lacking are fetched in a thread, and waited for; but not in a running event
    /// loop, which must not be held up: there the answer is 503 until they have come.
    ///
    /// Raises :class:`TypeError` when the API key store is async: use :meth:`verify_async`.
    #[pyo3(signature = (credential, scopes=None, *, now=None))]
    fn verify<'py>(
        slf: &Bound<'py, Self>,
        credential: &Bound<'py, PyString>,
        scopes: Option<&Bound<'py, PyAny>>,
        now: Option<f64>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let py = slf.py();
        if slf.get().decider()?.async_store {
            let names = ("verify", "verify_async");
            slf.call_method1(intern!(py, "_require_sync_store"), names)?;
        }
        let outcome = slf.get()._verified(py, credential, scopes, now)?;
        if outcome.is_exact_instance_of::<Principal>() {
            return Ok(outcome);
        }
        slf.call_method1(intern!(py, "_settled"), (outcome, now))
    }

    /// What the core says of a bare token or API key.
    #[pyo3(signature = (credential, scopes, now))]
    fn _verified<'py>(
        &self,
        py: Python<'py>,
        credential: &Bound<'py, PyString>,
        scopes: Option<&Bound<'py, PyAny>>,
        now: Option<f64>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let verifier = &self.decider()?.verifier;
        let requirement = requirement(scopes.unwrap_or(py.None().bind(py)))?;
        let credential = text(credential);
        let request = Request::credential(&credential, moment(py, now)?);
        outcome(py, verifier, verifier.begin(&request, &requirement.get().0))
    }

    /// What the core says of a request: Starlette's, an ASGI scope, or a `doorward.Request`.
    #[pyo3(signature = (request, scopes, now))]
    fn _authenticated<'py>(
        &self,
        py: Python<'py>,
        request: &Bound<'py, PyAny>,
        scopes: Option<&Bound<'py, PyAny>>,
        now: Option<f64>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let verifier = &self.decider()?.verifier;
        let requirement = requirement(scopes.unwrap_or(py.None().bind(py)))?;
        let requirement = &requirement.get().0;
        let step = Parts::of(request)?
            .with(moment(py, now)?, |request| verifier.begin(request, requirement))?;
        outcome(py, verifier, step)
    }
}
