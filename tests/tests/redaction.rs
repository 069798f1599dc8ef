//! No token, key or API key in anything that is shown: Debug, Display, errors, events, answers.

use doorward::api_key::{ApiKey, ApiKeyLookup};
use doorward::crypto::Algorithm;
use doorward::http::Response;
use doorward::issue::SigningKey;
use doorward::keys::Key;
use doorward::policy::Issuer;
use doorward::state::MemoryApiKeys;
use doorward::wire::RejectionJson;
use doorward::{
    Answers, Policy, Request, Requirement, Secret, Signatures, Step, UnixTime, Verifier,
};

const NOW: UnixTime = UnixTime::from_seconds(1_800_000_000);
const SECRET: &str = "correct-horse-battery-staple-9876543210";
const SECRET_BASE64: &str = "Y29ycmVjdC1ob3JzZS1iYXR0ZXJ5LXN0YXBsZS05ODc2NTQzMjEw";

/// Everything that could be printed of one decision, from the request to the audit event.
fn shown(verifier: &Verifier, credential: &str, records: &MemoryApiKeys) -> String {
    let headers_value = format!("Bearer {credential}");
    let headers = [("authorization", headers_value.as_str())];
    let requirement = Requirement::scope("billing:write").expect("a scope");
    let mut out = String::new();
    for request in [Request::credential(credential, NOW), Request::http("/", &headers, NOW)] {
        out += &format!("{request:?} {verifier:?} ");
        let mut step = verifier.begin(&request, &requirement);
        loop {
            out += &format!("{step:?} ");
            match step {
                Step::Done(decision) => {
                    let event = decision.event();
                    out += &format!("{event:?} {} ", json(&event));
                    if let Err(rejection) = &decision.outcome {
                        out += &format!("{rejection} {:?} ", Response::of(rejection));
                        out += &json(&RejectionJson::from(rejection));
                    }
                    break;
                }
                Step::Needs(needs, pending) => {
                    let record = needs.api_key.map(|lookup| records.find(&lookup).cloned());
                    let answers = record
                        .map_or_else(Answers::default, |record| Answers::default().api_key(record));
                    out += &format!("{answers:?} ");
                    step = pending.resume(answers, NOW);
                }
            }
        }
    }
    out
}

fn json(value: &impl serde::Serialize) -> String {
    serde_json::to_string(value).expect("JSON")
}

fn verifier() -> Verifier {
    let policy = format!(
        r#"{{"issuers": [{{"issuer": "https://a/", "audience": "api", "algorithms": ["HS256"],
        "keys": {{"secret": "{SECRET_BASE64}", "alg": "HS256"}}}}],
        "api_keys": {{"legacy_prefixes": ["sk-agent-"],
            "peppers": [{{"id": "p", "secret": "{SECRET_BASE64}"}}]}}}}"#
    );
    Verifier::new(Policy::from_json(&policy).expect("a policy"))
}

/// Neither whole nor in part: eight characters of a secret are enough to look for, or four of its
/// bytes in decimal, as a derived `Debug` writes them.
fn assert_hidden(shown: &str, secrets: &[&str]) {
    for secret in secrets {
        assert_bytes_hidden(shown, secret.as_bytes());
        for part in secret.as_bytes().windows(8).step_by(4) {
            let part = std::str::from_utf8(part).expect("ASCII");
            assert!(!shown.contains(part), "{part:?} of {secret:?} is shown in {shown}");
        }
    }
}

fn assert_bytes_hidden(shown: &str, secret: &[u8]) {
    for four in secret.windows(4) {
        let decimal = format!("{}, {}, {}, {}", four[0], four[1], four[2], four[3]);
        assert!(!shown.contains(&decimal), "bytes {decimal} of a secret are shown in {shown}");
    }
}

