//! State that outlives a request. The core asks the host for it by `Needs`. This module has an in-memory store.

mod memory;

pub use memory::MemoryApiKeys;
