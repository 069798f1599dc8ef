//! A decision that waits for its host.

use std::cell::{Cell, RefCell};

use doorward::{Algorithm, Fetch, Need, Verifier, wire};
use wasm_bindgen::prelude::{JsValue, wasm_bindgen};

use crate::engine::{step, time};
use crate::key_fetch::KeyFetch;

/// What is lacking, and the way to go on. Dropping it leaves the request denied. Or a decision that
/// stands, and the fetch that is due after it.
#[wasm_bindgen]
pub struct Pending {
    verifier: Verifier,
    waiting: Waiting,
}

enum Waiting {
    Need { need: RefCell<Need>, pending: doorward::Pending },
    Decided { text: String, fetch: Cell<Option<Fetch>> },
}

impl Pending {
    pub(crate) fn new(verifier: Verifier, need: Need, pending: doorward::Pending) -> Self {
        Self { verifier, waiting: Waiting::Need { need: RefCell::new(need), pending } }
    }

    pub(crate) fn decided(verifier: Verifier, text: String, fetch: Fetch) -> Self {
        Self { verifier, waiting: Waiting::Decided { text, fetch: Cell::new(Some(fetch)) } }
    }

    fn of_need<T>(&self, read: impl FnOnce(&Need) -> Option<T>) -> Option<T> {
        match &self.waiting {
            Waiting::Need { need, .. } => read(&need.borrow()),
            Waiting::Decided { .. } => None,
        }
    }

    fn of_signature<T>(&self, read: impl FnOnce(u32, Algorithm, &[u8]) -> T) -> Option<T> {
        self.of_need(|need| match need {
            Need::Signature { key, algorithm, signature, .. } => {
                Some(read(*key, *algorithm, signature))
            }
            _ => None,
        })
    }
}

#[wasm_bindgen]
impl Pending {
    /// The need as JSON; empty when the decision stands.
    #[wasm_bindgen(getter)]
    pub fn need(&self) -> String {
        self.of_need(|need| Some(wire::need(need))).unwrap_or_default()
    }

    /// The number of the key whose signature is to be checked; `undefined` for any other need.
    #[wasm_bindgen(getter)]
    pub fn key(&self) -> Option<u32> {
        self.of_signature(|key, _, _| key)
    }

    /// Under which algorithm.
    #[wasm_bindgen(getter)]
    pub fn algorithm(&self) -> String {
        self.of_signature(|_, algorithm, _| algorithm.name().to_owned()).unwrap_or_default()
    }

    /// What was signed.
    #[wasm_bindgen(getter)]
    pub fn signed(&self) -> Vec<u8> {
        let signed = self.of_need(|need| match need {
            Need::Signature { signing_input, .. } => Some(signing_input.as_bytes().to_vec()),
            _ => None,
        });
        signed.unwrap_or_default()
    }

    /// The signature.
    #[wasm_bindgen(getter)]
    pub fn signature(&self) -> Vec<u8> {
        self.of_signature(|_, _, signature| signature.to_vec()).unwrap_or_default()
    }

    /// The issuer whose keys are lacking; `undefined` for any other need.
    #[wasm_bindgen(getter, js_name = keySet)]
    pub fn key_set(&self) -> Option<String> {
        self.of_need(|need| match need {
            Need::KeySet { issuer, .. } => Some(issuer.clone()),
            _ => None,
        })
    }

    /// The decision, when it stands: only `fetch` is due after it.
    #[wasm_bindgen(getter, js_name = decided)]
    pub fn decided_text(&self) -> Option<String> {
        match &self.waiting {
            Waiting::Need { .. } => None,
            Waiting::Decided { text, .. } => Some(text.clone()),
        }
    }

    /// The fetch that is the host's to make, once; `undefined` when somebody else makes it.
    pub fn fetch(&self) -> Option<KeyFetch> {
        let fetch = match &self.waiting {
            Waiting::Need { need, .. } => match &mut *need.borrow_mut() {
                Need::KeySet { fetch, .. } => fetch.take(),
                _ => None,
            },
            Waiting::Decided { fetch, .. } => fetch.take(),
        };
        fetch.map(|fetch| KeyFetch::new(self.verifier.clone(), fetch))
    }

    /// Goes on with an answer in JSON: text when decided, else a `Pending`.
    pub fn resume(self, answer: &str, now: f64) -> Result<JsValue, String> {
        let now = time(now)?;
        Ok(match self.waiting {
            Waiting::Need { pending, .. } => {
                step(&self.verifier, pending.resume(wire::answer(answer), now))
            }
            Waiting::Decided { text, .. } => text.into(),
        })
    }

    /// Goes on with the core's own check of the signature, where the platform has none.
    pub fn check(self, now: f64) -> Result<JsValue, String> {
        let now = time(now)?;
        Ok(match self.waiting {
            Waiting::Need { need, pending } => {
                let answer = self.verifier.check(&need.into_inner());
                step(&self.verifier, pending.resume(answer, now))
            }
            Waiting::Decided { text, .. } => text.into(),
        })
    }
}
