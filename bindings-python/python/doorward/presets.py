"""Issuers of known providers: the issuer's name, algorithms, keys, and the claims to read.

::

    from doorward import Policy, Verifier, presets

    issuer = presets.auth0("tenant.eu.auth0.com", audience="https://api.example.com")
    verifier = Verifier(Policy([issuer]))

Each function returns an :class:`~doorward.Issuer`. The core has the data of each preset, so every
language has the same. ``audience`` is always necessary, because it separates tokens for this server
from all others. You can give every member of ``Issuer`` as well, and it replaces the preset's:
``presets.google(audience=…, max_age_seconds=600)``. Only ``required_claims`` add to the preset's.

The functions check nothing. :class:`~doorward.Policy` raises :class:`~doorward.ConfigError`
(``invalid_policy``) for a malformed parameter, with its path.

A preset proves that the provider issued the token for this audience. It does not prove who asked
for the token: each function says under **Not proved** what you must check yourself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal, TypeAlias, TypedDict, Unpack

from doorward._claim import Claim
from doorward._keys import Algorithm, KeySource
from doorward._scope_claim import ScopeClaim
from doorward._settings import Issuer

__all__ = [
    "CommonIssuerOptions",
    "IssuerOptions",
    "KeySourceOptions",
    "auth0",
    "cognito",
    "entra",
    "entra_v1",
    "github_actions",
    "gitlab_ci",
    "google",
    "keycloak",
    "kubernetes",
    "okta",
    "rfc9068",
    "spiffe",
]

Audience: TypeAlias = str | Sequence[str]


class CommonIssuerOptions(TypedDict, total=False):
    """Members of :class:`~doorward.Issuer` that a preset can take, without addresses."""

    algorithms: Sequence[Algorithm]
    keys: KeySource | Sequence[KeySource]
    danger_allow_http: bool
    profile: Literal["jwt", "rfc9068"]
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


class KeySourceOptions(CommonIssuerOptions, total=False):
    """The same members, and the addresses of keys."""

    jwks_uri: str
    metadata_url: str


class IssuerOptions(KeySourceOptions, total=False):
    """The same members, and the issuer's name, for a provider behind a domain of your own."""

    issuer: str


def auth0(domain: str, *, audience: Audience, **options: Unpack[IssuerOptions]) -> Issuer:
    """Return the issuer of an Auth0 tenant: ``tenant.eu.auth0.com``, or a custom domain.

    Scopes come from ``scope``, and from ``permissions`` where role-based access control is on. The
    claims ``sub`` and ``iat`` are required. Tokens are signed with RS256. Only the audience tells
    an access token from an ID token, so never list a client id as an audience.

    **Not proved**: that a person uses the token. With ``gty`` ``client-credentials`` a machine
    does. ``scope`` alone is what the client asked for and the user accepted. Where permissions
    decide, give ``scope_claims=["permissions"]``.
    """
    return _issuer("auth0", audience, options, domain=domain)


def okta(
    domain: str,
    *,
    audience: Audience,
    authorization_server: str = "default",
    **options: Unpack[IssuerOptions],
) -> Issuer:
    """Return the issuer of an Okta custom authorization server: ``dev-1234.okta.com``.

    Scopes come from ``scp``. The claim ``cid`` is required; it names the client. Tokens are signed
    with RS256.

    Tokens of the organisation's own authorization server (without ``/oauth2/…`` in ``iss``) are for
    Okta alone, so the policy rejects them.

    **Not proved**: that a person uses the token. A token has ``uid`` only when a person uses it.
    """
    return _issuer(
        "okta", audience, options, domain=domain, authorization_server=authorization_server
    )


