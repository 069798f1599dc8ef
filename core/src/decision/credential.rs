//! Which credential does the request carry, and of which kind is it?

use crate::error::{Code, Rejection};
use crate::http::{CredentialKind, classify, find as find_in_http};
use crate::policy::Policy;
use crate::request::{CredentialPlace, Request};

pub(super) fn find<'a>(
    request: &Request<'a>,
    policy: &Policy,
) -> Result<CredentialKind<'a>, Rejection> {
    match request.source {
        CredentialPlace::Bare(credential) => Ok(classify(credential, policy)),
        CredentialPlace::Http { url, headers } => {
            find_in_http(url, headers, policy).map_err(|code| match code {
                Code::MissingCredentials => Rejection::missing_credentials(
                    !policy.issuers().is_empty(),
                    policy.api_keys().is_some(),
                ),
                code => code.into(),
            })
        }
    }
}
