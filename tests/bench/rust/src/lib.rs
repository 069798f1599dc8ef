//! What the measuring programs share: the tokens of the run, the contestants, rounds of calls.

pub mod contestants;
pub mod material;
mod peer;
pub mod rounds;

/// Anything that can go wrong here ends the program.
pub type Fault = Box<dyn std::error::Error + Send + Sync>;
