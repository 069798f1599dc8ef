//! Contestants take turns within each round, so that a busy moment hits all of them.

use std::time::Instant;

use serde_json::{Value, json};

use crate::Fault;

/// One contestant in a table.
#[allow(missing_debug_implementations, reason = "it is mostly a closure")]
pub struct Contestant<'a> {
    /// As the table names it.
    pub name: &'a str,
    /// `ours`, `peer` or `floor`.
    pub role: &'a str,
    /// Asks about the tokens of a pool from `0` to `1`; says how many were granted.
    pub ask: Box<dyn FnMut(usize, usize) -> usize + 'a>,
}

/// Microseconds a call, least and median, over rounds that each take the next `calls` tokens.
///
/// # Errors
/// When somebody refuses a good token: then the figures would be worth nothing.
pub fn measure(
    contestants: &mut [Contestant<'_>],
    (rounds, calls, warm): (usize, usize, usize),
    advance: bool,
) -> Result<Vec<Value>, Fault> {
    let mut samples = vec![Vec::with_capacity(rounds); contestants.len()];
    for contestant in &mut *contestants {
        asked(contestant, 0, warm)?;
    }
    for round in 0..rounds {
        let from = warm + if advance { round * calls } else { 0 };
        // Nobody is always the one that finds the tokens in the processor's cache.
        for turn in 0..contestants.len() {
            let index = (turn + round) % contestants.len();
            let (Some(contestant), Some(times)) =
                (contestants.get_mut(index), samples.get_mut(index))
            else {
                continue;
            };
            let began = Instant::now();
            asked(contestant, from, from + calls)?;
            times.push(began.elapsed().as_secs_f64() * 1e6 / calls as f64);
        }
    }
    Ok(contestants.iter().zip(samples).map(|(contestant, times)| row(contestant, times)).collect())
}

fn asked(contestant: &mut Contestant<'_>, from: usize, to: usize) -> Result<(), Fault> {
    let granted = (contestant.ask)(from, to);
    let refused = || format!("{} granted {granted} of {}", contestant.name, to - from);
    (granted == to - from).then_some(()).ok_or_else(|| refused().into())
}

fn row(contestant: &Contestant<'_>, mut times: Vec<f64>) -> Value {
    let (min, median) = spread(&mut times);
    json!({"name": contestant.name, "role": contestant.role, "min": min, "median": median})
}

/// Least and median.
#[must_use]
pub fn spread(times: &mut [f64]) -> (f64, f64) {
    times.sort_by(f64::total_cmp);
    let at = |index: usize| times.get(index).copied().unwrap_or(f64::NAN);
    (at(0), at(times.len() / 2))
}
