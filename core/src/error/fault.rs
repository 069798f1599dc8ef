//! What was wrong with a claim, for the operator. Callers are not told.

use serde::Serialize;

use super::config_error::{made_printable, push_quoted};
use crate::encoding::json::Value;

/// The claim at fault, what the policy expects of it, and what came.
///
/// It belongs into the server's own log and not into a response: `expected` shows parts of the policy, `received` shows
/// a part of the token.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Fault {
    /// The claim, or the parameter of the header (`alg`, `kid`, `typ`). For 403 the claim that lacks something.
    pub claim: String,
    /// What is accepted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expected: Option<String>,
    /// What the token says there, as JSON: at most 64 characters, none of them invisible. Absent when the claim is, and
    /// for claims that may serve to copy or to follow somebody: `jti`, `nonce`, `cnf`, hashes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub received: Option<String>,
    /// Whether the signature was not checked before, so that anybody may have written `received`.
    pub unverified: bool,
}

impl Fault {
    #[cold]
    #[inline(never)]
    pub(crate) fn of(claim: &str) -> Self {
        Self { claim: claim.to_owned(), ..Self::default() }
    }

    pub(crate) fn expected(mut self, expected: String) -> Self {
        self.expected = Some(expected);
        self
    }

    #[inline(never)]
    pub(crate) fn received(mut self, value: Option<&Value<'_>>) -> Self {
        let is_secret =
            ["jti", "nonce", "cnf", "at_hash", "c_hash", "s_hash"].contains(&self.claim.as_str());
        if !is_secret {
            self.received = value.map(|value| made_printable(value.to_json()));
        }
        self
    }

    /// One of these texts.
    pub(crate) fn expected_one_of<'a>(self, texts: impl ExactSizeIterator<Item = &'a str>) -> Self {
        let texts: Vec<_> = texts.collect();
        self.expected_one_of_these(&texts)
    }

    #[inline(never)]
    fn expected_one_of_these(self, texts: &[&str]) -> Self {
        const SHOWN: usize = 4;
        // For most issuers and audiences, so that it grows once at most.
        const ROOM: usize = 64;
        let more = texts.len().saturating_sub(SHOWN);
        let mut expected = String::with_capacity(ROOM);
        for (index, text) in texts.iter().take(SHOWN).enumerate() {
            expected.push_str(if index == 0 { "" } else { " or " });
            push_quoted(&mut expected, text);
        }
        if more > 0 {
            expected.push_str(" or one of ");
            expected.push_str(&more.to_string());
            expected.push_str(" more");
        }
        self.expected(expected)
    }

    /// A text of the token.
    #[inline(never)]
    pub(crate) fn received_text(self, text: &str) -> Self {
        self.received(Some(&Value::String(text.into())))
    }

    pub(crate) const fn unverified(mut self) -> Self {
        self.unverified = true;
        self
    }
}
