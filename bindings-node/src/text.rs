//! Text over the border. `String` measures a text before it copies it; these types do not.

use napi::bindgen_prelude::{FromNapiValue, ToNapiValue, TypeName, ValidateNapiValue};
use napi::{ValueType, check_status, sys};

/// A text on its way out: ASCII, as nearly all are, is copied and not decoded.
pub struct OutputText(pub(crate) String);

impl TypeName for OutputText {
    fn type_name() -> &'static str {
        "string"
    }

    fn value_type() -> ValueType {
        ValueType::String
    }
}

impl ToNapiValue for OutputText {
    unsafe fn to_napi_value(env: sys::napi_env, Self(text): Self) -> napi::Result<sys::napi_value> {
        if !text.is_ascii() {
            // SAFETY: as the caller's.
            return unsafe { String::to_napi_value(env, text) };
        }
        let mut value = std::ptr::null_mut();
        let length = isize::try_from(text.len()).unwrap_or(isize::MAX);
        // SAFETY: `env` is the caller's; the bytes are read before this returns.
        check_status!(unsafe {
            sys::napi_create_string_latin1(env, text.as_ptr().cast(), length, &raw mut value)
        })?;
        Ok(value)
    }
}

/// Text from JavaScript. One read into a fixed buffer is enough for nearly all tokens.
pub struct InputText(pub(crate) String);

const FIRST_TRY: usize = 2048;
// The terminating NUL, and up to three bytes of a character that did not fit.
const UNUSED_MAX: usize = 4;

impl TypeName for InputText {
    fn type_name() -> &'static str {
        "string"
    }

    fn value_type() -> ValueType {
        ValueType::String
    }
}

impl ValidateNapiValue for InputText {}

impl FromNapiValue for InputText {
    unsafe fn from_napi_value(env: sys::napi_env, value: sys::napi_value) -> napi::Result<Self> {
        let mut bytes = vec![0; FIRST_TRY];
        let mut length = 0;
        // SAFETY: `env` and `value` are the caller's; no more is written than there is room for.
        check_status!(unsafe {
            sys::napi_get_value_string_utf8(
                env,
                value,
                bytes.as_mut_ptr().cast(),
                FIRST_TRY,
                &raw mut length,
            )
        })?;
        if length + UNUSED_MAX >= FIRST_TRY {
            // SAFETY: as the caller's.
            return unsafe { String::from_napi_value(env, value) }.map(Self);
        }
        bytes.truncate(length);
        let text = String::from_utf8(bytes);
        text.map(Self).map_err(|_| napi::Error::from_reason("a text expected"))
    }
}
