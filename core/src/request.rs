//! What a host knows of one HTTP request.

use std::fmt;

use crate::policy::Places;
use crate::time::UnixTime;

/// One request to decide on. Borrowed, and made anew for each.
#[derive(Clone, Copy)]
#[must_use]
pub struct Request<'a> {
    pub(crate) source: CredentialPlace<'a>,
    pub(crate) now: UnixTime,
    pub(crate) signatures: Signatures,
    pub(crate) method: Option<&'a str>,
    pub(crate) certificate: Option<&'a [u8]>,
    pub(crate) client_address: Option<&'a str>,
    pub(crate) request_id: Option<&'a str>,
    pub(crate) places: Places,
    pub(crate) optional: bool,
    pub(crate) websocket: bool,
}

/// Where the credential is.
#[derive(Clone, Copy)]
pub(crate) enum CredentialPlace<'a> {
    /// Already taken out of its header.
    Bare(&'a str),
    /// Still in the request.
    Http { url: &'a str, headers: &'a [(&'a str, &'a str)] },
}

/// Who checks signatures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Signatures {
    /// The policy's crypto provider. With `CryptoProvider::Host` the host is asked all the same.
    #[default]
    Provider,
    /// The host, asked by [`Needs::signatures`](crate::Needs::signatures): WebCrypto on the edge. An HMAC is
    /// always checked here.
    Host,
}

impl<'a> Request<'a> {
    /// A credential that was already taken out of its header: a token or an API key.
    pub const fn credential(credential: &'a str, now: UnixTime) -> Self {
        Self::at(CredentialPlace::Bare(credential), now)
    }

    /// A whole request. `url` may be absolute or begin with the path, and includes the query, because a token
    /// there is refused; above 64 KiB it is `invalid_request`. Of `headers` only those that
    /// [`Policy::header_names`](crate::Policy::header_names) names are read; a header that occurs twice must be
    /// listed twice.
    pub const fn http(url: &'a str, headers: &'a [(&'a str, &'a str)], now: UnixTime) -> Self {
        Self::at(CredentialPlace::Http { url, headers }, now)
    }

    const fn at(source: CredentialPlace<'a>, now: UnixTime) -> Self {
        Self {
            source,
            now,
            signatures: Signatures::Provider,
            method: None,
            certificate: None,
            client_address: None,
            request_id: None,
            places: Places::HEADERS,
            optional: false,
            websocket: false,
        }
    }

    /// Says who checks signatures.
    pub const fn signatures(mut self, signatures: Signatures) -> Self {
        self.signatures = signatures;
        self
    }

    /// The method of the request line, before any override. It decides which pages may send a credential in a cookie.
    pub const fn method(mut self, method: &'a str) -> Self {
        self.method = Some(method);
        self
    }

    /// The client's certificate in DER, as the TLS connection gives it. No check reads it in this version.
    pub const fn certificate(mut self, der: &'a [u8]) -> Self {
        self.certificate = Some(der);
        self
    }

    /// Where a whole request is looked at: see [`Policy::places`](crate::Policy::places).
    pub const fn places(mut self, places: Places) -> Self {
        self.places = places;
        self
    }

    /// The request opens a WebSocket, as the server says. Otherwise the header `Upgrade` tells, which HTTP/2 lacks
    /// (RFC 8441 §5).
    pub const fn websocket(mut self) -> Self {
        self.websocket = true;
        self
    }

    /// The operation serves callers without a credential too. One that sends none at all is refused as always, and
    /// [`Rejection::is_absent`](crate::Rejection::is_absent) says that it may pass. Any other refusal stands.
    pub const fn optional(mut self) -> Self {
        self.optional = true;
        self
    }

    /// The address of the client; it stands in the [`Event`](crate::audit::Event).
    pub const fn client_address(mut self, address: &'a str) -> Self {
        self.client_address = Some(address);
        self
    }

    /// A name of this request, such as `traceparent`; it stands in the [`Event`](crate::audit::Event). Of a
    /// longer one the first [`REQUEST_ID_BYTES_MAX`](crate::limits::REQUEST_ID_BYTES_MAX) bytes count.
    pub const fn request_id(mut self, id: &'a str) -> Self {
        self.request_id = Some(id);
        self
    }
}

/// Shows neither credential nor headers.
impl fmt::Debug for Request<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let source = match self.source {
            CredentialPlace::Bare(_) => "credential",
            CredentialPlace::Http { .. } => "http",
        };
        f.debug_struct("Request")
            .field("source", &source)
            .field("now", &self.now)
            .field("signatures", &self.signatures)
            .field("method", &self.method)
            .field("has_certificate", &self.certificate.is_some())
            .field("client_address", &self.client_address)
            .field("request_id", &self.request_id)
            .finish()
    }
}
