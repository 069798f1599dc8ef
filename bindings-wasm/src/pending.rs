//! A decision that waits for its host.

use std::cell::{Cell, RefCell};

use doorward::{Fetch, Need, Verifier, wire};
use wasm_bindgen::prelude::wasm_bindgen;

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

    /// What goes on with an answer; nothing when the decision stands.
    pub(crate) fn into_core(self) -> Option<doorward::Pending> {
        match self.waiting {
            Waiting::Need { pending, .. } => Some(pending),
            Waiting::Decided { .. } => None,
        }
    }
}

#[wasm_bindgen]
impl Pending {
    /// The need as JSON; empty when the decision stands.
    #[wasm_bindgen(getter)]
    pub fn need(&self) -> String {
        self.of_need(|need| Some(wire::need(need))).unwrap_or_default()
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
}
