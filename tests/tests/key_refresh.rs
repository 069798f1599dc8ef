//! The refresh of fetched keys under a virtual clock: outages, rotations, floods, and a clock that jumps.

use doorward::UnixTime;
use doorward::error::Code;
use doorward::keys::KeyState;
use doorward_tests::simulator::{ISSUER, MINUTE, SECOND, STEP, Server, World, codes};

const HOUR: i64 = 60 * MINUTE;

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
            assert!(
                verifier
                    .handle_fetch(&fetch, &Err(doorward::fetch::FetchFailure::Timeout), now)
                    .is_none()
            );
        }
        verifier.key_status(now)[0].next_refresh_seconds
    };
    let waits: std::collections::BTreeSet<_> = (0..50).map(retries).collect();
    assert!(waits.len() >= 10, "{waits:?}");
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
                    .handle_fetch(&fetch, &Err(doorward::fetch::FetchFailure::Other), there)
                    .is_none()
            );
        }
        world.run(2 * MINUTE, &[("one", 10)]);
        let last = world.of("one").last().map(|one| one.code);
        assert_eq!(last, Some(None), "{far}: still refused two minutes after the clock came back");
    }
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
