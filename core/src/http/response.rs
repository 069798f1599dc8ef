//! The answer to a refused request: status, challenge (RFC 6750 §3), JSON body.

use serde::Serialize;

use crate::error::{Code, Kind, Rejection};

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
        match rejection.kind() {
            Kind::Unavailable => {
                headers.push(("retry-after", rejection.retry_after_seconds().to_string()))
            }
            Kind::Rejected => headers.push(("www-authenticate", challenge(rejection))),
        }
        // Three strings serialize without fail.
        let body = serde_json::to_string(&body).unwrap_or_default();
        Self { status: code.status(), headers, body }
    }
}

/// `Bearer realm="…", error="…", error_description="…", scope="…"`. Without a credential there is
/// no error to report (RFC 6750 §3.1).
fn challenge(rejection: &Rejection) -> String {
    let code = rejection.code();
    let scopes = rejection.required_scopes().join(" ");
    let scope = (code == Code::InsufficientScope && !scopes.is_empty()).then_some(scopes);
    let description = code.word().map(|_| quotable(rejection.description()));
    let parameters = [
        ("realm", rejection.realm().map(str::to_owned)),
        ("error", code.word().map(str::to_owned)),
        ("error_description", description),
        ("scope", scope),
    ];
    let parameters: Vec<_> = parameters
        .into_iter()
        .filter_map(|(name, value)| value.map(|value| format!("{name}=\"{value}\"")))
        .collect();
    if parameters.is_empty() {
        "Bearer".to_owned()
    } else {
        format!("Bearer {}", parameters.join(", "))
    }
}

/// `error_description` allows visible ASCII without quote and backslash (RFC 6750 §3).
fn quotable(text: &str) -> String {
    text.chars()
        .map(|c| if matches!(c, ' ' | '!' | '#'..='[' | ']'..='~') { c } else { '?' })
        .collect()
}
