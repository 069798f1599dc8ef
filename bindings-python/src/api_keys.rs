//! API key records, the store in memory, and making a key.

use std::sync::{Mutex, MutexGuard, PoisonError};

use doorward::api_key::ApiKeyRecord;
use doorward::state;
use doorward_bridge::api_key::{CreateApiKeyError, NewApiKey};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::PyString;

use crate::clock::time;
use crate::config_error::config_error;
use crate::text::text;

/// A parsed and checked record.
#[pyclass(frozen, module = "doorward._doorward")]
pub(crate) struct Record(pub(crate) ApiKeyRecord);

#[pymethods]
impl Record {
    /// Reads record JSON.
    #[new]
    fn new(json: &Bound<'_, PyString>) -> PyResult<Self> {
        ApiKeyRecord::from_json(&text(json)).map(Self).map_err(|error| config_error(&error))
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
pub(crate) struct MemoryApiKeys(Mutex<state::MemoryApiKeys>);

impl MemoryApiKeys {
    /// No Python code runs while the lock is held.
    pub(crate) fn held(&self) -> MutexGuard<'_, state::MemoryApiKeys> {
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
        self.held().insert(record.get().0.clone()).map_err(|error| config_error(&error))
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

/// Makes a key and its record. `entropy` is as many bytes of the platform's secure random source as
/// `limits()["api_key_entropy_bytes"]` says.
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
    let new = NewApiKey { prefix: Some(prefix), agent_id, scopes, pepper, now: time(now)? };
    let (key, record) = new.create(entropy).map_err(|error| match error {
        CreateApiKeyError::Config(error) => config_error(&error),
        CreateApiKeyError::EntropyLength => PyValueError::new_err(error.to_string()),
    })?;
    Ok((key.expose().to_owned(), Record(record)))
}
