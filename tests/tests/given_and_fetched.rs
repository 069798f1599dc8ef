//! Keys that a policy gives beside a set that is fetched: when a fetch is asked for, and what a fetch changes.

use doorward::crypto::Algorithm;
use doorward::error::Code;
use doorward::fetch::FetchResponse;
use doorward::issue::SigningKey;
use doorward::{
    Answers, Policy, Principal, Request, Requirement, Signatures, Step, UnixTime, Verifier,
};

const NOW: UnixTime = UnixTime::from_seconds(1_800_000_000);
/// The keys of RFC 7515 A.3 and of RFC 8032 §7.1, test 1.
const EC: &str = r#"{"kty":"EC","crv":"P-256","kid":"given",
    "x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
    "y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}"#;
const ED25519: &str = r#"{"kty":"OKP","crv":"Ed25519","kid":"fetched",
    "x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#;
const EC_PRIVATE: &str = "-----BEGIN PRIVATE KEY-----\n\
    MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgjpsQnnGQmL+YBIff\n\
    H1136cspYG6+0iY7X1fCE9+E9LKhRANCAAR/zc4ncPbEXUGDy+5v20t7WAczNXvp\n\
    7xO6z248e9FURcfxRM0bvZt+hyzf7bnuufSzaV1uqQskrYpGIyiFiOWt\n\
    -----END PRIVATE KEY-----\n";

fn verifier(keys: &str) -> Verifier {
    let policy = format!(
        r#"{{"issuers": [{{"issuer": "https://a/", "audience": "api", "keys": [{keys}],
            "algorithms": ["ES256", "HS256", "EdDSA"], "jwks_uri": "https://a/jwks"}}]}}"#
    );
    Verifier::new(Policy::from_json(&policy).expect("a policy"))
}

fn signed(key: &SigningKey) -> String {
    let claims = r#"{"iss":"https://a/","aud":"api","exp":1800000060,"scope":"read"}"#;
    key.jwt("at+jwt", claims).expect("a token")
}

fn ec(key_id: &str) -> String {
    let key = SigningKey::pem(EC_PRIVATE, Algorithm::Es256).expect("a key");
    signed(&key.with_key_id(key_id))
}

fn begin(verifier: &Verifier, token: &str) -> Step {
    verifier.begin(&Request::credential(token, NOW), &Requirement::authenticated())
}

fn decided(step: Step) -> Result<Principal, Code> {
    match step {
        Step::Done(decision) => decision.outcome.map_err(|rejection| rejection.code()),
        Step::Needs(needs, _) => panic!("needs {needs:?}"),
    }
}

