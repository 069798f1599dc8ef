//! What one operation needs.

use std::sync::Arc;

use super::claim::ClaimRequirement;
use super::is_scope_token;
use crate::encoding::json::Object;
use crate::error::{ConfigError, invalid_policy};
use crate::limits::{REQUIREMENT_DEPTH_MAX, REQUIREMENT_SCOPES_MAX};

/// The scopes and claims an operation needs. Cheap to clone: make one per route and keep it.
///
/// ```
/// use doorward::Requirement;
///
/// let read = Requirement::scope("billing:read")?;
/// let close = Requirement::all([
///     Requirement::scope("billing:write")?,
///     Requirement::any([Requirement::scope("owner")?, Requirement::scope("admin")?])?,
/// ])?;
/// assert_eq!(close.to_string(), "billing:write and (owner or admin)");
/// # Ok::<(), doorward::ConfigError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub struct Requirement(Arc<Node>);

/// The payload that claims are looked up in; `None`: each claim counts as met.
pub(crate) type Claims<'a> = Option<&'a Object<'a>>;

#[derive(Debug, PartialEq, Eq)]
enum Node {
    Scope(String),
    Claim(ClaimRequirement),
    All(Vec<Requirement>),
    Any(Vec<Requirement>),
}

impl Requirement {
    /// A genuine credential is enough; no scope is needed.
    pub fn authenticated() -> Self {
        Self(Arc::new(Node::All(Vec::new())))
    }

    /// One scope.
    ///
    /// # Errors
    /// `invalid_policy` when it is not a scope-token of RFC 6749 §3.3; a space separates scopes,
    /// so use [`Requirement::all`] for several.
    pub fn scope(scope: impl Into<String>) -> Result<Self, ConfigError> {
        let scope = scope.into();
        if is_scope_token(&scope) {
            Ok(Self(Arc::new(Node::Scope(scope))))
        } else {
            Err(invalid_policy(
                "a scope is visible ASCII without space, quote or backslash (RFC 6749 §3.3)",
            ))
        }
    }

    /// One claim of the payload; of an API key, of its metadata.
    pub fn claim(claim: ClaimRequirement) -> Self {
        Self(Arc::new(Node::Claim(claim)))
    }

    /// Each of these.
    ///
    /// # Errors
    /// `invalid_policy` when empty or a part names nothing, when nested deeper than 8, or when naming more
    /// than 64 scopes.
    pub fn all(parts: impl IntoIterator<Item = Self>) -> Result<Self, ConfigError> {
        Self(Arc::new(Node::All(named(parts)?))).bounded()
    }

    /// At least one of these. Put the one to suggest in a challenge first.
    ///
    /// # Errors
    /// `invalid_policy` when empty or a part names nothing, when nested deeper than 8, or when
    /// naming more than 64 scopes.
    pub fn any(parts: impl IntoIterator<Item = Self>) -> Result<Self, ConfigError> {
        Self(Arc::new(Node::Any(named(parts)?))).bounded()
    }

    fn bounded(self) -> Result<Self, ConfigError> {
        if self.depth() > REQUIREMENT_DEPTH_MAX {
            return Err(invalid_policy(format_args!("nested deeper than {REQUIREMENT_DEPTH_MAX}")));
        }
        if self.count() > REQUIREMENT_SCOPES_MAX {
            return Err(invalid_policy(format_args!("more than {REQUIREMENT_SCOPES_MAX} scopes")));
        }
        Ok(self)
    }

    fn parts(&self) -> &[Self] {
        match self.0.as_ref() {
            Node::Scope(_) | Node::Claim(_) => &[],
            Node::All(parts) | Node::Any(parts) => parts,
        }
    }

    /// The requirement within groups of one part.
    fn unwrapped(&self) -> &Self {
        match self.parts() {
            [only] => only.unwrapped(),
            _ => self,
        }
    }

    fn depth(&self) -> usize {
        1 + self.parts().iter().map(Self::depth).max().unwrap_or(0)
    }

