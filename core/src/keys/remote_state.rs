//! What is known of one issuer's fetched keys at a moment.

use std::sync::{Arc, Weak};

use super::KeySet;
use super::document::FetchedKeySet;
use super::given_secrets::GivenSecrets;
use super::missing_keys::KeyQuery;
use super::schedule::Schedule;
use super::set::Selection;
use super::settings::RefreshSettings;
use super::status::UnusableKey;
use crate::fetch::FetchUrl;
use crate::time::UnixTime;

#[derive(Debug)]
pub(super) struct State {
    pub(super) set: Option<Arc<KeySet>>,
    pub(super) unusable: Vec<UnusableKey>,
    pub(super) schedule: Schedule,
    pub(super) discovered: Option<Discovered>,
    pub(super) last_error: Option<String>,
    /// The set came from a shared HTTP cache, so the server may have newer keys.
    pub(super) from_cache: bool,
    /// The secrets of the verifiers that share the set.
    secrets: Vec<Weak<GivenSecrets>>,
}

/// What metadata said.
#[derive(Clone, Debug)]
pub(super) struct Discovered {
    pub(super) url: FetchUrl,
    pub(super) at: UnixTime,
    /// The URL may be out of date, because a fetch failed or a key was missing. The next fetch asks the metadata
    /// first, and uses this URL if the metadata cannot be read.
    pub(super) doubted: bool,
}

impl Discovered {
    pub(super) fn is_trusted(&self, longest: i64, now: UnixTime) -> bool {
        !self.doubted && now.milliseconds_since(self.at).saturating_abs() < longest
    }
}

impl State {
    pub(super) fn new(settings: RefreshSettings, seed: u64) -> Self {
        Self {
            set: None,
            unusable: Vec::new(),
            schedule: Schedule::new(settings, seed),
            discovered: None,
            last_error: None,
            from_cache: false,
            secrets: Vec::new(),
        }
    }

    /// The same keys under other settings.
    pub(super) fn with_settings(&self, settings: RefreshSettings) -> Self {
        Self {
            set: self.set.clone(),
            unusable: self.unusable.clone(),
            schedule: self.schedule.with_settings(settings),
            discovered: self.discovered.clone(),
            last_error: self.last_error.clone(),
            from_cache: self.from_cache,
            secrets: Vec::new(),
        }
    }

    /// Looks for these secrets in the set, now and whenever it changes.
    pub(super) fn look_for(&mut self, secrets: &Arc<GivenSecrets>) {
        self.secrets.retain(|known| known.strong_count() > 0);
        self.secrets.push(Arc::downgrade(secrets));
        if let Some(set) = &self.set {
            secrets.look_for_them_in(set);
        }
    }

    pub(super) fn select(&self, query: KeyQuery<'_>) -> Selection {
        self.set.as_ref().map_or(Selection::None, |set| set.select(query))
    }

    /// A key that is not in the new set stops working here.
    pub(super) fn replace(&mut self, published: FetchedKeySet, now: UnixTime) {
        let FetchedKeySet { keys, unusable, max_age, age } = published;
        let is_known = |key_id: Option<&str>, algorithm| {
            let query = KeyQuery { key_id, algorithm, signature_bytes: 0, tenant: None };
            !matches!(keys.select(query), Selection::None)
        };
        self.schedule.succeeded(max_age, age, is_known, now);
        for secrets in self.secrets.iter().filter_map(Weak::upgrade) {
            secrets.look_for_them_in(&keys);
        }
        self.set = Some(Arc::new(keys));
        self.unusable = unusable;
        self.last_error = None;
    }
}
