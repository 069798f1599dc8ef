//! Fetches of keys: the request, and the response for the core.

use std::sync::{Mutex, PoisonError};

use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyString};

use crate::clock::time;
use crate::object::object;
use crate::text::text;

/// One request that the core asks for. Call `respond` or `fail` once; both return the next fetch, if there is
/// one.
#[pyclass(frozen, module = "doorward._doorward")]
pub(crate) struct KeyFetch {
    #[pyo3(get)]
    issuer: String,
    open: Mutex<Option<doorward_bridge::KeyFetch>>,
}

impl From<doorward_bridge::KeyFetch> for KeyFetch {
    fn from(fetch: doorward_bridge::KeyFetch) -> Self {
        Self { issuer: fetch.issuer().to_owned(), open: Mutex::new(Some(fetch)) }
    }
}

impl KeyFetch {
    fn take(&self) -> PyResult<doorward_bridge::KeyFetch> {
        let fetch = self.open.lock().unwrap_or_else(PoisonError::into_inner).take();
        fetch.ok_or_else(answered)
    }
}

fn answered() -> PyErr {
    PyRuntimeError::new_err("this fetch was answered before")
}

#[pymethods]
impl KeyFetch {
    /// The request and its limits, as a dictionary.
    #[getter]
    fn request<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        object(py, &open.as_ref().ok_or_else(answered)?.request())
    }

    /// Takes the response. `headers` are those that `request["response_headers"]` names.
    fn respond(
        &self,
        status: f64,
        headers: Vec<(Bound<'_, PyString>, Bound<'_, PyString>)>,
        body: &Bound<'_, PyBytes>,
        now: f64,
    ) -> PyResult<Option<Self>> {
        let now = time(now)?;
        let pairs = headers.iter().flat_map(|(name, value)| [text(name), text(value)]);
        let headers: Vec<_> = pairs.map(|text| text.into_owned()).collect();
        // The GIL is kept, as for signatures: a usual set takes less than 1 ms, the largest about 16 ms.
        Ok(self.take()?.respond(status, &headers, body.as_bytes().to_vec(), now).map(Self::from))
    }

    /// Says why there is no response: `timeout`, `connection`, `too_large` or `other`.
    fn fail(&self, kind: &str, now: f64) -> PyResult<Option<Self>> {
        let now = time(now)?;
        Ok(self.take()?.fail(kind, now).map(Self::from))
    }

    fn __repr__(&self) -> String {
        format!("KeyFetch({})", self.issuer)
    }
}
