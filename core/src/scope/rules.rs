//! Implication: which scopes a held scope stands for besides itself.

use std::collections::HashMap;

use foldhash::fast::FixedState;

use super::held::HeldScopes;
use super::is_scope_token;
use crate::error::{ConfigError, invalid_policy, printable};
use crate::limits::{IMPLICATION_TARGETS_MAX, IMPLICATIONS_MAX, IMPLIED_SCOPES_MAX};

/// The rules of one policy, closed under transitivity when they are made.
///
/// OAuth gives scopes no structure (RFC 6749 §3.3), so by default a scope stands for itself only.
/// On the right side of a rule `billing:*` covers every scope that begins with `billing:` and goes
/// on. In a token it does so only with wildcards enabled.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ScopeRules {
    /// Ordered by scope.
    implied: Vec<Rule>,
    /// The rules that have this target, by their index. The hash has a fixed seed, because the names come from the
    /// policy.
    by_target: HashMap<String, Vec<usize>, FixedState>,
    wildcards: bool,
}

/// What a scope implies: patterns in order, each once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Rule {
    pub(super) scope: String,
    targets: Vec<String>,
}

impl ScopeRules {
    /// From pairs of a scope and what it implies, and whether a held `x:*` is a wildcard. A later rule for the
    /// same scope replaces the earlier one.
    ///
    /// # Errors
    /// `invalid_policy` when a name is not a scope-token, a `*` stands elsewhere than in a final `:*`, or there
    /// are too many.
    pub fn new<T>(
        implies: impl IntoIterator<Item = (impl Into<String>, T)>,
        wildcards: bool,
    ) -> Result<Self, ConfigError>
    where
        T: IntoIterator<Item: Into<String>>,
    {
        let mut implied = Vec::new();
        for (scope, targets) in implies {
            let scope = scope.into();
            let targets: Vec<String> = targets.into_iter().map(Into::into).collect();
            let at = |error: ConfigError| error.at(format_args!("implies.{}", printable(&scope)));
            pattern(&scope).map_err(at)?;
            if targets.is_empty() || targets.len() > IMPLICATION_TARGETS_MAX {
                let expected = format_args!("1 to {IMPLICATION_TARGETS_MAX} scopes expected");
                return Err(at(invalid_policy(expected)));
            }
            for (index, target) in targets.iter().enumerate() {
                pattern(target).map_err(|error| error.at(format_args!("[{index}]"))).map_err(at)?;
            }
            put(&mut implied, Rule::new(scope, targets));
        }
        if implied.len() > IMPLICATIONS_MAX {
            return Err(
                invalid_policy(format_args!("more than {IMPLICATIONS_MAX} rules")).at("implies")
            );
        }
        close(&mut implied)?;
        let mut by_target: HashMap<String, Vec<usize>, FixedState> = HashMap::default();
        for (index, rule) in implied.iter().enumerate() {
            for target in &rule.targets {
                by_target.entry(target.clone()).or_default().push(index);
            }
        }
        Ok(Self { implied, by_target, wildcards })
    }

    /// Whether holding `held` means holding `needed`.
    #[must_use]
    pub fn grants(&self, held: &str, needed: &str) -> bool {
        self.any_grants(HeldScopes { names: std::iter::once(held), no_wildcards: &[] }, needed)
    }

    /// Whether every scope stands for itself only.
    pub(super) fn is_plain(&self) -> bool {
        self.implied.is_empty() && !self.wildcards
    }

    pub(super) const fn takes_wildcards(&self) -> bool {
        self.wildcards
    }

    pub(super) fn rules(&self) -> &[Rule] {
        &self.implied
    }

    /// The rules with a target that is this scope or covers it, by their index.
    pub(super) fn reaching(&self, scope: &str) -> impl Iterator<Item = &usize> {
        let targets = std::iter::once(scope.to_owned()).chain(patterns(scope));
        targets.filter_map(|target| self.by_target.get(&target)).flatten()
    }
}

impl Rule {
    fn new(scope: String, targets: Vec<String>) -> Self {
        let mut rule = Self { scope, targets: Vec::new() };
        rule.extend(targets);
        rule
    }

    fn extend(&mut self, targets: Vec<String>) {
        for target in targets {
            if let Err(place) = self.place(&target) {
                self.targets.insert(place, target);
            }
        }
    }

