//! The public face: decisions by one policy, and the fetches that keep its keys up to date.

use std::sync::Arc;

use zeroize::Zeroizing;

use crate::decision::{Context, Step, again, authorize, begin, refused};
use crate::error::{Code, Rejection};
use crate::fetch::{FetchFailure, FetchResponse};
use crate::http::missing;
use crate::keys::{KeyFetch, KeyNumber, KeyStatus};
use crate::needs::SignatureRequest;
use crate::policy::Policy;
use crate::principal::Principal;
use crate::request::Request;
use crate::scope::{HeldScopes, Requirement};
use crate::time::UnixTime;

/// Decides on requests by one policy. Cheap to clone and to share between threads; clones share keys and
/// caches.
///
/// ```
/// use doorward::{Policy, Request, Requirement, Step, UnixTime, Verifier};
///
/// # let policy = Policy::from_json(r#"{"api_keys": {}}"#)?;
/// let verifier = Verifier::new(policy);
/// let balance = Requirement::scope("billing:read")?;
/// let now = UnixTime::from_seconds(1_800_000_000);
/// let headers = [("authorization", "Bearer abc.def.ghi")];
/// match verifier.begin(&Request::http("/v1/billing/balance", &headers, now), &balance) {
///     Step::Done(decision) => match decision.outcome {
///         Ok(principal) => println!("hello {:?}", principal.client_id()),
///         Err(rejection) => println!("{}", rejection.code().name()),
///     },
///     Step::Needs(needs, pending) => { /* get what is needed, then pending.resume(answers, now) */ }
/// }
/// # Ok::<(), doorward::ConfigError>(())
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct Verifier {
    context: Arc<Context>,
}

impl Verifier {
    /// A verifier for this policy, which several verifiers may share.
    pub fn new(policy: impl Into<Arc<Policy>>) -> Self {
        Self::with_jitter_seed(policy, 0)
    }

    /// As [`Verifier::new`]. The seed spreads the retries of processes that share a key server, and seeds the
    /// hash of the token cache. Give each process a random one. It need not be secret.
    pub fn with_jitter_seed(policy: impl Into<Arc<Policy>>, seed: u64) -> Self {
        Self { context: Arc::new(Context::new(policy.into(), seed)) }
    }

    /// Whether the [`Event`](crate::audit::Event) of a refused token names its caller. It does by default, and the
    /// refusal of an expired token takes an eighth more instructions for it. Call this before the verifier is cloned;
    /// later it has no effect.
    pub fn names_refused_callers(mut self, names_refused: bool) -> Self {
        if let Some(context) = Arc::get_mut(&mut self.context) {
            context.names_refused = names_refused;
        }
        self
    }

    /// The same verifier under another policy: its successor. An issuer that is equal in both policies, in everything that
    /// decides on a token, keeps its keys, and a fetch of them that is underway goes on; tokens of it that are cached count
    /// on if scope rules, API keys and the settings of the cache are equal too. Everything else starts anew.
    ///
    /// Decisions that this verifier has begun end under its own policy. Give all requests that follow to the successor:
    ///
    /// ```
    /// # use std::sync::RwLock;
    /// # use doorward::{Policy, Verifier};
    /// # let policy = Policy::from_json(r#"{"api_keys": {}}"#)?;
    /// # let other = Policy::from_json(r#"{"api_keys": {"prefix": "sk_other"}}"#)?;
    /// let current = RwLock::new(Verifier::new(policy));
    /// let successor = current.read().unwrap().renewed(&other);
    /// *current.write().unwrap() = successor;
    /// # Ok::<(), doorward::ConfigError>(())
    /// ```
    pub fn renewed(&self, policy: &Policy) -> Self {
        Self { context: Arc::new(self.context.renewed(policy)) }
    }

    /// Decides, or says what is needed to decide. Never panics, whatever the request holds.
    pub fn begin(&self, request: &Request<'_>, requirement: &Requirement) -> Step {
        begin(&self.context, request, requirement)
    }

    /// The policy this verifier decides by.
    pub fn policy(&self) -> &Policy {
        &self.context.policy
    }

    /// Takes what a [`KeyFetch`] brought; returns what to fetch next when that was not all (a redirect,
    /// metadata that names the key set). An unusable answer never replaces the keys that are loaded.
    pub fn handle_fetch(
        &self,
        fetch: &KeyFetch,
        outcome: &Result<FetchResponse, FetchFailure>,
        now: UnixTime,
    ) -> Option<KeyFetch> {
        self.context.keys.handle_fetch(fetch, outcome, now)
    }

