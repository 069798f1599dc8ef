//! Requirements, parsed once and cached.

use doorward::limits::CACHED_REQUIREMENTS;
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList, PyString, PyTuple, PyType};

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

/// Parsed requirements by what a program writes for them: a scope, or a list or tuple of scopes and groups.
#[pyclass(frozen, module = "doorward._doorward")]
pub(crate) struct RequirementCache {
    /// Turns what a program writes into a `NativeRequirement`.
    read: Py<PyAny>,
    /// Stands for an argument that the program left out.
    left_out: Py<PyAny>,
    any_caller: Py<NativeRequirement>,
    /// The types of groups and claims, whose parts never change.
    groups: (Py<PyType>, Py<PyType>, Py<PyType>),
    /// The cache drops all entries when it is full.
    entries: Py<PyDict>,
}

impl RequirementCache {
    pub(crate) fn find<'py>(
        &self,
        scopes: &Bound<'py, PyAny>,
    ) -> PyResult<Bound<'py, NativeRequirement>> {
        let py = scopes.py();
        if scopes.is(&self.left_out) {
            return Ok(self.any_caller.bind(py).clone());
        }
        let tuple = scopes.cast_exact::<PyList>().ok().map(|list| list.to_tuple().into_any());
        let scopes = tuple.as_ref().unwrap_or(scopes);
        if !self.is_plain(scopes) {
            return self.read(scopes);
        }
        let entries = self.entries.bind(py);
        match entries.get_item(scopes) {
            Ok(Some(found)) => return Ok(found.cast_into()?),
            Ok(None) => {}
            // A group with a part that is not hashable, so not cached.
            Err(error) if error.is_instance_of::<PyTypeError>(py) => return self.read(scopes),
            Err(error) => return Err(error),
        }
        let found = self.read(scopes)?;
        if entries.len() >= CACHED_REQUIREMENTS {
            entries.clear();
        }
        entries.set_item(scopes, &found)?;
        Ok(found)
    }

    /// The requirement of a call that leaves it out.
    pub(crate) fn any_caller<'py>(&self, py: Python<'py>) -> Bound<'py, NativeRequirement> {
        self.any_caller.bind(py).clone()
    }

    /// Whether the value's hash and equality are Python's own: a subclass of `str` may call itself equal to
    /// another scope.
    fn is_plain(&self, scopes: &Bound<'_, PyAny>) -> bool {
        let is_plain = |part: &Bound<'_, PyAny>| {
            part.is_exact_instance_of::<PyString>()
                || part.get_type().is(&self.groups.0)
                || part.get_type().is(&self.groups.1)
                || part.get_type().is(&self.groups.2)
        };
        match scopes.cast_exact::<PyTuple>() {
            Ok(parts) => parts.iter().all(|part| is_plain(&part)),
            Err(_) => is_plain(scopes),
        }
    }

    fn read<'py>(&self, scopes: &Bound<'py, PyAny>) -> PyResult<Bound<'py, NativeRequirement>> {
        Ok(self.read.bind(scopes.py()).call1((scopes,))?.cast_into()?)
    }
}

#[pymethods]
impl RequirementCache {
    #[new]
    fn new(
        py: Python<'_>,
        read: Py<PyAny>,
        left_out: Py<PyAny>,
        groups: (Py<PyType>, Py<PyType>, Py<PyType>),
    ) -> PyResult<Self> {
        let any_caller = NativeRequirement(doorward::Requirement::authenticated());
        let any_caller = Py::new(py, any_caller)?;
        Ok(Self { read, left_out, any_caller, groups, entries: PyDict::new(py).unbind() })
    }

    /// Returns the parsed requirement for `scopes`.
    fn __call__<'py>(&self, scopes: &Bound<'py, PyAny>) -> PyResult<Bound<'py, NativeRequirement>> {
        self.find(scopes)
    }

    fn __repr__(&self) -> &'static str {
        "RequirementCache(…)"
    }
}
