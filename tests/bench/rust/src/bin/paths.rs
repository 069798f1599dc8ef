//! One hot path, so many times, for callgrind to count: `paths <folder> <path> <times>`.

use std::env;
use std::hint::black_box;
use std::path::Path;

use doorward::api_key::ApiKey;
use doorward::limits::ISSUERS_MAX;
use doorward::state::MemoryApiKeys;
use doorward::{Answers, Policy, Request, Requirement, Step, UnixTime, Verifier};
use doorward_bench::Fault;
use doorward_bench::contestants::now;
use doorward_bench::material::Material;
use serde_json::{Value, json};

/// A path of the decision: who decides, on what, and whether it must be granted.
struct HotPath {
    verifier: Verifier,
    requirement: Requirement,
    credentials: Vec<String>,
    records: MemoryApiKeys,
    now: UnixTime,
    granted: bool,
}

const LATER_SECONDS: i64 = 7 * 24 * 3_600;

fn main() -> Result<(), Fault> {
    let mut arguments = env::args().skip(1);
    let mut next = || arguments.next().ok_or("paths <folder> <path> <times>");
    let (folder, path, times) = (next()?, next()?, next()?.parse::<usize>()?);
    let material = Material::read(Path::new(&folder))?;
    let hot_path = hot_path(&material, &path)?;
    for credential in hot_path.credentials.iter().cycle().take(times) {
        if hot_path.grants(black_box(credential)) != hot_path.granted {
            return Err(format!("{path}: decided otherwise").into());
        }
    }
    Ok(())
}

impl HotPath {
    fn grants(&self, credential: &str) -> bool {
        let request = Request::credential(credential, self.now);
        let mut step = self.verifier.begin(&request, &self.requirement);
        loop {
            match step {
                Step::Done(decision) => return black_box(decision).outcome.is_ok(),
                Step::Needs(needs, pending) => {
                    let found =
                        needs.api_key.and_then(|lookup| self.records.find(&lookup).cloned());
                    step = pending.resume(Answers::default().api_key(found), self.now);
                }
            }
        }
    }
}

fn hot_path(material: &Material, path: &str) -> Result<HotPath, Fault> {
    let (algorithm, way) = path.split_once(' ').unwrap_or((path, "new"));
    if algorithm == "api_key" {
        return api_key();
    }
    let signed = material.of(algorithm)?;
    let pool = material.pool(algorithm)?;
    let mut hot_path = HotPath {
        // As hosts have it where no hook asks for events.
        verifier: Verifier::new(Policy::from_json(&signed.policy.to_string())?)
            .names_refused_callers(false),
        requirement: Requirement::scope(material.scope.as_str())?,
        credentials: pool,
        records: MemoryApiKeys::default(),
        now: now(),
        granted: matches!(way, "new" | "seen" | "of many"),
    };
    match way {
        "new" => {}
        "seen" => hot_path.credentials.truncate(1),
        "malformed" => each(&mut hot_path, |token| token.replacen('.', "!", 1)),
        "forged" => each(&mut hot_path, forged),
        "expired" => hot_path.now = hot_path.now.plus_seconds(LATER_SECONDS),
        "audience" => {
            let policy = with_audience(signed.policy.clone(), "https://other.example.com");
            hot_path.verifier =
                Verifier::new(Policy::from_json(&policy.to_string())?).names_refused_callers(false);
        }
        "of many" => {
            let policy = among_many(signed.policy.clone());
            hot_path.verifier =
                Verifier::new(Policy::from_json(&policy.to_string())?).names_refused_callers(false);
        }
        "scope" => hot_path.requirement = Requirement::scope("billing:delete")?,
        _ => return Err(format!("no path {path}").into()),
    }
    Ok(hot_path)
}

fn each(hot_path: &mut HotPath, change: impl Fn(&str) -> String) {
    for credential in &mut hot_path.credentials {
        *credential = change(credential);
    }
}

/// The same token with its first character of the signature changed.
fn forged(token: &str) -> String {
    let (input, signature) = token.rsplit_once('.').unwrap_or((token, ""));
    let first = if signature.starts_with('A') { 'B' } else { 'A' };
    format!("{input}.{first}{}", signature.get(1..).unwrap_or_default())
}

/// As many issuers as a policy may have; the first one signs.
fn among_many(mut policy: Value) -> Value {
    if let Some(issuers) = policy.pointer_mut("/issuers").and_then(Value::as_array_mut) {
        issuers.extend((issuers.len()..ISSUERS_MAX).map(|number| {
            json!({"issuer": format!("https://tenant-{number}.example.com/"), "audience": "api", "algorithms": ["ES256"]})
        }));
    }
    policy
}

fn with_audience(mut policy: Value, audience: &str) -> Value {
    if let Some(named) = policy.pointer_mut("/issuers/0/audience") {
        *named = audience.into();
    }
    policy
}

fn api_key() -> Result<HotPath, Fault> {
    let now = now();
    let scopes = ["billing:read", "billing:write"];
    let entropy = [7; ApiKey::ENTROPY_BYTES];
    let (key, record) = ApiKey::create("sk_agent", "agent-7f3a", scopes, &entropy, None, now)?;
    let mut records = MemoryApiKeys::default();
    records.insert(record)?;
    Ok(HotPath {
        verifier: Verifier::new(Policy::from_json(r#"{"api_keys": {}}"#)?),
        requirement: Requirement::scope("billing:read")?,
        credentials: vec![key.expose().to_owned()],
        records,
        now,
        granted: true,
    })
}
