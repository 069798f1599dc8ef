//! A policy behind a handle, and the start of a decision.

use std::cell::RefCell;
use std::rc::Rc;

use doorward::{Policy, Principal, Request, Requirement, Step, UnixTime, Verifier, wire};
use napi::Env;
use napi::bindgen_prelude::{Either, Either3, Function};
use napi_derive::napi;

use crate::key_fetch::KeyFetch;
use crate::pending::Pending;
use crate::text::{Given, Text};

/// A policy, parsed and checked once.
#[napi]
pub struct Engine {
    verifier: Verifier,
    state: Rc<State>,
}

/// What the functions that decide share with the engine they are of.
#[derive(Default)]
struct State {
    requirements: RefCell<Vec<Requirement>>,
    granted: RefCell<Option<(f64, Principal)>>,
}

/// The number of a principal that is kept, text when decided otherwise, a `Pending` when something is
/// lacking or is due after the decision.
type Begun = Either3<f64, Text, Pending>;

type Headers = Either<Given, Vec<String>>;

/// A function that decides; how it is called from JavaScript.
type Deciding<'env, Arguments> = napi::Result<Function<'env, Arguments, Begun>>;

#[napi]
impl Engine {
    /// Reads a policy from JSON; throws `{"code","path","message"}` as text. `seed`: see
    /// `Verifier::with_jitter_seed`.
    #[napi(constructor)]
    pub fn new(policy: String, seed: u32) -> napi::Result<Self> {
        let policy = Policy::from_json(&policy).map_err(|error| misconfigured(&error))?;
        let verifier = Verifier::with_jitter_seed(policy, u64::from(seed));
        Ok(Self { verifier, state: Rc::default() })
    }

    /// Puts what an operation needs, JSON, into a place of the host's choice: the next one, or one that
    /// is taken. Throws `{"code","path","message"}` as text.
    #[napi]
    pub fn require(&self, place: u32, json: String) -> napi::Result<()> {
        let requirement = Requirement::from_json(&json).map_err(|error| misconfigured(&error))?;
        let mut all = self.state.requirements.borrow_mut();
        match all.get_mut(place as usize) {
            Some(taken) => *taken = requirement,
            None => all.push(requirement),
        }
        Ok(())
    }

    /// The principal with this number, as `wire::lines`, if it was handed out by the last call.
    #[napi]
    pub fn granted(&self, number: f64) -> Option<String> {
        let (last, principal) = self.state.granted.take()?;
        (last.to_bits() == number.to_bits()).then(|| wire::lines(&principal))
    }

    /// The header that carries an API key alone, if API keys are accepted.
    #[napi(getter)]
    pub fn api_key_header(&self) -> Option<&str> {
        self.verifier.policy().api_key_header()
    }

    /// Seconds a store may take, if API keys are accepted.
    #[napi(getter)]
    pub fn api_key_timeout_seconds(&self) -> Option<f64> {
        self.verifier.policy().api_key_timeout_seconds()
    }

    /// Whether keys of some issuer are fetched.
    #[napi(getter)]
    pub fn fetches_keys(&self) -> bool {
        self.verifier.policy().fetches_keys()
    }

    /// A fetch for every issuer that has no keys yet and for which nobody is fetching.
    #[napi]
    pub fn warm(&self, now: f64) -> napi::Result<Vec<KeyFetch>> {
        let fetches = self.verifier.warm(time(now)?).into_iter();
        Ok(fetches.map(|fetch| KeyFetch::new(self.verifier.clone(), fetch)).collect())
    }

    /// The refusal that is due when keys are fetched and no issuer has any.
    #[napi]
    pub fn unwarmed(&self, now: f64) -> napi::Result<Option<String>> {
        let refusal = self.verifier.unwarmed(time(now)?);
        Ok(refusal.map(|rejection| wire::refused(&rejection)))
    }

    /// Whether somebody is fetching this issuer's keys.
    #[napi]
    pub fn is_fetching(&self, issuer: String, now: f64) -> napi::Result<bool> {
        Ok(self.verifier.is_fetching(&issuer, time(now)?))
    }

