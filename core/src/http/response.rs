//! The answer to a refused request: status, challenge (RFC 6750 §3), JSON body.

use serde::Serialize;

use super::challenge::challenge;
use crate::error::Rejection;

/// What to send. Hosts copy it and add nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Response {
    /// HTTP status.
    pub status: u16,
    /// Header fields, names in lower case.
    pub headers: Vec<(&'static str, String)>,
    /// JSON: `error`, `error_description`, `code`.
    pub body: String,
}

#[derive(Serialize)]
struct Body<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<&'a str>,
    error_description: &'a str,
    code: &'a str,
}

impl Response {
    /// The answer to `rejection`.
    #[must_use]
    pub fn of(rejection: &Rejection) -> Self {
        let code = rejection.code();
        let body = Body {
            error: code.word(),
            error_description: rejection.description(),
            code: code.public_name(),
        };
        let mut headers = vec![
            ("cache-control", "no-store".to_owned()),
            ("content-type", "application/json".to_owned()),
        ];
        if let Some(scheme) = code.challenge() {
            headers.push(("www-authenticate", challenge(scheme, rejection)));
        }
        if code.retryable() {
            headers.push(("retry-after", rejection.retry_after_seconds().to_string()));
        }
        // Three strings serialize without fail.
        let body = serde_json::to_string(&body).unwrap_or_default();
        Self { status: code.status(), headers, body }
    }
}
