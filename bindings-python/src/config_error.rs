//! The error of constructors, from which the Python code makes `doorward.ConfigError`.

use doorward::ConfigError;
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;

pyo3::create_exception!(
    _doorward,
    NativeConfigError,
    PyValueError,
    "A policy, requirement, key or record that does not construct: (code, path, message)."
);

pub(crate) fn config_error(error: &ConfigError) -> PyErr {
    NativeConfigError::new_err((error.code().name(), error.path().to_owned(), error.to_string()))
}
