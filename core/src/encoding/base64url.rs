//! base64url without padding (RFC 7515 §2), in its one canonical form.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// Decodes; `None` for padding, `+`, `/`, white space or non-zero trailing bits.
pub(crate) fn decode(text: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text).ok()
}

pub(crate) fn encode(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

#[cfg(test)]
mod tests {
    use super::decode;

    #[test]
    fn refuses_every_second_spelling_of_the_same_bytes() {
        assert_eq!(decode("Zg").as_deref(), Some(&b"f"[..]));
        for other in ["Zh", "Zg==", "Zg=", " Zg", "Zg\n", "Z g", "Zm9v+", "Zm9v/", "Z"] {
            assert_eq!(decode(other), None, "{other:?}");
        }
    }
}
