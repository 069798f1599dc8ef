//! Writing a parsed value back as JSON.

use super::json::Value;

impl Value<'_> {
    /// Without white space, members in their order, numbers as they were written.
    pub(crate) fn to_json(&self) -> String {
        let mut json = String::new();
        write(self, &mut json);
        json
    }
}

// Not by `Serialize`: a number as it was written takes a detour through a parser there.
fn write(value: &Value<'_>, json: &mut String) {
    match value {
        Value::Null => json.push_str("null"),
        Value::Bool(flag) => json.push_str(if *flag { "true" } else { "false" }),
        Value::Integer(integer) => json.push_str(&integer.to_string()),
        Value::Float(number) => json.push_str(number.text()),
        Value::String(text) => write_string(text, json),
        Value::Array(elements) => {
            for (index, element) in elements.iter().enumerate() {
                json.push(if index == 0 { '[' } else { ',' });
                write(element, json);
            }
            json.push_str(if elements.is_empty() { "[]" } else { "]" });
        }
        Value::Object(object) => {
            let mut next = '{';
            for (name, value) in object.members() {
                json.push(next);
                write_string(name, json);
                json.push(':');
                write(value, json);
                next = ',';
            }
            json.push_str(if next == '{' { "{}" } else { "}" });
        }
    }
}

fn write_string(text: &str, json: &mut String) {
    if text.bytes().all(|byte| matches!(byte, b' ' | b'!' | b'#'..=b'[' | b']'..=b'~')) {
        json.reserve(text.len() + 2);
        json.push('"');
        json.push_str(text);
        json.push('"');
        return;
    }
    // A string is written without fail.
    json.push_str(&serde_json::to_string(text).unwrap_or_default());
}
