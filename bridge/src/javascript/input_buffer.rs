//! Text that a host writes into the memory of a wasm module: a platform's encoder writes it several times
//! faster than a loop over characters.

use std::cell::Cell;

use doorward::limits::INPUT_BUFFER_BYTES;

/// Holds a credential or an `authorization` until the call that reads it.
pub struct InputBuffer {
    /// Taken out while it is read, so that it is copied and wiped as a whole.
    bytes: Cell<Box<[u8]>>,
    address: usize,
    size: usize,
    longer: Cell<Option<String>>,
}

impl Default for InputBuffer {
    fn default() -> Self {
        let bytes: Box<[u8]> = vec![0; INPUT_BUFFER_BYTES].into();
        let (address, size) = (bytes.as_ptr() as usize, bytes.len());
        Self { bytes: Cell::new(bytes), address, size, longer: Cell::default() }
    }
}

impl InputBuffer {
    /// The address of its bytes.
    #[must_use]
    pub fn address(&self) -> usize {
        self.address
    }

    /// How many bytes fit.
    #[must_use]
    pub fn size(&self) -> usize {
        self.size
    }

    /// Stores a text that is longer than the buffer. The host then passes a length above [`size`](Self::size) to
    /// [`take`](Self::take).
    pub fn set_longer(&self, text: String) {
        self.longer.set(Some(text));
    }

    /// Takes out what was written last: this many bytes of the buffer, or the longer text. The bytes are wiped.
    pub fn take(&self, length: usize) -> Option<String> {
        let mut buffer = self.bytes.take();
        let text = match buffer.get_mut(..length) {
            Some(bytes) => {
                let text = bytes.to_vec();
                bytes.fill(0);
                String::from_utf8(text).ok()
            }
            None => {
                // Its beginning was written here before it was found too long.
                buffer.fill(0);
                self.longer.take()
            }
        };
        self.bytes.set(buffer);
        text
    }
}
