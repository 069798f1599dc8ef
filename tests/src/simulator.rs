//! A world with a clock of its own: a key server, a host that fetches as real ones do, and requests at a
//! steady rate. Time moves in steps; nothing sleeps.

use std::collections::BTreeMap;

use doorward::crypto::Algorithm;
use doorward::error::Code;
use doorward::fetch::{FetchFailure, FetchResponse};
use doorward::issue::SigningKey;
use doorward::keys::KeyFetch;
use doorward::{Answers, Needs, Pending, Policy, Request, Requirement, Step, UnixTime, Verifier};

pub const ISSUER: &str = "https://auth.example.com";
pub const JWKS_URI: &str = "https://auth.example.com/jwks";
/// Milliseconds of one step.
pub const STEP: i64 = 10;
pub const SECOND: i64 = 1_000;
pub const MINUTE: i64 = 60 * SECOND;
const START: i64 = 1_800_000_000 * SECOND;

/// Ed25519 keys whose private half is one byte over and over (made with another library).
const KEYS: [(&str, &str); 3] = [
    ("one", "iojj3XQJ8ZX9UtstPLpdcspnCb8dlBIb83SIAbQPb1w"),
    ("two", "gTl3Dqh9F19Wo1Rmw0x-zMuNipG07jeiXfYPW4_Js5Q"),
    ("three", "7UkoxijRwsbq6QM4kFmVYSlZJzpcY_k2NsFGFKyHN9E"),
];
const PKCS8: [&str; 3] = [
    "MC4CAQAwBQYDK2VwBCIEIAEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEB",
    "MC4CAQAwBQYDK2VwBCIEIAICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIC",
    "MC4CAQAwBQYDK2VwBCIEIAMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMD",
];

