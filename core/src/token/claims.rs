//! Claims (RFC 7519 §4.1, RFC 8693 §4.3, RFC 9068 §2.2), each read by its own type.

use crate::encoding::TextSpan;
use crate::encoding::json::{Object, Value};
use crate::error::{Code, Fault, Rejection};
use crate::limits::TOKEN_AUDIENCES_MAX;
use crate::scope::{ClaimRequirement, DistinctScopes, ScopeClaim, ScopeError};

/// The payload of a token whose claims are being read: as parsed, and as text.
pub(crate) struct Claims<'p> {
    pub(crate) object: &'p Object<'p>,
    pub(crate) text: &'p str,
}

impl<'p> Claims<'p> {
    /// A string claim, `None` if absent. Refuses other types, and `""` in claims other than `sub`.
    pub(crate) fn string(&self, name: &str) -> Result<Option<&'p str>, Rejection> {
        match self.value(name) {
            None => Ok(None),
            Some(Value::String(text)) if !text.is_empty() => Ok(Some(text)),
            Some(value) => Err(Rejection::invalid(name, "a text that is not empty", value)),
        }
    }

    /// The span of a text in the payload.
    pub(crate) fn span(&self, text: &str) -> TextSpan {
        TextSpan::of(text, self.text)
    }

    /// A claim. `null` counts as absent, because serializers write it for a member that is not set. Cloudflare Access
    /// writes an empty `sub` for a service token, which has no subject.
    pub(crate) fn value(&self, name: &str) -> Option<&'p Value<'p>> {
        match self.object.member_not_null(name)? {
            Value::String(text) if text.is_empty() && name == "sub" => None,
            value => Some(value),
        }
    }
}

/// The token's audiences, of which one must be ours (RFC 7519 §4.1.3). `name` is `aud`, except for
/// issuers that name the audience elsewhere.
pub(crate) fn audience(
    claims: &Claims<'_>,
    name: &str,
    ours: &[String],
) -> Result<Vec<TextSpan>, Rejection> {
    let value = claims.value(name).ok_or_else(|| Rejection::missing(name))?;
    let invalid = || Rejection::invalid(name, "a text or an array of texts", value);
    let mut named = false;
    let mut span = |audience: &str| {
        named |= ours.iter().any(|own| own == audience);
        claims.span(audience)
    };
    let audiences = match value {
        Value::String(one) => vec![span(one)],
        Value::Array(several) if several.len() > TOKEN_AUDIENCES_MAX => {
            return Err(Rejection::too_many(name));
        }
        Value::Array(several) => several
            .iter()
            .map(|one| one.as_str().map(&mut span).ok_or_else(invalid))
            .collect::<Result<_, _>>()?,
        _ => return Err(invalid()),
    };
    if named { Ok(audiences) } else { Err(wrong_audience(name, ours, value)) }
}

/// `name` names others.
#[cold]
pub(crate) fn wrong_audience(name: &str, ours: &[String], value: &Value<'_>) -> Rejection {
    let fault = Fault::of(name).expected_one_of(ours.iter().map(String::as_str));
    Rejection::from(Code::WrongAudience).because(fault.received(Some(value)))
}

/// The first of these claims that is present. Each one that is present must be a non-empty string.
pub(crate) fn first_string<'p>(
    claims: &Claims<'p>,
    names: &[String],
) -> Result<Option<&'p str>, Rejection> {
    let mut first = None;
    for name in names {
        let value = claims.string(name)?;
        first = first.or(value);
    }
    Ok(first)
}

/// Refuses a token that lacks any required claim; `null` counts as absent.
pub(crate) fn require(claims: &Claims<'_>, required: &[ClaimRequirement]) -> Result<(), Rejection> {
    for claim in required {
        match claims.value(claim.name()) {
            None => return Err(Rejection::missing(claim.name())),
            Some(value) if claim.accepts(value) => {}
            Some(value) => {
                return Err(Rejection::invalid(claim.name(), &claim.expected(), value));
            }
        }
    }
    Ok(())
}

/// Where `audience_claim` is not `aud`: an `aud` that is present must name this server or an `also_audience`.
pub(crate) fn also_audience(
    claims: &Claims<'_>,
    ours: &[String],
    also: &[String],
) -> Result<(), Rejection> {
    let is_known = |audience: &str| ours.iter().chain(also).any(|own| own == audience);
    let Some(value) = claims.value("aud") else { return Ok(()) };
    let known = match value {
        Value::String(one) => is_known(one),
        Value::Array(several) => {
            several.iter().any(|one| one.as_str().is_some_and(is_known))
                && several.iter().all(|one| one.as_str().is_some())
        }
        _ => return Err(Rejection::invalid("aud", "a text or an array of texts", value)),
    };
    if known {
        return Ok(());
    }
    let known = ours.iter().chain(also).map(String::as_str).collect::<Vec<_>>();
    let fault = Fault::of("aud").expected_one_of(known.into_iter()).received(Some(value));
    Err(Rejection::other_audience(fault))
}

/// What a token may do.
#[derive(Default)]
pub(crate) struct ClaimedScopes {
    /// Each once, in order of appearance.
    pub(crate) scopes: Vec<TextSpan>,
    /// The places of roles that end as wildcards do. They are none.
    pub(crate) no_wildcards: Vec<usize>,
}

/// The union of all scope claims.
pub(crate) fn scopes(
    claims: &Claims<'_>,
    scope_claims: &[ScopeClaim],
) -> Result<ClaimedScopes, Rejection> {
    let mut held = DistinctScopes::default();
    for claim in scope_claims {
        claim.read(claims.object, &mut held).map_err(|error| match error {
            ScopeError::Malformed => {
                let fault = Fault::of(&claim.name()).expected(claim.expected().to_owned());
                let value = claim.value(claims.object).unwrap_or_default();
                Rejection::claim(Code::InvalidClaim, fault.received(value))
            }
            ScopeError::TooMany => Rejection::too_many(&claim.name()),
        })?;
    }
    let no_wildcards = held.no_wildcards();
    let scopes = held.ordered.into_iter().map(|scope| claims.span(scope)).collect();
    Ok(ClaimedScopes { scopes, no_wildcards })
}
