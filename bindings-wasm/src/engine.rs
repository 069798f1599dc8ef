//! A policy behind a handle, and the start of a decision.
//!
//! A call returns a number, because a number crosses at no cost. The host then asks once for the text or the
//! pending decision behind it.

use std::cell::Cell;

use doorward::keys::KeyNumber;
use doorward::wire::KeyStatusJson;
use doorward::{Answers, Request, Signatures, UnixTime};
use doorward_bridge::javascript::{
    CallerText, FirstStep, INVALID_CALL, InputBuffer, JavaScriptEngine, PENDING, PENDING_SIGNATURE,
    PendingSignatures, Step, TEXT, refusal_text,
};
use doorward_bridge::{LimitsJson, PendingDecision, unix_time};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::clock::time;
use crate::key_fetch::KeyFetch;
use crate::object::{config_error, object};
use crate::pending::Pending;

/// A policy, parsed and checked once.
#[wasm_bindgen]
pub struct Engine {
    pub(crate) engine: JavaScriptEngine,
    pub(crate) input: InputBuffer,
    pub(crate) signatures: PendingSignatures,
    text: Cell<String>,
    pending: Cell<Option<Pending>>,
}

#[wasm_bindgen]
impl Engine {
    /// Reads a policy from JSON; throws `{code, path, message}`. `seed`: see `Verifier::with_jitter_seed`. With events
    /// the text of each decision begins with its event.
    #[wasm_bindgen(constructor)]
    pub fn new(policy: &str, seed: u32, with_events: bool) -> Result<Self, JsValue> {
        let engine = JavaScriptEngine::new(policy, seed, with_events);
        Ok(Self {
            engine: engine.map_err(|error| config_error(&error))?,
            input: InputBuffer::default(),
            signatures: PendingSignatures::default(),
            text: Cell::default(),
            pending: Cell::default(),
        })
    }

    /// Takes another policy for all decisions that begin from now on. Throws `{code, path, message}`, and nothing has
    /// changed then.
    pub fn renew(&self, policy: &str) -> Result<(), JsValue> {
        self.engine.renew(policy).map_err(|error| config_error(&error))
    }

    /// Puts what a guard asks into a slot of the host's choice: the next one, or one that is taken. The requirement is
    /// JSON. Throws `{code, path, message}`.
    pub fn require(
        &self,
        slot: usize,
        requirement: Option<String>,
        places: Option<String>,
        optional: bool,
    ) -> Result<(), JsValue> {
        let required =
            self.engine.require(slot, requirement.as_deref(), places.as_deref(), optional);
        required.map_err(|error| config_error(&error))
    }

    /// The header fields of a granted response, a line for each name and each value.
    #[wasm_bindgen(js_name = grantedHeaders)]
    pub fn granted_headers(&self, slot: usize) -> String {
        self.engine.granted_headers(slot)
    }

    /// The refusal of a genuine caller who lacks what the slot asks, JSON; nothing when nothing lacks.
    pub fn authorize(
        &self,
        slot: usize,
        scopes: &str,
        no_wildcards: &str,
        claims: &str,
    ) -> Option<String> {
        self.engine.authorize(slot, &CallerText { scopes, no_wildcards, claims })
    }

    /// The refusal with this code, JSON; nothing when there is no such code.
    pub fn refusal(&self, code: &str, scopes: &str) -> Option<String> {
        self.engine.refusal(code, scopes)
    }

    /// The metadata of this server as a resource, an object; nothing where the policy names none.
    #[wasm_bindgen(js_name = resourceMetadata)]
    pub fn resource_metadata(&self) -> Option<JsValue> {
        self.engine.engine().resource_metadata().map(|metadata| object(&metadata))
    }

    /// Whether the host describes each request before its decision.
    #[wasm_bindgen(getter, js_name = wantsDescription)]
    pub fn wants_description(&self) -> bool {
        self.engine.engine().wants_description()
    }

    /// Describes the request of the next decision.
    pub fn describe(&self, method: String, client_address: String, request_id: String) {
        self.engine.describe(method, client_address, request_id);
    }

    /// The record of the principal with this number, if the last call gave it out.
    #[wasm_bindgen(js_name = principalText)]
    pub fn principal_text(&self, number: f64) -> Option<String> {
        self.engine.principal_text(number)
    }

    /// Takes the text of the last step; empty when called again.
    pub fn text(&self) -> String {
        self.text.take()
    }

    /// Takes the pending decision of the last step.
    pub fn pending(&self) -> Option<Pending> {
        self.pending.take()
    }

    /// The header fields that a host hands over, names in lower case.
    #[wasm_bindgen(getter, js_name = headerNames)]
    pub fn header_names(&self) -> Vec<String> {
        self.engine.engine().header_names()
    }

    /// Seconds that a store may take, if API keys are accepted.
    #[wasm_bindgen(getter, js_name = apiKeyTimeoutSeconds)]
    pub fn api_key_timeout_seconds(&self) -> Option<f64> {
        self.engine.engine().api_key_timeout_seconds()
    }

    /// Whether keys of some issuer are fetched.
    #[wasm_bindgen(getter, js_name = fetchesKeys)]
    pub fn fetches_keys(&self) -> bool {
        self.engine.engine().verifier().policy().fetches_keys()
    }

    /// A fetch for every issuer that has no keys yet and for which nobody is fetching.
    pub fn warm(&self, now: f64) -> Result<Vec<KeyFetch>, String> {
        Ok(self.engine.engine().warm(time(now)?).into_iter().map(KeyFetch::from).collect())
    }

