//! A verifier that is renewed with another policy: what stays, and what must not. BAD_INPUTS rows 65 to 67.

use doorward::crypto::Algorithm;
use doorward::error::Code;
use doorward::fetch::FetchResponse;
use doorward::issue::SigningKey;
use doorward::keys::{KeyFetch, KeyState};
use doorward::{
    Answers, Policy, Principal, Request, Requirement, Signatures, Step, UnixTime, Verifier,
};

const NOW: UnixTime = UnixTime::from_seconds(1_800_000_000);
/// The key of RFC 7515 A.3.
const EC: &str = r#"{"kty":"EC","crv":"P-256","kid":"one",
    "x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
    "y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}"#;
const EC_PRIVATE: &str = "-----BEGIN PRIVATE KEY-----\n\
    MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgjpsQnnGQmL+YBIff\n\
    H1136cspYG6+0iY7X1fCE9+E9LKhRANCAAR/zc4ncPbEXUGDy+5v20t7WAczNXvp\n\
    7xO6z248e9FURcfxRM0bvZt+hyzf7bnuufSzaV1uqQskrYpGIyiFiOWt\n\
    -----END PRIVATE KEY-----\n";
const SECRETS: [&str; 2] =
    ["MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY", "ZmVkY2JhOTg3NjU0MzIxMGZlZGNiYTk4NzY1NDMyMTA"];
const BYTES: [&[u8; 32]; 2] =
    [b"0123456789abcdef0123456789abcdef", b"fedcba9876543210fedcba9876543210"];

fn policy(issuers: &str, more: &str) -> Policy {
    Policy::from_json(&format!(r#"{{"issuers": [{issuers}]{more}}}"#)).expect("a policy")
}

/// An issuer with a secret.
fn given(name: &str, secret: usize, more: &str) -> String {
    let secret = SECRETS[secret];
    format!(
        r#"{{"issuer": "https://{name}/", "audience": "api", "algorithms": ["HS256"],
            "keys": {{"secret": "{secret}", "alg": "HS256"}}{more}}}"#
    )
}

/// An issuer whose keys are fetched.
fn fetched(name: &str, more: &str) -> String {
    format!(
        r#"{{"issuer": "https://{name}/", "audience": "api", "algorithms": ["ES256"],
            "jwks_uri": "https://{name}/jwks"{more}}}"#
    )
}

