//! The keys of one issuer that are fetched: what is in hand, and what to do when it is not enough.

use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use super::fetch::{Fault, Fetch, FetchFailure, FetchResponse, Stage};
use super::refresh::{Age, Figures, Permission, Refresh};
use super::response::{Judged, Published, Reading, judged};
use super::status::{KeyState, KeyStatus};
use super::unknown_keys::Wanted;
use super::url::KeyUrl;
use super::{BoundKey, KeyId, KeyIds, KeySet};
use crate::time::UnixTime;

/// Where an issuer publishes its keys.
#[derive(Clone, Debug)]
pub(crate) enum Source {
    JwksUri(KeyUrl),
    /// Metadata that names the `jwks_uri`: where it is, and where else it may be.
    Metadata(KeyUrl, Option<KeyUrl>),
}

/// What a request has done for its key so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tried {
    Nothing,
    /// Waited for another request's fetch, which may have begun before this key was published.
    Waiting,
    /// Fetched, after it had come.
    Fetching,
}

/// One issuer's fetched keys. Shared by all threads; the lock is held for a glance.
#[derive(Debug)]
pub(crate) struct RemoteKeys {
    issuer: Arc<str>,
    number: usize,
    source: Source,
    reading: Reading,
    figures: Figures,
    state: RwLock<State>,
}

#[derive(Debug)]
struct State {
    set: Option<Arc<KeySet>>,
    unusable: usize,
    refresh: Refresh,
    discovered: Option<Discovered>,
    last_error: Option<String>,
    /// The set was not asked of its server: a key it lacks may be there.
    from_cache: bool,
}

/// What metadata said.
#[derive(Debug)]
struct Discovered {
    url: KeyUrl,
    at: UnixTime,
    /// The set was not there any more: ask the metadata again, and if that fails, here again.
    doubted: bool,
}

/// What came of looking for a key.
#[derive(Debug)]
pub(crate) enum Look {
    /// It is there. The fetch may be done after the response.
    Found(Arc<BoundKey>, Option<Fetch>),
    /// It may be there after this fetch, or after that of another request.
    Lacking(Option<Fetch>),
    /// It is not there, and that is up to date.
    Unknown,
    /// Nobody can tell for now; milliseconds until it is worth asking again.
    Unavailable(i64),
}

impl RemoteKeys {
    pub(crate) fn new(
        (number, issuer): (usize, &str),
        source: Source,
        reading: Reading,
        figures: Figures,
        seed: u64,
    ) -> Self {
        // Apart for each issuer, so that their retries spread too.
        let seed = seed.wrapping_add((number as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15));
        Self {
            issuer: issuer.into(),
            number,
            source,
            reading,
            figures,
            state: RwLock::new(State {
                set: None,
                unusable: 0,
                refresh: Refresh::new(figures, seed),
                discovered: None,
                last_error: None,
                from_cache: false,
            }),
        }
    }

    /// Looks for the key of a token. A request waits once and fetches once at most: `tried` tells.
    pub(crate) fn look(&self, wanted: Wanted<'_>, tried: Tried, now: UnixTime) -> Look {
        {
            let state = self.read();
            if state.refresh.is_plainly_fresh(now)
                && let Some(key) = state.key(wanted)
            {
                return Look::Found(key, None);
            }
        }
        let mut state = self.write();
        state.refresh.settle(now);
        let age = state.refresh.age(now);
        if age == Age::Unusable {
            return self.renewed(&mut state, tried, now);
        }
        // Beyond its TTL a set serves when a fetch was tried and failed, not instead of trying.
        if age == Age::Stale
            && !state.refresh.is_failing(now)
            && let lacking @ Look::Lacking(_) = self.renewed(&mut state, tried, now)
        {
            return lacking;
        }
        let Some(key) = state.key(wanted) else {
            return self.unknown(&mut state, wanted, tried, now);
        };
        let begun = if age == Age::Fresh { None } else { Some(state.refresh.begin(now)) };
        let deferred = match begun {
            Some(Permission::Begin(number)) => Some(self.first_fetch(&state, number, now)),
            _ => None,
        };
        Look::Found(key, deferred)
    }

