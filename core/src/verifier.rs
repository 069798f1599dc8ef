//! The decision, top to bottom: one sequence of checks for one request.

use std::sync::Arc;

use zeroize::Zeroizing;

use crate::api_key::{ApiKeyRecord, checked_record, lookup};
use crate::delegation::actors;
use crate::encoding::json::{self, Object, Value};
use crate::error::{Code, Rejection};
use crate::http::{Presented, classify, presented};
use crate::keys::{BoundKey, Fetch, KeyRings, Look, Tried, Wanted};
use crate::policy::{Policy, TrustedIssuer};
use crate::principal::{Credential, Principal};
use crate::request::{Request, Signatures, Source};
use crate::scope::Requirement;
use crate::step::{Answer, Decision, Need, Pending, Step, Unverified, Waiting};
use crate::time::UnixTime;
use crate::token::{self, Claims, Compact, Header};

/// Decides on requests by one policy. Cheap to clone and to share between threads.
///
/// ```
/// use doorward::{Policy, Request, Requirement, Step, UnixTime, Verifier};
///
/// # let policy = Policy::from_json(r#"{"api_keys": {}}"#)?;
/// let verifier = Verifier::new(policy);
/// let balance = Requirement::scope("billing:read")?;
/// let now = UnixTime::from_seconds(1_800_000_000);
/// let headers = [("authorization", "Bearer abc.def.ghi")];
/// match verifier.begin(&Request::http("/v1/billing/balance", &headers, now), &balance) {
///     Step::Done(decision) => match decision.outcome {
///         Ok(principal) => println!("hello {:?}", principal.client_id),
///         Err(rejection) => println!("{}", rejection.code().name()),
///     },
///     Step::Need(need, pending) => { /* get it, then pending.resume(answer, now) */ }
/// }
/// # Ok::<(), doorward::Misconfigured>(())
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct Verifier {
    pub(crate) inner: Arc<Inner>,
}

#[derive(Debug)]
pub(crate) struct Inner {
    policy: Policy,
    pub(crate) keys: KeyRings,
}

/// How far a credential has come.
enum Progress {
    Verified(Box<Principal>),
    Lacking(Need, Waiting),
}

/// A token on its way, and what the way has brought up besides.
struct Course<'a> {
    verifier: &'a Verifier,
    signatures: Signatures,
    tried: Tried,
    now: UnixTime,
    deferred: Option<Fetch>,
}

impl Verifier {
    /// A verifier for this policy.
    pub fn new(policy: Policy) -> Self {
        Self::with_jitter_seed(policy, 0)
    }

    /// As [`Verifier::new`]. The seed sets apart when processes that share a key server come back to
    /// it after an outage; give each a random one. It is no secret.
    pub fn with_jitter_seed(policy: Policy, seed: u64) -> Self {
        let keys = KeyRings::new(&policy, seed);
        Self { inner: Arc::new(Inner { policy, keys }) }
    }

    /// Decides, or says what is needed to decide. Never panics, whatever the request holds.
    pub fn begin(&self, request: &Request<'_>, requirement: &Requirement) -> Step {
        let policy = self.policy();
        let presented = match request.source {
            Source::Credential(credential) => Ok(classify(credential, policy)),
            Source::Http { url, headers } => presented(url, headers, policy),
        };
        let mut course = Course {
            verifier: self,
            signatures: request.signatures,
            tried: Tried::Nothing,
            now: request.now,
            deferred: None,
        };
        let progress = match presented {
            Ok(Presented::Token(token)) => course.token(token),
            Ok(Presented::ApiKey(key)) => begin_api_key(policy, key),
            Err(code) => Err(code.into()),
        };
        settle(progress, self, requirement, request.now, course.deferred)
    }

    /// The policy this verifier decides by.
    pub fn policy(&self) -> &Policy {
        &self.inner.policy
    }
}

/// Goes on where a need interrupted the decision.
pub(crate) fn resume(pending: Pending, answer: Answer, now: UnixTime) -> Step {
    let Pending { verifier, requirement, waiting, mut deferred } = pending;
    let policy = verifier.policy();
    let progress = match (waiting, answer) {
        // Whatever came of the fetch, the verifier knows it.
        (Waiting::KeySet { token, signatures, tried }, _) => {
            let verifier = &verifier;
            let mut course = Course { verifier, signatures, tried, now, deferred };
            let progress = course.token(&token);
            deferred = course.deferred;
            progress
        }
        (Waiting::Signature(token), Answer::Signature { genuine: true }) => {
            verified_elsewhere(policy, *token, now)
        }
        (Waiting::Signature(_), Answer::Signature { genuine: false }) => {
            Err(Code::InvalidSignature.into())
        }
        (Waiting::ApiKey { key }, Answer::ApiKey(Some(record))) => {
            api_key_caller(policy, &key, *record, now)
        }
        (Waiting::ApiKey { .. }, Answer::ApiKey(None)) => Err(Code::UnknownApiKey.into()),
        (Waiting::Signature(_) | Waiting::ApiKey { .. }, _) => Err(Code::StateUnavailable.into()),
    };
    settle(progress, &verifier, &requirement, now, deferred)
}

