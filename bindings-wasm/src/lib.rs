//! Doorward behind a JavaScript surface: text goes in, text comes out, handles stay here.
//!
//! It holds no rule. Every exported method takes `&self` or consumes `self`: were the core ever to
//! trap, no handle would stay marked as borrowed and block the next request.

pub mod api_key;
pub mod engine;
mod entered;
pub mod key_fetch;
pub mod pending;
mod unsigned;
