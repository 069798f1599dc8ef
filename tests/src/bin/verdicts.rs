//! Prints the verdicts on all vectors as canonical JSON.

use std::io::Write;

fn main() -> std::io::Result<()> {
    let verdicts: Vec<_> = doorward_tests::cases().iter().map(doorward_tests::verdict).collect();
    let text = serde_json::Value::from(verdicts).to_string();
    std::io::stdout().write_all(text.as_bytes())
}
