//! A decision that waits for its host.

use doorward::{Need, Verifier, wire};
use wasm_bindgen::prelude::{JsValue, wasm_bindgen};

use crate::engine::{signature, step, time};

/// What is lacking, and the way to go on. Dropping it leaves the request denied.
#[wasm_bindgen]
pub struct Pending {
    verifier: Verifier,
    need: Need,
    pending: doorward::Pending,
}

impl Pending {
    pub(crate) fn new(verifier: Verifier, need: Need, pending: doorward::Pending) -> Self {
        Self { verifier, need, pending }
    }
}

#[wasm_bindgen]
impl Pending {
    /// The need as JSON.
    #[wasm_bindgen(getter)]
    pub fn need(&self) -> String {
        wire::need(&self.need)
    }

    /// The number of the key whose signature is to be checked; `undefined` for any other need.
    #[wasm_bindgen(getter)]
    pub fn key(&self) -> Option<u32> {
        signature(&self.need).map(|(key, _, _)| key)
    }

    /// Under which algorithm.
    #[wasm_bindgen(getter)]
    pub fn algorithm(&self) -> String {
        signature(&self.need)
            .map(|(_, algorithm, _)| algorithm.name().to_owned())
            .unwrap_or_default()
    }

    /// What was signed.
    #[wasm_bindgen(getter)]
    pub fn signed(&self) -> Vec<u8> {
        match &self.need {
            Need::Signature { signing_input, .. } => signing_input.as_bytes().to_vec(),
            _ => Vec::new(),
        }
    }

    /// The signature.
    #[wasm_bindgen(getter)]
    pub fn signature(&self) -> Vec<u8> {
        signature(&self.need).map(|(_, _, bytes)| bytes.clone()).unwrap_or_default()
    }

    /// Goes on with an answer in JSON: text when decided, else a `Pending`.
    pub fn resume(self, answer: &str, now: f64) -> Result<JsValue, String> {
        let now = time(now)?;
        Ok(step(self.verifier, self.pending.resume(wire::answer(answer), now)))
    }

    /// Goes on with the core's own check of the signature, where the platform has none.
    pub fn check(self, now: f64) -> Result<JsValue, String> {
        let now = time(now)?;
        let answer = self.verifier.check(&self.need);
        Ok(step(self.verifier, self.pending.resume(answer, now)))
    }
}
