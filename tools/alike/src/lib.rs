//! Holds nothing: see `Cargo.toml`. A binding is compiled by a call of cargo of its own, which gives a
//! dependency the features that this binding asks for, and compiles it anew where another binding asked for others.
