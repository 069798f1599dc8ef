//! Whose token is it?

use crate::encoding::json::{Object, Value};
use crate::error::{Code, Fault, Rejection};
use crate::policy::{Policy, TrustedIssuer};

/// The trusted issuer that `iss` names, compared exactly (RFC 9068 §4), and its index in the policy. A
/// JWT-SVID may have no `iss`; then the trust domain in `sub` names the issuer (JWT-SVID §3).
pub(super) fn find<'p>(
    claims: &Object<'_>,
    policy: &'p Policy,
) -> Result<(usize, &'p TrustedIssuer), Rejection> {
    let missing = || Rejection::claim(Code::MissingClaim, Fault::of("iss").unverified());
    let named = |name: &str| policy.issuer(name).ok_or_else(|| unknown(name, policy));
    match claims.member("iss") {
        Some(Value::String(name)) => named(name),
        None | Some(Value::Null) if policy.issuer_without_iss().is_some() => {
            policy.issuer_without_iss().ok_or_else(missing)
        }
        Some(value) => {
            let fault = Fault::of("iss").expected("a text".to_owned()).received(Some(value));
            Err(Rejection::claim(Code::InvalidClaim, fault.unverified()))
        }
        None if policy.has_trust_domains() => {
            let name = claims.member("sub").and_then(Value::as_str).and_then(trust_domain);
            match named(name.ok_or_else(missing)?)? {
                (_, issuer) if issuer.trust_domain.is_none() => Err(missing()),
                found => Ok(found),
            }
        }
        None => Err(missing()),
    }
}

#[cold]
fn unknown(name: &str, policy: &Policy) -> Rejection {
    let names = policy.issuers().iter().map(|issuer| &*issuer.name);
    let fault = Fault::of("iss").expected_one_of(names).received_text(name);
    Rejection::from(Code::UnknownIssuer).because(fault.unverified())
}

/// `spiffe://<trust domain>` of a SPIFFE ID.
fn trust_domain(subject: &str) -> Option<&str> {
    let name = subject.strip_prefix("spiffe://")?.split('/').next()?;
    subject.get(.."spiffe://".len() + name.len())
}
