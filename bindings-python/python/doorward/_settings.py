"""The parts of a policy. Each is plain data; :class:`doorward.Policy` checks it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from doorward._api_keys import ApiKeyStore
from doorward._claim import Claim
from doorward._keys import Algorithm, KeySource
from doorward._scope_claim import ScopeClaim


@dataclass(frozen=True, slots=True)
class Issuer:
    """An authorization server whose tokens this server accepts.

    ``issuer`` equals the claim ``iss`` exactly. ``audience`` names this server: one of its values
    is in ``aud`` (RFC 7519 §4.1.3); it is ``None`` only with ``danger_no_audience``.
    ``algorithms`` are the JWS algorithms that tokens may have. Every list needs at least one
    element.

    ``profile`` is ``"jwt"``, the default, or ``"rfc9068"``: access tokens of type ``at+jwt``
    (RFC 9068 §2.1). ``required_claims`` must be present and not null, or say something
    (``claim("type", "access")``); they add to those of the profile and the preset. An element of
    ``scope_claims`` is the name of a claim, the path of a nested one such as
    ``("realm_access", "roles")``, or a :class:`ScopeClaim`. ``audience_claim`` is ``aud`` by
    default; ``also_audience`` is what ``aud`` may name besides, where ``audience_claim`` is another
    claim. ``client_id_claims`` are ``client_id``, then ``azp``. ``leeway_seconds`` (0 to 300) is
    how much clocks may differ; ``max_age_seconds`` is the longest time since ``iat``.

    A token without a marker of its type is refused when its claims look like those of another type
    (``nonce``, ``at_hash``, ``type: refresh``, …). With ``guess_type=False`` it needs a marker:
    ``typ: at+jwt``, the preset's marker, or a value in ``required_claims``. ``accepts_id_tokens``
    accepts ID tokens too (OpenID Connect Core §2): anyone who holds an ID token of the client in
    ``audience`` gets in; their scope claims count only where ``scope_claims`` names them. ``None``
    is what the preset says, or false.
    ``token_bytes_max`` (16,384 to 65,536) is the longest token.

    ``danger_no_issuer`` and ``danger_no_audience`` accept tokens without ``iss`` and without
    ``aud``, of one home-made issuer with ``keys`` of its own: nothing shows who issued a token, and
    tokens for other services pass here. ``danger_any_type`` accepts tokens of other types, even
    ``type: refresh``, unless ``typ``, ``token_use`` or ``events`` shows the type.

    ``tenants`` and ``danger_any_tenant`` belong to :func:`doorward.presets.entra_tenants` and
    :func:`doorward.presets.entra_v1_tenants`.

    Keys come from one of four places, or from the first and another:

    * ``keys`` are static. A key that the issuer withdraws stays valid until its ``not_after``, or
      until you make a new policy. Beside fetched keys they are tried first and need no fetch.
    * ``jwks_uri`` is the address of a JWK Set (RFC 7517 §5).
    * ``metadata_url`` is the address of a document that names the JWK Set (RFC 8414 §3, OpenID
      Connect Discovery §4). The document's ``issuer`` must equal this one exactly.
    * Without these three, Doorward finds that document by discovery: OpenID Connect Discovery §4,
      then RFC 8414 §3.

    :class:`KeyRefresh` says when Doorward fetches keys again. Fetched keys serve public-key
    algorithms only. Addresses are https, or http on loopback. ``danger_allow_http`` accepts http
    everywhere; an attacker on the network path can then sign tokens.

    ``preset`` and ``preset_parameters`` give the members that you leave out;
    :mod:`doorward.presets` has a function for each preset. Without a preset, ``issuer`` and
    ``algorithms`` are necessary.

    The constructor checks nothing; :class:`Policy` raises :class:`~doorward.ConfigError`::

        Issuer("https://auth.example.com/", audience="https://api.example.com",
               algorithms=["ES256"])
    """

    issuer: str | None = None
    audience: str | Sequence[str] | None = field(kw_only=True)
    algorithms: Sequence[Algorithm] | None = field(default=None, kw_only=True)
    keys: KeySource | Sequence[KeySource] | None = field(default=None, kw_only=True, repr=False)
    jwks_uri: str | None = field(default=None, kw_only=True, repr=False)
    metadata_url: str | None = field(default=None, kw_only=True, repr=False)
    danger_allow_http: bool = field(default=False, kw_only=True)
    profile: Literal["jwt", "rfc9068"] | None = field(default=None, kw_only=True)
    required_claims: Sequence[str | Claim] | None = field(default=None, kw_only=True)
    scope_claims: Sequence[str | Sequence[str] | ScopeClaim] | None = field(
        default=None, kw_only=True
    )
    audience_claim: str | None = field(default=None, kw_only=True)
    also_audience: Sequence[str] | None = field(default=None, kw_only=True)
    guess_type: bool = field(default=True, kw_only=True)
    accepts_id_tokens: bool | None = field(default=None, kw_only=True)
    token_bytes_max: int = field(default=16_384, kw_only=True)
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


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyRefresh:
    """When Doorward fetches keys again, and how long it uses them. Whole seconds.

    A key set is fresh for ``ttl_seconds``, or for as long as its response says (``max-age`` less
    ``Age``, RFC 9111 §4.2): at least 60 seconds (or ``ttl_seconds`` where that is less), at most
    ``ttl_max_seconds``. After 80 % of that time Doorward fetches the set again, and no request
    waits. After a failed fetch it tries again after 1 second, then after twice as long each time,
    up to 60 seconds (or ``ttl_seconds`` where that is less).

    Doorward uses a set for ``stale_seconds`` after its last good response, or for the time that the
    response states where that is longer (at most ``ttl_max_seconds``). Then it refuses the issuer's
    tokens with 503. The longer that is, the longer a stolen key serves somebody who can
    keep the key server away from you.

    A key id that the set lacks causes a fetch too: at most 10 in a row with 1 second between them,
    then one every 5 seconds.

    One HTTP request of a fetch takes at most ``timeout_seconds``, its body included. A fetch makes
    up to twelve.
    """

    ttl_seconds: int = 600
    ttl_max_seconds: int = 86_400
    stale_seconds: int = 3600
    timeout_seconds: int = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenCache:
    """How many verified tokens a verifier keeps.

    It keeps a token when the token comes for the second time, and checks no signature of it from
    the third time on.

    At most ``tokens`` (0 turns the cache off) and ``bytes`` in all. For each request Doorward still
    checks that the issuer has the token's key, that the token is in force, and its scopes. It
    keeps no refused token.
    """

    tokens: int = 10_000
    bytes: int = 16 * 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiKeys:
    """The form of this server's API keys, and the store of their records.

    ``store`` is any object with ``find(lookup)``, sync or async. ``header`` is the header whose
    whole value is an API key; ``Authorization: Bearer`` carries one too. ``peppers`` maps the id of
    a pepper to at least 32 secret bytes. ``legacy_prefixes`` accepts keys of an older form; the
    store finds them by their SHA-256. ``schemes`` are schemes of ``Authorization`` that carry an
    API key, such as ``Api-Key``. ``unprefixed`` accepts keys that have no prefix in common (UUIDs
    of version 4 and 7, or 32 hexadecimal digits or 22 characters and more), in the header and under
    the schemes, never as ``Bearer``; the store finds them by their SHA-256 too.

    With the async methods in asyncio, a ``find`` that takes longer than ``timeout_seconds`` (above
    0, at most 300) counts as an outage (503); a sync ``find`` goes on in its thread. With the sync
    methods, and in other event loops, a sync ``find`` blocks and has no timeout, so give the
    store's client one of its own.
    """

    store: ApiKeyStore
    prefix: str = "sk_agent"
    header: str = "x-api-key"
    peppers: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    legacy_prefixes: Sequence[str] = ()
    schemes: Sequence[str] = ()
    unprefixed: Literal["uuid", "hex", "base62", "base64url"] | None = None
    timeout_seconds: float = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """Describe this server as a protected resource (RFC 9728).

    ``identifier`` is the resource identifier, an https URL, as clients write it; it is not changed.
    ``scopes`` are those that the server knows. ``authorization_servers`` issue tokens for it; by
    default they are the issuers of the policy whose keys are fetched. Challenges then say where the
    metadata are, and which scopes the operation needs.
    :class:`doorward.asgi.ResourceMetadataMiddleware` serves them::

        Policy([issuer], resource=Resource(identifier="https://api.example.com/mcp"))
    """

    identifier: str
    scopes: Sequence[str] | None = None
    authorization_servers: Sequence[str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A place of a credential: one of ``header``, ``cookie`` and ``subprotocol``.

    ``header`` is a header whose whole value is a token or an API key. ``cookie`` is the name of a
    cookie, which begins with ``__Host-``; ``origins`` are the pages that may send it with a method
    other than GET, HEAD and OPTIONS, or for a WebSocket (``https://app.example.com``).
    ``danger_cookie_name`` accepts another name: a page of another host of the same domain can then
    log somebody in as somebody else. ``subprotocol`` is ``doorward.bearer.<token>`` of a WebSocket.

    A request has one credential: another one in ``Authorization`` or in the API key header beside
    it is refused. A guard looks at a place only if it names it::

        Policy([issuer], places={"session": Place(cookie="__Host-session",
                                                  origins=["https://app.example.com"])})
        guard = Guard(verifier, places=["authorization", "session"])
    """

    header: str | None = None
    cookie: str | None = None
    origins: Sequence[str] | None = None
    danger_cookie_name: bool = False
    subprotocol: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ScopeRules:
    """Which scopes imply others.

    ``implies`` maps a scope to scopes or to patterns such as ``billing:*``, transitively. With
    ``wildcards``, the scope ``billing:*`` of a token is a pattern too; without, it is only a name.

    ::

        ScopeRules(implies={"admin": ["billing:*", "users:read"]})
    """

    implies: Mapping[str, Sequence[str]] = field(default_factory=dict)
    wildcards: bool = False
