//! The RFCs' own signatures over payloads that are no JSON: RFC 7515 A.4, RFC 8037 A.4. And one no
//! RFC shows: an Ed25519 signature whose first half is a point of small order.

use curve25519_dalek::Scalar;
use curve25519_dalek::constants::ED25519_BASEPOINT_TABLE;
use sha2::{Digest, Sha512};

use super::{BoundKey, Key};
use crate::crypto::{Algorithm, CryptoProvider};
use crate::limits::TOKEN_BYTES;
use crate::token::Compact;

const ES512_KEY: &str = r#"{"kty":"EC","crv":"P-521",
    "x":"AekpBQ8ST8a8VcfVOTNl353vSrDCLLJXmPk06wTjxrrjcBpXp5EOnYG_NjFZ6OvLFV1jSfS9tsz4qUxcWceqwQGk",
    "y":"ADSmRA43Z1DSNx_RvcLI87cdL07l6jQyyBXMoxVg_l2Th-x3S1WDhjDly79ajL4Kkd0AZMaZmh9ubmf63e3kyMj2"}"#;
const ES512_TOKEN: &str = "eyJhbGciOiJFUzUxMiJ9.UGF5bG9hZA.AdwMgeerwtHoh-l192l60hp9wAHZFVJbLfD_UxMi70\
    cwnZOYaRI1bKPWROc-mZZqwqT2SI-KGDKB34XO0aw_7XdtAG8GaSwFKdCAPZgoXD2YBJZCPEX3xKpRwcdOO8KpEHwJjyqOgzDO7\
    iKvU8vcnwNrmxYbSW9ERBXukOXolLzeO_Jn";
const ED25519_KEY: &str =
    r#"{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#;
const ED25519_TOKEN: &str = "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc.hgyY0il_MGCjP0Jz\
    lnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg";

fn genuine(key: &BoundKey, algorithm: Algorithm, message: &[u8], signature: &[u8]) -> bool {
    key.can_be_genuine(algorithm, signature)
        && key.verify(algorithm, message, signature) == Some(true)
}

fn check(jwk: &str, algorithm: Algorithm, token: &str) {
    for provider in CryptoProvider::BUILT_IN {
        let key = Key::jwk(jwk).expect("a key");
        let key = BoundKey::new(key, &[algorithm], *provider).expect("a usable key");
        let Ok(Compact { mut signature, signing_input_length, .. }) =
            Compact::parse(token, TOKEN_BYTES)
        else {
            panic!("not compact")
        };
        let message = &token.as_bytes()[..signing_input_length];
        assert!(genuine(&key, algorithm, message, &signature), "{algorithm}");
        assert!(!genuine(&key, algorithm, &message[1..], &signature), "{algorithm}");
        signature[3] ^= 1;
        assert!(!genuine(&key, algorithm, message, &signature), "{algorithm}");
    }
}

#[test]
fn verifies_rfc_7515_a_4() {
    check(ES512_KEY, Algorithm::Es512, ES512_TOKEN);
}

#[test]
fn verifies_rfc_8037_a_4() {
    check(ED25519_KEY, Algorithm::EdDsa, ED25519_TOKEN);
}

/// With R the identity, S = H(R, A, M) * a satisfies the equation of RFC 8032 §5.1.7. Whoever holds
/// the key can make it, and platforms differ on it.
#[test]
fn refuses_an_ed25519_signature_of_small_order() {
    let secret = Scalar::from(7_u64);
    let public = (ED25519_BASEPOINT_TABLE * &secret).compress().to_bytes();
    let mut identity = [0_u8; 32];
    identity[0] = 1;
    let hash = Sha512::new().chain_update(identity).chain_update(public).chain_update(b"m");
    let scalar = Scalar::from_bytes_mod_order_wide(&hash.finalize().into()) * secret;
    let signature = [identity, scalar.to_bytes()].concat();
    let jwk = format!(
        r#"{{"kty":"OKP","crv":"Ed25519","x":"{}"}}"#,
        crate::encoding::base64url::encode(&public)
    );
    for provider in CryptoProvider::BUILT_IN {
        let key = Key::jwk(&jwk).expect("a key");
        let key = BoundKey::new(key, &[Algorithm::Ed25519], *provider).expect("a usable key");
        assert_eq!(
            key.verify(Algorithm::Ed25519, b"m", &signature),
            Some(true),
            "the equation holds"
        );
        assert!(!key.can_be_genuine(Algorithm::Ed25519, &signature));
    }
}
