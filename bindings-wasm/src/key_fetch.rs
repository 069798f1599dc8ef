//! A fetch of keys that the core asks of its host.

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::clock::time;
use crate::object::object;

/// One request to send. It takes one answer, which the core judges.
#[wasm_bindgen]
pub struct KeyFetch(doorward_bridge::KeyFetch);

impl From<doorward_bridge::KeyFetch> for KeyFetch {
    fn from(fetch: doorward_bridge::KeyFetch) -> Self {
        Self(fetch)
    }
}

#[wasm_bindgen]
impl KeyFetch {
    /// Whose keys.
    #[wasm_bindgen(getter)]
    pub fn issuer(&self) -> String {
        self.0.issuer().to_owned()
    }

    /// What to send, and within which bounds.
    #[wasm_bindgen(getter)]
    pub fn request(&self) -> JsValue {
        object(&self.0.request())
    }

    /// Takes the response as it came; `headers` are name, value, name, value …. Returns the next fetch, when
    /// there is one.
    pub fn respond(
        self,
        status: f64,
        headers: Vec<String>,
        body: Vec<u8>,
        now: f64,
    ) -> Result<Option<Self>, String> {
        Ok(self.0.respond(status, &headers, body, time(now)?).map(Self))
    }

    /// No response came: `timeout`, `connection`, `too_large` or `other`.
    pub fn fail(self, kind: &str, now: f64) -> Result<Option<Self>, String> {
        Ok(self.0.fail(kind, time(now)?).map(Self))
    }
}
