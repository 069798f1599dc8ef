//! JSON numbers beyond whole ones of 64 bits, kept as they were written.

use lexical_parse_float::FromLexical;

/// A number with a fraction or an exponent, or a whole one beyond 64 bits. Finite as a double.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Float<'a>(&'a str);

impl<'a> Float<'a> {
    pub(super) const fn text(self) -> &'a str {
        self.0
    }

    /// `text` follows the grammar of RFC 8259 §6. `None` when it does not fit a double.
    pub(super) fn new(text: &'a str) -> Option<Self> {
        Self(text).double().is_some_and(f64::is_finite).then_some(Self(text))
    }

    /// The nearest double.
    pub(crate) fn value(self) -> f64 {
        self.double().unwrap_or(f64::NAN)
    }

    /// The standard library's parser has ten kilobytes of tables, which the wasm module has no use for.
    fn double(self) -> Option<f64> {
        f64::from_lexical(self.0.as_bytes()).ok()
    }
}
