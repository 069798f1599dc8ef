//! The third kind of no: a policy or key that must not be used. Only constructors give it.

use std::borrow::Cow;
use std::fmt::Display;

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
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}{}{message}", .path, if .path.is_empty() { "" } else { ": " })]
pub struct Misconfigured {
    code: MisconfiguredCode,
    path: String,
    message: String,
}

impl Misconfigured {
    /// The stable code.
    #[must_use]
    pub const fn code(&self) -> MisconfiguredCode {
        self.code
    }

    /// Where: `issuers[0].algorithms[1]`; empty for the whole.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Puts `prefix` before the path, as the error travels up through the document.
    #[must_use]
    pub(crate) fn at(self, prefix: impl Display) -> Self {
        self.beneath(&prefix)
    }

    #[cold]
    #[inline(never)]
    fn beneath(mut self, prefix: &dyn Display) -> Self {
        let joint = if self.path.is_empty() || self.path.starts_with('[') { "" } else { "." };
        self.path = format!("{prefix}{joint}{}", self.path);
        self
    }
}

// One copy in the build, for there are a hundred places that call it.
#[cold]
#[inline(never)]
fn misconfigured(code: MisconfiguredCode, message: Cow<'static, str>) -> Misconfigured {
    Misconfigured { code, path: String::new(), message: message.into_owned() }
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
