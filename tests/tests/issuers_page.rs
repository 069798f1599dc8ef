//! docs/issuers.md: each policy on it constructs, and its table has every preset.

use std::path::PathBuf;

use doorward::Policy;
use doorward::policy::members::presets;

fn page() -> String {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../docs/issuers.md");
    std::fs::read_to_string(path).expect("docs/issuers.md")
}

#[test]
fn every_policy_on_the_page_constructs() {
    let page = page();
    let policies: Vec<_> = page
        .split("```json\n")
        .skip(1)
        .map(|rest| rest.split_once("```").expect("the end of a block").0)
        .collect();
    assert!(policies.len() >= 15, "the policies are gone: {}", policies.len());
    for policy in policies {
        if let Err(error) = Policy::from_json(policy) {
            panic!("{error}\n{policy}");
        }
    }
}

#[test]
fn the_table_has_every_preset_in_the_order_of_the_core() {
    let page = page();
    let (_, rest) = page.split_once("| preset |").expect("the table of presets");
    let named: Vec<_> = rest
        .lines()
        .skip(2)
        .take_while(|line| line.starts_with('|'))
        .filter_map(|line| line.split('`').nth(1))
        .collect();
    assert_eq!(named, presets().map(|(name, _)| name).collect::<Vec<_>>());
}