    /// Returns a fetch for each issuer without usable keys, so that the first request does not wait. Issuers
    /// whose fetch is running or in backoff are left out.
    pub fn warm(&self, now: UnixTime) -> Vec<KeyFetch> {
        self.context.keys.warm(now)
    }

    /// The rejection to report at start-up when keys are fetched and no issuer has usable keys after
    /// [`warm`](Self::warm). Otherwise `None`.
    #[must_use]
    pub fn cold_start_rejection(&self, now: UnixTime) -> Option<Rejection> {
        self.context.keys.cold_start_wait(now).map(Rejection::keys_unavailable)
    }

    /// Whether a caller whose credential is genuine may do one thing more: what a second guard of a request asks.
    /// `claims_json` are [`Principal::claims_json`](crate::Principal::claims_json).
    ///
    /// # Errors
    /// `insufficient_scope` or `insufficient_claims`.
    pub fn authorize<'h>(
        &self,
        held: HeldScopes<'h, impl ExactSizeIterator<Item = &'h str> + Clone>,
        claims_json: &str,
        requirement: &Requirement,
    ) -> Result<(), Rejection> {
        let decided = authorize(self.policy().rules(), held, claims_json, requirement);
        decided.map_err(|rejection| self.answered(rejection, Vec::new()))
    }

    /// As [`authorize`](Self::authorize), as a decision with its event; it needs nothing of the host.
    pub fn decide_again(
        &self,
        caller: Principal,
        request: &Request<'_>,
        requirement: &Requirement,
    ) -> Step {
        again(&self.context, caller, request, requirement)
    }

    /// The decision of a refusal that [`authorize`](Self::authorize) gave, with its event, for a host that keeps no
    /// [`Principal`](crate::Principal). The event leaves out who called; the host knows.
    pub fn refused(
        &self,
        rejection: Rejection,
        request: &Request<'_>,
        requirement: &Requirement,
    ) -> Step {
        refused(&self.context, rejection, request, requirement)
    }

    /// The refusal with this code, for a handler that finds out by itself that it must refuse. `scopes` are those that
    /// the operation needs, for `insufficient_scope`.
    pub fn refusal(&self, code: Code, scopes: Vec<String>) -> Rejection {
        let rejection = match code {
            Code::InsufficientScope if !scopes.is_empty() => {
                let needed = scopes.join(" and ");
                Rejection::insufficient_scope(scopes.clone(), &needed)
            }
            Code::MissingCredentials => missing(self.policy(), false),
            code => code.into(),
        };
        self.answered(rejection, scopes)
    }

    fn answered(&self, mut rejection: Rejection, scopes: Vec<String>) -> Rejection {
        rejection.set_realm(self.policy().realm());
        if let Some(resource) = self.policy().resource_metadata() {
            rejection.set_resource(resource.url(), scopes);
        }
        rejection
    }

    /// The rejection `state_unavailable`, for a host that cannot answer a need.
    pub fn unavailable_rejection(&self) -> Rejection {
        self.answered(Code::StateUnavailable.into(), Vec::new())
    }

    /// Whether somebody is fetching this issuer's keys.
    #[must_use]
    pub fn is_fetching(&self, issuer: &str, now: UnixTime) -> bool {
        self.context.keys.is_fetching(issuer, now)
    }

    /// Each issuer's keys: how many, how old, when they are fetched next, what went wrong.
    #[must_use]
    pub fn key_status(&self, now: UnixTime) -> Vec<KeyStatus> {
        self.context.key_status(now)
    }

    /// The key that a [`SignatureRequest`] names, as JWK text with only its required members (no `kid`, `alg`,
    /// `use`). For an HMAC key this is the secret. `None` when the verifier no longer has the key.
    #[must_use]
    pub fn jwk(&self, key: KeyNumber) -> Option<Zeroizing<String>> {
        self.context.key(key).map(|bound| Zeroizing::new(bound.key.to_jwk()))
    }

    /// Checks a signature with the policy's crypto provider, for a host whose platform lacks the algorithm; the result
    /// is the answer. `None`: only the host can tell, or the verifier no longer has a key; leave the need unanswered.
    #[must_use]
    #[allow(clippy::option_option, reason = "the answer is an option, and there may be none")]
    pub fn check_signature(&self, request: &SignatureRequest) -> Option<Option<KeyNumber>> {
        let SignatureRequest { key, others, algorithm, signing_input, signature } = request;
        for number in std::iter::once(key).chain(others) {
            let key = self.context.key(*number)?;
            if key.can_be_genuine(*algorithm, signature)
                && key.verify(*algorithm, signing_input.as_bytes(), signature)?
            {
                return Some(Some(*number));
            }
        }
        Some(None)
    }
}
