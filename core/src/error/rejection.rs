//! A refusal: the code, and what the caller may learn.

use std::borrow::Cow;
use std::sync::Arc;

use super::fault::Fault;
use super::{Category, Code, Kind};
use crate::encoding::json::Value;
use crate::limits::{RETRY_AFTER_SECONDS, RETRY_AFTER_SECONDS_MAX, TOKEN_BYTES};

/// Why a request was refused. Of the credential it holds at most one claim, in its [`Fault`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub struct Rejection {
    code: Code,
    description: Cow<'static, str>,
    retry_after_seconds: u32,
    absent: bool,
    /// In a box, because few rejections have them, and all are moved often.
    details: Option<Box<Details>>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Details {
    required_scopes: Vec<String>,
    realm: Option<Arc<str>>,
    resource_metadata: Option<Arc<str>>,
    fault: Option<Fault>,
}

impl Rejection {
    pub(crate) const fn new(code: Code) -> Self {
        Self {
            code,
            description: Cow::Borrowed(code.sentence()),
            retry_after_seconds: RETRY_AFTER_SECONDS,
            absent: false,
            details: None,
        }
    }

    /// Says what was wrong.
    #[cold]
    #[inline(never)]
    pub(crate) fn because(mut self, fault: Fault) -> Self {
        self.details.get_or_insert_default().fault = Some(fault);
        self
    }

    /// `wait`: milliseconds until the keys may be fetched again.
    pub(crate) fn keys_unavailable(wait: i64) -> Self {
        let seconds = u32::try_from(wait.saturating_add(999) / 1_000).unwrap_or(0);
        let retry_after_seconds = seconds.clamp(RETRY_AFTER_SECONDS, RETRY_AFTER_SECONDS_MAX);
        Self { retry_after_seconds, ..Self::new(Code::KeysUnavailable) }
    }

    /// No credential came that is accepted here. Names only what is. `absent`: none came at all.
    pub(crate) fn missing_credentials(
        accepts_tokens: bool,
        accepts_api_keys: bool,
        absent: bool,
    ) -> Self {
        let description = match (accepts_tokens, accepts_api_keys) {
            (true, false) => "Send an access token in the Authorization header.",
            (false, true) => "Send an API key in the Authorization header.",
            _ => Code::MissingCredentials.sentence(),
        };
        let description = Cow::Borrowed(description);
        Self { description, absent, ..Self::new(Code::MissingCredentials) }
    }

    /// More keys fit the token than are tried.
    pub(crate) fn ambiguous_key() -> Self {
        let description =
            "More keys of the issuer fit the token than are tried; its `kid` must name one.";
        Self { description: Cow::Borrowed(description), ..Self::new(Code::UnknownKey) }
    }

    /// Another type of token than an access token. `sign`: what says so, a text of this crate.
    pub(crate) fn wrong_type(sign: &'static str, fault: Fault) -> Self {
        let description =
            format!("The token is not an access token of the accepted type: see {sign}.");
        Self { description: Cow::Owned(description), ..Self::new(Code::WrongType) }.because(fault)
    }

    /// Nothing says that it is an access token.
    pub(crate) fn unmarked_type() -> Self {
        let description = "The token has no sign that it is an access token.";
        Self { description: Cow::Borrowed(description), ..Self::new(Code::WrongType) }
            .because(Fault::of("typ").expected("at+jwt".to_owned()))
    }

    /// A token that is no signed JWT in compact form, and what it may be.
    pub(crate) fn malformed_token(hint: &'static str) -> Self {
        Self { description: Cow::Borrowed(hint), ..Self::new(Code::MalformedToken) }
    }

    /// A token longer than this many bytes.
    pub(crate) fn token_too_large(bytes_max: usize) -> Self {
        if bytes_max == TOKEN_BYTES {
            return Code::TokenTooLarge.into();
        }
        let description = format!("The token is longer than {bytes_max} bytes.");
        Self { description: Cow::Owned(description), ..Self::new(Code::TokenTooLarge) }
    }

    /// A claim with more elements than are read.
    pub(crate) fn too_many(claim: &str) -> Self {
        let description = format!("The claim {claim} has too many values.");
        Self { description: Cow::Owned(description), ..Self::new(Code::InvalidClaim) }
            .because(Fault::of(claim))
    }

    /// `aud` names another service, though another claim names this one.
    pub(crate) fn other_audience(fault: Fault) -> Self {
        let description =
            "The claim aud names another audience; `also_audience` of the policy may name it.";
        Self { description: Cow::Borrowed(description), ..Self::new(Code::WrongAudience) }
            .because(fault)
    }

