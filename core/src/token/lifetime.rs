//! `exp`, `nbf` and `iat` against `now` (RFC 7519 §4.1.4–4.1.6).

use super::claims::Claims;
use crate::encoding::json::Value;
use crate::error::{Code, Fault, Rejection};
use crate::limits::NUMERIC_DATE_MAX;
use crate::policy::TrustedIssuer;
use crate::time::UnixTime;

/// A claim that is a `NumericDate`.
#[derive(Clone, Copy, Debug)]
pub(crate) enum TimeClaim {
    Absent,
    At(UnixTime),
    /// No number, negative, or not exact in every host language.
    Invalid,
}

/// When a credential is good. The claims are read once and checked against the time as often as needed: a
/// token may be expired when its signature has been checked elsewhere, and when it comes again.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Lifetime {
    pub(crate) expires_at: TimeClaim,
    pub(crate) not_before: TimeClaim,
    pub(crate) issued_at: TimeClaim,
}

impl Lifetime {
    pub(crate) fn read(claims: &Claims<'_>) -> Self {
        let read = |name| TimeClaim::of(claims.value(name));
        // A null `exp` is a mistake and no absence: nobody may leave it in doubt.
        let expires_at = TimeClaim::of(claims.object.member("exp"));
        Self { expires_at, not_before: read("nbf"), issued_at: read("iat") }
    }

    /// Whether the token is in force.
    #[inline]
    pub(crate) fn check(&self, issuer: &TrustedIssuer, now: UnixTime) -> Result<(), Rejection> {
        if self.is_in_force(issuer, now) { Ok(()) } else { self.refusal(issuer, now) }
    }

    /// Each call of a token that was seen comes here, so that nothing is said yet of what is wrong.
    fn is_in_force(&self, issuer: &TrustedIssuer, now: UnixTime) -> bool {
        let latest = now.plus_seconds(issuer.leeway_seconds);
        let is_past = |time: TimeClaim| match time {
            TimeClaim::Absent => true,
            TimeClaim::At(at) => at <= latest,
            TimeClaim::Invalid => false,
        };
        let TimeClaim::At(expires_at) = self.expires_at else { return false };
        now < expires_at.plus_seconds(issuer.leeway_seconds)
            && is_past(self.not_before)
            && is_past(self.issued_at)
            && issuer.max_age_seconds.is_none_or(|max_age| match self.issued_at {
                TimeClaim::At(at) => {
                    now <= at.plus_seconds(max_age).plus_seconds(issuer.leeway_seconds)
                }
                TimeClaim::Absent | TimeClaim::Invalid => false,
            })
    }

    /// What is wrong, expiry first.
    #[cold]
    fn refusal(&self, issuer: &TrustedIssuer, now: UnixTime) -> Result<(), Rejection> {
        let leeway = issuer.leeway_seconds;
        let expires_at = self.expires_at.known("exp")?.ok_or_else(|| Rejection::missing("exp"))?;
        if now >= expires_at.plus_seconds(leeway) {
            let earliest = now.plus_seconds(-leeway);
            return Err(untimely(Code::Expired, "exp", "after", earliest, expires_at));
        }
        let latest = now.plus_seconds(leeway);
        if let Some(not_before) = self.not_before.known("nbf")?
            && not_before > latest
        {
            return Err(untimely(Code::NotYetValid, "nbf", "at most", latest, not_before));
        }
        let issued_at = self.issued_at.known("iat")?;
        if let Some(issued_at) = issued_at
            && issued_at > latest
        {
            return Err(untimely(Code::IssuedInFuture, "iat", "at most", latest, issued_at));
        }
        let issued_at = issued_at.ok_or_else(|| Rejection::missing("iat"))?;
        let max_age = issuer.max_age_seconds.unwrap_or_default();
        let earliest = now.plus_seconds(-max_age).plus_seconds(-leeway);
        Err(untimely(Code::TooOld, "iat", "at least", earliest, issued_at))
    }
}

impl TimeClaim {
    fn of(value: Option<&Value<'_>>) -> Self {
        let time = match value {
            None => return Self::Absent,
            Some(Value::Integer(seconds)) => UnixTime::from_seconds(*seconds),
            Some(Value::Float(seconds)) => UnixTime::from_milliseconds(seconds.thousandths()),
            Some(_) => return Self::Invalid,
        };
        let exact = (0..=NUMERIC_DATE_MAX).contains(&time.seconds());
        if exact { Self::At(time) } else { Self::Invalid }
    }

    pub(crate) const fn at(self) -> Option<UnixTime> {
        match self {
            Self::At(time) => Some(time),
            Self::Absent | Self::Invalid => None,
        }
    }

    fn known(self, name: &str) -> Result<Option<UnixTime>, Rejection> {
        match self {
            Self::Invalid => {
                let expected = "a number of Unix seconds".to_owned();
                Err(Rejection::claim(Code::InvalidClaim, Fault::of(name).expected(expected)))
            }
            other => Ok(other.at()),
        }
    }
}

impl From<Option<UnixTime>> for TimeClaim {
    fn from(time: Option<UnixTime>) -> Self {
        time.map_or(Self::Absent, Self::At)
    }
}

#[cold]
fn untimely(code: Code, claim: &str, than: &str, bound: UnixTime, time: UnixTime) -> Rejection {
    let fault = Fault::of(claim).expected(format!("{than} {}", bound.seconds()));
    Rejection::from(code).because(fault.received(Some(&Value::Integer(time.seconds()))))
}
