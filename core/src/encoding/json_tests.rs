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
    assert_eq!(parse("9223372036854775807"), Ok(Value::Integer(i64::MAX)));
    assert_eq!(thousandths("9223372036854775808"), Some(i64::MAX));
}

fn thousandths(text: &str) -> Option<i64> {
    if let Ok(Value::Float(number)) = parse(text) { Some(number.thousandths()) } else { None }
}

/// The standard library is the second implementation.
#[test]
fn takes_the_numbers_that_fit_a_double() {
    let mut texts: Vec<String> =
        ["1.7976931348623157e308", "1.7976931348623159e308", "17976931348623157e292", "1e308"]
            .into_iter()
            .chain(["0.00017976931348623159e312", "-1.7976931348623159E+308", "1e-400", "-0.0"])
            .chain(["0e99999999999999999999", "1e-99999999999999999999", "1e99999999999999999999"])
            .map(str::to_owned)
            .collect();
    for digits in ["58", "5807937289", "58079372897140530341507993413271", "5808", "59"] {
        texts.push(format!("1.79769313486231{digits}e308"));
    }
    for text in texts {
        let finite = text.parse::<f64>().is_ok_and(f64::is_finite);
        assert_eq!(parse(&text).is_ok(), finite, "{text}");
    }
}

#[test]
fn knows_the_least_number_that_does_not_fit() {
    // 2^1024 - 2^970.
    let least = concat!(
        "17976931348623158079372897140530341507993413271003782693617377898044496829276475",
        "09466490179775872070963302864166928879109465555478519404026306574886715058206819",
        "08902000708383676273854845817711531764475730270069855571366959622842914819860834",
        "936475292719074168444365510704342711559699508093042880177904174497792",
    );
    let below = format!("{}1.{}", &least[..308], "9".repeat(400));
    for (text, fits) in [(least, false), (&format!("{least}.0"), false), (&below, true)] {
        assert_eq!(text.parse::<f64>().is_ok_and(f64::is_finite), fits);
        assert_eq!(parse(text).is_ok(), fits, "{text}");
    }
}

#[test]
fn tells_thousandths_exactly_and_rounds_down() {
    for (text, expected) in [
        ("1.5e1", 15_000),
        ("1800000000.001", 1_800_000_000_001),
        ("1800000000.0019999999999999999999999", 1_800_000_000_001),
        ("-1.5", -1_500),
        ("-0.0001", -1),
        ("-0.0", 0),
        ("0.00099", 0),
        ("0e5", 0),
        ("0.0e400", 0),
        ("12e-1", 1_200),
        ("1.8E+9", 1_800_000_000_000),
        ("123456.789e-400", 0),
        ("1e300", i64::MAX),
        ("-1e300", i64::MIN),
        ("0.000000000000000000000001e25", 10_000),
    ] {
        assert_eq!(thousandths(text), Some(expected), "{text}");
    }
}

/// Whoever reads it next rounds it, or does not.
#[test]
fn writes_numbers_as_they_were_written() {
    let text = r#"{"a":1.50,"b":[-1E+2,0.10,{}],"c":123456789012345678901234567890,"d":[]}"#;
    assert_eq!(parse(text).unwrap().to_json(), text);
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
        let ours = parse(text).unwrap();
        assert_eq!(to_serde(&ours), theirs);
        assert_eq!(serde_json::from_str::<serde_json::Value>(&ours.to_json()).unwrap(), theirs);
    }
}

fn to_serde(value: &Value<'_>) -> serde_json::Value {
    match value {
        Value::Null => serde_json::Value::Null,
        Value::Bool(flag) => (*flag).into(),
        Value::Integer(integer) => (*integer).into(),
        Value::Float(number) => number.text().parse::<f64>().unwrap().into(),
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
