//! Fetches of key sets: what to get, and what came of it on its way to the core.

use std::sync::{Mutex, PoisonError};

use doorward::{Fetch, FetchFailure, FetchResponse, Verifier};
use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyString};

use crate::clock::time;
use crate::text::text;

/// One GET that the core asks for. Answered once, by `response` or by `failed`; both return what to
/// fetch next, if that was not all.
#[pyclass(frozen, module = "doorward._doorward")]
pub(crate) struct KeyFetch {
    verifier: Verifier,
    #[pyo3(get)]
    issuer: String,
    #[pyo3(get)]
    url: String,
    #[pyo3(get)]
    timeout_seconds: f64,
    #[pyo3(get)]
    bytes_max: usize,
    #[pyo3(get)]
    cacheable: bool,
    open: Mutex<Option<Fetch>>,
}

impl KeyFetch {
    pub(crate) fn new(verifier: &Verifier, fetch: Fetch) -> Self {
        Self {
            verifier: verifier.clone(),
            issuer: fetch.issuer().to_owned(),
            url: fetch.url().to_owned(),
            timeout_seconds: f64::from(fetch.timeout_ms()) / 1_000.0,
            bytes_max: fetch.bytes_max(),
            cacheable: fetch.cacheable(),
            open: Mutex::new(Some(fetch)),
        }
    }

    fn brought(
        &self,
        outcome: Result<FetchResponse, FetchFailure>,
        now: f64,
    ) -> PyResult<Option<Self>> {
        let now = time(now)?;
        let fetch = self.open.lock().unwrap_or_else(PoisonError::into_inner).take();
        let fetch =
            fetch.ok_or_else(|| PyRuntimeError::new_err("this fetch was answered before"))?;
        // The GIL is kept, as for signatures: a usual set takes less than 1 ms, the largest some 16.
        let next = self.verifier.fetched(&fetch, &outcome, now);
        Ok(next.map(|next| Self::new(&self.verifier, next)))
    }
}

#[pymethods]
impl KeyFetch {
    /// An answer as it came.
    #[pyo3(signature = (status, content_type, cache_control, age, location, body, now))]
    #[expect(clippy::too_many_arguments, reason = "an answer has so many parts")]
    fn response(
        &self,
        status: u16,
        content_type: Option<&Bound<'_, PyString>>,
        cache_control: Option<&Bound<'_, PyString>>,
        age: Option<&Bound<'_, PyString>>,
        location: Option<&Bound<'_, PyString>>,
        body: &Bound<'_, PyBytes>,
        now: f64,
    ) -> PyResult<Option<Self>> {
        let value = |field: Option<&Bound<'_, PyString>>| field.map(|it| text(it).into_owned());
        let response = FetchResponse {
            status,
            content_type: value(content_type),
            cache_control: value(cache_control),
            age: value(age),
            location: value(location),
            body: body.as_bytes().to_vec(),
        };
        self.brought(Ok(response), now)
    }

    /// Why there is no answer: `timeout`, `connection`, `too_large` or `other`.
    fn failed(&self, kind: &str, now: f64) -> PyResult<Option<Self>> {
        self.brought(Err(FetchFailure::from_name(kind)), now)
    }

    fn __repr__(&self) -> String {
        format!("KeyFetch({})", self.url)
    }
}

/// A decision that stands, and a fetch that is due after it.
#[pyclass(frozen, get_all, module = "doorward._doorward")]
pub(crate) struct Deferred {
    pub(crate) outcome: Py<PyAny>,
    pub(crate) fetch: Py<KeyFetch>,
}

#[pymethods]
impl Deferred {
    fn __repr__(&self) -> &'static str {
        "Deferred(…)"
    }
}
