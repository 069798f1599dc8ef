//! Finding the key set by metadata, and finding it again when it moves.

use std::collections::BTreeMap;

use doorward::fetch::{FetchFailure, FetchResponse};
use doorward::keys::KeyState;
use doorward::{Policy, UnixTime, Verifier};

const NOW: UnixTime = UnixTime::from_seconds(1_800_000_000);
const ISSUER: &str = "https://auth.example.com/tenant";
const OPENID: &str = "https://auth.example.com/tenant/.well-known/openid-configuration";
const OAUTH: &str = "https://auth.example.com/.well-known/oauth-authorization-server/tenant";
const KEYS: &str = r#"{"keys":[{"kty":"OKP","crv":"Ed25519","kid":"k",
    "x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}]}"#;

fn verifier() -> Verifier {
    let policy = format!(
        r#"{{"issuers": [{{"issuer": "{ISSUER}", "audience": "api", "algorithms": ["EdDSA"]}}]}}"#
    );
    Verifier::new(Policy::from_json(&policy).expect("a policy"))
}

fn metadata(jwks_uri: &str) -> String {
    format!(r#"{{"issuer":"{ISSUER}","jwks_uri":"{jwks_uri}"}}"#)
}

/// What each URL answers with status 200; another one answers 404, `!` as value breaks the connection.
type Web = BTreeMap<&'static str, String>;

/// One whole fetch; the URLs that were asked.
fn fetched(verifier: &Verifier, web: &Web, now: UnixTime) -> Vec<String> {
    let mut asked = Vec::new();
    let mut next = verifier.warm(now).pop();
    while let Some(fetch) = next {
        asked.push(fetch.request().url().to_owned());
        let outcome = match web.get(fetch.request().url()).map(String::as_str) {
            Some("!") => Err(FetchFailure::Connection),
            found => Ok(FetchResponse::new(if found.is_some() { 200 } else { 404 })
                .header("content-type", "application/json")
                .body(found.unwrap_or_default().as_bytes().to_vec())),
        };
        next = verifier.handle_fetch(&fetch, &outcome, now);
    }
    asked
}

fn state(verifier: &Verifier, now: UnixTime) -> (KeyState, String) {
    let status = verifier.key_status(now).pop().expect("an issuer");
    (status.state, status.last_error.unwrap_or_default())
}

#[test]
fn asks_openid_connect_first_and_rfc_8414_second() {
    const JWKS: &str = "https://keys.example.com/jwks";
    let mut web = Web::from([(OPENID, metadata(JWKS)), (JWKS, KEYS.to_owned())]);
    let one = verifier();
    assert_eq!(fetched(&one, &web, NOW), [OPENID, JWKS]);
    assert_eq!(state(&one, NOW).0, KeyState::Fresh);
    let document = web.remove(OPENID).expect("the document");
    web.insert(OAUTH, document);
    let two = verifier();
    assert_eq!(fetched(&two, &web, NOW), [OPENID, OAUTH, JWKS]);
    assert_eq!(state(&two, NOW).0, KeyState::Fresh);
}

#[test]
fn does_not_ask_twice_when_the_server_is_down() {
    let one = verifier();
    assert_eq!(fetched(&one, &Web::from([(OPENID, "!".to_owned())]), NOW), [OPENID]);
    assert!(state(&one, NOW).1.starts_with("connection: "));
}

#[test]
fn finds_a_set_that_moved_and_goes_on_without_metadata_when_that_is_gone() {
    const OLD: &str = "https://keys.example.com/old";
    const NEW: &str = "https://other.example.com/new";
    for gone in [None, Some("!"), Some("<html>")] {
        let mut web = Web::from([(OPENID, metadata(OLD)), (OLD, KEYS.to_owned())]);
        let one = verifier();
        assert_eq!(fetched(&one, &web, NOW), [OPENID, OLD]);
        // Two hours later nothing in hand is usable, and the set is elsewhere.
        let later = NOW.plus_seconds(7_200);
        web.insert(OPENID, metadata(NEW));
        web.insert(NEW, KEYS.to_owned());
        match gone {
            None => web.remove(OLD),
            Some(answer) => web.insert(OLD, answer.to_owned()),
        };
        assert_eq!(fetched(&one, &web, later), [OPENID, NEW]);
        assert_eq!(state(&one, later).0, KeyState::Fresh);

        // The other way round: the metadata is gone, and the set is where it was.
        let later = later.plus_seconds(48 * 3_600);
        web.insert(OPENID, "!".to_owned());
        assert_eq!(fetched(&one, &web, later), [OPENID, NEW]);
        assert_eq!(state(&one, later).0, KeyState::Fresh);
    }
}

#[test]
fn finds_a_set_that_moved_while_the_old_one_still_stands() {
    const OLD: &str = "https://keys.example.com/old";
    const NEW: &str = "https://other.example.com/new";
    let mut web = Web::from([(OPENID, metadata(OLD)), (OLD, KEYS.to_owned())]);
    let one = verifier();
    assert_eq!(fetched(&one, &web, NOW), [OPENID, OLD]);
    web.insert(OPENID, metadata(NEW));
    web.insert(NEW, KEYS.to_owned());
    // Later than the TTL, whatever the set in hand is worth.
    assert_eq!(fetched(&one, &web, NOW.plus_seconds(3_601)), [OPENID, NEW]);
}

#[test]
fn takes_no_metadata_of_another_issuer_and_no_key_set_on_this_machine() {
    for (document, word) in [
        (metadata("http://127.0.0.1/jwks"), "insecure_url"),
        (metadata("https://127.0.0.1/jwks"), "insecure_url"),
        (metadata("http://keys.example.com/jwks"), "insecure_url"),
        (metadata("/jwks"), "insecure_url"),
        (metadata("https://k.example/j").replace("/tenant", "/tenant/"), "issuer_mismatch"),
        (metadata("https://k.example/j").replace("/tenant", "/Tenant"), "issuer_mismatch"),
    ] {
        let one = verifier();
        assert_eq!(fetched(&one, &Web::from([(OPENID, document.clone())]), NOW), [OPENID]);
        let (state, error) = state(&one, NOW);
        assert_eq!(state, KeyState::Cold);
        assert!(error.starts_with(&format!("{word}: ")), "{document}: {error}");
    }
}