impl Course<'_> {
    /// A token: parse strictly, whose issuer, which key, genuine? Only then what it claims.
    fn token(&mut self, text: &str) -> Result<Progress, Rejection> {
        let Compact { header, payload, signature, signed_bytes } = Compact::parse(text)?;
        let Header { algorithm, key_id, token_type } = Header::parse(&header)?;
        let claims = json::parse_object(&payload).map_err(|_| Code::MalformedToken)?;
        let policy = self.verifier.policy();
        let (place, issuer) = issuer_of(&claims, policy)?;
        if !issuer.algorithms.contains(&algorithm) {
            return Err(Code::AlgorithmNotAllowed.into());
        }
        let keys = &self.verifier.inner.keys;
        let wanted = Wanted { key_id: key_id.as_deref(), algorithm };
        let key = match keys.look((place, issuer), wanted, self.tried, self.now) {
            Look::Found(key, deferred) => {
                self.deferred = self.deferred.take().or(deferred);
                key
            }
            Look::Lacking(fetch) => {
                let tried = if fetch.is_some() { Tried::Fetching } else { Tried::Waiting };
                let need = Need::KeySet { issuer: issuer.name.clone(), fetch };
                let (token, signatures) = (text.to_owned(), self.signatures);
                return Ok(Progress::Lacking(need, Waiting::KeySet { token, signatures, tried }));
            }
            Look::Unknown => return Err(Code::UnknownKey.into()),
            Look::Unavailable(wait) => return Err(Rejection::keys_unavailable(wait)),
        };
        if !key.can_be_genuine(algorithm, &signature) {
            return Err(Code::InvalidSignature.into());
        }
        let signing_input = text.get(..signed_bytes).ok_or(Code::MalformedToken)?;
        if self.signatures == Signatures::Host {
            let signing_input = signing_input.to_owned();
            let key_id = key.key.key_id().map(str::to_owned);
            let need = Need::Signature { key: key.id, algorithm, signing_input, signature };
            let token = Unverified { payload, token_type, key_id };
            return Ok(Progress::Lacking(need, Waiting::Signature(Box::new(token))));
        }
        if !key.verify(algorithm, signing_input.as_bytes(), &signature) {
            return Err(Code::InvalidSignature.into());
        }
        let caller = token_caller(policy, &claims, issuer, token_type.as_deref(), self.now)?;
        Ok(Progress::Verified(Box::new(caller.signed_by(&key, &payload))))
    }
}

fn verified_elsewhere(
    policy: &Policy,
    token: Unverified,
    now: UnixTime,
) -> Result<Progress, Rejection> {
    let claims = json::parse_object(&token.payload).map_err(|_| Code::MalformedToken)?;
    let (_, issuer) = issuer_of(&claims, policy)?;
    let mut caller = token_caller(policy, &claims, issuer, token.token_type.as_deref(), now)?;
    caller.key_id = token.key_id;
    Ok(Progress::Verified(Box::new(caller.with_claims(&token.payload))))
}

/// The trusted issuer that `iss` names, compared exactly (RFC 9068 §4). A JWT-SVID may leave `iss` out;
/// then it is its trust domain's (JWT-SVID §3).
fn issuer_of<'p>(
    claims: &Object<'_>,
    policy: &'p Policy,
) -> Result<(usize, &'p TrustedIssuer), Rejection> {
    let refused = |code| Err(Rejection::claim(code, "iss"));
    let named = |name: &str| policy.issuer(name).ok_or_else(|| Code::UnknownIssuer.into());
    match claims.member("iss") {
        Some(Value::String(name)) => named(name),
        Some(_) => refused(Code::InvalidClaim),
        None if policy.has_trust_domains() => {
            let name = claims.member("sub").and_then(Value::as_str).and_then(trust_domain);
            let Some(name) = name else { return refused(Code::MissingClaim) };
            match named(name)? {
                (_, plain) if plain.trust_domain.is_none() => refused(Code::MissingClaim),
                domain => Ok(domain),
            }
        }
        None => refused(Code::MissingClaim),
    }
}

