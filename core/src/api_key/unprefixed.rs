//! API keys that have no prefix in common, such as UUIDs.

use crate::limits::UNPREFIXED_KEY_CHARACTERS_MIN;

/// What keys without a prefix consist of. They are accepted in the API key header and under the schemes of the policy,
/// never as `Bearer`, and a store finds them by their SHA-256.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum UnprefixedKeys {
    /// A UUID of version 4 or 7 (RFC 9562 §5.4, §5.7). One of version 1 or 6 can be guessed.
    Uuid,
    /// At least 32 hexadecimal digits.
    Hex,
    /// At least 22 letters and digits.
    Base62,
    /// At least 22 letters, digits, `-` and `_`.
    Base64Url,
}

impl UnprefixedKeys {
    /// Whether a text may be such a key.
    pub(super) fn fits(self, text: &str) -> bool {
        let length_min = match self {
            Self::Hex => 32,
            _ => UNPREFIXED_KEY_CHARACTERS_MIN,
        };
        let plain = |byte: u8| match self {
            Self::Uuid => byte.is_ascii_hexdigit() || byte == b'-',
            Self::Hex => byte.is_ascii_hexdigit(),
            Self::Base62 => byte.is_ascii_alphanumeric(),
            Self::Base64Url => byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'),
        };
        text.len() >= length_min
            && text.bytes().all(plain)
            && (self != Self::Uuid || is_random_uuid(text))
    }
}

fn is_random_uuid(text: &str) -> bool {
    let groups: Vec<_> = text.split('-').collect();
    let version = groups.get(2).and_then(|group| group.bytes().next());
    let variant = groups.get(3).and_then(|group| group.bytes().next());
    groups.iter().map(|group| group.len()).eq([8, 4, 4, 4, 12])
        && matches!(version, Some(b'4' | b'7'))
        && matches!(variant, Some(b'8' | b'9' | b'a' | b'b' | b'A' | b'B'))
}

#[cfg(test)]
mod tests {
    use super::UnprefixedKeys::{Base62, Base64Url, Hex, Uuid};

    #[test]
    fn takes_random_uuids_and_no_others() {
        // The examples of RFC 9562, appendix A.
        for good in ["919108f7-52d1-4320-9bac-f847db4148a8", "017F22E2-79B0-7CC3-98C4-DC0C0C07398F"]
        {
            assert!(Uuid.fits(good), "{good}");
        }
        for bad in [
            "C232AB00-9414-11EC-B3C8-9F6BDECED846",
            "5df41881-3aed-3515-88a7-2f4a814cf09e",
            "2ed6657d-e927-568b-95e1-2665a8aea6a2",
            "1EC9414C-232A-6B00-B3C8-9F6BDECED846",
            "00000000-0000-0000-0000-000000000000",
            "919108f7-52d1-4320-0bac-f847db4148a8",
            "919108f752d143209bacf847db4148a8",
            "919108f7-52d1-4320-9bac-f847db4148a8-",
            "",
        ] {
            assert!(!Uuid.fits(bad), "{bad}");
        }
    }

    #[test]
    fn takes_enough_characters_of_its_alphabet() {
        assert!(Hex.fits(&"0f".repeat(16)) && !Hex.fits(&"0f".repeat(15)));
        assert!(!Hex.fits(&"0g".repeat(16)));
        assert!(Base62.fits(&"aZ".repeat(11)) && !Base62.fits(&"aZ".repeat(10)));
        assert!(!Base62.fits(&"a-".repeat(11)) && Base64Url.fits(&"a-".repeat(11)));
        assert!(!Base64Url.fits(&"a.".repeat(11)) && !Base64Url.fits(&"a b".repeat(11)));
    }
}
