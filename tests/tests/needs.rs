//! Hosts that answer needs: signatures checked elsewhere, stores that fail.

use std::sync::LazyLock;

use doorward::crypto::Algorithm;
use doorward::error::Code;
use doorward::issue::SigningKey;
use doorward::keys::KeyNumber;
use doorward::{
    Answers, Needs, Pending, Policy, Request, Requirement, Signatures, Step, UnixTime, Verifier,
};

const NOW: UnixTime = UnixTime::from_seconds(1_800_000_000);
const SECRET: &[u8; 32] = b"0123456789abcdef0123456789abcdef";
/// The key of RFC 7515 A.3.
const PRIVATE: &str = "-----BEGIN PRIVATE KEY-----\n\
    MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgjpsQnnGQmL+YBIff\n\
    H1136cspYG6+0iY7X1fCE9+E9LKhRANCAAR/zc4ncPbEXUGDy+5v20t7WAczNXvp\n\
    7xO6z248e9FURcfxRM0bvZt+hyzf7bnuufSzaV1uqQskrYpGIyiFiOWt\n\
    -----END PRIVATE KEY-----\n";

static VERIFIER: LazyLock<Verifier> = LazyLock::new(|| {
    let policy = r#"{"issuers": [{"issuer": "https://a/", "audience": "api",
        "algorithms": ["ES256", "HS256"], "keys": [
            {"kty": "EC", "crv": "P-256", "kid": "k",
             "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
             "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"},
            {"secret": "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY", "alg": "HS256", "kid": "s"}]}],
        "api_keys": {"legacy_prefixes": ["sk-agent-"]}}"#;
    Verifier::new(Policy::from_json(policy).expect("a policy"))
});

/// The number of the EC key.
fn number() -> KeyNumber {
    let Step::Needs(needs, _) = begin(&token(1_800_000_060)) else {
        panic!("decided without asking")
    };
    needs.signatures.expect("a signature request").key
}

fn token(exp: i64) -> String {
    signed(&SigningKey::pem(PRIVATE, Algorithm::Es256).expect("a key").with_key_id("k"), exp)
}

fn signed(key: &SigningKey, exp: i64) -> String {
    let claims = format!(r#"{{"iss":"https://a/","aud":"api","exp":{exp},"scope":"read"}}"#);
    key.jwt("at+jwt", &claims).expect("a token")
}

fn begin(credential: &str) -> Step {
    let request = Request::credential(credential, NOW).signatures(Signatures::Host);
    VERIFIER.begin(&request, &Requirement::scope("read").expect("a scope"))
}

fn code(step: Step) -> Option<Code> {
    match step {
        Step::Done(decision) => decision.outcome.err().map(|rejection| rejection.code()),
        Step::Needs(needs, _) => panic!("still needs {needs:?}"),
    }
}

fn resumed(credential: &str, answers: Answers) -> Option<Code> {
    let Step::Needs(_, pending) = begin(credential) else { panic!("decided without asking") };
    code(pending.resume(answers, NOW))
}

#[test]
fn asks_the_host_for_the_signature_and_believes_only_its_answer() {
    let good = token(1_800_000_060);
    let Step::Needs(needs, _) = begin(&good) else { panic!("decided without asking") };
    let Needs { signatures: Some(asked), keys: None, api_key: None, .. } = needs else { panic!() };
    assert_eq!(
        (asked.key, asked.algorithm, asked.signature.len()),
        (number(), Algorithm::Es256, 64)
    );
    let signed = good.rsplit_once('.').map(|(signed, _)| signed);
    assert_eq!(signed, Some(asked.signing_input.as_str()));
    assert_eq!(VERIFIER.check_signature(&asked), Some(Some(number())));
    assert!(VERIFIER.jwk(asked.key).expect("a key").contains("\"kty\":\"EC\""));
    assert_eq!(resumed(&good, Answers::default().signatures(Some(number()))), None);
    assert_eq!(resumed(&good, Answers::default().signatures(None)), Some(Code::InvalidSignature));
}

#[test]
fn checks_an_hmac_itself_whoever_checks_signatures() {
    let key = SigningKey::secret(SECRET.to_vec(), Algorithm::Hs256).expect("a key");
    assert_eq!(code(begin(&signed(&key.with_key_id("s"), 1_800_000_060))), None);
    let other = SigningKey::secret(vec![7; 32], Algorithm::Hs256).expect("a key");
    let forged = signed(&other.with_key_id("s"), 1_800_000_060);
    assert_eq!(code(begin(&forged)), Some(Code::InvalidSignature));
}

#[test]
fn reports_the_signature_of_an_expired_forgery() {
    let old = token(1_700_000_000);
    assert_eq!(resumed(&old, Answers::default().signatures(None)), Some(Code::InvalidSignature));
    assert_eq!(resumed(&old, Answers::default().signatures(Some(number()))), Some(Code::Expired));
}

#[test]
fn counts_the_time_at_which_the_host_answers() {
    let asked = |exp| match begin(&token(exp)) {
        Step::Needs(_, pending) => pending,
        Step::Done(_) => panic!("decided without asking"),
    };
    let after = |pending: Pending, seconds| {
        code(
            pending
                .resume(Answers::default().signatures(Some(number())), NOW.plus_seconds(seconds)),
        )
    };
    assert_eq!(after(asked(1_800_000_060), 64), None);
    assert_eq!(after(asked(1_800_000_060), 65), Some(Code::Expired));
    // Too early when it was asked about, and no more when the answer came.
    let key = SigningKey::pem(PRIVATE, Algorithm::Es256).expect("a key").with_key_id("k");
    let claims =
        r#"{"iss":"https://a/","aud":"api","exp":1800000900,"nbf":1800000007,"scope":"read"}"#;
    let early = key.jwt("at+jwt", claims).expect("a token");
    let Step::Needs(_, pending) = begin(&early) else { panic!("decided without asking") };
    assert_eq!(after(pending, 2), None);
    assert_eq!(
        resumed(&early, Answers::default().signatures(Some(number()))),
        Some(Code::NotYetValid)
    );
}

#[test]
fn takes_no_answer_and_a_wrong_answer_for_an_outage() {
    let good = token(1_800_000_060);
    for answers in [Answers::default(), Answers::default().api_key(None)] {
        assert_eq!(resumed(&good, answers), Some(Code::StateUnavailable));
    }
    let legacy = "sk-agent-0123456789abcdef";
    for answers in [Answers::default(), Answers::default().signatures(Some(number()))] {
        assert_eq!(resumed(legacy, answers), Some(Code::StateUnavailable));
    }
    assert_eq!(resumed(legacy, Answers::default().api_key(None)), Some(Code::UnknownApiKey));
}

#[test]
fn never_asks_for_a_signature_that_cannot_be_genuine() {
    let good = token(1_800_000_060);
    let (signed, _) = good.rsplit_once('.').expect("three parts");
    assert_eq!(code(begin(&format!("{signed}."))), Some(Code::InvalidSignature));
    assert_eq!(code(begin(&format!("{signed}.AAAA"))), Some(Code::InvalidSignature));
}

#[test]
fn judges_by_the_time_of_the_answer() {
    let good = token(1_800_000_060);
    let Step::Needs(_, pending) = begin(&good) else { panic!("decided without asking") };
    let later = UnixTime::from_seconds(1_800_000_065);
    let step = pending.resume(Answers::default().signatures(Some(number())), later);
    assert_eq!(code(step), Some(Code::Expired));
}
