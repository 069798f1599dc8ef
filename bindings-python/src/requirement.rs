//! What one operation needs, made once and kept.

use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyDict, PyList, PyString};

use crate::fault::fault;
use crate::text::text;

/// Routes of one program; when there are more, reading begins anew.
const KEPT_MAX: usize = 1024;

/// A parsed requirement.
#[pyclass(frozen, module = "doorward._doorward")]
pub(crate) struct Requirement(pub(crate) doorward::Requirement);

#[pymethods]
impl Requirement {
    /// Reads requirement JSON.
    #[new]
    fn new(json: &Bound<'_, PyString>) -> PyResult<Self> {
        doorward::Requirement::from_json(&text(json)).map(Self).map_err(|error| fault(&error))
    }

    fn __repr__(&self) -> String {
        format!("Requirement({})", self.0)
    }
}

/// The requirement that `scopes` are: read once, then kept.
#[pyfunction]
pub(crate) fn requirement<'py>(scopes: &Bound<'py, PyAny>) -> PyResult<Bound<'py, Requirement>> {
    static KEPT: PyOnceLock<Py<PyDict>> = PyOnceLock::new();
    let py = scopes.py();
    let kept = KEPT.get_or_init(py, || PyDict::new(py).unbind()).bind(py);
    let tuple = scopes.cast_exact::<PyList>().ok().map(|list| list.to_tuple().into_any());
    let scopes = tuple.as_ref().unwrap_or(scopes);
    match kept.get_item(scopes) {
        Ok(Some(found)) => Ok(found.cast_into()?),
        Ok(None) => {
            let found = read(scopes)?;
            if kept.len() >= KEPT_MAX {
                kept.clear();
            }
            kept.set_item(scopes, &found)?;
            Ok(found)
        }
        // Not hashable, so not kept.
        Err(error) if error.is_instance_of::<PyTypeError>(py) => read(scopes),
        Err(error) => Err(error),
    }
}

fn read<'py>(scopes: &Bound<'py, PyAny>) -> PyResult<Bound<'py, Requirement>> {
    static READ: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
    let py = scopes.py();
    let read = READ.import(py, "doorward._scopes", "read")?;
    Ok(read.call1((scopes,))?.cast_into()?)
}
