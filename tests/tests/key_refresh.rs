//! The refresh of fetched keys under a virtual clock: outages, rotations, floods, and a clock that jumps.

use doorward::{Code, FetchResponse, KeyState, UnixTime};
use doorward_tests::simulator::{
    Decided, ISSUER, MINUTE, SECOND, STEP, Server, World, json, key_set,
};

const HOUR: i64 = 60 * MINUTE;

fn codes(decided: &[&Decided]) -> Vec<Option<Code>> {
    let mut codes = Vec::new();
    for one in decided {
        if !codes.contains(&one.code) {
            codes.push(one.code);
        }
    }
    codes
}

#[test]
fn an_outage_of_thirty_minutes_refuses_no_good_token_and_makes_none_wait() {
    for outage in [Server::Down, Server::Hangs] {
        let mut world = World::warm("{}");
        world.run(25 * MINUTE, &[("one", 5)]);
        let before = std::mem::replace(&mut world.server, outage);
        let fetches = world.fetches.len();
        world.run(30 * MINUTE, &[("one", 5)]);
        let during = world.fetches.len() - fetches;
        world.server = before;
        world.run(5 * MINUTE, &[("one", 5)]);

        assert_eq!(world.of("one").len(), 60 * 60 * 5);
        assert!(world.refused("one").is_empty());
        assert!(world.decided.iter().all(|one| one.decided_at == one.asked_at));
        // Doubling from 1 s to 60 s, each drawn from its upper half: at least 30 s apart in the end.
        println!("{during} fetches in the outage");
        assert!((20..=66).contains(&during), "{during}");
        let status = &world.verifier.key_status(world.time())[0];
        assert_eq!((status.state, status.failures), (KeyState::Fresh, 0));
        assert_eq!(status.last_error, None);
    }
}

