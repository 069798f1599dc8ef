//! Strict decoders for untrusted text: canonical base64url and JSON without loopholes.

pub(crate) mod base62;
pub(crate) mod base64url;
pub(crate) mod hex;
pub(crate) mod json;
mod json_number;
mod json_string;
mod json_write;
