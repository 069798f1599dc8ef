//! HTTP: finding the credential in a request, and answering a refused one.

mod authorization;
mod response;

pub(crate) use authorization::{Presented, classify, is_token_character, presented};
pub use response::Response;
