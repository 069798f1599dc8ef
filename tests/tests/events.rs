//! What a decision tells the operator: who was refused, what was wrong, and nothing that was not proved.

use doorward::api_key::ApiKey;
use doorward::audit::Event;
use doorward::crypto::Algorithm;
use doorward::issue::SigningKey;
use doorward::{Answers, Policy, Request, Requirement, Signatures, Step, UnixTime, Verifier};

const NOW: UnixTime = UnixTime::from_seconds(1_800_000_000);
/// The key of RFC 7515 A.3.
const EC: &str = r#"{"kty":"EC","crv":"P-256","kid":"k1",
    "x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
    "y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}"#;
const EC_PRIVATE: &str = "-----BEGIN PRIVATE KEY-----\n\
    MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgjpsQnnGQmL+YBIff\n\
    H1136cspYG6+0iY7X1fCE9+E9LKhRANCAAR/zc4ncPbEXUGDy+5v20t7WAczNXvp\n\
    7xO6z248e9FURcfxRM0bvZt+hyzf7bnuufSzaV1uqQskrYpGIyiFiOWt\n\
    -----END PRIVATE KEY-----\n";
const CLAIMS: &str =
    r#""sub":"alice","client_id":"agent-7","scope":"billing:read","act":{"sub":"agent-7"}"#;

fn verifier() -> Verifier {
    let policy = format!(
        r#"{{"issuers": [{{"issuer": "https://a/", "audience": ["api", "api-2"], "keys": {EC},
            "algorithms": ["ES256"]}}], "api_keys": {{}}}}"#
    );
    Verifier::new(Policy::from_json(&policy).expect("a policy"))
}

/// A token with the usual claims and these.
fn token(claims: &str) -> String {
    let key = SigningKey::pem(EC_PRIVATE, Algorithm::Es256).expect("a key").with_key_id("k1");
    key.jwt("JWT", &format!("{{{CLAIMS},{claims}}}")).expect("a token")
}

