//! Who is calling: a frozen view of the core's principal. The first access to the claims parses them.

use doorward::UnixTime;
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyDict, PyFrozenSet, PyList, PyString, PyTuple, PyType};

use crate::text::text;

/// One actor of a delegation chain.
#[pyclass(frozen, eq, hash, get_all, module = "doorward")]
#[derive(Clone, PartialEq, Eq, Hash)]
pub(crate) struct Actor {
    subject: String,
    issuer: Option<String>,
}

#[pymethods]
impl Actor {
    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        let subject = repr(py, Some(&self.subject))?;
        Ok(format!("Actor(subject={subject}, issuer={})", repr(py, self.issuer.as_deref())?))
    }
}

/// A caller whose credential is genuine and in force.
#[pyclass(frozen, module = "doorward")]
pub(crate) struct Principal {
    pub(crate) caller: doorward::Principal,
    claims: PyOnceLock<Py<PyAny>>,
}

impl From<doorward::Principal> for Principal {
    fn from(caller: doorward::Principal) -> Self {
        Self { caller, claims: PyOnceLock::new() }
    }
}

#[pymethods]
impl Principal {
    #[getter]
    fn subject(&self) -> Option<&str> {
        self.caller.subject()
    }

    #[getter]
    fn issuer(&self) -> Option<&str> {
        self.caller.issuer()
    }

    #[getter]
    fn client_id(&self) -> Option<&str> {
        self.caller.client_id()
    }

    #[getter]
    fn audience<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        PyTuple::new(py, self.caller.audience())
    }

    #[getter]
    fn scopes<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        PyTuple::new(py, self.caller.scopes())
    }

    #[getter]
    fn expires_at(&self) -> Option<i64> {
        self.caller.expires_at().map(UnixTime::seconds)
    }

    #[getter]
    fn issued_at(&self) -> Option<i64> {
        self.caller.issued_at().map(UnixTime::seconds)
    }

    #[getter]
    fn token_id(&self) -> Option<&str> {
        self.caller.token_id()
    }

    #[getter]
    fn credential(&self) -> &'static str {
        self.caller.credential().name()
    }

    #[getter]
    fn key_id(&self) -> Option<&str> {
        self.caller.key_id()
    }

    #[getter]
    fn actors<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        let actors = self
            .caller
            .actors()
            .iter()
            .map(|actor| Actor { subject: actor.subject.clone(), issuer: actor.issuer.clone() });
        PyTuple::new(py, actors.collect::<Vec<_>>())
    }

    /// What the caller has proved to hold: a frozen set of `dpop` and `mtls`.
    #[getter]
    fn bindings<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyFrozenSet>> {
        PyFrozenSet::new(py, self.caller.bindings().iter().map(|binding| binding.name()))
    }

    #[getter]
    fn tier(&self) -> Option<&str> {
        self.caller.tier()
    }

    #[getter]
    fn claims<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        static LOADS: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
        let parsed = self.claims.get_or_try_init(py, || {
            let loads = LOADS.import(py, "json", "loads")?;
            loads.call1((self.caller.claims_json(),)).map(Bound::unbind)
        })?;
        Ok(parsed.bind(py).clone())
    }

    #[getter]
    fn claims_json(&self) -> &str {
        self.caller.claims_json()
    }

    fn allows(&self, scope: &Bound<'_, PyString>) -> bool {
        self.caller.allows(&text(scope))
    }

    /// Names the caller, not the claims: they may hold personal data.
    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        Ok(format!(
            "Principal(subject={}, issuer={}, client_id={}, scopes={}, credential='{}')",
            repr(py, self.subject())?,
            repr(py, self.issuer())?,
            repr(py, self.client_id())?,
            self.scopes(py)?.repr()?,
            self.credential(),
        ))
    }

    /// The members that JSON has, in the order of the class. Without the claims, which may hold personal data.
    fn to_dict<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyDict>> {
        let (py, caller) = (slf.py(), &slf.get().caller);
        let actors = caller.actors().iter().map(|actor| {
            let members = PyDict::new(py);
            members.set_item("subject", &actor.subject)?;
            members.set_item("issuer", &actor.issuer)?;
            Ok(members)
        });
        let actors = actors.collect::<PyResult<Vec<_>>>()?;
        let members = PyDict::new(py);
        members.set_item("subject", caller.subject())?;
        members.set_item("issuer", caller.issuer())?;
        members.set_item("client_id", caller.client_id())?;
        members.set_item("audience", PyList::new(py, caller.audience())?)?;
        members.set_item("scopes", PyList::new(py, caller.scopes())?)?;
        members.set_item("expires_at", caller.expires_at().map(UnixTime::seconds))?;
        members.set_item("issued_at", caller.issued_at().map(UnixTime::seconds))?;
        members.set_item("token_id", caller.token_id())?;
        members.set_item("credential", caller.credential().name())?;
        members.set_item("key_id", caller.key_id())?;
        members.set_item("actors", actors)?;
        let bindings = caller.bindings().iter().map(|binding| binding.name());
        members.set_item("bindings", bindings.collect::<Vec<_>>())?;
        members.set_item("tier", caller.tier())?;
        Ok(members)
    }

    /// Lets pydantic, and so FastAPI, write a principal as JSON and describe that. It reads none.
    #[classmethod]
    fn __get_pydantic_core_schema__<'py>(
        class: &Bound<'py, PyType>,
        _source: &Bound<'py, PyAny>,
        _handler: &Bound<'py, PyAny>,
    ) -> PyResult<Bound<'py, PyAny>> {
        static SCHEMA: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
        let make = SCHEMA.import(class.py(), "doorward._principal_schema", "principal_schema")?;
        make.call1((class,))
    }

    /// Returns the same object, because a principal never changes and a copy would share the claims.
    fn __copy__(this: Py<Self>) -> Py<Self> {
        this
    }

    #[pyo3(signature = (_memo, /))]
    fn __deepcopy__(&self, _memo: &Bound<'_, PyAny>) -> Self {
        Self::from(self.caller.clone())
    }

    fn __reduce__(&self) -> PyResult<Py<PyAny>> {
        Err(PyTypeError::new_err(
            "a Principal cannot be pickled, because anyone who can write the pickle could forge a \
             caller; pickle the attributes that you need",
        ))
    }
}

/// The text that Python's `repr` gives.
fn repr(py: Python<'_>, value: Option<&str>) -> PyResult<String> {
    match value {
        Some(value) => PyString::new(py, value).repr().map(|repr| repr.to_string()),
        None => Ok("None".to_owned()),
    }
}
