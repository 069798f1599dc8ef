//! A policy behind a handle, and the start of a decision.
//!
//! What comes of a step is told by a number, which crosses for nothing; what belongs to it is fetched
//! afterwards, at most once.

use std::cell::{Cell, RefCell};

use doorward::{
    Algorithm, Answer, Need, Policy, Principal, Request, Requirement, Signatures, Step, UnixTime,
    Verifier, wire,
};
use wasm_bindgen::prelude::wasm_bindgen;

use crate::entered::Entered;
use crate::key_fetch::KeyFetch;
use crate::pending::Pending;
use crate::unsigned::Unsigned;

/// Decided: [`Engine::text`] has it.
const TEXT: f64 = 0.0;
/// Something is lacking, or due after the decision: [`Engine::pending`].
const PENDING: f64 = -1.0;
/// A signature is to be checked: [`Engine::asked`].
const UNSIGNED: f64 = -2.0;
/// Asked wrongly: a time that is not finite, a requirement or a question that is not there.
const FAULT: f64 = f64::NAN;

/// A policy, parsed and checked once.
#[wasm_bindgen]
pub struct Engine {
    pub(crate) verifier: Verifier,
    requirements: RefCell<Vec<Requirement>>,
    granted: Cell<Option<(f64, Principal)>>,
    text: Cell<String>,
    pending: Cell<Option<Pending>>,
    unsigned: Unsigned,
    entered: Entered,
}

#[wasm_bindgen]
impl Engine {
    /// Reads a policy from JSON; throws `{"code","path","message"}` as text. `seed`: see
    /// `Verifier::with_jitter_seed`.
    #[wasm_bindgen(constructor)]
    pub fn new(policy: &str, seed: u32) -> Result<Self, String> {
        let policy = Policy::from_json(policy).map_err(|error| wire::misconfigured(&error))?;
        Ok(Self {
            verifier: Verifier::with_jitter_seed(policy, u64::from(seed)),
            requirements: RefCell::default(),
            granted: Cell::default(),
            text: Cell::default(),
            pending: Cell::default(),
            unsigned: Unsigned::default(),
            entered: Entered::default(),
        })
    }

    /// Puts what an operation needs, JSON, into a place of the host's choice: the next one, or one that
    /// is taken. Throws `{"code","path","message"}` as text.
    pub fn require(&self, place: usize, json: &str) -> Result<(), String> {
        let requirement =
            Requirement::from_json(json).map_err(|error| wire::misconfigured(&error))?;
        let mut all = self.requirements.borrow_mut();
        match all.get_mut(place) {
            Some(taken) => *taken = requirement,
            None => all.push(requirement),
        }
        Ok(())
    }

    /// The principal with this number, as `wire::lines`, if it was handed out by the last call.
    pub fn granted(&self, number: f64) -> Option<String> {
        let (last, principal) = self.granted.take()?;
        (last.to_bits() == number.to_bits()).then(|| wire::lines(&principal))
    }

    /// The text that the last step came to.
    pub fn text(&self) -> String {
        self.text.take()
    }

    /// What the last step lacks.
    pub fn pending(&self) -> Option<Pending> {
        self.pending.take()
    }

    /// The header that carries an API key alone, if API keys are accepted.
    #[wasm_bindgen(getter, js_name = apiKeyHeader)]
    pub fn api_key_header(&self) -> Option<String> {
        self.verifier.policy().api_key_header().map(str::to_owned)
    }

    /// Seconds a store may take, if API keys are accepted.
    #[wasm_bindgen(getter, js_name = apiKeyTimeoutSeconds)]
    pub fn api_key_timeout_seconds(&self) -> Option<f64> {
        self.verifier.policy().api_key_timeout_seconds()
    }

    /// Whether keys of some issuer are fetched.
    #[wasm_bindgen(getter, js_name = fetchesKeys)]
    pub fn fetches_keys(&self) -> bool {
        self.verifier.policy().fetches_keys()
    }

    /// A fetch for every issuer that has no keys yet and for which nobody is fetching.
    pub fn warm(&self, now: f64) -> Result<Vec<KeyFetch>, String> {
        let fetches = self.verifier.warm(time(now)?).into_iter();
        Ok(fetches.map(|fetch| KeyFetch::new(self.verifier.clone(), fetch)).collect())
    }

