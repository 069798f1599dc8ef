"""Issuers as providers run them: the form of the name, algorithms, keys, and which claims say what.

::

    from doorward import Policy, Verifier, presets

    issuer = presets.auth0("tenant.eu.auth0.com", audience="https://api.example.com")
    verifier = Verifier(Policy([issuer]))

Each function returns an :class:`~doorward.Issuer`; what a preset says is data of the core, the same
in every language. ``audience`` is always needed: it is what tells tokens for this server from all
others. Every member of ``Issuer`` can be given besides, and wins: ``presets.google(audience=…,
max_age_seconds=600)``; but ``required_claims`` are added to the preset's. Parameters of a wrong
form are refused by :class:`~doorward.Policy` (:class:`~doorward.Misconfigured`,
``invalid_policy``, with their path).

A preset proves that the provider issued the token for this audience. It does not prove who asked
for it: what each function's text says under **Not proved** is left to you.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal, TypeAlias, TypedDict, Unpack

from doorward._keys import Algorithm, KeySource
from doorward._policy import Issuer

__all__ = [
    "IssuerOptions",
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


class KeyOptions(TypedDict, total=False):
    """Members of :class:`~doorward.Issuer` beside a preset, but for addresses."""

    algorithms: Sequence[Algorithm]
    keys: KeySource | Sequence[KeySource]
    danger_allow_http: bool
    profile: Literal["jwt", "rfc9068"]
    required_claims: Sequence[str]
    scope_claims: Sequence[str | Sequence[str]]
    audience_claim: str
    client_id_claims: Sequence[str]
    leeway_seconds: int
    max_age_seconds: int


class MoreOptions(KeyOptions, total=False):
    """The same, and where keys come from."""

    jwks_uri: str
    metadata_url: str


class IssuerOptions(MoreOptions, total=False):
    """The same, and the issuer's name, for a provider behind a domain of one's own."""

    issuer: str


def auth0(domain: str, *, audience: Audience, **options: Unpack[IssuerOptions]) -> Issuer:
    """Access tokens of an Auth0 tenant, such as ``tenant.eu.auth0.com`` or a custom domain.

    Scopes: ``scope``, and ``permissions`` where role-based access control is on. RS256.

    **Not proved**: that a person is behind the token: with ``gty`` ``client-credentials`` it is a
    machine. ``scope`` alone is what the client asked for and the user consented to; where
    permissions decide, override ``scope_claims=["permissions"]``.
    """
    return _issuer("auth0", audience, options, domain=domain)


def okta(
    domain: str,
    *,
    audience: Audience,
    authorization_server: str = "default",
    **options: Unpack[IssuerOptions],
) -> Issuer:
    """Access tokens of an Okta custom authorization server, such as ``dev-1234.okta.com``.

    Scopes: ``scp``. The claim ``cid`` is required and is the client. RS256.

    Tokens of the organisation's own authorization server (no ``/oauth2/…`` in ``iss``) are meant
    for Okta alone and refused. **Not proved**: that a person is behind the token (``uid`` is there
    only then).
    """
    return _issuer(
        "okta", audience, options, domain=domain, authorization_server=authorization_server
    )


def entra(tenant: str, *, audience: Audience, **options: Unpack[IssuerOptions]) -> Issuer:
    """Access tokens of Microsoft Entra ID in their version 2.0, of one tenant, named by its GUID.

    ``audience`` is the client id (a GUID) of the API's registration. Scopes: ``scp``, and ``roles``
    for applications and for people with roles. The claim ``azp`` is required. RS256.

    A domain name, ``common`` or ``organizations`` is no tenant here: no token has it in ``iss``;
    list an issuer for each tenant that may come. **Not proved**: any role: without an assignment
    requirement every application of the tenant gets a token with neither ``scp`` nor ``roles``, so
    have every route need a scope. ``sub`` differs for each application; people are told apart by
    ``oid`` and ``tid``. ``preferred_username`` and ``email`` can change hands.
    """
    return _issuer("entra", audience, options, tenant=tenant)


def entra_v1(tenant: str, *, audience: Audience, **options: Unpack[IssuerOptions]) -> Issuer:
    """Access tokens of Microsoft Entra ID in their version 1.0, of one tenant, named by its GUID.

    What an API gets unless its registration says ``requestedAccessTokenVersion`` 2. ``audience`` is
    ``api://…`` or a GUID. ``appid`` is required. As for scopes and what is **not proved**, see
    :func:`entra`.
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
    """Access tokens of an Amazon Cognito user pool, such as ``eu-west-1``, ``eu-west-1_Ab1Cd2Ef3``.

    In China's regions ``dns_suffix`` is ``amazonaws.com.cn``.

    They have no ``aud``: ``audience`` names the app clients that are accepted, compared with
    ``client_id``. Scopes: ``scope`` and ``cognito:groups``. ``token_use`` is required; ID tokens
    are refused. RS256.

    **Not proved**: which API the token is for: an app client's tokens serve every API that lists
    it.
    """
    more = {"region": region, "user_pool_id": user_pool_id, "dns_suffix": dns_suffix}
    return _issuer("cognito", audience, options, **more)


