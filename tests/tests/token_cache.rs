//! Tokens that were verified before: what is believed again, and what is asked each time. BAD_INPUTS row 31.

use doorward::crypto::Algorithm;
use doorward::error::Code;
use doorward::issue::SigningKey;
use doorward::{Decision, Policy, Principal, Request, Requirement, Step, UnixTime, Verifier};
use doorward_tests::simulator::{MINUTE, SECOND, Server, World};

const NOW: i64 = 1_800_000_000;
const SECRET: &[u8; 32] = b"0123456789abcdef0123456789abcdef";

fn verifier(more: &str) -> Verifier {
    let policy = format!(
        r#"{{"issuers": [{{"issuer": "https://a/", "audience": "api", "algorithms": ["HS256"],
        "max_age_seconds": 600,
        "keys": {{"secret": "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY", "alg": "HS256"}}}}]{more}}}"#
    );
    Verifier::new(Policy::from_json(&policy).expect("a policy"))
}

fn token(claims: &str) -> String {
    let key = SigningKey::secret(SECRET.to_vec(), Algorithm::Hs256).expect("a key");
    key.jwt("at+jwt", claims).expect("a token")
}

/// Good from NOW for five minutes.
fn usual(id: &str) -> String {
    let (from, to) = (NOW, NOW + 300);
    token(&format!(
        r#"{{"iss":"https://a/","aud":"api","scope":"read","jti":"{id}","iat":{from},"nbf":{from},"exp":{to}}}"#
    ))
}

fn decided(verifier: &Verifier, token: &str, scope: &str, now: i64) -> Result<Principal, Code> {
    let request = Request::credential(token, UnixTime::from_seconds(now));
    let requirement = Requirement::scope(scope).expect("a scope");
    let Step::Done(Decision { outcome, .. }) = verifier.begin(&request, &requirement) else {
        panic!("it asks for something")
    };
    outcome.map_err(|rejection| rejection.code())
}

/// A verifier that keeps this token.
fn knowing(token: &str) -> Verifier {
    let verifier = verifier("");
    for _ in 0..2 {
        assert!(decided(&verifier, token, "read", NOW).is_ok());
    }
    assert_eq!(kept(&verifier), 1);
    verifier
}

/// Whether two decisions share one parsed token.
fn same(one: &Principal, other: &Principal) -> bool {
    std::ptr::eq(one.claims_json(), other.claims_json())
}

fn kept(verifier: &Verifier) -> usize {
    let shown = format!("{verifier:?}");
    let (_, rest) = shown.split_once("TokenCache { cached: ").expect("it tells how many");
    rest.split(',').next().and_then(|number| number.parse().ok()).expect("a number")
}

#[test]
fn believes_the_same_token_again() {
    let verifier = verifier("");
    // Once is not enough: many a token never comes again.
    assert!(decided(&verifier, &usual("a"), "read", NOW).is_ok());
    assert_eq!(kept(&verifier), 0);
    let one = decided(&verifier, &usual("a"), "read", NOW).expect("granted");
    let two = decided(&verifier, &usual("a"), "read", NOW + 60).expect("granted");
    assert!(same(&one, &two));
    assert_eq!(kept(&verifier), 1);
}

