//! How the cost of a decision grows, as JSON: `growth <folder>`.

use std::alloc::{GlobalAlloc, Layout, System};
use std::env;
use std::io::{Write, stdout};
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::time::Instant;

use aws_lc_rs::hmac;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use doorward_bench::Fault;
use doorward_bench::contestants::Doorward;
use doorward_bench::material::Material;
use doorward_bench::rounds::spread;
use serde_json::{Value, json};

const KEYS: [usize; 6] = [1, 3, 10, 100, 300, 1_000];
const CACHED: [usize; 5] = [10, 100, 1_000, 10_000, 100_000];
const ROUNDS: usize = 31;
const CALLS: usize = 400;
/// Tokens of one round, and of one of its batches: so few that what was just received is still at hand.
const CACHE_CALLS: usize = 4_000;
const BATCH: usize = 100;

/// Counts bytes, so that the memory of an entry can be told.
struct Counted;

static HELD: AtomicUsize = AtomicUsize::new(0);

// SAFETY: every call goes on to the system's allocator unchanged.
unsafe impl GlobalAlloc for Counted {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        HELD.fetch_add(layout.size(), Relaxed);
        // SAFETY: the caller's promise.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        HELD.fetch_sub(layout.size(), Relaxed);
        // SAFETY: the caller's promise.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counted = Counted;

fn main() -> Result<(), Fault> {
    let folder = env::args().nth(1).ok_or("growth <folder>")?;
    let material = Material::read(Path::new(&folder))?;
    let series = json!({
        "keys": keys(&material)?,
        "scopes": sizes(&material, material.grown.scopes.iter().map(|point| (point.x, &point.token)))?,
        "bytes": sizes(&material, material.grown.bytes.iter().map(|point| (point.x, &point.token)))?,
        "cached": cached(&material)?,
    });
    writeln!(stdout(), "{}", json!({"runtime": "Rust", "series": series}))?;
    Ok(())
}

/// Every point in every round, so that a busy moment hits all of them.
fn rounds(
    points: &[(usize, Doorward, Vec<String>)],
    calls: usize,
) -> Result<Vec<(f64, f64)>, Fault> {
    let mut samples = vec![Vec::new(); points.len()];
    for _ in 0..ROUNDS {
        for ((x, doorward, tokens), times) in points.iter().zip(&mut samples) {
            let began = Instant::now();
            let mut asked = tokens.iter().cycle().take(calls);
            if !asked.all(|token| doorward.grants(token)) {
                return Err(format!("refused at {x}").into());
            }
            times.push(began.elapsed().as_secs_f64() * 1e6 / calls as f64);
        }
    }
    Ok(samples.iter_mut().map(|times| spread(times)).collect())
}

fn measured(points: &[(usize, Doorward, Vec<String>)], calls: usize) -> Result<Vec<Value>, Fault> {
    let times = rounds(points, calls)?;
    let each = points.iter().zip(times);
    Ok(each.map(|((x, ..), (min, median))| json!({"x": x, "min": min, "median": median})).collect())
}

/// So many keys in the set, each with a kid of its own; the token's stands in the middle.
fn keys(material: &Material) -> Result<Vec<Value>, Fault> {
    let signed = material.of("HS256")?;
    let pool = material.pool("HS256")?;
    let mut points = Vec::new();
    for count in KEYS {
        let mut policy = uncached(signed.policy.clone());
        let own = policy.pointer("/issuers/0/keys").cloned().ok_or("no key")?;
        let set: Vec<Value> = (0..count)
            .map(|number| if number == count / 2 { own.clone() } else { other_key(number) })
            .collect();
        *policy.pointer_mut("/issuers/0/keys").ok_or("no key")? = set.into();
        let doorward = Doorward::new(&policy.to_string(), &material.scope)?;
        points.push((count, doorward, pool.clone()));
    }
    measured(&points, CALLS)
}

fn other_key(number: usize) -> Value {
    let mut secret = [0; 32];
    for (byte, place) in secret.iter_mut().zip(0..) {
        *byte = (number * 31 + place * 7 + 3) as u8;
    }
    let secret = URL_SAFE_NO_PAD.encode(secret);
    json!({"secret": secret, "alg": "HS256", "kid": format!("other-{number}")})
}

fn sizes<'a>(
    material: &Material,
    tokens: impl Iterator<Item = (usize, &'a String)>,
) -> Result<Vec<Value>, Fault> {
    let policy = uncached(material.of("HS256")?.policy.clone()).to_string();
    let point = |(x, token): (usize, &String)| -> Result<_, Fault> {
        Ok((x, Doorward::new(&policy, &material.scope)?, vec![token.clone()]))
    };
    let points = tokens.map(point).collect::<Result<Vec<_>, _>>()?;
    measured(&points, CALLS)
}

/// The policy under which nothing is remembered.
fn uncached(policy: Value) -> Value {
    with_cache(policy, 0)
}

/// The policy under which so many tokens are remembered, with room to spare.
fn with_cache(mut policy: Value, entries: usize) -> Value {
    if let Some(members) = policy.as_object_mut() {
        let cache = json!({ "tokens": entries * 2, "bytes": 1 << 30 });
        members.insert("token_cache".to_owned(), cache);
    }
    policy
}

/// So many tokens seen before, asked about in a disorderly way; and what each of them holds in memory.
fn cached(material: &Material) -> Result<Vec<Value>, Fault> {
    let signed = material.of("HS256")?;
    let secret = URL_SAFE_NO_PAD.decode(signed.secret.as_deref().unwrap_or_default());
    let key = hmac::Key::new(hmac::HMAC_SHA256, &secret?);
    let mut points = Vec::new();
    for entries in CACHED {
        let tokens = disorderly(distinct(&signed.seen, &key, entries)?);
        let policy = with_cache(signed.policy.clone(), entries);
        let doorward = Doorward::new(&policy.to_string(), &material.scope)?;
        let before = HELD.load(Relaxed);
        for token in &tokens {
            // A token is kept when it comes for the second time.
            if !(doorward.grants(token) && doorward.grants(token)) {
                return Err("a token was refused".into());
            }
        }
        let bytes = HELD.load(Relaxed).saturating_sub(before) / entries;
        points.push((entries, doorward, tokens, bytes));
    }
    let mut samples = vec![Vec::new(); points.len()];
    for round in 0..ROUNDS {
        for ((_, doorward, tokens, _), times) in points.iter().zip(&mut samples) {
            times.push(received(doorward, tokens, round)?);
        }
    }
    let text = signed.seen.len();
    let each = points.iter().zip(&mut samples).map(|((x, _, _, bytes), times)| {
        let (min, median) = spread(times);
        json!({"x": x, "min": min, "median": median, "bytes": bytes, "token": text})
    });
    Ok(each.collect())
}

/// Microseconds a call in one round. A token has just been received when it is asked about, so that it
/// lies in the processor's cache; what was kept of it lies where it may.
fn received(doorward: &Doorward, tokens: &[String], round: usize) -> Result<f64, Fault> {
    let mut coming = tokens.iter().cycle().skip(round * CACHE_CALLS % tokens.len());
    let mut seconds = 0.0;
    for _ in 0..CACHE_CALLS / BATCH {
        let batch: Vec<String> = coming.by_ref().take(BATCH).cloned().collect();
        let began = Instant::now();
        if !batch.iter().all(|token| doorward.grants(token)) {
            return Err("a token was refused".into());
        }
        seconds += began.elapsed().as_secs_f64();
    }
    Ok(seconds * 1e6 / CACHE_CALLS as f64)
}

/// Tokens that differ in `jti` alone.
fn distinct(token: &str, key: &hmac::Key, count: usize) -> Result<Vec<String>, Fault> {
    let mut parts = token.split('.');
    let header = parts.next().ok_or("no header")?;
    let payload = URL_SAFE_NO_PAD.decode(parts.next().ok_or("no payload")?)?;
    let mut claims: Value = serde_json::from_slice(&payload)?;
    let mut signed = |number: usize| -> Result<String, Fault> {
        *claims.get_mut("jti").ok_or("no jti")? = format!("{number:036}").into();
        let payload = URL_SAFE_NO_PAD.encode(claims.to_string());
        let input = format!("{header}.{payload}");
        let tag = URL_SAFE_NO_PAD.encode(hmac::sign(key, input.as_bytes()));
        Ok(format!("{input}.{tag}"))
    };
    (0..count).map(&mut signed).collect()
}

/// The same tokens in an order that no prefetching foresees, the same in each run.
fn disorderly(mut tokens: Vec<String>) -> Vec<String> {
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    for last in (1..tokens.len()).rev() {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        tokens.swap(last, (state >> 33) as usize % (last + 1));
    }
    tokens
}
