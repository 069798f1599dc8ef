//! One call of `begin` or `resume`, and the ways in which a stage ends it.

use std::sync::Arc;

use super::context::Context;
use super::waiting::Waiting;
use crate::audit::Caller;
use crate::error::{Code, Rejection, printable, visible};
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
    pub(crate) optional: bool,
    pub(crate) method: Option<Box<str>>,
    pub(crate) request_id: Option<Box<str>>,
    pub(crate) client_address: Option<Box<str>>,
    /// Fetches that are due after the response.
    pub(crate) deferred: Vec<KeyFetch>,
    /// Headers for the response to a granted request, names in lower case.
    pub(crate) headers: Vec<(&'static str, String)>,
}

impl<'a> CallContext<'a> {
    pub(super) fn of(context: &'a Arc<Context>, request: &Request<'_>) -> Self {
        Self {
            context,
            now: request.now,
            signatures: request.signatures,
            attempt: KeyAttempt::First,
            extras: Extras::of(request),
        }
    }

    pub(super) fn policy(&self) -> &'a Policy {
        &self.context.policy
    }

    /// Has the host fetch this after the response.
    pub(super) fn defer(&mut self, fetch: KeyFetch) {
        self.extras.get_or_insert_default().deferred.push(fetch);
    }
}

impl Extras {
    fn of(request: &Request<'_>) -> Option<Box<Self>> {
        let Request { method, request_id, client_address, optional, .. } = request;
        if !optional && method.is_none() && request_id.is_none() && client_address.is_none() {
            return None;
        }
        Some(Box::new(Self {
            optional: *optional,
            method: method.map(|method| printable(method).into()),
            request_id: request_id.map(|id| one_line(id).into()),
            client_address: client_address.map(|address| printable(address).into()),
            ..Self::default()
        }))
    }
}

/// A request id, which a client may have chosen: cut at the limit, and without characters that could break a line.
fn one_line(id: &str) -> String {
    let id = id.get(..id.floor_char_boundary(REQUEST_ID_BYTES_MAX)).unwrap_or_default();
    visible(id).collect()
}

/// Why a stage stopped.
pub(crate) enum Stop {
    Rejected(Rejection),
    /// The credential is genuine, so that its caller is known.
    Refused(Box<(RefusedCaller, Rejection)>),
    /// The host must answer first.
    Needs(Box<(Needs, Waiting)>),
}

/// Who was refused.
#[derive(Debug)]
pub(crate) enum RefusedCaller {
    Principal(Principal),
    Named(Box<Caller>),
}

impl Stop {
    #[cold]
    pub(super) fn refused(caller: Principal, rejection: Rejection) -> Self {
        Self::Refused(Box::new((RefusedCaller::Principal(caller), rejection)))
    }

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
