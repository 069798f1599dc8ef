//! A decision that waits for its host, or that is final and has fetches to make afterwards.

use doorward_bridge::PendingDecision;
use doorward_bridge::javascript::Step;
use napi::Env;
use napi::bindgen_prelude::{Either, Unknown};
use napi_derive::napi;

use crate::clock::time;
use crate::key_fetch::KeyFetch;
use crate::object::object;

/// What is needed, and the way to go on. Dropping it leaves the request denied.
#[napi]
pub struct Pending(State);

enum State {
    // Taken by the one answer it can have: JavaScript cannot hand the object itself over.
    Waiting(Option<Box<PendingDecision>>),
    Decided(String, Vec<doorward_bridge::KeyFetch>),
}

/// A decision as text, or a `Pending` when something is needed or due after it.
pub(crate) fn text_or_pending(step: Step) -> Either<String, Pending> {
    match step {
        Step::Text(text) => Either::A(text),
        Step::Deferred(text, fetches) => Either::B(Pending(State::Decided(text, fetches))),
        Step::Pending(pending) => Either::B(Pending(State::Waiting(Some(pending)))),
    }
}

#[napi]
impl Pending {
    /// The needs by their names; nothing when the decision is final.
    #[napi(getter)]
    pub fn needs<'env>(&self, env: &'env Env) -> napi::Result<Option<Unknown<'env>>> {
        match &self.0 {
            State::Waiting(Some(pending)) => object(env, &pending.needs()).map(Some),
            State::Waiting(None) | State::Decided(..) => Ok(None),
        }
    }

    /// The decision, when it is final.
    #[napi(getter)]
    pub fn decided(&self) -> Option<&str> {
        match &self.0 {
            State::Waiting(_) => None,
            State::Decided(text, _) => Some(text),
        }
    }

    /// The next fetch that is the host's to make; nothing when there is none left.
    #[napi]
    pub fn fetch(&mut self) -> Option<KeyFetch> {
        let fetch = match &mut self.0 {
            State::Waiting(pending) => pending.as_mut()?.take_fetch(),
            State::Decided(_, fetches) => fetches.pop(),
        };
        fetch.map(KeyFetch::from)
    }

    /// Goes on with the answers, JSON by the names of the needs. Only once.
    #[napi]
    pub fn resume(&mut self, answers: String, now: f64) -> napi::Result<Either<String, Self>> {
        let now = time(now)?;
        let State::Waiting(pending) = &mut self.0 else {
            return Err(napi::Error::from_reason("this decision is final and cannot be resumed"));
        };
        let pending = pending.take();
        let pending = pending
            .ok_or_else(|| napi::Error::from_reason("this pending decision was resumed before"))?;
        Ok(text_or_pending(pending.resume_json(&answers, now).into()))
    }
}