#[test]
fn fails_closed_at_the_stated_staleness_and_not_before() {
    for (refresh, stale) in [("{}", HOUR), (r#"{"stale_seconds": 900}"#, 15 * MINUTE)] {
        let mut world = World::warm(refresh);
        let status = &world.verifier.key_status(world.time())[0];
        assert_eq!(status.age_seconds, Some(0));
        // Warmed one second of steps ago, the answer coming a latency after it was sent.
        let loaded_at = world.now - SECOND + world.latency;
        world.server = Server::Down;
        world.run(stale - (world.now - loaded_at), &[("one", 10)]);
        assert!(world.refused("one").is_empty());
        assert_eq!(world.verifier.key_status(world.time())[0].state, KeyState::Expired);

        world.decided.clear();
        world.run(10 * MINUTE, &[("one", 10)]);
        assert_eq!(codes(&world.of("one")), [Some(Code::KeysUnavailable)]);

        let back_at = world.now;
        world.server = Server::Publishes(vec!["one"]);
        world.decided.clear();
        world.run(2 * MINUTE, &[("one", 10)]);
        let after = world.granted_after("one", back_at).expect("it recovers");
        println!("granted again {after} ms after the outage");
        assert!(after <= 60 * SECOND + world.latency + STEP, "{after}");
        let late: Vec<_> =
            world.refused("one").into_iter().filter(|one| one.asked_at > back_at + after).collect();
        assert!(late.is_empty(), "refused after the first good answer: {late:?}");
    }
}

#[test]
fn a_new_key_works_within_a_second_when_quiet() {
    // Signed with at once, and seen some time before it is published.
    for early in [0, 300, 900, 2_500] {
        let mut world = World::warm("{}");
        world.run(3 * MINUTE, &[("one", 10)]);
        world.run(early, &[("one", 10), ("two", 10)]);
        assert_eq!(world.granted_after("two", 0), None);
        let published_at = world.now;
        world.server = Server::Publishes(vec!["one", "two"]);
        world.run(10 * SECOND, &[("one", 10), ("two", 10)]);
        let after = world.granted_after("two", published_at).expect("it works");
        println!("asked for {early} ms early: granted {after} ms after publication");
        let most = if early > 1_000 { early } else { SECOND };
        assert!(after <= most + world.latency + STEP, "{after} ms, asked for {early} ms early");
        assert!(world.refused("one").is_empty());
        let refused_later =
            world.refused("two").iter().any(|one| one.asked_at > published_at + after);
        assert!(!refused_later);
    }
}

#[test]
fn no_token_of_a_new_key_is_refused_when_it_is_published_before_it_signs() {
    let mut world = World::warm("{}");
    world.run(3 * MINUTE, &[("one", 50)]);
    world.server = Server::Publishes(vec!["one", "two"]);
    world.run(5 * MINUTE, &[("one", 50), ("two", 50)]);
    assert!(world.refused("one").is_empty() && world.refused("two").is_empty());
}

#[test]
fn a_flood_of_random_key_ids_costs_twelve_fetches_a_minute() {
    let flood = [("one", 10), ("random", 1_000)];
    let mut world = World::warm("{}");
    world.run(2 * MINUTE, &flood);
    let burst = world.fetches.len();
    world.fetches.clear();
    for minute in 1..=3 {
        world.run(MINUTE, &flood);
        println!("minute {minute}: {} fetches", world.fetches.len());
        assert!(world.fetches.len() <= 12, "{} fetches in a minute", world.fetches.len());
        world.fetches.clear();
    }
    // What was saved up beforehand comes on top, once: 10, and 12 a minute.
    assert!(burst <= 10 + 2 * 12, "{burst}");
}

#[test]
fn under_a_flood_of_random_key_ids_a_new_key_works_within_five_seconds() {
    let flood = [("one", 10), ("random", 1_000)];
    // At every part of the interval between two fetches.
    let waits = (0..5).map(|part| {
        let mut world = World::warm("{}");
        world.run(30 * SECOND + part * SECOND, &flood);
        let published_at = world.now;
        world.server = Server::Publishes(vec!["one", "two"]);
        world.run(10 * SECOND, &[("one", 10), ("random", 1_000), ("two", 10)]);
        assert!(world.refused("one").is_empty());
        assert!(world.of("one").iter().all(|one| one.decided_at == one.asked_at));
        assert!(world.of("random").iter().all(|one| one.code.is_some()));
        let after = world.granted_after("two", published_at).expect("it works");
        assert!(after <= 5 * SECOND + world.latency + STEP, "{after}");
        let refused = world.refused("two");
        assert!(refused.iter().all(|one| one.asked_at <= published_at + after));
        after
    });
    println!("granted {:?} ms after publication", waits.collect::<Vec<_>>());
}

#[test]
fn while_nobody_could_look_for_it_a_key_is_unavailable_not_unknown() {
    let mut world = World::warm("{}");
    world.run(MINUTE, &[("random", 100)]);
    // The first of them were looked for; most were not.
    let codes = codes(&world.of("random"));
    assert!(
        codes.contains(&Some(Code::UnknownKey)) && codes.contains(&Some(Code::KeysUnavailable))
    );
    world.server = Server::Down;
    world.run(MINUTE, &[]);
    world.decided.clear();
    world.run(MINUTE, &[("two", 1)]);
    assert!(world.of("two").iter().all(|one| one.code == Some(Code::KeysUnavailable)));
}

#[test]
fn a_client_with_a_withdrawn_key_does_not_use_up_the_budget() {
    let mut world = World::warm("{}");
    world.run(2 * MINUTE, &[("withdrawn", 20)]);
    assert!(codes(&world.of("withdrawn")).iter().all(Option::is_some));
    world.fetches.clear();
    world.run(2 * MINUTE, &[("withdrawn", 20)]);
    println!("{} fetches in two minutes", world.fetches.len());
    assert!(world.fetches.len() <= 5);
    let published_at = world.now;
    world.server = Server::Publishes(vec!["one", "two"]);
    world.run(10 * SECOND, &[("withdrawn", 20), ("two", 10)]);
    let after = world.granted_after("two", published_at).expect("it works");
    assert!(after <= SECOND, "{after}");
}

#[test]
fn a_removed_key_is_refused_from_the_next_refresh_on() {
    let mut world = World::warm("{}");
    world.server = Server::Publishes(vec!["one", "two"]);
    world.run(MINUTE, &[("one", 10), ("two", 10)]);
    world.server = Server::Publishes(vec!["two"]);
    let (removed_at, fetches) = (world.now, world.fetches.len());
    world.run(20 * MINUTE, &[("one", 10), ("two", 10)]);
    let refreshed_at = world.fetches[fetches] + world.latency;
    assert!(refreshed_at - removed_at <= 10 * MINUTE);
    for one in world.of("one") {
        // The request that runs into the refresh itself may go either way.
        match one.decided_at {
            at if at <= refreshed_at - STEP => assert_eq!(one.code, None, "before: {one:?}"),
            at if at > refreshed_at + STEP => {
                assert_eq!(one.code, Some(Code::UnknownKey), "{one:?}")
            }
            _ => {}
        }
    }
    assert!(world.refused("two").is_empty());
}

#[test]
fn a_thousand_cold_requests_cause_one_fetch() {
    let mut world = World::new("{}");
    for _ in 0..1_000 {
        world.ask("one");
    }
    world.run(SECOND, &[]);
    assert_eq!(world.fetches.len(), 1);
    assert_eq!(world.of("one").len(), 1_000);
    assert!(world.refused("one").is_empty());
}

#[test]
fn a_cold_outage_is_unavailable_and_backs_off() {
    let mut world = World::new("{}");
    world.server = Server::Down;
    world.run(10 * MINUTE, &[("one", 100)]);
    assert_eq!(codes(&world.of("one")), [Some(Code::KeysUnavailable)]);
    println!("{} fetches in ten minutes", world.fetches.len());
    assert!((12..=28).contains(&world.fetches.len()), "{}", world.fetches.len());
    let gaps: Vec<_> = world.fetches.windows(2).map(|two| two[1] - two[0]).collect();
    assert!(gaps.iter().all(|gap| (500..=60 * SECOND + world.latency + 2 * STEP).contains(gap)));
}

#[test]
fn processes_do_not_come_back_all_at_once() {
    let retries = |seed| {
        let policy = r#"{"issuers": [{"issuer": "https://a.example", "audience": "api",
            "algorithms": ["ES256"], "jwks_uri": "https://a.example/jwks"}]}"#;
        let policy = doorward::Policy::from_json(policy).expect("a policy");
        let verifier = doorward::Verifier::with_jitter_seed(policy, seed);
        let mut now = UnixTime::from_seconds(1_800_000_000);
        for _ in 0..7 {
            let fetch = loop {
                match verifier.warm(now).pop() {
                    Some(fetch) => break fetch,
                    None => now = now.plus_milliseconds(10),
                }
            };
            assert!(verifier.fetched(&fetch, &Err(doorward::FetchFailure::Timeout), now).is_none());
        }
        verifier.key_status(now)[0].next_refresh_seconds
    };
    let waits: std::collections::BTreeSet<_> = (0..50).map(retries).collect();
    assert!(waits.len() >= 10, "{waits:?}");
}

