# doorward

@final
class Actor:
    @property
    def subject(self) -> str: ...
    @property
    def issuer(self) -> str | None: ...

Algorithm: TypeAlias = Literal['HS256', 'HS384', 'HS512', 'RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519']

@dataclass(frozen=True, slots=True)
class AllOf(_Group):
    parts: tuple[RequirementPart, ...]

@dataclass(frozen=True, slots=True)
class AnyOf(_Group):
    parts: tuple[RequirementPart, ...]

AnyRequest: TypeAlias = Request | HasScope | Mapping[str, Any]

@dataclass(frozen=True, slots=True)
class ApiKey:
    key: str = field(repr=False)
    record: ApiKeyRecord
    @classmethod
    def create(cls, agent_id: str, scopes: Sequence[str], *, prefix: str='sk_agent', expires_at: int | None=None, tier: str | None=None, pepper: tuple[str, bytes] | None=None, metadata: Mapping[str, Any] | None=None, now: float | None=None) -> ApiKey: ...

@dataclass(frozen=True, slots=True)
class ApiKeyLookup:
    id: str | None = None
    digest: str | None = field(default=None, repr=False)

@dataclass(frozen=True, kw_only=True)
class ApiKeyRecord:
    id: str
    agent_id: str
    scopes: Sequence[str]
    digest: str = field(repr=False)
    created_at: int
    expires_at: int | None = None
    status: Literal['active', 'inactive', 'revoked']
    tier: str | None = None
    pepper_id: str | None = None
    replaced_by: str | None = None
    overlap_until: int | None = None
    metadata: Mapping[str, Any] = field(default_factory=dict, repr=False)
    def to_json(self) -> str: ...
    @classmethod
    def from_json(cls, text: str) -> ApiKeyRecord: ...

class ApiKeyStore(Protocol):
    def find(self, lookup: ApiKeyLookup, /) -> FindResult: ...

@dataclass(frozen=True, slots=True, kw_only=True)
class ApiKeys:
    store: ApiKeyStore
    prefix: str = 'sk_agent'
    header: str = 'x-api-key'
    peppers: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    legacy_prefixes: Sequence[str] = ()
    schemes: Sequence[str] = ()
    unprefixed: Literal['uuid', 'hex', 'base62', 'base64url'] | None = None
    timeout_seconds: float = 5.0

Binding: TypeAlias = Literal['dpop', 'mtls']

@dataclass(frozen=True, slots=True, eq=False)
class Claim:
    name: str
    values: tuple[ClaimValue, ...]

class ConfigError(DoorwardError, ValueError):
    path: str
    message: str
    code: ConfigErrorCode
    def __init__(self, code: ConfigErrorCode, path: str, message: str) -> None: ...

@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionEvent:
    time: int
    outcome: Literal['granted', 'anonymous', 'rejected', 'unavailable']
    code: RefusalCode | None
    requirement: str
    method: str | None
    client_address: str | None
    request_id: str | None
    credential: Literal['jwt', 'id_token', 'api_key'] | None
    issuer: str | None
    subject: str | None
    client_id: str | None
    key_id: str | None
    actors: tuple[Mapping[str, str | None], ...]
    bindings: tuple[str, ...]
    fault: Fault | None
    duration_seconds: float
    def to_dict(self) -> dict[str, Any]: ...

class DoorwardError(Exception):
    store_failure: Exception | None
    code: ErrorCode
    category: str
    status: int
    headers: dict[str, str]
    body: str
    description: str
    retryable: bool
    absent: bool
    fault: Fault | None
    def __init__(self, code: ErrorCode, description: str, *, category: str, status: int, headers: Mapping[str, str], body: str, retryable: bool=False) -> None: ...

ErrorCode: TypeAlias = RefusalCode | ConfigErrorCode

@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    claim: str
    expected: str | None = None
    received: str | None = None
    unverified: bool

@dataclass(frozen=True, slots=True)
class FetchRequest:
    method: str
    url: str = field(repr=False)
    headers: Mapping[str, str] = field(repr=False)
    body: bytes | None = field(repr=False)
    timeout_seconds: float
    bytes_max: int

