//! Text from Python for the core. A string that is no valid Unicode reaches the core too, because an exception
//! would show the credential in it.

use std::borrow::Cow;

use doorward::limits::CREDENTIAL_FIELD_BYTES_MAX;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PySlice, PyString};

/// A Python string as UTF-8. A lone surrogate becomes U+FFFD, which no credential contains.
pub(crate) fn text<'a>(string: &'a Bound<'_, PyString>) -> Cow<'a, str> {
    string.to_string_lossy()
}

/// A credential or a URL. One that is longer than the limit is cut to one character more before it is copied, and the
/// core refuses it. A character has at least one byte.
pub(crate) fn limited<'a>(string: &'a Bound<'_, PyString>) -> PyResult<Cow<'a, str>> {
    if string.len()? <= CREDENTIAL_FIELD_BYTES_MAX {
        return Ok(text(string));
    }
    let end = isize::try_from(CREDENTIAL_FIELD_BYTES_MAX + 1).unwrap_or(isize::MAX);
    let cut = string.get_item(PySlice::new(string.py(), 0, end, 1))?;
    Ok(Cow::Owned(text(cut.cast::<PyString>()?).into_owned()))
}

/// A header's name or value: `str`, or `bytes` as ASGI has them (ISO 8859-1, RFC 9110 §5.5). Cut as by [`limited`].
pub(crate) fn field<'a>(value: &'a Bound<'_, PyAny>) -> PyResult<Cow<'a, str>> {
    if let Ok(bytes) = value.cast::<PyBytes>() {
        let bytes = bytes.as_bytes();
        return Ok(latin1(bytes.get(..=CREDENTIAL_FIELD_BYTES_MAX).unwrap_or(bytes)));
    }
    limited(value.cast::<PyString>()?)
}

/// ISO 8859-1 as UTF-8; ASCII as it is.
pub(crate) fn latin1(bytes: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(bytes) {
        Ok(ascii) if bytes.is_ascii() => Cow::Borrowed(ascii),
        _ => Cow::Owned(bytes.iter().copied().map(char::from).collect()),
    }
}
