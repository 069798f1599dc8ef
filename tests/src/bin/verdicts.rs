//! Prints the verdicts on all vectors as canonical JSON: `verdicts [aws-lc|rust-crypto]`.

use std::io::Write;

use doorward::crypto::CryptoProvider;

fn main() -> std::io::Result<()> {
    let provider = match std::env::args().nth(1).as_deref() {
        None | Some("aws-lc") => CryptoProvider::AwsLc,
        Some("rust-crypto") => CryptoProvider::RustCrypto,
        Some(other) => {
            return Err(std::io::Error::other(format!("{other} is not aws-lc or rust-crypto")));
        }
    };
    let cases = doorward_tests::cases();
    let verdicts = cases.iter().map(|case| doorward_tests::verdict(case, provider));
    let text = verdicts.collect::<serde_json::Value>().to_string();
    std::io::stdout().write_all(text.as_bytes())
}
