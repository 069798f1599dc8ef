//! The tables that other languages and the documentation are compared with: `tests/tables.json`, docs/policy.md
//! and docs/errors.md. `UPDATE=1 cargo test -p doorward-tests --test tables` writes them anew.

use std::fmt::Write as _;
use std::path::PathBuf;

use doorward::error::{Category, Code, ConfigErrorCode};
use doorward::policy::members::{GROUPS, Group, presets};
use serde_json::{Map, Value, json};

/// Compares a file with what it must hold, or writes it.
fn check(path: &str, expected: &str) {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..").join(path);
    if std::env::var_os("UPDATE").is_some() {
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(&path, expected).expect("a file that can be written");
    }
    let found = std::fs::read_to_string(&path).unwrap_or_default();
    let name = path.file_name().expect("a name").to_string_lossy();
    assert!(
        found == expected,
        "{name} is old; UPDATE=1 cargo test -p doorward-tests --test tables"
    );
}

fn row(code: &Code) -> Value {
    json!({
        "code": code.name(),
        "status": code.status(),
        "error": code.word(),
        "public_code": code.public_name(),
        "kind": code.kind().name(),
        "retryable": code.retryable(),
        "challenge": code.challenge().map(|challenge| challenge.scheme()),
        "category": code.category().name(),
        "sentence": code.sentence(),
    })
}

#[test]
fn tables_json_is_what_the_core_says() {
    let names = |group: &Group| {
        let names: Vec<_> = group.members.iter().map(|member| member.name).collect();
        (group.name.to_owned(), json!(names))
    };
    let config =
        [ConfigErrorCode::InvalidPolicy, ConfigErrorCode::InvalidKey, ConfigErrorCode::WeakKey];
    let tables = json!({
        "members": Map::from_iter(GROUPS.iter().map(names)),
        "presets": Map::from_iter(presets().map(|(name, of)| (name.to_owned(), json!(of)))),
        "codes": Code::ALL.iter().map(row).collect::<Vec<_>>(),
        "categories": Category::ALL.iter().map(|category| category.name()).collect::<Vec<_>>(),
        "config_codes": config.map(ConfigErrorCode::name),
    });
    let text = serde_json::to_string_pretty(&tables).expect("JSON");
    check("tests/tables.json", &format!("{text}\n"));
}

#[test]
fn docs_policy_md_is_what_the_core_says() {
    let mut page = String::from(
        "# Policy\n\nA policy says what a server accepts. It is one JSON object. JavaScript takes the same members in\n\
         camelCase. Python takes them as keyword arguments of `Policy`, `Issuer`, `Key`, `ApiKeys`, `ScopeRules`,\n\
         `KeyRefresh` and `TokenCache`, and presets as functions: `presets.auth0(\"tenant.eu.auth0.com\", audience=…)`.\n\
         Unknown members are refused, and an error names the path of the fault. `null` counts as absent. This page is\n\
         made from the table that the reader uses (`core/src/policy/members.rs`).\n",
    );
    for Group { name, about, members, .. } in GROUPS {
        let _ = write!(page, "\n## `{name}`\n\n{about}\n\n");
        page.push_str("| member | value | default | |\n|---|---|---|---|\n");
        for member in *members {
            let cell = |text: &str| text.replace('|', "\\|");
            let _ = writeln!(
                page,
                "| `{}` | {} | {} | {} |",
                member.name,
                cell(member.form),
                cell(member.default),
                cell(member.about)
            );
        }
    }
    page.push_str(
        "\n## Presets\n\nA preset knows the form of a provider's `iss`, its algorithms, claims and keys. Its parameters stand\n\
         beside `preset` in the issuer. Members that the policy gives replace those of the preset, except\n\
         `required_claims`, which are added. [issuers.md](issuers.md) says what each proves, and how an issuer without a\n\
         preset is written.\n\n| preset | parameters |\n|---|---|\n",
    );
    for (name, parameters) in presets() {
        let parameters: Vec<_> = parameters.iter().map(|name| format!("`{name}`")).collect();
        let _ = writeln!(page, "| `{name}` | {} |", parameters.join(", "));
    }
    check("docs/policy.md", &page);
}

#[test]
fn docs_errors_md_is_what_the_core_says() {
    let mut page = String::from(
        "# Errors\n\nEvery refusal has a code, the same in Rust, Python and JavaScript. A server answers with the status, the\n\
         challenge and a JSON body: `error`, `error_description` and `code`. `error` is from RFC 6750 §3.1 or\n\
         6749 §4.1.2.1, our own `insufficient_claims`, or absent (`missing_credentials`). `error_description` is the\n\
         sentence, or a more exact one that may name scopes or the claim.\n\n\
         *kind*: whether the caller is at fault (`rejected`) or no decision was possible (`unavailable`). *retry*: whether\n\
         the same request may succeed later. *challenge*: the scheme in `WWW-Authenticate`. *outside*: the code that the\n\
         body has instead, so that a stranger cannot find out which API keys exist; the exception and the event have the\n\
         exact one.\n\nThis page is made from the table in `core/src/error/code.rs`.\n\n\
         | code | status, `error` | kind | retry | challenge | category | outside | sentence |\n|---|---|---|---|---|---|---|---|\n",
    );
    for code in Code::ALL {
        let outside = if code.public_name() == code.name() { "" } else { code.public_name() };
        let _ = writeln!(
            page,
            "| `{}` | {} {} | {} | {} | {} | `{}` | {} | {} |",
            code.name(),
            code.status(),
            code.word().map_or(String::new(), |word| format!("`{word}`")),
            code.kind().name(),
            if code.retryable() { "yes" } else { "no" },
            code.challenge().map_or("none", |challenge| challenge.scheme()),
            code.category().name(),
            outside,
            code.sentence(),
        );
    }
    page.push_str(
        "\n## Classes\n\n`category` tells which class Python raises; in JavaScript it is a member of `DoorwardError`.\n\n```\n\
         DoorwardError\n├─ RejectedError                400, 401, 403, 429\n│  ├─ InvalidRequestError       invalid_request\n\
         │  ├─ UnauthenticatedError      401\n│  │  ├─ MissingCredentialsError  missing_credentials\n\
         │  │  ├─ InvalidTokenError      invalid_token\n│  │  ├─ InvalidApiKeyError     invalid_api_key\n\
         │  │  └─ InvalidProofError      invalid_proof\n│  ├─ ForbiddenError            403, forbidden\n\
         │  │  └─ InsufficientScopeError insufficient_scope\n│  └─ RateLimitedError          rate_limited\n\
         ├─ UnavailableError            503, unavailable\n└─ ConfigError                 raised by constructors\n```\n\n\
         No code of this version has the categories `invalid_proof` and `rate_limited`.\n\n\
         ## Constructors\n\nA policy, requirement, key or record that must not be used raises `ConfigError` (Rust, Python) or a\n\
         `DoorwardError` of the category `misconfigured` (JavaScript), with the path of the fault:\n\
         `issuers[0].algorithms[1]`. Its codes are `invalid_policy`, `invalid_key` and `weak_key`.\n",
    );
    check("docs/errors.md", &page);
}
