//! The time, told by the host: the core reads no clock.

use doorward::UnixTime;
use pyo3::exceptions::PyValueError;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::PyModule;

/// `now` as hosts tell the time: Unix seconds, possibly with a fraction.
pub(crate) fn time(now: f64) -> PyResult<UnixTime> {
    UnixTime::from_seconds_f64(now)
        .ok_or_else(|| PyValueError::new_err("now must be a finite number of Unix seconds"))
}

/// `now`, or the present by Python's `time.time`, so that whoever sets that clock in a test sets it
/// here too.
pub(crate) fn moment(py: Python<'_>, now: Option<f64>) -> PyResult<UnixTime> {
    static TIME: PyOnceLock<Py<PyModule>> = PyOnceLock::new();
    if let Some(now) = now {
        return time(now);
    }
    let module = TIME.get_or_try_init(py, || PyModule::import(py, "time").map(Bound::unbind))?;
    time(module.bind(py).getattr(intern!(py, "time"))?.call0()?.extract()?)
}
