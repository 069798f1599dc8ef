//! Answers as JSON, by the names of the needs.

use super::reader::Members;
use crate::api_key::ApiKeyRecord;
use crate::encoding::json::{self, Value};
use crate::limits::{API_KEY_RECORD_BYTES_MAX, JSON_DEPTH_MAX};
use crate::needs::Answers;

impl Answers {
    /// Reads `{"signatures": <key number or null>, "api_key": <record or null>}`, each member only where there is
    /// an answer. A member `keys` is ignored. What cannot be read, and an unknown member, answers nothing: the request is
    /// then refused as unavailable.
    pub fn from_json(text: &str) -> Self {
        // One level for the answers around a record, and little text beside it.
        const DEPTH_MAX: usize = JSON_DEPTH_MAX + 1;
        const BYTES_MAX: usize = API_KEY_RECORD_BYTES_MAX + 256;
        let value = (text.len() <= BYTES_MAX).then(|| json::parse_deep(text, DEPTH_MAX));
        let Some(Ok(value)) = value else { return Self::default() };
        read(&value).unwrap_or_default()
    }
}

fn read(value: &Value<'_>) -> Option<Answers> {
    Members::new(value, &["keys", "signatures", "api_key"]).ok()?;
    let mut answers = Answers::default();
    match value.as_object()?.member("signatures") {
        None => {}
        Some(Value::Null) => answers = answers.signatures(None),
        Some(Value::Integer(key)) => answers = answers.signatures(Some(u64::try_from(*key).ok()?)),
        Some(_) => return None,
    }
    match value.as_object()?.member("api_key") {
        None => {}
        Some(Value::Null) => answers = answers.api_key(None),
        Some(record) => answers = answers.api_key(Some(ApiKeyRecord::from_value(record).ok()?)),
    }
    Some(answers)
}

#[cfg(test)]
mod tests {
    use crate::needs::Answers;

    #[test]
    fn what_cannot_be_read_answers_nothing() {
        let genuine = Answers::from_json(r#"{"signatures":7}"#);
        assert_eq!(genuine.signatures, Some(Some(7)));
        assert_eq!(Answers::from_json(r#"{"signatures":null}"#).signatures, Some(None));
        assert_eq!(Answers::from_json(r#"{"api_key":null}"#).api_key, Some(None));
        for unreadable in [
            "",
            "[]",
            "true",
            r#"{"signatures":"7"}"#,
            r#"{"signatures":true}"#,
            r#"{"signatures":-1}"#,
            r#"{"signatures":7.5}"#,
            r#"{"signatures":18446744073709551616}"#,
            r#"{"signatures":7,"other":true}"#,
            r#"{"signatures":7,"signatures":8}"#,
            r#"{"signatures":7,"api_key":{}}"#,
            r#"{"signatures":7,"api_key":7}"#,
        ] {
            let answers = Answers::from_json(unreadable);
            assert!(answers.signatures.is_none() && answers.api_key.is_none(), "{unreadable}");
        }
    }
}
