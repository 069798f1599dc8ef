//! The challenge of a refused request (RFC 9110 §11.6.1, RFC 6750 §3).

use crate::error::{Challenge, Rejection};

/// `Bearer realm="…", error="…", error_description="…", scope="…"`. Without a credential there is
/// no error to report (RFC 6750 §3.1).
pub(super) fn challenge(scheme: Challenge, rejection: &Rejection) -> String {
    let code = rejection.code();
    let scopes = rejection.required_scopes().join(" ");
    let scope = (!scopes.is_empty()).then_some(scopes);
    let description = code.word().map(|_| quotable(rejection.description()));
    let parameters = [
        ("realm", rejection.realm().map(str::to_owned)),
        ("error", code.word().map(str::to_owned)),
        ("error_description", description),
        ("scope", scope),
        ("resource_metadata", rejection.resource_metadata().map(str::to_owned)),
    ];
    let parameters: Vec<_> = parameters
        .into_iter()
        .filter_map(|(name, value)| value.map(|value| format!("{name}=\"{value}\"")))
        .collect();
    if parameters.is_empty() {
        scheme.scheme().to_owned()
    } else {
        format!("{} {}", scheme.scheme(), parameters.join(", "))
    }
}

/// `error_description` allows visible ASCII without quote and backslash (RFC 6750 §3).
fn quotable(text: &str) -> String {
    text.chars()
        .map(|c| if matches!(c, ' ' | '!' | '#'..='[' | ']'..='~') { c } else { '?' })
        .collect()
}
