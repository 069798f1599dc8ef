//! The error table: one row a code, the same in every language.

macro_rules! codes {
    ($($(#[$doc:meta])* $variant:ident $name:literal $status:literal $word:expr, $public:expr, $sentence:literal;)*) => {
        /// Why a request was refused. The names are stable; new ones may be added.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum Code { $($(#[$doc])* $variant,)* }

        impl Code {
            /// Every code, in the order of the table.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The stable snake_case name.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// The HTTP status the request is answered with.
            #[must_use]
            pub const fn status(self) -> u16 {
                match self { $(Self::$variant => $status,)* }
            }

            /// The `error` word of RFC 6750 §3.1; none when no credential came.
            #[must_use]
            pub const fn word(self) -> Option<&'static str> {
                match self { $(Self::$variant => $word,)* }
            }

            /// The name a caller outside sees. API keys that are unknown, expired or inactive
            /// look alike, so that nobody can probe which ids exist.
            #[must_use]
            pub const fn public_name(self) -> &'static str {
                let public: Option<&'static str> = match self { $(Self::$variant => $public,)* };
                match public { Some(name) => name, None => self.name() }
            }

            /// One sentence that tells the caller what to do and leaks nothing.
            #[must_use]
            pub const fn sentence(self) -> &'static str {
                match self { $(Self::$variant => $sentence,)* }
            }
        }
    };
}

const TOKEN: Option<&str> = Some("invalid_token");
const OUTAGE: Option<&str> = Some("temporarily_unavailable");
const API_KEY: Option<&str> = Some("invalid_api_key");

codes! {
    /// No credential, or one of a scheme this server does not take.
    MissingCredentials "missing_credentials" 401 None, None,
        "Send an access token or an API key in the Authorization header.";
    /// The request itself is malformed: header syntax, two credentials, a token in the query.
    InvalidRequest "invalid_request" 400 Some("invalid_request"), None,
        "Send exactly one credential, as Authorization: Bearer <token>.";
    /// Not a compact JWS of strict base64url and strict JSON (RFC 7515 §3.1).
    MalformedToken "malformed_token" 401 TOKEN, None,
        "The token is not a well-formed compact JWT.";
    /// Longer than the limit.
    TokenTooLarge "token_too_large" 401 TOKEN, None,
        "The token is longer than 16 KiB.";
    /// `alg` is not known, or not one this issuer may use (RFC 8725 §3.1).
    AlgorithmNotAllowed "algorithm_not_allowed" 401 TOKEN, None,
        "The token is signed with an algorithm that is not accepted here.";
    /// `crit` is malformed or names an extension that is not understood (RFC 7515 §4.1.11).
    UnsupportedCritical "unsupported_critical" 401 TOKEN, None,
        "The token demands a critical header extension that is not supported.";
    /// `iss` is none of the accepted issuers, compared exactly.
    UnknownIssuer "unknown_issuer" 401 TOKEN, None,
        "The token comes from an issuer that is not accepted here.";
    /// No key of the issuer fits `kid` and `alg`, or more than one does.
    UnknownKey "unknown_key" 401 TOKEN, None,
        "The token is signed with a key that its issuer does not publish.";
    /// The signature does not verify.
    InvalidSignature "invalid_signature" 401 TOKEN, None,
        "The token's signature is not valid.";
    /// `exp` has been reached (RFC 7519 §4.1.4).
    Expired "expired" 401 TOKEN, None,
        "The token expired; obtain a new one.";
    /// `nbf` has not been reached (RFC 7519 §4.1.5).
    NotYetValid "not_yet_valid" 401 TOKEN, None,
        "The token is not valid yet; check the clocks.";
    /// `iat` lies in the future.
    IssuedInFuture "issued_in_future" 401 TOKEN, None,
        "The token was issued in the future; check the clocks.";
    /// Issued longer ago than the policy allows.
    TooOld "too_old" 401 TOKEN, None,
        "The token was issued too long ago; obtain a new one.";
    /// `aud` does not name this server (RFC 7519 §4.1.3).
    WrongAudience "wrong_audience" 401 TOKEN, None,
        "The token was issued for another audience.";
    /// Not an access token: `typ` or the claims say so (RFC 8725 §3.11, RFC 9068 §4).
    WrongType "wrong_type" 401 TOKEN, None,
        "The token is not an access token of the accepted type.";
    /// A claim that is required is absent.
    MissingClaim "missing_claim" 401 TOKEN, None,
        "The token lacks a required claim.";
    /// A claim has the wrong JSON type or an impossible value.
    InvalidClaim "invalid_claim" 401 TOKEN, None,
        "A claim of the token has the wrong type or value.";
    /// The token is bound to a key by `cnf`, and no proof of possession can be checked.
    BindingRequired "binding_required" 401 TOKEN, None,
        "The token is bound to a key and cannot be used as a bearer token.";
    /// More actors in the chain than the limit (RFC 8693 §4.1).
    DelegationTooDeep "delegation_too_deep" 401 TOKEN, None,
        "The token's delegation chain is too long.";
    /// Not of the API key format, or the checksum does not fit: a typo.
    MalformedApiKey "malformed_api_key" 401 TOKEN, None,
        "The API key is mistyped or cut off; copy it again.";
    /// No record with that id, or another secret.
    UnknownApiKey "unknown_api_key" 401 TOKEN, API_KEY,
        "The API key is not valid.";
    /// The record's expiry has passed.
    ApiKeyExpired "api_key_expired" 401 TOKEN, API_KEY,
        "The API key is not valid.";
    /// The record is inactive, revoked, or replaced and past its overlap.
    ApiKeyInactive "api_key_inactive" 401 TOKEN, API_KEY,
        "The API key is not valid.";
    /// Genuine, but not allowed to do this.
    InsufficientScope "insufficient_scope" 403 Some("insufficient_scope"), None,
        "The credential lacks a scope that this operation needs.";
    /// The issuer's keys could not be fetched, or could not be looked for again just now.
    KeysUnavailable "keys_unavailable" 503 OUTAGE, None,
        "The issuer's keys cannot be fetched right now; try again.";
    /// The host could not answer a need: the API key store, or whoever checks signatures, failed.
    StateUnavailable "state_unavailable" 503 OUTAGE, None,
        "The credential cannot be checked right now; try again.";
}
