//! The scope-token grammar (RFC 6749 §3.3).

/// Whether the text is one scope-token: visible ASCII without quote and backslash.
pub(crate) fn is_scope_token(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| matches!(byte, 0x21 | 0x23..=0x5B | 0x5D..=0x7E))
}

/// Splits a scope string at spaces, the only delimiter, and skips empty parts. A character that is not a scope
/// character stays inside its part, where [`is_scope_token`] finds it.
pub(crate) fn split(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    // Not `str::split`: to set up its search takes longer than to look at a few bytes.
    let pieces = std::iter::from_fn(move || {
        let ahead = rest;
        (!ahead.is_empty()).then_some(())?;
        let end = ahead.bytes().position(|byte| byte == b' ').unwrap_or(ahead.len());
        rest = ahead.get(end + 1..).unwrap_or_default();
        ahead.get(..end)
    });
    pieces.filter(|piece| !piece.is_empty())
}

#[cfg(test)]
mod tests {
    use super::{is_scope_token, split};

    #[test]
    fn splits_at_spaces_only() {
        let pieces: Vec<_> = split("a  b\u{a0}c d\te").collect();
        assert_eq!(pieces, ["a", "b\u{a0}c", "d\te"]);
        assert!(!is_scope_token("b\u{a0}c") && !is_scope_token("d\te") && is_scope_token("a"));
    }

    #[test]
    fn refuses_what_is_no_scope_character() {
        for text in ["", "a\"b", "a\\b", "caf\u{e9}", "a\u{2028}b", "a b", "a\n"] {
            assert!(!is_scope_token(text), "{text:?}");
        }
        assert!(is_scope_token("billing:read!#[]~"));
    }
}