/// Each of them must leave the good keys alone; most of BAD_INPUTS row 39.
#[test]
fn what_is_no_usable_set_never_wipes_good_keys() {
    let with = |change: fn(&mut FetchResponse)| {
        let mut response = key_set(&["two"], None);
        change(&mut response);
        response
    };
    let many: Vec<_> = (0..10_000).map(|_| r#"{"kty":"OKP"}"#).collect();
    for (about, word, response) in [
        ("500", "status", with(|response| response.status = 500)),
        ("404", "status", with(|response| response.status = 404)),
        ("204", "status", with(|response| response.status = 204)),
        (
            "HTML",
            "content_type",
            with(|response| response.content_type = Some("text/html".to_owned())),
        ),
        ("no type", "content_type", with(|response| response.content_type = None)),
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
            with(|response| {
                response.status = 302;
                response.location = Some("https://evil.example.com/jwks".to_owned());
            }),
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
fn a_quiet_service_renews_its_keys_before_it_trusts_them_again() {
    // Beyond the TTL, within the staleness: the key was withdrawn meanwhile, the server is well.
    let mut world = World::warm("{}");
    world.server = Server::Publishes(vec!["two"]);
    world.run(30 * MINUTE, &[]);
    world.ask("one");
    world.run(SECOND, &[]);
    assert_eq!(codes(&world.of("one")), [Some(Code::UnknownKey)]);
    // And when the server is not well, the keys in hand serve.
    let mut world = World::warm("{}");
    world.server = Server::Hangs;
    world.run(30 * MINUTE, &[]);
    world.ask("one");
    world.run(10 * SECOND, &[]);
    assert!(world.refused("one").is_empty());
    assert_eq!(world.of("one").len(), 1);
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
    let nothing = world.verifier.fetched(&slow, &Ok(key_set(&["two"], None)), world.time());
    assert!(nothing.is_none());
    world.ask("one");
    assert!(world.refused("one").is_empty());
}

#[test]
fn warming_up_fails_when_all_issuers_fail_and_not_before() {
    use doorward::{FetchFailure, Policy, Verifier};
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
        assert!(verifier.fetched(fetch, &Err(FetchFailure::Connection), now).is_none());
    }
    assert_eq!(verifier.unwarmed(now).map(|refused| refused.code()), Some(Code::KeysUnavailable));
    let later = now.plus_seconds(1);
    for fetch in verifier.warm(later) {
        let outcome = match fetch.issuer() {
            ISSUER => Ok(key_set(&["one"], None)),
            _ => Err(FetchFailure::Connection),
        };
        assert!(verifier.fetched(&fetch, &outcome, later).is_none());
    }
    assert_eq!(verifier.unwarmed(later), None);
    let given = Policy::from_json(r#"{"api_keys": {}}"#).expect("a policy");
    assert_eq!(Verifier::new(given).unwarmed(now), None);
}

/// BAD_INPUTS row 40.
#[test]
fn a_clock_that_jumps_neither_extends_the_staleness_nor_stops_the_refresh() {
    let mut world = World::warm("{}");
    world.run(5 * MINUTE, &[("one", 10)]);
    world.now -= HOUR;
    world.run(30 * MINUTE, &[("one", 10)]);
    assert!(world.refused("one").is_empty());
    assert!(world.fetches.len() >= 3, "no refresh after the step: {:?}", world.fetches);

    // An outage that begins at the step ends the keys' use within the staleness all the same.
    world.now -= HOUR;
    world.server = Server::Down;
    world.run(HOUR + MINUTE, &[("one", 1)]);
    assert_eq!(world.of("one").last().and_then(|one| one.code), Some(Code::KeysUnavailable));

    for far in [i64::MAX, i64::MIN, 9_007_199_254_740_991, -1] {
        let mut world = World::warm("{}");
        let there = UnixTime::from_seconds(far);
        world.ask_at("one", there);
        let _ = world.verifier.key_status(there);
        for fetch in world.verifier.warm(there) {
            assert!(
                world
                    .verifier
                    .fetched(&fetch, &Err(doorward::FetchFailure::Other), there)
                    .is_none()
            );
        }
        world.run(2 * MINUTE, &[("one", 10)]);
        let last = world.of("one").last().map(|one| one.code);
        assert_eq!(last, Some(None), "{far}: still refused two minutes after the clock came back");
    }
}

#[test]
fn a_host_that_cannot_fetch_says_unavailable_never_unknown() {
    use doorward::{Answer, Request, Requirement, Step};
    let world = World::new("{}");
    let header = "eyJhbGciOiJFZERTQSIsImtpZCI6Im9uZSJ9";
    let payload = base64::Engine::encode(
        &base64::engine::general_purpose::URL_SAFE_NO_PAD,
        format!(r#"{{"iss":"{ISSUER}"}}"#),
    );
    let token = format!("{header}.{payload}.{}", "A".repeat(86));
    for answer in [Answer::KeySet, Answer::Unavailable] {
        let request = Request::credential(&token, world.time());
        let Step::Need(_, pending) = world.verifier.begin(&request, &Requirement::authenticated())
        else {
            panic!("decided without keys")
        };
        let Step::Done(decision) = pending.resume(answer, world.time()) else {
            panic!("asked twice")
        };
        let rejection = decision.outcome.expect_err("no keys");
        assert_eq!(rejection.code(), Code::KeysUnavailable);
        assert!(rejection.retryable());
    }
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
        let mut answer = key_set(&["one"], Some("max-age=3600"));
        answer.age = Some(age.to_owned());
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
    let mut cached = key_set(&["one"], None);
    cached.age = Some("300".to_owned());
    world.server = Server::Answers(cached);
    world.ask("two");
    world.run(SECOND, &[]);
    assert_eq!(codes(&world.of("two")), [Some(Code::KeysUnavailable)]);
    world.server = Server::Publishes(vec!["one", "two"]);
    world.decided.clear();
    world.ask("two");
    world.run(SECOND, &[]);
    assert_eq!(codes(&world.of("two")), [None]);
}

#[test]
fn an_old_failure_is_no_reason_to_trust_a_set_beyond_its_ttl() {
    let mut world = World::warm("{}");
    world.server = Server::Down;
    world.run(9 * MINUTE, &[("one", 1)]);
    world.server = Server::Publishes(vec!["two"]);
    world.run(45 * MINUTE, &[]);
    world.decided.clear();
    for _ in 0..50 {
        world.ask("one");
    }
    world.run(SECOND, &[]);
    assert!(world.of("one").iter().all(|one| one.code.is_some()), "a withdrawn key was used");
}

#[test]
fn one_call_with_a_time_of_its_own_takes_nobodys_keys_away() {
    let mut world = World::warm("{}");
    world.run(MINUTE, &[("one", 10)]);
    world.server = Server::Down;
    let past = world.time().plus_seconds(-2 * 3_600);
    world.ask_at("one", past);
    world.run(30 * MINUTE, &[("one", 10)]);
    assert!(world.refused("one").is_empty());
}

#[test]
fn what_a_host_brings_after_it_slept_is_not_taken_for_new() {
    let mut world = World::new("{}");
    let fetch = world.verifier.warm(world.time()).pop().expect("a fetch");
    let later = world.time().plus_seconds(10 * 3_600);
    assert!(world.verifier.fetched(&fetch, &Ok(key_set(&["one"], None)), later).is_none());
    assert_eq!(world.verifier.key_status(later)[0].state, KeyState::Cold);
    world.now += 11 * HOUR;
    world.ask("one");
    world.run(SECOND, &[]);
    assert!(world.refused("one").is_empty());
}

#[test]
fn a_known_key_id_under_another_algorithm_uses_up_no_budget() {
    let policy = format!(
        r#"{{"issuers": [{{"issuer": "{ISSUER}", "audience": "api", "algorithms": ["EdDSA", "ES256"],
        "jwks_uri": "https://auth.example.com/jwks"}}]}}"#
    );
    let mut world = World::of_policy(&policy);
    world.run(5 * MINUTE, &[("one", 1), ("one under ES256", 10)]);
    assert!(world.refused("one").is_empty());
    println!("{} fetches in five minutes", world.fetches.len());
    assert!(world.fetches.len() <= 18, "{}", world.fetches.len());
}
