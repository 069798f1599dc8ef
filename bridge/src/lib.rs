//! The engine behind Doorward's bindings, written once in plain Rust. napi, wasm-bindgen and PyO3 wrap it with
//! their macros and add nothing.
//!
//! It holds no rule. What is hot crosses a border as numbers and one text, what is cold goes out as objects by
//! serde; what comes in is read by the core's strict reader alone.

pub mod api_key;
mod clock;
mod engine;
#[cfg(feature = "javascript")]
pub mod javascript;
mod json;
mod key_fetch;
mod outcome;
#[cfg(feature = "javascript")]
mod principal_text;

pub use clock::{NotFinite, unix_time};
pub use engine::Engine;
pub use json::{FetchRequestJson, LimitsJson, NeedsJson};
pub use key_fetch::KeyFetch;
pub use outcome::{Outcome, PendingDecision};
