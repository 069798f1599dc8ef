//! Whatever the bytes, the verify path answers and does not panic; what it grants was signed.

use doorward::issue::SigningKey;
use doorward::{Algorithm, Policy, Request, Requirement, Step, UnixTime, Verifier, wire};
use proptest::prelude::*;

const NOW: UnixTime = UnixTime::from_seconds(1_800_000_000);
const CLAIMS: &str =
    r#"{"iss":"https://a/","aud":"api","exp":1800000060,"scope":"read","sub":"s"}"#;

fn verifier() -> Verifier {
    let policy = r#"{"issuers": [{"issuer": "https://a/", "audience": "api", "algorithms": ["HS256"],
        "keys": {"secret": "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY", "alg": "HS256"}}],
        "api_keys": {"legacy_prefixes": ["sk-agent-"]}}"#;
    Verifier::new(Policy::from_json(policy).expect("a policy"))
}

fn token() -> String {
    let secret = b"0123456789abcdef0123456789abcdef".to_vec();
    let key = SigningKey::secret(secret, Algorithm::Hs256).expect("a key");
    key.jwt("at+jwt", CLAIMS).expect("a token")
}

fn granted(request: &Request<'_>) -> bool {
    match verifier().begin(request, &Requirement::authenticated()) {
        Step::Done(decision) => decision.outcome.is_ok(),
        Step::Need(need, pending) => {
            let step = pending.resume(wire::answer(&wire::need(&need)), NOW);
            matches!(step, Step::Done(decision) if decision.outcome.is_ok())
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn refuses_any_text_as_credential(text in "\\PC{0,300}") {
        prop_assert!(!granted(&Request::credential(&text, NOW)));
    }

    #[test]
    fn refuses_any_text_as_header_and_url(url in "\\PC{0,80}", value in "\\PC{0,120}") {
        let headers = [("Authorization", value.as_str()), ("X-API-Key", value.as_str())];
        for headers in [&headers[..], &headers[..1], &headers[1..]] {
            prop_assert!(!granted(&Request::http(&url, headers, NOW)));
        }
    }

    #[test]
    fn refuses_a_good_token_with_any_one_character_changed(at in 0_usize..1_000, to in "[ -~]") {
        let good = token();
        let at = at % good.len();
        let mut changed = good.clone();
        changed.replace_range(at..=at, &to);
        prop_assert_eq!(granted(&Request::credential(&changed, NOW)), changed == good);
    }

    #[test]
    fn survives_any_clock(now in any::<i64>(), fraction in any::<f64>()) {
        let good = token();
        let _ = granted(&Request::credential(&good, UnixTime::from_seconds(now)));
        if let Some(now) = UnixTime::from_seconds_f64(fraction) {
            let _ = granted(&Request::credential(&good, now));
        }
    }

    #[test]
    fn survives_any_policy_requirement_and_answer(text in "\\PC{0,200}") {
        let _ = Policy::from_json(&text);
        let _ = Requirement::from_json(&text);
        let _ = wire::answer(&text);
    }
}