    /// How each issuer's keys are, as a JSON array.
    #[napi]
    pub fn key_status(&self, now: f64) -> napi::Result<String> {
        Ok(wire::key_status(&self.verifier.key_status(time(now)?)))
    }

    /// What decides on a bare credential: `(credential, needed, now)`, where `needed` is the place of a
    /// requirement. A function, for a method's way to its handle takes longer than many a decision.
    #[napi]
    pub fn credentials<'env>(&self, env: &'env Env) -> Deciding<'env, (String, u32, f64)> {
        let (verifier, state) = (self.verifier.clone(), Rc::clone(&self.state));
        env.create_function_from_closure("beginCredential", move |call| {
            let Given(credential) = call.get(0)?;
            let request = Request::credential(&credential, time(call.get(2)?)?);
            begin(&verifier, &state, &request, call.get(1)?)
        })
    }

    /// What decides on a request: `(url, headers, needed, now)`, where `headers` are name, value, name,
    /// value …, or the one `authorization` alone.
    #[napi]
    pub fn requests<'env>(
        &self,
        env: &'env Env,
    ) -> Deciding<'env, (String, Vec<String>, u32, f64)> {
        let (verifier, state) = (self.verifier.clone(), Rc::clone(&self.state));
        env.create_function_from_closure("beginRequest", move |call| {
            let (Given(url), headers): (_, Headers) = (call.get(0)?, call.get(1)?);
            let headers: Vec<_> = match &headers {
                Either::A(Given(value)) => vec![("authorization", value.as_str())],
                Either::B(all) => all.chunks_exact(2).filter_map(pair).collect(),
            };
            let request = Request::http(&url, &headers, time(call.get(3)?)?);
            begin(&verifier, &state, &request, call.get(2)?)
        })
    }

    /// Whether somebody who holds `scopes`, separated by spaces, may do what needs `scope`.
    #[napi]
    pub fn allows(&self, scopes: String, scope: String) -> bool {
        let rules = self.verifier.policy().scope_rules();
        scopes.split(' ').any(|held| rules.grants(held, &scope))
    }
}

fn pair(pair: &[String]) -> Option<(&str, &str)> {
    match pair {
        [name, value] => Some((name, value)),
        _ => None,
    }
}

fn begin(
    verifier: &Verifier,
    state: &State,
    request: &Request<'_>,
    needed: u32,
) -> napi::Result<Begun> {
    let requirements = state.requirements.borrow();
    let requirement = requirements
        .get(needed as usize)
        .ok_or_else(|| napi::Error::from_reason("no such requirement"))?;
    let begun = verifier.begin(request, requirement);
    if let Step::Done(decision) = &begun
        && let Some((number, principal)) = wire::by_number(decision)
    {
        state.granted.replace(Some((number, principal.clone())));
        return Ok(Either3::A(number));
    }
    Ok(match step(verifier, begun) {
        Either::A(text) => Either3::B(Text(text)),
        Either::B(pending) => Either3::C(pending),
    })
}

/// `wire::decided`, or a `Pending` when something is lacking or is due after the decision.
pub(crate) fn step(verifier: &Verifier, step: Step) -> Either<String, Pending> {
    match step {
        Step::Done(decision) => {
            let text = wire::decided(&decision);
            match decision.deferred {
                None => Either::A(text),
                Some(fetch) => Either::B(Pending::decided(verifier.clone(), text, fetch)),
            }
        }
        Step::Need(need, pending) => Either::B(Pending::new(verifier.clone(), need, pending)),
    }
}

pub(crate) fn time(now: f64) -> napi::Result<UnixTime> {
    UnixTime::from_seconds_f64(now).ok_or_else(|| napi::Error::from_reason("now must be finite"))
}

pub(crate) fn misconfigured(error: &doorward::Misconfigured) -> napi::Error {
    napi::Error::from_reason(wire::misconfigured(error))
}
