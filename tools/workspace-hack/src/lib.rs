//! Holds no code: see `Cargo.toml`. Each binding is built by its own call of cargo, with the features that this
//! binding needs. Without this crate cargo compiles the same dependencies again for each of them.
