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
    let policy = format!(
        r#"{{"issuers": [{{"issuer": "https://a/", "audience": "api", "algorithms": {ALGORITHMS},
            "jwks_uri": "https://a/jwks"}}]}}"#
    );
    let verifier = Verifier::new(Policy::from_json(&policy).expect("a policy"));
    let keys: Vec<_> = (0..count).map(|number| rsa(bits, number)).collect();
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
    assert_eq!((status.keys, status.unusable_keys), (256, 44), "{:?}", status.unusable.first());
    let reason = &status.unusable[0].reason;
    assert_eq!(reason, "the RSA keys of the set have more than 2 Mbit together");
    assert_eq!(status.unusable[0].key_id.as_deref(), Some("256"));
}
