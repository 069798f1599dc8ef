//! What comes of fetches: answers of every kind, hosts that vanish, wait or cannot fetch.

use doorward::error::Code;
use doorward::fetch::{FetchFailure, FetchResponse};
use doorward::keys::KeyState;
use doorward::{Answers, Policy, Request, Requirement, Step, UnixTime, Verifier};
use doorward_tests::simulator::{
    ISSUER, MINUTE, SECOND, STEP, Server, World, codes, json, key_set,
};

const HOUR: i64 = 60 * MINUTE;

/// Each of them must leave the good keys alone; most of BAD_INPUTS row 39.
#[test]
fn what_is_no_usable_set_never_wipes_good_keys() {
    let with = |change: fn(&mut FetchResponse)| {
        let mut response = key_set(&["two"], None);
        change(&mut response);
        response
    };
    let coded = |coding| key_set(&["two"], None).header("content-encoding", coding);
    let many: Vec<_> = (0..10_000).map(|_| r#"{"kty":"OKP"}"#).collect();
    for (about, word, response) in [
        ("500", "status", with(|response| response.status = 500)),
        ("404", "status", with(|response| response.status = 404)),
        ("204", "status", with(|response| response.status = 204)),
        ("JWT", "content_type", key_set(&["two"], None).header("content-type", "application/jwt")),
        ("HTML", "malformed", json("<!doctype html>", None).header("content-type", "text/html")),
        ("br", "content_encoding", coded("br")),
        ("two codings", "content_encoding", coded("gzip, gzip")),
        ("no type", "malformed", FetchResponse::new(200).body(b"callback({})".to_vec())),
        ("empty", "malformed", json("", None)),
        ("truncated", "malformed", with(|response| response.body.truncate(20))),
        ("not UTF-8", "malformed", with(|response| response.body.push(0xFF))),
        ("array", "malformed", json("[]", None)),
        ("no keys", "malformed", json("{}", None)),
        ("empty set", "no_usable_key", json(r#"{"keys":[]}"#, None)),
        ("no keys at all", "no_usable_key", json(r#"{"keys":[{"kty":"RSA"},7,null,"x"]}"#, None)),
        ("private", "no_usable_key", private()),
        (
            "10,000 keys",
            "too_many_keys",
            json(&format!(r#"{{"keys":[{}]}}"#, many.join(",")), None),
        ),
        ("too long", "too_large", with(|response| response.body.resize(2 << 20, b' '))),
        (
            "redirect",
            "redirect",
            FetchResponse::new(302).header("location", "https://evil.example.com/jwks"),
        ),
        ("no location", "redirect", with(|response| response.status = 301)),
    ] {
        let mut world = World::warm("{}");
        world.server = Server::Answers(response);
        world.run(30 * MINUTE, &[("one", 2), ("two", 1)]);
        assert!(world.refused("one").is_empty(), "{about}");
        assert_eq!(codes(&world.of("two")), [Some(Code::KeysUnavailable)], "{about}");
        let status = &world.verifier.key_status(world.time())[0];
        let error = status.last_error.clone().unwrap_or_default();
        assert!(error.starts_with(&format!("{word}: ")), "{about}: {error}");
        assert!(status.failures > 5, "{about}");
    }
}

#[test]
fn cache_control_sets_the_ttl_within_bounds() {
    // 80 % of one minute, of a quarter of an hour, of a day; 80 % of ten minutes where nothing is said.
    for (cache_control, ahead) in [
        (Some("max-age=1"), 48 * SECOND),
        (Some("public, max-age=900"), 12 * MINUTE),
        (Some("max-age=99999999"), 24 * HOUR * 4 / 5),
        (Some("no-cache"), 8 * MINUTE),
        (None, 8 * MINUTE),
    ] {
        let mut world = World::new("{}");
        world.cache_control = cache_control.map(str::to_owned);
        world.ask("one");
        world.run(SECOND, &[]);
        let loaded_at = world.fetches[0] + world.latency;
        world.run(ahead - 2 * SECOND, &[("one", 1)]);
        assert_eq!(world.fetches.len(), 1, "{cache_control:?}");
        world.run(4 * SECOND, &[("one", 10)]);
        assert_eq!(world.fetches.len(), 2, "{cache_control:?}");
        let off = world.fetches[1] - loaded_at - ahead;
        assert!((0..=100).contains(&off), "{cache_control:?}: {off} ms off");
    }
}

#[test]
fn a_host_that_vanishes_in_mid_fetch_holds_nobody_up_for_long() {
    let world = World::new("{}");
    let fetch = world.verifier.warm(world.time()).pop().expect("a fetch");
    drop(fetch);
    let later = |seconds: i64| world.time().plus_seconds(seconds);
    assert!(world.verifier.is_fetching(ISSUER, later(5)));
    assert!(world.verifier.warm(later(5)).is_empty());
    assert!(!world.verifier.is_fetching(ISSUER, later(6)));
    assert_eq!(world.verifier.warm(later(6)).len(), 1);
}

#[test]
fn an_answer_that_comes_after_anothers_is_ignored() {
    let mut world = World::new("{}");
    let slow = world.verifier.warm(world.time()).pop().expect("a fetch");
    world.now += 7 * SECOND;
    world.ask("one");
    world.run(SECOND, &[]);
    assert!(world.refused("one").is_empty());
    let nothing = world.verifier.handle_fetch(&slow, &Ok(key_set(&["two"], None)), world.time());
    assert!(nothing.is_none());
    world.ask("one");
    assert!(world.refused("one").is_empty());
}

#[test]
fn warming_up_fails_when_all_issuers_fail_and_not_before() {
    let issuer = |name: &str| {
        format!(
            r#"{{"issuer":"{name}","audience":"a","algorithms":["EdDSA"],"jwks_uri":"{name}/j"}}"#
        )
    };
    let two = format!("{},{}", issuer(ISSUER), issuer("https://other.example"));
    let policy = Policy::from_json(&format!(r#"{{"issuers":[{two}]}}"#)).expect("a policy");
    let verifier = Verifier::new(policy);
    let now = UnixTime::from_seconds(1_800_000_000);
    let fetches = verifier.warm(now);
    assert_eq!(fetches.len(), 2);
    assert!(verifier.warm(now).is_empty(), "both are underway");
    for fetch in &fetches {
        assert!(verifier.handle_fetch(fetch, &Err(FetchFailure::Connection), now).is_none());
    }
    assert_eq!(
        verifier.cold_start_rejection(now).map(|refused| refused.code()),
        Some(Code::KeysUnavailable)
    );
    let later = now.plus_seconds(1);
    for fetch in verifier.warm(later) {
        let outcome = match fetch.issuer() {
            ISSUER => Ok(key_set(&["one"], None)),
            _ => Err(FetchFailure::Connection),
        };
        assert!(verifier.handle_fetch(&fetch, &outcome, later).is_none());
    }
    assert_eq!(verifier.cold_start_rejection(later), None);
    let given = Policy::from_json(r#"{"api_keys": {}}"#).expect("a policy");
    assert_eq!(Verifier::new(given).cold_start_rejection(now), None);
}

#[test]
fn a_host_that_cannot_fetch_says_unavailable_never_unknown() {
    let world = World::new("{}");
    let header = "eyJhbGciOiJFZERTQSIsImtpZCI6Im9uZSJ9";
    let payload = base64::Engine::encode(
        &base64::engine::general_purpose::URL_SAFE_NO_PAD,
        format!(r#"{{"iss":"{ISSUER}"}}"#),
    );
    let token = format!("{header}.{payload}.{}", "A".repeat(86));
    let request = Request::credential(&token, world.time());
    let Step::Needs(_, pending) = world.verifier.begin(&request, &Requirement::authenticated())
    else {
        panic!("decided without keys")
    };
    let Step::Done(decision) = pending.resume(Answers::default(), world.time()) else {
        panic!("asked twice")
    };
    let rejection = decision.outcome.expect_err("no keys");
    assert_eq!(rejection.code(), Code::KeysUnavailable);
    assert!(rejection.retryable());
}

/// A set that publishes the private half too (RFC 8037 A.1) is not to be trusted any more.
fn private() -> FetchResponse {
    let key = r#"{"kty":"OKP","crv":"Ed25519","kid":"two","d":"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A",
        "x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#;
    json(&format!(r#"{{"keys":[{key}]}}"#), None)
}

#[test]
fn a_fetch_of_which_nothing_was_heard_makes_no_key_unknown() {
    let mut world = World::warm("{}");
    world.run(MINUTE, &[("one", 10)]);
    // Whoever has the fetch vanishes; another waits for it, and asks when the wait is over.
    world.lose_fetches = true;
    world.ask("random");
    world.run(2 * SECOND, &[]);
    world.server = Server::Publishes(vec!["one", "two"]);
    world.lose_fetches = false;
    world.ask("two");
    world.run(10 * SECOND, &[]);
    assert_eq!(codes(&world.of("two")), [None]);
}

#[test]
fn a_key_published_while_others_fetch_is_looked_for_by_a_fetch_of_its_own() {
    let mut world = World::warm("{}");
    world.run(MINUTE, &[("one", 10)]);
    // The refresh ahead is underway, answered with what was there before.
    world.latency = 500;
    world.run(8 * MINUTE - 62 * SECOND + 100, &[("one", 10)]);
    while world.fetches.is_empty() {
        world.run(STEP, &[("one", 100)]);
    }
    world.server = Server::Publishes(vec!["one", "two"]);
    world.ask("two");
    world.run(5 * SECOND, &[]);
    assert_eq!(codes(&world.of("two")), [None]);
    assert!(world.of("two")[0].decided_at - world.of("two")[0].asked_at <= 2 * world.latency);
}

#[test]
fn age_shortens_the_ttl_and_not_the_staleness() {
    for age in ["3590", "100000", "99999999999999999999"] {
        let mut world = World::new("{}");
        let answer = key_set(&["one"], Some("max-age=3600")).header("age", age);
        world.server = Server::Answers(answer);
        world.ask("one");
        world.run(SECOND, &[]);
        world.server = Server::Down;
        world.run(59 * MINUTE, &[("one", 1)]);
        assert!(world.refused("one").is_empty(), "{age}");
        assert!(world.fetches[1] - world.fetches[0] <= MINUTE, "{age}: refreshed late");
    }
}

#[test]
fn a_key_that_a_cache_does_not_know_is_asked_of_the_server() {
    let mut world = World::new("{}");
    world.server = Server::Answers(key_set(&["one"], None).header("age", "300"));
    world.ask("two");
    while world.fetches.is_empty() {
        world.run(STEP, &[]);
    }
    world.server = Server::Publishes(vec!["one", "two"]);
    world.run(SECOND, &[]);
    assert_eq!(codes(&world.of("two")), [None]);
    assert_eq!(world.fetches.len(), 2);
}

#[test]
fn what_a_host_brings_after_it_slept_is_not_taken_for_new() {
    let mut world = World::new("{}");
    let fetch = world.verifier.warm(world.time()).pop().expect("a fetch");
    let later = world.time().plus_seconds(10 * 3_600);
    assert!(world.verifier.handle_fetch(&fetch, &Ok(key_set(&["one"], None)), later).is_none());
    assert_eq!(world.verifier.key_status(later)[0].state, KeyState::Cold);
    world.now += 11 * HOUR;
    world.ask("one");
    world.run(SECOND, &[]);
    assert!(world.refused("one").is_empty());
}
