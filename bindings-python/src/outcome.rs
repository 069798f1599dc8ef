//! What a step says: a principal, a refusal, or what has to be had first.

use std::sync::{Mutex, PoisonError};

use doorward::{Answer, Decision, Fetch, Kind, Need, Rejection, Response, Step, Verifier};
use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyTuple};

use crate::api_keys::{MemoryApiKeys, Record};
use crate::clock::time;
use crate::key_fetch::{Deferred, KeyFetch};
use crate::principal::Principal;

/// A `Principal`, a `Refused`, a `Pending`, or a `Deferred` around one of the first two.
pub(crate) fn outcome<'py>(
    py: Python<'py>,
    verifier: &Verifier,
    step: Step,
) -> PyResult<Bound<'py, PyAny>> {
    match step {
        Step::Done(decision) => decided(py, verifier, decision),
        Step::Need(mut need, pending) => {
            let fetch = match &mut need {
                Need::KeySet { fetch, .. } => fetch.take(),
                _ => None,
            };
            let pending = Pending {
                verifier: verifier.clone(),
                need,
                fetch: Mutex::new(fetch),
                waiting: Mutex::new(Some(pending)),
            };
            Bound::new(py, pending).map(Bound::into_any)
        }
    }
}

fn decided<'py>(
    py: Python<'py>,
    verifier: &Verifier,
    decision: Decision,
) -> PyResult<Bound<'py, PyAny>> {
    let outcome = match decision.outcome {
        Ok(caller) => Bound::new(py, Principal::from(caller))?.into_any(),
        Err(rejection) => Bound::new(py, Refused::of(rejection))?.into_any(),
    };
    let Some(fetch) = decision.deferred else { return Ok(outcome) };
    let fetch = Bound::new(py, KeyFetch::new(verifier, fetch))?.unbind();
    Bound::new(py, Deferred { outcome: outcome.unbind(), fetch }).map(Bound::into_any)
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
        match self.rejection.kind() {
            Kind::Rejected => "rejected",
            Kind::Unavailable => "unavailable",
        }
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
    fn required<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
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

    #[getter]
    fn body(&self) -> &str {
        &self.response.body
    }

    fn __repr__(&self) -> String {
        format!("Refused({})", self.code())
    }
}

/// A decision that waits for the record of an API key, or for an issuer's keys.
#[pyclass(frozen, module = "doorward._doorward")]
pub(crate) struct Pending {
    verifier: Verifier,
    need: Need,
    fetch: Mutex<Option<Fetch>>,
    waiting: Mutex<Option<doorward::Pending>>,
}

impl Pending {
    fn answered<'py>(
        &self,
        py: Python<'py>,
        answer: Answer,
        now: f64,
    ) -> PyResult<Bound<'py, PyAny>> {
        let now = time(now)?;
        let waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner).take();
        let waiting =
            waiting.ok_or_else(|| PyRuntimeError::new_err("this need was answered before"))?;
        outcome(py, &self.verifier, waiting.resume(answer, now))
    }
}

#[pymethods]
impl Pending {
    /// Whose keys are lacking; `None` when an API key is to be looked up.
    #[getter]
    fn key_set(&self) -> Option<&str> {
        if let Need::KeySet { issuer, .. } = &self.need { Some(issuer) } else { None }
    }

    /// What to fetch, once; `None` when somebody else is fetching.
    fn fetch(&self) -> Option<KeyFetch> {
        let fetch = self.fetch.lock().unwrap_or_else(PoisonError::into_inner).take();
        fetch.map(|fetch| KeyFetch::new(&self.verifier, fetch))
    }

    /// Goes on after the keys were fetched or waited for, whatever came of it.
    fn look_again<'py>(&self, py: Python<'py>, now: f64) -> PyResult<Bound<'py, PyAny>> {
        self.answered(py, Answer::KeySet, now)
    }

    /// The public id to look up; `None` for a legacy key.
    #[getter]
    fn id(&self) -> Option<&str> {
        if let Need::ApiKeyById(id) = &self.need { Some(id) } else { None }
    }

    /// The SHA-256 of a legacy key to look up.
    #[getter]
    fn digest(&self) -> Option<&str> {
        if let Need::ApiKeyByDigest(digest) = &self.need { Some(digest) } else { None }
    }

    /// Goes on with the record, or with `None` when there is none.
    #[pyo3(signature = (record, now))]
    fn found<'py>(
        &self,
        py: Python<'py>,
        record: Option<&Bound<'py, Record>>,
        now: f64,
    ) -> PyResult<Bound<'py, PyAny>> {
        let record = record.map(|record| Box::new(record.get().0.clone()));
        self.answered(py, Answer::ApiKey(record), now)
    }

    /// Goes on with what a memory store holds: no record becomes a Python object on the way.
    fn find_in<'py>(
        &self,
        py: Python<'py>,
        store: &Bound<'py, MemoryApiKeys>,
        now: f64,
    ) -> PyResult<Bound<'py, PyAny>> {
        let answer = store.get().held().answer(&self.need);
        self.answered(py, answer, now)
    }

    /// Goes on without an answer.
    fn unavailable<'py>(&self, py: Python<'py>, now: f64) -> PyResult<Bound<'py, PyAny>> {
        self.answered(py, Answer::Unavailable, now)
    }

    fn __repr__(&self) -> &'static str {
        "Pending(…)"
    }
}
