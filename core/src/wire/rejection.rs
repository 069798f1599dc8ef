//! A refusal with everything needed to answer the request.

use serde::{Serialize, Serializer};

use crate::error::{Fault, Rejection};
use crate::http::Response;

/// The rejection and the response to it: `{"code", "category", "kind", "status", "description",
/// "retryable", "required_scopes", "headers", "body", "fault"}`. `fault` is for the operator alone.
#[derive(Serialize)]
pub struct RejectionJson<'a> {
    code: &'static str,
    category: &'static str,
    kind: &'static str,
    status: u16,
    description: &'a str,
    retryable: bool,
    required_scopes: &'a [String],
    #[serde(serialize_with = "as_object")]
    headers: Vec<(&'static str, String)>,
    body: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    fault: Option<&'a Fault>,
    /// Whether no credential came at all.
    #[serde(skip_serializing_if = "is_false")]
    absent: bool,
}

impl<'a> From<&'a Rejection> for RejectionJson<'a> {
    fn from(rejection: &'a Rejection) -> Self {
        let Response { status, headers, body } = Response::of(rejection);
        Self {
            code: rejection.code().name(),
            category: rejection.category().name(),
            kind: rejection.kind().name(),
            status,
            description: rejection.description(),
            retryable: rejection.retryable(),
            required_scopes: rejection.required_scopes(),
            headers,
            body,
            fault: rejection.fault(),
            absent: rejection.is_absent(),
        }
    }
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde hands over a reference")]
const fn is_false(flag: &bool) -> bool {
    !*flag
}

fn as_object<S: Serializer>(headers: &[(&str, String)], to: S) -> Result<S::Ok, S::Error> {
    to.collect_map(headers.iter().map(|(name, value)| (name, value)))
}
