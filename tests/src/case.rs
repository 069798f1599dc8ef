//! Reading the vector files.

use std::path::PathBuf;

use serde_json::{Map, Value};

/// One case, its policy filled in.
pub struct Case {
    /// Unique over all files.
    pub id: String,
    /// Policy JSON text.
    pub policy: String,
    /// What each URL answers: the file's table, and the case's over it.
    pub fetches: Map<String, Value>,
    /// The case as it stands in the file.
    pub body: Value,
}

/// Every case, by file name, then in the order of the file.
///
/// # Panics
/// When a vector file cannot be read: a run without vectors must not pass.
#[must_use]
pub fn cases() -> Vec<Case> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("vectors");
    let entries = std::fs::read_dir(folder).expect("the vectors folder");
    let mut files: Vec<_> = entries.map(|entry| entry.expect("an entry").path()).collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "json"));
    files.sort();
    files.iter().flat_map(|path| of_file(&std::fs::read_to_string(path).expect("a file"))).collect()
}

/// Test keys stand beside the vectors; only files with cases count.
fn of_file(text: &str) -> Vec<Case> {
    let file: Value = serde_json::from_str(text).expect("a vector file is JSON");
    let cases = file.get("cases").and_then(Value::as_array).cloned().unwrap_or_default();
    let case = |body: Value| {
        let policy = match &body["policy"] {
            Value::String(name) => file["policies"][name].clone(),
            inline => inline.clone(),
        };
        let id = body["id"].as_str().expect("a case has an id").to_owned();
        let table = |value: &Value| value.as_object().cloned().unwrap_or_default();
        let mut fetches = table(&file["fetches"]);
        fetches.extend(table(&body["fetches"]));
        Case { id, policy: policy.to_string(), fetches, body }
    };
    cases.into_iter().map(case).collect()
}

/// A string, or `{"prefix", "repeat", "times", "suffix"}` for a long one.
#[must_use]
pub fn text(value: &Value) -> Option<String> {
    if let Value::String(text) = value {
        return Some(text.clone());
    }
    let part = |name: &str| value.get(name).and_then(Value::as_str).unwrap_or_default();
    let times = usize::try_from(value.get("times")?.as_u64()?).ok()?;
    Some(format!("{}{}{}", part("prefix"), part("repeat").repeat(times), part("suffix")))
}
