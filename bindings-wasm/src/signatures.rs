//! The text that a host writes into the memory of the module, and what it reads there to check a signature.
//! Addresses hold until the signature request is answered.

use doorward::crypto::Algorithm;
use doorward_bridge::PendingDecision;
use doorward_bridge::javascript::key_number;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::engine::Engine;

#[wasm_bindgen]
impl Engine {
    /// The address at which a host may write a credential, or an `authorization`.
    #[wasm_bindgen(js_name = inputAddress)]
    pub fn input_address(&self) -> usize {
        self.input.address()
    }

    /// How many bytes fit there.
    #[wasm_bindgen(js_name = inputSize)]
    pub fn input_size(&self) -> usize {
        self.input.size()
    }

    /// Takes a text that is longer than the buffer. The caller then passes a length greater than `inputSize`.
    #[wasm_bindgen(js_name = setLongInput)]
    pub fn set_long_input(&self, text: String) {
        self.input.set_longer(text);
    }

    /// The number that the answer to the last signature request must name.
    #[wasm_bindgen(js_name = signatureNumber)]
    pub fn signature_number(&self) -> u32 {
        self.signatures.last().number
    }

    /// The number of the key of that request.
    #[wasm_bindgen(js_name = signatureKey)]
    pub fn signature_key(&self) -> f64 {
        self.signatures.last().key
    }

    /// The numbers of more keys of that request, of which one may have signed instead; mostly none.
    #[wasm_bindgen(js_name = signatureOthers)]
    pub fn signature_others(&self) -> Option<Vec<f64>> {
        self.signatures.other_keys()
    }

    /// The number of the algorithm of that request: see [`algorithm`].
    #[wasm_bindgen(js_name = signatureAlgorithm)]
    pub fn signature_algorithm(&self) -> u32 {
        self.signatures.last().algorithm
    }

    /// The address of the JWS Signing Input.
    #[wasm_bindgen(js_name = signingInputAddress)]
    pub fn signing_input_address(&self) -> usize {
        self.signatures.last().signing_input.0
    }

    /// Its length in bytes.
    #[wasm_bindgen(js_name = signingInputLength)]
    pub fn signing_input_length(&self) -> usize {
        self.signatures.last().signing_input.1
    }

    /// The address of the signature.
    #[wasm_bindgen(js_name = signatureAddress)]
    pub fn signature_address(&self) -> usize {
        self.signatures.last().signature.0
    }

    /// Its length in bytes.
    #[wasm_bindgen(js_name = signatureLength)]
    pub fn signature_length(&self) -> usize {
        self.signatures.last().signature.1
    }

    /// Goes on with what the platform found: the number of the key under which the signature is genuine, or
    /// nothing.
    #[wasm_bindgen(js_name = resumeSignature)]
    pub fn resume_with_signature(&self, number: u32, key: Option<f64>, now: f64) -> f64 {
        self.resume_with_answer(number, now, |_| Some(key.map(key_number)))
    }

    /// Goes on with the core's own check of the signature, where the platform has none.
    #[wasm_bindgen(js_name = checkSignature)]
    pub fn check_signature(&self, number: u32, now: f64) -> f64 {
        self.resume_with_answer(number, now, PendingDecision::check_signature)
    }

    /// The key of a signature request, as JWK text for the platform's import.
    pub fn jwk(&self, key: f64) -> Option<String> {
        self.signatures.jwk(key)
    }
}

/// The name of an algorithm by its number.
#[wasm_bindgen]
pub fn algorithm(number: usize) -> String {
    Algorithm::ALL.get(number).map(|algorithm| algorithm.name().to_owned()).unwrap_or_default()
}
