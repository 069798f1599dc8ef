//! The time. The core reads no clock, so the host gives it.

use doorward::UnixTime;
use doorward_bridge::unix_time;
use pyo3::exceptions::PyValueError;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::PyModule;

/// Unix seconds, possibly with a fraction.
pub(crate) fn time(now: f64) -> PyResult<UnixTime> {
    unix_time(now).map_err(|error| PyValueError::new_err(error.to_string()))
}

/// `now`, or the present by Python's `time.time`, so that a test that sets that clock sets it here too.
pub(crate) fn now_or_clock(py: Python<'_>, now: Option<f64>) -> PyResult<UnixTime> {
    static TIME: PyOnceLock<Py<PyModule>> = PyOnceLock::new();
    if let Some(now) = now {
        return time(now);
    }
    let module = TIME.get_or_try_init(py, || PyModule::import(py, "time").map(Bound::unbind))?;
    time(module.bind(py).getattr(intern!(py, "time"))?.call0()?.extract()?)
}
