//! The table of Rust as JSON: `speed <folder>`.

use std::env;
use std::hint::black_box;
use std::io::{Write, stdout};
use std::path::Path;

use doorward_bench::Fault;
use doorward_bench::contestants::{Doorward, Floor, Jsonwebtoken};
use doorward_bench::material::Material;
use doorward_bench::rounds::{Contestant, measure};
use serde_json::{Value, json};

fn main() -> Result<(), Fault> {
    let folder = env::args().nth(1).ok_or("speed <folder>")?;
    let material = Material::read(Path::new(&folder))?;
    let mut tables = Vec::new();
    for algorithm in ["HS256", "RS256", "ES256", "EdDSA"] {
        tables.push(table(&material, algorithm, "new")?);
        tables.push(table(&material, algorithm, "seen")?);
    }
    writeln!(stdout(), "{}", json!({"runtime": "Rust", "tables": tables}))?;
    Ok(())
}

fn table(material: &Material, algorithm: &str, kind: &str) -> Result<Value, Fault> {
    let signed = material.of(algorithm)?;
    let pool = match kind {
        "new" => material.pool(algorithm)?,
        _ => vec![signed.seen.clone(); signed.warm + signed.calls],
    };
    let apart = pool.iter().map(|token| Floor::apart(token)).collect::<Result<Vec<_>, _>>()?;
    let doorward = Doorward::new(&signed.policy.to_string(), &material.scope)?;
    let jsonwebtoken = Jsonwebtoken::new(material, algorithm, signed)?;
    let floor = Floor::new(algorithm, signed)?;
    // Whoever lets one of these in does less work than the other.
    for (what, token) in &signed.bad {
        if doorward.grants(token) || jsonwebtoken.grants(token) {
            return Err(format!("somebody granted a token with a wrong {what}").into());
        }
    }
    let granted = |from: usize, to: usize, grants: &dyn Fn(&str) -> bool| {
        pool.get(from..to)
            .map_or(0, |tokens| tokens.iter().filter(|token| grants(black_box(token))).count())
    };
    let mut contestants = [
        Contestant {
            name: "floor: aws-lc-rs",
            role: "floor",
            ask: Box::new(|from, to| {
                apart.get(from..to).map_or(0, |parts| {
                    parts.iter().filter(|parts| floor.genuine(black_box(parts))).count()
                })
            }),
        },
        Contestant {
            name: "Doorward",
            role: "ours",
            ask: Box::new(|from, to| granted(from, to, &|token| doorward.grants(token))),
        },
        Contestant {
            name: "jsonwebtoken",
            role: "peer",
            ask: Box::new(|from, to| granted(from, to, &|token| jsonwebtoken.grants(token))),
        },
    ];
    let plan = (signed.rounds, signed.calls, signed.warm);
    let rows = measure(&mut contestants, plan, kind == "new")?;
    Ok(json!({"algorithm": algorithm, "kind": kind, "rows": rows}))
}