@dataclass(frozen=True, slots=True)
class FetchResponse:
    status: int
    headers: Mapping[str, str]
    body: bytes = field(default=b'', repr=False)

Fetcher: TypeAlias = Callable[[FetchRequest], FetchResponse | Awaitable[FetchResponse]]

class ForbiddenError(RejectedError):
    ...

HmacAlgorithm: TypeAlias = Literal['HS256', 'HS384', 'HS512']

class InsufficientScopeError(ForbiddenError):
    required_scopes: tuple[str, ...] = ()

class InvalidApiKeyError(UnauthenticatedError):
    ...

class InvalidProofError(UnauthenticatedError):
    ...

class InvalidRequestError(RejectedError):
    ...

class InvalidTokenError(UnauthenticatedError):
    ...

@dataclass(frozen=True, slots=True)
class Issuer:
    issuer: str | None = None
    audience: str | Sequence[str] | None = field(kw_only=True)
    algorithms: Sequence[Algorithm] | None = field(default=None, kw_only=True)
    keys: KeySource | Sequence[KeySource] | None = field(default=None, kw_only=True, repr=False)
    jwks_uri: str | None = field(default=None, kw_only=True, repr=False)
    metadata_url: str | None = field(default=None, kw_only=True, repr=False)
    danger_allow_http: bool = field(default=False, kw_only=True)
    profile: Literal['jwt', 'rfc9068'] | None = field(default=None, kw_only=True)
    required_claims: Sequence[str | Claim] | None = field(default=None, kw_only=True)
    scope_claims: Sequence[str | Sequence[str] | ScopeClaim] | None = field(default=None, kw_only=True)
    audience_claim: str | None = field(default=None, kw_only=True)
    also_audience: Sequence[str] | None = field(default=None, kw_only=True)
    guess_type: bool = field(default=True, kw_only=True)
    accepts_id_tokens: bool | None = field(default=None, kw_only=True)
    token_bytes_max: int = field(default=16384, kw_only=True)
    danger_no_issuer: bool = field(default=False, kw_only=True)
    danger_no_audience: bool = field(default=False, kw_only=True)
    danger_any_type: bool = field(default=False, kw_only=True)
    tenants: Sequence[str] | None = field(default=None, kw_only=True)
    danger_any_tenant: bool = field(default=False, kw_only=True)
    client_id_claims: Sequence[str] | None = field(default=None, kw_only=True)
    leeway_seconds: int = field(default=5, kw_only=True)
    max_age_seconds: int | None = field(default=None, kw_only=True)
    preset: str | None = field(default=None, kw_only=True)
    preset_parameters: Mapping[str, str] = field(default_factory=dict, kw_only=True)

@dataclass(frozen=True, slots=True)
class Key:
    @classmethod
    def jwk(cls, jwk: Mapping[str, Any] | str) -> Key: ...
    @classmethod
    def pem(cls, text: str, kid: str | None=None, algorithm: Algorithm | None=None, *, not_after: int | None=None) -> Key: ...
    @classmethod
    def secret(cls, secret: bytes, algorithm: HmacAlgorithm='HS256', kid: str | None=None, *, not_after: int | None=None) -> Key: ...

@dataclass(frozen=True, slots=True, kw_only=True)
class KeyRefresh:
    ttl_seconds: int = 600
    ttl_max_seconds: int = 86400
    stale_seconds: int = 3600
    timeout_seconds: int = 5

KeySource: TypeAlias = Mapping[str, Any] | str | Key

@dataclass(frozen=True, slots=True, kw_only=True)
class KeyStatus:
    issuer: str
    source: Literal['static', 'jwks_uri', 'metadata']
    url: str | None
    state: Literal['static', 'cold', 'fresh', 'stale', 'expired']
    keys: int
    unpublished_keys: int
    unusable_keys: int
    unusable: tuple[UnusableKey, ...]
    age_seconds: int | None
    next_refresh_seconds: int | None
    failures: int
    fetches: int
    last_error: str | None

