//! Whose token is it?

use crate::encoding::json::{Object, Value};
use crate::error::{Code, Rejection};
use crate::policy::{Policy, TrustedIssuer};

/// The trusted issuer that `iss` names, compared exactly (RFC 9068 §4), and its index in the policy. A
/// JWT-SVID may have no `iss`; then the trust domain in `sub` names the issuer (JWT-SVID §3).
pub(super) fn find<'p>(
    claims: &Object<'_>,
    policy: &'p Policy,
) -> Result<(usize, &'p TrustedIssuer), Rejection> {
    let refused = |code| Err(Rejection::claim(code, "iss"));
    let named = |name: &str| policy.issuer(name).ok_or_else(|| Code::UnknownIssuer.into());
    match claims.member("iss") {
        Some(Value::String(name)) => named(name),
        None | Some(Value::Null) if policy.issuer_without_iss().is_some() => {
            policy.issuer_without_iss().ok_or_else(|| Code::UnknownIssuer.into())
        }
        Some(_) => refused(Code::InvalidClaim),
        None if policy.has_trust_domains() => {
            let name = claims.member("sub").and_then(Value::as_str).and_then(trust_domain);
            let Some(name) = name else { return refused(Code::MissingClaim) };
            match named(name)? {
                (_, issuer) if issuer.trust_domain.is_none() => refused(Code::MissingClaim),
                found => Ok(found),
            }
        }
        None => refused(Code::MissingClaim),
    }
}

/// `spiffe://<trust domain>` of a SPIFFE ID.
fn trust_domain(subject: &str) -> Option<&str> {
    let name = subject.strip_prefix("spiffe://")?.split('/').next()?;
    subject.get(.."spiffe://".len() + name.len())
}
