//! HTTP: finding the credential in a request, and answering a refused one.

mod challenge;
mod credentials;
mod response;

pub(crate) use credentials::{CredentialKind, classify, find};
pub use response::Response;