    /// The refusal that is due when keys are fetched and no issuer has any.
    pub fn unwarmed(&self, now: f64) -> Result<Option<String>, String> {
        let refusal = self.verifier.unwarmed(time(now)?);
        Ok(refusal.map(|rejection| wire::refused(&rejection)))
    }

    /// Whether somebody is fetching this issuer's keys.
    #[wasm_bindgen(js_name = isFetching)]
    pub fn is_fetching(&self, issuer: &str, now: f64) -> Result<bool, String> {
        Ok(self.verifier.is_fetching(issuer, time(now)?))
    }

    /// How each issuer's keys are, as a JSON array.
    #[wasm_bindgen(js_name = keyStatus)]
    pub fn key_status(&self, now: f64) -> Result<String, String> {
        Ok(wire::key_status(&self.verifier.key_status(time(now)?)))
    }

    /// Where in the memory of the module a host may write a credential, or an `authorization`.
    #[wasm_bindgen(js_name = enteredAt)]
    pub fn entered_at(&self) -> usize {
        self.entered.at()
    }

    /// How much fits there.
    #[wasm_bindgen(js_name = enteredMax)]
    pub fn entered_max(&self) -> usize {
        Entered::MAX
    }

    /// One that does not fit there. Its length is then said to be more than what fits.
    pub fn enter(&self, text: String) {
        self.entered.enter(text);
    }

    /// Decides on the bare credential that was entered, so many bytes. `needed`: the place of a
    /// requirement. The number of a principal that is kept, or one of the four above.
    #[wasm_bindgen(js_name = decideCredential)]
    pub fn decide_credential(
        &self,
        length: usize,
        needed: usize,
        now: f64,
        host_signatures: bool,
    ) -> f64 {
        let Some(credential) = self.entered.take(length) else { return FAULT };
        let request = |now| Request::credential(&credential, now);
        self.begin(request, needed, now, host_signatures).unwrap_or(FAULT)
    }

    /// Decides on a request that has the `authorization` that was entered, and nothing else of interest.
    #[wasm_bindgen(js_name = decideAuthorized)]
    pub fn decide_authorized(
        &self,
        url: &str,
        length: usize,
        needed: usize,
        now: f64,
        host_signatures: bool,
    ) -> f64 {
        let Some(authorization) = self.entered.take(length) else { return FAULT };
        let headers = [("authorization", authorization.as_str())];
        let request = |now| Request::http(url, &headers, now);
        self.begin(request, needed, now, host_signatures).unwrap_or(FAULT)
    }

    /// Decides on a request. `headers` are name, value, name, value …
    #[wasm_bindgen(js_name = decideRequest)]
    pub fn decide_request(
        &self,
        url: &str,
        headers: Vec<String>,
        needed: usize,
        now: f64,
        host_signatures: bool,
    ) -> f64 {
        let pairs = headers.chunks_exact(2).filter_map(|pair| match pair {
            [name, value] => Some((name.as_str(), value.as_str())),
            _ => None,
        });
        let headers: Vec<_> = pairs.collect();
        let request = |now| Request::http(url, &headers, now);
        self.begin(request, needed, now, host_signatures).unwrap_or(FAULT)
    }

    /// Whether somebody who holds `scopes`, separated by spaces, may do what needs `scope`.
    pub fn allows(&self, scopes: &str, scope: &str) -> bool {
        let rules = self.verifier.policy().scope_rules();
        scopes.split(' ').any(|held| rules.grants(held, scope))
    }

    /// The key a signature is asked under, as JWK text for the platform's import.
    pub fn jwk(&self, key: u32) -> Option<String> {
        self.verifier.jwk(key).map(|text| text.as_str().to_owned())
    }
}

/// What the last step asked about a signature. Places are in the memory of the module, and hold until
/// the question is answered.
#[wasm_bindgen]
impl Engine {
    /// By this it is answered.
    pub fn asked(&self) -> u32 {
        self.unsigned.last().number
    }

    /// The number of the key.
    #[wasm_bindgen(js_name = askedKey)]
    pub fn asked_key(&self) -> u32 {
        self.unsigned.last().key
    }

