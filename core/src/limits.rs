//! Every limit, each with its reason. A limit is a number here and nowhere else.

/// A token: proxies and servers commonly stop at 16 KiB for all headers together.
pub const TOKEN_BYTES_MAX: usize = 16 * 1024;
/// An API key: the longest prefix, id, secret and check together stay well below.
pub const API_KEY_BYTES_MAX: usize = 256;
/// A URL that is looked through for a token in its query.
pub const URL_BYTES_MAX: usize = 64 * 1024;
/// Nested arrays and objects in any JSON: real tokens stay below five.
pub const JSON_DEPTH_MAX: usize = 16;
/// Members of one JSON object: duplicates are looked for among them, pair by pair.
pub const JSON_MEMBERS_MAX: usize = 256;
/// Elements of one JSON array: room for the largest key set.
pub const JSON_ELEMENTS_MAX: usize = 16 * 1024;
/// A `kid`: it is compared, never parsed, and a thumbprint takes 43 bytes.
pub const KEY_ID_BYTES_MAX: usize = 256;
/// Keys of one issuer, over all its sets.
pub const KEYS_MAX: usize = 1_000;
/// Bytes of a key set's or a metadata document's answer: a hundred times what large issuers publish.
pub const KEY_SET_BYTES_MAX: usize = 1024 * 1024;
/// A URL keys are fetched from: what servers and proxies take without question.
pub const KEY_SET_URL_BYTES_MAX: usize = 2_048;
/// Redirects followed in one fetch, all within one origin: real key sets need one at most.
pub const REDIRECTS_MAX: u32 = 3;
/// Key ids one issuer's refresh remembers to have looked for in vain; the oldest goes first.
pub const UNKNOWN_KEY_IDS_MAX: usize = 256;
/// Any figure of the key refresh in seconds: a week, after which "fresh" means nothing.
pub const KEY_REFRESH_SECONDS_MAX: u32 = 7 * 24 * 3_600;
/// Seconds one fetch may take at most: nobody waits longer for an answer to a request.
pub const FETCH_SECONDS_MAX: u32 = 60;
/// Refetches for unknown keys that may be saved up: beyond it they are a flood of our own.
pub const UNKNOWN_KEY_BURST_MAX: u32 = 1_000;
/// Verified tokens that may be kept: a fleet's, each with a lifetime of minutes.
pub const CACHED_TOKENS_MAX: u32 = 1_000_000;
/// Bytes of verified tokens that may be kept: what a service can spare beside its work.
pub const TOKEN_CACHE_BYTES_MAX: u64 = 1024 * 1024 * 1024;
/// Bytes a kept token is reckoned to take besides its text and its claims' text.
pub const CACHED_TOKEN_BYTES_BESIDE: usize = 768;
/// Seconds an API key store may take to answer.
pub const STORE_SECONDS_MAX: u32 = 300;
/// Text of one policy, its key sets included.
pub const POLICY_BYTES_MAX: usize = 4 * 1024 * 1024;
/// Issuers of one policy: a tenant each for a large service.
pub const ISSUERS_MAX: usize = 1_000;
/// Audiences one issuer's tokens may name, and audiences one token may carry.
pub const AUDIENCES_MAX: usize = 64;
/// Seconds of a `NumericDate`: the largest whole number every host language holds exactly, 2^53 - 1.
pub const NUMERIC_DATE_MAX: i64 = 9_007_199_254_740_991;
/// Scopes of one token or API key: 16 KiB hold no more useful ones.
pub const SCOPES_MAX: usize = 1_000;
/// Scopes that all implication rules of one policy name, after those implied by implied ones.
pub const IMPLIED_SCOPES_MAX: usize = 4_096;
/// Implication rules of one policy.
pub const IMPLICATIONS_MAX: usize = 256;
/// Nesting of one requirement: deeper ones are not readable.
pub const REQUIREMENT_DEPTH_MAX: usize = 8;
/// Scopes one requirement names: a challenge lists them in one header.
pub const REQUIREMENT_SCOPES_MAX: usize = 64;
/// Actors in one delegation chain, the outermost included.
pub const ACTORS_MAX: usize = 4;
/// Required claims and scope claims of one issuer.
pub const CLAIM_NAMES_MAX: usize = 64;
/// Leeway in seconds: beyond five minutes a clock is broken, not skewed.
pub const LEEWAY_SECONDS_MAX: i64 = 300;
/// RSA modulus bits: NIST SP 800-131A below, the cost of one verification above.
pub const RSA_BITS_MIN: usize = 2_048;
/// See [`RSA_BITS_MIN`].
pub const RSA_BITS_MAX: usize = 8_192;
/// RSA public exponent bits: both providers refuse a longer one.
pub const RSA_EXPONENT_BITS_MAX: usize = 33;
/// An HMAC secret in bytes: the shortest hash any algorithm uses (RFC 7518 §3.2).
pub const SECRET_BYTES_MIN: usize = 32;
/// An HMAC secret in bytes; longer ones are hashed down anyway.
pub const SECRET_BYTES_MAX: usize = 1_024;
/// Peppers of one policy: the current one and those still in use by old keys.
pub const PEPPERS_MAX: usize = 16;
/// Bytes of a pepper at least: as many as the digest it keys.
pub const PEPPER_BYTES_MIN: usize = 32;
/// Older prefixes of API keys: each is compared with every credential.
pub const LEGACY_PREFIXES_MAX: usize = 16;
/// Bytes of a realm, a header's name, a pepper's id: they are names, not texts.
pub const NAME_BYTES_MAX: usize = 64;
/// Records the in-memory API key store holds.
pub const API_KEY_RECORDS_MAX: usize = 100_000;
/// Text of one API key record, metadata included.
pub const API_KEY_RECORD_BYTES_MAX: usize = 64 * 1024;
/// Seconds a caller is told to wait at least when keys or state could not be reached.
pub const RETRY_AFTER_SECONDS: u32 = 1;
/// Seconds a caller is told to wait at most: keys may be back long before our next try.
pub const RETRY_AFTER_SECONDS_MAX: u32 = 60;
