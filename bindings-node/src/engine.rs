//! A policy behind a handle, and the start of a decision.

use std::rc::Rc;

use doorward::Request;
use doorward::wire::KeyStatusJson;
use doorward_bridge::LimitsJson;
use doorward_bridge::javascript::{CallerText, FirstStep, JavaScriptEngine, refusal_text};
use napi::Env;
use napi::bindgen_prelude::{Either, Either3, Function, Unknown};
use napi_derive::napi;

use crate::clock::time;
use crate::key_fetch::KeyFetch;
use crate::object::{config_error, object};
use crate::pending::{Pending, text_or_pending};
use crate::text::{InputText, OutputText};

/// A policy, parsed and checked once.
#[napi]
pub struct Engine(Rc<JavaScriptEngine>);

/// The number of a cached principal, the text of a final decision, or a `Pending`.
type FirstStepValue = Either3<f64, OutputText, Pending>;

type Headers = Either<InputText, Vec<String>>;

/// A function of JavaScript that begins a decision.
type DecideFunction<'env, Arguments> = napi::Result<Function<'env, Arguments, FirstStepValue>>;

#[napi]
impl Engine {
    /// Reads a policy from JSON; throws `{code, path, message}`. `seed`: see
    /// `Verifier::with_jitter_seed`. With events the text of each decision begins with its event.
    #[napi(constructor)]
    pub fn new(env: Env, policy: String, seed: u32, with_events: bool) -> napi::Result<Self> {
        let engine = JavaScriptEngine::new(&policy, seed, with_events);
        engine.map(|engine| Self(Rc::new(engine))).map_err(|error| config_error(&env, &error))
    }

    /// Takes another policy for all decisions that begin from now on. Throws `{code, path, message}`, and nothing has
    /// changed then.
    #[napi]
    pub fn renew(&self, env: Env, policy: String) -> napi::Result<()> {
        self.0.renew(&policy).map_err(|error| config_error(&env, &error))
    }

    /// Puts what a guard asks into a slot of the host's choice: the next one, or one that is taken. The requirement is
    /// JSON. Throws `{code, path, message}`.
    #[napi]
    pub fn require(
        &self,
        env: Env,
        slot: u32,
        requirement: Option<String>,
        places: Option<String>,
        optional: bool,
    ) -> napi::Result<()> {
        let required =
            self.0.require(slot as usize, requirement.as_deref(), places.as_deref(), optional);
        required.map_err(|error| config_error(&env, &error))
    }

    /// The header fields of a granted response, a line for each name and each value.
    #[napi]
    pub fn granted_headers(&self, slot: u32) -> String {
        self.0.granted_headers(slot as usize)
    }

    /// The refusal of a genuine caller who lacks what the slot asks, JSON; nothing when nothing lacks.
    #[napi]
    pub fn authorize(
        &self,
        slot: u32,
        scopes: String,
        no_wildcards: String,
        claims: String,
    ) -> Option<String> {
        let (scopes, no_wildcards, claims) = (&*scopes, &*no_wildcards, &*claims);
        self.0.authorize(slot as usize, &CallerText { scopes, no_wildcards, claims })
    }

    /// The refusal with this code, JSON; nothing when there is no such code.
    #[napi]
    pub fn refusal(&self, code: String, scopes: String) -> Option<String> {
        self.0.refusal(&code, &scopes)
    }

