//! The third kind of no: a policy or key that must not be used. Only constructors give it.

use std::borrow::Cow;
use std::fmt::{self, Debug, Display, Formatter};

/// What is wrong with what was given to a constructor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum MisconfiguredCode {
    /// The policy or an argument is not of the expected form.
    InvalidPolicy,
    /// A key cannot be read, or cannot serve the algorithms it is meant for.
    InvalidKey,
    /// A key is too weak to be trusted.
    WeakKey,
}

impl MisconfiguredCode {
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

/// A policy, requirement, key or record that does not construct.
#[derive(Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}{}{}", .0.path, if .0.path.is_empty() { "" } else { ": " }, .0.message)]
pub struct Misconfigured(Box<Fault>);

/// In a box: what is handed through a hundred functions that may fail is one word.
#[derive(Clone, PartialEq, Eq)]
struct Fault {
    code: MisconfiguredCode,
    path: String,
    message: String,
}

impl Misconfigured {
    /// The stable code.
    #[must_use]
    pub const fn code(&self) -> MisconfiguredCode {
        self.0.code
    }

    /// Where: `issuers[0].algorithms[1]`; empty for the whole.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.0.path
    }

    /// Puts `prefix` before the path, as the error travels up through the document.
    #[must_use]
    pub(crate) fn at(self, prefix: impl Display) -> Self {
        self.beneath(&prefix)
    }

    #[cold]
    #[inline(never)]
    fn beneath(mut self, prefix: &dyn Display) -> Self {
        let path = &mut self.0.path;
        let joint = if path.is_empty() || path.starts_with('[') { "" } else { "." };
        *path = format!("{prefix}{joint}{path}");
        self
    }
}

impl Debug for Misconfigured {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Fault { code, path, message } = self.0.as_ref();
        f.debug_struct("Misconfigured")
            .field("code", code)
            .field("path", path)
            .field("message", message)
            .finish()
    }
}

// One copy in the build, for there are a hundred places that call it.
#[cold]
#[inline(never)]
fn misconfigured(code: MisconfiguredCode, message: Cow<'static, str>) -> Misconfigured {
    Misconfigured(Box::new(Fault { code, path: String::new(), message: message.into_owned() }))
}

pub(crate) fn invalid_policy(message: impl Into<Cow<'static, str>>) -> Misconfigured {
    misconfigured(MisconfiguredCode::InvalidPolicy, message.into())
}

pub(crate) fn invalid_key(message: impl Into<Cow<'static, str>>) -> Misconfigured {
    misconfigured(MisconfiguredCode::InvalidKey, message.into())
}

pub(crate) fn weak_key(message: impl Into<Cow<'static, str>>) -> Misconfigured {
    misconfigured(MisconfiguredCode::WeakKey, message.into())
}

/// A string of the policy as it may stand in a message: short, without control characters.
pub(crate) fn shown(text: &str) -> String {
    const CHARACTERS_MAX: usize = 64;
    let mut characters = text.chars();
    let mut shown: String = characters
        .by_ref()
        .take(CHARACTERS_MAX)
        .map(|c| if c.is_control() { '\u{fffd}' } else { c })
        .collect();
    if characters.next().is_some() {
        shown.push('…');
    }
    shown
}

pub(crate) fn quoted(text: &str) -> String {
    format!("\"{}\"", shown(text))
}