class MemoryApiKeyStore:
    def __init__(self, records: Iterable[ApiKeyRecord]=()) -> None: ...
    def insert(self, record: ApiKeyRecord) -> None: ...
    def remove(self, id: str) -> ApiKeyRecord | None: ...
    def find(self, lookup: ApiKeyLookup, /) -> ApiKeyRecord | None: ...

class MissingCredentialsError(UnauthenticatedError):
    ...

OnDecision: TypeAlias = Callable[[DecisionEvent], Awaitable[None] | None]

@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    header: str | None = None
    cookie: str | None = None
    origins: Sequence[str] | None = None
    danger_cookie_name: bool = False
    subprotocol: bool = False

class Policy:
    def __init__(self, issuers: Sequence[Issuer]=(), *, api_keys: ApiKeys | ApiKeyStore | None=None, scopes: ScopeRules | None=None, key_refresh: KeyRefresh | None=None, token_cache: TokenCache | None=None, realm: str | None=None, places: Mapping[str, Place] | None=None, resource: Resource | None=None) -> None: ...
    @classmethod
    def from_json(cls, text: str, api_key_store: ApiKeyStore | None=None) -> Policy: ...
    @property
    def unusable_keys(self) -> int: ...

@final
class Principal:
    @property
    def subject(self) -> str | None: ...
    @property
    def issuer(self) -> str | None: ...
    @property
    def client_id(self) -> str | None: ...
    @property
    def audience(self) -> tuple[str, ...]: ...
    @property
    def scopes(self) -> tuple[str, ...]: ...
    @property
    def expires_at(self) -> int | None: ...
    @property
    def issued_at(self) -> int | None: ...
    @property
    def token_id(self) -> str | None: ...
    @property
    def credential(self) -> Literal['jwt', 'id_token', 'api_key']: ...
    @property
    def key_id(self) -> str | None: ...
    @property
    def actors(self) -> tuple[Actor, ...]: ...
    @property
    def bindings(self) -> frozenset[Binding]: ...
    @property
    def tier(self) -> str | None: ...
    @property
    def claims(self) -> dict[str, Any]: ...
    @property
    def claims_json(self) -> str: ...
    def allows(self, scope: str) -> bool: ...
    def to_dict(self) -> dict[str, Any]: ...

class RateLimitedError(RejectedError):
    ...

class RejectedError(DoorwardError):
    ...

@dataclass(frozen=True, slots=True)
class Request:
    method: str
    url: str = field(repr=False)
    headers: Sequence[Header] = field(default=(), repr=False)
    client_address: str | None = None

Requirement: TypeAlias = RequirementPart | Sequence[RequirementPart] | Mapping[str, Any]

@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    identifier: str
    scopes: Sequence[str] | None = None
    authorization_servers: Sequence[str] | None = None

@dataclass(frozen=True, slots=True, kw_only=True)
class ResourceMetadata:
    paths: Sequence[str]
    headers: Mapping[str, str]
    body: str

@dataclass(frozen=True, slots=True, kw_only=True)
class ScopeClaim:
    claim: str | Sequence[str] = field(kw_only=False)
    keys: bool = False
    org: str | Sequence[str] | None = None
    member: str | None = None
    separator: str | None = None

@dataclass(frozen=True, slots=True, kw_only=True)
class ScopeRules:
    implies: Mapping[str, Sequence[str]] = field(default_factory=dict)
    wildcards: bool = False

@dataclass(frozen=True, slots=True, kw_only=True)
class TokenCache:
    tokens: int = 10000
    bytes: int = 16 * 1024 * 1024

class UnauthenticatedError(RejectedError):
    ...

class UnavailableError(DoorwardError):
    ...

@dataclass(frozen=True, slots=True, kw_only=True)
class UnusableKey:
    key_id: str | None
    reason: str

