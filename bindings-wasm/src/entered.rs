//! Text that a host writes into the memory of the module: a platform's encoder is several times faster
//! at it than a loop over characters.

use std::cell::Cell;

pub(crate) struct Entered {
    bytes: Box<[Cell<u8>]>,
    longer: Cell<Option<String>>,
}

impl Default for Entered {
    fn default() -> Self {
        Self { bytes: vec![Cell::new(0); Self::MAX].into(), longer: Cell::default() }
    }
}

impl Entered {
    /// Tokens in use are shorter.
    pub(crate) const MAX: usize = 4_096;

    pub(crate) fn at(&self) -> usize {
        self.bytes.as_ptr() as usize
    }

    pub(crate) fn enter(&self, text: String) {
        self.longer.set(Some(text));
    }

    /// What was entered last: so many bytes, or the text that does not fit.
    pub(crate) fn take(&self, length: usize) -> Option<String> {
        let Some(bytes) = self.bytes.get(..length) else {
            // Its beginning was written here before it was found too long.
            wipe(&self.bytes);
            return self.longer.take();
        };
        // Two turns, a copy and a wipe: one that does both goes byte by byte.
        let text = bytes.iter().map(Cell::get).collect();
        wipe(bytes);
        String::from_utf8(text).ok()
    }
}

fn wipe(bytes: &[Cell<u8>]) {
    bytes.iter().for_each(|byte| byte.set(0));
}
