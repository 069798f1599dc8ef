//! Which of many held scopes grant which of many needed ones: each held scope is looked at once, so that a token with
//! thousands of them costs no more than reading it.

use std::borrow::Cow;
use std::collections::BinaryHeap;

use super::held::HeldScopes;
use super::requirement::{Claims, Requirement};
use super::rules::{ScopeRules, patterns};

/// Up to so many held scopes are first compared one by one, because most requests are granted that way.
const FEW: usize = 16;

impl ScopeRules {
    /// Whether one of the held scopes grants `needed`, by itself, as a wildcard or by implication.
    pub fn any_grants<'h>(
        &self,
        held: HeldScopes<'h, impl Iterator<Item = &'h str> + Clone>,
        needed: &str,
    ) -> bool {
        // The empty string is no scope (RFC 6749 §3.3): nobody holds it.
        if needed.is_empty() {
            return false;
        }
        held.names.clone().any(|held| held == needed)
            || (!self.is_plain() && Granting::new(self, &[needed]).granted_by(held) != 0)
    }

    /// Whether the held scopes and the claims meet the requirement.
    pub(crate) fn meet<'h>(
        &self,
        requirement: &Requirement,
        held: HeldScopes<'h, impl ExactSizeIterator<Item = &'h str> + Clone>,
        claims: Claims<'_>,
    ) -> bool {
        if held.names.len() <= FEW {
            let exactly = |needed: &str| held.names.clone().any(|held| held == needed);
            if requirement.met_by(&exactly, claims) {
                return true;
            }
            if self.is_plain() {
                return false;
            }
        }
        self.meet_many(requirement, held, claims)
    }

    #[cold]
    fn meet_many<'h>(
        &self,
        requirement: &Requirement,
        held: HeldScopes<'h, impl Iterator<Item = &'h str>>,
        claims: Claims<'_>,
    ) -> bool {
        let needed = requirement.names();
        let granted = Granting::new(self, &needed).granted_by(held);
        let holds = |name: &str| {
            let index = needed.iter().position(|needed| *needed == name);
            index.is_some_and(|index| granted & bit(index) != 0)
        };
        requirement.met_by(&holds, claims)
    }
}

/// The names that grant something needed, in order.
struct Granting<'n>(Vec<Grants<'n>>);

/// A name and what it grants: one bit a needed scope. Its place in the order is that of its name.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Grants<'n> {
    name: Cow<'n, str>,
    by_itself: u64,
    as_wildcard: u64,
}

impl<'n> Granting<'n> {
    /// `needed`: at most 64, as many as a requirement has.
    fn new(rules: &'n ScopeRules, needed: &[&'n str]) -> Self {
        let mut names = Self(Vec::new());
        let mut by_rules = vec![0; rules.rules().len()];
        for (index, name) in needed.iter().enumerate() {
            names.add(name, bit(index), rules);
            for rule in rules.reaching(name) {
                if let Some(granted) = by_rules.get_mut(*rule) {
                    *granted |= bit(index);
                }
            }
        }
        for (rule, granted) in rules.rules().iter().zip(by_rules) {
            if granted != 0 {
                names.add(&rule.scope, granted, rules);
            }
        }
        // A heap, because its code is a tenth of that of a sort.
        names.0 = BinaryHeap::from(names.0).into_sorted_vec();
        names.0.dedup_by(|later, earlier| {
            let same = later.name == earlier.name;
            if same {
                earlier.by_itself |= later.by_itself;
                earlier.as_wildcard |= later.as_wildcard;
            }
            same
        });
        names
    }

    /// A held `x:*` grants what the names it covers grant.
    fn add(&mut self, name: &'n str, granted: u64, rules: &ScopeRules) {
        self.0.push(Grants { name: name.into(), by_itself: granted, as_wildcard: 0 });
        if rules.takes_wildcards() {
            let covering =
                |name: String| Grants { name: name.into(), by_itself: 0, as_wildcard: granted };
            self.0.extend(patterns(name).map(covering));
        }
    }

    fn granted_by<'h>(&self, held: HeldScopes<'h, impl Iterator<Item = &'h str>>) -> u64 {
        let mut granted = 0;
        for (place, held_name) in held.names.enumerate() {
            let found = self.0.binary_search_by(|grants| grants.name.as_ref().cmp(held_name));
            let Some(grants) = found.ok().and_then(|index| self.0.get(index)) else { continue };
            granted |= grants.by_itself;
            if held.no_wildcards.binary_search(&place).is_err() {
                granted |= grants.as_wildcard;
            }
        }
        granted
    }
}

