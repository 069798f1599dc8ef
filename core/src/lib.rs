//! Doorward, the doorkeeper for AI agents: for one HTTP request, who is calling, is the credential
//! genuine, and may it do this?
//!
//! The crate is sans-I/O: it opens no socket, reads no clock and draws no randomness, except to sign tokens with
//! the feature `issue`. Make a [`Policy`] once, a [`Verifier`] from it, a [`Requirement`] per route, and call
//! [`Verifier::begin`] with each [`Request`]. What the core lacks it returns as [`Needs`]; the host gets it and
//! resumes with [`Answers`]:
//!
//! ```
//! use doorward::fetch::{FetchFailure, FetchRequest, FetchResponse};
//! use doorward::keys::KeyFetch;
//! use doorward::state::MemoryApiKeys;
//! use doorward::{Answers, Decision, Request, Requirement, Step, UnixTime, Verifier};
//!
//! /// Decides on one request; asks whatever there is to ask.
//! fn decide(
//!     verifier: &Verifier,
//!     api_keys: &MemoryApiKeys,
//!     request: &Request<'_>,
//!     requirement: &Requirement,
//! ) -> Decision {
//!     let mut step = verifier.begin(request, requirement);
//!     loop {
//!         let (needs, pending) = match step {
//!             Step::Done(mut decision) => {
//!                 // These may wait until the response is sent.
//!                 for fetch in decision.take_deferred() {
//!                     get(verifier, fetch);
//!                 }
//!                 return decision;
//!             }
//!             Step::Needs(needs, pending) => (needs, pending),
//!         };
//!         let mut answers = Answers::default();
//!         if let Some(fetch) = needs.keys.and_then(|keys| keys.fetch) {
//!             get(verifier, fetch);
//!         }
//!         if let Some(lookup) = needs.api_key {
//!             answers = answers.api_key(api_keys.find(&lookup).cloned());
//!         }
//!         step = pending.resume(answers, now());
//!     }
//! }
//!
//! /// Fetches an issuer's keys, over as many documents as it takes.
//! fn get(verifier: &Verifier, first: KeyFetch) {
//!     let mut next = Some(first);
//!     while let Some(fetch) = next {
//!         next = verifier.handle_fetch(&fetch, &send(fetch.request()), now());
//!     }
//! }
//!
//! /// Here stands your HTTP client.
//! fn send(request: &FetchRequest) -> Result<FetchResponse, FetchFailure> {
//!     println!("{} {}", request.method(), request.url());
//!     Err(FetchFailure::Connection)
//! }
//!
//! fn now() -> UnixTime {
//!     std::time::SystemTime::now().into()
//! }
//! # let policy = doorward::Policy::from_json(r#"{"api_keys": {}}"#)?;
//! # let request = Request::credential("no.such.token", now());
//! # let verifier = Verifier::new(policy);
//! # let decision = decide(&verifier, &MemoryApiKeys::default(), &request, &Requirement::authenticated());
//! # assert!(decision.outcome.is_err());
//! # Ok::<(), doorward::ConfigError>(())
//! ```
//!
//! What is checked: strict form, issuer, algorithm, key, signature, lifetime, audience, type,
//! required claims, scopes; API keys by checksum, digest and record. What is **not** checked:
//! revocation of a token before it expires, proof of possession (a token with `cnf` is refused),
//! whether an actor may act for a subject, and anything about the request beyond its credential.

#![forbid(unsafe_code)]

pub mod limits;

pub mod api_key;
pub mod audit;
pub mod crypto;
pub mod danger;
mod decision;
pub mod delegation;
mod encoding;
pub mod error;
pub mod fetch;
pub mod http;
#[cfg(feature = "issue")]
pub mod issue;
pub mod keys;
mod needs;
mod numbers;
pub mod policy;
mod principal;
mod request;
pub mod scope;
mod secret;
pub mod state;
mod time;
mod token;
mod verifier;
pub mod wire;

pub use decision::{Decision, Pending, Step};
pub use error::{ConfigError, Rejection};
pub use needs::{Answers, KeysNeed, Needs, SignatureRequest};
pub use policy::Policy;
pub use principal::{Binding, Credential, Principal};
pub use request::{Request, Signatures};
pub use scope::{ClaimRequirement, ClaimValue, Requirement, ScopeClaim};
pub use secret::Secret;
pub use time::UnixTime;
pub use verifier::Verifier;
