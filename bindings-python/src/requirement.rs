//! What one operation needs, made once and kept.

use pyo3::prelude::*;
use pyo3::types::PyString;

use crate::fault::fault;
use crate::text::text;

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
