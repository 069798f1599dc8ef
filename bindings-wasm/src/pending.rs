//! A decision that waits for its host, or that stands and has fetches due after it.

use std::cell::RefCell;

use doorward_bridge::PendingDecision;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::key_fetch::KeyFetch;
use crate::object::object;

/// What is needed, and the way to go on. Dropping it leaves the request denied.
#[wasm_bindgen]
pub struct Pending(State);

enum State {
    Waiting(RefCell<Box<PendingDecision>>),
    Decided(String, RefCell<Vec<doorward_bridge::KeyFetch>>),
}

impl Pending {
    pub(crate) fn waiting(pending: Box<PendingDecision>) -> Self {
        Self(State::Waiting(RefCell::new(pending)))
    }

    pub(crate) fn decided_with(text: String, fetches: Vec<doorward_bridge::KeyFetch>) -> Self {
        Self(State::Decided(text, RefCell::new(fetches)))
    }

    /// What goes on with answers; nothing when the decision stands.
    pub(crate) fn into_waiting(self) -> Option<Box<PendingDecision>> {
        match self.0 {
            State::Waiting(pending) => Some(pending.into_inner()),
            State::Decided(..) => None,
        }
    }
}

#[wasm_bindgen]
impl Pending {
    /// The needs by their names; `undefined` when the decision stands.
    #[wasm_bindgen(getter)]
    pub fn needs(&self) -> JsValue {
        match &self.0 {
            State::Waiting(pending) => object(&pending.borrow().needs()),
            State::Decided(..) => JsValue::UNDEFINED,
        }
    }

    /// The decision, when it stands: only fetches are due after it.
    #[wasm_bindgen(getter)]
    pub fn decided(&self) -> Option<String> {
        match &self.0 {
            State::Waiting(_) => None,
            State::Decided(text, _) => Some(text.clone()),
        }
    }

    /// The next fetch that is the host's to make; `undefined` when there is none left.
    pub fn fetch(&self) -> Option<KeyFetch> {
        let fetch = match &self.0 {
            State::Waiting(pending) => pending.borrow_mut().take_fetch(),
            State::Decided(_, fetches) => fetches.borrow_mut().pop(),
        };
        fetch.map(KeyFetch::from)
    }
}
