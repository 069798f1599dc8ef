//! A misconfiguration, on its way to Python's `doorward.Misconfigured`.

use doorward::Misconfigured;
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;

pyo3::create_exception!(
    _doorward,
    Fault,
    PyValueError,
    "A policy, requirement, key or record that does not construct: (code, path, message)."
);

pub(crate) fn fault(error: &Misconfigured) -> PyErr {
    Fault::new_err((error.code().name(), error.path().to_owned(), error.to_string()))
}