fn claims(name: &str) -> String {
    format!(r#"{{"iss":"https://{name}/","aud":"api","exp":1800000060,"scope":"admin"}}"#)
}

fn hmac(name: &str, secret: usize) -> String {
    let key = SigningKey::secret(BYTES[secret].to_vec(), Algorithm::Hs256).expect("a key");
    key.jwt("at+jwt", &claims(name)).expect("a token")
}

fn ec(name: &str) -> String {
    let key = SigningKey::pem(EC_PRIVATE, Algorithm::Es256).expect("a key").with_key_id("one");
    key.jwt("at+jwt", &claims(name)).expect("a token")
}

fn begin(verifier: &Verifier, token: &str, scope: &str) -> Step {
    let requirement = Requirement::scope(scope).expect("a scope");
    verifier.begin(&Request::credential(token, NOW), &requirement)
}

fn outcome(step: Step) -> Result<Principal, Code> {
    match step {
        Step::Done(decision) => decision.outcome.map_err(|rejection| rejection.code()),
        Step::Needs(needs, _) => panic!("needs {needs:?}"),
    }
}

fn decided(verifier: &Verifier, token: &str) -> Result<Principal, Code> {
    outcome(begin(verifier, token, "admin"))
}

fn code(verifier: &Verifier, token: &str) -> Option<Code> {
    decided(verifier, token).err()
}

/// A verifier that keeps this token.
fn knowing(policy: Policy, token: &str) -> Verifier {
    let verifier = Verifier::new(policy);
    for _ in 0..2 {
        assert_eq!(code(&verifier, token), None);
    }
    assert!(is_cached(&verifier, token));
    verifier
}

/// Whether the token comes from the cache: it has the same number each time.
fn is_cached(verifier: &Verifier, token: &str) -> bool {
    number(verifier, token).is_some()
}

fn number(verifier: &Verifier, token: &str) -> Option<u64> {
    decided(verifier, token).expect("granted").cache_number().map(Into::into)
}

fn answer(verifier: &Verifier, fetch: &KeyFetch) {
    let body = format!(r#"{{"keys":[{EC}]}}"#).into_bytes();
    let response = FetchResponse::new(200).header("content-type", "application/json").body(body);
    assert!(verifier.handle_fetch(fetch, &Ok(response), NOW).is_none());
}

fn warm(verifier: &Verifier) {
    for fetch in verifier.warm(NOW) {
        answer(verifier, &fetch);
    }
}

fn states(verifier: &Verifier) -> Vec<KeyState> {
    verifier.key_status(NOW).iter().map(|status| status.state).collect()
}

#[test]
fn a_token_that_is_cached_gets_the_answer_of_the_new_policy() {
    let token = hmac("a", 0);
    let audience = |name: &str| given("a", 0, "").replace(r#""api""#, &format!("{name:?}"));
    let algorithms = given("a", 0, "").replace(r#"["HS256"]"#, r#"["HS512"]"#);
    let algorithms = algorithms.replace(r#""alg": "HS256""#, r#""alg": "HS512""#).replace(
        SECRETS[0],
        "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWYwMTIzNDU2Nzg5YWJjZGVmMDEyMzQ1Njc4OWFiY2RlZg",
    );
    let changes = [
        (audience("other"), Code::WrongAudience),
        (algorithms, Code::AlgorithmNotAllowed),
        (given("a", 0, r#", "required_claims": ["jti"]"#), Code::MissingClaim),
        (given("a", 0, r#", "max_age_seconds": 60"#), Code::MissingClaim),
        (given("a", 0, r#", "scope_claims": ["scp"]"#), Code::InsufficientScope),
        (given("a", 1, ""), Code::InvalidSignature),
        (given("b", 0, ""), Code::UnknownIssuer),
    ];
    for (changed, expected) in changes {
        let verifier = knowing(policy(&given("a", 0, ""), ""), &token);
        let renewed = verifier.renewed(&policy(&changed, ""));
        assert_eq!(code(&renewed, &token), Some(expected), "{changed}");
        assert_eq!(code(&verifier, &token), None, "the old one decides by its own policy");
    }
}

#[test]
fn scope_rules_that_change_empty_the_cache() {
    let token = hmac("a", 0);
    let implies = r#", "scopes": {"implies": {"admin": ["read"]}}"#;
    let verifier = knowing(policy(&given("a", 0, ""), implies), &token);
    assert_eq!(outcome(begin(&verifier, &token, "read")).err(), None);
    for other in ["", r#", "scopes": {"implies": {"admin": ["write"]}}"#] {
        let renewed = verifier.renewed(&policy(&given("a", 0, ""), other));
        let read = outcome(begin(&renewed, &token, "read")).err();
        assert_eq!(read, Some(Code::InsufficientScope), "{other}");
    }
    let renewed = verifier.renewed(&policy(&given("a", 0, ""), r#", "api_keys": {}"#));
    assert!(!is_cached(&renewed, &token), "kept after two more");
}

#[test]
fn tenants_come_and_go_and_tokens_of_the_others_stay_cached() {
    let token = hmac("a", 0);
    let verifier = knowing(policy(&given("a", 0, ""), ""), &token);
    let first = number(&verifier, &token);
    // Before it, so that every index changes.
    let both = format!("{}, {}", given("b", 1, ""), given("a", 0, ""));
    let both = verifier.renewed(&policy(&both, ""));
    assert_eq!(number(&both, &token), first);
    for _ in 0..2 {
        assert_eq!(code(&both, &hmac("b", 1)), None);
    }
    let without = both.renewed(&policy(&given("b", 1, ""), ""));
    assert_eq!(code(&without, &token), Some(Code::UnknownIssuer));
    assert!(is_cached(&without, &hmac("b", 1)));
    // It comes back: it is another entry of the policy, and its tokens are verified anew.
    let again = without.renewed(&policy(&given("a", 0, ""), ""));
    assert_eq!(number(&again, &token), None);
}

#[test]
fn keys_that_two_issuers_exchange_verify_nothing_of_before() {
    let both = |first, second| format!("{}, {}", given("a", first, ""), given("b", second, ""));
    let (of_a, of_b) = (hmac("a", 0), hmac("b", 1));
    let verifier = knowing(policy(&both(0, 1), ""), &of_a);
    let renewed = verifier.renewed(&policy(&both(1, 0), ""));
    for token in [of_a, of_b] {
        assert_eq!(code(&renewed, &token), Some(Code::InvalidSignature));
    }
    assert_eq!(code(&renewed, &hmac("a", 1)), None);
}

#[test]
fn a_key_has_a_number_of_its_own_in_every_policy() {
    let mut numbers = Vec::new();
    let mut verifier = Verifier::new(policy(&fetched("a", ""), ""));
    for audience in ["api", "other", "api"] {
        let issuer = fetched("a", "").replace("api", audience);
        verifier = verifier.renewed(&policy(&issuer, ""));
        warm(&verifier);
        let token = ec("a");
        let request = Request::credential(&token, NOW).signatures(Signatures::Host);
        let step = verifier.begin(&request, &Requirement::authenticated());
        let Step::Needs(needs, _) = step else { panic!("the host checks the signature") };
        numbers.push(needs.signatures.expect("a signature request").key);
    }
    numbers.dedup();
    assert_eq!(numbers.len(), 3, "{numbers:?}");
}

#[test]
fn fetched_keys_stay_with_the_issuer() {
    let verifier = Verifier::new(policy(&fetched("a", ""), ""));
    warm(&verifier);
    assert_eq!(code(&verifier, &ec("a")), None);
    let both = verifier.renewed(&policy(&[fetched("b", ""), fetched("a", "")].join(","), ""));
    assert_eq!(states(&both), [KeyState::Cold, KeyState::Fresh]);
    assert_eq!(code(&both, &ec("a")), None);
    assert_eq!(both.key_status(NOW)[1].fetches, 1);
    // An issuer whose definition changed fetches anew, though its URL is the same.
    let changed = verifier.renewed(&policy(&fetched("a", r#", "leeway_seconds": 1"#), ""));
    assert_eq!(states(&changed), [KeyState::Cold]);
}

#[test]
fn settings_of_the_refresh_change_without_a_fetch() {
    let verifier = Verifier::new(policy(&fetched("a", ""), ""));
    warm(&verifier);
    let later = NOW.plus_seconds(2 * 3_600);
    let state = |verifier: &Verifier| verifier.key_status(later)[0].state;
    assert_eq!(state(&verifier), KeyState::Expired);
    let longer = r#", "key_refresh": {"stale_seconds": 14400}"#;
    let renewed = verifier.renewed(&policy(&fetched("a", ""), longer));
    assert_eq!(state(&renewed), KeyState::Stale);
    assert_eq!(state(&verifier), KeyState::Expired);
}

#[test]
fn a_fetch_that_is_underway_goes_on_for_an_issuer_that_stayed() {
    for by_successor in [false, true] {
        let verifier = Verifier::new(policy(&fetched("a", ""), ""));
        let [fetch] = verifier.warm(NOW).try_into().expect("one fetch");
        let both = [fetched("b", ""), fetched("a", "")].join(",");
        let renewed = verifier.renewed(&policy(&both, ""));
        assert!(renewed.is_fetching("https://a/", NOW));
        assert_eq!(renewed.warm(NOW).len(), 1, "nobody fetches twice");
        answer(if by_successor { &renewed } else { &verifier }, &fetch);
        for one in [&verifier, &renewed] {
            assert_eq!(code(one, &ec("a")), None);
        }
    }
}

#[test]
fn a_fetch_of_an_issuer_that_changed_brings_the_successor_nothing() {
    for by_successor in [false, true] {
        let verifier = Verifier::new(policy(&fetched("a", ""), ""));
        let [fetch] = verifier.warm(NOW).try_into().expect("one fetch");
        let renewed = verifier.renewed(&policy(&fetched("a", r#", "leeway_seconds": 1"#), ""));
        answer(if by_successor { &renewed } else { &verifier }, &fetch);
        assert_eq!(states(&renewed), [KeyState::Cold]);
    }
}

#[test]
fn a_decision_that_waits_for_keys_ends_under_its_own_policy() {
    let verifier = Verifier::new(policy(&fetched("a", ""), ""));
    let Step::Needs(mut needs, pending) = begin(&verifier, &ec("a"), "admin") else {
        panic!("there are no keys yet")
    };
    let renewed = verifier.renewed(&policy(&fetched("b", ""), ""));
    let fetch = needs.keys.as_mut().and_then(|keys| keys.fetch.take()).expect("a fetch");
    answer(&verifier, &fetch);
    assert!(outcome(pending.resume(Answers::default(), NOW)).is_ok());
    assert_eq!(code(&renewed, &ec("a")), Some(Code::UnknownIssuer));
}

#[test]
fn a_decision_that_waits_for_a_signature_ends_under_its_own_policy_and_is_not_cached() {
    let verifier = Verifier::new(policy(&fetched("a", ""), ""));
    warm(&verifier);
    let token = ec("a");
    // Seen once before, so that it would be kept now.
    assert_eq!(code(&verifier, &token), None);
    let request = Request::credential(&token, NOW).signatures(Signatures::Host);
    let Step::Needs(needs, pending) = verifier.begin(&request, &Requirement::authenticated())
    else {
        panic!("the host checks the signature")
    };
    let removed = verifier.renewed(&policy(&fetched("b", ""), ""));
    let request = needs.signatures.expect("a signature request");
    assert!(verifier.jwk(request.key).is_some());
    let genuine = verifier.check_signature(&request).expect("the provider can tell");
    let step = pending.resume(Answers::default().signatures(genuine), NOW);
    assert_eq!(outcome(step).expect("granted").cache_number(), None);
    assert!(!is_cached(&verifier, &token));
    assert_eq!(code(&removed, &token), Some(Code::UnknownIssuer));
}

#[test]
fn a_secret_that_a_kept_set_publishes_verifies_nothing() {
    // The secret of the second issuer is the public key that the first one has published (RFC 8032 §7.1, test 1).
    let public = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo";
    let publishing = fetched("a", "").replace("ES256", "EdDSA");
    let verifier = Verifier::new(policy(&publishing, ""));
    let body = format!(r#"{{"keys":[{{"kty":"OKP","crv":"Ed25519","x":"{public}"}}]}}"#);
    for fetch in verifier.warm(NOW) {
        let response = FetchResponse::new(200).header("content-type", "application/json");
        let response = response.body(body.clone().into_bytes());
        assert!(verifier.handle_fetch(&fetch, &Ok(response), NOW).is_none());
    }
    let signing = [
        0xd7, 0x5a, 0x98, 0x01, 0x82, 0xb1, 0x0a, 0xb7, 0xd5, 0x4b, 0xfe, 0xd3, 0xc9, 0x64, 0x07,
        0x3a, 0x0e, 0xe1, 0x72, 0xf3, 0xda, 0xa6, 0x23, 0x25, 0xaf, 0x02, 0x1a, 0x68, 0xf7, 0x07,
        0x51, 0x1a,
    ];
    let key = SigningKey::secret(signing.to_vec(), Algorithm::Hs256).expect("32 bytes");
    let token = key.jwt("at+jwt", &claims("b")).expect("a token");
    let secret = given("b", 0, "").replace(SECRETS[0], public);
    assert_eq!(code(&Verifier::new(policy(&secret, "")), &token), None, "nobody publishes it");
    let renewed = verifier.renewed(&policy(&[publishing, secret].join(","), ""));
    assert_eq!(code(&renewed, &token), Some(Code::UnknownKey));
}
