//! What an engine for JavaScript says of a slot that holds nothing.
#![cfg(feature = "javascript")]

use doorward::{Request, UnixTime};
use doorward_bridge::javascript::{CallerText, JavaScriptEngine};

#[test]
fn nobody_may_do_what_an_empty_slot_asks() -> Result<(), doorward::ConfigError> {
    let engine = JavaScriptEngine::new(r#"{"api_keys": {}}"#, 0, false)?;
    let caller = CallerText { scopes: "a", no_wildcards: "", claims: "{}" };
    assert_eq!(engine.authorize(0, &caller), None, "slot 0 asks for any genuine caller");
    let refused = engine.authorize(1, &caller).unwrap_or_default();
    assert!(refused.contains(r#""code":"state_unavailable""#), "{refused}");
    let request = Request::http("/", &[], UnixTime::from_seconds(0));
    assert!(engine.begin(request, 1).is_none());
    Ok(())
}
