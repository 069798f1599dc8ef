//! Implication: which scopes a held scope stands for besides itself.

use std::collections::{HashMap, HashSet};

use foldhash::fast::FixedState;

use super::is_scope_token;
use crate::error::{Misconfigured, invalid_policy, shown};
use crate::limits::{IMPLICATIONS_MAX, IMPLIED_SCOPES_MAX, SCOPES_MAX};

/// The names are the policy's own: nobody chooses them to collide.
type Targets = HashSet<String, FixedState>;
type Implied = HashMap<String, Targets, FixedState>;

/// The rules of one policy, closed under transitivity when they are made.
///
/// OAuth gives scopes no structure (RFC 6749 §3.3), so by default a scope stands for itself only.
/// On the right side of a rule `billing:*` covers every scope that begins with `billing:` and goes
/// on. In a token it does so only with wildcards enabled.
#[derive(Clone, Debug, Default)]
pub struct ScopeRules {
    implied: Implied,
    wildcards: bool,
}

impl ScopeRules {
    /// From pairs of a scope and what it implies, and whether a held `x:*` is a wildcard.
    ///
    /// # Errors
    /// `invalid_policy` when a name is no scope-token, a `*` stands elsewhere than in a final
    /// `:*`, or there are too many.
    pub fn new(
        implies: impl IntoIterator<Item = (String, Vec<String>)>,
        wildcards: bool,
    ) -> Result<Self, Misconfigured> {
        let mut implied = Implied::default();
        for (scope, targets) in implies {
            let at = |error: Misconfigured| error.at(format!("implies.{}", shown(&scope)));
            pattern(&scope).map_err(at)?;
            if targets.is_empty() || targets.len() > SCOPES_MAX {
                return Err(at(invalid_policy(format!("1 to {SCOPES_MAX} scopes expected"))));
            }
            for (index, target) in targets.iter().enumerate() {
                pattern(target).map_err(|error| error.at(format!("[{index}]"))).map_err(at)?;
            }
            implied.insert(scope, targets.into_iter().collect());
        }
        if implied.len() > IMPLICATIONS_MAX {
            return Err(invalid_policy(format!("more than {IMPLICATIONS_MAX} rules")).at("implies"));
        }
        close(&mut implied)?;
        Ok(Self { implied, wildcards })
    }

    /// Whether holding `held` means holding `needed`.
    #[must_use]
    pub fn grants(&self, held: &str, needed: &str) -> bool {
        // The empty string is no scope (RFC 6749 §3.3): nobody holds it.
        if needed.is_empty() {
            return false;
        }
        held == needed
            || (self.wildcards && covers(held, needed))
            || self.implied.get(held).is_some_and(|targets| reach(targets, needed))
            || (self.wildcards && held.ends_with(":*") && self.covered_reach(held, needed))
    }

    /// A held wildcard stands for every scope with a rule that it covers.
    fn covered_reach(&self, held: &str, needed: &str) -> bool {
        let covered = self.implied.iter().filter(|(scope, _)| covers(held, scope));
        covered.into_iter().any(|(_, targets)| reach(targets, needed))
    }
}

fn reach(targets: &Targets, needed: &str) -> bool {
    targets.contains(needed) || targets.iter().any(|target| covers(target, needed))
}

/// `billing:*` covers `billing:read` and `billing:read:all`, not `billing:` and not `billing`.
fn covers(pattern: &str, scope: &str) -> bool {
    pattern
        .strip_suffix('*')
        .filter(|prefix| prefix.ends_with(':'))
        .is_some_and(|prefix| scope.len() > prefix.len() && scope.starts_with(prefix))
}

fn pattern(text: &str) -> Result<(), Misconfigured> {
    let body = text.strip_suffix(":*").unwrap_or(text);
    if is_scope_token(body) && !body.contains('*') {
        Ok(())
    } else {
        Err(invalid_policy(format!(
            "{} is not a scope (RFC 6749 §3.3), optionally ending in `:*`",
            crate::error::quoted(text)
        )))
    }
}

/// Adds what is implied by what is implied, until nothing changes. Cycles are harmless.
fn close(implied: &mut Implied) -> Result<(), Misconfigured> {
    loop {
        if implied.values().map(Targets::len).sum::<usize>() > IMPLIED_SCOPES_MAX {
            let most = format!("the rules imply more than {IMPLIED_SCOPES_MAX} scopes in all");
            return Err(invalid_policy(most).at("implies"));
        }
        let mut grown = implied.clone();
        for (scope, all) in &mut grown {
            let Some(targets) = implied.get(scope) else { continue };
            for (other, more) in implied.iter() {
                if targets.iter().any(|target| target == other || covers(target, other)) {
                    all.extend(more.iter().cloned());
                }
            }
        }
        if grown == *implied {
            return Ok(());
        }
        *implied = grown;
    }
}

#[cfg(test)]
mod tests {
    use super::ScopeRules;

    fn rules(wildcards: bool) -> ScopeRules {
        let implies = [
            ("admin".to_owned(), vec!["billing:*".to_owned(), "auditor".to_owned()]),
            ("auditor".to_owned(), vec!["logs:read".to_owned(), "admin".to_owned()]),
        ];
        ScopeRules::new(implies, wildcards).unwrap()
    }

    #[test]
    fn implies_transitively_and_survives_a_cycle() {
        let rules = rules(false);
        assert!(rules.grants("admin", "billing:read"));
        assert!(rules.grants("admin", "logs:read"));
        assert!(rules.grants("auditor", "billing:read:all"));
        assert!(!rules.grants("admin", "billing:"));
        assert!(!rules.grants("admin", "billing"));
        assert!(!rules.grants("billing:read", "admin"));
    }

    #[test]
    fn takes_a_held_wildcard_as_a_name_unless_enabled() {
        assert!(!rules(false).grants("users:*", "users:read"));
        assert!(rules(true).grants("users:*", "users:read"));
        assert!(!rules(true).grants("*", "users:read"));
        assert!(!rules(true).grants("", "") && !rules(true).grants("admin", ""));
    }

    #[test]
    fn refuses_patterns_that_would_match_everything() {
        for bad in ["*", "a*", "*:read", "a:*:b", "", "a b", ":*"] {
            assert!(
                ScopeRules::new([("x".to_owned(), vec![bad.to_owned()])], false).is_err(),
                "{bad}"
            );
        }
    }
}
