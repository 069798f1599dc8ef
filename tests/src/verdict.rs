//! Deciding a case and writing the verdict down as every runner does.

use doorward::limits::KEY_SET_BYTES_MAX;
use doorward::{
    Answer, ApiKeyRecord, CryptoProvider, Decision, Fetch, FetchFailure, FetchResponse,
    MemoryApiKeys, Misconfigured, Need, PolicyBuilder, Request, Requirement, Step, UnixTime,
    Verifier, wire,
};
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
                let mut twin: Value =
                    serde_json::from_str(&wire::principal(principal)).expect("a principal");
                twin["claims"] = serde_json::from_str(principal.claims_json()).expect("claims");
                json!({ "code": null, "status": 200, "principal": twin })
            }
            Err(rejection) => {
                let refused: Value =
                    serde_json::from_str(&wire::refused(rejection)).expect("a rejection");
                let keep = ["code", "status", "headers", "body"];
                let kept = keep.map(|name| (name.to_owned(), refused[name].clone()));
                Value::Object(Map::from_iter(kept))
            }
        },
    };
    verdict["id"] = case.id.clone().into();
    verdict
}

fn decide(case: &Case, provider: CryptoProvider) -> Result<Decision, Misconfigured> {
    let policy = PolicyBuilder::from_json(&case.policy)?.crypto_provider(provider).build()?;
    let verifier = Verifier::new(policy);
    let requirement = Requirement::from_json(&case.body["scopes"].to_string())?;
    let seconds = case.body["now"].as_f64().unwrap_or_default();
    let now = UnixTime::from_seconds_f64(seconds).expect("a time");
    let credential = text(&case.body["credential"]);
    let (url, headers) = http(&case.body["request"]);
    let headers: Vec<_> =
        headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let request = match &credential {
        Some(credential) => Request::credential(credential, now),
        None => Request::http(&url, &headers, now),
    };
    let mut step = verifier.begin(&request, &requirement);
    loop {
        match step {
            Step::Done(decision) => return Ok(decision),
            Step::Need(Need::KeySet { fetch, .. }, pending) => {
                answer_fetches(case, &verifier, fetch, now);
                step = pending.resume(Answer::KeySet, now);
            }
            Step::Need(need, pending) => step = pending.resume(answer(case, &need), now),
        }
    }
}

/// Fetches as a host does, from the table of the vector instead of the network.
fn answer_fetches(case: &Case, verifier: &Verifier, fetch: Option<Fetch>, now: UnixTime) {
    let mut next = fetch;
    while let Some(fetch) = next {
        next = verifier.fetched(&fetch, &fetched(case, fetch.url()), now);
    }
}

fn fetched(case: &Case, url: &str) -> Result<FetchResponse, FetchFailure> {
    let answer = case.fetches.get(url).filter(|answer| answer.is_object());
    let answer = answer.ok_or(FetchFailure::Connection)?;
    let header = |wanted: &str| {
        let mut headers = answer["headers"].as_object().into_iter().flatten();
        let found = headers.find(|(name, _)| name.eq_ignore_ascii_case(wanted));
        found.and_then(|(_, value)| value.as_str()).map(str::to_owned)
    };
    let body = text(&answer["body"]).unwrap_or_default().into_bytes();
    if body.len() > KEY_SET_BYTES_MAX {
        return Err(FetchFailure::TooLarge);
    }
    Ok(FetchResponse {
        status: answer["status"]
            .as_u64()
            .and_then(|status| status.try_into().ok())
            .expect("a status"),
        content_type: header("content-type"),
        cache_control: header("cache-control"),
        age: header("age"),
        location: header("location"),
        body,
    })
}

fn http(request: &Value) -> (String, Vec<(String, String)>) {
    let headers = request["headers"].as_array().cloned().unwrap_or_default();
    let pair = |header: &Value| {
        let name = header[0].as_str().expect("a header name").to_owned();
        (name, text(&header[1]).expect("a header value"))
    };
    (text(&request["url"]).unwrap_or_default(), headers.iter().map(pair).collect())
}

fn answer(case: &Case, need: &Need) -> Answer {
    let mut store = MemoryApiKeys::default();
    match &case.body["api_keys"] {
        Value::Array(records) => {
            for record in records {
                let record = ApiKeyRecord::from_json(&record.to_string()).expect("a record");
                store.insert(record).expect("room for a record");
            }
            store.answer(need)
        }
        Value::Null => store.answer(need),
        _ => Answer::Unavailable,
    }
}
