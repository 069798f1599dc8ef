//! Doorward behind a JavaScript surface: text goes in, text comes out, handles stay here.
//!
//! It wraps the bridge and holds no rule. Every exported method takes `&self` or consumes `self`, because a
//! handle that is borrowed mutably would stay locked after a trap.

pub mod api_key;
mod clock;
pub mod engine;
pub mod key_fetch;
mod object;
pub mod pending;
pub mod signatures;
