//! The fetched keys of one issuer: those that are loaded, and what to do when they are not enough.

use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use super::document::{FetchOutcome, KeySetRules, judge};
use super::given_secrets::GivenSecrets;
use super::key_fetch::{FetchFault, KeyFetch, Stage, request};
use super::key_lookup::{KeyAttempt, KeyLookup};
use super::missing_keys::KeyQuery;
use super::remote_state::{Discovered, State};
use super::schedule::{FetchPermit, Freshness};
use super::set::Selection;
use super::settings::RefreshSettings;
use super::source::{GivenKeys, KeySource};
use super::status::{KeyState, KeyStatus, first_unusable};
use super::{BoundKey, KeyNumber, KeySet};
use crate::fetch::{FetchFailure, FetchResponse, FetchUrl};
use crate::time::UnixTime;

/// One issuer's fetched keys. All threads share them, and the verifiers that were renewed from one another; the lock is
/// held briefly.
#[derive(Debug)]
pub(crate) struct RemoteKeySet {
    issuer: Arc<str>,
    source: KeySource,
    rules: KeySetRules,
    settings: RefreshSettings,
    state: RwLock<State>,
}

impl RemoteKeySet {
    pub(crate) fn new(
        (index, issuer): (usize, &str),
        source: KeySource,
        rules: KeySetRules,
        settings: RefreshSettings,
        seed: u64,
    ) -> Self {
        // Apart for each issuer, so that their retries spread too.
        let seed = seed.wrapping_add((index as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15));
        Self {
            issuer: issuer.into(),
            source,
            rules,
            settings,
            state: RwLock::new(State::new(settings, seed)),
        }
    }

    /// The same keys under other settings. A fetch that is underway is dropped.
    pub(crate) fn with_settings(&self, settings: RefreshSettings) -> Self {
        let state = self.read();
        Self {
            issuer: (*self.issuer).into(),
            source: self.source.clone(),
            rules: self.rules.clone(),
            settings,
            state: RwLock::new(state.with_settings(settings)),
        }
    }

    pub(crate) fn has_settings(&self, settings: RefreshSettings) -> bool {
        self.settings == settings
    }

    /// Looks for these secrets in the set, now and whenever it changes.
    pub(crate) fn look_for(&self, secrets: &Arc<GivenSecrets>) {
        self.write().look_for(secrets);
    }

    /// Looks for the key of a token. A request waits once and fetches once at most: `attempt` tells.
    pub(crate) fn look_up(
        &self,
        query: KeyQuery<'_>,
        attempt: KeyAttempt,
        now: UnixTime,
    ) -> KeyLookup {
        {
            let state = self.read();
            if state.schedule.is_plainly_fresh(now) {
                match state.select(query) {
                    Selection::Keys(keys) => return KeyLookup::Found(keys, None),
                    Selection::Ambiguous => return KeyLookup::Ambiguous,
                    Selection::None => {}
                }
            }
        }
        let mut state = self.write();
        state.schedule.clamp_to_clock(now);
        let freshness = state.schedule.freshness(now);
        if freshness == Freshness::Unusable {
            return self.fetch_whole_set(&mut state, attempt, now);
        }
        // A stale set is used only after this request asked for a fetch or waited for one.
        if freshness == Freshness::Stale
            && !state.schedule.is_failing(now)
            && let missing @ KeyLookup::Missing(_) = self.fetch_whole_set(&mut state, attempt, now)
        {
            return missing;
        }
        let keys = match state.select(query) {
            Selection::Keys(keys) => keys,
            Selection::Ambiguous => return KeyLookup::Ambiguous,
            Selection::None => {
                return self.fetch_for_missing_key(&mut state, query, attempt, now);
            }
        };
        let begun =
            if freshness == Freshness::Fresh { None } else { Some(state.schedule.begin(now)) };
        let deferred = match begun {
            Some(FetchPermit::Begin(number)) => Some(self.first_fetch(&state, number, now)),
            _ => None,
        };
        KeyLookup::Found(keys, deferred)
    }

    /// Starts a fetch of the whole set, because there is none or because it is past its TTL.
    fn fetch_whole_set(&self, state: &mut State, attempt: KeyAttempt, now: UnixTime) -> KeyLookup {
        if attempt == KeyAttempt::Fetched {
            return KeyLookup::Unavailable(state.schedule.retry_in(now).unwrap_or_default());
        }
        let permit = state.schedule.begin(now);
        self.lookup_for_permit(state, permit, attempt, now)
    }

