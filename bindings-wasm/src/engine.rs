//! A policy behind a handle, and the start of a decision.

use doorward::{
    Algorithm, Decision, Need, Policy, Request, Signatures, Step, UnixTime, Verifier, wire,
};
use wasm_bindgen::prelude::{JsValue, wasm_bindgen};

use crate::key_fetch::KeyFetch;
use crate::pending::Pending;

/// A policy, parsed and checked once.
#[wasm_bindgen]
pub struct Engine {
    pub(crate) verifier: Verifier,
}

/// What an operation needs, parsed once.
#[wasm_bindgen]
pub struct Requirement(pub(crate) doorward::Requirement);

#[wasm_bindgen]
impl Requirement {
    /// Reads a requirement from JSON; throws `{"code","path","message"}` as text.
    #[wasm_bindgen(constructor)]
    pub fn new(json: &str) -> Result<Self, String> {
        doorward::Requirement::from_json(json)
            .map(Self)
            .map_err(|error| wire::misconfigured(&error))
    }
}

#[wasm_bindgen]
impl Engine {
    /// Reads a policy from JSON; throws `{"code","path","message"}` as text. `seed`: see
    /// `Verifier::with_jitter_seed`.
    #[wasm_bindgen(constructor)]
    pub fn new(policy: &str, seed: u32) -> Result<Self, String> {
        let policy = Policy::from_json(policy).map_err(|error| wire::misconfigured(&error))?;
        Ok(Self { verifier: Verifier::with_jitter_seed(policy, u64::from(seed)) })
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

    /// Decides on a bare credential: text when decided, a `Pending` when something is lacking.
    #[wasm_bindgen(js_name = beginCredential)]
    pub fn begin_credential(
        &self,
        credential: &str,
        requirement: &Requirement,
        now: f64,
        host_signatures: bool,
    ) -> Result<JsValue, String> {
        let now = time(now)?;
        let request = Request::credential(credential, now);
        Ok(self.begin(request, requirement, now, host_signatures))
    }

    /// Decides on a request. `headers` are name, value, name, value …
    #[wasm_bindgen(js_name = beginRequest)]
    pub fn begin_request(
        &self,
        url: &str,
        headers: Vec<String>,
        requirement: &Requirement,
        now: f64,
        host_signatures: bool,
    ) -> Result<JsValue, String> {
        let pairs = headers.chunks_exact(2).filter_map(|pair| match pair {
            [name, value] => Some((name.as_str(), value.as_str())),
            _ => None,
        });
        let headers: Vec<_> = pairs.collect();
        let now = time(now)?;
        let request = Request::http(url, &headers, now);
        Ok(self.begin(request, requirement, now, host_signatures))
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

impl Engine {
    fn begin(
        &self,
        request: Request<'_>,
        requirement: &Requirement,
        now: UnixTime,
        by_host: bool,
    ) -> JsValue {
        let by = if by_host { Signatures::Host } else { Signatures::Provider };
        let request = request.signatures(by);
        let begun = match self.verifier.begin(&request, &requirement.0) {
            Step::Need(need, pending) if is_hmac(&need) => {
                pending.resume(self.verifier.check(&need), now)
            }
            other => other,
        };
        step(&self.verifier, begun)
    }
}

/// An HMAC takes less time here than the way to WebCrypto, and its secret need not leave.
const fn is_hmac(need: &Need) -> bool {
    matches!(
        need,
        Need::Signature { algorithm: Algorithm::Hs256 | Algorithm::Hs384 | Algorithm::Hs512, .. }
    )
}

/// Text when decided: one line when refused; two, the principal and its claims, when granted. A
/// `Pending` when something is lacking, or is due after the decision.
pub(crate) fn step(verifier: &Verifier, step: Step) -> JsValue {
    match step {
        Step::Done(mut decision) => {
            let fetch = decision.deferred.take();
            let text = decided(&decision);
            match fetch {
                None => text.into(),
                Some(fetch) => Pending::decided(verifier.clone(), text, fetch).into(),
            }
        }
        Step::Need(need, pending) => Pending::new(verifier.clone(), need, pending).into(),
    }
}

fn decided(decision: &Decision) -> String {
    match &decision.outcome {
        Ok(principal) => wire::granted(principal),
        Err(rejection) => wire::refused(rejection),
    }
}

pub(crate) fn time(now: f64) -> Result<UnixTime, String> {
    UnixTime::from_seconds_f64(now).ok_or_else(|| "now must be finite".to_owned())
}
