//! base64url without padding (RFC 7515 §2), in its one canonical form; and the forms in which issuers write the numbers of
//! keys.

use base64_simd::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};

/// Decodes; `None` for padding, `+`, `/`, white space or non-zero trailing bits.
pub(crate) fn decode(text: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode_to_vec(text).ok()
}

/// Decodes a value that may have padding, or be of the plain alphabet (RFC 4648 §4). `None` for both alphabets in one value,
/// padding that does not fit, white space, or non-zero trailing bits.
pub(crate) fn decode_any_alphabet(text: &str) -> Option<Vec<u8>> {
    let digits = text.trim_end_matches('=');
    if digits.len() != text.len()
        && (!text.len().is_multiple_of(4) || text.len() - digits.len() > 2)
    {
        return None;
    }
    if digits.contains(['+', '/']) {
        return STANDARD_NO_PAD.decode_to_vec(digits).ok();
    }
    decode(digits)
}

pub(crate) fn encode(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode_to_string(bytes)
}

#[cfg(test)]
mod tests {
    use base64::Engine;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD as SECOND;

    use super::{decode, decode_any_alphabet, encode};

    #[test]
    fn reads_a_number_in_either_alphabet_and_never_in_both() {
        for (text, expected) in [
            ("-_-_", Some(&[0xfb, 0xff, 0xbf][..])),
            ("+/+/", Some(&[0xfb, 0xff, 0xbf][..])),
            ("AQAB", Some(&[1, 0, 1][..])),
            ("Zg==", Some(b"f")),
            ("Zm8=", Some(b"fo")),
            ("+w==", Some(&[0xfb][..])),
            ("-_+/", None),
            ("Zg=", None),
            ("Zg===", None),
            ("Zm9v====", None),
            ("Zm8==", None),
            ("Zh==", None),
            ("=", None),
            ("Zg==Zg==", None),
            ("Zm9v\n", None),
            (" Zm9v", None),
            ("Z", None),
        ] {
            assert_eq!(decode_any_alphabet(text).as_deref(), expected, "{text:?}");
        }
    }

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
