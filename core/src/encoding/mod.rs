//! Strict decoders of untrusted text: canonical base64url, JSON without loopholes, PEM and DER, HTTP tokens.

pub(crate) mod base62;
pub(crate) mod base64url;
pub(crate) mod der;
pub(crate) mod guid;
pub(crate) mod hex;
pub(crate) mod http_token;
pub(crate) mod json;
mod json_number;
mod json_string;
mod json_value;
mod json_write;
pub(crate) mod pem;
mod span;

pub(crate) use span::TextSpan;