def entra(tenant: str, *, audience: Audience, **options: Unpack[IssuerOptions]) -> Issuer:
    """Return the issuer of a tenant of Microsoft Entra ID, for access tokens of version 2.0.

    ``tenant`` is a GUID. A domain name, ``common`` or ``organizations`` does not work, because no
    token has it in ``iss``: list an issuer for each tenant. ``audience`` is the client id (a GUID)
    of the API's registration. Scopes come from ``scp``, and from ``roles`` for applications and for
    people with roles. The claim ``azp`` is required. Tokens are signed with RS256.

    **Not proved**: that anybody granted the caller anything. Without an assignment requirement,
    every application of the tenant gets a token that has neither ``scp`` nor ``roles``, so let
    every route need a scope. ``sub`` differs for each application; ``oid`` and ``tid`` identify a
    person. ``preferred_username`` and ``email`` can change hands.
    """
    return _issuer("entra", audience, options, tenant=tenant)


def entra_v1(tenant: str, *, audience: Audience, **options: Unpack[IssuerOptions]) -> Issuer:
    """Return the issuer of a tenant of Microsoft Entra ID, for access tokens of version 1.0.

    An API gets these unless its registration sets ``requestedAccessTokenVersion`` to 2. ``tenant``
    is a GUID. ``audience`` is ``api://…`` or a GUID. The claim ``appid`` is required. As for scopes
    and what is **not proved**, see :func:`entra`.
    """
    return _issuer("entra_v1", audience, options, tenant=tenant)


def cognito(
    region: str,
    user_pool_id: str,
    *,
    audience: Audience,
    dns_suffix: str = "amazonaws.com",
    **options: Unpack[IssuerOptions],
) -> Issuer:
    """Return the issuer of an Amazon Cognito user pool: ``eu-west-1``, ``eu-west-1_Ab1Cd2Ef3``.

    In the regions of China, ``dns_suffix`` is ``amazonaws.com.cn``.

    These access tokens have no ``aud``: ``audience`` lists the app clients, and one of them equals
    ``client_id``. Scopes come from ``scope`` and ``cognito:groups``. The claim ``token_use`` is
    required; the policy rejects ID tokens. Tokens are signed with RS256.

    **Not proved**: which API the token is for. The tokens of an app client serve every API that
    lists the client.
    """
    more = {"region": region, "user_pool_id": user_pool_id, "dns_suffix": dns_suffix}
    return _issuer("cognito", audience, options, **more)


def keycloak(
    url: str, realm: str, *, audience: Audience, **options: Unpack[IssuerOptions]
) -> Issuer:
    """Return the issuer of a Keycloak realm: ``https://kc.example.com``, ``demo``.

    ``url`` has no realm; before version 17 it ends in ``/auth``. Scopes come from ``scope`` and the
    realm's roles (``realm_access.roles``). For the roles of a client give
    ``scope_claims=[("resource_access", "my-api", "roles")]``. The claims ``azp`` and ``typ`` are
    required; the policy rejects ID and refresh tokens. Tokens are signed with RS256, PS256 or
    ES256.

    Keycloak writes no API into ``aud`` until the realm has an audience mapper.

    **Not proved**: that a scope and a role of the same name mean the same. Doorward puts both into
    one list, so a role that is named like a scope grants that scope.
    """
    return _issuer("keycloak", audience, options, url=url, realm=realm)


def google(*, audience: Audience, **options: Unpack[IssuerOptions]) -> Issuer:
    """Return the issuer of ID tokens of Google service accounts.

    Cloud Run, Scheduler and Pub/Sub send them. They have no scopes: a route that needs one rejects
    every token. The claim ``azp`` is required. Tokens are signed with RS256.

    **Not proved: that the caller is yours.** Anybody with a Google account gets a token for any
    audience. Compare ``principal.subject`` (the account's number) with the accounts that you know,
    or ``principal.claims["email"]`` where ``email_verified`` is true.
    """
    return _issuer("google", audience, options)


