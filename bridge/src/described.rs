//! What an event says of a request besides its decision.

use std::net::IpAddr;

use doorward::Request;

/// The description of one request.
#[derive(Debug, Default)]
pub struct Described {
    method: Option<String>,
    client_address: Option<IpAddr>,
    request_id: Option<String>,
}

impl Described {
    /// An address that is none is left out.
    #[must_use]
    pub fn new(
        method: Option<String>,
        client_address: Option<&str>,
        request_id: Option<String>,
    ) -> Self {
        let client_address = client_address.and_then(|address| address.parse().ok());
        Self { method, client_address, request_id }
    }

    /// The request with its description.
    pub fn on<'a>(&'a self, mut request: Request<'a>) -> Request<'a> {
        if let Some(method) = &self.method {
            request = request.method(method);
        }
        if let Some(address) = self.client_address {
            request = request.client_address(address);
        }
        if let Some(id) = &self.request_id {
            request = request.request_id(id);
        }
        request
    }
}
