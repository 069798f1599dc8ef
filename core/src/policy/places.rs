//! Where a credential may stand in a request besides `Authorization` and the API key header.

use crate::encoding::http_token::is_token_character;
use crate::error::{ConfigError, invalid_policy, quoted};
use crate::limits::{NAME_BYTES_MAX, ORIGINS_MAX, PLACES_MAX};

/// The names of the two places that need not be described.
const AUTHORIZATION: &str = "authorization";
const API_KEY: &str = "api_key";
/// Fields that never are a place of their own: they mean something else, or another place reads them.
const TAKEN: [&str; 9] = [
    AUTHORIZATION,
    "cookie",
    "dpop",
    "host",
    "origin",
    "proxy-authorization",
    "sec-fetch-site",
    "sec-websocket-protocol",
    "upgrade",
];

/// A place where a credential may stand.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub struct Place(pub(crate) PlaceKind);

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum PlaceKind {
    Header(String),
    Cookie { name: String, origins: Vec<String>, any_name: bool },
    Subprotocol,
}

/// The places that a guard looks at: see [`Policy::places`](super::Policy::places).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Places(u16);

impl Places {
    /// `Authorization` and the API key header, which every guard looks at unless it is told otherwise.
    pub const HEADERS: Self = Self(0b11);

    pub(crate) const fn has_authorization(self) -> bool {
        self.0 & 0b01 != 0
    }

    pub(crate) const fn has_api_key(self) -> bool {
        self.0 & 0b10 != 0
    }

    const fn described(index: usize) -> Self {
        Self(0b100 << index)
    }
}

impl Default for Places {
    fn default() -> Self {
        Self::HEADERS
    }
}

impl Place {
    /// A header whose whole value is a token or an API key, such as `cf-access-jwt-assertion`.
    pub fn header(name: impl Into<String>) -> Self {
        Self(PlaceKind::Header(name.into().to_ascii_lowercase()))
    }

    /// A cookie. Its name begins with `__Host-`, so that no other host can set it. `origins` are those of the pages
    /// that may send it with a method other than GET, HEAD and OPTIONS, or for a WebSocket.
    pub fn cookie(
        name: impl Into<String>,
        origins: impl IntoIterator<Item = impl Into<String>>,
    ) -> Self {
        let origins = origins.into_iter().map(Into::into).collect();
        Self(PlaceKind::Cookie { name: name.into(), origins, any_name: false })
    }

    /// A cookie whose name does not begin with `__Host-`: a page of another host of the same domain can set it, and log
    /// somebody in as somebody else.
    pub fn danger_cookie_name(mut self) -> Self {
        if let PlaceKind::Cookie { any_name, .. } = &mut self.0 {
            *any_name = true;
        }
        self
    }

    /// The subprotocol `doorward.bearer.<token>` of a WebSocket, for browsers, which cannot send headers there.
    pub const fn subprotocol() -> Self {
        Self(PlaceKind::Subprotocol)
    }

    /// The header field, in lower case, where the place is one.
    #[must_use]
    pub fn header_name(&self) -> Option<&str> {
        if let PlaceKind::Header(name) = &self.0 { Some(name) } else { None }
    }

    /// The name of the cookie, where the place is one.
    #[must_use]
    pub fn cookie_name(&self) -> Option<&str> {
        if let PlaceKind::Cookie { name, .. } = &self.0 { Some(name) } else { None }
    }

    fn check(&self, api_key_header: Option<&str>) -> Result<(), ConfigError> {
        match &self.0 {
            PlaceKind::Subprotocol => Ok(()),
            PlaceKind::Header(name) => {
                if !is_name(name) || TAKEN.contains(&name.as_str()) {
                    return Err(invalid_policy("another header field name expected").at("header"));
                }
                if api_key_header == Some(name) {
                    return Err(invalid_policy("this is the header of API keys").at("header"));
                }
                Ok(())
            }
            PlaceKind::Cookie { name, origins, any_name } => {
                let host = name.strip_prefix("__Host-").is_some_and(|rest| !rest.is_empty());
                if !is_name(name) || !(host || *any_name) {
                    let expected = "a name that begins with __Host- expected; others need `danger_cookie_name`";
                    return Err(invalid_policy(expected).at("cookie"));
                }
                check_origins(origins).map_err(|error| error.at("origins"))
            }
        }
    }
}

fn is_name(name: &str) -> bool {
    (1..=NAME_BYTES_MAX).contains(&name.len()) && name.bytes().all(is_token_character)
}

fn check_origins(origins: &[String]) -> Result<(), ConfigError> {
    if !(1..=ORIGINS_MAX).contains(&origins.len()) {
        return Err(invalid_policy(format_args!("1 to {ORIGINS_MAX} origins expected")));
    }
    for (index, origin) in origins.iter().enumerate() {
        let rest = origin.strip_prefix("https://").or_else(|| origin.strip_prefix("http://"));
        let plain = |byte: u8| {
            byte.is_ascii_lowercase()
                || byte.is_ascii_digit()
                || matches!(byte, b'.' | b'-' | b':' | b'[' | b']')
        };
        if !rest.is_some_and(|rest| !rest.is_empty() && rest.bytes().all(plain)) {
            let expected =
                "an origin as browsers send it expected, such as https://app.example.com";
            return Err(invalid_policy(expected).at(format_args!("[{index}]")));
        }
    }
    Ok(())
}

