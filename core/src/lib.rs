//! Doorward, the doorkeeper for AI agents: for one HTTP request, who is calling, is the credential
//! genuine, and may it do this?
//!
//! The crate is sans-I/O: it opens no socket, reads no clock and draws no randomness. Make a
//! [`Policy`] once, a [`Verifier`] from it, a [`Requirement`] per route, and call
//! [`Verifier::begin`] with each [`Request`]. What the core lacks it asks for as a [`Need`].
//!
//! What is checked: strict form, issuer, algorithm, key, signature, lifetime, audience, type,
//! required claims, scopes; API keys by checksum, digest and record. What is **not** checked:
//! revocation of a token before it expires, proof of possession (a token with `cnf` is refused),
//! whether an actor may act for a subject, and anything about the request beyond its credential.

#![forbid(unsafe_code)]

pub mod limits;

mod api_key;
mod audit;
mod crypto;
pub mod danger;
mod delegation;
mod encoding;
mod error;
mod host;
mod http;
#[cfg(feature = "issue")]
pub mod issue;
mod keys;
mod policy;
mod principal;
mod request;
mod scope;
mod secret;
mod state;
mod step;
mod time;
mod token;
mod verifier;
pub mod wire;

pub use api_key::{ApiKey, ApiKeyRecord, Status};
pub use audit::Event;
pub use crypto::{Algorithm, CryptoProvider};
pub use delegation::Actor;
pub use error::{Code, Kind, Misconfigured, MisconfiguredCode, Rejection};
pub use http::Response;
pub use keys::{Fetch, FetchFailure, FetchResponse, Key, KeyState, KeyStatus};
pub use policy::{ApiKeys, Issuer, KeyRefresh, Policy, PolicyBuilder, Profile, TokenCache};
pub use principal::{Credential, Principal};
pub use request::{Request, Signatures};
pub use scope::{Requirement, ScopeRules};
pub use secret::Secret;
pub use state::MemoryApiKeys;
pub use step::{Answer, Decision, Need, Pending, Step};
pub use time::UnixTime;
pub use verifier::Verifier;