/// How the key server behaves.
#[derive(Clone, Debug)]
pub enum Server {
    Publishes(Vec<&'static str>),
    /// Refuses connections.
    Down,
    /// Takes connections and never answers.
    Hangs,
    Answers(FetchResponse),
}

/// What became of one request.
#[derive(Clone, Debug)]
pub struct Decided {
    pub asked_at: i64,
    pub decided_at: i64,
    pub token: String,
    /// `None`: granted.
    pub code: Option<Code>,
}

struct Waiter {
    asked_at: i64,
    token: String,
    pending: Pending,
}

struct FetchTask {
    done_at: i64,
    fetch: KeyFetch,
    outcome: Result<FetchResponse, FetchFailure>,
    waiter: Option<Waiter>,
}

pub struct World {
    pub verifier: Verifier,
    pub now: i64,
    pub server: Server,
    pub latency: i64,
    pub cache_control: Option<String>,
    /// Whoever has a fetch vanishes with it.
    pub lose_fetches: bool,
    /// When each fetch was sent.
    pub fetches: Vec<i64>,
    pub decided: Vec<Decided>,
    tokens: BTreeMap<&'static str, String>,
    tasks: Vec<FetchTask>,
    joined: Vec<Waiter>,
    random: u64,
}

impl World {
    /// One issuer with a `jwks_uri`; `key_refresh` is JSON, `{}` for the defaults.
    pub fn new(key_refresh: &str) -> Self {
        Self::of_policy(&format!(
            r#"{{"issuers": [{{"issuer": "{ISSUER}", "audience": "api", "algorithms": ["EdDSA"],
            "jwks_uri": "{JWKS_URI}"}}], "key_refresh": {key_refresh}}}"#
        ))
    }

    pub fn of_policy(policy: &str) -> Self {
        let tokens = KEYS.iter().zip(PKCS8).map(|((name, _), pkcs8)| (*name, token(name, pkcs8)));
        Self {
            verifier: Verifier::with_jitter_seed(Policy::from_json(policy).expect("a policy"), 7),
            now: START,
            server: Server::Publishes(vec!["one"]),
            latency: 100,
            cache_control: None,
            lose_fetches: false,
            fetches: Vec::new(),
            decided: Vec::new(),
            tokens: tokens.collect(),
            tasks: Vec::new(),
            joined: Vec::new(),
            random: 1,
        }
    }

    /// With keys in hand, and what happened until then forgotten.
    pub fn warm(key_refresh: &str) -> Self {
        let mut world = Self::new(key_refresh);
        for fetch in world.verifier.warm(world.time()) {
            world.send(fetch, None);
        }
        world.run(SECOND, &[]);
        assert_eq!(world.verifier.key_status(world.time())[0].keys, 1);
        world.fetches.clear();
        world
    }

    pub fn time(&self) -> UnixTime {
        UnixTime::from_seconds(0).plus_milliseconds(self.now)
    }

    /// Lets time pass while requests come: the key that signed them (or `random`, for a key id that
    /// nobody has) and how many a second, at most one a step for each entry's multiple.
    pub fn run(&mut self, duration: i64, rates: &[(&'static str, i64)]) {
        let end = self.now + duration;
        while self.now < end {
            for (key, per_second) in rates {
                // As many as are due in this step, spread evenly.
                let due = |at: i64| at * per_second / SECOND;
                for _ in due(self.now)..due(self.now + STEP) {
                    self.ask(key);
                }
            }
            self.now += STEP;
            self.settle();
        }
    }

    /// One request now.
    pub fn ask(&mut self, key: &str) {
        self.ask_at(key, self.time());
    }

    /// One request whose caller tells the time; it is not counted.
    pub fn ask_at(&mut self, key: &str, now: UnixTime) {
        let counted = now == self.time();
        let token = match self.tokens.get(key) {
            Some(token) => token.clone(),
            None => self.unknown(key),
        };
        let asked_at = self.now;
        let request = Request::credential(&token, now);
        let step = self.verifier.begin(&request, &Requirement::authenticated());
        let name = if counted { key } else { "at another time" };
        self.go_on(step, asked_at, name.to_owned());
    }

    /// Every decision on tokens of this key.
    pub fn of(&self, key: &str) -> Vec<&Decided> {
        self.decided.iter().filter(|one| one.token == key).collect()
    }

    pub fn refused(&self, key: &str) -> Vec<&Decided> {
        self.of(key).into_iter().filter(|one| one.code.is_some()).collect()
    }

    /// Milliseconds from `since` until a token of this key is first granted.
    pub fn granted_after(&self, key: &str, since: i64) -> Option<i64> {
        let granted = |one: &&Decided| one.token == key && one.code.is_none();
        let first = self.decided.iter().filter(granted).map(|one| one.decided_at).min();
        first.map(|at| at - since)
    }

    /// A token without a valid signature under a key id of its own.
    fn unknown(&mut self, key: &str) -> String {
        let key_id = if key == "random" {
            self.random = self.random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            format!("random-{}", self.random)
        } else {
            key.to_owned()
        };
        let encode = |text: &str| {
            base64::Engine::encode(&base64::engine::general_purpose::URL_SAFE_NO_PAD, text)
        };
        let (key_id, algorithm) = match key_id.split_once(" under ") {
            Some((key_id, algorithm)) => (key_id, algorithm),
            None => (key_id.as_str(), "EdDSA"),
        };
        let header = format!(r#"{{"alg":"{algorithm}","kid":"{key_id}"}}"#);
        format!("{}.{}.{}", encode(&header), encode(&claims()), "A".repeat(86))
    }

    fn go_on(&mut self, step: Step, asked_at: i64, token: String) {
        match step {
            Step::Done(mut decision) => {
                let deferred = decision.take_deferred();
                let outcome = decision.outcome;
                let code = outcome.err().map(|rejection| rejection.code());
                self.decided.push(Decided { asked_at, decided_at: self.now, token, code });
                for fetch in deferred {
                    self.send(fetch, None);
                }
            }
            Step::Needs(
                Needs { keys: Some(keys), signatures: None, api_key: None, .. },
                pending,
            ) => {
                let waiter = Waiter { asked_at, token, pending };
                match keys.fetch {
                    Some(fetch) => self.send(fetch, Some(waiter)),
                    None => self.joined.push(waiter),
                }
            }
            Step::Needs(needs, _) => panic!("an unexpected need: {needs:?}"),
        }
    }

    /// Sends a fetch; the answer is the server's at the time it was sent.
    fn send(&mut self, fetch: KeyFetch, waiter: Option<Waiter>) {
        assert_eq!(fetch.request().url(), JWKS_URI);
        if self.lose_fetches {
            return;
        }
        self.fetches.push(self.now);
        let (takes, outcome) = match &self.server {
            Server::Down => (self.latency, Err(FetchFailure::Connection)),
            Server::Hangs => {
                (fetch.request().timeout().as_millis() as i64, Err(FetchFailure::Timeout))
            }
            Server::Answers(response) => (self.latency, Ok(response.clone())),
            Server::Publishes(names) => {
                (self.latency, Ok(key_set(names, self.cache_control.as_deref())))
            }
        };
        let done_at = self.now + takes;
        self.tasks.push(FetchTask { done_at, fetch, outcome, waiter });
    }

    /// What has arrived by now.
    fn settle(&mut self) {
        let now = self.now;
        let (done, waiting) =
            std::mem::take(&mut self.tasks).into_iter().partition(|one| one.done_at <= now);
        self.tasks = waiting;
        for FetchTask { fetch, outcome, waiter, .. } in done {
            match (self.verifier.handle_fetch(&fetch, &outcome, self.time()), waiter) {
                (Some(next), waiter) => self.send(next, waiter),
                (None, Some(waiter)) => self.wake(waiter),
                (None, None) => {}
            }
        }
        if !self.joined.is_empty() && !self.verifier.is_fetching(ISSUER, self.time()) {
            for waiter in std::mem::take(&mut self.joined) {
                self.wake(waiter);
            }
        }
    }

    fn wake(&mut self, Waiter { asked_at, token, pending }: Waiter) {
        let step = pending.resume(Answers::default(), self.time());
        self.go_on(step, asked_at, token);
    }
}

/// Each code that was given, once.
pub fn codes(decided: &[&Decided]) -> Vec<Option<Code>> {
    let mut codes = Vec::new();
    for one in decided {
        if !codes.contains(&one.code) {
            codes.push(one.code);
        }
    }
    codes
}

/// The server's answer with these keys.
pub fn key_set(names: &[&str], cache_control: Option<&str>) -> FetchResponse {
    let jwk = |name: &&str| {
        let (_, x) = KEYS.iter().find(|(own, _)| own == name).expect("a key of the test");
        format!(r#"{{"kty":"OKP","crv":"Ed25519","kid":"{name}","use":"sig","x":"{x}"}}"#)
    };
    let keys: Vec<_> = names.iter().map(jwk).collect();
    json(&format!(r#"{{"keys":[{}]}}"#, keys.join(",")), cache_control)
}

pub fn json(body: &str, cache_control: Option<&str>) -> FetchResponse {
    let response = FetchResponse::new(200)
        .header("Content-Type", "application/json")
        .body(body.as_bytes().to_vec());
    match cache_control {
        Some(value) => response.header("Cache-Control", value),
        None => response,
    }
}

fn claims() -> String {
    format!(r#"{{"iss":"{ISSUER}","aud":"api","exp":9007199254740991}}"#)
}

fn token(name: &str, pkcs8: &str) -> String {
    let pem = format!("-----BEGIN PRIVATE KEY-----\n{pkcs8}\n-----END PRIVATE KEY-----\n");
    let key = SigningKey::pem(&pem, Algorithm::EdDsa).expect("a key").with_key_id(name);
    key.jwt("at+jwt", &claims()).expect("a token")
}