class Verifier(VerifierBase):
    def verify(self, credential: str, scopes: Requirement=..., *, now: float | None=None) -> Principal: ...
    def __init__(self, policy: Policy, *, fetcher: Fetcher | HttpxClient | None=None, on_decision: OnDecision | None=None, request_id_header: str | None=None) -> None: ...
    def renew(self, policy: Policy) -> None: ...
    async def verify_async(self, credential: str, scopes: Requirement=LEFT_OUT, *, now: float | None=None) -> Principal: ...
    @overload
    def authenticate(self, request: AnyRequest, scopes: Requirement=LEFT_OUT, *, places: Sequence[str] | None=None, optional: Literal[False]=False, now: float | None=None) -> Principal: ...
    @overload
    def authenticate(self, request: AnyRequest, scopes: Requirement=LEFT_OUT, *, places: Sequence[str] | None=None, optional: Literal[True], now: float | None=None) -> Principal | None: ...
    def authenticate(self, request: AnyRequest, scopes: Requirement=LEFT_OUT, *, places: Sequence[str] | None=None, optional: bool=False, now: float | None=None) -> Principal | None: ...
    @overload
    async def authenticate_async(self, request: AnyRequest, scopes: Requirement=LEFT_OUT, *, places: Sequence[str] | None=None, optional: Literal[False]=False, now: float | None=None) -> Principal: ...
    @overload
    async def authenticate_async(self, request: AnyRequest, scopes: Requirement=LEFT_OUT, *, places: Sequence[str] | None=None, optional: Literal[True], now: float | None=None) -> Principal | None: ...
    async def authenticate_async(self, request: AnyRequest, scopes: Requirement=LEFT_OUT, *, places: Sequence[str] | None=None, optional: bool=False, now: float | None=None) -> Principal | None: ...
    def refusal(self, code: RefusalCode, *, scopes: Sequence[str]=()) -> DoorwardError: ...
    def warm(self) -> None: ...
    async def warm_async(self) -> None: ...
    def key_status(self) -> list[KeyStatus]: ...
    @property
    def resource_metadata(self) -> ResourceMetadata | None: ...
    @property
    def api_key_header(self) -> str | None: ...

def all_of(*parts: RequirementPart) -> AllOf: ...

def any_of(*parts: RequirementPart) -> AnyOf: ...

def claim(name: str, value: ClaimValue=_ABSENT, *, any_of: Sequence[ClaimValue] | None=None) -> Claim: ...

# doorward.aiohttp

class AiohttpGuard:
    def __init__(self, guard: ConnectionGuard) -> None: ...
    def __call__(self, handler: Callable[P, Awaitable[web.StreamResponse]]) -> Callable[P, Awaitable[web.StreamResponse]]: ...
    @web.middleware
    async def middleware(self, request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]) -> web.StreamResponse: ...

class Guard(GuardFactory[AiohttpGuard]):
    def __init__(self, verifier: Verifier, *, places: Sequence[str] | None=None) -> None: ...
    def __call__(self, *scopes: RequirementPart) -> Made: ...
    def optional(self, *scopes: RequirementPart) -> Made: ...

# doorward.asgi

class DoorwardMiddleware:
    def __init__(self, app: ASGIApp, verifier: Verifier, *, scopes: Requirement=LEFT_OUT, places: Sequence[str] | None=None, optional: bool=False) -> None: ...
    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None: ...

class ResourceMetadataMiddleware:
    def __init__(self, app: ASGIApp, verifier: Verifier) -> None: ...
    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None: ...

async def respond(error: DoorwardError, scope: Scope, send: Send) -> None: ...

# doorward.django

class DjangoGuard:
    def __init__(self, guard: ConnectionGuard) -> None: ...
    def __call__(self, view: View) -> View: ...

class DoorwardMiddleware:
    sync_capable = True
    async_capable = True
    verifier: ClassVar[Verifier]
    scopes: ClassVar[Requirement] = LEFT_OUT
    places: ClassVar[Sequence[str] | None] = None
    optional: ClassVar[bool] = False
    def __init__(self, get_response: View) -> None: ...
    def __call__(self, request: HttpRequest) -> Any: ...

class Guard(GuardFactory[DjangoGuard]):
    def __init__(self, verifier: Verifier, *, places: Sequence[str] | None=None) -> None: ...
    def __call__(self, *scopes: RequirementPart) -> Made: ...
    def optional(self, *scopes: RequirementPart) -> Made: ...

