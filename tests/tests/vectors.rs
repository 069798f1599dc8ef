//! Every vector's expectation against the core, and what the vectors must cover.

use std::collections::BTreeSet;

use doorward::crypto::CryptoProvider;
use doorward::error::{Code, ConfigErrorCode};
use doorward_tests::{Case, cases, verdict};
use serde_json::Value;

/// The parts of `verdict` that the case expects and does not get.
fn differences(expected: &Value, verdict: &Value) -> Vec<String> {
    let mut found = Vec::new();
    for (name, value) in expected.as_object().expect("an expectation") {
        let got = &verdict[name];
        let equal = match (name.as_str(), value) {
            ("headers", Value::Object(headers)) => {
                headers.iter().all(|(header, value)| got.get(header) == Some(value))
            }
            _ => got == value,
        };
        if !equal {
            found.push(format!("{name}: expected {value}, got {got}"));
        }
    }
    found
}

#[test]
fn decides_every_vector_as_expected() {
    let cases = cases();
    println!("{} vectors", cases.len());
    assert!(cases.len() >= 1_900, "the vectors are gone: {}", cases.len());
    let mut wrong = Vec::new();
    for provider in CryptoProvider::BUILT_IN {
        for case in &cases {
            let differences = differences(&case.body["expect"], &verdict(case, *provider));
            if !differences.is_empty() {
                wrong.push(format!("{}:\n    {}", case.id, differences.join("\n    ")));
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {} differ\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}

#[test]
fn both_providers_are_under_test() {
    assert_eq!(CryptoProvider::BUILT_IN.len(), 2);
}

#[test]
fn every_vector_has_an_id_of_its_own_and_an_expectation() {
    let mut seen = BTreeSet::new();
    for case in cases() {
        assert!(case.body["expect"].get("code").is_some(), "{}", case.id);
        assert!(seen.insert(case.id.clone()), "{} twice", case.id);
    }
}

#[test]
fn every_error_code_stands_in_a_vector() {
    let expected: BTreeSet<String> = cases()
        .iter()
        .filter_map(|case| case.body["expect"]["code"].as_str().map(str::to_owned))
        .collect();
    let mut codes: BTreeSet<_> = Code::ALL.iter().map(|code| code.name().to_owned()).collect();
    codes.extend(
        [ConfigErrorCode::InvalidPolicy, ConfigErrorCode::InvalidKey, ConfigErrorCode::WeakKey]
            .map(|code| code.name().to_owned()),
    );
    assert_eq!(expected, codes);
}

/// The rows of the list of bad inputs that this version can meet.
#[test]
fn every_bad_input_stands_in_a_refused_vector() {
    let refused = |case: &Case| !case.body["expect"]["code"].is_null();
    let rows: BTreeSet<u64> = cases()
        .iter()
        .filter(|case| refused(case))
        .filter_map(|case| case.body["row"].as_u64())
        .collect();
    let missing: Vec<_> =
        (1..=30).chain(32..=34).chain([39]).filter(|row| !rows.contains(row)).collect();
    assert!(missing.is_empty(), "no vector for rows {missing:?}");
}
