"""Presets of servers that whoever uses them can run."""

from __future__ import annotations

from typing import Unpack

from doorward._preset_options import Audience, IssuerOptions, KeySourceOptions, preset_issuer
from doorward._settings import Issuer


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
    return preset_issuer("keycloak", audience, options, url=url, realm=realm)


def zitadel(domain: str, *, audience: Audience, **options: Unpack[IssuerOptions]) -> Issuer:
    """Return the issuer of a Zitadel instance: ``acme.zitadel.cloud``, or a custom domain.

    The application's access tokens are JWTs only where it says so. ``audience`` is the project's
    id. Scopes are the role keys in ``urn:zitadel:iam:org:project:roles``. The claim ``jti`` is
    required; ID tokens lack it. Tokens are signed with RS256.

    **Not proved**: which organization granted a role. A grant of any organization holds. To name
    the organizations, give ``scope_claims=[ScopeClaim("urn:zitadel:iam:org:project:roles",
    keys=True, org="…")]``; one project's claim is ``urn:zitadel:iam:org:project:<id>:roles``. Every
    application of a project is in ``aud``: a token that one of them got passes for all.
    """
    return preset_issuer("zitadel", audience, options, domain=domain)


def hydra(issuer: str, *, audience: Audience, **options: Unpack[KeySourceOptions]) -> Issuer:
    """Return the issuer of Ory Hydra or Ory Network whose access tokens are JWTs.

    ``issuer`` is ``urls.self.issuer``. A token names an audience only if its client asked for one.
    Scopes come from ``scp`` and ``scope``. The claim ``client_id`` is required; ID tokens lack it.
    Tokens are signed with RS256 or ES256. A server of your own publishes the keys of access tokens
    only where ``webfinger.jwks.broadcast_keys`` names ``hydra.jwt.access-token``.

    **Not proved**: that a person uses the token. The claims in ``ext`` are what your consent
    application wrote.
    """
    return preset_issuer("hydra", audience, {**options, "issuer": issuer})


def duende(issuer: str, *, audience: Audience, **options: Unpack[KeySourceOptions]) -> Issuer:
    """Return the issuer of Duende IdentityServer.

    ``audience`` is the name of an ``ApiResource``; without one, the server writes no ``aud``.
    Scopes come from ``scope``. The type ``at+jwt`` and the claim ``client_id`` are required. Tokens
    are signed with RS256, PS256 or ES256.

    **Not proved**: that a person uses the token. With client credentials there is no ``sub``.
    """
    return preset_issuer("duende", audience, {**options, "issuer": issuer})


def dex(issuer: str, *, audience: Audience, **options: Unpack[KeySourceOptions]) -> Issuer:
    """Return the issuer of dex.

    ``audience`` is a client's id. An access token of dex is an ID token, and nothing tells the two
    apart, so ``principal.credential`` is ``"id_token"``. Where a token names several audiences,
    ``audience`` must list the one in ``azp`` too. Give ``scope_claims=["groups"]`` where groups
    grant something. Tokens are signed with RS256 or ES256.

    **Not proved**: that the token was made for an API, because ID tokens of the client are accepted
    too. The same person over another connector is another ``sub``, and ``email`` may be unverified.
    """
    return preset_issuer("dex", audience, {**options, "issuer": issuer})


def authentik(
    url: str, slug: str, *, audience: Audience, **options: Unpack[IssuerOptions]
) -> Issuer:
    """Return the issuer of an application of authentik: ``https://auth.example.com``, ``my-app``.

    The application's provider has its own issuer (``{url}/application/o/{slug}/``) and a signing
    key. ``audience`` is its client id. The claims ``azp`` and ``uid`` are required; ID tokens lack
    them. Give ``scope_claims=["groups"]`` where groups grant something. Tokens are signed with
    RS256 or ES256.

    **Not proved**: which API the token is for; ``aud`` is the client. A scope mapping that writes
    ``uid`` into ID tokens makes them pass. ``sub`` is what the provider's subject mode says.
    """
    return preset_issuer("authentik", audience, options, url=url, slug=slug)


def fusionauth(
    url: str,
    tenant_id: str,
    *,
    issuer: str,
    audience: Audience,
    **options: Unpack[KeySourceOptions],
) -> Issuer:
    """Return the issuer of users' access tokens of a FusionAuth tenant.

    ``url`` is the server's, ``issuer`` what the tenant's settings say, and ``audience`` the
    application's id. Scopes come from ``roles`` and ``scope``. The claim ``applicationId`` is
    required; it is absent where the user is not registered. ``tid`` equals
    ``tenant_id``, because all tenants share the keys. Tokens are signed with RS256.

    **Not proved**: that the token is no ID token, where a lambda writes ``applicationId`` into
    those. Tokens of entities have no ``applicationId`` and are rejected.
    """
    more = {**options, "issuer": issuer}
    return preset_issuer("fusionauth", audience, more, url=url, tenant_id=tenant_id)


def rfc9068(issuer: str, *, audience: Audience, **options: Unpack[KeySourceOptions]) -> Issuer:
    """Return the issuer of an authorization server that follows RFC 9068.

    Its tokens have type ``at+jwt``; ``sub``, ``client_id``, ``iat`` and ``jti`` are required
    (§2.2). Scopes come from ``scope``. Tokens are signed with RS256, PS256, ES256, EdDSA or
    Ed25519.

    **Not proved**: whether ``sub`` is a person or, for client credentials, a client.
    """
    return preset_issuer("rfc9068", audience, {**options, "issuer": issuer})
