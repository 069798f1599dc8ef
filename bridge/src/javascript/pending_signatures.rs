//! Decisions that wait for the platform to check a signature, and nothing else. They cross as numbers; what is
//! to be checked stays where it is, in the memory of the wasm module.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;

use doorward::UnixTime;
use doorward::keys::KeyNumber;
use doorward::limits::{PENDING_SIGNATURE_SECONDS, PENDING_SIGNATURES};

use crate::outcome::PendingDecision;

/// Decisions that wait for a signature, oldest first.
#[derive(Debug, Default)]
pub struct PendingSignatures {
    all: RefCell<VecDeque<Waiting>>,
    last: Cell<SignaturePlace>,
}

#[derive(Debug)]
struct Waiting {
    number: u32,
    since: UnixTime,
    pending: Box<PendingDecision>,
}

/// What a host is told: addresses and lengths of what it reads. They are valid until
/// [`take`](PendingSignatures::take). Read them before the memory of the wasm module can grow.
#[derive(Clone, Copy, Debug, Default)]
pub struct SignaturePlace {
    /// The number that answers it: see [`take`](PendingSignatures::take).
    pub number: u32,
    /// The number of the key.
    pub key: f64,
    /// The index of the algorithm in `Algorithm::ALL`.
    pub algorithm: u32,
    /// Address and length of the JWS Signing Input.
    pub signing_input: (usize, usize),
    /// Address and length of the signature.
    pub signature: (usize, usize),
}

impl PendingSignatures {
    /// The signature request that was added last.
    #[must_use]
    pub fn last(&self) -> SignaturePlace {
        self.last.get()
    }

    /// More keys of the request that was added last, of which one may have signed instead; none mostly.
    #[must_use]
    pub fn other_keys(&self) -> Option<Vec<f64>> {
        let all = self.all.borrow();
        let request = all.back()?.pending.core_needs().signatures.as_ref()?;
        (!request.others.is_empty()).then(|| request.others.iter().copied().map(crossing).collect())
    }

    /// The key with this number as JWK text, if a decision that waits here knows it.
    pub fn jwk(&self, key: f64) -> Option<String> {
        let all = self.all.borrow();
        all.iter().find_map(|waiting| waiting.pending.jwk(key_number(key)))
    }

    /// Adds a decision that needs a signature and nothing else; hands back any other.
    ///
    /// # Errors
    /// The decision, when it needs something else.
    pub fn add(
        &self,
        pending: Box<PendingDecision>,
        now: UnixTime,
    ) -> Result<(), Box<PendingDecision>> {
        let needs = pending.core_needs();
        let (Some(request), None, None) = (&needs.signatures, &needs.keys, &needs.api_key) else {
            return Err(pending);
        };
        let number = self.last.get().number.wrapping_add(1);
        self.last.set(SignaturePlace {
            number,
            key: crossing(request.key),
            algorithm: request.algorithm as u32,
            signing_input: (request.signing_input.as_ptr() as usize, request.signing_input.len()),
            signature: (request.signature.as_ptr() as usize, request.signature.len()),
        });
        let mut all = self.all.borrow_mut();
        // A request that was given up never answers.
        let given_up = |waiting: &Waiting| {
            now.seconds().saturating_sub(waiting.since.seconds()) > PENDING_SIGNATURE_SECONDS
        };
        while all.len() >= PENDING_SIGNATURES && all.front().is_some_and(given_up) {
            all.pop_front();
        }
        all.push_back(Waiting { number, since: now, pending });
        Ok(())
    }

    /// Takes out the decision with this number. Each is answered once.
    pub fn take(&self, number: u32) -> Option<Box<PendingDecision>> {
        let mut all = self.all.borrow_mut();
        let index = all.iter().rposition(|waiting| waiting.number == number)?;
        all.remove(index).map(|waiting| waiting.pending)
    }
}

/// A number as JavaScript has it.
#[allow(clippy::cast_precision_loss, reason = "key numbers are below 2^53")]
const fn crossing(key: KeyNumber) -> f64 {
    key as f64
}

/// A number that JavaScript has given back. One that is none names no key.
#[must_use]
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a cast saturates")]
pub const fn key_number(key: f64) -> KeyNumber {
    key as KeyNumber
}