    /// A usable set lacks this key id: it is new, or made up.
    fn fetch_for_missing_key(
        &self,
        state: &mut State,
        query: KeyQuery<'_>,
        attempt: KeyAttempt,
        now: UnixTime,
    ) -> KeyLookup {
        // A shared cache may lack what the server has.
        let asks_server = state.from_cache && !state.schedule.is_failing(now);
        if attempt != KeyAttempt::Fetched || asks_server {
            let permit = state.schedule.begin_for(query, now);
            return self.lookup_for_permit(state, permit, attempt, now);
        }
        // The issuer was not asked: the fetch failed, was not answered, or came from a cache.
        if state.schedule.is_failing(now) || state.schedule.is_unanswered() || state.from_cache {
            return KeyLookup::Unavailable(state.schedule.retry_in(now).unwrap_or_default());
        }
        state.schedule.remember_missing(query, now);
        if let Some(known) = &mut state.discovered {
            // The issuer may have moved its keys while the old URL still answers.
            known.doubted |= now.milliseconds_since(known.at) >= self.settings.ttl_min;
        }
        KeyLookup::Unknown
    }

    fn lookup_for_permit(
        &self,
        state: &State,
        permit: FetchPermit,
        attempt: KeyAttempt,
        now: UnixTime,
    ) -> KeyLookup {
        match permit {
            FetchPermit::Begin(number) => {
                KeyLookup::Missing(Some(self.first_fetch(state, number, now)))
            }
            FetchPermit::Underway
                if matches!(attempt, KeyAttempt::First | KeyAttempt::GivenFailed) =>
            {
                KeyLookup::Missing(None)
            }
            FetchPermit::Underway => KeyLookup::Unavailable(0),
            FetchPermit::LookedForRecently => KeyLookup::Unknown,
            FetchPermit::Later(wait) => KeyLookup::Unavailable(wait),
        }
    }

    /// The fetch to make at start-up: only while there are no keys.
    pub(crate) fn warm(&self, now: UnixTime) -> Option<KeyFetch> {
        let mut state = self.write();
        state.schedule.clamp_to_clock(now);
        if state.schedule.freshness(now) != Freshness::Unusable {
            return None;
        }
        match state.schedule.begin(now) {
            FetchPermit::Begin(number) => Some(self.first_fetch(&state, number, now)),
            _ => None,
        }
    }

    /// Without usable keys: milliseconds until a fetch may be tried again.
    pub(crate) fn wait_while_unusable(&self, now: UnixTime) -> Option<i64> {
        let state = self.read();
        let unusable = state.schedule.freshness(now) == Freshness::Unusable;
        unusable.then(|| state.schedule.retry_in(now).unwrap_or_default())
    }

    fn first_fetch(&self, state: &State, number: u64, now: UnixTime) -> KeyFetch {
        let (stage, url) = match (&self.source, &state.discovered) {
            (KeySource::JwksUri(url), _) => (Stage::KeySet, url),
            (KeySource::Metadata(..), Some(known)) if known.is_trusted(self.settings.ttl, now) => {
                (Stage::KeySet, &known.url)
            }
            (KeySource::Metadata(first, _), _) => (Stage::Metadata, first),
        };
        let cacheable = state.schedule.freshness(now) == Freshness::Unusable;
        self.fetch(number, stage, url.clone(), 0, cacheable)
    }

    fn fetch(
        &self,
        number: u64,
        stage: Stage,
        url: FetchUrl,
        redirects: u32,
        cacheable: bool,
    ) -> KeyFetch {
        let issuer = Arc::clone(&self.issuer);
        let request = request(url, self.settings.timeout);
        KeyFetch { issuer, number, stage, redirects, request, cacheable }
    }

