//! The calls that a program makes for each request. `verify` calls the core without Python code in between,
//! unless the core needs something.
//!
//! The GIL is kept while a signature is verified: at most about 60 µs, a hundredth of the interval at
//! which threads take turns. A thread that releases it beside a busy thread waits that whole interval, 5 ms,
//! to get it back. A free-threaded interpreter has no GIL.

use std::convert::Infallible;
use std::sync::{Arc, OnceLock, PoisonError, RwLock};
use std::time::Instant;

use doorward::Request;
use doorward_bridge::{Described, Outcome};
use pyo3::exceptions::PyRuntimeError;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyString, PyTuple, PyType};

use crate::clock::now_or_clock;
use crate::engine::{Engine, GuardRules};
use crate::outcome::outcome_object;
use crate::principal::Principal;
use crate::request::RequestParts;
use crate::requirement::{NativeRequirement, RequirementCache};
use crate::text::limited;

/// The base of `doorward.Verifier`. It decides; Python code answers what the core needs.
#[pyclass(frozen, subclass, module = "doorward._doorward")]
pub(crate) struct VerifierBase(OnceLock<RwLock<Arc<Decider>>>);

struct Decider {
    engine: doorward_bridge::Engine,
    /// The names of the header fields that the core reads, in lower case.
    header_names: Vec<String>,
    requirements: Py<RequirementCache>,
    request_type: Py<PyType>,
    /// Who answers what a decision needs.
    answerers: Py<PyDict>,
    async_only: bool,
    /// The header that holds the name of a request for its event, in lower case.
    request_id_header: Option<String>,
}

impl Decider {
    /// When the call began, where decisions are reported.
    fn since(&self) -> Option<Instant> {
        self.engine.has_events().then(Instant::now)
    }

    /// What the core wants to know of a request besides URL and headers.
    fn described(&self, parts: &RequestParts<'_>) -> PyResult<Described> {
        if !self.engine.wants_description() {
            return Ok(Described::default());
        }
        parts.described(self.request_id_header.as_deref())
    }
}

/// The requirement of a call: `None` is one that was given, and is refused.
enum Scopes<'py> {
    LeftOut,
    Given(Bound<'py, PyAny>),
}

impl<'py> FromPyObject<'_, 'py> for Scopes<'py> {
    type Error = Infallible;

    fn extract(given: Borrowed<'_, 'py, PyAny>) -> Result<Self, Infallible> {
        Ok(Self::Given(given.to_owned()))
    }
}

impl<'py> Scopes<'py> {
    fn requirement(
        &self,
        py: Python<'py>,
        cache: &RequirementCache,
    ) -> PyResult<Bound<'py, NativeRequirement>> {
        match self {
            Self::LeftOut => Ok(cache.any_caller(py)),
            Self::Given(scopes) => cache.find(scopes),
        }
    }
}

impl VerifierBase {
    /// What decides at this moment. A call uses it to its end, because another thread may renew the verifier meanwhile.
    fn decider(&self) -> PyResult<Arc<Decider>> {
        let current = self.0.get();
        let current =
            current.ok_or_else(|| PyRuntimeError::new_err("Verifier.__init__ was not called"))?;
        Ok(Arc::clone(&current.read().unwrap_or_else(PoisonError::into_inner)))
    }

    fn begin_credential<'py>(
        &self,
        py: Python<'py>,
        credential: &Bound<'py, PyString>,
        scopes: &Scopes<'py>,
        now: Option<f64>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let decider = self.decider()?;
        let requirement = scopes.requirement(py, decider.requirements.get())?;
        let since = decider.since();
        let credential = limited(credential)?;
        let request = Request::credential(&credential, now_or_clock(py, now)?);
        outcome_object(
            py,
            decider.engine.begin(&request, &requirement.get().0),
            since,
            &decider.answerers,
        )
    }
}

#[pymethods]
impl VerifierBase {
    /// Takes any arguments, because a subclass has arguments of its own.
    #[new]
    #[pyo3(signature = (*_arguments, **_named))]
    fn new(_arguments: &Bound<'_, PyTuple>, _named: Option<&Bound<'_, PyDict>>) -> Self {
        Self(OnceLock::new())
    }

    /// Gives the verifier its engine, once. `request_type` is the package's own class of requests.
    fn _attach_engine(
        &self,
        engine: &Bound<'_, Engine>,
        requirements: Py<RequirementCache>,
        request_type: Py<PyType>,
        answerers: Py<PyDict>,
        async_only: bool,
        request_id_header: Option<String>,
    ) -> PyResult<()> {
        let engine = engine.get().engine.clone();
        let header_names = engine.header_names();
        let decider = Decider {
            engine,
            header_names,
            requirements,
            request_type,
            answerers,
            async_only,
            request_id_header,
        };
        self.0
            .set(RwLock::new(Arc::new(decider)))
            .map_err(|_| PyRuntimeError::new_err("Verifier.__init__ was called before"))
    }

