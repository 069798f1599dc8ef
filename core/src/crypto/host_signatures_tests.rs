//! A build that cannot check signatures never says that one is genuine.

use super::{CryptoProvider, hmac_sha256};
use crate::encoding::base64url;
use crate::error::Code;
use crate::policy::PolicyBuilder;
use crate::{
    Answers, Decision, Needs, Policy, Request, Requirement, Signatures, Step, UnixTime, Verifier,
};

const NOW: UnixTime = UnixTime::from_seconds(1_800_000_000);
const SECRET: &[u8] = b"thirty-two bytes that nobody knows";

/// RFC 7515 A.2, A.3 and RFC 8037 A.2.
const PUBLIC_KEYS: [(&str, &str, usize); 3] = [
    (
        "RS256",
        r#"{"kty":"RSA","e":"AQAB","n":"ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ"}"#,
        256,
    ),
    (
        "ES256",
        r#"{"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}"#,
        64,
    ),
    (
        "EdDSA",
        r#"{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#,
        64,
    ),
];

fn policy(algorithm: &str, key: &str) -> String {
    format!(
        r#"{{"issuers":[{{"issuer":"https://auth.example","audience":"https://api.example",
            "algorithms":["{algorithm}"],"keys":{key}}}]}}"#
    )
}

fn verifier(algorithm: &str, key: &str) -> Verifier {
    let builder = PolicyBuilder::from_json(&policy(algorithm, key)).expect("a policy");
    Verifier::new(builder.crypto_provider(CryptoProvider::Host).build().expect("usable keys"))
}

fn signing_input(algorithm: &str) -> String {
    let header = format!(r#"{{"alg":"{algorithm}","typ":"at+jwt"}}"#);
    let payload = r#"{"iss":"https://auth.example","aud":"https://api.example","sub":"agent",
        "exp":1800000060}"#;
    [header.as_bytes(), payload.as_bytes()].map(base64url::encode).join(".")
}

fn token(algorithm: &str, signature: &[u8]) -> String {
    format!("{}.{}", signing_input(algorithm), base64url::encode(signature))
}

fn begin(verifier: &Verifier, token: &str, signatures: Signatures) -> Step {
    let request = Request::credential(token, NOW).signatures(signatures);
    verifier.begin(&request, &Requirement::authenticated())
}

fn code(step: Step) -> Option<Code> {
    let Step::Done(Decision { outcome, .. }) = step else { panic!("undecided") };
    outcome.err().map(|rejection| rejection.code())
}

#[test]
fn a_signature_is_asked_of_the_host_even_at_once_and_without_its_word_nobody_is_let_in() {
    for (algorithm, key, signature_bytes) in PUBLIC_KEYS {
        let verifier = verifier(algorithm, key);
        let token = token(algorithm, &vec![9; signature_bytes]);
        for signatures in [Signatures::Provider, Signatures::Host] {
            let asked = || match begin(&verifier, &token, signatures) {
                Step::Needs(Needs { signatures: Some(request), .. }, pending) => (request, pending),
                _ => panic!("{algorithm}: no signature was asked for"),
            };
            let (request, pending) = asked();
            assert_eq!(verifier.check_signature(&request), None, "{algorithm}");
            let unanswered = pending.resume(Answers::default(), NOW);
            assert_eq!(code(unanswered), Some(Code::StateUnavailable));
            let forged = asked().1.resume(Answers::default().signatures(None), NOW);
            assert_eq!(code(forged), Some(Code::InvalidSignature));
            let other_key = asked().1.resume(Answers::default().signatures(Some(9)), NOW);
            assert_eq!(code(other_key), Some(Code::StateUnavailable));
        }
    }
}

#[test]
fn with_the_hosts_word_the_token_is_taken_and_known_again() {
    let (algorithm, key, signature_bytes) = PUBLIC_KEYS[1];
    let verifier = verifier(algorithm, key);
    let token = token(algorithm, &vec![9; signature_bytes]);
    for _ in 0..2 {
        let Step::Needs(needs, pending) = begin(&verifier, &token, Signatures::Provider) else {
            panic!("no signature was asked for")
        };
        let key = needs.signatures.map(|request| request.key);
        assert_eq!(code(pending.resume(Answers::default().signatures(key), NOW)), None);
    }
    assert_eq!(code(begin(&verifier, &token, Signatures::Provider)), None);
}

#[test]
fn an_hmac_is_checked_here() {
    let secret = base64url::encode(SECRET);
    let verifier = verifier("HS256", &format!(r#"{{"secret":"{secret}","alg":"HS256"}}"#));
    let mut tag = hmac_sha256(SECRET, signing_input("HS256").as_bytes()).expect("a tag");
    assert_eq!(code(begin(&verifier, &token("HS256", &tag), Signatures::Provider)), None);
    tag[0] ^= 1;
    let forged = begin(&verifier, &token("HS256", &tag), Signatures::Provider);
    assert_eq!(code(forged), Some(Code::InvalidSignature));
}

#[test]
fn a_point_that_is_not_on_its_curve_is_no_key() {
    let (algorithm, key, _) = PUBLIC_KEYS[1];
    let too_large = base64url::encode(&[0xFF; 32]);
    let beside = key.replace("x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0", &too_large);
    let moved =
        key.replace("f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU", &base64url::encode(&[1; 32]));
    for bad in [beside, moved] {
        let builder = PolicyBuilder::from_json(&policy(algorithm, &bad)).expect("a policy");
        let built = builder.crypto_provider(CryptoProvider::Host).build();
        assert_eq!(built.map(|_: Policy| ()).unwrap_err().code().name(), "invalid_key");
    }
}