    /// Takes what a fetch brought. Returns the next fetch, if one follows.
    pub(crate) fn handle_fetch(
        &self,
        fetch: &KeyFetch,
        outcome: &Result<FetchResponse, FetchFailure>,
        now: UnixTime,
    ) -> Option<KeyFetch> {
        // Read without the lock: a set of a thousand keys takes its time.
        let found = match outcome {
            Err(failure) => FetchOutcome::Nothing(FetchFault::Failed(*failure)),
            Ok(response) => {
                let old = self.read().set.clone();
                judge(fetch, response, &self.rules, old.as_deref())
            }
        };
        let mut state = self.write();
        if !state.schedule.extend_lease(fetch.number, now) {
            return None;
        }
        let next = |stage, url, redirects| {
            Some(self.fetch(fetch.number, stage, url, redirects, fetch.cacheable))
        };
        match found {
            FetchOutcome::Moved(url) => next(fetch.stage, url, fetch.redirects.saturating_add(1)),
            FetchOutcome::Discovered(url) => {
                state.discovered = Some(Discovered { url: url.clone(), at: now, doubted: false });
                next(Stage::KeySet, url, 0)
            }
            FetchOutcome::Set(published) => {
                state.from_cache = fetch.cacheable && published.age > 0;
                state.replace(published, now);
                None
            }
            FetchOutcome::Nothing(fault) => {
                let (stage, url) = self.next_source(&mut state, fetch, fault, now)?;
                next(stage, url, 0)
            }
        }
    }

    /// The next document to try after a failure. `None`: the fetch has failed.
    fn next_source(
        &self,
        state: &mut State,
        fetch: &KeyFetch,
        fault: FetchFault,
        now: UnixTime,
    ) -> Option<(Stage, FetchUrl)> {
        if let (Stage::Metadata | Stage::MetadataSecond, KeySource::Metadata(_, second)) =
            (fetch.stage, &self.source)
        {
            if fault.may_try_other_url()
                && fetch.stage == Stage::Metadata
                && let Some(url) = second
            {
                return Some((Stage::MetadataSecond, url.clone()));
            }
            // The known URL is used only when the metadata could not be read, and not when it names another issuer
            // or an unsafe URL.
            if (fault.may_try_other_url() || matches!(fault, FetchFault::Failed(_)))
                && let Some(known) = &state.discovered
            {
                return Some((Stage::KeySet, known.url.clone()));
            }
        }
        if let Some(known) = &mut state.discovered {
            known.doubted = true;
        }
        state.schedule.failed(now);
        state.last_error = Some(fault.describe(&fetch.request.url));
        None
    }

    /// Whether a fetch is underway.
    pub(crate) fn is_underway(&self, now: UnixTime) -> bool {
        self.read().schedule.is_underway(now)
    }

    pub(crate) fn issuer(&self) -> &str {
        &self.issuer
    }

    /// Whether the fetch is one of this set, and not of another verifier's set of the same issuer.
    pub(crate) fn began(&self, fetch: &KeyFetch) -> bool {
        Arc::ptr_eq(&self.issuer, &fetch.issuer)
    }

    /// The key with this number, while the set has it.
    pub(crate) fn key(&self, number: KeyNumber) -> Option<Arc<BoundKey>> {
        let state = self.read();
        state.set.as_ref()?.keys().iter().find(|key| key.number == number).cloned()
    }

    /// `given`: the keys that the policy gives beside.
    pub(crate) fn status(&self, given: Option<&GivenKeys>, now: UnixTime) -> KeyStatus {
        let state = self.read();
        let (source, url) = match &self.source {
            KeySource::JwksUri(url) => ("jwks_uri", url),
            KeySource::Metadata(url, _) => ("metadata", url),
        };
        let known = match (state.schedule.freshness(now), &state.set) {
            (_, None) => KeyState::Cold,
            (Freshness::Fresh | Freshness::Ageing, _) => KeyState::Fresh,
            (Freshness::Stale, _) => KeyState::Stale,
            (Freshness::Unusable, _) => KeyState::Expired,
        };
        let seconds = |milliseconds: i64| milliseconds / 1_000;
        let none = KeySet::default();
        let keys = state.set.as_deref().unwrap_or(&none);
        let unusable = || given.iter().flat_map(|given| &given.unusable).chain(&state.unusable);
        KeyStatus {
            issuer: self.issuer.to_string(),
            source,
            url: Some(url.redacted().to_owned()),
            state: known,
            keys: keys.len() + given.map_or(0, |given| given.keys_at(now)),
            unpublished_keys: given.map_or(0, |given| given.unpublished(keys, now)),
            unusable_keys: unusable().count(),
            unusable: first_unusable(unusable()),
            age_seconds: state.schedule.age_milliseconds(now).map(seconds),
            next_refresh_seconds: state.schedule.next_in(now).map(seconds),
            failures: state.schedule.failures(),
            fetches: state.schedule.fetches(),
            last_error: state.last_error.clone(),
        }
    }

    fn read(&self) -> RwLockReadGuard<'_, State> {
        self.state.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, State> {
        self.state.write().unwrap_or_else(PoisonError::into_inner)
    }
}
