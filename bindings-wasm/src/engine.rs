//! A policy behind a handle, and the start of a decision.

use doorward::{Algorithm, Need, Policy, Request, Signatures, Step, UnixTime, Verifier, wire};
use wasm_bindgen::prelude::{JsValue, wasm_bindgen};

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
    /// Reads a policy from JSON; throws `{"code","path","message"}` as text.
    #[wasm_bindgen(constructor)]
    pub fn new(policy: &str) -> Result<Self, String> {
        let policy = Policy::from_json(policy).map_err(|error| wire::misconfigured(&error))?;
        Ok(Self { verifier: Verifier::new(policy) })
    }

    /// The header that carries an API key alone, if API keys are accepted.
    #[wasm_bindgen(getter, js_name = apiKeyHeader)]
    pub fn api_key_header(&self) -> Option<String> {
        self.verifier.policy().api_key_header().map(str::to_owned)
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
        let (need, pending) = match self.verifier.begin(&request, &requirement.0) {
            Step::Done(decision) => return decided(&decision).into(),
            Step::Need(need, pending) => (need, pending),
        };
        if is_hmac(&need) {
            let answer = self.verifier.check(&need);
            return step(self.verifier.clone(), pending.resume(answer, now));
        }
        Pending::new(self.verifier.clone(), need, pending).into()
    }
}

/// An HMAC takes less time here than the way to WebCrypto, and its secret need not leave.
const fn is_hmac(need: &Need) -> bool {
    matches!(
        need,
        Need::Signature { algorithm: Algorithm::Hs256 | Algorithm::Hs384 | Algorithm::Hs512, .. }
    )
}

/// One line when refused; two, the principal and its claims, when granted.
pub(crate) fn decided(decision: &doorward::Decision) -> String {
    match &decision.outcome {
        Ok(principal) => wire::granted(principal),
        Err(rejection) => wire::refused(rejection),
    }
}

pub(crate) fn step(verifier: Verifier, step: Step) -> JsValue {
    match step {
        Step::Done(decision) => decided(&decision).into(),
        Step::Need(need, pending) => Pending::new(verifier, need, pending).into(),
    }
}

pub(crate) fn time(now: f64) -> Result<UnixTime, String> {
    UnixTime::from_seconds_f64(now).ok_or_else(|| "now must be finite".to_owned())
}

/// Whether a need is for a signature, which the host answers by other means than a store.
pub(crate) const fn signature(need: &Need) -> Option<(u32, Algorithm, &Vec<u8>)> {
    match need {
        Need::Signature { key, algorithm, signature, .. } => Some((*key, *algorithm, signature)),
        _ => None,
    }
}
