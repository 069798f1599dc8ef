//! The engine for JavaScript: requirements by slot, principals by number.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use doorward::audit::Event;
use doorward::error::Code;
use doorward::policy::Places;
use doorward::scope::HeldScopes;
use doorward::wire::RejectionJson;
use doorward::{ConfigError, Policy, Principal, Rejection, Request, Requirement, UnixTime};

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
    engine: RefCell<Engine>,
    slots: RefCell<Vec<Slot>>,
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
            engine: RefCell::new(
                Engine::from_json(policy, u64::from(seed))?.with_events(with_events),
            ),
            slots: RefCell::new(vec![Slot {
                requirement: Requirement::authenticated(),
                places: Places::HEADERS,
                place_names: None,
                optional: false,
            }]),
            granted: Cell::default(),
            described: Cell::default(),
        })
    }

    /// The engine that does not depend on JavaScript. A copy, because a trap in the core would leave it borrowed.
    pub fn engine(&self) -> Engine {
        self.engine.borrow().clone()
    }

    /// Takes another policy, JSON, for all decisions that begin from now on: see [`Verifier::renewed`].
    ///
    /// # Errors
    /// The first fault of the policy; a guard's place that it lacks. Nothing has changed then.
    ///
    /// [`Verifier::renewed`]: doorward::Verifier::renewed
    pub fn renew(&self, policy: &str) -> Result<(), ConfigError> {
        let policy = Policy::from_json(policy)?;
        let mut slots = self.slots.borrow().clone();
        for slot in &mut slots {
            slot.places = places(&policy, slot.place_names.as_deref())?;
        }
        let renewed = self.engine().renewed(&policy);
        self.engine.replace(renewed);
        self.slots.replace(slots);
        self.granted.set(None);
        Ok(())
    }

    /// Stores what a guard asks in a slot: replaces what is there, or appends. A new slot must be the current count.
    /// Slot 0 stands for a call without options. `requirement`, JSON; without it any genuine caller is enough. Spaces
    /// stand between the names of places.
    ///
    /// # Errors
    /// The fault of the requirement or of the places.
    pub fn require(
        &self,
        slot: usize,
        requirement: Option<&str>,
        place_names: Option<&str>,
        optional: bool,
    ) -> Result<(), ConfigError> {
        let requirement = match requirement {
            Some(json) => Requirement::from_json(json)?,
            None => Requirement::authenticated(),
        };
        let places = places(self.engine().verifier().policy(), place_names)?;
        let place_names = place_names.map(Rc::from);
        let new = Slot { requirement, places, place_names, optional };
        let mut all = self.slots.borrow_mut();
        match all.get_mut(slot) {
            Some(taken) => *taken = new,
            None => all.push(new),
        }
        Ok(())
    }

    // Cloned and not borrowed, because a trap in the core would leave it borrowed.
    fn slot(&self, slot: usize) -> Option<Slot> {
        self.slots.borrow().get(slot).cloned()
    }

    /// The header fields of a granted response, a line for each name and each value, for a guard of this slot.
    pub fn granted_headers(&self, slot: usize) -> String {
        let places = self.slot(slot).map_or(Places::HEADERS, |slot| slot.places);
        let mut lines = String::new();
        for (name, value) in self.engine().verifier().policy().granted_headers(places) {
            for line in [name, &value] {
                lines.push_str(line);
                lines.push('\n');
            }
        }
        lines
    }

    /// The refusal of a caller, in JSON, whose credential is genuine and who lacks what the slot asks; `None` when
    /// nothing lacks. Nobody has what an empty slot asks. `caller`: see [`CallerText`]. With events, its event comes
    /// before it, by what the host said of the request, without time and caller, which the host knows.
    pub fn authorize(&self, slot: usize, caller: &CallerText<'_>) -> Option<String> {
        // Taken in any case, so that it never stands for the next request.
        let described = self.described.take();
        let Some(Slot { requirement, .. }) = self.slot(slot) else {
            return Some(refusal_text(&self.engine().verifier().unavailable_rejection()));
        };
        let no_wildcards = caller.places();
        let names: Vec<_> = caller.scopes.split(' ').filter(|name| !name.is_empty()).collect();
        let held = HeldScopes { names: names.into_iter(), no_wildcards: &no_wildcards };
        let engine = self.engine();
        let rejection = engine.verifier().authorize(held, caller.claims, &requirement).err()?;
        let request = described.on(Request::credential("", UnixTime::from_seconds(0)));
        Some(match engine.refused(rejection, &request, &requirement).into() {
            Step::Text(text) | Step::Deferred(text, _) => text,
            Step::Pending(_) => String::new(),
        })
    }

    /// Whether a caller may do what needs `scope`.
    pub fn allows(&self, caller: &CallerText<'_>, scope: &str) -> bool {
        let no_wildcards = caller.places();
        let held = HeldScopes { names: caller.scopes.split(' '), no_wildcards: &no_wildcards };
        self.engine().verifier().policy().scope_rules().any_grants(held, scope)
    }

    /// The refusal with this code, in JSON; `None` when there is no such code. Spaces stand between the scopes.
    pub fn refusal(&self, code: &str, scopes: &str) -> Option<String> {
        let code = Code::from_name(code)?;
        let scopes =
            scopes.split(' ').filter(|scope| !scope.is_empty()).map(str::to_owned).collect();
        Some(refusal_text(&self.engine().verifier().refusal(code, scopes)))
    }

    /// Begins a decision. `None`: nothing is in that slot.
    pub fn begin(&self, request: Request<'_>, requirement_slot: usize) -> Option<FirstStep> {
        let Slot { requirement, places, optional, .. } = self.slot(requirement_slot)?;
        let engine = self.engine();
        let request = request.places(places);
        let request = if optional { request.optional() } else { request };
        if engine.wants_description() {
            let described = self.described.take();
            let outcome = engine.begin(&described.on(request), &requirement);
            return Some(FirstStep::Step(outcome.into()));
        }
        let outcome = engine.begin(&request, &requirement);
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

    /// Describes the request of the next decision.
    pub fn describe(&self, method: String, client_address: String, request_id: String) {
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

/// What a host has of a principal: the scopes with spaces between them, the places of those that are no wildcards, and the
/// claims in JSON.
#[derive(Clone, Copy, Debug)]
pub struct CallerText<'a> {
    /// Every scope.
    pub scopes: &'a str,
    /// Whole numbers with spaces between them.
    pub no_wildcards: &'a str,
    /// JSON.
    pub claims: &'a str,
}

impl CallerText<'_> {
    fn places(&self) -> Vec<usize> {
        self.no_wildcards.split(' ').filter_map(|place| place.parse().ok()).collect()
    }
}

/// What a guard asks of a request.
#[derive(Clone)]
struct Slot {
    requirement: Requirement,
    places: Places,
    /// With spaces between them. The next policy may know them by other numbers.
    place_names: Option<Rc<str>>,
    optional: bool,
}

fn places(policy: &Policy, names: Option<&str>) -> Result<Places, ConfigError> {
    match names {
        Some(names) => policy.places(names.split(' ').filter(|name| !name.is_empty())),
        None => Ok(Places::HEADERS),
    }
}

/// A refusal in JSON.
#[must_use]
pub fn refusal_text(rejection: &Rejection) -> String {
    // Text, numbers and maps of text cannot fail to serialize.
    serde_json::to_string(&RejectionJson::from(rejection)).unwrap_or_default()
}

/// A decision as one text: the principal's record when granted, the refusal in JSON when not. Their first
/// characters differ.
#[must_use]
pub fn decided_text(decision: &Result<Principal, Rejection>) -> String {
    match decision {
        Ok(principal) => principal_text(principal),
        Err(rejection) => refusal_text(rejection),
    }
}
