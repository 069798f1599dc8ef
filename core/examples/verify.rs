//! Signs a token as an issuer would, and asks a verifier about it, about a forged one, and for more than it grants:
//!
//! ```text
//! cargo run --example verify --features issue
//! ```
#![allow(clippy::print_stdout, reason = "the output is what an example is for")]

use std::error::Error;
use std::time::SystemTime;

use doorward::crypto::Algorithm;
use doorward::http::Response;
use doorward::issue::SigningKey;
use doorward::keys::Key;
use doorward::policy::Issuer;
use doorward::{Policy, Request, Requirement, Step, UnixTime, Verifier};

// The key pair of RFC 8037, appendix A.
const PRIVATE: &str = "-----BEGIN PRIVATE KEY-----\n\
    MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g\n\
    -----END PRIVATE KEY-----\n";
const PUBLIC: &str =
    r#"{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#;

fn main() -> Result<(), Box<dyn Error>> {
    let issuer = Issuer::new("https://auth.example.com/")
        .audience("https://api.example.com")
        .algorithm(Algorithm::EdDsa)
        .key(Key::jwk(PUBLIC)?);
    let verifier = Verifier::new(Policy::builder().issuer(issuer).build()?);

    let now: UnixTime = SystemTime::now().into();
    let key = SigningKey::pem(PRIVATE, Algorithm::EdDsa)?;
    let token = key.jwt("at+jwt", &claims("billing:read", now))?;
    // The signature of this token under other claims.
    let wanted = key.jwt("at+jwt", &claims("billing:write", now))?;
    let (signed, _) = wanted.rsplit_once('.').unwrap_or_default();
    let (_, signature) = token.rsplit_once('.').unwrap_or_default();
    let forged = format!("{signed}.{signature}");

    let read = Requirement::scope("billing:read")?;
    let write = Requirement::scope("billing:write")?;
    println!("genuine          {}", answer(&verifier, &token, &read, now));
    println!("forged           {}", answer(&verifier, &forged, &read, now));
    println!("without a scope  {}", answer(&verifier, &token, &write, now));
    Ok(())
}

fn claims(scope: &str, now: UnixTime) -> String {
    serde_json::json!({
        "iss": "https://auth.example.com/",
        "aud": "https://api.example.com",
        "client_id": "billing-agent",
        "scope": scope,
        "exp": now.seconds() + 300,
    })
    .to_string()
}

/// What a server would answer. The policy has the key, so nothing is left to ask for.
fn answer(verifier: &Verifier, token: &str, requirement: &Requirement, now: UnixTime) -> String {
    let credential = format!("Bearer {token}");
    let headers = [("authorization", credential.as_str())];
    match verifier.begin(&Request::http("/balance", &headers, now), requirement) {
        Step::Done(decision) => match decision.outcome {
            Ok(caller) => format!("200 {}", caller.client_id().unwrap_or("somebody")),
            Err(rejection) => {
                let response = Response::of(&rejection);
                format!("{} {}", response.status, response.body)
            }
        },
        Step::Needs(..) => {
            "the documentation of the crate shows a host that answers needs".to_owned()
        }
    }
}
