//! Headers that were read recently. All tokens of one key have the same header to the last byte, so the last
//! few headers are kept as they were read.

use std::cell::RefCell;
use std::sync::Arc;

use super::header::Header;
use crate::error::Code;
use crate::limits::{CACHED_HEADER_BYTES_MAX, CACHED_HEADERS};

/// Reads headers. Each thread keeps its own: what a header says depends on nothing but its text.
#[derive(Debug)]
pub(crate) struct HeaderCache;

type Slot = RefCell<Option<(Box<str>, Arc<Header>)>>;

thread_local! {
    static SLOTS: [Slot; CACHED_HEADERS] = const { [const { RefCell::new(None) }; CACHED_HEADERS] };
}

impl HeaderCache {
    /// Reads a token's first part.
    pub(crate) fn read(&self, encoded: &str) -> Result<Arc<Header>, Code> {
        let found = SLOTS.try_with(|slots| {
            let slot = slots.get(index(encoded))?.try_borrow().ok()?;
            let (text, header) = slot.as_ref()?;
            (**text == *encoded).then(|| Arc::clone(header))
        });
        if let Ok(Some(header)) = found {
            return Ok(header);
        }
        let header = Arc::new(Header::read(encoded)?);
        if encoded.len() <= CACHED_HEADER_BYTES_MAX {
            let entry = (encoded.into(), Arc::clone(&header));
            let _thread_is_ending = SLOTS.try_with(|slots| {
                slots.get(index(encoded)).and_then(|slot| slot.replace(Some(entry)))
            });
        }
        Ok(header)
    }
}

/// The slot of a header, by its length and its end, because key ids differ there.
fn index(encoded: &str) -> usize {
    encoded.bytes().rev().take(4).fold(encoded.len(), |sum, byte| sum * 7 + usize::from(byte))
        % CACHED_HEADERS
}

#[cfg(test)]
mod tests {
    use super::{CACHED_HEADERS, Code, HeaderCache};
    use crate::encoding::base64url;

    fn read(json: &str) -> Result<Option<String>, Code> {
        HeaderCache.read(&base64url::encode(json.as_bytes())).map(|header| header.key_id.clone())
    }

    /// More headers than slots, in turns: some share a slot.
    #[test]
    fn reads_each_header_as_itself_however_many_come_in_turns() {
        for _ in 0..3 {
            for number in 0..CACHED_HEADERS * 20 {
                let json = format!(r#"{{"alg":"HS256","kid":"key-{number}"}}"#);
                assert_eq!(read(&json), Ok(Some(format!("key-{number}"))));
            }
        }
    }

    #[test]
    fn refuses_a_header_however_often_it_comes() {
        for _ in 0..3 {
            assert_eq!(read(r#"{"alg":"none"}"#), Err(Code::AlgorithmNotAllowed));
            assert_eq!(read(r#"{"alg":"HS256","crit":["exp"]}"#), Err(Code::UnsupportedCritical));
            assert_eq!(HeaderCache.read("e30=").map(|_| ()), Err(Code::MalformedToken));
        }
    }
}
