//! The JOSE header (RFC 7515 §4). `jwk`, `jku`, `x5u` and `x5c` are never looked at.

use std::cell::RefCell;
use std::sync::Arc;

use super::TokenType;
use crate::crypto::Algorithm;
use crate::encoding::base64url;
use crate::encoding::json::{self, Object, Value};
use crate::error::Code;
use crate::keys::Wanted;
use crate::limits::KEY_ID_BYTES_MAX;

/// What a header may decide: which of the allowed keys and algorithms, and what the token claims
/// to be.
pub(crate) struct Header {
    pub(crate) algorithm: Algorithm,
    pub(crate) key_id: Option<String>,
    pub(crate) token_type: TokenType,
}

impl Header {
    /// What its key is looked up by.
    pub(crate) fn wanted(&self) -> Wanted<'_> {
        Wanted { key_id: self.key_id.as_deref(), algorithm: self.algorithm }
    }

    /// Of a token's first part. Those of one key are alike to the last byte, so that the last few are
    /// kept as they were read, by each thread for itself. What a header says depends on nothing else.
    pub(crate) fn read(encoded: &str) -> Result<Arc<Self>, Code> {
        let kept = LATELY.try_with(|lately| {
            let kept = lately.get(place(encoded))?.try_borrow().ok()?;
            let (text, header) = kept.as_ref()?;
            (**text == *encoded).then(|| Arc::clone(header))
        });
        if let Ok(Some(header)) = kept {
            return Ok(header);
        }
        let header = Arc::new(Self::parse(&Self::text(encoded)?)?);
        if encoded.len() <= LATELY_BYTES_MAX {
            let keep = (encoded.into(), Arc::clone(&header));
            let _thread_is_ending = LATELY.try_with(|lately| {
                lately.get(place(encoded)).and_then(|place| place.replace(Some(keep)))
            });
        }
        Ok(header)
    }

    /// Its JSON text.
    pub(crate) fn text(encoded: &str) -> Result<String, Code> {
        let text = base64url::decode(encoded).ok_or(Code::MalformedToken)?;
        String::from_utf8(text).map_err(|_| Code::MalformedToken)
    }

    fn parse(text: &str) -> Result<Self, Code> {
        let header = json::parse_object(text).map_err(|_| Code::MalformedToken)?;
        let name = string(&header, "alg")?.ok_or(Code::MalformedToken)?;
        let key_id = string(&header, "kid")?;
        let token_type = TokenType::named(string(&header, "typ")?);
        if key_id.is_some_and(|key_id| key_id.len() > KEY_ID_BYTES_MAX) {
            return Err(Code::MalformedToken);
        }
        let algorithm = Algorithm::from_name(name).ok_or(Code::AlgorithmNotAllowed)?;
        checked_critical(&header)?;
        Ok(Self { algorithm, key_id: key_id.map(str::to_owned), token_type })
    }
}

/// Keys in use at a time: a few issuers', each with an old one and a new one.
const LATELY_PLACES: usize = 8;
/// A header with `x5c` is longer, and rare.
const LATELY_BYTES_MAX: usize = 512;

type Place = RefCell<Option<(Box<str>, Arc<Header>)>>;

thread_local! {
    static LATELY: [Place; LATELY_PLACES] = const { [const { RefCell::new(None) }; LATELY_PLACES] };
}

/// Where a header would be kept: by its end, for that is where key ids differ.
fn place(encoded: &str) -> usize {
    encoded.bytes().rev().take(4).fold(encoded.len(), |sum, byte| sum * 7 + usize::from(byte))
        % LATELY_PLACES
}

fn string<'h>(header: &'h Object<'_>, name: &str) -> Result<Option<&'h str>, Code> {
    match header.member(name) {
        None => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => Err(Code::MalformedToken),
    }
}

/// No extension is understood, so every `crit` is refused (RFC 7515 §4.1.11). `b64` (RFC 7797)
/// changes what is signed and is refused even when it is not marked critical.
fn checked_critical(header: &Object<'_>) -> Result<(), Code> {
    if header.member("crit").is_some() || header.member("b64").is_some() {
        return Err(Code::UnsupportedCritical);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{Code, Header, LATELY_PLACES, base64url};

    fn read(json: &str) -> Result<Option<String>, Code> {
        Header::read(&base64url::encode(json.as_bytes())).map(|header| header.key_id.clone())
    }

    /// More than there are places, in turns: some share one.
    #[test]
    fn reads_each_header_as_itself_however_many_come_in_turns() {
        for _ in 0..3 {
            for number in 0..LATELY_PLACES * 20 {
                let json = format!(r#"{{"alg":"HS256","kid":"key-{number}"}}"#);
                assert_eq!(read(&json), Ok(Some(format!("key-{number}"))));
            }
        }
    }

    #[test]
    fn refuses_a_header_however_often_it_comes() {
        for _ in 0..3 {
            assert_eq!(read(r#"{"alg":"none"}"#), Err(Code::AlgorithmNotAllowed));
            assert_eq!(read(r#"{"alg":"HS256","crit":["exp"]}"#), Err(Code::UnsupportedCritical));
            assert_eq!(Header::read("e30=").map(|_| ()), Err(Code::MalformedToken));
        }
    }
}
