//! Deciding a case and writing the verdict down as every runner does.

use doorward::api_key::{ApiKeyLookup, ApiKeyRecord};
use doorward::crypto::CryptoProvider;
use doorward::fetch::{FetchFailure, FetchResponse};
use doorward::keys::KeyFetch;
use doorward::policy::{Places, PolicyBuilder};
use doorward::state::MemoryApiKeys;
use doorward::wire::{PrincipalJson, RejectionJson};
use doorward::{Answers, ConfigError, Decision, Request, Requirement, Step, UnixTime, Verifier};
use serde_json::{Map, Value, json};

use crate::case::{Case, text};

/// The verdict on one case; members sorted, as `serde_json` keeps them.
///
/// # Panics
/// When the case itself is malformed.
#[must_use]
pub fn verdict(case: &Case, provider: CryptoProvider) -> Value {
    let mut verdict = match decide(case, provider) {
        Err(error) => json!({
            "code": error.code().name(), "path": error.path(), "message": error.to_string(),
        }),
        Ok(decision) => match &decision.outcome {
            Ok(principal) => {
                let mut members =
                    serde_json::to_value(PrincipalJson::from(principal)).expect("JSON");
                members["claims"] = serde_json::from_str(principal.claims_json()).expect("claims");
                json!({ "code": null, "status": 200, "principal": members })
            }
            Err(_) if decision.is_anonymous() => {
                json!({ "code": null, "status": 200, "principal": null })
            }
            Err(rejection) => {
                let refused = serde_json::to_value(RejectionJson::from(rejection)).expect("JSON");
                let keep = ["code", "status", "headers", "body", "fault"];
                let kept = keep.map(|name| (name.to_owned(), refused[name].clone()));
                Value::Object(Map::from_iter(kept))
            }
        },
    };
    verdict["id"] = case.id.clone().into();
    verdict
}

fn decide(case: &Case, provider: CryptoProvider) -> Result<Decision, ConfigError> {
    let policy = PolicyBuilder::from_json(&case.policy)?.crypto_provider(provider).build()?;
    let verifier = Verifier::new(policy);
    let names = case.body["places"].as_array();
    let places = match names {
        Some(names) => verifier.policy().places(names.iter().filter_map(Value::as_str))?,
        None => Places::default(),
    };
    let requirement = match case.body.get("scopes") {
        Some(scopes) => Requirement::from_json(&scopes.to_string())?,
        None => Requirement::authenticated(),
    };
    let seconds = case.body["now"].as_f64().unwrap_or_default();
    let now = UnixTime::from_seconds_f64(seconds).expect("a time");
    let credential = text(&case.body["credential"]);
    let (url, headers) = http(&case.body["request"]);
    let headers: Vec<_> =
        headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let request = match &credential {
        Some(credential) => Request::credential(credential, now),
        None => Request::http(&url, &headers, now).places(places),
    };
    let request = match case.body["request"]["method"].as_str() {
        Some(method) => request.method(method),
        None => request,
    };
    let request = if case.body["optional"] == true { request.optional() } else { request };
    let mut step = verifier.begin(&request, &requirement);
    loop {
        let (needs, pending) = match step {
            Step::Done(decision) => return Ok(decision),
            Step::Needs(needs, pending) => (needs, pending),
        };
        if let Some(keys) = needs.keys {
            answer_fetches(case, &verifier, keys.fetch, now);
        }
        let answers = needs.api_key.map_or_else(Answers::default, |lookup| find(case, &lookup));
        step = pending.resume(answers, now);
    }
}

/// Fetches as a host does, from the table of the vector instead of the network.
fn answer_fetches(case: &Case, verifier: &Verifier, fetch: Option<KeyFetch>, now: UnixTime) {
    let mut next = fetch;
    while let Some(fetch) = next {
        next = verifier.handle_fetch(&fetch, &fetched(case, &fetch), now);
    }
}

fn fetched(case: &Case, fetch: &KeyFetch) -> Result<FetchResponse, FetchFailure> {
    let request = fetch.request();
    let answer = case.fetches.get(request.url()).filter(|answer| answer.is_object());
    let answer = answer.ok_or(FetchFailure::Connection)?;
    let body = text(&answer["body"]).unwrap_or_default().into_bytes();
    if body.len() > request.bytes_max() {
        return Err(FetchFailure::TooLarge);
    }
    let status = answer["status"].as_u64().and_then(|status| status.try_into().ok());
    let mut response = FetchResponse::new(status.expect("a status")).body(body);
    for (name, value) in answer["headers"].as_object().into_iter().flatten() {
        response = response.header(name, value.as_str().unwrap_or_default());
    }
    Ok(response)
}

fn http(request: &Value) -> (String, Vec<(String, String)>) {
    let headers = request["headers"].as_array().cloned().unwrap_or_default();
    let pair = |header: &Value| {
        let name = header[0].as_str().expect("a header name").to_owned();
        (name, text(&header[1]).expect("a header value"))
    };
    (text(&request["url"]).unwrap_or_default(), headers.iter().map(pair).collect())
}

/// What the store of the vector says; nothing where it is out of order.
fn find(case: &Case, lookup: &ApiKeyLookup) -> Answers {
    let mut store = MemoryApiKeys::default();
    match &case.body["api_keys"] {
        Value::Array(records) => {
            for record in records {
                let record = ApiKeyRecord::from_json(&record.to_string()).expect("a record");
                store.insert(record).expect("room for a record");
            }
        }
        Value::Null => {}
        _ => return Answers::default(),
    }
    Answers::default().api_key(store.find(lookup).cloned())
}
