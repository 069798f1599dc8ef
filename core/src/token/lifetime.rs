//! `exp`, `nbf` and `iat` against `now` (RFC 7519 §4.1.4–4.1.6).

use super::Claims;
use crate::error::{Code, Rejection};
use crate::policy::TrustedIssuer;
use crate::time::UnixTime;

/// When a credential is good.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Lifetime {
    pub(crate) expires_at: Option<UnixTime>,
    pub(crate) not_before: Option<UnixTime>,
    pub(crate) issued_at: Option<UnixTime>,
}

/// The issuer's tolerance at one moment.
struct Moment<'i> {
    issuer: &'i TrustedIssuer,
    now: UnixTime,
}

pub(crate) fn checked_lifetime(
    claims: &Claims<'_>,
    issuer: &TrustedIssuer,
    now: UnixTime,
) -> Result<Lifetime, Rejection> {
    let moment = Moment { issuer, now };
    let missing = |name| Rejection::claim(Code::MissingClaim, name);
    let expires_at = claims.time("exp")?;
    if expires_at.is_none() {
        return Err(missing("exp"));
    }
    moment.is_before_end(expires_at)?;
    let not_before = claims.time("nbf")?;
    moment.is_after_start(not_before)?;
    let issued_at = claims.time("iat")?;
    moment.is_after_issue(issued_at)?;
    if issuer.max_age_seconds.is_some() && issued_at.is_none() {
        return Err(missing("iat"));
    }
    moment.is_young_enough(issued_at)?;
    Ok(Lifetime { expires_at, not_before, issued_at })
}

impl Lifetime {
    /// The same checks at another time, of a token whose claims were read before.
    pub(crate) fn holds(&self, issuer: &TrustedIssuer, now: UnixTime) -> Result<(), Code> {
        let moment = Moment { issuer, now };
        moment.is_before_end(self.expires_at)?;
        moment.is_after_start(self.not_before)?;
        moment.is_after_issue(self.issued_at)?;
        moment.is_young_enough(self.issued_at)
    }
}

impl Moment<'_> {
    fn is_before_end(&self, expires_at: Option<UnixTime>) -> Result<(), Code> {
        let end = expires_at.map(|end| end.plus_seconds(self.issuer.leeway_seconds));
        if end.is_some_and(|end| self.now >= end) { Err(Code::Expired) } else { Ok(()) }
    }

    fn is_after_start(&self, not_before: Option<UnixTime>) -> Result<(), Code> {
        if self.is_past(not_before) { Ok(()) } else { Err(Code::NotYetValid) }
    }

    fn is_after_issue(&self, issued_at: Option<UnixTime>) -> Result<(), Code> {
        if self.is_past(issued_at) { Ok(()) } else { Err(Code::IssuedInFuture) }
    }

    fn is_young_enough(&self, issued_at: Option<UnixTime>) -> Result<(), Code> {
        let (Some(max_age), Some(issued_at)) = (self.issuer.max_age_seconds, issued_at) else {
            return Ok(());
        };
        let oldest = issued_at.plus_seconds(max_age).plus_seconds(self.issuer.leeway_seconds);
        if self.now > oldest { Err(Code::TooOld) } else { Ok(()) }
    }

    fn is_past(&self, time: Option<UnixTime>) -> bool {
        time.is_none_or(|time| self.now.plus_seconds(self.issuer.leeway_seconds) >= time)
    }
}
