//! What the end of a decision keeps, and where a loop of questions ends.

use std::sync::Arc;

use super::{Context, Step, begin};
use crate::error::Code;
use crate::limits::{REQUEST_ID_BYTES_MAX, ROUNDS_MAX};
use crate::needs::Answers;
use crate::policy::Policy;
use crate::request::Request;
use crate::scope::Requirement;
use crate::time::UnixTime;

const NOW: UnixTime = UnixTime::from_seconds(1_800_000_000);
const KEY: &str = "sk-agent-0123456789abcdef";

fn context() -> Arc<Context> {
    let policy = r#"{"api_keys": {"legacy_prefixes": ["sk-agent-"]}}"#;
    Arc::new(Context::new(Arc::new(Policy::from_json(policy).expect("a policy")), 0))
}

#[test]
fn every_outcome_carries_what_the_host_said_of_the_request() {
    let address = "203.0.113.7";
    let headers = [("authorization", "Bearer")];
    let malformed = Request::http("/", &headers, NOW);
    let unknown = Request::credential(KEY, NOW);
    for (request, code) in [(malformed, "invalid_request"), (unknown, "unknown_api_key")] {
        let request = request.client_address(address).request_id("trace-1").method("GET");
        let mut step = begin(&context(), &request, &Requirement::authenticated());
        if let Step::Needs(_, pending) = step {
            step = pending.resume(Answers::default().api_key(None), NOW);
        }
        let Step::Done(decision) = step else { panic!("not decided") };
        let event = decision.event();
        assert_eq!((event.outcome, event.code), ("rejected", Some(code)));
        assert_eq!(event.request_id.as_deref(), Some("trace-1"));
        assert_eq!(event.client_address.as_deref(), Some(address));
        assert!(decision.headers().is_empty());
    }
}

#[test]
fn keeps_the_beginning_of_a_long_name_of_a_request() {
    for (letter, kept) in [("x", REQUEST_ID_BYTES_MAX), ("€", REQUEST_ID_BYTES_MAX / 3 * 3)] {
        let name = letter.repeat(REQUEST_ID_BYTES_MAX);
        let request = Request::http("/", &[], NOW).request_id(&name);
        let step = begin(&context(), &request, &Requirement::authenticated());
        let Step::Done(decision) = step else { panic!("not decided") };
        assert_eq!(decision.event().request_id, name.get(..kept).map(str::to_owned));
    }
}

#[test]
fn a_decision_that_was_asked_too_often_is_refused_as_unavailable() {
    let step = begin(&context(), &Request::credential(KEY, NOW), &Requirement::authenticated());
    let Step::Needs(_, mut pending) = step else { panic!("decided without asking") };
    assert_eq!(pending.rounds, 1);
    pending.rounds = ROUNDS_MAX;
    let Step::Done(decision) = pending.resume(Answers::default().api_key(None), NOW) else {
        panic!("asked again")
    };
    assert_eq!(
        decision.outcome.err().map(|rejection| rejection.code()),
        Some(Code::StateUnavailable)
    );
}
