//! What the caller of this crate knows of one HTTP request.

use std::fmt;

use crate::time::UnixTime;

/// One request to decide on. Borrowed, and made anew for each.
#[derive(Clone, Copy)]
#[must_use]
pub struct Request<'a> {
    pub(crate) source: Source<'a>,
    pub(crate) now: UnixTime,
    pub(crate) signatures: Signatures,
}

/// Where the credential is.
#[derive(Clone, Copy)]
pub(crate) enum Source<'a> {
    /// Already taken out of its header.
    Credential(&'a str),
    /// Still in the request.
    Http { url: &'a str, headers: &'a [(&'a str, &'a str)] },
}

/// Who checks signatures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Signatures {
    /// The crypto provider of the policy, at once. A provider that leaves signatures to the host asks it
    /// all the same.
    #[default]
    Provider,
    /// The host, asked by [`Need::Signature`](crate::Need::Signature): WebCrypto on the edge. Not for an
    /// HMAC, which is always checked here.
    Host,
}

impl<'a> Request<'a> {
    /// A credential that was already taken out of its header: a token or an API key.
    pub const fn credential(credential: &'a str, now: UnixTime) -> Self {
        Self { source: Source::Credential(credential), now, signatures: Signatures::Provider }
    }

    /// A whole request. `url` may be absolute or begin with the path. Of `headers` only
    /// `authorization` and the policy's API key header are read; a header that occurs twice must
    /// be listed twice.
    pub const fn http(url: &'a str, headers: &'a [(&'a str, &'a str)], now: UnixTime) -> Self {
        Self { source: Source::Http { url, headers }, now, signatures: Signatures::Provider }
    }

    /// Says who checks signatures.
    pub const fn signatures(mut self, signatures: Signatures) -> Self {
        self.signatures = signatures;
        self
    }
}

/// Shows neither credential nor headers.
impl fmt::Debug for Request<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let source = match self.source {
            Source::Credential(_) => "credential",
            Source::Http { .. } => "http",
        };
        f.debug_struct("Request")
            .field("source", &source)
            .field("now", &self.now)
            .field("signatures", &self.signatures)
            .finish()
    }
}
