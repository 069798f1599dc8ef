//! The result of one call: a decision, or what is needed to make one.

use std::fmt;
use std::sync::Arc;

use super::call::{Extras, RefusedCaller};
use super::context::Context;
use super::waiting::Waiting;
use crate::audit::{Caller, Event, EventParts};
use crate::error::Rejection;
use crate::keys::{KeyAttempt, KeyFetch};
use crate::needs::Needs;
use crate::principal::Principal;
use crate::request::Signatures;
use crate::scope::Requirement;
use crate::time::UnixTime;

/// The result of [`Verifier::begin`](crate::Verifier::begin) and [`Pending::resume`].
#[derive(Debug)]
#[allow(clippy::large_enum_variant, reason = "the large one is the hot path; a box would cost it")]
#[must_use = "a need that is not answered leaves the request undecided; treat that as denied"]
pub enum Step {
    /// Decided.
    Done(Decision),
    /// The host must answer and resume.
    Needs(Needs, Pending),
}

/// The decision on one request.
#[derive(Debug)]
#[must_use]
#[non_exhaustive]
pub struct Decision {
    /// The caller, or why the request is rejected.
    pub outcome: Result<Principal, Rejection>,
    /// The caller that is known but refused.
    pub(super) refused: Option<Box<RefusedCaller>>,
    pub(super) requirement: Requirement,
    pub(super) now: UnixTime,
    pub(super) extras: Option<Box<Extras>>,
}

impl Decision {
    /// Header fields for the response to a granted request, names in lower case. Always empty in this version.
    /// A refused request is answered by [`Response::of`](crate::http::Response::of).
    #[must_use]
    pub fn headers(&self) -> &[(&'static str, String)] {
        self.extras.as_ref().map_or(&[], |extras| &extras.headers)
    }

    /// Takes out the fetches that this request need not wait for: keys refreshed ahead of time. Make them after
    /// the response, and pass each result to [`Verifier::handle_fetch`](crate::Verifier::handle_fetch).
    #[must_use = "nobody else fetches these keys meanwhile"]
    pub fn take_deferred(&mut self) -> Vec<KeyFetch> {
        self.extras.as_mut().map_or_else(Vec::new, |extras| std::mem::take(&mut extras.deferred))
    }

    /// Whether a caller without any credential passes, because the request said that one is optional. The outcome is
    /// the rejection all the same.
    #[must_use]
    pub fn is_anonymous(&self) -> bool {
        let optional = self.extras.as_ref().is_some_and(|extras| extras.optional);
        optional && self.outcome.as_ref().is_err_and(Rejection::is_absent)
    }

    /// What to write into an audit log.
    #[must_use]
    pub fn event(&self) -> Event {
        let extras = self.extras.as_deref();
        let caller = match (&self.outcome, self.refused.as_deref()) {
            (Ok(caller), _) | (_, Some(RefusedCaller::Principal(caller))) => caller.into(),
            (_, Some(RefusedCaller::Named(caller))) => Caller::clone(caller),
            _ => Caller::default(),
        };
        Event::from(EventParts {
            outcome: &self.outcome,
            is_anonymous: self.is_anonymous(),
            caller,
            requirement: &self.requirement,
            method: extras.and_then(|extras| extras.method.as_deref()),
            request_id: extras.and_then(|extras| extras.request_id.as_deref()),
            client_address: extras.and_then(|extras| extras.client_address.as_deref()),
            now: self.now,
        })
    }
}

/// A decision that waits for answers. Holds what was parsed; nothing of it is trusted yet. Dropping it
/// leaves the request denied.
#[must_use]
pub struct Pending {
    pub(super) context: Arc<Context>,
    pub(super) requirement: Requirement,
    pub(super) signatures: Signatures,
    pub(super) waiting: Waiting,
    pub(super) attempt: KeyAttempt,
    pub(super) extras: Option<Box<Extras>>,
    /// How often the host was asked.
    pub(super) rounds: u32,
}

impl fmt::Debug for Pending {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pending").field("waiting", &self.waiting.name()).finish_non_exhaustive()
    }
}
