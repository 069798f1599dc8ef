//! A fetch of keys that the core asks of its host, and what comes of it.

use doorward::{Fetch, FetchFailure, FetchResponse, Verifier};
use wasm_bindgen::prelude::wasm_bindgen;

use crate::engine::time;

/// One GET. It takes one answer, which the core judges.
#[wasm_bindgen]
pub struct KeyFetch {
    verifier: Verifier,
    fetch: Fetch,
}

impl KeyFetch {
    pub(crate) fn new(verifier: Verifier, fetch: Fetch) -> Self {
        Self { verifier, fetch }
    }

    fn answered(
        self,
        outcome: Result<FetchResponse, FetchFailure>,
        now: f64,
    ) -> Result<Option<Self>, String> {
        let next = self.verifier.fetched(&self.fetch, &outcome, time(now)?);
        Ok(next.map(|fetch| Self::new(self.verifier, fetch)))
    }
}

#[wasm_bindgen]
impl KeyFetch {
    /// Whose keys.
    #[wasm_bindgen(getter)]
    pub fn issuer(&self) -> String {
        self.fetch.issuer().to_owned()
    }

    /// What to get.
    #[wasm_bindgen(getter)]
    pub fn url(&self) -> String {
        self.fetch.url().to_owned()
    }

    /// Milliseconds for the whole exchange.
    #[wasm_bindgen(getter, js_name = timeoutMs)]
    pub fn timeout_ms(&self) -> u32 {
        self.fetch.timeout_ms()
    }

    /// Bytes of the body at most.
    #[wasm_bindgen(getter, js_name = bytesMax)]
    pub fn bytes_max(&self) -> usize {
        self.fetch.bytes_max()
    }

    /// Whether a cache shared with other processes may answer.
    #[wasm_bindgen(getter)]
    pub fn cacheable(&self) -> bool {
        self.fetch.cacheable()
    }

    /// The answer as it came. Returns the next fetch, when there is one.
    #[allow(clippy::too_many_arguments, reason = "an object would cost a crossing for each member")]
    pub fn response(
        self,
        status: u16,
        content_type: Option<String>,
        cache_control: Option<String>,
        age: Option<String>,
        location: Option<String>,
        body: Vec<u8>,
        now: f64,
    ) -> Result<Option<Self>, String> {
        let response = FetchResponse { status, content_type, cache_control, age, location, body };
        self.answered(Ok(response), now)
    }

    /// No answer came: `timeout`, `connection`, `too_large` or `other`.
    pub fn failed(self, kind: &str, now: f64) -> Result<Option<Self>, String> {
        self.answered(Err(FetchFailure::from_name(kind)), now)
    }
}
