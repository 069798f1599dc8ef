//! One HTTP exchange that a host makes: method, URL, headers and body go out; status, headers and body
//! come in. The core decides what to send and judges the answer; a host only carries bytes.

mod request;
mod response;
mod url;

pub use request::FetchRequest;
pub use response::{FetchFailure, FetchResponse};
pub(crate) use url::FetchUrl;
