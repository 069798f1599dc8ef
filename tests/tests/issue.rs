//! What we sign, `jsonwebtoken` accepts; what it signs, we accept. Thumbprints as in RFC 7638.

use doorward::crypto::Algorithm;
use doorward::issue::SigningKey;
use doorward::keys::Key;
use doorward::policy::Issuer;
use doorward::{Policy, Request, Requirement, Step, UnixTime, Verifier};
use jsonwebtoken::{DecodingKey, EncodingKey, Header, Validation};

const NOW: UnixTime = UnixTime::from_seconds(1_800_000_000);
const CLAIMS: &str = r#"{"iss":"https://a/","aud":"api","exp":1800000060}"#;
const SECRET: &[u8] = b"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
/// The key pair of RFC 8037 A.1, as PKCS#8 and SubjectPublicKeyInfo.
const PRIVATE: &str = "-----BEGIN PRIVATE KEY-----\n\
    MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g\n\
    -----END PRIVATE KEY-----\n";
const PUBLIC: &str = r#"{"kty":"OKP","crv":"Ed25519",
    "x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#;

fn accepts(key: Key, algorithm: Algorithm, token: &str) -> bool {
    let issuer = Issuer::new("https://a/").audience("api").algorithm(algorithm).key(key);
    let verifier = Verifier::new(Policy::builder().issuer(issuer).build().expect("a policy"));
    let step = verifier.begin(&Request::credential(token, NOW), &Requirement::authenticated());
    matches!(step, Step::Done(decision) if decision.outcome.is_ok())
}

/// Both providers are built in here, so `jsonwebtoken` must be told which one is its default.
fn install_their_provider() {
    let _ = jsonwebtoken::crypto::aws_lc::DEFAULT_PROVIDER.install_default();
}

fn they_accept(key: &DecodingKey, algorithm: jsonwebtoken::Algorithm, token: &str) -> bool {
    let mut validation = Validation::new(algorithm);
    validation.set_audience(&["api"]);
    validation.validate_exp = false;
    jsonwebtoken::decode::<serde_json::Value>(token, key, &validation).is_ok()
}

#[test]
fn signs_hmac_tokens_that_both_accept() {
    install_their_provider();
    for name in ["HS256", "HS384", "HS512"] {
        let algorithm: Algorithm = name.parse().expect("an algorithm");
        let theirs = name.parse().expect("an algorithm");
        let ours = SigningKey::secret(SECRET.to_vec(), algorithm).expect("a key");
        let token = ours.jwt("JWT", CLAIMS).expect("a token");
        assert!(they_accept(&DecodingKey::from_secret(SECRET), theirs, &token), "{name}");
        let claims: serde_json::Value = serde_json::from_str(CLAIMS).expect("claims");
        let token =
            jsonwebtoken::encode(&Header::new(theirs), &claims, &EncodingKey::from_secret(SECRET));
        let key = Key::secret(SECRET.to_vec(), algorithm).expect("a key");
        assert!(accepts(key, algorithm, &token.expect("a token")), "{name}");
    }
}

#[test]
fn signs_ed25519_tokens_that_both_accept() {
    install_their_provider();
    let ours = SigningKey::pem(PRIVATE, Algorithm::EdDsa).expect("a key");
    let token = ours.jwt("at+jwt", CLAIMS).expect("a token");
    let x = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo";
    let theirs = DecodingKey::from_ed_components(x).expect("a key");
    assert!(they_accept(&theirs, jsonwebtoken::Algorithm::EdDSA, &token));
    assert!(accepts(Key::jwk(PUBLIC).expect("a key"), Algorithm::EdDsa, &token));
}

#[test]
fn signs_rsa_and_ecdsa_tokens_that_both_accept() {
    install_their_provider();
    let rsa = (include_str!("keys/rsa.pem"), include_str!("keys/rsa.pub.pem"));
    let p256 = (include_str!("keys/P-256.pem"), include_str!("keys/P-256.pub.pem"));
    let p384 = (include_str!("keys/P-384.pem"), include_str!("keys/P-384.pub.pem"));
    let rsa_names = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512"];
    let cases = rsa_names.iter().map(|name| (*name, rsa)).chain([("ES256", p256), ("ES384", p384)]);
    for (name, (private, public)) in cases {
        let algorithm: Algorithm = name.parse().expect("an algorithm");
        let ours = SigningKey::pem(private, algorithm).expect("a key");
        let token = ours.jwt("at+jwt", CLAIMS).expect("a token");
        let read = if name.starts_with('E') {
            DecodingKey::from_ec_pem
        } else {
            DecodingKey::from_rsa_pem
        };
        let theirs = read(public.as_bytes()).expect("a key");
        assert!(they_accept(&theirs, name.parse().expect("an algorithm"), &token), "{name}");
        assert!(accepts(Key::pem(public).expect("a key"), algorithm, &token), "{name}");
    }
    assert!(SigningKey::pem(p256.0, Algorithm::Es512).is_err(), "ES512 is not signed");
    assert!(SigningKey::pem(p256.0, Algorithm::Es384).is_err(), "another curve");
}

#[test]
fn refuses_keys_that_cannot_sign() {
    assert!(SigningKey::secret(b"short".to_vec(), Algorithm::Hs256).is_err());
    assert!(SigningKey::pem(PRIVATE, Algorithm::Es256).is_err());
    assert!(SigningKey::pem(PRIVATE, Algorithm::Hs256).is_err());
}

#[test]
fn thumbprint_of_rfc_7638_section_3_1() {
    let key = Key::jwk(
        r#"{"kty":"RSA","n":"0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw","e":"AQAB","alg":"RS256","kid":"2011-04-29"}"#,
    );
    let thumbprint = key.expect("a key").thumbprint();
    assert_eq!(thumbprint.as_deref(), Some("NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs"));
}

#[test]
fn thumbprint_of_rfc_8037_a_3() {
    let key = Key::jwk(PUBLIC).expect("a key");
    let expected = Some("kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
    assert_eq!(key.thumbprint().as_deref(), expected);
    let secret = Key::secret(SECRET.to_vec(), Algorithm::Hs256).expect("a key");
    assert_eq!(secret.thumbprint(), None);
}
