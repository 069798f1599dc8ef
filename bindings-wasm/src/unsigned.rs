//! Decisions that wait for the platform to check a signature.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;

use doorward::{Need, Pending, UnixTime};

/// Above so many, those go that nobody can be waiting for any more: a request that is given up never
/// answers.
const KEPT: usize = 1_024;
const PATIENCE_SECONDS: i64 = 60;

/// The oldest first.
#[derive(Default)]
pub(crate) struct Unsigned {
    all: RefCell<VecDeque<Question>>,
    last: Cell<Asked>,
}

struct Question {
    number: u32,
    since: UnixTime,
    need: Need,
    pending: Pending,
}

/// What a host is told; places and lengths of what it is to read.
#[derive(Clone, Copy, Default)]
pub(crate) struct Asked {
    pub(crate) number: u32,
    pub(crate) key: u32,
    pub(crate) algorithm: u32,
    pub(crate) signed: (usize, usize),
    pub(crate) signature: (usize, usize),
}

impl Unsigned {
    pub(crate) fn last(&self) -> Asked {
        self.last.get()
    }

    pub(crate) fn push(&self, need: Need, pending: Pending, now: UnixTime) {
        let Need::Signature { key, algorithm, signing_input, signature } = &need else { return };
        let number = self.last.get().number.wrapping_add(1);
        self.last.set(Asked {
            number,
            key: *key,
            algorithm: *algorithm as u32,
            signed: (signing_input.as_ptr() as usize, signing_input.len()),
            signature: (signature.as_ptr() as usize, signature.len()),
        });
        let mut all = self.all.borrow_mut();
        let given_up = |question: &Question| {
            now.seconds().saturating_sub(question.since.seconds()) > PATIENCE_SECONDS
        };
        while all.len() >= KEPT && all.front().is_some_and(given_up) {
            all.pop_front();
        }
        all.push_back(Question { number, since: now, need, pending });
    }

    /// Each is answered once.
    pub(crate) fn take(&self, number: u32) -> Option<(Need, Pending)> {
        let mut all = self.all.borrow_mut();
        let place = all.iter().rposition(|question| question.number == number)?;
        all.remove(place).map(|question| (question.need, question.pending))
    }
}