fn good(more: &str) -> String {
    token(&format!(r#""iss":"https://a/","aud":"api","exp":1800000060{more}"#))
}

/// The event, decided with the core's signatures, and with those of a host that says `genuine`.
fn events(credential: &str, requirement: &Requirement, genuine: bool) -> [Event; 2] {
    [Signatures::Provider, Signatures::Host].map(|signatures| {
        let request = Request::credential(credential, NOW).method("POST").signatures(signatures);
        let mut step = verifier().begin(&request, requirement);
        loop {
            match step {
                Step::Done(decision) => return decision.event(),
                Step::Needs(needs, pending) => {
                    let asked = needs.signatures.expect("a signature");
                    let number = genuine.then_some(asked.key);
                    step = pending.resume(Answers::default().signatures(number), NOW);
                }
            }
        }
    })
}

fn any_caller() -> Requirement {
    Requirement::authenticated()
}

/// Claim, expectation, what came, and whether nobody had vouched for it.
type Wrong<'a> = (&'a str, Option<&'a str>, Option<&'a str>, bool);

fn check(credential: &str, requirement: &Requirement, code: &str, named: bool, wrong: Wrong<'_>) {
    for event in events(credential, requirement, true) {
        assert_eq!((event.outcome, event.code), ("rejected", Some(code)));
        let caller = &event.caller;
        assert_eq!(caller.subject.as_deref(), named.then_some("alice"), "{code}");
        assert_eq!(caller.client_id.as_deref(), named.then_some("agent-7"), "{code}");
        assert_eq!(caller.issuer.as_deref(), named.then_some("https://a/"), "{code}");
        assert_eq!(caller.key_id.as_deref(), named.then_some("k1"), "{code}");
        assert_eq!(caller.actors.len(), usize::from(named), "{code}");
        let fault = event.fault.expect("a fault");
        let shown = (
            fault.claim.as_str(),
            fault.expected.as_deref(),
            fault.received.as_deref(),
            fault.unverified,
        );
        assert_eq!(shown, wrong, "{code}");
    }
}

#[test]
fn a_genuine_token_that_is_refused_names_its_caller_and_the_claim_at_fault() {
    let expired = token(r#""iss":"https://a/","aud":"api","exp":1799990000"#);
    let after = ("exp", Some("after 1799999995"), Some("1799990000"), false);
    check(&expired, &any_caller(), "expired", true, after);
    let early = good(r#","nbf":1800000030"#);
    let at_most = ("nbf", Some("at most 1800000005"), Some("1800000030"), false);
    check(&early, &any_caller(), "not_yet_valid", true, at_most);
    let other = token(r#""iss":"https://a/","aud":["b","c"],"exp":1800000060"#);
    let audience = ("aud", Some(r#""api" or "api-2""#), Some(r#"["b","c"]"#), false);
    check(&other, &any_caller(), "wrong_audience", true, audience);
    let typed = good(r#","token_use":"id""#);
    check(&typed, &any_caller(), "wrong_type", true, ("token_use", None, Some(r#""id""#), false));
    let no_text = good(r#","jti":7"#);
    let text = ("jti", Some("a text that is not empty"), None, false);
    check(&no_text, &any_caller(), "invalid_claim", true, text);
}

#[test]
fn a_caller_who_may_not_do_this_is_named_with_what_is_lacking() {
    let write = Requirement::scope("billing:write").expect("a scope");
    let scope = ("scope", Some("billing:write"), Some(r#""billing:read""#), false);
    check(&good(""), &write, "insufficient_scope", true, scope);
    let verified = doorward::ClaimRequirement::any_of("email_verified", [true]).expect("a claim");
    let verified = Requirement::claim(verified);
    let claim = ("email_verified", Some("true"), Some(r#""true""#), false);
    let token = good(r#","email_verified":"true""#);
    check(&token, &verified, "insufficient_claims", true, claim);
    let bound = good(r#","cnf":{"jkt":"0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I"}"#);
    // The chain of a bound token is not read.
    for event in events(&bound, &any_caller(), true) {
        assert_eq!(event.caller.subject.as_deref(), Some("alice"));
        let fault = event.fault.expect("a fault");
        assert_eq!((fault.claim.as_str(), fault.received), ("cnf", None));
    }
}

/// Row 135 of the bad inputs: what anybody may have written is marked, short, and on one line.
#[test]
fn nobody_is_named_by_a_token_that_is_not_genuine() {
    let iss = "https://b/\\n2026 granted\\u2028\\u202e".to_owned() + &"x".repeat(100);
    let unknown = token(&format!(r#""iss":"{iss}","aud":"api","exp":1800000060"#));
    for event in events(&unknown, &any_caller(), true) {
        assert_eq!((event.code, event.caller.subject), (Some("unknown_issuer"), None));
        let fault = event.fault.expect("a fault");
        let received = fault.received.expect("what came");
        assert!(fault.unverified && received.chars().count() <= 65, "{received}");
        assert!(received.starts_with(r#""https://b/\n2026 granted"#), "{received}");
        assert!(!received.contains(['\n', '\u{2028}', '\u{202e}']), "{received}");
    }
    let forged = format!("{}AA", &good("")[..good("").len() - 2]);
    for event in events(&forged, &any_caller(), false) {
        assert_eq!((event.code, event.caller.subject), (Some("invalid_signature"), None));
        let fault = event.fault.expect("a fault");
        assert_eq!(fault.expected.as_deref(), Some("a key of https://a/ for ES256"));
        assert_eq!((fault.received.as_deref(), fault.unverified), (Some(r#""k1""#), true));
    }
    for secret in ["nonce", "at_hash"] {
        let token = good(&format!(r#","{secret}":"do-not-log""#));
        for event in events(&token, &any_caller(), true) {
            let event = serde_json::to_string(&event).expect("JSON");
            assert!(event.contains(secret) && !event.contains("do-not-log"), "{event}");
        }
    }
}

#[test]
fn a_granted_request_is_an_event_too() {
    let read = Requirement::scope("billing:read").expect("a scope");
    for event in events(&good(""), &read, true) {
        assert_eq!((event.outcome, event.code), ("granted", None));
        assert_eq!(event.requirement, "billing:read");
        assert_eq!(event.method.as_deref(), Some("POST"));
        assert_eq!(event.caller.credential, Some("jwt"));
        assert_eq!(event.caller.actors[0].subject, "agent-7");
        assert!(event.fault.is_none());
    }
}

#[test]
fn an_api_key_names_its_owner_only_when_the_key_is_genuine() {
    let (key, mut record) =
        ApiKey::create("sk_agent", "agent-9", ["read"], &[7; ApiKey::ENTROPY_BYTES], None, NOW)
            .expect("a key");
    record.expires_at = Some(NOW);
    for (code, genuine) in [("api_key_expired", true), ("unknown_api_key", false)] {
        let request = Request::credential(key.expose(), NOW);
        let Step::Needs(_, pending) = verifier().begin(&request, &any_caller()) else {
            panic!("decided without asking")
        };
        let Step::Done(decision) =
            pending.resume(Answers::default().api_key(Some(record.clone())), NOW)
        else {
            panic!("asked again")
        };
        let event = decision.event();
        assert_eq!(event.code, Some(code));
        assert_eq!(event.caller.subject.as_deref(), genuine.then_some("agent-9"));
        record.digest = [0; 32];
    }
}