    fn count(&self) -> usize {
        match self.0.as_ref() {
            Node::Scope(_) | Node::Claim(_) => 1,
            Node::All(parts) | Node::Any(parts) => parts.iter().map(Self::count).sum(),
        }
    }

    /// Whether `holds` grants enough and the claims say enough.
    pub(super) fn met_by(&self, holds: &dyn Fn(&str) -> bool, claims: Claims<'_>) -> bool {
        match self.0.as_ref() {
            Node::Scope(scope) => holds(scope),
            Node::Claim(claim) => claims.is_none_or(|claims| claim.met_by(claims)),
            Node::All(parts) => parts.iter().all(|part| part.met_by(holds, claims)),
            Node::Any(parts) => parts.iter().any(|part| part.met_by(holds, claims)),
        }
    }

    /// Whether some part is a claim.
    pub(crate) fn has_claims(&self) -> bool {
        match self.0.as_ref() {
            Node::Scope(_) => false,
            Node::Claim(_) => true,
            Node::All(parts) | Node::Any(parts) => parts.iter().any(Self::has_claims),
        }
    }

    /// The first claim that the payload does not meet.
    pub(crate) fn unmet_claim(&self, claims: &Object<'_>) -> Option<&ClaimRequirement> {
        match self.0.as_ref() {
            Node::Claim(claim) if !claim.met_by(claims) => Some(claim),
            Node::Scope(_) | Node::Claim(_) => None,
            Node::All(parts) | Node::Any(parts) => {
                parts.iter().find_map(|part| part.unmet_claim(claims))
            }
        }
    }

    /// Every scope that is named, in order and with repetitions.
    pub(super) fn names(&self) -> Vec<&str> {
        match self.0.as_ref() {
            Node::Scope(scope) => vec![scope.as_str()],
            Node::Claim(_) => Vec::new(),
            Node::All(parts) | Node::Any(parts) => parts.iter().flat_map(Self::names).collect(),
        }
    }

    /// Scopes that together meet the requirement, without duplicates. Of an `any`, only the first part.
    #[must_use]
    pub fn scopes(&self) -> Vec<String> {
        let mut scopes = Vec::new();
        self.collect(&mut scopes);
        scopes
    }

    fn collect(&self, scopes: &mut Vec<String>) {
        match self.0.as_ref() {
            Node::Claim(_) => {}
            Node::Scope(scope) if scopes.contains(scope) => {}
            Node::Scope(scope) => scopes.push(scope.clone()),
            Node::All(parts) => parts.iter().for_each(|part| part.collect(scopes)),
            Node::Any(parts) => parts.iter().take(1).for_each(|part| part.collect(scopes)),
        }
    }
}

/// A group of nothing, or a part that needs nothing, would let everybody in: most likely a setting is missing.
fn named(parts: impl IntoIterator<Item = Requirement>) -> Result<Vec<Requirement>, ConfigError> {
    let named = |(index, part): (usize, Requirement)| {
        if part.count() > 0 {
            Ok(part)
        } else {
            Err(invalid_policy("this part names nothing").at(format_args!("[{index}]")))
        }
    };
    let parts: Vec<_> = parts.into_iter().enumerate().map(named).collect::<Result<_, _>>()?;
    if parts.is_empty() {
        Err(invalid_policy("is empty; leave it out for any caller"))
    } else {
        Ok(parts)
    }
}

impl std::fmt::Display for Requirement {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let whole = self.unwrapped();
        let joint = match whole.0.as_ref() {
            Node::Scope(scope) => return f.write_str(scope),
            Node::Claim(claim) => return write!(f, "the claim {}", claim.name()),
            Node::All(_) => " and ",
            Node::Any(_) => " or ",
        };
        for (index, part) in whole.parts().iter().map(Self::unwrapped).enumerate() {
            if index > 0 {
                f.write_str(joint)?;
            }
            if part.parts().is_empty() { write!(f, "{part}")? } else { write!(f, "({part})")? }
        }
        Ok(())
    }
}
