use base64_simd::STANDARD;

use super::super::{Material, sha256};
use super::SecretReadings;

/// RFC 8032 §7.1, test 1.
const ED25519: &str = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";

fn random(number: u32, bytes: usize) -> Vec<u8> {
    let blocks =
        (0_u32..).flat_map(|block| sha256(&[number.to_be_bytes(), block.to_be_bytes()].concat()));
    blocks.take(bytes).collect()
}

#[test]
fn accepts_random_secrets_of_every_length_and_spelling() {
    let lengths = [33, 48, 64, 65, 96, 97, 128, 132, 133, 256];
    for (number, other) in (0..1_000).zip(lengths.into_iter().cycle()) {
        for bytes in [32, other] {
            let secret = random(number, bytes);
            let base64 = STANDARD.encode_to_string(&secret);
            let hex: String = secret.iter().map(|byte| format!("{byte:02x}")).collect();
            for secret in [secret, base64.into_bytes(), hex.into_bytes()] {
                assert!(Material::secret(secret).is_ok(), "{number} {bytes}");
            }
        }
    }
}

#[test]
fn refuses_text_keys_whatever_is_put_before_them() {
    for before in ["", "  \n", "\u{200b}", "\u{feff}", "\u{0}\u{1}"] {
        for key in [
            "-----BEGIN PUBLIC KEY-----\nMIIB",
            "ssh-rsa AAAA",
            "{\"kty\":\"RSA\"}",
            "{ \"keys\": []}",
        ] {
            let padded = format!("{before}{key}{}", " ".repeat(64));
            assert!(Material::secret(padded.into_bytes()).is_err(), "{key}");
        }
    }
}

#[test]
fn finds_the_number_of_a_public_key_in_every_spelling() {
    let bytes: Vec<u8> = (0..64)
        .step_by(2)
        .filter_map(|at| u8::from_str_radix(ED25519.get(at..at + 2)?, 16).ok())
        .collect();
    let key = Material::ed25519(&bytes).expect("a key of RFC 8032");
    for spelling in [
        bytes.clone(),
        ED25519.to_owned().into_bytes(),
        ED25519.to_uppercase().into_bytes(),
        STANDARD.encode_to_string(&bytes).into_bytes(),
        [&[0xed, 0x01], bytes.as_slice()].concat(),
        [bytes.as_slice(), bytes.as_slice()].concat(),
    ] {
        assert!(SecretReadings::of(&spelling).hold(&key), "{spelling:?}");
    }
    for number in 0..100 {
        assert!(!SecretReadings::of(&random(number, 64)).hold(&key));
    }
}