# doorward.fastapi

class Guard(SecurityBase):
    def __init__(self, verifier: Verifier, *, places: Sequence[str] | None=None, bearer_scheme: str='bearer', api_key_scheme: str='apiKey') -> None: ...
    def __call__(self, *scopes: RequirementPart, **values: Any) -> Any: ...
    def optional(self, *scopes: RequirementPart) -> Any: ...

REFUSALS: dict[int | str, dict[str, Any]] = {400: {'model': Refusal, 'description': 'The credential is sent in a faulty way.'}, 401: {'model': Refusal, 'description': 'The credential is missing or not accepted.', 'headers': _CHALLENGE}, 403: {'model': Refusal, 'description': 'The credential does not permit the operation.', 'headers': _CHALLENGE}, 503: {'model': Refusal, 'description': 'The credential cannot be judged at the moment.', 'headers': _RETRY}}

def install(app: Starlette) -> None: ...

# doorward.flask

class FlaskGuard:
    def __init__(self, guard: ConnectionGuard) -> None: ...
    def check(self) -> Response | None: ...
    def __call__(self, view: Callable[P, Any]) -> Callable[P, Any]: ...

class Guard(GuardFactory[FlaskGuard]):
    def __init__(self, verifier: Verifier, *, places: Sequence[str] | None=None) -> None: ...
    def __call__(self, *scopes: RequirementPart) -> Made: ...
    def optional(self, *scopes: RequirementPart) -> Made: ...

# doorward.litestar

class Guard(GuardFactory['LitestarMiddleware']):
    def __init__(self, verifier: Verifier, *, places: Sequence[str] | None=None) -> None: ...
    def __call__(self, *scopes: RequirementPart) -> Made: ...
    def optional(self, *scopes: RequirementPart) -> Made: ...

# doorward.presets

class CommonIssuerOptions(TypedDict, total=False):
    algorithms: Sequence[Algorithm]
    keys: KeySource | Sequence[KeySource]
    danger_allow_http: bool
    profile: Literal['jwt', 'rfc9068']
    required_claims: Sequence[str | Claim]
    scope_claims: Sequence[str | Sequence[str] | ScopeClaim]
    audience_claim: str
    also_audience: Sequence[str]
    guess_type: bool
    accepts_id_tokens: bool
    token_bytes_max: int
    danger_any_type: bool
    client_id_claims: Sequence[str]
    leeway_seconds: int
    max_age_seconds: int

class IssuerOptions(KeySourceOptions, total=False):
    algorithms: Sequence[Algorithm]
    keys: KeySource | Sequence[KeySource]
    danger_allow_http: bool
    profile: Literal['jwt', 'rfc9068']
    required_claims: Sequence[str | Claim]
    scope_claims: Sequence[str | Sequence[str] | ScopeClaim]
    audience_claim: str
    also_audience: Sequence[str]
    guess_type: bool
    accepts_id_tokens: bool
    token_bytes_max: int
    danger_any_type: bool
    client_id_claims: Sequence[str]
    leeway_seconds: int
    max_age_seconds: int
    jwks_uri: str
    metadata_url: str
    issuer: str

class KeySourceOptions(CommonIssuerOptions, total=False):
    algorithms: Sequence[Algorithm]
    keys: KeySource | Sequence[KeySource]
    danger_allow_http: bool
    profile: Literal['jwt', 'rfc9068']
    required_claims: Sequence[str | Claim]
    scope_claims: Sequence[str | Sequence[str] | ScopeClaim]
    audience_claim: str
    also_audience: Sequence[str]
    guess_type: bool
    accepts_id_tokens: bool
    token_bytes_max: int
    danger_any_type: bool
    client_id_claims: Sequence[str]
    leeway_seconds: int
    max_age_seconds: int
    jwks_uri: str
    metadata_url: str

def auth0(domain: str, *, audience: Audience, **options: Unpack[IssuerOptions]) -> Issuer: ...

def authentik(url: str, slug: str, *, audience: Audience, **options: Unpack[IssuerOptions]) -> Issuer: ...

