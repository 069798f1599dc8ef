//! A fetch of keys that the core asks of its host.

use napi::Env;
use napi::bindgen_prelude::{Uint8Array, Unknown};
use napi_derive::napi;

use crate::clock::time;
use crate::object::object;

/// One request to send. It takes one answer, which the core judges.
#[napi]
pub struct KeyFetch(Option<doorward_bridge::KeyFetch>);

impl From<doorward_bridge::KeyFetch> for KeyFetch {
    fn from(fetch: doorward_bridge::KeyFetch) -> Self {
        Self(Some(fetch))
    }
}

impl KeyFetch {
    fn open(&self) -> napi::Result<&doorward_bridge::KeyFetch> {
        self.0.as_ref().ok_or_else(answered)
    }

    // JavaScript cannot hand the object itself over.
    fn take(&mut self) -> napi::Result<doorward_bridge::KeyFetch> {
        self.0.take().ok_or_else(answered)
    }
}

fn answered() -> napi::Error {
    napi::Error::from_reason("this fetch was answered before")
}

#[napi]
impl KeyFetch {
    /// Whose keys.
    #[napi(getter)]
    pub fn issuer(&self) -> napi::Result<&str> {
        Ok(self.open()?.issuer())
    }

    /// What to send, and within which bounds.
    #[napi(getter)]
    pub fn request<'env>(&self, env: &'env Env) -> napi::Result<Unknown<'env>> {
        object(env, &self.open()?.request())
    }

    /// Takes the response as it came; `headers` are name, value, name, value …. Returns the next fetch, when
    /// there is one.
    #[napi]
    pub fn respond(
        &mut self,
        status: f64,
        headers: Vec<String>,
        body: Uint8Array,
        now: f64,
    ) -> napi::Result<Option<Self>> {
        let now = time(now)?;
        Ok(self.take()?.respond(status, &headers, body.to_vec(), now).map(Self::from))
    }

    /// No response came: `timeout`, `connection`, `too_large` or `other`.
    #[napi]
    pub fn fail(&mut self, kind: String, now: f64) -> napi::Result<Option<Self>> {
        let now = time(now)?;
        Ok(self.take()?.fail(&kind, now).map(Self::from))
    }
}