    /// The rejection that `warm` reports when keys are fetched and no issuer has keys; nothing otherwise.
    #[wasm_bindgen(js_name = coldStartRejection)]
    pub fn cold_start_rejection(&self, now: f64) -> Result<Option<String>, String> {
        let rejection = self.engine.engine().cold_start_rejection(time(now)?);
        Ok(rejection.map(|rejection| refusal_text(&rejection)))
    }

    /// Whether somebody is fetching this issuer's keys.
    #[wasm_bindgen(js_name = isFetching)]
    pub fn is_fetching(&self, issuer: &str, now: f64) -> Result<bool, String> {
        Ok(self.engine.engine().verifier().is_fetching(issuer, time(now)?))
    }

    /// How each issuer's keys are, an array.
    #[wasm_bindgen(js_name = keyStatus)]
    pub fn key_status(&self, now: f64) -> Result<JsValue, String> {
        let status = self.engine.engine().verifier().key_status(time(now)?);
        Ok(object(&status.iter().map(KeyStatusJson::from).collect::<Vec<_>>()))
    }

    /// Decides on the bare credential in the input buffer, `length` bytes long. Returns a principal's number,
    /// `TEXT`, `PENDING`, `PENDING_SIGNATURE` or `INVALID_CALL`.
    #[wasm_bindgen(js_name = decideCredential)]
    pub fn decide_credential(
        &self,
        length: usize,
        requirement_slot: usize,
        now: f64,
        host_signatures: bool,
    ) -> f64 {
        let Some(credential) = self.input.take(length) else { return INVALID_CALL };
        let request = |now| Request::credential(&credential, now);
        self.begin(request, requirement_slot, now, host_signatures).unwrap_or(INVALID_CALL)
    }

    /// Decides on a request whose only header of interest is the `authorization` in the input buffer.
    #[wasm_bindgen(js_name = decideAuthorized)]
    pub fn decide_authorized(
        &self,
        url: &str,
        length: usize,
        requirement_slot: usize,
        now: f64,
        host_signatures: bool,
    ) -> f64 {
        let Some(authorization) = self.input.take(length) else { return INVALID_CALL };
        let headers = [("authorization", authorization.as_str())];
        let request = |now| Request::http(url, &headers, now);
        self.begin(request, requirement_slot, now, host_signatures).unwrap_or(INVALID_CALL)
    }

    /// Decides on a request. `headers` are name, value, name, value …
    #[wasm_bindgen(js_name = decideRequest)]
    pub fn decide_request(
        &self,
        url: &str,
        headers: Vec<String>,
        requirement_slot: usize,
        now: f64,
        host_signatures: bool,
    ) -> f64 {
        let pairs = headers.chunks_exact(2).filter_map(|pair| match pair {
            [name, value] => Some((name.as_str(), value.as_str())),
            _ => None,
        });
        let headers: Vec<_> = pairs.collect();
        let request = |now| Request::http(url, &headers, now);
        self.begin(request, requirement_slot, now, host_signatures).unwrap_or(INVALID_CALL)
    }

    /// Goes on with the answers, JSON by the names of the needs. Returns one of the numbers of the bridge,
    /// never that of a principal.
    pub fn resume(&self, pending: Pending, answers: &str, now: f64) -> f64 {
        let call = unix_time(now).ok().zip(pending.into_waiting());
        call.map_or(INVALID_CALL, |(now, pending)| {
            self.number_of(pending.resume_json(answers, now).into(), now)
        })
    }

    /// Whether somebody who holds `scopes`, separated by spaces, may do what needs `scope`.
    pub fn allows(&self, scopes: &str, no_wildcards: &str, scope: &str) -> bool {
        self.engine.allows(&CallerText { scopes, no_wildcards, claims: "" }, scope)
    }
}

impl Engine {
    fn begin<'r>(
        &self,
        request: impl FnOnce(UnixTime) -> Request<'r>,
        requirement_slot: usize,
        now: f64,
        by_host: bool,
    ) -> Option<f64> {
        let now = unix_time(now).ok()?;
        let signatures = if by_host { Signatures::Host } else { Signatures::Provider };
        match self.engine.begin(request(now).signatures(signatures), requirement_slot)? {
            FirstStep::Number(number) => Some(number),
            FirstStep::Step(step) => Some(self.number_of(step, now)),
        }
    }

    /// Goes on with what is known of a signature.
    pub(crate) fn resume_with_answer(
        &self,
        number: u32,
        now: f64,
        answer: impl FnOnce(&PendingDecision) -> Option<Option<KeyNumber>>,
    ) -> f64 {
        let Ok(now) = unix_time(now) else { return INVALID_CALL };
        let Some(pending) = self.signatures.take(number) else {
            let rejection = self.engine.engine().verifier().unavailable_rejection();
            return self.number_of(Step::Text(refusal_text(&rejection)), now);
        };
        let key = answer(&pending);
        let answers = key.map_or_else(Answers::default, |key| Answers::default().signatures(key));
        self.number_of(pending.resume(answers, now).into(), now)
    }

    /// Stores the text or the pending decision of a step, and returns the number that names which.
    fn number_of(&self, step: Step, now: UnixTime) -> f64 {
        let pending = match step {
            Step::Text(text) => {
                self.text.set(text);
                return TEXT;
            }
            Step::Deferred(text, fetches) => Pending::decided_with(text, fetches),
            Step::Pending(pending) => match self.signatures.add(pending, now) {
                Ok(()) => return PENDING_SIGNATURE,
                Err(other) => Pending::waiting(other),
            },
        };
        self.pending.set(Some(pending));
        PENDING
    }
}

/// The limits that a host keeps.
#[wasm_bindgen]
pub fn limits() -> JsValue {
    object(&LimitsJson::default())
}
