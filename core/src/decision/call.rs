//! One call of `begin` or `resume`, and the ways in which a stage ends it.

use std::net::IpAddr;
use std::sync::Arc;

use super::context::Context;
use super::waiting::Waiting;
use crate::error::{Code, Rejection};
use crate::keys::{KeyAttempt, KeyFetch};
use crate::limits::REQUEST_ID_BYTES_MAX;
use crate::needs::Needs;
use crate::policy::Policy;
use crate::principal::Principal;
use crate::request::{Request, Signatures};
use crate::time::UnixTime;

/// One call. Stages read what they need here, and leave here what the decision carries besides its outcome.
pub(crate) struct CallContext<'a> {
    pub(crate) context: &'a Arc<Context>,
    pub(crate) now: UnixTime,
    pub(crate) signatures: Signatures,
    /// What the request has done for its key so far.
    pub(crate) attempt: KeyAttempt,
    pub(crate) extras: Option<Box<Extras>>,
}

/// What few requests have. In a box, so that the others do not pay for it.
#[derive(Debug, Default)]
pub(crate) struct Extras {
    pub(crate) request_id: Option<Box<str>>,
    pub(crate) client_address: Option<IpAddr>,
    /// Fetches that are due after the response.
    pub(crate) deferred: Vec<KeyFetch>,
    /// Headers for the response to a granted request, names in lower case.
    pub(crate) headers: Vec<(&'static str, String)>,
}

impl<'a> CallContext<'a> {
    pub(super) fn policy(&self) -> &'a Policy {
        &self.context.policy
    }

    /// Has the host fetch this after the response.
    pub(super) fn defer(&mut self, fetch: KeyFetch) {
        self.extras.get_or_insert_default().deferred.push(fetch);
    }
}

impl Extras {
    pub(super) fn of(request: &Request<'_>) -> Option<Box<Self>> {
        if request.request_id.is_none() && request.client_address.is_none() {
            return None;
        }
        Some(Box::new(Self {
            request_id: request.request_id.map(|id| cut_to_limit(id).into()),
            client_address: request.client_address,
            ..Self::default()
        }))
    }
}

/// Cuts a request id at the limit, at a character boundary.
fn cut_to_limit(id: &str) -> &str {
    id.get(..id.floor_char_boundary(REQUEST_ID_BYTES_MAX)).unwrap_or_default()
}

/// Why a stage stopped.
pub(crate) enum Stop {
    Rejected(Rejection),
    /// The caller is known, and may not do this.
    Forbidden(Principal, Rejection),
    /// The host must answer first.
    Needs(Box<(Needs, Waiting)>),
}

impl Stop {
    pub(super) fn needs(needs: Needs, waiting: Waiting) -> Self {
        Self::Needs(Box::new((needs, waiting)))
    }
}

impl From<Rejection> for Stop {
    fn from(rejection: Rejection) -> Self {
        Self::Rejected(rejection)
    }
}

impl From<Code> for Stop {
    fn from(code: Code) -> Self {
        Self::Rejected(code.into())
    }
}
