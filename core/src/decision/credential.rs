//! Which credential does the request carry, and of which kind is it?

use crate::error::Rejection;
use crate::http::{CredentialKind, HttpRequest, classify, find as find_in_http};
use crate::policy::Policy;
use crate::request::{CredentialPlace, Request};

pub(super) fn find<'a>(
    request: &Request<'a>,
    policy: &Policy,
) -> Result<CredentialKind<'a>, Rejection> {
    match request.source {
        CredentialPlace::Bare(credential) => Ok(classify(credential, policy)),
        CredentialPlace::Http { url, headers } => {
            let Request { method, places, websocket, .. } = *request;
            let request = HttpRequest { url, fields: headers, method, places, websocket };
            find_in_http(&request, policy)
        }
    }
}
