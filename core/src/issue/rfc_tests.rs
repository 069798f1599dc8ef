//! Deterministic signatures against the RFCs, under whichever provider is built in.

use super::SigningKey;
use crate::crypto::Algorithm;
use crate::encoding::base64url;

#[test]
fn signs_as_rfc_7515_a_1() {
    let secret =
        "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow";
    let signing_input = "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkz\
        ODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";
    let secret = base64url::decode(secret).expect("base64url");
    let key = SigningKey::secret(secret, Algorithm::Hs256).expect("a key");
    let signature = key.sign(signing_input.as_bytes()).expect("a signature");
    assert_eq!(base64url::encode(&signature), "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
}

#[test]
fn signs_as_rfc_8037_a_4() {
    let pem = "-----BEGIN PRIVATE KEY-----\n\
        MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g\n\
        -----END PRIVATE KEY-----\n";
    let key = SigningKey::pem(pem, Algorithm::EdDsa).expect("a key");
    let signing_input = b"eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc";
    let signature = key.sign(signing_input).expect("a signature");
    assert_eq!(
        base64url::encode(&signature),
        "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg"
    );
}
