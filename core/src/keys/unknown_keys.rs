//! Key ids that no key of the set has: how often they may cause a fetch, and which were looked for
//! in vain.
//!
//! Anybody can make up key ids. So fetches for them have a budget of their own, and one id that is
//! sent again and again (a client that kept a withdrawn key's token) does not use it up: after each
//! fetch in vain its wait doubles, up to the memory. The wait is bounded, for an id may be sent before
//! its key is published, by accident or to keep it out.

use super::refresh::Figures;
use crate::crypto::Algorithm;
use crate::limits::UNKNOWN_KEY_IDS_MAX;
use crate::time::UnixTime;

/// Whether a fetch for an unknown key id may begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum LookFor {
    Allowed,
    /// It was looked for, and it is too early to look again.
    InVain,
    /// The budget is used up; milliseconds until it is not.
    Later(i64),
}

#[derive(Debug, Default)]
pub(super) struct UnknownKeys {
    /// Milliseconds of saved-up intervals; `None` until the first fetch, when the budget is full.
    credit: Option<Credit>,
    /// Oldest first.
    in_vain: Vec<InVain>,
}

#[derive(Clone, Copy, Debug)]
struct Credit {
    milliseconds: i64,
    at: UnixTime,
    last_fetch: UnixTime,
}

/// What was looked for: a key id, or none, under an algorithm.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Wanted<'a> {
    pub(crate) key_id: Option<&'a str>,
    pub(crate) algorithm: Algorithm,
}

#[derive(Debug)]
struct InVain {
    key_id: Option<String>,
    algorithm: Algorithm,
    wait: i64,
    again_at: UnixTime,
}

impl UnknownKeys {
    pub(super) fn look_for(&self, wanted: Wanted<'_>, figures: &Figures, now: UnixTime) -> LookFor {
        if self.remembered(wanted).is_some_and(|known| now < known.again_at) {
            return LookFor::InVain;
        }
        let Some(credit) = self.credit else { return LookFor::Allowed };
        let saved = credit.saved(figures, now);
        let lacking = figures.unknown_interval.saturating_sub(saved);
        let gap = figures.unknown_gap.saturating_sub(now.milliseconds_since(credit.last_fetch));
        match lacking.max(gap) {
            ..=0 => LookFor::Allowed,
            wait => LookFor::Later(wait),
        }
    }

    /// A fetch begins that was allowed.
    pub(super) fn spend(&mut self, figures: &Figures, now: UnixTime) {
        let saved = self.credit.map_or(figures.unknown_credit_max(), |c| c.saved(figures, now));
        let milliseconds = saved.saturating_sub(figures.unknown_interval);
        self.credit = Some(Credit { milliseconds, at: now, last_fetch: now });
    }

    /// A fetch ended well, and the id is still unknown.
    pub(super) fn remember(&mut self, wanted: Wanted<'_>, figures: &Figures, now: UnixTime) {
        let wait = match self.remembered(wanted) {
            // Others that waited for the same fetch say so too; it counts once.
            Some(known) if now < known.again_at => return,
            Some(known) => known.wait.saturating_mul(2),
            None => figures.unknown_gap,
        };
        let wait = wait.min(figures.unknown_memory);
        self.in_vain.retain(|known| known.wanted() != wanted);
        if self.in_vain.len() >= UNKNOWN_KEY_IDS_MAX {
            self.in_vain.remove(0);
        }
        let (key_id, algorithm) = (wanted.key_id.map(str::to_owned), wanted.algorithm);
        let again_at = now.plus_milliseconds(wait);
        self.in_vain.push(InVain { key_id, algorithm, wait, again_at });
    }

    /// A new set came: what it has is unknown no longer.
    pub(super) fn forget(&mut self, is_known: impl Fn(Wanted<'_>) -> bool) {
        self.in_vain.retain(|known| !is_known(known.wanted()));
    }

    /// The clock stepped back: what lies ahead of it by more than it ever may is drawn near.
    pub(super) fn settle(&mut self, figures: &Figures, now: UnixTime) {
        if let Some(credit) = &mut self.credit {
            credit.at = credit.at.min(now);
            credit.last_fetch = credit.last_fetch.min(now);
        }
        for known in &mut self.in_vain {
            known.again_at = known.again_at.min(now.plus_milliseconds(figures.unknown_memory));
        }
    }

    fn remembered(&self, wanted: Wanted<'_>) -> Option<&InVain> {
        self.in_vain.iter().find(|known| known.wanted() == wanted)
    }
}

impl InVain {
    fn wanted(&self) -> Wanted<'_> {
        Wanted { key_id: self.key_id.as_deref(), algorithm: self.algorithm }
    }
}

impl Credit {
    fn saved(&self, figures: &Figures, now: UnixTime) -> i64 {
        let since = now.milliseconds_since(self.at).max(0);
        self.milliseconds.saturating_add(since).min(figures.unknown_credit_max())
    }
}

#[cfg(test)]
mod tests {
    use super::{LookFor, UnknownKeys, Wanted};
    use crate::crypto::Algorithm;
    use crate::limits::UNKNOWN_KEY_IDS_MAX;
    use crate::policy::KeyRefresh;
    use crate::time::UnixTime;

    fn wanted(key_id: &str) -> Wanted<'_> {
        Wanted { key_id: Some(key_id), algorithm: Algorithm::Es256 }
    }

    const NOW: UnixTime = UnixTime::from_seconds(1_800_000_000);

    #[test]
    fn remembers_a_bounded_number_of_key_ids_and_forgets_the_oldest() {
        let figures = KeyRefresh::default().checked().expect("the defaults hold");
        let mut unknown = UnknownKeys::default();
        for number in 0..10_000 {
            unknown.remember(wanted(&number.to_string()), &figures, NOW);
        }
        assert_eq!(unknown.in_vain.len(), UNKNOWN_KEY_IDS_MAX);
        assert_eq!(unknown.look_for(wanted("9999"), &figures, NOW), LookFor::InVain);
        assert_eq!(unknown.look_for(wanted("0"), &figures, NOW), LookFor::Allowed);
    }

    #[test]
    fn waits_twice_as_long_after_each_look_in_vain_up_to_the_memory() {
        let figures = KeyRefresh::default().checked().expect("the defaults hold");
        let mut unknown = UnknownKeys::default();
        let mut now = NOW;
        for wait in [1, 2, 4, 8, 16, 30, 30] {
            unknown.remember(wanted("x"), &figures, now);
            unknown.remember(wanted("x"), &figures, now);
            now = now.plus_milliseconds(wait * 1_000 - 1);
            assert_eq!(unknown.look_for(wanted("x"), &figures, now), LookFor::InVain, "{wait}");
            now = now.plus_milliseconds(1);
            assert_eq!(unknown.look_for(wanted("x"), &figures, now), LookFor::Allowed, "{wait}");
        }
    }

    #[test]
    fn saves_up_a_burst_and_keeps_fetches_apart() {
        let figures = KeyRefresh::default().checked().expect("the defaults hold");
        let mut unknown = UnknownKeys::default();
        let mut fetches = Vec::new();
        for millisecond in 0..60_000 {
            let now = NOW.plus_milliseconds(millisecond);
            if unknown.look_for(wanted("x"), &figures, now) == LookFor::Allowed {
                unknown.spend(&figures, now);
                fetches.push(millisecond);
            }
        }
        // One a second while ten and what is added meanwhile last, then one every five seconds.
        assert_eq!(fetches[..12], [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11].map(|s| s * 1_000));
        assert_eq!(fetches[12..], [15, 20, 25, 30, 35, 40, 45, 50, 55].map(|s| s * 1_000));
    }
}
