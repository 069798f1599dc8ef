//! Who is measured: each takes a token and says whether its bearer may read the billing.

use std::time::SystemTime;

use aws_lc_rs::hmac;
use aws_lc_rs::signature::{self, ParsedPublicKey, RsaPublicKeyComponents};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use doorward::{Policy, Request, Requirement, Step, UnixTime, Verifier};
use jsonwebtoken::{Algorithm, DecodingKey};

use crate::Fault;
use crate::material::{Material, Signed};
use crate::peer::Checks;

/// Doorward on AWS-LC.
#[derive(Debug)]
pub struct Doorward {
    verifier: Verifier,
    requirement: Requirement,
}

impl Doorward {
    /// By a policy.
    ///
    /// # Errors
    /// When the policy is faulty.
    pub fn new(policy: &str, scope: &str) -> Result<Self, Fault> {
        let verifier = Verifier::new(Policy::from_json(policy)?);
        Ok(Self { verifier, requirement: Requirement::scope(scope)? })
    }

    /// Decides at this moment, as the others do.
    #[must_use]
    pub fn grants(&self, token: &str) -> bool {
        self.grants_at(token, now())
    }

    /// Decides at a given moment.
    #[must_use]
    pub fn grants_at(&self, token: &str, now: UnixTime) -> bool {
        match self.verifier.begin(&Request::credential(token, now), &self.requirement) {
            Step::Done(decision) => {
                decision.outcome.is_ok_and(|principal| principal.client_id().is_some())
            }
            Step::Needs(..) => false,
        }
    }
}

/// The clock, read for each decision.
#[must_use]
pub fn now() -> UnixTime {
    SystemTime::now().into()
}

/// jsonwebtoken on AWS-LC: issuer, audience and lifetime by its own options, type and scope by hand.
#[allow(missing_debug_implementations, reason = "its key says nothing of itself")]
pub struct Jsonwebtoken {
    key: DecodingKey,
    checks: Checks,
}

impl Jsonwebtoken {
    /// For one algorithm.
    ///
    /// # Errors
    /// When the key cannot be read.
    pub fn new(material: &Material, name: &str, signed: &Signed) -> Result<Self, Fault> {
        // A second time in one process it is there already.
        let _ = jsonwebtoken::crypto::aws_lc::DEFAULT_PROVIDER.install_default();
        let pem = signed.pem.as_deref().unwrap_or_default().as_bytes();
        let key = match name {
            "HS256" => DecodingKey::from_secret(&secret(signed)?),
            "RS256" => DecodingKey::from_rsa_pem(pem)?,
            "ES256" => DecodingKey::from_ec_pem(pem)?,
            _ => DecodingKey::from_ed_pem(pem)?,
        };
        let algorithm: Algorithm = name.parse()?;
        let checks = Checks::new(algorithm, &material.issuer, &material.audience, &material.scope);
        Ok(Self { key, checks })
    }

    /// Decides at this moment.
    #[must_use]
    pub fn grants(&self, token: &str) -> bool {
        self.checks.caller(token, &self.key).is_some()
    }
}

/// The signature and nothing else, of bytes that were taken apart before.
#[derive(Debug)]
pub enum Floor {
    /// HMAC.
    Secret(Box<hmac::Key>),
    /// The others.
    Public(ParsedPublicKey),
}

impl Floor {
    /// For one algorithm.
    ///
    /// # Errors
    /// When the key cannot be read.
    pub fn new(name: &str, signed: &Signed) -> Result<Self, Fault> {
        let member = |name: &str| -> Result<Vec<u8>, Fault> {
            let text = signed.jwk.as_ref().and_then(|jwk| jwk.get(name)?.as_str());
            Ok(URL_SAFE_NO_PAD.decode(text.ok_or("a member is missing")?)?)
        };
        Ok(match name {
            "HS256" => Self::Secret(Box::new(hmac::Key::new(hmac::HMAC_SHA256, &secret(signed)?))),
            "RS256" => {
                let key = RsaPublicKeyComponents { n: member("n")?, e: member("e")? };
                Self::Public(key.to_parsed_public_key(&signature::RSA_PKCS1_2048_8192_SHA256)?)
            }
            "ES256" => {
                let point = [vec![4], member("x")?, member("y")?].concat();
                Self::Public(ParsedPublicKey::new(&signature::ECDSA_P256_SHA256_FIXED, point)?)
            }
            _ => Self::Public(ParsedPublicKey::new(&signature::ED25519, member("x")?)?),
        })
    }

    /// Takes a token apart, before the clock runs.
    ///
    /// # Errors
    /// When it is none.
    pub fn apart(token: &str) -> Result<(Vec<u8>, Vec<u8>), Fault> {
        let (input, signature) = token.rsplit_once('.').ok_or("no token")?;
        Ok((input.as_bytes().to_vec(), URL_SAFE_NO_PAD.decode(signature)?))
    }

    /// Whether it is genuine.
    #[must_use]
    pub fn genuine(&self, (input, signature): &(Vec<u8>, Vec<u8>)) -> bool {
        match self {
            Self::Secret(key) => hmac::verify(key, input, signature).is_ok(),
            Self::Public(key) => key.verify_sig(input, signature).is_ok(),
        }
    }
}

fn secret(signed: &Signed) -> Result<Vec<u8>, Fault> {
    Ok(URL_SAFE_NO_PAD.decode(signed.secret.as_deref().unwrap_or_default())?)
}