    /// The set as a whole is lacking.
    fn renewed(&self, state: &mut State, tried: Tried, now: UnixTime) -> Look {
        if tried == Tried::Fetching {
            return Look::Unavailable(state.refresh.retry_in(now).unwrap_or_default());
        }
        let permission = state.refresh.begin(now);
        self.lacking(state, permission, tried, now)
    }

    /// A key id that a usable set lacks: new, or made up.
    fn unknown(&self, state: &mut State, wanted: Wanted<'_>, tried: Tried, now: UnixTime) -> Look {
        if tried != Tried::Fetching {
            let permission = state.refresh.begin_for(wanted, now);
            return self.lacking(state, permission, tried, now);
        }
        // Not looked for: nothing came, or something out of a cache.
        if state.refresh.is_failing(now) || state.refresh.is_unanswered() || state.from_cache {
            return Look::Unavailable(state.refresh.retry_in(now).unwrap_or_default());
        }
        state.refresh.looked_in_vain(wanted, now);
        if let Some(known) = &mut state.discovered {
            // The set may be elsewhere by now, the old one still standing.
            known.doubted |= now.milliseconds_since(known.at) >= self.figures.ttl_min;
        }
        Look::Unknown
    }

    fn lacking(&self, state: &State, permission: Permission, tried: Tried, now: UnixTime) -> Look {
        match permission {
            Permission::Begin(number) => Look::Lacking(Some(self.first_fetch(state, number, now))),
            Permission::Underway if tried == Tried::Nothing => Look::Lacking(None),
            Permission::Underway => Look::Unavailable(0),
            Permission::InVain => Look::Unknown,
            Permission::Later(wait) => Look::Unavailable(wait),
        }
    }

    /// The fetch to make at start-up: only while there are no keys.
    pub(crate) fn warm(&self, now: UnixTime) -> Option<Fetch> {
        let mut state = self.write();
        state.refresh.settle(now);
        if state.refresh.age(now) != Age::Unusable {
            return None;
        }
        match state.refresh.begin(now) {
            Permission::Begin(number) => Some(self.first_fetch(&state, number, now)),
            _ => None,
        }
    }

    /// Without usable keys: milliseconds until a fetch may be tried again.
    pub(crate) fn unwarmed(&self, now: UnixTime) -> Option<i64> {
        let state = self.read();
        let unusable = state.refresh.age(now) == Age::Unusable;
        unusable.then(|| state.refresh.retry_in(now).unwrap_or_default())
    }

    fn first_fetch(&self, state: &State, number: u64, now: UnixTime) -> Fetch {
        let (stage, url) = match (&self.source, &state.discovered) {
            (Source::JwksUri(url), _) => (Stage::KeySet, url),
            (Source::Metadata(..), Some(known)) if known.is_trusted(self.figures.ttl, now) => {
                (Stage::KeySet, &known.url)
            }
            (Source::Metadata(first, _), _) => (Stage::Metadata, first),
        };
        let cacheable = state.refresh.age(now) == Age::Unusable;
        self.fetch(number, stage, url.clone(), 0, cacheable)
    }

    fn fetch(
        &self,
        number: u64,
        stage: Stage,
        url: KeyUrl,
        redirects: u32,
        cacheable: bool,
    ) -> Fetch {
        let (issuer, remote) = (Arc::clone(&self.issuer), self.number);
        let timeout_ms = u32::try_from(self.figures.timeout).unwrap_or(u32::MAX);
        Fetch { issuer, remote, number, stage, redirects, url, timeout_ms, cacheable }
    }

    /// Takes what a fetch brought; what to fetch next, when that was not all.
    pub(crate) fn fetched(
        &self,
        fetch: &Fetch,
        outcome: &Result<FetchResponse, FetchFailure>,
        ids: &KeyIds,
        now: UnixTime,
    ) -> Option<Fetch> {
        // Read without the lock: a set of a thousand keys takes its time.
        let judged = match outcome {
            Err(failure) => Judged::Nothing(Fault::Failed(*failure)),
            Ok(response) => {
                let old = self.read().set.clone();
                judged(fetch, response, &self.reading, old.as_deref(), ids)
            }
        };
        let mut state = self.write();
        if !state.refresh.goes_on(fetch.number, now) {
            return None;
        }
        let next = |stage, url, redirects| {
            Some(self.fetch(fetch.number, stage, url, redirects, fetch.cacheable))
        };
        match judged {
            Judged::Moved(url) => next(fetch.stage, url, fetch.redirects.saturating_add(1)),
            Judged::Discovered(url) => {
                state.discovered = Some(Discovered { url: url.clone(), at: now, doubted: false });
                next(Stage::KeySet, url, 0)
            }
            Judged::Set(published) => {
                state.from_cache = fetch.cacheable && published.age > 0;
                state.replace(published, now);
                None
            }
            Judged::Nothing(fault) => {
                let (stage, url) = self.otherwise(&mut state, fetch, fault, now)?;
                next(stage, url, 0)
            }
        }
    }

