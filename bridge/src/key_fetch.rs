//! A fetch of keys that the core asks of its host.

use doorward::fetch::{FetchFailure, FetchResponse};
use doorward::{UnixTime, Verifier, keys};

use crate::json::FetchRequestJson;

/// One request to send. It takes one answer, which the core judges.
#[derive(Debug)]
#[must_use = "nobody else fetches this issuer's keys meanwhile"]
pub struct KeyFetch {
    verifier: Verifier,
    fetch: keys::KeyFetch,
}

impl KeyFetch {
    pub(crate) const fn new(verifier: Verifier, fetch: keys::KeyFetch) -> Self {
        Self { verifier, fetch }
    }

    /// Whose keys: the issuer's name.
    #[must_use]
    pub fn issuer(&self) -> &str {
        self.fetch.issuer()
    }

    /// The request to send, and its limits.
    #[must_use]
    pub fn request(&self) -> FetchRequestJson<'_> {
        FetchRequestJson::from(&self.fetch)
    }

    /// Takes the response. `headers` is name, value, name, value …; join the values of a repeated header with a
    /// comma first. A status that is no whole number of 16 bits is none that a server sends. Returns the next fetch,
    /// if any.
    #[must_use]
    pub fn respond(
        self,
        status: f64,
        headers: &[String],
        body: Vec<u8>,
        now: UnixTime,
    ) -> Option<Self> {
        let mut response = FetchResponse::new(exact_status(status)).body(body);
        for pair in headers.chunks_exact(2) {
            if let [name, value] = pair {
                response = response.header(name, value);
            }
        }
        self.answer(&Ok(response), now)
    }

    /// No response came: `timeout`, `connection`, `too_large` or `other`.
    #[must_use]
    pub fn fail(self, kind: &str, now: UnixTime) -> Option<Self> {
        self.answer(&Err(FetchFailure::from_name(kind)), now)
    }

    fn answer(self, outcome: &Result<FetchResponse, FetchFailure>, now: UnixTime) -> Option<Self> {
        let next = self.verifier.handle_fetch(&self.fetch, outcome, now)?;
        Some(Self::new(self.verifier, next))
    }
}

/// 0 for what is no status: a cast would cut 65,736 to 200.
fn exact_status(status: f64) -> u16 {
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let cut = status as u16;
    if f64::from(cut) == status { cut } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::exact_status;

    #[test]
    fn a_status_is_never_cut_to_another() {
        assert_eq!((exact_status(200.0), exact_status(599.0)), (200, 599));
        let odd = [65_736.0, 4_294_967_496.0, -200.0, 200.5, f64::NAN, f64::INFINITY, -65_336.0];
        for status in odd {
            assert_ne!(exact_status(status), 200, "{status}");
        }
    }
}
