//! What is cold goes out as objects.

use doorward::wire::ConfigErrorJson;
use doorward_bridge::api_key::NoApiKey;
use serde::Serialize;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = JSON, js_name = parse)]
    fn parse_json(text: &str) -> JsValue;
}

/// A value as a JavaScript object. The platform parses JSON here, because serde-wasm-bindgen makes each module a
/// kilobyte larger.
pub(crate) fn object(value: &impl Serialize) -> JsValue {
    // Structs, maps with text as keys and numbers serialize without fail.
    serde_json::to_string(value).map_or(JsValue::NULL, |text| parse_json(&text))
}

/// Throws `{code, path, message}`.
pub(crate) fn config_error(error: &doorward::ConfigError) -> JsValue {
    object(&ConfigErrorJson::from(error))
}

pub(crate) fn no_api_key(error: &NoApiKey) -> JsValue {
    match error {
        NoApiKey::Config(error) => config_error(error),
        NoApiKey::EntropyLength => JsValue::from_str(&error.to_string()),
    }
}
