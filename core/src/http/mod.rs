//! HTTP: finding the credential in a request, and answering a refused one.

mod authorization;
mod response;

pub(crate) use authorization::{Presented, classify, presented};
pub use response::Response;