    /// The metadata of this server as a resource, an object; nothing where the policy names none.
    #[napi]
    pub fn resource_metadata<'env>(&self, env: &'env Env) -> napi::Result<Option<Unknown<'env>>> {
        let engine = self.0.engine();
        engine.resource_metadata().map(|metadata| object(env, &metadata)).transpose()
    }

    /// Whether the host describes each request before its decision.
    #[napi(getter)]
    pub fn wants_description(&self) -> bool {
        self.0.engine().wants_description()
    }

    /// Describes the request of the next decision.
    #[napi]
    pub fn describe(&self, method: String, client_address: String, request_id: String) {
        self.0.describe(method, client_address, request_id);
    }

    /// The record of the principal with this number, if the last call gave it out.
    #[napi]
    pub fn principal_text(&self, number: f64) -> Option<String> {
        self.0.principal_text(number)
    }

    /// The header fields that a host hands over, names in lower case.
    #[napi(getter)]
    pub fn header_names(&self) -> Vec<String> {
        self.0.engine().header_names()
    }

    /// Seconds that a store may take, if API keys are accepted.
    #[napi(getter)]
    pub fn api_key_timeout_seconds(&self) -> Option<f64> {
        self.0.engine().api_key_timeout_seconds()
    }

    /// Whether keys of some issuer are fetched.
    #[napi(getter)]
    pub fn fetches_keys(&self) -> bool {
        self.0.engine().verifier().policy().fetches_keys()
    }

    /// A fetch for every issuer that has no keys yet and for which nobody is fetching.
    #[napi]
    pub fn warm(&self, now: f64) -> napi::Result<Vec<KeyFetch>> {
        Ok(self.0.engine().warm(time(now)?).into_iter().map(KeyFetch::from).collect())
    }

    /// The rejection that `warm` reports when keys are fetched and no issuer has keys; nothing otherwise.
    #[napi]
    pub fn cold_start_rejection(&self, now: f64) -> napi::Result<Option<String>> {
        let rejection = self.0.engine().cold_start_rejection(time(now)?);
        Ok(rejection.map(|rejection| refusal_text(&rejection)))
    }

    /// Whether somebody is fetching this issuer's keys.
    #[napi]
    pub fn is_fetching(&self, issuer: String, now: f64) -> napi::Result<bool> {
        Ok(self.0.engine().verifier().is_fetching(&issuer, time(now)?))
    }

    /// How each issuer's keys are, an array.
    #[napi]
    pub fn key_status<'env>(&self, env: &'env Env, now: f64) -> napi::Result<Unknown<'env>> {
        let status = self.0.engine().verifier().key_status(time(now)?);
        object(env, &status.iter().map(KeyStatusJson::from).collect::<Vec<_>>())
    }

    /// The function that decides on a bare credential: `(credential, requirement slot, now)`. A function, not a
    /// method, because a method call first looks up its handle, which takes longer than a decision.
    #[napi]
    pub fn credential_decider<'env>(
        &self,
        env: &'env Env,
    ) -> DecideFunction<'env, (String, u32, f64)> {
        let engine = Rc::clone(&self.0);
        env.create_function_from_closure("beginCredential", move |call| {
            let InputText(credential) = call.get(0)?;
            let request = Request::credential(&credential, time(call.get(2)?)?);
            begin(&engine, request, call.get(1)?)
        })
    }

    /// The function that decides on a request: `(url, headers, requirement slot, now)`, where `headers` are name, value,
    /// name, value …, or the one `authorization` alone.
    #[napi]
    pub fn request_decider<'env>(
        &self,
        env: &'env Env,
    ) -> DecideFunction<'env, (String, Vec<String>, u32, f64)> {
        let engine = Rc::clone(&self.0);
        env.create_function_from_closure("beginRequest", move |call| {
            let (InputText(url), headers): (_, Headers) = (call.get(0)?, call.get(1)?);
            let headers: Vec<_> = match &headers {
                Either::A(InputText(value)) => vec![("authorization", value.as_str())],
                Either::B(all) => all.chunks_exact(2).filter_map(pair).collect(),
            };
            let request = Request::http(&url, &headers, time(call.get(3)?)?);
            begin(&engine, request, call.get(2)?)
        })
    }

    /// Whether somebody who holds `scopes`, separated by spaces, may do what needs `scope`.
    #[napi]
    pub fn allows(&self, scopes: String, no_wildcards: String, scope: String) -> bool {
        let (scopes, no_wildcards) = (&*scopes, &*no_wildcards);
        self.0.allows(&CallerText { scopes, no_wildcards, claims: "" }, &scope)
    }
}

fn pair(pair: &[String]) -> Option<(&str, &str)> {
    match pair {
        [name, value] => Some((name, value)),
        _ => None,
    }
}

fn begin(
    engine: &JavaScriptEngine,
    request: Request<'_>,
    slot: u32,
) -> napi::Result<FirstStepValue> {
    match engine.begin(request, slot as usize) {
        None => Err(napi::Error::from_reason("no such requirement")),
        Some(FirstStep::Number(number)) => Ok(Either3::A(number)),
        Some(FirstStep::Step(step)) => Ok(match text_or_pending(step) {
            Either::A(text) => Either3::B(OutputText(text)),
            Either::B(pending) => Either3::C(pending),
        }),
    }
}

/// The limits that a host keeps.
#[napi]
pub fn limits(env: &Env) -> napi::Result<Unknown<'_>> {
    object(env, &LimitsJson::default())
}
