//! Text that a host writes into the memory of a wasm module: a platform's encoder writes it several times
//! faster than a loop over characters.

use std::cell::Cell;

use doorward::limits::INPUT_BUFFER_BYTES;

/// Holds a credential or an `authorization` until the call that reads it.
pub struct InputBuffer {
    bytes: Box<[Cell<u8>]>,
    longer: Cell<Option<String>>,
}

impl Default for InputBuffer {
    fn default() -> Self {
        Self { bytes: vec![Cell::new(0); INPUT_BUFFER_BYTES].into(), longer: Cell::default() }
    }
}

impl InputBuffer {
    /// The address of its bytes.
    #[must_use]
    pub fn address(&self) -> usize {
        self.bytes.as_ptr() as usize
    }

    /// How many bytes fit.
    #[must_use]
    pub fn size(&self) -> usize {
        self.bytes.len()
    }

    /// Stores a text that is longer than the buffer. The host then passes a length above [`size`](Self::size) to
    /// [`take`](Self::take).
    pub fn set_longer(&self, text: String) {
        self.longer.set(Some(text));
    }

    /// Takes out what was written last: this many bytes of the buffer, or the longer text. The bytes are wiped.
    pub fn take(&self, length: usize) -> Option<String> {
        let Some(bytes) = self.bytes.get(..length) else {
            // Its beginning was written here before it was found too long.
            wipe(&self.bytes);
            return self.longer.take();
        };
        // A copy, then a wipe: one loop that does both goes byte by byte.
        let text = bytes.iter().map(Cell::get).collect();
        wipe(bytes);
        String::from_utf8(text).ok()
    }
}

fn wipe(bytes: &[Cell<u8>]) {
    bytes.iter().for_each(|byte| byte.set(0));
}
