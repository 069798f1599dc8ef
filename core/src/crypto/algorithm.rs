//! Signature algorithms (RFC 7518 §3.1, RFC 8037 §3.1, RFC 9864 §2.2).

use crate::error::{ConfigError, invalid_policy, quoted};

/// What kind of key an algorithm works with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Family {
    Hmac,
    Rsa,
    Ec,
    Ed25519,
}

macro_rules! algorithms {
    ($($(#[$doc:meta])* $variant:ident $name:literal $family:ident;)*) => {
        /// A JWS signature algorithm that Doorward can verify. Never `none`.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum Algorithm { $($(#[$doc])* $variant,)* }

        impl Algorithm {
            /// Every algorithm.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The registered name, as in `alg`.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// The algorithm of exactly this registered name; case matters.
            #[must_use]
            pub(crate) fn from_name(name: &str) -> Option<Self> {
                match name { $($name => Some(Self::$variant),)* _ => None }
            }

            pub(crate) const fn family(self) -> Family {
                match self { $(Self::$variant => Family::$family,)* }
            }
        }
    };
}

algorithms! {
    /// HMAC with SHA-256.
    Hs256 "HS256" Hmac;
    /// HMAC with SHA-384.
    Hs384 "HS384" Hmac;
    /// HMAC with SHA-512.
    Hs512 "HS512" Hmac;
    /// RSASSA-PKCS1-v1_5 with SHA-256.
    Rs256 "RS256" Rsa;
    /// RSASSA-PKCS1-v1_5 with SHA-384.
    Rs384 "RS384" Rsa;
    /// RSASSA-PKCS1-v1_5 with SHA-512.
    Rs512 "RS512" Rsa;
    /// RSASSA-PSS with SHA-256, salt as long as the hash.
    Ps256 "PS256" Rsa;
    /// RSASSA-PSS with SHA-384, salt as long as the hash.
    Ps384 "PS384" Rsa;
    /// RSASSA-PSS with SHA-512, salt as long as the hash.
    Ps512 "PS512" Rsa;
    /// ECDSA with P-256 and SHA-256.
    Es256 "ES256" Ec;
    /// ECDSA with P-384 and SHA-384.
    Es384 "ES384" Ec;
    /// ECDSA with P-521 and SHA-512.
    Es512 "ES512" Ec;
    /// EdDSA with Ed25519, under its polymorphic name (RFC 8037).
    EdDsa "EdDSA" Ed25519;
    /// EdDSA with Ed25519, under its fully-specified name (RFC 9864).
    Ed25519 "Ed25519" Ed25519;
}

impl Algorithm {
    /// Bytes an HMAC secret must have at least: those of the hash (RFC 7518 §3.2).
    pub(crate) const fn secret_bytes_min(self) -> usize {
        match self {
            Self::Hs512 => 64,
            Self::Hs384 => 48,
            _ => 32,
        }
    }
}

/// By the registered name; case matters.
impl std::str::FromStr for Algorithm {
    type Err = ConfigError;

    fn from_str(name: &str) -> Result<Self, ConfigError> {
        Self::from_name(name).ok_or_else(|| {
            invalid_policy(format_args!("{} is not a supported algorithm", quoted(name)))
        })
    }
}

impl std::fmt::Display for Algorithm {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}
