//! Requirements, parsed once and cached.

use doorward::limits::CACHED_REQUIREMENTS;
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList, PyString};

use crate::config_error::config_error;
use crate::text::text;

/// A parsed requirement.
#[pyclass(frozen, module = "doorward._doorward")]
pub(crate) struct NativeRequirement(pub(crate) doorward::Requirement);

#[pymethods]
impl NativeRequirement {
    /// Reads requirement JSON.
    #[new]
    fn new(json: &Bound<'_, PyString>) -> PyResult<Self> {
        let requirement = doorward::Requirement::from_json(&text(json));
        requirement.map(Self).map_err(|error| config_error(&error))
    }

    fn __repr__(&self) -> String {
        format!("NativeRequirement({})", self.0)
    }
}

/// Parsed requirements by what a program writes for them: a scope, a tuple, `None`.
#[pyclass(frozen, module = "doorward._doorward")]
pub(crate) struct RequirementCache {
    /// Turns what a program writes into a `NativeRequirement`.
    read: Py<PyAny>,
    /// The cache drops all entries when it is full.
    entries: Py<PyDict>,
}

impl RequirementCache {
    pub(crate) fn find<'py>(
        &self,
        scopes: &Bound<'py, PyAny>,
    ) -> PyResult<Bound<'py, NativeRequirement>> {
        let py = scopes.py();
        let entries = self.entries.bind(py);
        let tuple = scopes.cast_exact::<PyList>().ok().map(|list| list.to_tuple().into_any());
        let scopes = tuple.as_ref().unwrap_or(scopes);
        match entries.get_item(scopes) {
            Ok(Some(found)) => Ok(found.cast_into()?),
            Ok(None) => {
                let found = self.read(scopes)?;
                if entries.len() >= CACHED_REQUIREMENTS {
                    entries.clear();
                }
                entries.set_item(scopes, &found)?;
                Ok(found)
            }
            // Not hashable, so not cached.
            Err(error) if error.is_instance_of::<PyTypeError>(py) => self.read(scopes),
            Err(error) => Err(error),
        }
    }

    fn read<'py>(&self, scopes: &Bound<'py, PyAny>) -> PyResult<Bound<'py, NativeRequirement>> {
        Ok(self.read.bind(scopes.py()).call1((scopes,))?.cast_into()?)
    }
}

#[pymethods]
impl RequirementCache {
    #[new]
    fn new(py: Python<'_>, read: Py<PyAny>) -> Self {
        Self { read, entries: PyDict::new(py).unbind() }
    }

    /// Returns the parsed requirement for `scopes`.
    fn __call__<'py>(&self, scopes: &Bound<'py, PyAny>) -> PyResult<Bound<'py, NativeRequirement>> {
        self.find(scopes)
    }

    fn __repr__(&self) -> &'static str {
        "RequirementCache(…)"
    }
}