fn bit(index: usize) -> u64 {
    u32::try_from(index).ok().and_then(|index| 1_u64.checked_shl(index)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use crate::limits::{REQUIREMENT_SCOPES_MAX, SCOPES_MAX};
    use crate::scope::{HeldScopes, Requirement, ScopeRules};

    const fn scopes<I>(names: I) -> HeldScopes<'static, I> {
        HeldScopes { names, no_wildcards: &[] }
    }

    /// The rule as docs/policy.md states it, pair by pair.
    fn grants(implies: &[(&str, &[&str])], wildcards: bool, held: &str, needed: &str) -> bool {
        let covers = |pattern: &str, scope: &str| {
            let prefix = pattern.strip_suffix('*').filter(|prefix| prefix.ends_with(':'));
            prefix.is_some_and(|prefix| scope.len() > prefix.len() && scope.starts_with(prefix))
        };
        let stands_for = |held: &str, name: &str| held == name || wildcards && covers(held, name);
        let reaches = |targets: &[&str]| {
            targets.iter().any(|target| *target == needed || covers(target, needed))
        };
        stands_for(held, needed)
            || implies.iter().any(|(scope, targets)| stands_for(held, scope) && reaches(targets))
    }

    #[test]
    fn many_at_once_are_granted_as_each_pair_is() {
        const NAMES: [&str; 9] =
            ["a", "a:b", "a:b:c", "a:*", "a:b:*", "b:x", "b:*", "admin", "admin:x"];
        // Closed as they stand, so that no rule gains targets.
        let implies: [(&str, &[&str]); 3] =
            [("admin", &["b:*"]), ("a:b", &["b:x"]), ("b:*", &["a:b:c"])];
        for wildcards in [false, true] {
            let rules = ScopeRules::new(
                implies.iter().filter(|(scope, _)| *scope != "b:*").map(|(s, t)| (*s, t.to_vec())),
                wildcards,
            )
            .expect("rules");
            for needed in NAMES {
                for held in NAMES {
                    let expected = grants(&implies[..2], wildcards, held, needed);
                    assert_eq!(rules.grants(held, needed), expected, "{held} {needed}");
                    let padding = (0..40).map(|n| format!("z:{n}")).collect::<Vec<_>>();
                    let all: Vec<_> = padding.iter().map(String::as_str).chain([held]).collect();
                    let requirement = Requirement::scope(needed).expect("a scope");
                    assert_eq!(
                        rules.meet(&requirement, scopes(all.iter().copied()), None),
                        expected
                    );
                    assert_eq!(
                        rules.meet(&requirement, scopes([held].into_iter()), None),
                        expected
                    );
                }
            }
        }
    }

    /// Every held scope against every rule and every needed scope would be a quarter of a billion comparisons.
    #[test]
    fn looks_once_at_each_of_the_most_scopes_that_a_token_holds() {
        let implies = (0..250).map(|n| (format!("r{n}:x"), vec![format!("t{n}:*")]));
        let rules = ScopeRules::new(implies, true).expect("rules");
        let held: Vec<_> = (0..SCOPES_MAX).map(|n| format!("h{n}:*")).collect();
        let needed = (0..REQUIREMENT_SCOPES_MAX).map(|n| Requirement::scope(format!("t{n}:y")));
        let needed = Requirement::any(needed.collect::<Result<Vec<_>, _>>().expect("scopes"));
        let needed = needed.expect("a requirement");
        let begun = std::time::Instant::now();
        for _ in 0..10 {
            assert!(!rules.meet(&needed, scopes(held.iter().map(String::as_str)), None));
        }
        // Ten times a millisecond, ten decisions, and an unoptimized build.
        assert!(begun.elapsed().as_millis() < 1_000, "{:?}", begun.elapsed());
    }
}
