//! Makes API keys.

use std::fmt;

use doorward::api_key::{ApiKey, ApiKeyRecord};
use doorward::policy::ApiKeys;
use doorward::{ConfigError, Secret, UnixTime};

/// The options of a new API key.
#[derive(Debug)]
pub struct NewApiKey<'a> {
    /// What it begins with; the usual prefix unless given.
    pub prefix: Option<&'a str>,
    /// The agent it belongs to.
    pub agent_id: &'a str,
    /// What it grants.
    pub scopes: Vec<String>,
    /// The id and the bytes of the pepper under which the digest is made.
    pub pepper: Option<(String, Vec<u8>)>,
    /// The time.
    pub now: UnixTime,
}

/// Why no key was made.
#[derive(Debug)]
pub enum CreateApiKeyError {
    /// The host gave another number of random bytes than [`ApiKey::ENTROPY_BYTES`].
    EntropyLength,
    /// Something of the key is malformed.
    Config(ConfigError),
}

impl fmt::Display for CreateApiKeyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::EntropyLength => write!(f, "{} bytes of entropy expected", ApiKey::ENTROPY_BYTES),
            Self::Config(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for CreateApiKeyError {}

impl NewApiKey<'_> {
    /// Makes the key and its record. `entropy`: bytes of the platform's secure random source.
    ///
    /// # Errors
    /// [`CreateApiKeyError`].
    pub fn create(self, entropy: &[u8]) -> Result<(ApiKey, ApiKeyRecord), CreateApiKeyError> {
        let entropy = entropy.try_into().map_err(|_| CreateApiKeyError::EntropyLength)?;
        let usual = ApiKeys::default();
        let prefix = self.prefix.unwrap_or(usual.prefix()).to_owned();
        if let Some((id, bytes)) = &self.pepper {
            // The policy would refuse it later, when the key is out.
            let _accepted =
                usual.with_pepper(id, bytes.clone()).map_err(CreateApiKeyError::Config)?;
        }
        let pepper = self.pepper.map(|(id, bytes)| (id, Secret::new(bytes)));
        let pepper = pepper.as_ref().map(|(id, secret)| (id.as_str(), secret));
        ApiKey::create(&prefix, self.agent_id, self.scopes, entropy, pepper, self.now)
            .map_err(CreateApiKeyError::Config)
    }
}
