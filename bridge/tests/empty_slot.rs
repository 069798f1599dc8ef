//! What an engine for JavaScript says of a slot that holds nothing, and of a request that nobody described.
#![cfg(feature = "javascript")]

use doorward::{Request, UnixTime};
use doorward_bridge::javascript::{CallerText, FirstStep, JavaScriptEngine, Step};

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

#[test]
fn a_description_never_stands_for_the_next_request() -> Result<(), doorward::ConfigError> {
    let engine = JavaScriptEngine::new(r#"{"api_keys": {}}"#, 0, true)?;
    let caller = CallerText { scopes: "a", no_wildcards: "", claims: "{}" };
    engine.describe("GET".to_owned(), String::new(), "r-1".to_owned());
    assert_eq!(engine.authorize(0, &caller), None, "nothing lacks, so that no event needs it");
    let request = Request::http("/", &[], UnixTime::from_seconds(0));
    let Some(FirstStep::Step(Step::Text(text))) = engine.begin(request, 0) else {
        panic!("a refusal with its event")
    };
    assert!(text.contains(r#""method":null,"client_address":null,"request_id":null"#), "{text}");
    Ok(())
}
