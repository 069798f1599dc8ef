//! API key records, the store in memory, and making a key.

use std::sync::{Mutex, MutexGuard, PoisonError};

use doorward::{ApiKey, ApiKeyRecord, ApiKeys, Secret};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::PyString;

use crate::clock::time;
use crate::fault::fault;
use crate::text::text;

/// A record, read and checked once.
#[pyclass(frozen, module = "doorward._doorward")]
pub(crate) struct Record(pub(crate) ApiKeyRecord);

#[pymethods]
impl Record {
    /// Reads record JSON.
    #[new]
    fn new(json: &Bound<'_, PyString>) -> PyResult<Self> {
        ApiKeyRecord::from_json(&text(json)).map(Self).map_err(|error| fault(&error))
    }

    /// The record as JSON, every member present.
    fn to_json(&self) -> String {
        self.0.to_json()
    }

    fn __repr__(&self) -> String {
        format!("{:?}", self.0)
    }
}

/// The core's bounded table of records.
#[pyclass(frozen, module = "doorward._doorward")]
#[derive(Default)]
pub(crate) struct MemoryApiKeys(Mutex<doorward::MemoryApiKeys>);

impl MemoryApiKeys {
    /// No Python code runs while this is held.
    pub(crate) fn held(&self) -> MutexGuard<'_, doorward::MemoryApiKeys> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[pymethods]
impl MemoryApiKeys {
    #[new]
    fn new() -> Self {
        Self::default()
    }

    fn insert(&self, record: &Bound<'_, Record>) -> PyResult<()> {
        self.held().insert(record.get().0.clone()).map_err(|error| fault(&error))
    }

    fn remove(&self, id: &Bound<'_, PyString>) -> Option<Record> {
        self.held().remove(&text(id)).map(Record)
    }

    fn by_id(&self, id: &Bound<'_, PyString>) -> Option<Record> {
        self.held().by_id(&text(id)).cloned().map(Record)
    }

    fn by_digest(&self, digest: &Bound<'_, PyString>) -> Option<Record> {
        self.held().by_digest(&text(digest)).cloned().map(Record)
    }

    fn __len__(&self) -> usize {
        self.held().len()
    }

    fn __repr__(&self) -> String {
        format!("MemoryApiKeys({} records)", self.held().len())
    }
}

/// Makes a key: its text, to be shown once, and its record. `entropy` is 41 bytes of the platform's
/// secure random source.
#[pyfunction]
#[pyo3(signature = (prefix, agent_id, scopes, entropy, pepper, now))]
pub(crate) fn create_api_key(
    prefix: &str,
    agent_id: &str,
    scopes: Vec<String>,
    entropy: &[u8],
    pepper: Option<(String, Vec<u8>)>,
    now: f64,
) -> PyResult<(String, Record)> {
    let entropy = entropy.try_into().map_err(|_| {
        PyValueError::new_err(format!("{} bytes of entropy expected", ApiKey::ENTROPY_BYTES))
    })?;
    if let Some((id, bytes)) = &pepper {
        // Refused here as the policy would refuse it later, when the key is already out.
        let _accepted =
            ApiKeys::default().with_pepper(id, bytes.clone()).map_err(|error| fault(&error))?;
    }
    let pepper = pepper.map(|(id, bytes)| (id, Secret::new(bytes)));
    let pepper = pepper.as_ref().map(|(id, secret)| (id.as_str(), secret));
    let (key, record) = ApiKey::create(prefix, agent_id, scopes, entropy, pepper, time(now)?)
        .map_err(|error| fault(&error))?;
    Ok((key.expose().to_owned(), Record(record)))
}
