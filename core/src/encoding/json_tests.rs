use super::{Value, parse, parse_object, parse_object_bytes};

fn refused(text: &str) -> bool {
    parse(text).is_err()
}

#[test]
fn refuses_duplicate_members_however_they_are_spelt() {
    assert!(refused(r#"{"exp":1,"exp":2}"#));
    assert!(refused(r#"{"exp":1,"\u0065xp":2}"#));
    assert!(refused(r#"{"a":{"b":1,"b":1}}"#));
}

#[test]
fn refuses_what_stands_before_or_after_the_value() {
    assert!(refused("\u{feff}{}"));
    assert!(refused("{}x"));
    assert!(refused("{}{}"));
    assert!(refused(""));
    assert!(parse(" {} \r\n\t").is_ok());
}

#[test]
fn refuses_lone_surrogates_and_invalid_utf8() {
    assert!(refused(r#""\ud800""#));
    assert!(refused(r#""\udc00\ud800""#));
    assert!(refused(r#""\ud800\u0041""#));
    assert!(parse_object_bytes(b"{\"\xff\":1}").is_err());
    assert!(parse_object_bytes(b"{\"\xed\xa0\x80\":1}").is_err());
    assert_eq!(parse(r#""\ud83d\ude00""#), Ok(Value::String("\u{1f600}".into())));
}

#[test]
fn refuses_numbers_that_other_parsers_let_through() {
    for text in ["1e400", "-1e400", "NaN", "Infinity", "01", "-", "1.", ".5", "+1", "1e", "0x10"] {
        assert!(refused(text), "{text}");
    }
    assert_eq!(parse("-0"), Ok(Value::Integer(0)));
    assert_eq!(parse("1.5e1"), Ok(Value::Float(15.0)));
    assert_eq!(parse("9223372036854775807"), Ok(Value::Integer(i64::MAX)));
    assert_eq!(parse("9223372036854775808"), Ok(Value::Float(9_223_372_036_854_775_808.0)));
}

#[test]
fn refuses_nesting_beyond_the_limit_without_recursing_into_it() {
    assert!(parse(&format!("{}{}", "[".repeat(16), "]".repeat(16))).is_ok());
    assert!(refused(&format!("{}{}", "[".repeat(17), "]".repeat(17))));
    assert!(refused(&"[".repeat(100_000)));
    assert!(refused(&"{\"a\":".repeat(100_000)));
}

#[test]
fn refuses_control_characters_and_unknown_escapes() {
    assert!(refused("\"a\nb\""));
    assert!(refused(r#""\x41""#));
    assert!(refused(r#""\u00g0""#));
    assert!(refused(r#""open"#));
    assert!(refused(r#""\"#));
}

#[test]
fn refuses_values_that_are_not_objects_where_one_is_needed() {
    for text in ["[]", "\"{}\"", "null", "1"] {
        assert!(parse_object(text).is_err(), "{text}");
    }
}

/// serde_json is the second implementation: what we accept, it accepts with the same value.
#[test]
fn agrees_with_serde_json_on_what_is_accepted() {
    let texts = [
        r#"{"a":[1,2.5,-3e2,true,false,null,"x\ty\u00e9"],"b":{}}"#,
        r#"[[],{},"",0,-1,1.0E+2]"#,
        r#"{"emoji":"\ud83d\ude00","slash":"\/","quote":"\""}"#,
    ];
    for text in texts {
        let theirs: serde_json::Value = serde_json::from_str(text).unwrap();
        assert_eq!(to_serde(&parse(text).unwrap()), theirs);
    }
}

fn to_serde(value: &Value<'_>) -> serde_json::Value {
    match value {
        Value::Null => serde_json::Value::Null,
        Value::Bool(flag) => (*flag).into(),
        Value::Integer(integer) => (*integer).into(),
        Value::Float(number) => (*number).into(),
        Value::String(text) => text.as_ref().into(),
        Value::Array(elements) => elements.iter().map(to_serde).collect(),
        Value::Object(object) => {
            object.members().map(|(name, value)| (name.to_owned(), to_serde(value))).collect()
        }
    }
}

/// Names that share a beginning or a length, and lengths beyond what a tag holds.
#[test]
fn tells_members_apart_by_their_whole_names() {
    let long = "client_".to_owned() + &"x".repeat(256);
    let names =
        ["client_", "client_id", "client_ie", "iss", "sub", "is", &long, &(long.clone() + "y")];
    let members: Vec<_> =
        names.iter().enumerate().map(|(value, name)| format!("{name:?}:{value}")).collect();
    let text = format!("{{{}}}", members.join(","));
    let object = parse_object(&text).expect("an object");
    for (value, name) in names.iter().enumerate() {
        let value = i64::try_from(value).expect("few");
        assert_eq!(object.member(name), Some(&Value::Integer(value)), "{name}");
    }
    for absent in ["", "client", "client_i", "isS", "client_x"] {
        assert_eq!(object.member(absent), None, "{absent}");
    }
    for twice in ["iss", "client_id", &long] {
        assert!(
            parse_object(&format!("{{{},{twice:?}:1}}", members.join(","))).is_err(),
            "{twice}"
        );
    }
}

#[test]
fn finds_the_end_of_a_string_at_every_offset() {
    for length in 0..40 {
        let plain = "x".repeat(length);
        for (tail, expected) in [("\"", Some(plain.clone())), ("\\n\"", Some(plain.clone() + "\n"))]
        {
            let text = format!("\"{plain}{tail}");
            assert_eq!(
                parse(&text).ok(),
                expected.map(|text| Value::String(text.into())),
                "{text}"
            );
        }
        for bad in ["\u{1f}\"", "\n\"", "", "\0\""] {
            assert!(parse(&format!("\"{plain}{bad}")).is_err(), "{length} {bad:?}");
        }
        let odd = format!("\"{plain}\u{7f}\u{e9}\u{20ac}!#[]^\"");
        assert!(parse(&odd).is_ok(), "{odd}");
    }
}
