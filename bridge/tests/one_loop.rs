//! One loop answers every kind of need by its name. A kind that is new to the core is one more row of the table
//! of answerers; the loop, the bridge and the bindings stay as they are.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test that finds something else than it expects must fail"
)]

use std::collections::BTreeMap;
use std::sync::Arc;

use doorward::api_key::ApiKey;
use doorward::crypto::Algorithm;
use doorward::error::Code;
use doorward::issue::SigningKey;
use doorward::{Policy, Principal, Rejection, Request, Requirement, Signatures, UnixTime};
use doorward_bridge::{Engine, Outcome};
use serde_json::{Map, Value, json};

const NOW: UnixTime = UnixTime::from_seconds(1_800_000_000);
/// The key of RFC 7515 A.3.
const PRIVATE: &str = "-----BEGIN PRIVATE KEY-----\n\
    MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgjpsQnnGQmL+YBIff\n\
    H1136cspYG6+0iY7X1fCE9+E9LKhRANCAAR/zc4ncPbEXUGDy+5v20t7WAczNXvp\n\
    7xO6z248e9FURcfxRM0bvZt+hyzf7bnuufSzaV1uqQskrYpGIyiFiOWt\n\
    -----END PRIVATE KEY-----\n";
const JWK: &str = r#"{"kty": "EC", "crv": "P-256", "kid": "k",
    "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
    "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}"#;

/// Answers one kind of need; `None` when it cannot.
type Answerer<'a> = Box<dyn Fn(&Value) -> Option<Value> + 'a>;
type Table<'a> = BTreeMap<&'static str, Answerer<'a>>;

/// The loop of every host: it names no kind of need.
fn decide(
    engine: &Engine,
    request: &Request<'_>,
    table: &Table<'_>,
) -> Result<Principal, Rejection> {
    let requirement = Requirement::scope("read").expect("a scope");
    let mut outcome = engine.begin(request, &requirement);
    loop {
        let mut pending = match outcome {
            Outcome::Decided(decision, ..) => return decision,
            Outcome::Pending(pending) => pending,
        };
        let needs = serde_json::to_value(pending.needs()).expect("JSON");
        let mut answers = Map::new();
        for (name, need) in needs.as_object().expect("an object") {
            if let Some(answer) = table.get(name.as_str()).and_then(|answer| answer(need)) {
                answers.insert(name.clone(), answer);
            }
        }
        let mut fetch = pending.take_fetch();
        while let Some(due) = fetch {
            let url = serde_json::to_value(due.request()).expect("JSON")["url"].clone();
            assert_eq!(url, "https://keys.example/jwks");
            let type_of = ["content-type".to_owned(), "application/json".to_owned()];
            fetch =
                due.respond(200.0, &type_of, format!(r#"{{"keys":[{JWK}]}}"#).into_bytes(), NOW);
        }
        outcome = pending.resume_json(&Value::Object(answers).to_string(), NOW);
    }
}

fn engine(keys: &str) -> Engine {
    let policy = format!(
        r#"{{"issuers": [{{"issuer": "https://a/", "audience": "api", "algorithms": ["ES256"], {keys}}}],
        "api_keys": {{}}}}"#
    );
    Engine::new(Arc::new(Policy::from_json(&policy).expect("a policy")), 1)
}

fn token() -> String {
    let key = SigningKey::pem(PRIVATE, Algorithm::Es256).expect("a key").with_key_id("k");
    let claims = r#"{"iss":"https://a/","aud":"api","exp":1800000060,"scope":"read"}"#;
    key.jwt("at+jwt", claims).expect("a token")
}

#[test]
fn answers_keys_signatures_and_api_keys_by_the_same_loop() {
    let token = token();
    let signed = Request::credential(&token, NOW).signatures(Signatures::Host);
    let given = engine(&format!(r#""keys": {JWK}"#));
    let checks = given.verifier().clone();
    let signatures = |genuine: bool| -> Table<'static> {
        let checks = checks.clone();
        let answer: Answerer<'static> = Box::new(move |need| {
            let key = need["key"].as_u64().expect("a number");
            assert!(checks.jwk(key).is_some());
            assert_eq!(*need, json!({"key": key, "others": [], "algorithm": "ES256"}));
            Some(genuine.then_some(key).into())
        });
        BTreeMap::from([("signatures", answer)])
    };
    assert!(decide(&given, &signed, &signatures(true)).is_ok());
    let refused = decide(&given, &signed, &signatures(false)).expect_err("forged");
    assert_eq!(refused.code(), Code::InvalidSignature);
    // First keys, then the signature.
    let fetched = engine(r#""jwks_uri": "https://keys.example/jwks""#);
    let numbered: Answerer<'_> = Box::new(|need| Some(need["key"].clone()));
    assert!(decide(&fetched, &signed, &BTreeMap::from([("signatures", numbered)])).is_ok());

    let (key, record) =
        ApiKey::create("sk_agent", "agent", ["read"], &[7; 41], None, NOW).expect("a key");
    let request = Request::credential(key.expose(), NOW);
    let store: Answerer<'_> = Box::new(|need| {
        let known = need["id"] == record.id.as_str();
        Some(if known {
            serde_json::from_str(&record.to_json()).expect("JSON")
        } else {
            Value::Null
        })
    });
    assert!(decide(&given, &request, &BTreeMap::from([("api_key", store)])).is_ok());
}

#[test]
fn a_kind_of_need_that_a_host_does_not_know_is_refused_as_unavailable() {
    let token = token();
    let signed = Request::credential(&token, NOW).signatures(Signatures::Host);
    let given = engine(&format!(r#""keys": {JWK}"#));
    let weather: Answerer<'_> = Box::new(|_| Some("rain".into()));
    for table in [Table::new(), BTreeMap::from([("weather", weather)])] {
        let refused = decide(&given, &signed, &table).expect_err("nobody answers");
        assert_eq!((refused.code(), refused.retryable()), (Code::StateUnavailable, true));
    }
}
