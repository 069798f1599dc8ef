//! The decision, top to bottom: one sequence of checks for one request.

use std::ops::ControlFlow;
use std::sync::Arc;

use zeroize::Zeroizing;

use crate::api_key::{ApiKeyRecord, checked_record, lookup};
use crate::crypto::Family;
use crate::delegation::actors;
use crate::encoding::json::{self, Object, Value};
use crate::error::{Code, Rejection};
use crate::http::{Presented, classify, presented};
use crate::keys::{BoundKey, Fetch, KeyRings, Look, Tried, Wanted};
use crate::policy::{Policy, TrustedIssuer};
use crate::principal::{Facts, Principal, SignedBy, Voucher};
use crate::request::{Request, Signatures, Source};
use crate::scope::Requirement;
use crate::step::{Answer, Decision, Need, Pending, Step, Unverified, Waiting};
use crate::time::UnixTime;
use crate::token::{self, Claims, Compact, Header, Place, SeenTokens};

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
///         Ok(principal) => println!("hello {:?}", principal.client_id()),
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
    seen: SeenTokens,
}

/// How far a credential has come.
enum Progress {
    Verified(Principal),
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
        let seen = SeenTokens::new(policy.token_cache(), seed);
        Self { inner: Arc::new(Inner { policy, keys, seen }) }
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
            verified_elsewhere(&verifier, *token, now)
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
        let seen = &self.verifier.inner.seen;
        let kept = seen.place(text);
        if let Some(place) = &kept
            && let Some(principal) = seen.find(place)
            && let Some(progress) = self.seen_before(principal, place)?
        {
            return Ok(progress);
        }
        let Compact { header, payload, signature, signed_bytes } = Compact::parse(text)?;
        let header = Header::read(header)?;
        let payload = String::from_utf8(payload).map_err(|_| Code::MalformedToken)?;
        let object = json::parse_object(&payload).map_err(|_| Code::MalformedToken)?;
        let (place, issuer) = issuer_of(&object, self.verifier.policy())?;
        let algorithm = header.algorithm;
        if !issuer.algorithms.contains(&algorithm) {
            return Err(Code::AlgorithmNotAllowed.into());
        }
        let key = match self.key((place, issuer), header.wanted(), text)? {
            ControlFlow::Continue(key) => key,
            ControlFlow::Break(lacking) => return Ok(lacking),
        };
        if !key.can_be_genuine(algorithm, &signature) {
            return Err(Code::InvalidSignature.into());
        }
        let signing_input = text.get(..signed_bytes).ok_or(Code::MalformedToken)?;
        // An HMAC costs less here than the way to the host, and its secret need not leave.
        let asks_host = self.signatures == Signatures::Host && algorithm.family() != Family::Hmac;
        let genuine = if asks_host {
            None
        } else {
            key.verify(algorithm, signing_input.as_bytes(), &signature)
        };
        let Some(genuine) = genuine else {
            let signing_input = signing_input.to_owned();
            let need = Need::Signature { key: key.id, algorithm, signing_input, signature };
            let claims = Claims { object: &object, text: &payload };
            let signed = SignedBy { key: Arc::clone(&key), header: Arc::clone(&header), place };
            let facts = token_facts(self.verifier, &claims, signed, self.now).ok();
            let token = Unverified { text: text.to_owned(), header, payload, key, facts };
            return Ok(Progress::Lacking(need, Waiting::Signature(Box::new(token))));
        };
        if !genuine {
            return Err(Code::InvalidSignature.into());
        }
        let claims = Claims { object: &object, text: &payload };
        let signed = SignedBy { key, header, place };
        let facts = token_facts(self.verifier, &claims, signed, self.now)?;
        Ok(granted(self.verifier, kept, facts, payload))
    }

    /// The key that the issuer has for this token, or what is to be done to get at it.
    fn key(
        &mut self,
        (place, issuer): (usize, &TrustedIssuer),
        wanted: Wanted<'_>,
        text: &str,
    ) -> Result<ControlFlow<Progress, Arc<BoundKey>>, Rejection> {
        let keys = &self.verifier.inner.keys;
        match keys.look((place, issuer), wanted, self.tried, self.now) {
            Look::Found(key, deferred) => {
                self.deferred = self.deferred.take().or(deferred);
                Ok(ControlFlow::Continue(key))
            }
            Look::Lacking(fetch) => {
                let tried = if fetch.is_some() { Tried::Fetching } else { Tried::Waiting };
                let need = Need::KeySet { issuer: issuer.name.to_string(), fetch };
                let (token, signatures) = (text.to_owned(), self.signatures);
                let waiting = Waiting::KeySet { token, signatures, tried };
                Ok(ControlFlow::Break(Progress::Lacking(need, waiting)))
            }
            Look::Unknown => Err(Code::UnknownKey.into()),
            Look::Unavailable(wait) => Err(Rejection::keys_unavailable(wait)),
        }
    }

    /// A token that was verified before, if the same key would verify it now and its time has not run
    /// out. `None`: it is to be looked at anew.
    fn seen_before(
        &mut self,
        principal: Principal,
        place: &Place<'_>,
    ) -> Result<Option<Progress>, Rejection> {
        let Voucher::Token(signed) = &principal.facts().voucher else { return Ok(None) };
        let Some(issuer) = self.verifier.policy().issuers().get(signed.place) else {
            return Ok(None);
        };
        let wanted = signed.header.wanted();
        let key = match self.key((signed.place, issuer), wanted, place.text)? {
            ControlFlow::Continue(key) => key,
            ControlFlow::Break(lacking) => return Ok(Some(lacking)),
        };
        let same_key = Arc::ptr_eq(&key, &signed.key);
        let in_force = principal.facts().lifetime.holds(issuer, self.now);
        if in_force.is_err() || !same_key {
            self.verifier.inner.seen.forget(place);
        }
        in_force?;
        Ok(same_key.then_some(Progress::Verified(principal)))
    }
}