#[test]
fn shows_no_token_whether_good_or_refused() {
    let key = SigningKey::secret(SECRET.as_bytes().to_vec(), Algorithm::Hs256).expect("a key");
    let claims = |exp: i64| {
        format!(r#"{{"iss":"https://a/","aud":"api","exp":{exp},"scope":"billing:read"}}"#)
    };
    let records = MemoryApiKeys::default();
    for exp in [1_700_000_000, 1_900_000_000] {
        let token = key.jwt("at+jwt", &claims(exp)).expect("a token");
        let forged = format!("{}AAAA", token.get(..token.len() - 4).unwrap_or_default());
        for token in [token, forged] {
            let parts: Vec<_> = token.split('.').collect();
            let secrets = [parts[0], parts[1], parts[2], SECRET, SECRET_BASE64];
            assert_hidden(&shown(&verifier(), &token, &records), &secrets);
        }
    }
    assert_hidden(&format!("{key:?}"), &[SECRET, SECRET_BASE64]);
}

#[test]
fn shows_no_api_key_and_no_digest() {
    let entropy = std::array::from_fn(|index| u8::try_from(index * 5 % 251).expect("a byte"));
    let scopes = ["billing:read"];
    let pepper = Secret::new(SECRET.as_bytes().to_vec());
    let (key, record) =
        ApiKey::create("sk_agent", "agent", scopes, &entropy, Some(("p", &pepper)), NOW)
            .expect("a key");
    let text = key.expose().to_owned();
    let secret = &text["sk_agent_123456789012_".len()..];
    let digest = record.digest;
    let hex: String = record.digest.iter().map(|byte| format!("{byte:02x}")).collect();
    let mut records = MemoryApiKeys::default();
    let empty = MemoryApiKeys::default();
    let made = format!("{key:?} {record:?} {pepper:?}");
    records.insert(record).expect("room");
    let mistyped = format!("{}0", &text[..text.len() - 1]);
    for (credential, records) in [(&text, &records), (&text, &empty), (&mistyped, &records)] {
        let shown = format!("{made} {records:?} {}", shown(&verifier(), credential, records));
        assert_hidden(&shown, &[secret, &hex, SECRET]);
        assert_bytes_hidden(&shown, &digest);
    }
    let legacy = "sk-agent-legacysecretlegacysecret";
    let shown = shown(&verifier(), legacy, &empty);
    assert_hidden(&shown, &["legacysecretlegacysecret"]);
}

#[test]
fn shows_no_key_in_construction_errors() {
    let private = r#"{"kty":"OKP","crv":"Ed25519","d":"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A",
        "x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#;
    let errors = [
        Key::jwk(private).expect_err("private"),
        Key::jwk(r#"{"kty":"oct","k":"c2hvcnQtc2VjcmV0LTk4NzY1NDMyMTA"}"#).expect_err("short"),
        Key::secret(b"short-secret-9876543210".to_vec(), Algorithm::Hs256).expect_err("short"),
        Key::pem("-----BEGIN PRIVATE KEY-----\nMIIsecretsecret\n-----END PRIVATE KEY-----\n")
            .expect_err("PEM"),
        Policy::from_json(
            r#"{"api_keys":{"peppers":[{"id":"p","secret":"c2hvcnQtc2VjcmV0LTk4NzY1NDMyMTA"}]}}"#,
        )
        .expect_err("short"),
    ];
    for error in errors {
        let shown = format!("{error} {error:?}");
        assert_hidden(
            &shown,
            &[
                "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A",
                "c2hvcnQtc2VjcmV0LTk4NzY1NDMyMTA",
                "short-secret-9876543210",
                "MIIsecretsecret",
            ],
        );
    }
}

#[test]
fn shows_no_query_of_a_url_that_keys_are_fetched_from() {
    for member in ["jwks_uri", "metadata_url"] {
        let policy = format!(
            r#"{{"issuers": [{{"issuer": "https://a/", "audience": "api", "algorithms": ["ES256"],
            "{member}": "https://keys.example.com/set?code={SECRET}"}}]}}"#
        );
        let policy = Policy::from_json(&policy).expect("a policy");
        assert_hidden(&format!("{policy:?}"), &[SECRET]);
        let mut builder = Issuer::new("https://a/").audience("api").algorithm(Algorithm::Es256);
        builder = builder.jwks_uri(format!("https://keys.example.com/set?code={SECRET}"));
        assert_hidden(&format!("{builder:?}"), &[SECRET]);
        let verifier = Verifier::new(policy);
        let fetch = verifier.warm(NOW);
        let shown = format!("{verifier:?} {fetch:?} {:?}", verifier.key_status(NOW));
        assert!(shown.contains("keys.example.com"), "{shown}");
        assert_hidden(&shown, &[SECRET]);
    }
}

#[test]
fn shows_neither_signature_nor_digest_in_needs() {
    let policy = r#"{"issuers": [{"issuer": "https://a/", "audience": "api", "algorithms": ["EdDSA"],
        "keys": {"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}}]}"#;
    let verifier = Verifier::new(Policy::from_json(policy).expect("a policy"));
    let header = "eyJhbGciOiJFZERTQSJ9";
    let payload = "eyJpc3MiOiJodHRwczovL2EvIn0";
    let token = format!("{header}.{payload}.{}", "TU1N".repeat(21) + "TQ");
    let request = Request::credential(&token, NOW).signatures(Signatures::Host);
    let step = verifier.begin(&request, &Requirement::authenticated());
    let shown = format!("{step:?}");
    assert!(shown.contains("SignatureRequest"), "{shown}");
    assert!(!shown.contains("77, 77") && !shown.contains("eyJ"), "{shown}");
    let digest = ApiKeyLookup::Digest("ab".repeat(32));
    assert!(!format!("{digest:?}").contains("abab"));
}

#[test]
fn shows_no_unverified_token_unless_asked_for_its_parts() {
    let token = "eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJhZ2VudCJ9.AAAA";
    let parts = doorward::danger::decode_without_verifying(token).expect("well-formed");
    assert_eq!(parts.header, r#"{"alg":"ES256"}"#);
    assert_eq!(parts.payload, r#"{"sub":"agent"}"#);
    assert_eq!(format!("{parts:?}"), "Unverified(…)");
    for malformed in ["", "a.b", "eyJhbGciOiJFUzI1NiJ9.W10.AAAA", "eyJhbGciOiJFUzI1NiJ9.e30=.AAAA"]
    {
        let code = doorward::danger::decode_without_verifying(malformed).expect_err(malformed);
        assert_eq!(code.name(), "malformed_token", "{malformed}");
    }
}