def github_actions(*, audience: Audience, **options: Unpack[IssuerOptions]) -> Issuer:
    """Return the issuer of OpenID Connect tokens of GitHub Actions jobs.

    They have no scopes: a route that needs one rejects every token. The claim ``repository`` is
    required. Tokens are signed with RS256.

    **Not proved: that the job is yours.** Anybody on GitHub gets a token for any audience. Compare
    ``principal.subject``, or ``repository`` and ``repository_owner_id``, and ``ref`` or
    ``environment``, with what you trust. Somebody else can register a name that its owner gave up.
    """
    return _issuer("github_actions", audience, options)


def gitlab_ci(
    *, audience: Audience, url: str = "https://gitlab.com", **options: Unpack[IssuerOptions]
) -> Issuer:
    """Return the issuer of ID tokens of GitLab CI jobs, of gitlab.com or the instance at ``url``.

    They have no scopes: a route that needs one rejects every token. The claim ``project_path`` is
    required; a user's ID token lacks it. Tokens are signed with RS256.

    **Not proved: that the job is yours.** Anybody on gitlab.com gets a token for any audience.
    Compare ``principal.subject``, or ``project_id``, ``ref`` and ``ref_protected``, with what you
    trust. Paths can change hands, so do not compare ``project_path`` alone.
    """
    return _issuer("gitlab_ci", audience, options, url=url)


def kubernetes(issuer: str, *, audience: Audience, **options: Unpack[KeySourceOptions]) -> Issuer:
    """Return the issuer of projected service account tokens of a Kubernetes cluster.

    ``issuer`` is the cluster's ``--service-account-issuer``. The tokens have no scopes: a route
    that needs one rejects every token. The claim ``kubernetes.io`` is required. Tokens are signed
    with RS256, ES256, ES384 or ES512. A cluster may serve its keys to authenticated clients only:
    then give a ``jwks_uri`` that anybody can read, or a ``fetcher`` that authenticates itself.

    **Not proved**: that the pod still runs. A token stays valid until it expires. Compare
    ``principal.subject`` (``system:serviceaccount:<namespace>:<name>``) with what you trust:
    whoever may create pods in a namespace gets tokens of its accounts.
    """
    return _issuer("kubernetes", audience, {**options, "issuer": issuer})


def spiffe(
    trust_domain: str,
    *,
    audience: Audience,
    jwks_uri: str,
    issuer: str | None = None,
    **options: Unpack[CommonIssuerOptions],
) -> Issuer:
    """Return the issuer of JWT-SVIDs of a SPIFFE trust domain (JWT-SVID §2, §3): ``example.org``.

    ``jwks_uri`` is the bundle endpoint; keys of it count when their ``use`` is ``jwt-svid`` (§6).
    The tokens name no issuer. The trust domain of ``sub`` identifies it, and ``principal.issuer``
    is ``spiffe://<trust_domain>``. Give ``issuer`` only where the SPIRE server sets ``iss``
    (``jwt_issuer``). They have no scopes: a route that needs one rejects every token.

    **Not proved**: which workload it is. Compare ``principal.subject`` with the SPIFFE IDs that you
    trust. Whoever sees a JWT-SVID can replay it until it expires (§5.1).
    """
    more = {**options, "issuer": issuer, "jwks_uri": jwks_uri}
    return _issuer("spiffe", audience, more, trust_domain=trust_domain)


def rfc9068(issuer: str, *, audience: Audience, **options: Unpack[KeySourceOptions]) -> Issuer:
    """Return the issuer of an authorization server that follows RFC 9068.

    Its tokens have type ``at+jwt``; ``sub``, ``client_id``, ``iat`` and ``jti`` are required
    (§2.2). Scopes come from ``scope``. Tokens are signed with RS256, PS256, ES256, EdDSA or
    Ed25519.

    **Not proved**: whether ``sub`` is a person or, for client credentials, a client.
    """
    return _issuer("rfc9068", audience, {**options, "issuer": issuer})


def _issuer(
    preset: str, audience: Audience, options: Mapping[str, Any], **parameters: str
) -> Issuer:
    return Issuer(audience=audience, preset=preset, preset_parameters=parameters, **options)