def keycloak(
    url: str, realm: str, *, audience: Audience, **options: Unpack[IssuerOptions]
) -> Issuer:
    """Access tokens of a Keycloak realm: ``url`` as in ``https://kc.example.com``, without realm.

    Before version 17 ``url`` ends in ``/auth``. Scopes: ``scope`` and the realm's roles
    (``realm_access.roles``); for the roles of a client override
    ``scope_claims=[("resource_access", "my-api", "roles")]``. ``azp`` and the claim ``typ`` are
    required; ID and refresh tokens are refused. RS256, PS256, ES256.

    Keycloak puts no API into ``aud`` until an audience mapper does. **Not proved**: that a scope
    and a role of the same name are the same thing; they are one here.
    """
    return _issuer("keycloak", audience, options, url=url, realm=realm)


def google(*, audience: Audience, **options: Unpack[IssuerOptions]) -> Issuer:
    """ID tokens of Google service accounts, as Cloud Run, Scheduler and Pub/Sub send them.

    No claim is a scope: a route that needs one refuses every token of this issuer. ``azp`` is
    required. RS256.

    **Not proved: that the caller is yours.** Anybody with a Google account gets a token for any
    audience. Compare ``principal.subject`` (the account's number) or, where ``email_verified`` is
    true, ``principal.claims["email"]`` with the accounts you know.
    """
    return _issuer("google", audience, options)


def github_actions(*, audience: Audience, **options: Unpack[IssuerOptions]) -> Issuer:
    """OpenID Connect tokens of GitHub Actions jobs.

    No claim is a scope: a route that needs one refuses every token of this issuer. ``repository``
    is required. RS256.

    **Not proved: that the job is yours.** Anybody on GitHub gets a token for any audience. Compare
    ``principal.subject`` or ``repository`` and ``repository_owner_id``, and ``ref`` or
    ``environment``, with what you trust; a name can be registered anew when its owner has left it.
    """
    return _issuer("github_actions", audience, options)


def gitlab_ci(
    *, audience: Audience, url: str = "https://gitlab.com", **options: Unpack[IssuerOptions]
) -> Issuer:
    """ID tokens of GitLab CI jobs, of gitlab.com or the instance at ``url``.

    No claim is a scope: a route that needs one refuses every token of this issuer.
    ``project_path`` is required, which a user's ID token lacks. RS256.

    **Not proved: that the job is yours.** Anybody on gitlab.com gets a token for any audience.
    Compare ``principal.subject``, or ``project_id``, ``ref`` and ``ref_protected``, with what you
    trust; paths can change hands.
    """
    return _issuer("gitlab_ci", audience, options, url=url)


def kubernetes(issuer: str, *, audience: Audience, **options: Unpack[MoreOptions]) -> Issuer:
    """Projected service account tokens of a cluster whose ``--service-account-issuer`` is given.

    No claim is a scope: a route that needs one refuses every token of this issuer.
    ``kubernetes.io`` is required. RS256, ES256, ES384, ES512.
    Inside a cluster the documents may lie behind the API server's own authentication: then give a
    ``jwks_uri`` that can be read, or a ``fetcher`` that authenticates itself.

    **Not proved**: that the pod still runs: a token outlives it until it expires. Compare
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
    **options: Unpack[KeyOptions],
) -> Issuer:
    """JWT-SVIDs of a SPIFFE trust domain (JWT-SVID §2, §3), such as ``example.org``.

    ``jwks_uri`` is the bundle endpoint; of its keys those with ``use`` ``jwt-svid`` count (§6).
    Tokens name no issuer: they are known by the trust domain of ``sub``, and ``principal.issuer``
    is ``spiffe://<trust_domain>``. Give ``issuer`` only where the SPIRE server sets ``iss``
    (``jwt_issuer``). No claim is a scope: a route that needs one refuses every token.

    **Not proved**: which workload it is: compare ``principal.subject`` with the SPIFFE IDs you
    trust. And a JWT-SVID can be replayed by whoever sees it until it expires (§5.1).
    """
    more = {**options, "issuer": issuer, "jwks_uri": jwks_uri}
    return _issuer("spiffe", audience, more, trust_domain=trust_domain)


def rfc9068(issuer: str, *, audience: Audience, **options: Unpack[MoreOptions]) -> Issuer:
    """Access tokens of any authorization server that keeps to RFC 9068.

    Type ``at+jwt``; ``sub``, ``client_id``, ``iat`` and ``jti`` are required (§2.2). Scopes:
    ``scope``. RS256, PS256, ES256, EdDSA, Ed25519.

    **Not proved**: anything but that; ``sub`` may be a person or, for client credentials, a client.
    """
    return _issuer("rfc9068", audience, {**options, "issuer": issuer})


def _issuer(
    preset: str, audience: Audience, options: Mapping[str, Any], **parameters: str
) -> Issuer:
    return Issuer(audience=audience, preset=preset, preset_parameters=parameters, **options)
