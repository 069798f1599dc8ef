//! A fetch of keys that the core asks of its host, and what comes of it.

use doorward::{Fetch, FetchFailure, FetchResponse, Verifier};
use napi::bindgen_prelude::Uint8Array;
use napi_derive::napi;

use crate::engine::time;

/// One GET. It takes one answer, which the core judges; it makes nothing of a second one.
#[napi]
pub struct KeyFetch {
    verifier: Verifier,
    fetch: Fetch,
}

impl KeyFetch {
    pub(crate) const fn new(verifier: Verifier, fetch: Fetch) -> Self {
        Self { verifier, fetch }
    }

    fn answered(
        &self,
        outcome: &Result<FetchResponse, FetchFailure>,
        now: f64,
    ) -> napi::Result<Option<Self>> {
        let next = self.verifier.fetched(&self.fetch, outcome, time(now)?);
        Ok(next.map(|fetch| Self::new(self.verifier.clone(), fetch)))
    }
}

#[napi]
impl KeyFetch {
    /// Whose keys.
    #[napi(getter)]
    pub fn issuer(&self) -> &str {
        self.fetch.issuer()
    }

    /// What to get.
    #[napi(getter)]
    pub fn url(&self) -> &str {
        self.fetch.url()
    }

    /// Milliseconds for the whole exchange.
    #[napi(getter)]
    pub fn timeout_ms(&self) -> u32 {
        self.fetch.timeout_ms()
    }

    /// Bytes of the body at most.
    #[napi(getter)]
    pub fn bytes_max(&self) -> u32 {
        u32::try_from(self.fetch.bytes_max()).unwrap_or(u32::MAX)
    }

    /// Whether a cache shared with other processes may answer.
    #[napi(getter)]
    pub fn cacheable(&self) -> bool {
        self.fetch.cacheable()
    }

    /// The answer as it came. Returns the next fetch, when there is one.
    #[napi]
    #[allow(clippy::too_many_arguments, reason = "an object would cost a crossing for each member")]
    pub fn response(
        &self,
        status: u16,
        content_type: Option<String>,
        cache_control: Option<String>,
        age: Option<String>,
        location: Option<String>,
        body: Uint8Array,
        now: f64,
    ) -> napi::Result<Option<Self>> {
        let body = body.to_vec();
        let response = FetchResponse { status, content_type, cache_control, age, location, body };
        self.answered(&Ok(response), now)
    }

    /// No answer came: `timeout`, `connection`, `too_large` or `other`.
    #[napi]
    pub fn failed(&self, kind: String, now: f64) -> napi::Result<Option<Self>> {
        self.answered(&Err(FetchFailure::from_name(&kind)), now)
    }
}
