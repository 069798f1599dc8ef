//! The engine for JavaScript: requirements by slot, principals by number.

use std::cell::{Cell, RefCell};

use doorward::audit::Event;
use doorward::wire::RejectionJson;
use doorward::{ConfigError, Principal, Rejection, Request, Requirement};

use crate::described::Described;
use crate::engine::Engine;
use crate::key_fetch::KeyFetch;
use crate::outcome::{Outcome, PendingDecision};
use crate::principal_text::principal_text;

/// Returned in place of a principal's number: the decision is final, and there is a text.
pub const TEXT: f64 = 0.0;
/// Returned in place of a principal's number: something is needed, or fetches follow the decision.
pub const PENDING: f64 = -1.0;
/// Returned in place of a principal's number: a signature must be checked.
pub const PENDING_SIGNATURE: f64 = -2.0;
/// Returned in place of a principal's number: the host called wrongly, with a time that is not finite or a
/// requirement that is not there.
pub const INVALID_CALL: f64 = f64::NAN;

/// The result of [`JavaScriptEngine::begin`].
#[derive(Debug)]
pub enum FirstStep {
    /// Granted to a principal that the verifier keeps; [`JavaScriptEngine::principal_text`] has the rest.
    Number(f64),
    /// Any other result.
    Step(Step),
}

/// The result of a call that begins or resumes a decision.
#[derive(Debug)]
pub enum Step {
    /// The decision is final: the principal's record, or the refusal in JSON.
    Text(String),
    /// The same, with fetches to make afterwards.
    Deferred(String, Vec<KeyFetch>),
    /// Something is needed.
    Pending(Box<PendingDecision>),
}

/// An engine for one thread, which is all that JavaScript has.
pub struct JavaScriptEngine {
    engine: Engine,
    requirements: RefCell<Vec<Requirement>>,
    granted: Cell<Option<(f64, Principal)>>,
    /// What the host said of the next request.
    described: Cell<Described>,
}

impl JavaScriptEngine {
    /// Reads a policy from JSON.
    ///
    /// # Errors
    /// The first fault of the policy, with its path.
    pub fn new(policy: &str, seed: u32, with_events: bool) -> Result<Self, ConfigError> {
        Ok(Self {
            engine: Engine::from_json(policy, u64::from(seed))?.with_events(with_events),
            requirements: RefCell::new(vec![Requirement::authenticated()]),
            granted: Cell::default(),
            described: Cell::default(),
        })
    }

    /// The engine that does not depend on JavaScript.
    pub const fn engine(&self) -> &Engine {
        &self.engine
    }

    /// Stores a requirement, JSON, in a slot: replaces the one that is there, or appends. A new slot must be the
    /// current count. Slot 0 stands for no requirement.
    ///
    /// # Errors
    /// The fault of the requirement.
    pub fn require(&self, slot: usize, json: &str) -> Result<(), ConfigError> {
        let requirement = Requirement::from_json(json)?;
        let mut all = self.requirements.borrow_mut();
        match all.get_mut(slot) {
            Some(taken) => *taken = requirement,
            None => all.push(requirement),
        }
        Ok(())
    }

    /// Begins a decision. `None`: nothing is in that slot.
    pub fn begin(&self, request: &Request<'_>, requirement_slot: usize) -> Option<FirstStep> {
        // Cloned and not borrowed, because a trap in the core would leave it borrowed.
        let requirement = self.requirements.borrow().get(requirement_slot).cloned()?;
        if self.engine.has_events() {
            return Some(FirstStep::Step(self.begin_with_event(request, &requirement)));
        }
        let outcome = self.engine.begin(request, &requirement);
        if let Outcome::Decided(Ok(principal), fetches, _) = &outcome
            && let (Some(number), true) = (principal.cache_number(), fetches.is_empty())
        {
            // It counts cached tokens, which never reach 2^53.
            #[allow(clippy::cast_precision_loss)]
            let number = number.get() as f64;
            self.granted.set(Some((number, principal.clone())));
            return Some(FirstStep::Number(number));
        }
        Some(FirstStep::Step(outcome.into()))
    }

    #[cold]
    fn begin_with_event(&self, request: &Request<'_>, requirement: &Requirement) -> Step {
        let described = self.described.take();
        self.engine.begin(&described.on(*request), requirement).into()
    }

    /// What the event of the next decision says of its request.
    pub fn describe(
        &self,
        method: Option<String>,
        client_address: Option<&str>,
        request_id: Option<String>,
    ) {
        self.described.set(Described::new(method, client_address, request_id));
    }

    /// The record of the principal with this number, if the last call gave it out.
    pub fn principal_text(&self, number: f64) -> Option<String> {
        let (last, principal) = self.granted.take()?;
        (last.to_bits() == number.to_bits()).then(|| principal_text(&principal))
    }
}

impl From<Outcome> for Step {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Decided(decision, fetches, event) => {
                let mut text = decided_text(&decision);
                if let Some(event) = event {
                    put_before(&event, &mut text);
                }
                if fetches.is_empty() { Self::Text(text) } else { Self::Deferred(text, fetches) }
            }
            Outcome::Pending(pending) => Self::Pending(pending),
        }
    }
}

/// What stands between the JSON of an event and the text of its decision. No JSON has it.
const BETWEEN: char = '\u{1e}';

/// The event comes first, marked by a letter that begins no other text.
#[cold]
fn put_before(event: &Event, text: &mut String) {
    let event = serde_json::to_string(event).unwrap_or_default();
    text.insert_str(0, &format!("e{event}{BETWEEN}"));
}

/// A decision as one text: the principal's record when granted, the refusal in JSON when not. Their first
/// characters differ.
#[must_use]
pub fn decided_text(decision: &Result<Principal, Rejection>) -> String {
    match decision {
        Ok(principal) => principal_text(principal),
        // Text, numbers and maps of text cannot fail to serialize.
        Err(rejection) => {
            serde_json::to_string(&RejectionJson::from(rejection)).unwrap_or_default()
        }
    }
}
