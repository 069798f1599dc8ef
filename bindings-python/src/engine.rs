//! A policy, and an engine of it with its keys and caches.

use std::sync::Arc;

use doorward::error::Code;
use doorward::policy::Places;
use doorward::wire::KeyStatusJson;
use doorward_bridge::{Engine as BridgeEngine, LimitsJson, ResourceJson};
use pyo3::prelude::*;
use pyo3::types::PyString;

use crate::clock::time;
use crate::config_error::config_error;
use crate::key_fetch::KeyFetch;
use crate::object::object;
use crate::outcome::Refused;
use crate::text::text;

/// A policy, parsed and checked once. It has no state: verifiers share it.
#[pyclass(frozen, module = "doorward._doorward")]
pub(crate) struct NativePolicy(Arc<doorward::Policy>);

#[pymethods]
impl NativePolicy {
    /// Reads policy JSON.
    #[new]
    fn new(policy: &Bound<'_, PyString>) -> PyResult<Self> {
        let policy = doorward::Policy::from_json(&text(policy));
        policy.map(|policy| Self(Arc::new(policy))).map_err(|error| config_error(&error))
    }

    /// Whether any issuer's keys are fetched.
    #[getter]
    fn fetches_keys(&self) -> bool {
        self.0.fetches_keys()
    }

    /// How long a store may take; `None` when API keys are not accepted.
    #[getter]
    fn api_key_timeout_seconds(&self) -> Option<f64> {
        self.0.api_key_timeout().map(|timeout| timeout.as_secs_f64())
    }

    /// The header whose whole value is an API key; `None` when API keys are not accepted.
    #[getter]
    fn api_key_header(&self) -> Option<&str> {
        self.0.api_key_header()
    }

    /// Name, header field and cookie of each place that the policy describes.
    #[getter]
    fn places(&self) -> Vec<(&str, Option<&str>, Option<&str>)> {
        let places = self.0.described_places();
        places.map(|(name, place)| (name, place.header_name(), place.cookie_name())).collect()
    }

    /// The header fields that a decision reads, in lower case.
    #[getter]
    fn header_names(&self) -> Vec<String> {
        self.0.header_names().map(str::to_owned).collect()
    }

    /// The metadata of this server as a resource, a dictionary; nothing where the policy names none.
    fn resource_metadata<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        let metadata = self.0.resource_metadata().map(ResourceJson::from);
        metadata.map(|metadata| object(py, &metadata)).transpose()
    }

    /// Keys of the policy's sets that are skipped because they cannot be used here.
    #[getter]
    fn unusable_keys(&self) -> usize {
        self.0.unusable_keys()
    }

    fn __repr__(&self) -> &'static str {
        "NativePolicy(…)"
    }
}

/// Where a guard looks for the credential, and whether there must be one.
#[pyclass(frozen, module = "doorward._doorward")]
pub(crate) struct GuardRules {
    names: Option<Vec<String>>,
    #[pyo3(get)]
    pub(crate) optional: bool,
    /// Header fields for a granted response, name and value.
    #[pyo3(get)]
    granted_headers: Vec<(&'static str, String)>,
}

#[pymethods]
impl GuardRules {
    #[new]
    fn new(
        policy: &Bound<'_, NativePolicy>,
        places: Option<Vec<String>>,
        optional: bool,
    ) -> PyResult<Self> {
        let policy = &policy.get().0;
        let mut rules = Self { names: places, optional, granted_headers: Vec::new() };
        rules.granted_headers = policy.granted_headers(rules.places(policy)?);
        Ok(rules)
    }

    fn __repr__(&self) -> &'static str {
        "GuardRules(…)"
    }
}

impl GuardRules {
    /// The places as this policy knows them: another one may know the same names by other numbers.
    pub(crate) fn places(&self, policy: &doorward::Policy) -> PyResult<Places> {
        let places = match &self.names {
            Some(names) => policy.places(names.iter().map(String::as_str)),
            None => Ok(Places::HEADERS),
        };
        places.map_err(|error| config_error(&error))
    }
}

/// The keys and caches of one verifier.
#[pyclass(frozen, module = "doorward._doorward")]
pub(crate) struct Engine {
    pub(crate) engine: BridgeEngine,
}

#[pymethods]
impl Engine {
    /// `seed` is random, and no secret. With events, each decision carries its own.
    #[new]
    #[pyo3(signature = (policy, seed, with_events=false))]
    fn new(policy: &Bound<'_, NativePolicy>, seed: u64, with_events: bool) -> Self {
        let engine = BridgeEngine::new(Arc::clone(&policy.get().0), seed);
        Self { engine: engine.with_events(with_events) }
    }

    /// The same under another policy: what of it stays equal keeps its keys and caches.
    fn renewed(&self, policy: &Bound<'_, NativePolicy>) -> Self {
        Self { engine: self.engine.renewed(&policy.get().0) }
    }

    /// A fetch for each issuer that has no keys yet and for which nobody is fetching.
    fn warm(&self, now: f64) -> PyResult<Vec<KeyFetch>> {
        let fetches = self.engine.warm(time(now)?);
        Ok(fetches.into_iter().map(KeyFetch::from).collect())
    }

    /// The rejection that `warm` reports when keys are fetched and no issuer has keys; nothing otherwise.
    fn cold_start_rejection(&self, now: f64) -> PyResult<Option<Refused>> {
        Ok(self.engine.cold_start_rejection(time(now)?).map(Refused::of))
    }

    /// The refusal with this code; nothing when there is no such code.
    fn refusal(&self, code: &Bound<'_, PyString>, scopes: Vec<String>) -> Option<Refused> {
        let code = Code::from_name(&text(code))?;
        Some(Refused::of(self.engine.verifier().refusal(code, scopes)))
    }

    fn is_fetching(&self, issuer: &Bound<'_, PyString>, now: f64) -> PyResult<bool> {
        Ok(self.engine.verifier().is_fetching(&text(issuer), time(now)?))
    }

    /// The state of every issuer's keys, a list of dictionaries.
    fn key_status<'py>(&self, py: Python<'py>, now: f64) -> PyResult<Bound<'py, PyAny>> {
        let status = self.engine.verifier().key_status(time(now)?);
        object(py, &status.iter().map(KeyStatusJson::from).collect::<Vec<_>>())
    }

    fn __repr__(&self) -> &'static str {
        "Engine(…)"
    }
}

/// The limits that a host keeps, by name.
#[pyfunction]
pub(crate) fn limits(py: Python<'_>) -> PyResult<Bound<'_, PyAny>> {
    object(py, &LimitsJson::default())
}