    /// Where the target is, or where it would be.
    fn place(&self, target: &str) -> Result<usize, usize> {
        self.targets.binary_search_by(|other| other.as_str().cmp(target))
    }
}

/// Inserts in order; a later rule for the same scope replaces the earlier one. Rules beyond the limit are dropped,
/// because the caller refuses them all afterwards.
fn put(implied: &mut Vec<Rule>, rule: Rule) {
    match implied.binary_search_by(|other| other.scope.cmp(&rule.scope)) {
        Ok(place) => {
            if let Some(other) = implied.get_mut(place) {
                *other = rule;
            }
        }
        Err(place) if implied.len() <= IMPLICATIONS_MAX => implied.insert(place, rule),
        Err(_) => {}
    }
}

/// `billing:*` covers `billing:read` and `billing:read:all`, not `billing:` and not `billing`.
fn covers(pattern: &str, scope: &str) -> bool {
    pattern
        .strip_suffix('*')
        .filter(|prefix| prefix.ends_with(':'))
        .is_some_and(|prefix| scope.len() > prefix.len() && scope.starts_with(prefix))
}

fn pattern(text: &str) -> Result<(), ConfigError> {
    let body = text.strip_suffix(":*").unwrap_or(text);
    if is_scope_token(body) && !body.contains('*') {
        Ok(())
    } else {
        Err(invalid_policy(format_args!(
            "{} is not a scope (RFC 6749 §3.3), optionally ending in `:*`",
            crate::error::quoted(text)
        )))
    }
}

/// Adds the targets of targets until nothing changes. Cycles are harmless.
fn close(implied: &mut [Rule]) -> Result<(), ConfigError> {
    let bounded = |size| {
        let most = || format!("the rules imply more than {IMPLIED_SCOPES_MAX} scopes in all");
        if size > IMPLIED_SCOPES_MAX { Err(invalid_policy(most()).at("implies")) } else { Ok(()) }
    };
    // Checked before anything is added, because one rule may gain the targets of all others.
    bounded(implied.iter().map(|rule| rule.targets.len()).sum())?;
    let mut size = 0;
    loop {
        let before = size;
        size = 0;
        for index in 0..implied.len() {
            let lacking = implied.get(index).map_or(Vec::new(), |rule| lacking(rule, implied));
            let Some(rule) = implied.get_mut(index) else { continue };
            rule.extend(lacking);
            size += rule.targets.len();
            bounded(size)?;
        }
        if size == before {
            return Ok(());
        }
    }
}

/// Scopes that the targets of a rule imply and the rule lacks.
fn lacking(rule: &Rule, implied: &[Rule]) -> Vec<String> {
    let is_implied = |other: &&Rule| {
        rule.targets.iter().any(|target| *target == other.scope || covers(target, &other.scope))
    };
    let more = implied.iter().filter(is_implied).flat_map(|other| &other.targets);
    more.filter(|target| rule.place(target).is_err()).cloned().collect()
}

/// The patterns that cover a scope: of `a:b:c` these are `a:*` and `a:b:*`.
pub(super) fn patterns(scope: &str) -> impl Iterator<Item = String> {
    let ends = scope.match_indices(':').map(|(colon, _)| colon + 1);
    ends.filter(|end| *end < scope.len())
        .filter_map(|end| scope.get(..end))
        .map(|prefix| format!("{prefix}*"))
}

#[cfg(test)]
mod tests {
    use super::ScopeRules;
    use crate::limits::{IMPLICATION_TARGETS_MAX, IMPLICATIONS_MAX};

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

    /// Of each other's targets not one is copied before: that would be a quarter of a million.
    #[test]
    fn refuses_too_many_implied_scopes_at_once() {
        let targets = || (0..IMPLICATION_TARGETS_MAX).map(|index| format!("y:{index}")).collect();
        let many = (1..IMPLICATIONS_MAX).map(|index| (format!("x:{index}"), targets()));
        let all = [("a".to_owned(), vec!["x:*".to_owned()])].into_iter().chain(many);
        let refused = ScopeRules::new(all, false).unwrap_err();
        assert!(refused.to_string().contains("scopes in all"), "{refused}");
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
