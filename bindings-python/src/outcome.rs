//! The result of a step: a principal, a refusal, or a decision that waits for answers.

use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use doorward::api_key::ApiKeyLookup;
use doorward::http::Response;
use doorward::{Answers, Rejection};
use doorward_bridge::{Outcome, PendingDecision};
use pyo3::exceptions::PyRuntimeError;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyTuple};

use crate::api_keys::{MemoryApiKeys, Record};
use crate::clock::time;
use crate::key_fetch::KeyFetch;
use crate::object::object;
use crate::principal::Principal;

/// A `Principal`, a `Refused`, a `Pending`, or a `Decided` around one of the first two.
pub(crate) fn outcome_object<'py>(
    py: Python<'py>,
    outcome: Outcome,
    since: Option<Instant>,
    answerers: &Py<PyDict>,
) -> PyResult<Bound<'py, PyAny>> {
    let (decision, fetches, event) = match outcome {
        Outcome::Pending(pending) => {
            let answerers = answerers.clone_ref(py);
            let pending = Pending { open: Mutex::new(Some(pending)), since, answerers };
            return Bound::new(py, pending).map(Bound::into_any);
        }
        Outcome::Decided(decision, fetches, event) => (decision, fetches, event),
    };
    let outcome = match decision {
        Ok(caller) => Bound::new(py, Principal::from(caller))?.into_any(),
        Err(rejection) => Bound::new(py, Refused::of(rejection))?.into_any(),
    };
    if fetches.is_empty() && event.is_none() {
        return Ok(outcome);
    }
    let fetches = fetches.into_iter().map(|fetch| Py::new(py, KeyFetch::from(fetch)));
    let decided = Decided {
        outcome: outcome.unbind(),
        fetches: fetches.collect::<Result<_, _>>()?,
        event: event.map(|event| object(py, &*event).map(Bound::unbind)).transpose()?,
        duration_seconds: since.map_or(0.0, |since| since.elapsed().as_secs_f64()),
    };
    Bound::new(py, decided).map(Bound::into_any)
}

/// A decision that is final, the fetches to make afterwards, and its event where the engine has events.
#[pyclass(frozen, get_all, module = "doorward._doorward")]
pub(crate) struct Decided {
    outcome: Py<PyAny>,
    fetches: Vec<Py<KeyFetch>>,
    event: Option<Py<PyAny>>,
    duration_seconds: f64,
}

#[pymethods]
impl Decided {
    fn __repr__(&self) -> &'static str {
        "Decided(…)"
    }
}

/// A refusal and the response it is answered with.
#[pyclass(frozen, module = "doorward._doorward")]
pub(crate) struct Refused {
    rejection: Rejection,
    response: Response,
}

impl Refused {
    pub(crate) fn of(rejection: Rejection) -> Self {
        Self { response: Response::of(&rejection), rejection }
    }
}

#[pymethods]
impl Refused {
    #[getter]
    fn code(&self) -> &'static str {
        self.rejection.code().name()
    }

    #[getter]
    fn kind(&self) -> &'static str {
        self.rejection.kind().name()
    }

    #[getter]
    fn category(&self) -> &'static str {
        self.rejection.category().name()
    }

    #[getter]
    fn status(&self) -> u16 {
        self.response.status
    }

    #[getter]
    fn description(&self) -> &str {
        self.rejection.description()
    }

    #[getter]
    fn retryable(&self) -> bool {
        self.rejection.retryable()
    }

    #[getter]
    fn required_scopes<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        PyTuple::new(py, self.rejection.required_scopes())
    }

    #[getter]
    fn headers<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let headers = PyDict::new(py);
        for (name, value) in &self.response.headers {
            headers.set_item(name, value)?;
        }
        Ok(headers)
    }

    /// Whether the request has no credential at all.
    #[getter]
    fn absent(&self) -> bool {
        self.rejection.is_absent()
    }

    /// The claim at fault, a dictionary.
    #[getter]
    fn fault<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        self.rejection.fault().map(|fault| object(py, fault)).transpose()
    }

    #[getter]
    fn body(&self) -> &str {
        &self.response.body
    }

    fn __repr__(&self) -> String {
        format!("Refused({})", self.code())
    }
}

/// A decision that waits for answers.
#[pyclass(frozen, module = "doorward._doorward")]
pub(crate) struct Pending {
    open: Mutex<Option<Box<PendingDecision>>>,
    /// When the call began, where decisions are reported.
    since: Option<Instant>,
    /// Those of the policy under which the decision began.
    #[pyo3(get)]
    answerers: Py<PyDict>,
}

impl Pending {
    fn take(&self) -> PyResult<Box<PendingDecision>> {
        let pending = self.open.lock().unwrap_or_else(PoisonError::into_inner).take();
        pending.ok_or_else(answered)
    }
}

fn answered() -> PyErr {
    PyRuntimeError::new_err("this pending decision was resumed before")
}

#[pymethods]
impl Pending {
    /// The needs by their names, each with its question.
    #[getter]
    fn needs<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let pending = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        object(py, &pending.as_ref().ok_or_else(answered)?.needs())
    }

    /// The fetch of keys that this decision has to make, once; `None` when another one makes it.
    fn fetch(&self) -> Option<KeyFetch> {
        let mut pending = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        pending.as_mut()?.take_fetch().map(KeyFetch::from)
    }

    /// Resumes the decision, once. `answers` maps the name of a need to its answer; `keys` has none. The core
    /// answers 503 when `api_key` has no answer. The answer to `api_key` is a `Record`, `None` when there is
    /// no record, or the `MemoryApiKeys` that may hold it.
    fn resume<'py>(
        &self,
        py: Python<'py>,
        answers: &Bound<'py, PyDict>,
        now: f64,
    ) -> PyResult<Bound<'py, PyAny>> {
        let now = time(now)?;
        let pending = self.take()?;
        let lookup = pending.core_needs().api_key.as_ref();
        let mut given = Answers::default();
        if let Some(answer) = answers.get_item(intern!(py, "api_key"))? {
            given = api_key(given, lookup, &answer)?;
        }
        outcome_object(py, pending.resume(given, now), self.since, &self.answerers)
    }

    fn __repr__(&self) -> &'static str {
        "Pending(…)"
    }
}

/// The core looks into a store in memory itself, so that no record becomes a Python object.
fn api_key(
    answers: Answers,
    lookup: Option<&ApiKeyLookup>,
    answer: &Bound<'_, PyAny>,
) -> PyResult<Answers> {
    if let (Ok(store), Some(lookup)) = (answer.cast::<MemoryApiKeys>(), lookup) {
        return Ok(answers.api_key(store.get().held().find(lookup).cloned()));
    }
    let record = answer.extract::<Option<Bound<'_, Record>>>()?;
    Ok(answers.api_key(record.map(|record| record.get().0.clone())))
}