def b2c(domain: str, tenant: str, tenant_name: str, policy: str, *, audience: Audience, **options: Unpack[IssuerOptions]) -> Issuer: ...

def clerk(domain: str, *, audience: Audience, **options: Unpack[IssuerOptions]) -> Issuer: ...

def cloudflare_access(team: str, *, audience: Audience, **options: Unpack[IssuerOptions]) -> Issuer: ...

def cognito(region: str, user_pool_id: str, *, audience: Audience, dns_suffix: str='amazonaws.com', **options: Unpack[IssuerOptions]) -> Issuer: ...

def dex(issuer: str, *, audience: Audience, **options: Unpack[KeySourceOptions]) -> Issuer: ...

def duende(issuer: str, *, audience: Audience, **options: Unpack[KeySourceOptions]) -> Issuer: ...

def entra(tenant: str, *, audience: Audience, **options: Unpack[IssuerOptions]) -> Issuer: ...

def entra_tenants(tenants: Sequence[str]=(), *, audience: Audience, danger_any_tenant: bool=False, **options: Unpack[IssuerOptions]) -> Issuer: ...

def entra_v1(tenant: str, *, audience: Audience, **options: Unpack[IssuerOptions]) -> Issuer: ...

def entra_v1_tenants(tenants: Sequence[str]=(), *, audience: Audience, danger_any_tenant: bool=False, **options: Unpack[IssuerOptions]) -> Issuer: ...

def firebase(project_id: str, *, audience: Audience, **options: Unpack[IssuerOptions]) -> Issuer: ...

def fusionauth(url: str, tenant_id: str, *, issuer: str, audience: Audience, **options: Unpack[KeySourceOptions]) -> Issuer: ...

def github_actions(*, audience: Audience, **options: Unpack[IssuerOptions]) -> Issuer: ...

def gitlab_ci(*, audience: Audience, url: str='https://gitlab.com', **options: Unpack[IssuerOptions]) -> Issuer: ...

def google(*, audience: Audience, **options: Unpack[IssuerOptions]) -> Issuer: ...

def hydra(issuer: str, *, audience: Audience, **options: Unpack[KeySourceOptions]) -> Issuer: ...

def keycloak(url: str, realm: str, *, audience: Audience, **options: Unpack[IssuerOptions]) -> Issuer: ...

def kubernetes(issuer: str, *, audience: Audience, **options: Unpack[KeySourceOptions]) -> Issuer: ...

def okta(domain: str, *, audience: Audience, authorization_server: str='default', **options: Unpack[IssuerOptions]) -> Issuer: ...

def rfc9068(issuer: str, *, audience: Audience, **options: Unpack[KeySourceOptions]) -> Issuer: ...

def spiffe(trust_domain: str, *, audience: Audience, jwks_uri: str, issuer: str | None=None, **options: Unpack[CommonIssuerOptions]) -> Issuer: ...

def stytch(project_id: str, *, audience: Audience, api_host: str='api.stytch.com', **options: Unpack[IssuerOptions]) -> Issuer: ...

def supabase(project_ref: str, *, audience: Audience, **options: Unpack[IssuerOptions]) -> Issuer: ...

def zitadel(domain: str, *, audience: Audience, **options: Unpack[IssuerOptions]) -> Issuer: ...

# doorward.testing

class SigningIssuer:
    def __init__(self, name: str='https://issuer.test/', *, audience: str='https://api.test') -> None: ...
    def issuer(self, **members: Any) -> Issuer: ...
    def token(self, subject: str='agent', *, scopes: Sequence[str]=(), client_id: str | None=None, expires_in: float=300, **claims: Any) -> str: ...
    def forged_token(self, subject: str='agent', *, scopes: Sequence[str]=()) -> str: ...
    def headers(self, subject: str='agent', **options: Any) -> dict[str, str]: ...

@contextmanager
def acting_as(verifier: Verifier, principal: Principal | None) -> Iterator[None]: ...

def make_principal(subject: str='agent', *, scopes: Sequence[str]=(), client_id: str | None=None, issuer: str='https://issuer.test/', audience: str='https://api.test', **claims: Any) -> Principal: ...

