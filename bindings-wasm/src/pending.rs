//! A decision that waits for its host, or that is final and has fetches to make afterwards.

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

    /// The decision that takes answers; nothing when the decision is final.
    pub(crate) fn into_waiting(self) -> Option<Box<PendingDecision>> {
        match self.0 {
            State::Waiting(pending) => Some(pending.into_inner()),
            State::Decided(..) => None,
        }
    }
}

#[wasm_bindgen]
impl Pending {
    /// The needs by their names; `undefined` when the decision is final.
    #[wasm_bindgen(getter)]
    pub fn needs(&self) -> JsValue {
        match &self.0 {
            State::Waiting(pending) => object(&pending.borrow().needs()),
            State::Decided(..) => JsValue::UNDEFINED,
        }
    }

    /// The decision, when it is final.
    #[wasm_bindgen(getter)]
    pub fn decided(&self) -> Option<String> {
        match &self.0 {
            State::Waiting(_) => None,
            State::Decided(text, _) => Some(text.clone()),
        }
    }

    /// The next fetch that the host makes; `undefined` when none is left.
    pub fn fetch(&self) -> Option<KeyFetch> {
        let fetch = match &self.0 {
            State::Waiting(pending) => pending.borrow_mut().take_fetch(),
            State::Decided(_, fetches) => fetches.borrow_mut().pop(),
        };
        fetch.map(KeyFetch::from)
    }
}