    /// Puts another engine in place of the verifier's own.
    fn _renew_engine(
        &self,
        py: Python<'_>,
        engine: &Bound<'_, Engine>,
        answerers: Py<PyDict>,
        async_only: bool,
    ) -> PyResult<()> {
        let before = self.decider()?;
        let engine = engine.get().engine.clone();
        let renewed = Arc::new(Decider {
            header_names: engine.header_names(),
            engine,
            requirements: before.requirements.clone_ref(py),
            request_type: before.request_type.clone_ref(py),
            answerers,
            async_only,
            request_id_header: before.request_id_header.clone(),
        });
        if let Some(current) = self.0.get() {
            *current.write().unwrap_or_else(PoisonError::into_inner) = renewed;
        }
        Ok(())
    }

    /// Decide on a bare token or API key.
    ///
    /// When the issuer's keys are not loaded, this fetches them in a thread and waits. In a running event
    /// loop it does not wait, because it must not block the loop: it raises `keys_unavailable` until the keys
    /// are loaded.
    ///
    /// Raises :class:`TypeError` when the API key store is async: use :meth:`verify_async`.
    #[pyo3(signature = (credential, scopes=Scopes::LeftOut, *, now=None))]
    fn verify<'py>(
        slf: &Bound<'py, Self>,
        credential: &Bound<'py, PyString>,
        scopes: Scopes<'py>,
        now: Option<f64>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let py = slf.py();
        if slf.get().decider()?.async_only {
            let names = ("verify", "verify_async");
            slf.call_method1(intern!(py, "_require_sync"), names)?;
        }
        let outcome = slf.get().begin_credential(py, credential, &scopes, now)?;
        if outcome.is_exact_instance_of::<Principal>() {
            return Ok(outcome);
        }
        slf.call_method1(intern!(py, "_finish"), (outcome, now))
    }

    /// The core's first step for a bare token or API key.
    #[pyo3(signature = (credential, scopes, now))]
    fn _begin_credential<'py>(
        &self,
        py: Python<'py>,
        credential: &Bound<'py, PyString>,
        scopes: Scopes<'py>,
        now: Option<f64>,
    ) -> PyResult<Bound<'py, PyAny>> {
        self.begin_credential(py, credential, &scopes, now)
    }

    /// The core's first step for a request: Starlette's, an ASGI scope, or the package's own.
    #[pyo3(signature = (request, scopes, now, rules=None))]
    fn _begin_request<'py>(
        &self,
        py: Python<'py>,
        request: &Bound<'py, PyAny>,
        scopes: Scopes<'py>,
        now: Option<f64>,
        rules: Option<&Bound<'py, GuardRules>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let decider = self.decider()?;
        let requirement = scopes.requirement(py, decider.requirements.get())?;
        let requirement = &requirement.get().0;
        let since = decider.since();
        let parts = RequestParts::of(request, decider.request_type.bind(py))?;
        let described = decider.described(&parts)?;
        let now = now_or_clock(py, now)?;
        let rules = rules.map(Bound::get);
        let places = rules.map(|rules| rules.places(decider.engine.verifier().policy()));
        let places = places.transpose()?;
        let outcome = parts.with(&decider.header_names, now, |request| {
            let mut request = described.on(*request);
            if let (Some(rules), Some(places)) = (rules, places) {
                request = request.places(places);
                request = if parts.is_websocket() { request.websocket() } else { request };
                request = if rules.optional { request.optional() } else { request };
            }
            decider.engine.begin(&request, requirement)
        })?;
        outcome_object(py, outcome, since, &decider.answerers)
    }

    /// Decides on one thing more that a principal wants to do whom an earlier guard of the request has authenticated.
    #[pyo3(signature = (principal, request, scopes, now))]
    fn _begin_again<'py>(
        &self,
        py: Python<'py>,
        principal: &Bound<'py, Principal>,
        request: &Bound<'py, PyAny>,
        scopes: Scopes<'py>,
        now: Option<f64>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let decider = self.decider()?;
        let requirement = scopes.requirement(py, decider.requirements.get())?;
        let since = decider.since();
        let parts = RequestParts::of(request, decider.request_type.bind(py))?;
        let described = decider.described(&parts)?;
        let request = Request::credential("", now_or_clock(py, now)?);
        let caller = principal.get().caller.clone();
        let outcome =
            decider.engine.decide_again(caller, &described.on(request), &requirement.get().0);
        // That the caller came is known from the first guard.
        if matches!(outcome, Outcome::Decided(Ok(_), ..)) {
            return Ok(principal.clone().into_any());
        }
        outcome_object(py, outcome, since, &decider.answerers)
    }
}
