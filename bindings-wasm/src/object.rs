//! Converts results that are not read on each request into JavaScript objects.

use doorward::wire::ConfigErrorJson;
use doorward_bridge::api_key::CreateApiKeyError;
use serde::Serialize;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = JSON, js_name = parse)]
    fn parsed(json: &str) -> JsValue;
}

/// A value as a JavaScript object, with what JSON would say.
pub(crate) fn object(value: &impl Serialize) -> JsValue {
    // Structs, maps with text as keys and numbers serialize without fail.
    serde_json::to_string(value).map_or(JsValue::UNDEFINED, |json| parsed(&json))
}

/// The object `{code, path, message}` that the caller throws.
pub(crate) fn config_error(error: &doorward::ConfigError) -> JsValue {
    object(&ConfigErrorJson::from(error))
}

pub(crate) fn create_api_key_error(error: &CreateApiKeyError) -> JsValue {
    match error {
        CreateApiKeyError::Config(error) => config_error(error),
        CreateApiKeyError::EntropyLength => JsValue::from_str(&error.to_string()),
    }
}
