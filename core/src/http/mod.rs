//! HTTP: finding the credential in a request, and answering a refused one.

mod challenge;
mod credentials;
mod places;
mod response;

pub(crate) use credentials::{CredentialKind, classify, missing};
pub(crate) use places::{HttpRequest, find};
pub use response::Response;
