//! A decision that waits for its host.

use doorward::{Fetch, Need, Verifier, wire};
use napi::bindgen_prelude::Either;
use napi_derive::napi;

use crate::engine::{step, time};
use crate::key_fetch::KeyFetch;

/// What is lacking, and the way to go on. Dropping it leaves the request denied. Or a decision that
/// stands, and the fetch that is due after it.
#[napi]
pub struct Pending {
    verifier: Verifier,
    waiting: Waiting,
}

enum Waiting {
    // Taken by the one answer it can have: JavaScript cannot hand the object itself over.
    Need { need: Need, pending: Option<doorward::Pending> },
    Decided { text: String, fetch: Option<Fetch> },
}

impl Pending {
    pub(crate) const fn new(verifier: Verifier, need: Need, pending: doorward::Pending) -> Self {
        Self { verifier, waiting: Waiting::Need { need, pending: Some(pending) } }
    }

    pub(crate) const fn decided(verifier: Verifier, text: String, fetch: Fetch) -> Self {
        Self { verifier, waiting: Waiting::Decided { text, fetch: Some(fetch) } }
    }
}

#[napi]
impl Pending {
    /// The need as JSON; empty when the decision stands.
    #[napi(getter)]
    pub fn need(&self) -> String {
        match &self.waiting {
            Waiting::Need { need, .. } => wire::need(need),
            Waiting::Decided { .. } => String::new(),
        }
    }

    /// The issuer whose keys are lacking; nothing for any other need.
    #[napi(getter)]
    pub fn key_set(&self) -> Option<&str> {
        match &self.waiting {
            Waiting::Need { need: Need::KeySet { issuer, .. }, .. } => Some(issuer),
            _ => None,
        }
    }

    /// The decision, when it stands: only `fetch` is due after it.
    #[napi(getter, js_name = "decided")]
    pub fn decided_text(&self) -> Option<&str> {
        match &self.waiting {
            Waiting::Need { .. } => None,
            Waiting::Decided { text, .. } => Some(text),
        }
    }

    /// The fetch that is the host's to make, once; nothing when somebody else makes it.
    #[napi]
    pub fn fetch(&mut self) -> Option<KeyFetch> {
        let fetch = match &mut self.waiting {
            Waiting::Need { need: Need::KeySet { fetch, .. }, .. } => fetch.take(),
            Waiting::Need { .. } => None,
            Waiting::Decided { fetch, .. } => fetch.take(),
        };
        fetch.map(|fetch| KeyFetch::new(self.verifier.clone(), fetch))
    }

    /// Goes on with an answer in JSON: text when decided, else a `Pending`. Only once.
    #[napi]
    pub fn resume(&mut self, answer: String, now: f64) -> napi::Result<Either<String, Self>> {
        let now = time(now)?;
        match &mut self.waiting {
            Waiting::Need { pending, .. } => {
                let pending = pending.take();
                let pending =
                    pending.ok_or_else(|| napi::Error::from_reason("answered already"))?;
                Ok(step(&self.verifier, pending.resume(wire::answer(&answer), now)))
            }
            Waiting::Decided { text, .. } => Ok(Either::A(text.clone())),
        }
    }
}
