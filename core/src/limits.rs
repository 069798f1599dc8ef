//! The limits of the library and its hosts, each with its reason. Sizes are in bytes unless the name says
//! otherwise. A limit is a number here and nowhere else.

use std::ops::RangeInclusive;
use std::time::Duration;

/// A token unless the policy says otherwise: proxies and servers commonly stop at 16 KiB for all headers together.
pub const TOKEN_BYTES: usize = 16 * 1024;
/// The longest token that a policy may accept: with groups and roles some have 20 KB, and Node stops at 64 KiB.
pub const TOKEN_BYTES_MAX: usize = 64 * 1024;
/// The header of a token, as it is encoded: a certificate chain in `x5c` is the longest that was seen.
pub const TOKEN_HEADER_BYTES_MAX: usize = 8 * 1024;
/// A header field that carries a credential: the longest token and its scheme.
pub const CREDENTIAL_FIELD_BYTES_MAX: usize = TOKEN_BYTES_MAX + 1024;
/// An API key: the longest prefix, id, secret and check together stay well below.
pub const API_KEY_BYTES_MAX: usize = 256;
/// A URL that is looked through for a token in its query: no server takes longer ones.
pub const URL_BYTES_MAX: usize = 64 * 1024;
/// Nested arrays and objects in any JSON: real tokens stay below five.
pub const JSON_DEPTH_MAX: usize = 16;
/// Members of one JSON object: more than any token or key set that was seen, and few enough to be sorted at once.
pub const JSON_MEMBERS_MAX: usize = 1_024;
/// Elements of one JSON array: room for the largest key set.
pub const JSON_ELEMENTS_MAX: usize = 16 * 1024;
/// A `kid`: it is compared, never parsed, and a thumbprint takes 43 bytes.
pub const KEY_ID_BYTES_MAX: usize = 256;
/// Keys of one issuer, over all its sets: a hundred times what large issuers publish.
pub const KEYS_MAX: usize = 1_000;
/// Keys that are tried for one token, because its `kid` does not tell them apart: a rotation needs two.
pub const CANDIDATE_KEYS_MAX: usize = 4;
/// Keys of a set that are ignored and that a status names: an operator reads no more.
pub const UNUSABLE_KEYS_SHOWN: usize = 32;
/// Bytes of a key set's or a metadata document's answer: a hundred times what large issuers publish.
pub const KEY_SET_BYTES_MAX: usize = 1024 * 1024;
/// A URL keys are fetched from: what servers and proxies take without question.
pub const FETCH_URL_BYTES_MAX: usize = 2_048;
/// Redirects followed in one fetch, all within one origin: real key sets need one at most.
pub const REDIRECTS_MAX: u32 = 3;
/// Key ids of one issuer that are remembered because no fetch brought them; the oldest goes first.
pub const UNKNOWN_KEY_IDS_MAX: usize = 256;
/// The longest time a policy may set for key refresh: a week, longer than any outage that should go unnoticed.
pub const KEY_REFRESH_MAX: Duration = Duration::from_secs(7 * 24 * 3_600);
/// The longest timeout of one HTTP request of a key fetch, because no caller waits longer.
pub const FETCH_TIMEOUT_MAX: Duration = Duration::from_secs(60);
/// The least time that a server's `Cache-Control: max-age` counts for, or the TTL where that is shorter: a
/// server that says 0 must not be asked at each request.
pub const REFRESH_TTL_MIN: Duration = Duration::from_secs(60);
/// The share of the TTL after which a set is fetched ahead: a fifth is left for attempts that fail.
pub const REFRESH_AHEAD_PERCENT: i64 = 80;
/// The wait after the first failed fetch, doubled with each further one: a restart takes seconds.
pub const REFRESH_BACKOFF_MIN: Duration = Duration::from_secs(1);
/// The longest wait between failed fetches, or the TTL where that is shorter: a server that is back is
/// found within a minute.
pub const REFRESH_BACKOFF_MAX: Duration = Duration::from_secs(60);
/// Fetches for unknown key ids form a token bucket of this size: enough for the rotations of a busy day.
pub const UNKNOWN_KEY_BURST: i64 = 10;
/// One fetch is added to the bucket per this interval: twelve a minute, whoever makes up key ids.
pub const UNKNOWN_KEY_INTERVAL: Duration = Duration::from_secs(5);
/// The minimum time between two fetches for unknown key ids, and the first wait for one key id.
pub const UNKNOWN_KEY_GAP: Duration = Duration::from_secs(1);
/// The longest time for which a key id is not looked for again after a fetch did not bring it: an id may be
/// sent before its key is published.
pub const UNKNOWN_KEY_WAIT_MAX: Duration = Duration::from_secs(30);
/// How often one decision asks its host: keys twice and a signature once, and room for more kinds.
pub const ROUNDS_MAX: u32 = 8;
/// The longest request id that an event holds. A `traceparent` has 55 bytes.
pub const REQUEST_ID_BYTES_MAX: usize = 128;
/// Characters of the policy's text that an error quotes: enough to find it.
pub const QUOTED_CHARACTERS_MAX: usize = 64;
/// A parameter of a preset, in bytes: it becomes part of a URL.
pub const PRESET_PARAMETER_BYTES_MAX: usize = 256;
/// Headers of tokens that each thread keeps as they were read: of a few issuers, an old and a new key each.
pub const CACHED_HEADERS: usize = 8;
/// A header that is kept; one with `x5c` is longer, and rare.
pub const CACHED_HEADER_BYTES_MAX: usize = 512;
/// Minimum entries of the table of tokens seen once: a small cache must still tell tokens apart.
pub const TOKEN_MARKS_MIN: u32 = 64;
/// Maximum entries of the table of tokens seen once: 256 KiB of them.
pub const TOKEN_MARKS_MAX: u32 = 1 << 16;
/// Verified tokens that may be kept: a fleet's, each with a lifetime of minutes.
pub const CACHED_TOKENS_MAX: u32 = 1_000_000;
/// Bytes of verified tokens that may be kept: what a service can spare.
pub const TOKEN_CACHE_BYTES_MAX: u64 = 1024 * 1024 * 1024;
/// What a cached token is estimated to take besides its text and its claims' text.
pub const CACHED_TOKEN_OVERHEAD_BYTES: usize = 768;
/// How long an API key store may take to answer unless the policy says otherwise.
pub const STORE_TIMEOUT: Duration = Duration::from_secs(5);
/// How long a policy may let an API key store take: no client waits longer.
pub const STORE_TIMEOUT_MAX: Duration = Duration::from_secs(300);
/// Text of one policy, its key sets included: a thousand issuers with four given keys each, or 5,000 whose keys are
/// fetched.
pub const POLICY_BYTES_MAX: usize = 4 * 1024 * 1024;
/// Issuers of one policy: a tenant each for a large service. A token's issuer is found by a binary search.
pub const ISSUERS_MAX: usize = 5_000;
/// Tenants that one issuer lists, found by a binary search too.
pub const TENANTS_MAX: usize = 5_000;
/// Audiences of one issuer: each is compared with each of a token.
pub const AUDIENCES_MAX: usize = 64;
/// Audiences of one token: large realms of Keycloak name more than seventy.
pub const TOKEN_AUDIENCES_MAX: usize = 256;
/// Seconds of a `NumericDate`: the largest whole number every host language holds exactly, 2^53 - 1.
pub const NUMERIC_DATE_MAX: i64 = 9_007_199_254_740_991;
/// Scopes of one token or API key: roles that come from groups are the most.
pub const SCOPES_MAX: usize = 4_096;
/// Implied scopes of one policy, after transitive rules are applied.
pub const IMPLIED_SCOPES_MAX: usize = 4_096;
/// Implication rules of one policy: each is compared with what a token holds.
pub const IMPLICATIONS_MAX: usize = 256;
/// Scopes that one rule implies: a rule is written by hand.
pub const IMPLICATION_TARGETS_MAX: usize = 1_000;
/// Nesting of one requirement: deeper ones are not readable.
pub const REQUIREMENT_DEPTH_MAX: usize = 8;
/// Scopes one requirement names: a challenge lists them in one header.
pub const REQUIREMENT_SCOPES_MAX: usize = 64;
/// Actors in one delegation chain, the outermost included: drafts ask for at least four.
pub const ACTORS_MAX: usize = 4;
/// Required claims and scope claims of one issuer: each is looked up in each token.
pub const CLAIM_NAMES_MAX: usize = 64;
/// Values that one claim requirement names: they are compared one by one.
pub const CLAIM_VALUES_MAX: usize = 64;
/// A value that a claim requirement names.
pub const CLAIM_VALUE_BYTES_MAX: usize = 1_024;
/// How much clocks may differ unless the policy says otherwise: servers with NTP differ by less.
pub const LEEWAY: Duration = Duration::from_secs(5);
/// How much a policy may let clocks differ: beyond five minutes a clock is broken, not skewed.
pub const LEEWAY_MAX: Duration = Duration::from_secs(300);
/// RSA modulus in bits. Minimum: NIST SP 800-131A. Maximum: the cost of a verification.
pub const RSA_BITS_MIN: usize = 2_048;
/// See [`RSA_BITS_MIN`].
pub const RSA_BITS_MAX: usize = 8_192;
/// RSA modulus bits of one fetched set, all keys together: a thousand keys of the usual size. To read them takes
/// milliseconds, in which a Worker does nothing else.
pub const RSA_BITS_OF_SET_MAX: usize = 2 * 1_024 * 1_024;
/// Ed25519 keys of one fetched set: whether a key is a point takes a quarter of a millisecond in the small wasm module.
pub const ED25519_KEYS_OF_SET_MAX: usize = 32;
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
/// The prefix of this server's API keys, in bytes: one letter names nobody, and a prefix is no sentence.
pub const API_KEY_PREFIX_BYTES: RangeInclusive<usize> = 2..=24;
/// A prefix of API keys of an older form, in bytes: a shorter one would catch other credentials.
pub const LEGACY_PREFIX_BYTES: RangeInclusive<usize> = 3..=32;
/// Characters of an API key without a prefix: 22 letters and digits are 128 random bits.
pub const UNPREFIXED_KEY_CHARACTERS_MIN: usize = 22;
/// Older prefixes of API keys: each is compared with every credential.
pub const LEGACY_PREFIXES_MAX: usize = 16;
/// Places of a credential that one policy describes: a guard names them in a few bits.
pub const PLACES_MAX: usize = 8;
/// Origins whose pages may send a cookie: each is compared.
pub const ORIGINS_MAX: usize = 64;
/// Schemes of `Authorization` that carry an API key: each is compared.
pub const SCHEMES_MAX: usize = 8;
/// Scopes that the metadata of a resource lists: it is read by people too.
pub const RESOURCE_SCOPES_MAX: usize = 256;
/// Authorization servers that the metadata of a resource lists.
pub const AUTHORIZATION_SERVERS_MAX: usize = 64;
/// Bytes of a realm, a header's name, a pepper's id: they are names, not texts.
pub const NAME_BYTES_MAX: usize = 64;
/// Records the in-memory API key store holds: some 100 MiB of them.
pub const API_KEY_RECORDS_MAX: usize = 100_000;
/// Text of one API key record, metadata included: metadata is for names and notes.
pub const API_KEY_RECORD_BYTES_MAX: usize = 64 * 1024;
/// Seconds a caller is told to wait at least when keys or state could not be reached.
pub const RETRY_AFTER_SECONDS: u32 = 1;
/// Seconds a caller is told to wait at most: keys may be back long before our next try.
pub const RETRY_AFTER_SECONDS_MAX: u32 = 60;
/// Bytes of text that a host writes into the memory of a wasm module: tokens in use are shorter, and a longer
/// one crosses another way.
pub const INPUT_BUFFER_BYTES: usize = 4_096;
/// From this number of decisions that wait for a signature on, those older than [`PENDING_SIGNATURE_SECONDS`]
/// are dropped.
pub const PENDING_SIGNATURES: usize = 1_024;
/// Seconds after which no request still waits for a signature check.
pub const PENDING_SIGNATURE_SECONDS: i64 = 60;
/// Principals that a JavaScript host keeps as objects: a few MiB with [`CACHED_PRINCIPAL_CHARACTERS_MAX`].
pub const CACHED_PRINCIPALS: usize = 1_024;
/// Characters of a principal's record that is kept as an object; a longer one is read anew each time.
pub const CACHED_PRINCIPAL_CHARACTERS_MAX: usize = 4_096;
/// Requirements that a host keeps as they were read: the routes of one program.
pub const CACHED_REQUIREMENTS: usize = 1_024;
/// Imported keys that a JavaScript host caches for one algorithm: more than one issuer may have ([`KEYS_MAX`]).
pub const IMPORTED_KEYS: usize = 1_024;
/// How old a key set from a shared HTTP cache may be: a cold start then needs no request to the issuer.
pub const SHARED_CACHE_MAX: Duration = Duration::from_secs(300);
/// How long a cache that is shared with other processes may take: the server answers as fast.
pub const SHARED_CACHE_TIMEOUT: Duration = Duration::from_millis(500);
/// How long a host waits for a fetch that it did not begin and whose timeout it does not know.
pub const FETCH_TIMEOUT: Duration = Duration::from_secs(5);
/// How long a request waits for a fetch beyond the fetch's own timeout: a fetch that times out says so a moment
/// later.
pub const FETCH_GRACE: Duration = Duration::from_millis(250);
/// The first pause of a request that cannot be woken by the fetch it waits for, doubled each time: a fetch
/// takes some 50 ms.
pub const FETCH_POLL_MIN: Duration = Duration::from_millis(10);
/// The longest of these pauses: a request notices the keys within a tenth of a second.
pub const FETCH_POLL_MAX: Duration = Duration::from_millis(100);
/// Threads in which a synchronous HTTP client may hang: it cannot be interrupted.
pub const FETCH_THREADS_MAX: usize = 64;
/// Fetches at once while a verifier warms up: fewer than the connections that an HTTP client opens.
pub const WARM_FETCHES_MAX: usize = 16;
