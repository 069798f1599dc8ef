//! The engine behind Doorward's bindings, written once in plain Rust. napi, wasm-bindgen and PyO3 wrap it.
//!
//! It holds no rule. Results of each request leave as numbers and one text, rare results as objects by serde.
//! Policies, records, requirements and answers come in as JSON, which only the core's strict reader reads.

pub mod api_key;
mod clock;
mod described;
mod engine;
#[cfg(feature = "javascript")]
pub mod javascript;
mod json;
mod key_fetch;
mod outcome;
#[cfg(feature = "javascript")]
mod principal_text;

pub use clock::{NotFinite, unix_time};
pub use described::Described;
pub use engine::Engine;
pub use json::{FetchRequestJson, LimitsJson, NeedsJson, ResourceJson};
pub use key_fetch::KeyFetch;
pub use outcome::{Outcome, PendingDecision};