#[test]
fn keeps_nothing_where_the_policy_says_so() {
    let verifier = verifier(r#", "token_cache": {"tokens": 0}"#);
    assert!(decided(&verifier, &usual("a"), "read", NOW).is_ok());
    let one = decided(&verifier, &usual("a"), "read", NOW).expect("granted");
    let two = decided(&verifier, &usual("a"), "read", NOW).expect("granted");
    assert!(!same(&one, &two));
    assert_eq!(kept(&verifier), 0);
}

#[test]
fn asks_the_time_again() {
    for (now, code) in [
        (NOW + 304, None),
        (NOW + 305, Some(Code::Expired)),
        (NOW - 5, None),
        (NOW - 6, Some(Code::NotYetValid)),
        (i64::MAX, Some(Code::Expired)),
        (i64::MIN, Some(Code::NotYetValid)),
    ] {
        let verifier = knowing(&usual("a"));
        assert_eq!(decided(&verifier, &usual("a"), "read", now).err(), code, "{now}");
        // As an outcome, not for ever.
        assert!(decided(&verifier, &usual("a"), "read", NOW).is_ok());
    }
}

#[test]
fn asks_the_age_again() {
    let long = format!(
        r#"{{"iss":"https://a/","aud":"api","scope":"read","iat":{NOW},"exp":{}}}"#,
        NOW + 3_600
    );
    let long = token(&long);
    let verifier = knowing(&long);
    assert!(decided(&verifier, &long, "read", NOW + 605).is_ok());
    assert_eq!(decided(&verifier, &long, "read", NOW + 606).err(), Some(Code::TooOld));
    assert_eq!(decided(&verifier, &long, "read", NOW - 6).err(), Some(Code::IssuedInFuture));
}

#[test]
fn asks_the_scopes_again() {
    let verifier = knowing(&usual("a"));
    assert_eq!(decided(&verifier, &usual("a"), "write", NOW).err(), Some(Code::InsufficientScope));
    assert!(decided(&verifier, &usual("a"), "read", NOW).is_ok());
}

#[test]
fn keeps_no_refusal_and_no_bound_token() {
    let verifier = verifier("");
    let bound = token(&format!(
        r#"{{"iss":"https://a/","aud":"api","scope":"read","iat":{NOW},"exp":{},"cnf":{{"jkt":"x"}}}}"#,
        NOW + 300
    ));
    let forged = format!("{}A", &usual("a")[..usual("a").len() - 1]);
    for _ in 0..3 {
        assert_eq!(decided(&verifier, &bound, "read", NOW).err(), Some(Code::BindingRequired));
        assert!(decided(&verifier, &forged, "read", NOW).is_err());
        assert_eq!(
            decided(&verifier, &usual("a"), "read", NOW - 60).err(),
            Some(Code::NotYetValid)
        );
    }
    assert_eq!(kept(&verifier), 0);
    // What was refused a moment ago is looked at anew.
    assert!(decided(&verifier, &usual("a"), "read", NOW).is_ok());
}

#[test]
fn tells_tokens_apart_by_every_character() {
    let good = usual("a");
    let verifier = knowing(&good);
    for at in 0..good.len() {
        let mut other = good.clone();
        let to = if other.as_bytes()[at] == b'A' { "B" } else { "A" };
        other.replace_range(at..=at, to);
        assert!(decided(&verifier, &other, "read", NOW).is_err(), "character {at}");
    }
    for other in [format!("{good} "), format!(" {good}"), good[..good.len() - 1].to_owned()] {
        assert!(decided(&verifier, &other, "read", NOW).is_err());
    }
}

#[test]
fn stays_within_its_bounds_whatever_comes() {
    let verifier = verifier(r#", "token_cache": {"tokens": 100, "bytes": 1000000}"#);
    for id in 0..5_000 {
        for _ in 0..2 {
            assert!(decided(&verifier, &usual(&id.to_string()), "read", NOW).is_ok());
        }
        assert!(kept(&verifier) <= 100);
    }
    assert!(kept(&verifier) >= 50, "{}", kept(&verifier));
}

#[test]
fn counts_long_tokens_by_their_bytes() {
    let verifier = verifier(r#", "token_cache": {"tokens": 100, "bytes": 1000000}"#);
    let filler = "x".repeat(8_000);
    for id in 0..500 {
        for _ in 0..2 {
            assert!(decided(&verifier, &usual(&format!("{id}{filler}")), "read", NOW).is_ok());
        }
        // The token's text and the claims' text, which base64 makes longer by a third.
        let bytes = kept(&verifier) * (filler.len() + filler.len() * 4 / 3);
        assert!(bytes <= 1_000_000, "{bytes}");
    }
    assert!(kept(&verifier) >= 20, "{}", kept(&verifier));
}

#[test]
fn forgets_with_the_key_that_verified_it() {
    // Of a key set that is fetched: the key leaves it, and the token is refused with that refresh.
    let mut world = World::warm("{}");
    world.run(MINUTE, &[("one", 10)]);
    world.server = Server::Publishes(vec!["two"]);
    world.run(10 * MINUTE, &[("one", 10)]);
    let last = world.of("one").last().and_then(|one| one.code);
    assert_eq!(last, Some(Code::UnknownKey));
    // Another key takes its name: what the first one signed is not believed any more.
    let mut world = World::warm("{}");
    world.run(MINUTE, &[("one", 10)]);
    let mut renamed = doorward_tests::simulator::key_set(&["two"], None);
    let text = String::from_utf8(renamed.body).expect("text").replace("\"two\"", "\"one\"");
    renamed.body = text.into_bytes();
    world.server = Server::Answers(renamed);
    world.run(10 * MINUTE, &[("one", 10)]);
    let last = world.of("one").last().and_then(|one| one.code);
    assert_eq!(last, Some(Code::InvalidSignature));
    // The same key again: believed again, without a fetch of its own.
    world.server = Server::Publishes(vec!["one"]);
    world.run(10 * MINUTE + SECOND, &[("one", 10)]);
    assert_eq!(world.of("one").last().and_then(|one| one.code), None);
}

#[test]
fn fails_closed_with_the_keys() {
    let mut world = World::warm("{}");
    world.server = Server::Down;
    world.run(61 * MINUTE, &[("one", 5)]);
    assert_eq!(world.of("one").last().and_then(|one| one.code), Some(Code::KeysUnavailable));
}