    /// The number of the algorithm: see [`algorithm`].
    #[wasm_bindgen(js_name = askedAlgorithm)]
    pub fn asked_algorithm(&self) -> u32 {
        self.unsigned.last().algorithm
    }

    /// Where stands what was signed.
    #[wasm_bindgen(js_name = signedAt)]
    pub fn signed_at(&self) -> usize {
        self.unsigned.last().signed.0
    }

    /// Its bytes.
    #[wasm_bindgen(js_name = signedLength)]
    pub fn signed_length(&self) -> usize {
        self.unsigned.last().signed.1
    }

    /// Where the signature stands.
    #[wasm_bindgen(js_name = signatureAt)]
    pub fn signature_at(&self) -> usize {
        self.unsigned.last().signature.0
    }

    /// Its bytes.
    #[wasm_bindgen(js_name = signatureLength)]
    pub fn signature_length(&self) -> usize {
        self.unsigned.last().signature.1
    }

    /// Goes on with an answer in JSON. One of the four above: a number would have to wait for the host.
    pub fn resume(&self, pending: Pending, answer: &str, now: f64) -> f64 {
        UnixTime::from_seconds_f64(now).zip(pending.into_core()).map_or(FAULT, |(now, pending)| {
            self.told(pending.resume(wire::answer(answer), now), now)
        })
    }

    /// Goes on with what the platform found.
    pub fn found(&self, asked: u32, genuine: bool, now: f64) -> f64 {
        self.answered(asked, now, |_| Answer::Signature { genuine })
    }

    /// Goes on with the core's own check of the signature, where the platform has none.
    pub fn check(&self, asked: u32, now: f64) -> f64 {
        self.answered(asked, now, |need| self.verifier.check(need))
    }
}

/// The name of an algorithm by its number.
#[wasm_bindgen]
pub fn algorithm(number: usize) -> String {
    Algorithm::ALL.get(number).map(|algorithm| algorithm.name().to_owned()).unwrap_or_default()
}

impl Engine {
    fn begin<'r>(
        &self,
        request: impl FnOnce(UnixTime) -> Request<'r>,
        needed: usize,
        now: f64,
        by_host: bool,
    ) -> Option<f64> {
        let now = UnixTime::from_seconds_f64(now)?;
        // Not borrowed while the core decides: were it to trap, it would stay so.
        let requirement = self.requirements.borrow().get(needed).cloned()?;
        let by = if by_host { Signatures::Host } else { Signatures::Provider };
        let step = self.verifier.begin(&request(now).signatures(by), &requirement);
        if let Step::Done(decision) = &step
            && let Some((number, principal)) = wire::by_number(decision)
        {
            self.granted.set(Some((number, principal.clone())));
            return Some(number);
        }
        Some(self.told(step, now))
    }

    fn answered(&self, asked: u32, now: f64, answer: impl FnOnce(&Need) -> Answer) -> f64 {
        let Some(now) = UnixTime::from_seconds_f64(now) else { return FAULT };
        let Some((need, pending)) = self.unsigned.take(asked) else {
            self.text.set(wire::refused(&self.verifier.unanswered()));
            return TEXT;
        };
        self.told(pending.resume(answer(&need), now), now)
    }

    /// Puts away what belongs to a step, and tells where.
    fn told(&self, step: Step, now: UnixTime) -> f64 {
        match step {
            Step::Done(mut decision) => {
                let text = wire::decided(&decision);
                match decision.deferred.take() {
                    None => self.text.set(text),
                    Some(fetch) => {
                        let pending = Pending::decided(self.verifier.clone(), text, fetch);
                        self.pending.set(Some(pending));
                        return PENDING;
                    }
                }
                TEXT
            }
            Step::Need(need @ Need::Signature { .. }, pending) => {
                self.unsigned.push(need, pending, now);
                UNSIGNED
            }
            Step::Need(need, pending) => {
                self.pending.set(Some(Pending::new(self.verifier.clone(), need, pending)));
                PENDING
            }
        }
    }
}

pub(crate) fn time(now: f64) -> Result<UnixTime, String> {
    UnixTime::from_seconds_f64(now).ok_or_else(|| "now must be finite".to_owned())
}
