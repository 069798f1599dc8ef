//! base64url without padding (RFC 7515 §2), in its one canonical form.

use base64_simd::URL_SAFE_NO_PAD;

/// Decodes; `None` for padding, `+`, `/`, white space or non-zero trailing bits.
pub(crate) fn decode(text: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode_to_vec(text).ok()
}

pub(crate) fn encode(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode_to_string(bytes)
}

#[cfg(test)]
mod tests {
    use base64::Engine;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD as SECOND;

    use super::{decode, encode};

    #[test]
    fn refuses_every_second_spelling_of_the_same_bytes() {
        assert_eq!(decode("Zg").as_deref(), Some(&b"f"[..]));
        for other in ["Zh", "Zg==", "Zg=", " Zg", "Zg\n", "Z g", "Zm9v+", "Zm9v/", "Z"] {
            assert_eq!(decode(other), None, "{other:?}");
        }
    }

    /// Every length and position is tested, because the code differs by both; `base64` is the second
    /// implementation.
    #[test]
    fn agrees_with_a_second_implementation_on_every_byte_in_every_place() {
        for length in 0..140_u8 {
            let bytes: Vec<u8> = (0..length).map(|n| n.wrapping_mul(167) ^ 0x5c).collect();
            let text = encode(&bytes);
            assert_eq!(text, SECOND.encode(&bytes));
            assert_eq!(decode(&text), Some(bytes));
            for place in 0..text.len() {
                for byte in 0..=0x7f_u8 {
                    let mut other = text.clone().into_bytes();
                    other[place] = byte;
                    let other = String::from_utf8(other).expect("ASCII");
                    assert_eq!(decode(&other), SECOND.decode(&other).ok(), "{other:?}");
                }
            }
        }
    }
}
