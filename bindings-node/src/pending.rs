//! A decision that waits for its host.

use doorward::{Need, wire};
use napi::bindgen_prelude::Either;
use napi_derive::napi;

use crate::engine::{step, time};

/// What is lacking, and the way to go on. Dropping it leaves the request denied.
#[napi]
pub struct Pending {
    need: Need,
    // Taken by the one answer it can have: JavaScript cannot hand the object itself over.
    pending: Option<doorward::Pending>,
}

impl Pending {
    pub(crate) const fn new(need: Need, pending: doorward::Pending) -> Self {
        Self { need, pending: Some(pending) }
    }
}

#[napi]
impl Pending {
    /// The need as JSON.
    #[napi(getter)]
    pub fn need(&self) -> String {
        wire::need(&self.need)
    }

    /// Goes on with an answer in JSON: text when decided, else a `Pending`. Only once.
    #[napi]
    pub fn resume(&mut self, answer: String, now: f64) -> napi::Result<Either<String, Self>> {
        let now = time(now)?;
        let pending = self.pending.take();
        let pending = pending.ok_or_else(|| napi::Error::from_reason("answered already"))?;
        Ok(step(pending.resume(wire::answer(&answer), now)))
    }
}
