//! State that outlives a request. Only through needs; here is the bounded in-memory default.

mod memory;

pub use memory::MemoryApiKeys;
