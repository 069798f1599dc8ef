//! HTTP: finding the credential in a request, and answering a refused one.

mod challenge;
mod credentials;
mod refusal;

pub(crate) use credentials::{CredentialKind, classify, find};
pub use refusal::Response;
