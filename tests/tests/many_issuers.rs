//! A policy with a tenant for each of thousands of issuers.

use std::fmt::Write;

use doorward::crypto::Algorithm;
use doorward::error::Code;
use doorward::issue::SigningKey;
use doorward::limits::ISSUERS_MAX;
use doorward::{Policy, Request, Requirement, Step, UnixTime, Verifier};

const NOW: UnixTime = UnixTime::from_seconds(1_800_000_000);

/// Each issuer has a secret of its own, which begins with its number.
fn policy(issuers: usize) -> String {
    let mut text = String::from(r#"{"issuers": ["#);
    for number in 0..issuers {
        let joint = if number == 0 { "" } else { "," };
        let secret = base64url(&secret(number));
        let _ = write!(
            text,
            r#"{joint}{{"issuer": "https://tenants.example.com/{number}", "audience": "api", "algorithms": ["HS256"],
                "keys": {{"secret": "{secret}", "alg": "HS256"}}}}"#
        );
    }
    text + "]}"
}

fn secret(number: usize) -> Vec<u8> {
    format!("{number:05}-0123456789abcdef0123456789abcdef").into_bytes()
}

fn base64url(bytes: &[u8]) -> String {
    use base64::Engine;
    base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(bytes)
}

fn decided(verifier: &Verifier, signer: usize, issuer: &str) -> Result<(), Code> {
    let claims = format!(r#"{{"iss":"{issuer}","aud":"api","exp":1800000060,"sub":"a"}}"#);
    let key = SigningKey::secret(secret(signer), Algorithm::Hs256).expect("a key");
    let token = key.jwt("at+jwt", &claims).expect("a token");
    match verifier.begin(&Request::credential(&token, NOW), &Requirement::authenticated()) {
        Step::Done(decision) => decision.outcome.map(|_| ()).map_err(|rejection| rejection.code()),
        Step::Needs(needs, _) => panic!("needs {needs:?}"),
    }
}

#[test]
fn each_of_the_most_issuers_signs_for_itself_alone() {
    let verifier = Verifier::new(Policy::from_json(&policy(ISSUERS_MAX)).expect("a policy"));
    let name = |number: usize| format!("https://tenants.example.com/{number}");
    for number in (0..ISSUERS_MAX).step_by(97) {
        assert_eq!(decided(&verifier, number, &name(number)), Ok(()), "{number}");
        let next = (number + 1) % ISSUERS_MAX;
        assert_eq!(decided(&verifier, number, &name(next)), Err(Code::InvalidSignature));
    }
    for other in ["https://tenants.example.com/", "https://tenants.example.com/5000", "a"] {
        assert_eq!(decided(&verifier, 0, other), Err(Code::UnknownIssuer), "{other}");
    }
}

#[test]
fn one_issuer_more_is_refused_and_so_is_one_that_stands_twice() {
    let refused = |text: &str| Policy::from_json(text).map(|_| ()).expect_err("a fault");
    assert_eq!(refused(&policy(ISSUERS_MAX + 1)).path(), "issuers");
    let twice = policy(100).replace("/97\"", "/3\"");
    assert_eq!(refused(&twice).path(), "issuers[97].issuer");
}
