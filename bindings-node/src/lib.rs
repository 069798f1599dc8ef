//! Doorward behind a JavaScript surface: text goes in, text comes out, handles stay here.
//!
//! It holds no rule. The TypeScript host is that of `doorward-wasm`, and so are the names.

pub mod api_key;
pub mod engine;
pub mod key_fetch;
pub mod pending;
pub mod text;
