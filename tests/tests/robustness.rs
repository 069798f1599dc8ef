//! Whatever the bytes, the verify path answers and does not panic; what it grants was signed.

use doorward::api_key::ApiKeyRecord;
use doorward::crypto::Algorithm;
use doorward::fetch::FetchResponse;
use doorward::issue::SigningKey;
use doorward::{Answers, Policy, Request, Requirement, Step, UnixTime, Verifier};
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
        Step::Needs(_, pending) => {
            let step = pending.resume(Answers::default().api_key(None), NOW);
            matches!(step, Step::Done(decision) if decision.outcome.is_ok())
        }
    }
}

/// Any JSON, five levels deep, with the values that parsers and clocks stumble over.
fn json() -> impl Strategy<Value = serde_json::Value> {
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(Into::into),
        any::<i64>().prop_map(Into::into),
        any::<u64>().prop_map(Into::into),
        any::<f64>().prop_map(Into::into),
        "\\PC{0,20}".prop_map(Into::into),
        "[a-z: ]{0,20}".prop_map(Into::into),
    ];
    leaf.prop_recursive(5, 40, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Into::into),
            prop::collection::btree_map("[a-z]{0,6}", inner, 0..6)
                .prop_map(|members| members.into_iter().collect()),
        ]
    })
}

/// A good key with one member made anything at all.
fn nearly_a_key() -> impl Strategy<Value = serde_json::Value> {
    let keys = [
        r#"{"kty":"OKP","crv":"Ed25519","kid":"k","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#,
        r#"{"kty":"EC","crv":"P-256","kid":"k","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
            "y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}"#,
    ];
    let members = prop_oneof!["kty|crv|x|y|use|alg|n|e|d|issuer|x5c", "key_ops"];
    (prop::sample::select(keys.to_vec()), members, json()).prop_map(|(key, member, value)| {
        let mut key: serde_json::Value = serde_json::from_str(key).expect("a key");
        key[&member] = value;
        key
    })
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

    /// Past the signature: every claim in turn is anything at all. `sub` may be any filled string.
    #[test]
    fn survives_any_claim(name in "iss|aud|exp|nbf|iat|sub|jti|scope|scp|scopes|cnf|act|typ|azp", value in json()) {
        let mut claims: serde_json::Value = serde_json::from_str(CLAIMS).expect("claims");
        // A `cnf` that is null is absent, and binds nothing.
        let must_refuse = name == "iss" || name == "aud" || (name == "cnf" && !value.is_null());
        claims[&name] = value;
        let secret = b"0123456789abcdef0123456789abcdef".to_vec();
        let key = SigningKey::secret(secret, Algorithm::Hs256).expect("a key");
        let token = key.jwt("at+jwt", &claims.to_string()).expect("a token");
        let granted = granted(&Request::credential(&token, NOW));
        prop_assert!(!(granted && must_refuse), "{claims}");
    }

    #[test]
    fn survives_any_header_and_payload(header in json(), payload in json(), tail in "\\PC{0,4}") {
        let encode = |text: String| base64::Engine::encode(&base64::engine::general_purpose::URL_SAFE_NO_PAD, text);
        let head = format!("{header}{tail}");
        let known = r#"{"alg":"HS256"}"#.to_owned();
        for head in [head, known] {
            let token = format!("{}.{}.{}", encode(head), encode(payload.to_string()), "A".repeat(43));
            prop_assert!(!granted(&Request::credential(&token, NOW)));
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

    /// Whatever a key server answers: no key comes of it, and nothing panics.
    #[test]
    fn survives_any_answer_of_a_key_server(
        status in any::<u16>(),
        content_type in prop_oneof![Just("application/json".to_owned()), "\\PC{0,20}"],
        headers in prop::array::uniform3(prop::option::of("\\PC{0,30}|max-age=[0-9]{0,30}|/[a-z/.?#]{0,9}")),
        body in prop_oneof![
            json().prop_map(|value| value.to_string().into_bytes()),
            prop::collection::vec(nearly_a_key(), 0..4).prop_map(|keys| {
                serde_json::json!({ "keys": keys, "issuer": "https://a.example", "jwks_uri": keys.first() })
                    .to_string()
                    .into_bytes()
            }),
            prop::collection::vec(any::<u8>(), 0..300),
        ],
        ok in any::<bool>(),
        by_metadata in any::<bool>(),
    ) {
        let uri = if by_metadata { "" } else { r#", "jwks_uri": "https://a.example/jwks""# };
        let policy = format!(
            r#"{{"issuers": [{{"issuer": "https://a.example", "audience": "api",
            "algorithms": ["ES256", "RS256", "EdDSA"]{uri}}}]}}"#
        );
        let verifier = Verifier::new(Policy::from_json(&policy).expect("a policy"));
        let mut next = verifier.warm(NOW).pop();
        let mut hops = 0;
        let usable = ok && body.windows(5).any(|part| part == b"\"kty\"");
        while let Some(fetch) = next {
            let status = if ok { 200 } else { status };
            let mut response = FetchResponse::new(status)
                .header("content-type", &content_type)
                .body(body.clone());
            for (name, value) in ["cache-control", "age", "location"].into_iter().zip(&headers) {
                if let Some(value) = value {
                    response = response.header(name, value);
                }
            }
            next = verifier.handle_fetch(&fetch, &Ok(response), NOW);
            hops += 1;
            prop_assert!(hops <= 12, "more requests than the documentation says");
        }
        // What names no key type holds no key.
        prop_assert!(usable || verifier.cold_start_rejection(NOW).is_some());
        for status in verifier.key_status(NOW) {
            prop_assert_eq!(status.keys == 0, status.last_error.is_some());
        }
    }

    #[test]
    fn survives_any_policy_requirement_and_record(text in "\\PC{0,200}") {
        let _ = Policy::from_json(&text);
        let _ = Requirement::from_json(&text);
        let _ = ApiKeyRecord::from_json(&text);
    }
}
