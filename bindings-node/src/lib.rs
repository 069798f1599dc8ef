//! Doorward behind a JavaScript surface: text goes in, text comes out, handles stay here.
//!
//! It wraps the bridge and holds no rule. The TypeScript host is that of `doorward-wasm`, and so are the names.

pub mod api_key;
mod clock;
pub mod engine;
pub mod key_fetch;
mod object;
pub mod pending;
pub mod text;
