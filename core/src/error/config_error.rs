//! Configuration errors. Only constructors return them; a request never does.

use std::fmt::{self, Debug, Display, Formatter};

use crate::limits::QUOTED_CHARACTERS_MAX;

/// What kind of configuration error it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ConfigErrorCode {
    /// The policy or an argument is not of the expected form.
    InvalidPolicy,
    /// A key cannot be read, or cannot be used with the algorithms it is meant for.
    InvalidKey,
    /// A key is too weak to be trusted.
    WeakKey,
}

impl ConfigErrorCode {
    /// The stable snake_case name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::InvalidPolicy => "invalid_policy",
            Self::InvalidKey => "invalid_key",
            Self::WeakKey => "weak_key",
        }
    }
}

/// What is wrong with a policy, requirement, key or record.
#[derive(Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}{}{}", .0.path, if .0.path.is_empty() { "" } else { ": " }, .0.message)]
pub struct ConfigError(Box<Parts>);

/// Boxed, because a hundred functions hand it through: their results stay one word long.
#[derive(Clone, PartialEq, Eq)]
struct Parts {
    code: ConfigErrorCode,
    path: String,
    message: String,
}

impl ConfigError {
    /// The stable code.
    #[must_use]
    pub const fn code(&self) -> ConfigErrorCode {
        self.0.code
    }

    /// What is wrong, without the path.
    pub(crate) fn message(&self) -> &str {
        &self.0.message
    }

    /// Where: `issuers[0].algorithms[1]`; empty for the whole.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.0.path
    }

    /// Puts `prefix` before the path, as the error travels up through the document.
    #[must_use]
    #[cold]
    #[inline(never)]
    pub(crate) fn at(self, prefix: impl Display) -> Self {
        self.beneath(&prefix)
    }

    #[inline(never)]
    fn beneath(mut self, prefix: &dyn Display) -> Self {
        let path = &mut self.0.path;
        let joint = if path.is_empty() || path.starts_with('[') { "" } else { "." };
        *path = format!("{prefix}{joint}{path}");
        self
    }
}

impl Debug for ConfigError {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Parts { code, path, message } = self.0.as_ref();
        f.debug_struct("ConfigError")
            .field("code", code)
            .field("path", path)
            .field("message", message)
            .finish()
    }
}

// Never inlined, because a hundred places call them. What is put together is handed over as `format_args!`, so that no
// place has a text to make and to drop.

#[inline(never)]
fn config_error(code: ConfigErrorCode, message: &dyn Display) -> ConfigError {
    ConfigError(Box::new(Parts { code, path: String::new(), message: message.to_string() }))
}

#[cold]
#[inline(never)]
pub(crate) fn invalid_policy(message: impl Display) -> ConfigError {
    config_error(ConfigErrorCode::InvalidPolicy, &message)
}

#[cold]
#[inline(never)]
pub(crate) fn invalid_key(message: impl Display) -> ConfigError {
    config_error(ConfigErrorCode::InvalidKey, &message)
}

#[cold]
#[inline(never)]
pub(crate) fn weak_key(message: impl Display) -> ConfigError {
    config_error(ConfigErrorCode::WeakKey, &message)
}

/// A text as it may stand in a message: short, on one line, and nothing of it is invisible.
pub(crate) fn printable(text: &str) -> String {
    let mut printable = String::with_capacity(text.len().min(QUOTED_CHARACTERS_MAX));
    push_printable(&mut printable, text);
    printable
}

/// The same of a text that nobody needs any more.
pub(crate) fn made_printable(text: String) -> String {
    if is_printable(&text) { text } else { printable(&text) }
}

pub(crate) fn push_printable(to: &mut String, text: &str) {
    if is_printable(text) {
        return to.push_str(text);
    }
    let mut characters = visible(text);
    to.extend(characters.by_ref().take(QUOTED_CHARACTERS_MAX));
    if characters.next().is_some() {
        to.push('…');
    }
}

fn is_printable(text: &str) -> bool {
    text.len() <= QUOTED_CHARACTERS_MAX && text.bytes().all(|byte| matches!(byte, b' '..=b'~'))
}

/// Its characters, with others in place of those that are invisible.
pub(crate) fn visible(text: &str) -> impl Iterator<Item = char> {
    text.chars().map(|c| if is_invisible(c) { '\u{fffd}' } else { c })
}

/// Controls, line separators, and characters that hide others or turn their order around.
fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

pub(crate) fn quoted(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len().min(QUOTED_CHARACTERS_MAX) + 2);
    push_quoted(&mut quoted, text);
    quoted
}

pub(crate) fn push_quoted(to: &mut String, text: &str) {
    to.push('"');
    push_printable(to, text);
    to.push('"');
}
