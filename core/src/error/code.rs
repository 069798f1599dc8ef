//! The error table: one row a code, the same in every language. docs/errors.md is made from it.

/// Whether the credential was judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Kind {
    /// The credential or the request is at fault.
    Rejected,
    /// Keys or state could not be reached; the credential may be good.
    Unavailable,
}

impl Kind {
    /// The stable name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Rejected => "rejected",
            Self::Unavailable => "unavailable",
        }
    }
}

/// The scheme that a refusal challenges the caller to use (RFC 9110 §11.6.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Challenge {
    /// RFC 6750 §3.
    Bearer,
}

impl Challenge {
    /// The scheme's name as it stands in `WWW-Authenticate`.
    #[must_use]
    pub const fn scheme(self) -> &'static str {
        match self {
            Self::Bearer => "Bearer",
        }
    }
}

macro_rules! categories {
    ($($(#[$doc:meta])* $variant:ident = $name:literal;)*) => {
        /// The group of a code: the class that Python raises, and `category` in JavaScript.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum Category { $($(#[$doc])* $variant,)* }

        impl Category {
            /// Every category, in the order of the class tree.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The stable snake_case name.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }
        }
    };
}

categories! {
    /// 400: the request itself is malformed.
    InvalidRequest = "invalid_request";
    /// 401: no credential came.
    MissingCredentials = "missing_credentials";
    /// 401: the token is refused.
    InvalidToken = "invalid_token";
    /// 401: the API key is refused.
    InvalidApiKey = "invalid_api_key";
    /// 401: the proof of possession is refused (RFC 9449 §7.1). No code of this version has it.
    InvalidProof = "invalid_proof";
    /// 403: the credential is genuine and does not allow the operation.
    Forbidden = "forbidden";
    /// 403: the credential lacks a scope.
    InsufficientScope = "insufficient_scope";
    /// 429: the caller made too many requests (RFC 6585 §4). No code of this version has it.
    RateLimited = "rate_limited";
    /// 503: the decision could not be made.
    Unavailable = "unavailable";
}

/// The columns of one row.
struct Row {
    name: &'static str,
    status: u16,
    word: Option<&'static str>,
    public_name: Option<&'static str>,
    kind: Kind,
    retryable: bool,
    challenge: Option<Challenge>,
    category: Category,
    sentence: &'static str,
}

macro_rules! codes {
    ($($(#[$doc:meta])* $variant:ident = $row:expr;)*) => {
        /// Why a request was refused. The names are stable; new ones may be added.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum Code { $($(#[$doc])* $variant,)* }

        impl Code {
            /// Every code, in the order of the table.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            const fn row(self) -> &'static Row {
                match self { $(Self::$variant => const { &$row },)* }
            }
        }
    };
}

/// A token that is refused: 401 `invalid_token` (RFC 6750 §3.1), with a challenge.
const fn token(name: &'static str, sentence: &'static str) -> Row {
    Row {
        name,
        status: 401,
        word: Some("invalid_token"),
        public_name: None,
        kind: Kind::Rejected,
        retryable: false,
        challenge: Some(Challenge::Bearer),
        category: Category::InvalidToken,
        sentence,
    }
}

/// An API key that is refused. To a caller outside unknown, expired and inactive ones look alike, so that
/// nobody can find out which ids exist.
const fn api_key(name: &'static str) -> Row {
    Row {
        public_name: Some("invalid_api_key"),
        category: Category::InvalidApiKey,
        ..token(name, "The API key is not valid.")
    }
}

/// An outage: 503 with `Retry-After`, without a challenge, because another credential would not help.
const fn outage(name: &'static str, sentence: &'static str) -> Row {
    Row {
        status: 503,
        word: Some("temporarily_unavailable"),
        kind: Kind::Unavailable,
        retryable: true,
        challenge: None,
        category: Category::Unavailable,
        ..token(name, sentence)
    }
}

codes! {
    /// No credential, or one of a scheme this server does not take.
    MissingCredentials = Row {
        word: None,
        category: Category::MissingCredentials,
        ..token(
            "missing_credentials",
            "Send an access token or an API key in the Authorization header.",
        )
    };
    /// The request itself is malformed: header syntax, two credentials, a token in the query.
    InvalidRequest = Row {
        status: 400,
        word: Some("invalid_request"),
        category: Category::InvalidRequest,
        ..token(
            "invalid_request",
            "Send exactly one credential, as Authorization: Bearer <token>.",
        )
    };
    /// Not a compact JWS of strict base64url and strict JSON (RFC 7515 §3.1).
    MalformedToken = token("malformed_token", "The token is not a well-formed compact JWT.");
    /// Longer than the limit.
    TokenTooLarge = token("token_too_large", "The token is longer than 16 KiB.");
    /// `alg` is not known, or not one this issuer may use (RFC 8725 §3.1).
    AlgorithmNotAllowed = token(
        "algorithm_not_allowed",
        "The token is signed with an algorithm that is not accepted here.",
    );
    /// The header has `crit` or `b64`. No extension is supported (RFC 7515 §4.1.11, RFC 7797).
    UnsupportedCritical = token(
        "unsupported_critical",
        "The token demands a critical header extension that is not supported.",
    );
    /// `iss` is none of the accepted issuers, compared exactly.
    UnknownIssuer = token(
        "unknown_issuer",
        "The token comes from an issuer that is not accepted here.",
    );
    /// No key of the issuer fits the token, or more fit than are tried.
    UnknownKey = token(
        "unknown_key",
        "The token is signed with a key that its issuer does not publish.",
    );
    /// The signature does not verify.
    InvalidSignature = token("invalid_signature", "The token's signature is not valid.");
    /// `exp` has been reached (RFC 7519 §4.1.4).
    Expired = token("expired", "The token expired; obtain a new one.");
    /// `nbf` has not been reached (RFC 7519 §4.1.5).
    NotYetValid = token("not_yet_valid", "The token is not valid yet; check the clocks.");
    /// `iat` lies in the future.
    IssuedInFuture = token(
        "issued_in_future",
        "The token was issued in the future; check the clocks.",
    );
    /// Issued longer ago than the policy allows.
    TooOld = token("too_old", "The token was issued too long ago; obtain a new one.");
    /// `aud` does not name this server (RFC 7519 §4.1.3).
    WrongAudience = token("wrong_audience", "The token was issued for another audience.");
    /// Not an access token: `typ` or the claims say so (RFC 8725 §3.11, RFC 9068 §4).
    WrongType = token("wrong_type", "The token is not an access token of the accepted type.");
    /// A claim that is required is absent.
    MissingClaim = token("missing_claim", "The token lacks a required claim.");
    /// A claim has the wrong JSON type or an impossible value.
    InvalidClaim = token("invalid_claim", "A claim of the token has the wrong type or value.");
    /// The token is bound to a key by `cnf`, and no proof of possession can be checked.
    BindingRequired = token(
        "binding_required",
        "The token is bound to a key and cannot be used as a bearer token.",
    );
    /// More actors in the chain than the limit (RFC 8693 §4.1).
    DelegationTooDeep = token("delegation_too_deep", "The token's delegation chain is too long.");
    /// Not of the API key format, or the checksum does not fit: a typo.
    MalformedApiKey = Row {
        category: Category::InvalidApiKey,
        ..token("malformed_api_key", "The API key is mistyped or cut off; copy it again.")
    };
    /// No record is found, its digest does not match, or the policy lacks the record's pepper.
    UnknownApiKey = api_key("unknown_api_key");
    /// The record's expiry has passed.
    ApiKeyExpired = api_key("api_key_expired");
    /// The record is inactive, revoked, or replaced and past its overlap.
    ApiKeyInactive = api_key("api_key_inactive");
    /// Genuine, but not allowed to do this.
    InsufficientScope = Row {
        status: 403,
        word: Some("insufficient_scope"),
        category: Category::InsufficientScope,
        ..token(
            "insufficient_scope",
            "The credential lacks a scope that this operation needs.",
        )
    };
    /// Genuine, but its claims do not say what this needs.
    InsufficientClaims = Row {
        status: 403,
        word: Some("insufficient_claims"),
        challenge: None,
        category: Category::Forbidden,
        ..token(
            "insufficient_claims",
            "The credential lacks a claim that this operation needs.",
        )
    };
    /// A page of this origin may not send the cookie that carries the credential.
    OriginNotAllowed = Row {
        status: 403,
        word: Some("origin_not_allowed"),
        challenge: None,
        category: Category::Forbidden,
        ..token(
            "origin_not_allowed",
            "The credential came in a cookie, and the page that sent it is not allowed here.",
        )
    };
    /// The issuer's keys could not be fetched, or could not be looked for again just now.
    KeysUnavailable = outage(
        "keys_unavailable",
        "The issuer's keys cannot be fetched right now; try again.",
    );
    /// The host could not answer a need: the API key store, or whoever checks signatures, failed.
    StateUnavailable = outage(
        "state_unavailable",
        "The credential cannot be checked right now; try again.",
    );
}

impl Code {
    /// The code with this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|code| code.name() == name)
    }

    /// The stable snake_case name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        self.row().name
    }

    /// The HTTP status the request is answered with.
    #[must_use]
    pub const fn status(self) -> u16 {
        self.row().status
    }

    /// The `error` of the response: RFC 6750 §3.1, `temporarily_unavailable` (RFC 6749 §4.1.2.1) for an outage, or
    /// our own `insufficient_claims`. None when no credential came.
    #[must_use]
    pub const fn word(self) -> Option<&'static str> {
        self.row().word
    }

    /// The name a caller outside sees.
    #[must_use]
    pub const fn public_name(self) -> &'static str {
        match self.row().public_name {
            Some(name) => name,
            None => self.row().name,
        }
    }

    /// Rejected, or merely unavailable.
    #[must_use]
    pub const fn kind(self) -> Kind {
        self.row().kind
    }

    /// Whether the same request may succeed later with the same credential.
    #[must_use]
    pub const fn retryable(self) -> bool {
        self.row().retryable
    }

    /// The scheme the caller is challenged to use; none where another credential would not help.
    #[must_use]
    pub const fn challenge(self) -> Option<Challenge> {
        self.row().challenge
    }

    /// The group of the code.
    #[must_use]
    pub const fn category(self) -> Category {
        self.row().category
    }

    /// One sentence that tells the caller what to do and leaks nothing.
    #[must_use]
    pub const fn sentence(self) -> &'static str {
        self.row().sentence
    }
}
