//! Key sets that would cost others their time: what is read of them. GOOD_INPUTS row G19.

use doorward::fetch::FetchResponse;
use doorward::{Policy, UnixTime, Verifier};

const NOW: UnixTime = UnixTime::from_seconds(1_800_000_000);
const ALGORITHMS: &str = r#"["RS256","RS384","RS512","PS256","PS384","PS512"]"#;

/// An RSA key that nobody has the other half of: the modulus begins and ends with a bit that is set.
fn rsa(bits: usize, number: usize) -> String {
    // Six bits a character, and four too many at the end, of 2,048 bits and of 8,192.
    let middle = format!("{number:0>width$}", width = bits.div_ceil(6) - 2);
    format!(r#"{{"kty":"RSA","kid":"{number}","e":"AQAB","n":"g{middle}Q"}}"#)
}

fn fetched(bits: usize, count: usize) -> Verifier {
    of(ALGORITHMS, (0..count).map(|number| rsa(bits, number)).collect())
}

fn of(algorithms: &str, keys: Vec<String>) -> Verifier {
    let policy = format!(
        r#"{{"issuers": [{{"issuer": "https://a/", "audience": "api", "algorithms": {algorithms},
            "jwks_uri": "https://a/jwks"}}]}}"#
    );
    let verifier = Verifier::new(Policy::from_json(&policy).expect("a policy"));
    let body = format!(r#"{{"keys":[{}]}}"#, keys.join(",")).into_bytes();
    let response = FetchResponse::new(200).header("content-type", "application/json").body(body);
    for fetch in verifier.warm(NOW) {
        assert!(verifier.handle_fetch(&fetch, &Ok(response.clone()), NOW).is_none());
    }
    verifier
}

#[test]
fn a_thousand_keys_of_the_usual_size_are_read() {
    let status = &fetched(2_048, 1_000).key_status(NOW)[0];
    assert_eq!((status.keys, status.unusable_keys), (1_000, 0), "{:?}", status.unusable.first());
}

#[test]
fn keys_beyond_the_bits_of_a_set_are_passed_over_with_the_reason() {
    let status = &fetched(8_192, 300).key_status(NOW)[0];
    assert_eq!((status.keys, status.unusable_keys), (255, 45), "{:?}", status.unusable.first());
    let reason = &status.unusable[0].reason;
    assert_eq!(reason, "the RSA keys of the set have more than 2 Mbit together");
    assert_eq!(status.unusable[0].key_id.as_deref(), Some("255"));
}

#[test]
fn ed25519_keys_beyond_their_count_are_passed_over_and_others_are_read() {
    // The keys of RFC 8032 §7.1, test 1, and of RFC 7515 A.3, under many names.
    let point = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo";
    let ed25519 =
        |number| format!(r#"{{"kty":"OKP","crv":"Ed25519","kid":"{number}","x":"{point}"}}"#);
    let ec = r#"{"kty":"EC","crv":"P-256","kid":"ec",
        "x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
        "y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}"#;
    let keys = (0..40).map(ed25519).chain([ec.to_owned()]).collect();
    let status = &of(r#"["EdDSA", "ES256"]"#, keys).key_status(NOW)[0];
    assert_eq!((status.keys, status.unusable_keys), (33, 8), "{:?}", status.unusable.first());
    assert_eq!(status.unusable[0].reason, "the set has more than 32 Ed25519 keys");
}

#[test]
fn each_kind_of_key_has_a_bound_of_its_own() {
    let ed25519 = r#"{"kty":"OKP","crv":"Ed25519","kid":"ed","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#;
    let keys = (0..300).map(|number| rsa(8_192, number)).chain([ed25519.to_owned()]).collect();
    let status = &of(r#"["RS256", "EdDSA"]"#, keys).key_status(NOW)[0];
    assert_eq!((status.keys, status.unusable_keys), (256, 45));
}
