//! Is this an access token? An ID token, a logout token or an ID-JAG (Identity Assertion JWT Authorization Grant)
//! must not pass for one (RFC 8725 §3.11, RFC 9068 §4).

use super::claims::Claims;
use crate::encoding::json::Value;
use crate::error::Code;
use crate::policy::Profile;

/// What a header says its token is: a media type without regard to case, whose `application/` may
/// be left out (RFC 7515 §4.1.9).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TokenType {
    Absent,
    Jwt,
    AccessToken,
    Jose,
    Another,
}

const APPLICATION: &str = "application/";

impl TokenType {
    pub(crate) fn named(typ: Option<&str>) -> Self {
        let Some(typ) = typ else { return Self::Absent };
        let subtype = match typ.split_at_checked(APPLICATION.len()) {
            Some((tree, subtype)) if tree.eq_ignore_ascii_case(APPLICATION) => subtype,
            _ => typ,
        };
        let known = [("at+jwt", Self::AccessToken), ("jwt", Self::Jwt), ("jose", Self::Jose)];
        let mut known = known.into_iter().filter(|(name, _)| subtype.eq_ignore_ascii_case(name));
        known.next().map_or(Self::Another, |(_, known)| known)
    }
}

pub(crate) fn check_type(
    declared: TokenType,
    claims: &Claims<'_>,
    profile: Profile,
) -> Result<(), Code> {
    let fits = match profile {
        Profile::Rfc9068 => declared == TokenType::AccessToken,
        Profile::Jwt => {
            matches!(declared, TokenType::Absent | TokenType::Jwt | TokenType::AccessToken)
                && !says_another_type(claims)
        }
        Profile::JwtSvid => {
            matches!(declared, TokenType::Absent | TokenType::Jwt | TokenType::Jose)
                && !says_another_type(claims)
        }
    };
    if fits { Ok(()) } else { Err(Code::WrongType) }
}

/// Whether the claims belong to another type of token, whatever `typ` says: those of an ID token (OpenID Connect
/// Core §2, §3.3.2.11) or of a logout token (Back-Channel Logout §2.4), or the `typ` of Keycloak and the
/// `token_use` of Cognito.
fn says_another_type(claims: &Claims<'_>) -> bool {
    let present = |name: &&str| claims.value(name).is_some();
    let other_typ = claims.value("typ").and_then(Value::as_str).is_some_and(|kind| {
        ["id", "refresh", "offline", "logout"].iter().any(|other| kind.eq_ignore_ascii_case(other))
    });
    let other_use = claims.value("token_use").is_some_and(|usage| usage.as_str() != Some("access"));
    ["nonce", "at_hash", "c_hash", "s_hash", "events"].iter().any(present) || other_typ || other_use
}
