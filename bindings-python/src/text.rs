//! Text from Python for the core. A string that is no valid Unicode reaches the core too, because an exception
//! would show the credential in it.

use std::borrow::Cow;

use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyString};

/// A Python string as UTF-8. A lone surrogate becomes U+FFFD, which no credential contains.
pub(crate) fn text<'a>(string: &'a Bound<'_, PyString>) -> Cow<'a, str> {
    string.to_string_lossy()
}

/// A header's name or value: `str`, or `bytes` as ASGI has them (ISO 8859-1, RFC 9110 §5.5).
pub(crate) fn field<'a>(value: &'a Bound<'_, PyAny>) -> PyResult<Cow<'a, str>> {
    if let Ok(bytes) = value.cast::<PyBytes>() {
        return Ok(latin1(bytes.as_bytes()));
    }
    Ok(text(value.cast::<PyString>()?))
}

/// ISO 8859-1 as UTF-8; ASCII as it is.
pub(crate) fn latin1(bytes: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(bytes) {
        Ok(ascii) if bytes.is_ascii() => Cow::Borrowed(ascii),
        _ => Cow::Owned(bytes.iter().copied().map(char::from).collect()),
    }
}