    /// The caller may not do this, because its claims do not say what the operation needs.
    pub(crate) fn insufficient_claims(alternatives: &str) -> Self {
        let description = Cow::Owned(format!("The operation needs {alternatives}."));
        Self { description, ..Self::new(Code::InsufficientClaims) }
    }

    /// Names the claim at fault, which comes from the policy or this crate, never from a token.
    #[cold]
    #[inline(never)]
    pub(crate) fn claim(code: Code, fault: Fault) -> Self {
        let claim = &fault.claim;
        let description = match code {
            Code::MissingClaim => format!("The token lacks the required claim {claim}."),
            _ => format!("The claim {claim} has the wrong type or value."),
        };
        Self { description: Cow::Owned(description), ..Self::new(code) }.because(fault)
    }

    #[cold]
    #[inline(never)]
    pub(crate) fn missing(claim: &str) -> Self {
        Self::claim(Code::MissingClaim, Fault::of(claim))
    }

    #[cold]
    #[inline(never)]
    pub(crate) fn invalid(claim: &str, expected: &str, received: &Value<'_>) -> Self {
        let fault = Fault::of(claim).expected(expected.to_owned()).received(Some(received));
        Self::claim(Code::InvalidClaim, fault)
    }

    pub(crate) fn insufficient_scope(required_scopes: Vec<String>, alternatives: &str) -> Self {
        let description = Cow::Owned(format!("The operation needs {alternatives}."));
        let details = Some(Box::new(Details { required_scopes, ..Details::default() }));
        Self { description, details, ..Self::new(Code::InsufficientScope) }
    }

    pub(crate) fn set_realm(&mut self, realm: Option<&Arc<str>>) {
        if let Some(realm) = realm {
            self.details.get_or_insert_default().realm = Some(Arc::clone(realm));
        }
    }

    /// Where the metadata of this server are, and which scopes the operation needs, which a 401 says too then.
    pub(crate) fn set_resource(&mut self, metadata_url: &Arc<str>, scopes: Vec<String>) {
        let details = self.details.get_or_insert_default();
        details.resource_metadata = Some(Arc::clone(metadata_url));
        if details.required_scopes.is_empty() && self.code.status() == 401 {
            details.required_scopes = scopes;
        }
    }

    /// The URL of the metadata of this server (RFC 9728 §5.1), when the policy names a resource.
    #[must_use]
    pub fn resource_metadata(&self) -> Option<&str> {
        self.details.as_ref()?.resource_metadata.as_deref()
    }

    /// The stable code.
    #[must_use]
    pub const fn code(&self) -> Code {
        self.code
    }

    /// One sentence for the caller.
    #[must_use]
    pub fn description(&self) -> &str {
        &self.description
    }

    /// The claim at fault, what is expected of it and what came: for the operator, not for the caller. `None` where no
    /// claim is at fault, such as for a malformed token.
    #[must_use]
    pub fn fault(&self) -> Option<&Fault> {
        self.details.as_ref()?.fault.as_ref()
    }

    /// For `insufficient_scope`, scopes that together are enough, in the order of the requirement; of an `any`
    /// those of its first part. The same for a 401 where the policy names a resource. Otherwise empty.
    #[must_use]
    pub fn required_scopes(&self) -> &[String] {
        self.details.as_ref().map_or(&[], |details| &details.required_scopes)
    }

    /// The protection space of the challenge (RFC 9110 §11.5), when the policy names one.
    #[must_use]
    pub fn realm(&self) -> Option<&str> {
        self.details.as_ref()?.realm.as_deref()
    }

    /// Seconds to wait before a retry (RFC 9110 §10.2.3). It matters only when [`retryable`](Self::retryable).
    #[must_use]
    pub const fn retry_after_seconds(&self) -> u32 {
        self.retry_after_seconds
    }

    /// Whether the request has no credential at all in the places that are looked at, nor an `Authorization` header of
    /// any kind. Where a credential is optional, such a caller may pass.
    #[must_use]
    pub const fn is_absent(&self) -> bool {
        self.absent
    }

    /// Rejected, or merely unavailable.
    #[must_use]
    pub const fn kind(&self) -> Kind {
        self.code.kind()
    }

    /// The group of the code.
    #[must_use]
    pub const fn category(&self) -> Category {
        self.code.category()
    }

    /// Whether the same request may succeed later with the same credential.
    #[must_use]
    pub const fn retryable(&self) -> bool {
        self.code.retryable()
    }
}

impl std::fmt::Display for Rejection {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.code.name(), self.description)
    }
}

impl std::error::Error for Rejection {}

impl From<Code> for Rejection {
    fn from(code: Code) -> Self {
        Self::new(code)
    }
}
