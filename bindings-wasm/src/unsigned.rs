//! Decisions that wait for the platform to check a signature.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;

use doorward::{Need, Pending};

/// More than are ever underway at a time. Those of requests that were given up stay until others take
/// their place.
const UNSIGNED_MAX: usize = 4_096;

/// The oldest first.
#[derive(Default)]
pub(crate) struct Unsigned {
    all: RefCell<VecDeque<(u32, Need, Pending)>>,
    last: Cell<Asked>,
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

    pub(crate) fn push(&self, need: Need, pending: Pending) {
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
        if all.len() >= UNSIGNED_MAX {
            all.pop_front();
        }
        all.push_back((number, need, pending));
    }

    /// Each is answered once.
    pub(crate) fn take(&self, number: u32) -> Option<(Need, Pending)> {
        let mut all = self.all.borrow_mut();
        let place = all.iter().rposition(|(each, ..)| *each == number)?;
        all.remove(place).map(|(_, need, pending)| (need, pending))
    }
}
