//! What only the JavaScript bindings need: over this border a number crosses at no cost, and an object costs more
//! than a usual decision.

mod engine;
mod input_buffer;
mod pending_signatures;

pub use engine::{
    CallerText, FirstStep, INVALID_CALL, JavaScriptEngine, PENDING, PENDING_SIGNATURE, Step, TEXT,
    decided_text, refusal_text,
};
pub use input_buffer::InputBuffer;
pub use pending_signatures::{PendingSignatures, SignaturePlace, key_number};