/// A caller known by a token. The token is kept, for it is likely to come again.
fn granted(
    verifier: &Verifier,
    kept: Option<Place<'_>>,
    mut facts: Facts,
    payload: String,
) -> Progress {
    facts.claims = payload;
    let principal = Principal::new(facts);
    if let Some(place) = kept {
        verifier.inner.seen.keep(&place, &principal);
    }
    Progress::Verified(principal)
}

fn verified_elsewhere(
    verifier: &Verifier,
    token: Unverified,
    now: UnixTime,
) -> Result<Progress, Rejection> {
    let Unverified { text, header, payload, key, facts } = token;
    let facts = if let Some(facts) = facts {
        // Nothing was wrong with its claims; since then only time has passed.
        in_force(verifier.policy(), &facts, now)?;
        facts
    } else {
        let object = json::parse_object(&payload).map_err(|_| Code::MalformedToken)?;
        let (place, _) = issuer_of(&object, verifier.policy())?;
        let claims = Claims { object: &object, text: &payload };
        token_facts(verifier, &claims, SignedBy { key, header, place }, now)?
    };
    Ok(granted(verifier, verifier.inner.seen.place(&text), facts, payload))
}

/// Whether a token whose claims were found right before is neither too old nor too young now.
fn in_force(policy: &Policy, facts: &Facts, now: UnixTime) -> Result<(), Code> {
    let Voucher::Token(signed) = &facts.voucher else { return Err(Code::MalformedToken) };
    let issuer = policy.issuers().get(signed.place).ok_or(Code::UnknownIssuer)?;
    facts.lifetime.holds(issuer, now)
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
fn token_facts(
    verifier: &Verifier,
    claims: &Claims<'_>,
    signed: SignedBy,
    now: UnixTime,
) -> Result<Facts, Rejection> {
    let policy = verifier.policy();
    let issuer = policy.issuers().get(signed.place).ok_or(Code::UnknownIssuer)?;
    let lifetime = token::checked_lifetime(claims, issuer, now)?;
    let audience = token::audience(claims, &issuer.audience_claim, &issuer.audiences)?;
    token::checked_type(signed.header.token_type, claims, issuer.profile)?;
    token::required(claims, &issuer.required_claims)?;
    let subject = claims.string("sub")?;
    if !issuer.may_speak_of(subject) {
        return Err(Rejection::claim(Code::InvalidClaim, "sub"));
    }
    let client_id = token::first_string(claims, &issuer.client_id_claims)?;
    let token_id = claims.string("jti")?;
    let scopes = token::scopes(claims, &issuer.scope_claims)?;
    if claims.value("cnf").is_some() {
        return Err(Code::BindingRequired.into());
    }
    Ok(Facts {
        claims: String::new(),
        subject: subject.map(|text| claims.place(text)),
        issuer: Some(Arc::clone(&issuer.name)),
        client_id: client_id.map(|text| claims.place(text)),
        audience,
        scopes,
        lifetime,
        token_id: token_id.map(|text| claims.place(text)),
        voucher: Voucher::Token(signed),
        actors: actors(claims.object)?,
        tier: None,
        rules: Arc::clone(policy.rules()),
    })
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
    Ok(Progress::Verified(Principal::of_api_key(record, Arc::clone(policy.rules()))))
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
            Ok(caller)
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
