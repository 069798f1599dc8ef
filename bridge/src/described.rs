//! What an event says of a request besides its decision, and what a cookie depends on.

use doorward::Request;

/// The description of one request. An empty text is absent.
#[derive(Debug, Default)]
pub struct Described {
    method: String,
    client_address: String,
    request_id: String,
}

impl Described {
    /// Each as the host found it.
    #[must_use]
    pub const fn new(method: String, client_address: String, request_id: String) -> Self {
        Self { method, client_address, request_id }
    }

    /// The request with its description.
    pub fn on<'a>(&'a self, mut request: Request<'a>) -> Request<'a> {
        if !self.method.is_empty() {
            request = request.method(&self.method);
        }
        if !self.client_address.is_empty() {
            request = request.client_address(&self.client_address);
        }
        if !self.request_id.is_empty() {
            request = request.request_id(&self.request_id);
        }
        request
    }
}