    /// Where else to look when a document is missing or unusable; the fetch has failed when nowhere.
    fn otherwise(
        &self,
        state: &mut State,
        fetch: &Fetch,
        fault: Fault,
        now: UnixTime,
    ) -> Option<(Stage, KeyUrl)> {
        if let (Stage::Metadata | Stage::MetadataElsewhere, Source::Metadata(_, second)) =
            (fetch.stage, &self.source)
        {
            if fault.is_elsewhere()
                && fetch.stage == Stage::Metadata
                && let Some(url) = second
            {
                return Some((Stage::MetadataElsewhere, url.clone()));
            }
            // Metadata that is there and says something else is not passed over.
            if (fault.is_elsewhere() || matches!(fault, Fault::Failed(_)))
                && let Some(known) = &state.discovered
            {
                return Some((Stage::KeySet, known.url.clone()));
            }
        }
        if let Some(known) = &mut state.discovered {
            known.doubted = true;
        }
        state.refresh.failed(now);
        state.last_error = Some(fault.told(&fetch.url));
        None
    }

    /// Whether somebody is fetching.
    pub(crate) fn is_underway(&self, now: UnixTime) -> bool {
        self.read().refresh.is_underway(now)
    }

    pub(crate) fn issuer(&self) -> &str {
        &self.issuer
    }

    /// The key with this number, while the set has it.
    pub(crate) fn key(&self, id: KeyId) -> Option<Arc<BoundKey>> {
        let state = self.read();
        state.set.as_ref()?.iter().find(|key| key.id == id).cloned()
    }

    pub(crate) fn status(&self, now: UnixTime) -> KeyStatus {
        let state = self.read();
        let (source, url) = match &self.source {
            Source::JwksUri(url) => ("jwks_uri", url),
            Source::Metadata(url, _) => ("metadata", url),
        };
        let known = match (state.refresh.age(now), &state.set) {
            (_, None) => KeyState::Cold,
            (Age::Fresh | Age::Ageing, _) => KeyState::Fresh,
            (Age::Stale, _) => KeyState::Stale,
            (Age::Unusable, _) => KeyState::Expired,
        };
        let seconds = |milliseconds: i64| milliseconds / 1_000;
        KeyStatus {
            issuer: self.issuer.to_string(),
            source,
            url: Some(url.shown().to_owned()),
            state: known,
            keys: state.set.as_ref().map_or(0, |set| set.len()),
            unusable_keys: state.unusable,
            age_seconds: state.refresh.age_milliseconds(now).map(seconds),
            next_refresh_seconds: state.refresh.next_in(now).map(seconds),
            failures: state.refresh.failures(),
            fetches: state.refresh.flights(),
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

impl Discovered {
    fn is_trusted(&self, longest: i64, now: UnixTime) -> bool {
        !self.doubted && now.milliseconds_since(self.at).saturating_abs() < longest
    }
}

impl State {
    fn key(&self, wanted: Wanted<'_>) -> Option<Arc<BoundKey>> {
        self.set.as_ref()?.select(wanted.key_id, wanted.algorithm).cloned()
    }

    /// A key that is not in the new set stops working here.
    fn replace(&mut self, published: Published, now: UnixTime) {
        let Published { keys, unusable, max_age, age } = published;
        let is_known = |wanted: Wanted<'_>| keys.select(wanted.key_id, wanted.algorithm).is_some();
        self.refresh.succeeded(max_age, age, is_known, now);
        self.set = Some(Arc::new(keys));
        self.unusable = unusable;
        self.last_error = None;
    }
}
