//! The keys and tokens that `tests/bench/speed/tokens.js` made for this run.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde_json::Value;

use crate::Fault;

/// All of `material.json`.
#[derive(Debug, Deserialize)]
pub struct Material {
    /// `iss` of every token.
    pub issuer: String,
    /// `aud` of every token.
    pub audience: String,
    /// What every operation needs.
    pub scope: String,
    /// The key id.
    pub kid: String,
    /// By the name of the algorithm.
    pub algorithms: BTreeMap<String, Signed>,
    /// Tokens of growing size.
    pub grown: Grown,
    /// Where the pools are.
    #[serde(skip)]
    pub folder: PathBuf,
}

/// Everything of one algorithm.
#[derive(Debug, Deserialize)]
pub struct Signed {
    /// How many rounds.
    pub rounds: usize,
    /// How many calls in one.
    pub calls: usize,
    /// How many tokens to warm up with.
    pub warm: usize,
    /// base64url; of HMACs alone.
    pub secret: Option<String>,
    /// The public key.
    pub jwk: Option<Value>,
    /// The public key, SPKI.
    pub pem: Option<String>,
    /// The token that is shown again and again.
    pub seen: String,
    /// Tokens that everybody must refuse, by what is wrong with them.
    pub bad: BTreeMap<String, String>,
    /// Doorward's policy.
    pub policy: Value,
}

/// Tokens under HS256 of growing size.
#[derive(Debug, Deserialize)]
pub struct Grown {
    /// By number of scopes.
    pub scopes: Vec<Point>,
    /// By bytes.
    pub bytes: Vec<Point>,
}

/// One of them.
#[derive(Debug, Deserialize)]
pub struct Point {
    /// How large.
    pub x: usize,
    /// The token.
    pub token: String,
}

impl Material {
    /// Reads what is in this folder.
    ///
    /// # Errors
    /// When it is not there, or not what it should be.
    pub fn read(folder: &Path) -> Result<Self, Fault> {
        let mut read: Self =
            serde_json::from_str(&fs::read_to_string(folder.join("material.json"))?)?;
        folder.clone_into(&mut read.folder);
        Ok(read)
    }

    /// What belongs to an algorithm.
    ///
    /// # Errors
    /// When nothing does.
    pub fn of(&self, algorithm: &str) -> Result<&Signed, Fault> {
        self.algorithms.get(algorithm).ok_or_else(|| format!("no tokens of {algorithm}").into())
    }

    /// The distinct tokens of an algorithm.
    ///
    /// # Errors
    /// When there are none.
    pub fn pool(&self, algorithm: &str) -> Result<Vec<String>, Fault> {
        let text = fs::read_to_string(self.folder.join(format!("{algorithm}.txt")))?;
        Ok(text.lines().map(str::to_owned).collect())
    }
}
