//! What only the JavaScript bindings need: a border at which a number crosses for nothing, and an object costs
//! more than many a decision.

mod engine;
mod input_buffer;
mod pending_signatures;

pub use engine::{
    Begun, INVALID_CALL, JavaScriptEngine, PENDING, PENDING_SIGNATURE, TEXT, decided_text,
};
pub use input_buffer::InputBuffer;
pub use pending_signatures::{PendingSignatures, SignaturePlace};
