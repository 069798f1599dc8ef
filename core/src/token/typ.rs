//! Is this an access token? An ID token, a logout token or an ID-JAG (Identity Assertion JWT Authorization Grant)
//! must not pass for one (RFC 8725 §3.11, RFC 9068 §4).
//!
//! A marker decides first: the header's `typ`, then the claim by which the provider marks its tokens. Without one the
//! claims decide, which is a guess.

use super::claims::Claims;
use crate::encoding::json::Value;
use crate::error::{Fault, Rejection};
use crate::policy::{Profile, TypeRules};

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

/// What a token is taken for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TokenUse {
    AccessToken,
    IdToken,
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

pub(crate) fn token_use(
    declared: TokenType,
    claims: &Claims<'_>,
    rules: &TypeRules,
) -> Result<TokenUse, Rejection> {
    let fits = match rules.profile {
        Profile::Rfc9068 => declared == TokenType::AccessToken,
        Profile::Jwt => {
            matches!(declared, TokenType::Absent | TokenType::Jwt | TokenType::AccessToken)
        }
        Profile::JwtSvid => {
            matches!(declared, TokenType::Absent | TokenType::Jwt | TokenType::Jose)
        }
    };
    if !fits {
        let expected = match rules.profile {
            Profile::Rfc9068 => "at+jwt",
            Profile::Jwt => "at+jwt, JWT or none",
            Profile::JwtSvid => "JWT, JOSE or none",
        };
        let fault = Fault::of("typ").expected(expected.to_owned());
        return Err(Rejection::wrong_type("typ in its header", fault));
    }
    let is_marked = declared == TokenType::AccessToken
        || rules.marker.as_ref().is_some_and(|marker| marker.met_by(claims.object));
    let id_tokens_pass = rules.accepts_id_tokens && !is_marked;
    let mut guess = None;
    for (name, value) in claims.object.members().filter(|(name, _)| may_be_a_marker(name)) {
        match marker_of_another_type(name, value) {
            Some(Marker::Certain) => return Err(another_type(name, claims)),
            Some(Marker::IdToken) if !id_tokens_pass => return Err(another_type(name, claims)),
            Some(Marker::Word) => guess = guess.or(Some(name)),
            Some(Marker::LikeIdToken) if !rules.accepts_id_tokens => guess = guess.or(Some(name)),
            Some(Marker::IdToken | Marker::LikeIdToken) | None => {}
        }
    }
    match guess {
        _ if is_marked => Ok(TokenUse::AccessToken),
        Some(name) if rules.guesses => Err(another_type(name, claims)),
        _ if rules.accepts_id_tokens => Ok(TokenUse::IdToken),
        _ if rules.needs_marker => Err(Rejection::unmarked_type()),
        _ => Ok(TokenUse::AccessToken),
    }
}

#[cold]
fn another_type(name: &str, claims: &Claims<'_>) -> Rejection {
    Rejection::wrong_type(name_of(name), Fault::of(name).received(claims.value(name)))
}

/// What a claim says of the type of its token.
enum Marker {
    /// Another type, whatever else the token says.
    Certain,
    /// An ID token, and it says so.
    IdToken,
    /// A word of its own names another type: home-made issuers write one.
    Word,
    /// ID tokens have it, and some issuers put it into access tokens.
    LikeIdToken,
}

/// Tells most other claims by the length and the first letter of their name.
#[inline]
fn may_be_a_marker(name: &str) -> bool {
    matches!(
        (name.len(), name.as_bytes().first()),
        (5, Some(b'n'))
            | (7, Some(b'a'))
            | (6, Some(b'c' | b's' | b'e'))
            | (3 | 4 | 9 | 10, Some(b't'))
    )
}

/// The claims of a logout token (Back-Channel Logout §2.4), of ID tokens (OpenID Connect Core §2, §3.3.2.11), the
/// `typ` of Keycloak, the `token_use` of Cognito, and the `type` of home-made issuers.
fn marker_of_another_type(name: &str, value: &Value<'_>) -> Option<Marker> {
    if *value == Value::Null {
        return None;
    }
    let is_one_of = |names: &[&str]| {
        value.as_str().is_some_and(|text| names.iter().any(|one| text.eq_ignore_ascii_case(one)))
    };
    match name {
        "nonce" | "at_hash" | "c_hash" | "s_hash" => Some(Marker::LikeIdToken),
        "events" => Some(Marker::Certain),
        "typ" if is_one_of(&["refresh", "offline", "logout"]) => Some(Marker::Certain),
        "typ" if is_one_of(&["id"]) => Some(Marker::IdToken),
        "token_use" if value.as_str() == Some("id") => Some(Marker::IdToken),
        "token_use" if value.as_str() != Some("access") => Some(Marker::Certain),
        "type" | "token_type" | "tokenType" if names_another_type(value) => Some(Marker::Word),
        _ => None,
    }
}

/// Whether one of the words of a text such as `refresh`, `id_token` or `passwordReset` names another type.
#[cold]
fn names_another_type(value: &Value<'_>) -> bool {
    let mut words = vec![String::new()];
    let mut before = ' ';
    for c in value.as_str().unwrap_or_default().chars() {
        let begins = c.is_ascii_uppercase() && before.is_ascii_lowercase();
        if begins || !c.is_ascii_alphanumeric() {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut().filter(|_| c.is_ascii_alphanumeric()) {
            word.push(c.to_ascii_lowercase());
        }
        before = c;
    }
    let names = |word: &String| {
        word == "id" || ["refresh", "reset", "verif"].iter().any(|other| word.starts_with(other))
    };
    words.iter().any(names)
}

/// The claim's name as a constant, because an error never quotes a token.
fn name_of(name: &str) -> &'static str {
    const NAMES: [&str; 10] = [
        "nonce",
        "at_hash",
        "c_hash",
        "s_hash",
        "events",
        "typ",
        "token_use",
        "type",
        "token_type",
        "tokenType",
    ];
    NAMES.iter().find(|known| **known == name).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::names_another_type;
    use crate::encoding::json::Value;

    #[test]
    fn a_word_names_another_type_however_it_is_written() {
        for text in [
            "refresh",
            "Refresh",
            "REFRESH",
            "refresh_token",
            "id",
            "ID",
            "id_token",
            "idToken",
            "password_reset",
            "reset-password",
            "passwordReset",
            "email_verify",
            "verifyEmail",
            "email verification",
            "urn:token:refresh",
        ] {
            assert!(names_another_type(&Value::String(text.into())), "{text}");
        }
        for text in
            ["access", "Bearer", "access_token", "user", "identity", "valid", "", "prefresh"]
        {
            assert!(!names_another_type(&Value::String(text.into())), "{text}");
        }
        assert!(!names_another_type(&Value::Integer(7)));
    }
}
