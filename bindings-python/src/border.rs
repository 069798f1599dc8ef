//! What the other ways over the border cost: as JSON text, and as built objects. Measured by
//! `border/measure.py` against `Engine.verify`, which is the way that was taken.

use doorward::{Principal, Request, Step, wire};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList, PyString};
use serde_json::Value;

use crate::engine::Engine;
use crate::fault::time;
use crate::requirement::Requirement;

fn granted(
    engine: &Engine,
    credential: &str,
    requirement: &Requirement,
    now: f64,
) -> PyResult<Principal> {
    let request = Request::credential(credential, time(now)?);
    match engine.verifier.begin(&request, &requirement.0) {
        Step::Done(decision) => {
            decision.outcome.map_err(|rejection| PyValueError::new_err(rejection.code().name()))
        }
        Step::Need(..) => Err(PyValueError::new_err("a token is expected")),
    }
}

/// The principal and its claims as two lines of JSON.
#[pyfunction]
pub(crate) fn border_json(
    engine: &Bound<'_, Engine>,
    credential: &str,
    requirement: &Bound<'_, Requirement>,
    now: f64,
) -> PyResult<String> {
    granted(engine.get(), credential, requirement.get(), now).map(|caller| wire::granted(&caller))
}

/// The principal as a dict, its claims included.
#[pyfunction]
pub(crate) fn border_built<'py>(
    py: Python<'py>,
    engine: &Bound<'py, Engine>,
    credential: &str,
    requirement: &Bound<'py, Requirement>,
    now: f64,
) -> PyResult<Bound<'py, PyDict>> {
    let caller = granted(engine.get(), credential, requirement.get(), now)?;
    let built = PyDict::new(py);
    built.set_item("subject", caller.subject())?;
    built.set_item("issuer", caller.issuer())?;
    built.set_item("client_id", caller.client_id())?;
    built.set_item("audience", caller.audience().collect::<Vec<_>>())?;
    built.set_item("scopes", caller.scopes().collect::<Vec<_>>())?;
    built.set_item("expires_at", caller.expires_at().map(doorward::UnixTime::seconds))?;
    built.set_item("issued_at", caller.issued_at().map(doorward::UnixTime::seconds))?;
    built.set_item("token_id", caller.token_id())?;
    built.set_item("credential", caller.credential().name())?;
    built.set_item("key_id", caller.key_id())?;
    let actors: Vec<_> = caller.actors().iter().map(|actor| &actor.subject).collect();
    built.set_item("actors", actors)?;
    built.set_item("binding", "none")?;
    built.set_item("tier", caller.tier())?;
    let claims = serde_json::from_str(caller.claims_json())
        .map_err(|_| PyValueError::new_err("claims are JSON"))?;
    built.set_item("claims", object(py, &claims)?)?;
    Ok(built)
}

fn object<'py>(py: Python<'py>, value: &Value) -> PyResult<Bound<'py, PyAny>> {
    Ok(match value {
        Value::Null => py.None().into_bound(py),
        Value::Bool(flag) => flag.into_pyobject(py)?.to_owned().into_any(),
        Value::Number(number) => match number.as_i64() {
            Some(integer) => integer.into_pyobject(py)?.into_any(),
            None => number.as_f64().into_pyobject(py)?.into_any(),
        },
        Value::String(text) => PyString::new(py, text).into_any(),
        Value::Array(elements) => {
            let list = PyList::empty(py);
            for element in elements {
                list.append(object(py, element)?)?;
            }
            list.into_any()
        }
        Value::Object(members) => {
            let dict = PyDict::new(py);
            for (name, value) in members {
                dict.set_item(name, object(py, value)?)?;
            }
            dict.into_any()
        }
    })
}
