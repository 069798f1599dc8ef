//! `exp`, `nbf` and `iat` against `now` (RFC 7519 §4.1.4–4.1.6).

use super::Claims;
use crate::error::{Code, Rejection};
use crate::policy::TrustedIssuer;
use crate::time::UnixTime;

pub(crate) struct Lifetime {
    pub(crate) expires_at: UnixTime,
    pub(crate) issued_at: Option<UnixTime>,
}

pub(crate) fn checked_lifetime(
    claims: &Claims<'_>,
    issuer: &TrustedIssuer,
    now: UnixTime,
) -> Result<Lifetime, Rejection> {
    let leeway = issuer.leeway_seconds;
    let missing = |name| Rejection::claim(Code::MissingClaim, name);
    let expires_at = claims.time("exp")?.ok_or_else(|| missing("exp"))?;
    if now >= expires_at.plus_seconds(leeway) {
        return Err(Code::Expired.into());
    }
    if claims.time("nbf")?.is_some_and(|not_before| now.plus_seconds(leeway) < not_before) {
        return Err(Code::NotYetValid.into());
    }
    let issued_at = claims.time("iat")?;
    if issued_at.is_some_and(|issued_at| now.plus_seconds(leeway) < issued_at) {
        return Err(Code::IssuedInFuture.into());
    }
    if let Some(max_age) = issuer.max_age_seconds {
        let issued_at = issued_at.ok_or_else(|| missing("iat"))?;
        if now > issued_at.plus_seconds(max_age).plus_seconds(leeway) {
            return Err(Code::TooOld.into());
        }
    }
    Ok(Lifetime { expires_at, issued_at })
}