/// The places of one policy, by name.
#[derive(Clone, Debug, Default)]
pub(crate) struct NamedPlaces(Vec<(String, Place)>);

impl NamedPlaces {
    pub(super) fn new(
        places: Vec<(String, Place)>,
        api_key_header: Option<&str>,
    ) -> Result<Self, ConfigError> {
        if places.len() > PLACES_MAX {
            return Err(invalid_policy(format_args!("at most {PLACES_MAX} places")));
        }
        for (index, (name, place)) in places.iter().enumerate() {
            let word = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
            let is_word = (1..=NAME_BYTES_MAX).contains(&name.len()) && name.bytes().all(word);
            if !is_word || [AUTHORIZATION, API_KEY].contains(&name.as_str()) {
                let expected = "a name of letters, digits, _ and - expected, other than authorization and api_key";
                return Err(invalid_policy(format_args!("{}: {expected}", quoted(name))));
            }
            place.check(api_key_header).map_err(|error| error.at(name))?;
            let same = |(_, other): &(String, Place)| place.is_read_from_where(other);
            if places.iter().take(index).any(same) {
                return Err(invalid_policy("this place has two names").at(name));
            }
        }
        Ok(Self(places))
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, &Place)> {
        self.0.iter().map(|(name, place)| (name.as_str(), place))
    }

    /// The places with these names.
    pub(super) fn select<'n>(
        &self,
        names: impl IntoIterator<Item = &'n str>,
        accepts_api_keys: bool,
    ) -> Result<Places, ConfigError> {
        let mut selected = 0;
        for (index, name) in names.into_iter().enumerate() {
            let described = self.0.iter().position(|(own, _)| own == name).map(Places::described);
            let place = match name {
                AUTHORIZATION => Some(Places(0b01)),
                API_KEY if accepts_api_keys => Some(Places(0b10)),
                _ => described,
            };
            let Some(Places(bit)) = place else {
                return Err(self.unknown(name, accepts_api_keys, index));
            };
            selected |= bit;
        }
        if selected == 0 {
            return Err(invalid_policy("is empty; leave it out for the headers").at("places"));
        }
        Ok(Places(selected))
    }

    fn unknown(&self, name: &str, accepts_api_keys: bool, index: usize) -> ConfigError {
        let api_key = accepts_api_keys.then_some(API_KEY);
        let own = self.0.iter().map(|(name, _)| name.as_str());
        let known: Vec<_> = [AUTHORIZATION].into_iter().chain(api_key).chain(own).collect();
        let message =
            format_args!("{} is no place of the policy; one of {}", quoted(name), known.join(", "));
        invalid_policy(message).at(format_args!("places[{index}]"))
    }

    /// Those of the policy's own that are selected.
    pub(crate) fn selected(&self, places: Places) -> impl Iterator<Item = &PlaceKind> {
        let places = places.0;
        let own = self.0.iter().enumerate();
        own.filter(move |(index, _)| places & Places::described(*index).0 != 0)
            .map(|(_, (_, place))| &place.0)
    }

    /// The header fields that these places need, in lower case.
    pub(super) fn header_names(&self) -> impl Iterator<Item = &str> {
        let has_cookie = self.has_cookies();
        let has_subprotocol = self.0.iter().any(|(_, place)| place.0 == PlaceKind::Subprotocol);
        let own = self.0.iter().filter_map(|(_, place)| match &place.0 {
            PlaceKind::Header(name) => Some(name.as_str()),
            _ => None,
        });
        let cookie = has_cookie.then_some(["cookie", "origin", "sec-fetch-site"]);
        let upgrade = (has_cookie || has_subprotocol).then_some("upgrade");
        let subprotocol = has_subprotocol.then_some("sec-websocket-protocol");
        own.chain(cookie.into_iter().flatten()).chain(upgrade).chain(subprotocol)
    }

    /// The header fields that are looked at in these places, as `Vary` lists them (RFC 9110 §12.5.5). `None` where
    /// `Authorization` alone is: no shared cache stores such a response (RFC 9111 §3.5).
    pub(super) fn vary(&self, places: Places, api_key_header: Option<&str>) -> Option<String> {
        let mut fields = Vec::new();
        for place in self.selected(places) {
            fields.push(match place {
                PlaceKind::Header(name) => name.as_str(),
                PlaceKind::Cookie { .. } => "cookie",
                PlaceKind::Subprotocol => "sec-websocket-protocol",
            });
        }
        fields.extend(api_key_header.filter(|_| places.has_api_key()));
        if fields.is_empty() {
            return None;
        }
        if places.has_authorization() {
            fields.insert(0, AUTHORIZATION);
        }
        fields.dedup();
        Some(fields.join(", "))
    }

    /// Whether the method of a request matters.
    pub(super) fn has_cookies(&self) -> bool {
        self.0.iter().any(|(_, place)| matches!(place.0, PlaceKind::Cookie { .. }))
    }
}

impl Place {
    fn is_read_from_where(&self, other: &Self) -> bool {
        match (&self.0, &other.0) {
            (PlaceKind::Cookie { name, .. }, PlaceKind::Cookie { name: other, .. }) => {
                name == other
            }
            (one, other) => one == other,
        }
    }
}
