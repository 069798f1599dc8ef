//! A credential in a cookie, in a header of its own, or in the subprotocol of a WebSocket.

use super::credentials::{self, CredentialKind, classify, is_b64token, missing, token_in_query};
use crate::error::{Code, Rejection};
use crate::limits::CREDENTIAL_FIELD_BYTES_MAX;
use crate::policy::{PlaceKind, Places, Policy};

/// What counts of a request.
pub(crate) struct HttpRequest<'a> {
    pub(crate) url: &'a str,
    pub(crate) fields: &'a [(&'a str, &'a str)],
    pub(crate) method: Option<&'a str>,
    pub(crate) places: Places,
    /// Whether the server says that it opens a WebSocket.
    pub(crate) websocket: bool,
}

/// What the header fields of one request say.
#[derive(Clone, Copy)]
struct Fields<'a> {
    fields: &'a [(&'a str, &'a str)],
    websocket: bool,
}

/// What begins the subprotocol that carries a token.
const SUBPROTOCOL: &str = "doorward.bearer.";

/// The one credential that stands in these places. One in `Authorization` or in the API key header counts though it is
/// not looked at, because a request has one credential.
pub(crate) fn find<'a>(
    request: &HttpRequest<'a>,
    policy: &Policy,
) -> Result<CredentialKind<'a>, Rejection> {
    let HttpRequest { url, fields, method, places, websocket } = *request;
    let in_headers = |policy| credentials::find(url, fields, policy);
    if places == Places::HEADERS {
        return in_headers(policy);
    }
    if token_in_query(url)? {
        return Err(Code::InvalidRequest.into());
    }
    let fields = Fields { fields, websocket };
    let has_authorization = fields.one("authorization")?.is_some();
    let has_api_key = match policy.api_key_header() {
        Some(name) => fields.one(name)?.is_some(),
        None => false,
    };
    let mut found = None;
    for place in policy.own_places().selected(places) {
        if let Some(credential) = fields.credential_in(place)?
            && (found.replace((credential, place)).is_some() || has_authorization || has_api_key)
        {
            return Err(Code::InvalidRequest.into());
        }
    }
    let looked_at =
        has_authorization && places.has_authorization() || has_api_key && places.has_api_key();
    match found {
        Some((credential, PlaceKind::Cookie { origins, .. })) => {
            fields.check_origin(method, origins)?;
            Ok(classify(credential, policy))
        }
        Some((credential, _)) => Ok(classify(credential, policy)),
        None if looked_at => in_headers(policy),
        None => Err(missing(policy, !has_authorization && !has_api_key)),
    }
}

impl<'a> Fields<'a> {
    fn credential_in(self, place: &PlaceKind) -> Result<Option<&'a str>, Code> {
        let credential = match place {
            PlaceKind::Header(name) => self.one(name)?,
            PlaceKind::Cookie { name, .. } => self.cookie(name)?,
            PlaceKind::Subprotocol => self.subprotocol()?,
        };
        match credential {
            Some(credential) if !is_b64token(credential) => Err(Code::InvalidRequest),
            credential => Ok(credential),
        }
    }

    /// The values of each field with this name.
    fn all(self, name: &str) -> impl Iterator<Item = &'a str> {
        self.fields
            .iter()
            .filter(move |(own, _)| own.eq_ignore_ascii_case(name))
            .map(|(_, value)| *value)
    }

    /// The value of the one field with this name.
    fn one(self, name: &str) -> Result<Option<&'a str>, Code> {
        let mut all = self.all(name);
        let first = all.next();
        if all.next().is_some() { Err(Code::InvalidRequest) } else { Ok(first) }
    }

    /// The one cookie with this name (RFC 6265 §5.4), compared byte for byte. HTTP/2 may split the field.
    fn cookie(self, name: &str) -> Result<Option<&'a str>, Code> {
        let mut found = None;
        for field in self.all("cookie") {
            // A host cuts a longer one, and the cookie may have stood in what is cut off.
            if field.len() > CREDENTIAL_FIELD_BYTES_MAX {
                return Err(Code::InvalidRequest);
            }
            for pair in field.split(';') {
                let (own, value) = pair.trim_start_matches(' ').split_once('=').unwrap_or_default();
                if own == name && found.replace(value.trim_end_matches(' ')).is_some() {
                    return Err(Code::InvalidRequest);
                }
            }
        }
        Ok(found)
    }

    /// The token in the one subprotocol that carries one.
    fn subprotocol(self) -> Result<Option<&'a str>, Code> {
        let offered = self.all("sec-websocket-protocol").flat_map(|field| field.split(','));
        let mut tokens = offered.filter_map(|one| one.trim().strip_prefix(SUBPROTOCOL));
        let token = tokens.next();
        if tokens.next().is_some() || (token.is_some() && !self.is_upgrade()) {
            return Err(Code::InvalidRequest);
        }
        Ok(token)
    }

    fn is_upgrade(self) -> bool {
        self.websocket
            || self.all("upgrade").any(|value| value.trim().eq_ignore_ascii_case("websocket"))
    }

    /// A browser sends a cookie with requests that any page makes. `Origin` says which page it was, and where it is
    /// absent `Sec-Fetch-Site`.
    fn check_origin(self, method: Option<&str>, origins: &[String]) -> Result<(), Code> {
        let is_safe = matches!(method, Some("GET" | "HEAD" | "OPTIONS"));
        if is_safe && !self.is_upgrade() {
            return Ok(());
        }
        let is_allowed = match self.one("origin")? {
            Some(origin) => origins.iter().any(|own| own == origin),
            None => self.one("sec-fetch-site")? == Some("same-origin"),
        };
        if is_allowed { Ok(()) } else { Err(Code::OriginNotAllowed) }
    }
}
