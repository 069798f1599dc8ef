//! The result of a step: a decision, or one that waits for its host.

use doorward::audit::Event;
use doorward::keys::KeyNumber;
use doorward::{Answers, Needs, Pending, Principal, Rejection, Step, UnixTime, Verifier};

use crate::json::NeedsJson;
use crate::key_fetch::KeyFetch;

/// A decision, or what is needed to make one.
#[derive(Debug)]
pub enum Outcome {
    /// The decision, the fetches to make afterwards, and the event where the engine has events.
    Decided(Result<Principal, Rejection>, Vec<KeyFetch>, Option<Box<Event>>),
    /// The host must answer and resume. In a box, so that decisions, which are frequent, move in fewer bytes.
    Pending(Box<PendingDecision>),
}

impl Outcome {
    pub(crate) fn of(step: Step, verifier: &Verifier, with_events: bool) -> Self {
        match step {
            Step::Done(mut decision) => {
                let fetches = decision.take_deferred().into_iter();
                let fetches = fetches.map(|fetch| KeyFetch::new(verifier.clone(), fetch)).collect();
                let event = with_events.then(|| Box::new(decision.event()));
                Self::Decided(decision.outcome, fetches, event)
            }
            Step::Needs(needs, pending) => {
                let verifier = verifier.clone();
                Self::Pending(Box::new(PendingDecision { verifier, needs, pending, with_events }))
            }
        }
    }
}

/// A decision that waits for answers. Dropping it leaves the request denied.
#[derive(Debug)]
pub struct PendingDecision {
    verifier: Verifier,
    needs: Needs,
    pending: Pending,
    with_events: bool,
}

impl PendingDecision {
    /// The needs by name. The host can answer them concurrently. A new kind of need is one more member of
    /// [`NeedsJson`].
    #[must_use]
    pub fn needs(&self) -> NeedsJson<'_> {
        NeedsJson::from(&self.needs)
    }

    /// The needs as the core states them.
    pub const fn core_needs(&self) -> &Needs {
        &self.needs
    }

    /// The fetch of keys that the host makes, once; none when another request makes it.
    pub fn take_fetch(&mut self) -> Option<KeyFetch> {
        let fetch = self.needs.keys.as_mut()?.fetch.take()?;
        Some(KeyFetch::new(self.verifier.clone(), fetch))
    }

    /// Checks the signature that is asked for with the verifier of this decision: see [`Verifier::check_signature`].
    #[must_use]
    #[allow(clippy::option_option, reason = "the answer is an option, and there may be none")]
    pub fn check_signature(&self) -> Option<Option<KeyNumber>> {
        self.verifier.check_signature(self.needs.signatures.as_ref()?)
    }

    /// The key with this number as JWK text: see [`Verifier::jwk`].
    #[must_use]
    pub fn jwk(&self, key: KeyNumber) -> Option<String> {
        self.verifier.jwk(key).map(|text| text.as_str().to_owned())
    }

    /// Resumes with the answers in JSON, by the names of the needs. What cannot be read is unanswered.
    #[must_use]
    pub fn resume_json(self, answers: &str, now: UnixTime) -> Outcome {
        self.resume(Answers::from_json(answers), now)
    }

    /// Resumes with the answers.
    #[must_use]
    pub fn resume(self, answers: Answers, now: UnixTime) -> Outcome {
        Outcome::of(self.pending.resume(answers, now), &self.verifier, self.with_events)
    }
}