/// `spiffe://<trust domain>` of a SPIFFE ID.
fn trust_domain(subject: &str) -> Option<&str> {
    let name = subject.strip_prefix("spiffe://")?.split('/').next()?;
    subject.get(.."spiffe://".len() + name.len())
}

/// The claims of a genuine token: lifetime, audience, type, required, binding, chain, scopes.
fn token_caller(
    policy: &Policy,
    object: &Object<'_>,
    issuer: &TrustedIssuer,
    token_type: Option<&str>,
    now: UnixTime,
) -> Result<Principal, Rejection> {
    let claims = Claims(object);
    let lifetime = token::checked_lifetime(&claims, issuer, now)?;
    let audience = token::audience(&claims, &issuer.audience_claim, &issuer.audiences)?;
    token::checked_type(token_type, &claims, issuer.profile)?;
    token::required(&claims, &issuer.required_claims)?;
    let owned = |text: &str| text.to_owned();
    let subject = claims.string("sub")?.map(owned);
    if !issuer.may_speak_of(subject.as_deref()) {
        return Err(Rejection::claim(Code::InvalidClaim, "sub"));
    }
    let client_id = token::first_string(&claims, &issuer.client_id_claims)?.map(owned);
    let token_id = claims.string("jti")?.map(owned);
    let scopes = token::scopes(&claims, &issuer.scope_claims)?;
    if claims.value("cnf").is_some() {
        return Err(Code::BindingRequired.into());
    }
    Ok(Principal {
        subject,
        issuer: Some(issuer.name.clone()),
        client_id,
        audience,
        scopes,
        expires_at: Some(lifetime.expires_at),
        issued_at: lifetime.issued_at,
        token_id,
        credential: Credential::Jwt,
        key_id: None,
        actors: actors(object)?,
        tier: None,
        claims: "{}".into(),
        rules: Arc::clone(policy.rules()),
    })
}

impl Principal {
    fn signed_by(mut self, key: &BoundKey, payload: &[u8]) -> Self {
        self.key_id = key.key.key_id().map(str::to_owned);
        self.with_claims(payload)
    }

    fn with_claims(mut self, payload: &[u8]) -> Self {
        // Parsed as UTF-8 before, so nothing is lost.
        self.claims = String::from_utf8_lossy(payload).into();
        self
    }
}

/// An API key: shape and checksum first, so that a typo asks no store.
fn begin_api_key(policy: &Policy, key: &str) -> Result<Progress, Rejection> {
    let api_keys = policy.api_keys().ok_or(Code::MissingCredentials)?;
    let need = lookup(key, api_keys)?.into();
    Ok(Progress::Lacking(need, Waiting::ApiKey { key: Zeroizing::new(key.to_owned()) }))
}

fn api_key_caller(
    policy: &Policy,
    key: &str,
    record: ApiKeyRecord,
    now: UnixTime,
) -> Result<Progress, Rejection> {
    let api_keys = policy.api_keys().ok_or(Code::MissingCredentials)?;
    checked_record(key, &record, api_keys, now)?;
    Ok(Progress::Verified(Box::new(Principal {
        subject: Some(record.agent_id.clone()),
        issuer: None,
        client_id: Some(record.agent_id),
        audience: Vec::new(),
        scopes: record.scopes,
        expires_at: record.expires_at,
        issued_at: Some(record.created_at),
        token_id: None,
        credential: Credential::ApiKey,
        key_id: Some(record.id),
        actors: Vec::new(),
        tier: record.tier,
        claims: record.metadata.into(),
        rules: Arc::clone(policy.rules()),
    })))
}

/// Last of all: may a genuine caller do this?
fn settle(
    progress: Result<Progress, Rejection>,
    verifier: &Verifier,
    requirement: &Requirement,
    now: UnixTime,
    deferred: Option<Fetch>,
) -> Step {
    let requirement = requirement.clone();
    let mut forbidden = None;
    let outcome = match progress {
        Ok(Progress::Lacking(need, waiting)) => {
            let verifier = verifier.clone();
            return Step::Need(need, Pending { verifier, requirement, waiting, deferred });
        }
        Ok(Progress::Verified(caller)) if requirement.met_by(&|scope| caller.allows(scope)) => {
            Ok(*caller)
        }
        Ok(Progress::Verified(caller)) => {
            forbidden = Some(caller);
            Err(Rejection::insufficient_scope(requirement.scopes(), &requirement.to_string()))
        }
        Err(rejection) => Err(rejection),
    };
    let outcome = outcome.map_err(|rejection| rejection.within(verifier.policy().realm()));
    Step::Done(Decision { outcome, deferred, forbidden, requirement, now })
}