fn fetch(verifier: &Verifier, keys: &str) {
    let body = format!(r#"{{"keys":[{keys}]}}"#).into_bytes();
    for fetch in verifier.warm(NOW) {
        let response = FetchResponse::new(200).header("content-type", "application/json");
        assert!(verifier.handle_fetch(&fetch, &Ok(response.body(body.clone())), NOW).is_none());
    }
}

#[test]
fn a_given_key_causes_no_fetch_and_another_kid_causes_one() {
    let one = verifier(EC);
    for _ in 0..3 {
        assert!(decided(begin(&one, &ec("given"))).is_ok());
    }
    assert_eq!(one.key_status(NOW)[0].fetches, 0);
    assert!(matches!(begin(&one, &ec("other")), Step::Needs(needs, _) if needs.keys.is_some()));
    assert_eq!(one.key_status(NOW)[0].fetches, 1);
}

#[test]
fn an_hmac_with_any_kid_causes_no_fetch() {
    let secret =
        r#"{"secret": "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY", "alg": "HS256", "kid": "s"}"#;
    let one = verifier(secret);
    for key_id in ["a", "b", "c"] {
        let key = SigningKey::secret(vec![7; 32], Algorithm::Hs256).expect("a key");
        let refused = decided(begin(&one, &signed(&key.with_key_id(key_id))));
        assert_eq!(refused.map(|_| ()), Err(Code::UnknownKey));
    }
    assert_eq!(one.key_status(NOW)[0].fetches, 0);
}

#[test]
fn a_secret_that_the_issuer_publishes_as_a_key_stops_working() {
    let public = [
        0xd7, 0x5a, 0x98, 0x01, 0x82, 0xb1, 0x0a, 0xb7, 0xd5, 0x4b, 0xfe, 0xd3, 0xc9, 0x64, 0x07,
        0x3a, 0x0e, 0xe1, 0x72, 0xf3, 0xda, 0xa6, 0x23, 0x25, 0xaf, 0x02, 0x1a, 0x68, 0xf7, 0x07,
        0x51, 0x1a,
    ];
    let secret =
        r#"{"secret": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo", "alg": "HS256", "kid": "s"}"#;
    let key = SigningKey::secret(public.to_vec(), Algorithm::Hs256).expect("32 bytes");
    let token = signed(&key.with_key_id("s"));
    let one = verifier(secret);
    for _ in 0..3 {
        assert!(decided(begin(&one, &token)).is_ok(), "nobody knows yet, and the token is cached");
    }
    fetch(&one, ED25519);
    assert_eq!(decided(begin(&one, &token)).map(|_| ()), Err(Code::UnknownKey));
}

#[test]
fn the_status_tells_given_keys_that_the_fetched_set_lacks() {
    let one = verifier(EC);
    fetch(&one, ED25519);
    let status = &one.key_status(NOW)[0];
    assert_eq!((status.keys, status.unpublished_keys), (2, 1));
    let one = verifier(EC);
    fetch(&one, &format!("{ED25519},{EC}"));
    let status = &one.key_status(NOW)[0];
    assert_eq!((status.keys, status.unpublished_keys), (3, 0));
    assert!(decided(begin(&one, &ec("given"))).is_ok());
}

#[test]
fn a_key_that_has_ended_is_counted_no_more_and_another_entry_of_it_goes_on() {
    let ended = EC.replace("\"given\"", "\"given\",\"not_after\":1799999999");
    let one = verifier(&ended);
    fetch(&one, ED25519);
    let status = &one.key_status(NOW)[0];
    assert_eq!((status.keys, status.unpublished_keys), (1, 0));
    assert!(matches!(begin(&one, &ec("given")), Step::Needs(needs, _) if needs.keys.is_some()));
    for keys in [format!("{ended},{EC}"), format!("{EC},{ended}")] {
        assert!(decided(begin(&verifier(&keys), &ec("given"))).is_ok());
    }
}

/// Starting does not fail, because given keys serve.
#[test]
fn an_issuer_with_given_keys_has_keys_while_its_set_is_down() {
    let one = verifier(EC);
    for fetch in one.warm(NOW) {
        let failed = Err(doorward::fetch::FetchFailure::Connection);
        assert!(one.handle_fetch(&fetch, &failed, NOW).is_none());
    }
    assert!(one.cold_start_rejection(NOW).is_none());
}

/// The host says that no given key signed; then the fetched ones are looked for, and the host is asked again.
#[test]
fn a_host_that_checks_signatures_is_asked_about_given_keys_and_then_about_fetched_ones() {
    let one = verifier(&EC.replace("given", "both"));
    let other = r#"{"kty":"EC","crv":"P-256","kid":"both",
        "x":"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4",
        "y":"4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM"}"#;
    fetch(&one, other);
    let token = ec("both");
    let request = Request::credential(&token, NOW).signatures(Signatures::Host);
    let asked = |step: Step| match step {
        Step::Needs(needs, pending) => (needs.signatures.expect("a question"), pending),
        Step::Done(_) => panic!("decided without asking"),
    };
    let (given, pending) = asked(one.begin(&request, &Requirement::authenticated()));
    let (fetched, pending) = asked(pending.resume(Answers::default().signatures(None), NOW));
    assert_ne!(given.key, fetched.key);
    assert_eq!(given.signature, fetched.signature);
    let genuine = pending.resume(Answers::default().signatures(Some(fetched.key)), NOW);
    assert!(decided(genuine).is_ok());
    let (_, pending) = asked(one.begin(&request, &Requirement::authenticated()));
    let (_, pending) = asked(pending.resume(Answers::default().signatures(None), NOW));
    let refused = decided(pending.resume(Answers::default().signatures(None), NOW));
    assert_eq!(refused.map(|_| ()), Err(Code::InvalidSignature));
}

/// Two verifiers of one policy: the keys of one are no answer for the other.
#[test]
fn a_fetch_of_another_verifier_changes_nothing() {
    let (one, other) = (verifier(EC), verifier(EC));
    let fetch = one.warm(NOW).pop().expect("a fetch");
    other.warm(NOW);
    let body = format!(r#"{{"keys":[{ED25519}]}}"#).into_bytes();
    let response = FetchResponse::new(200).header("content-type", "application/json").body(body);
    assert!(other.handle_fetch(&fetch, &Ok(response.clone()), NOW).is_none());
    assert_eq!(other.key_status(NOW)[0].keys, 1);
    assert!(one.handle_fetch(&fetch, &Ok(response), NOW).is_none());
    assert_eq!(one.key_status(NOW)[0].keys, 2);
}
