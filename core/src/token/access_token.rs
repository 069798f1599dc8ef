//! Is this an access token? An ID token, a logout token or an ID-JAG must not pass for one
//! (RFC 8725 §3.11, RFC 9068 §4).

use super::Claims;
use crate::encoding::json::Value;
use crate::error::Code;
use crate::policy::Profile;

pub(crate) fn checked_type(
    token_type: Option<&str>,
    claims: &Claims<'_>,
    profile: Profile,
) -> Result<(), Code> {
    let declared = token_type.map(media_type);
    let declared = declared.as_deref();
    let fits = match profile {
        Profile::Rfc9068 => declared == Some("at+jwt"),
        Profile::Jwt => {
            matches!(declared, None | Some("jwt" | "at+jwt")) && !tells_another_type(claims)
        }
        Profile::JwtSvid => {
            matches!(declared, None | Some("jwt" | "jose")) && !tells_another_type(claims)
        }
    };
    if fits { Ok(()) } else { Err(Code::WrongType) }
}

/// `typ` is a media type without regard to case, whose `application/` may be left out
/// (RFC 7515 §4.1.9).
fn media_type(text: &str) -> String {
    let lower = text.to_ascii_lowercase();
    lower.strip_prefix("application/").map(str::to_owned).unwrap_or(lower)
}

/// Where `typ` does not say, the claims may: those of an ID token (OpenID Connect Core §2, §3.3.2.11)
/// or a logout token (Back-Channel Logout §2.4), and what Keycloak and Cognito write.
fn tells_another_type(claims: &Claims<'_>) -> bool {
    let present = |name: &&str| claims.value(name).is_some();
    let other_typ = claims.value("typ").and_then(Value::as_str).is_some_and(|kind| {
        ["id", "refresh", "offline", "logout"].iter().any(|other| kind.eq_ignore_ascii_case(other))
    });
    let other_use = claims.value("token_use").is_some_and(|usage| usage.as_str() != Some("access"));
    ["nonce", "at_hash", "c_hash", "s_hash", "events"].iter().any(present) || other_typ || other_use
}
