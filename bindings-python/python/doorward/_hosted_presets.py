"""Presets of services that a company runs for its customers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Unpack

from doorward._json import invalid_policy
from doorward._preset_options import Audience, IssuerOptions, preset_issuer
from doorward._settings import Issuer


def auth0(domain: str, *, audience: Audience, **options: Unpack[IssuerOptions]) -> Issuer:
    """Return the issuer of an Auth0 tenant: ``tenant.eu.auth0.com``, or a custom domain.

    Scopes come from ``scope``, and from ``permissions`` where role-based access control is on. The
    claims ``sub`` and ``iat`` are required. Tokens are signed with RS256. Only the audience tells
    an access token from an ID token, so never list a client id as an audience.

    **Not proved**: that a person uses the token. With ``gty`` ``client-credentials`` a machine
    does. ``scope`` alone is what the client asked for and the user accepted. Where permissions
    decide, give ``scope_claims=["permissions"]``.
    """
    return preset_issuer("auth0", audience, options, domain=domain)


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
    return preset_issuer(
        "okta", audience, options, domain=domain, authorization_server=authorization_server
    )


def entra(tenant: str, *, audience: Audience, **options: Unpack[IssuerOptions]) -> Issuer:
    """Return the issuer of a tenant of Microsoft Entra ID, for access tokens of version 2.0.

    ``tenant`` is a GUID. A domain name, ``common`` or ``organizations`` does not work, because no
    token has it in ``iss``: see :func:`entra_tenants`. ``audience`` is the client id (a GUID)
    of the API's registration. Scopes come from ``scp``, and from ``roles`` for applications and for
    people with roles. The claim ``azp`` is required. Tokens are signed with RS256.

    **Not proved**: that anybody granted the caller anything. Without an assignment requirement,
    every application of the tenant gets a token that has neither ``scp`` nor ``roles``, so let
    every route need a scope. ``sub`` differs for each application; ``oid`` and ``tid`` identify a
    person. ``preferred_username`` and ``email`` can change hands.
    """
    return preset_issuer("entra", audience, options, tenant=tenant)


def entra_v1(tenant: str, *, audience: Audience, **options: Unpack[IssuerOptions]) -> Issuer:
    """Return the issuer of a tenant of Microsoft Entra ID, for access tokens of version 1.0.

    An API gets these unless its registration sets ``requestedAccessTokenVersion`` to 2. ``tenant``
    is a GUID. ``audience`` is ``api://…`` or a GUID. The claim ``appid`` is required. As for scopes
    and what is **not proved**, see :func:`entra`.
    """
    return preset_issuer("entra_v1", audience, options, tenant=tenant)


def entra_tenants(
    tenants: Sequence[str] = (),
    *,
    audience: Audience,
    danger_any_tenant: bool = False,
    **options: Unpack[IssuerOptions],
) -> Issuer:
    """Return the issuer of several tenants of Microsoft Entra ID, for tokens of version 2.0.

    ``tenants`` are GUIDs, up to 5,000. The tenant in ``iss``, the claim ``tid`` and the ``issuer``
    of the key must agree. ``principal.issuer`` is the token's own ``iss``. As for scopes and what
    is **not proved**, see :func:`entra`.

    ``danger_any_tenant`` accepts every tenant of the world. Anybody can make one and be its
    administrator, so a role says only what that tenant allows, and ``email``,
    ``preferred_username`` and ``upn`` say nothing: identify a person by ``issuer`` and ``subject``,
    or by ``tid`` and ``oid``. Tokens of personal accounts count only where their tenant
    (``9188040d-6c67-4c5b-b112-36a304b66dad``) is listed.

    ::

        entra_tenants(["8eaef023-2b34-4da1-9baa-8bc8c9d6a490"], audience=CLIENT_ID)
    """
    return _tenants("entra_tenants", tenants, audience, danger_any_tenant, options)


def entra_v1_tenants(
    tenants: Sequence[str] = (),
    *,
    audience: Audience,
    danger_any_tenant: bool = False,
    **options: Unpack[IssuerOptions],
) -> Issuer:
    """Return the issuer of several tenants of Microsoft Entra ID, for tokens of version 1.0.

    ``audience`` is ``api://…`` or a GUID, and ``appid`` is required. As for the tenants and what is
    **not proved**, see :func:`entra_tenants`.
    """
    return _tenants("entra_v1_tenants", tenants, audience, danger_any_tenant, options)


def _tenants(
    preset: str,
    tenants: Sequence[str],
    audience: Audience,
    danger_any_tenant: bool,
    options: IssuerOptions,
) -> Issuer:
    if isinstance(tenants, str):
        raise invalid_policy("tenants", "a list of GUIDs expected, not str")
    listed = list(tenants) or None
    return Issuer(
        audience=audience,
        preset=preset,
        tenants=listed,
        danger_any_tenant=danger_any_tenant,
        **options,
    )


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
    return preset_issuer("cognito", audience, options, **more)


def clerk(domain: str, *, audience: Audience, **options: Unpack[IssuerOptions]) -> Issuer:
    """Return the issuer of session tokens of Clerk: the host of the Frontend API.

    These tokens have no ``aud``: ``audience`` lists the origins of your pages
    (``https://app.example.com``), and one of them equals ``azp``. Scopes come from the role of the
    organization (``o.rol``; version 1: ``org_role`` and ``org_permissions``). The claim ``sid`` is
    required; tokens of machines, OAuth clients and JWT templates lack it. Tokens are signed with
    RS256.

    **Not proved**: which API the token is for. Every API that lists the page's origin accepts it,
    and every server sees it. With ``sts`` ``pending`` the sign-in is not complete: give
    ``required_claims=[claim("sts", "active")]``. ``o.id`` tells which organization the role is of,
    ``act`` that somebody else acts as the user. ``o.per`` is no list of permissions without
    ``fea`` and ``o.fpm``, and is not read.
    """
    return preset_issuer("clerk", audience, options, domain=domain)


def supabase(project_ref: str, *, audience: Audience, **options: Unpack[IssuerOptions]) -> Issuer:
    """Return the issuer of a Supabase project: the first label of its host name.

    The project signs with a key pair; a project that has only the shared secret publishes no key.
    ``audience`` is ``"authenticated"`` unless a hook changes it. Scopes come from ``role``. The
    claims ``session_id``, ``role`` and ``aal`` are required; ID tokens and API keys lack them.
    Tokens are signed with ES256 or RS256.

    **Not proved**: that you know the user. Anonymous users hold ``authenticated`` too: ask for
    ``claim("is_anonymous", False)``. ``aal`` ``aal2`` tells a second factor. A client of the OAuth
    server holds a token with full access: compare ``principal.client_id``. A user writes
    ``user_metadata``, so it never decides anything.
    """
    return preset_issuer("supabase", audience, options, project_ref=project_ref)


def firebase(project_id: str, *, audience: Audience, **options: Unpack[IssuerOptions]) -> Issuer:
    """Return the issuer of ID tokens of Firebase Authentication.

    ``audience`` is the project's id again. An API gets the ID token itself, so
    ``principal.credential`` is ``"id_token"``. Name the custom claims that grant something with
    ``scope_claims``. Tokens are signed with RS256. Google documents the keys as certificates; this
    preset takes them from the address of their JWK form.

    **Not proved**: that you know the person. Anonymous users hold tokens as well:
    ``firebase.sign_in_provider`` tells. All tenants of Identity Platform share ``iss`` and ``aud``,
    and only ``firebase.tenant`` tells them apart. ``email`` counts only where ``email_verified`` is
    true.
    """
    return preset_issuer("firebase", audience, options, project_id=project_id)


def b2c(
    domain: str,
    tenant: str,
    tenant_name: str,
    policy: str,
    *,
    audience: Audience,
    **options: Unpack[IssuerOptions],
) -> Issuer:
    """Return the issuer of one policy (user flow) of Azure AD B2C.

    ``domain`` is ``contoso.b2clogin.com`` or your own, ``tenant`` a GUID, ``tenant_name`` what
    stands before ``.onmicrosoft.com``, ``policy`` the policy's name, written as in ``tfp``.
    ``audience`` is the API's application id. Scopes come from ``scp``. The claims ``scp`` and
    ``azp`` are required, and ``tfp`` equals ``policy``: all policies of a tenant share ``iss``.
    Tokens are signed with RS256. For the form of ``iss`` with ``/tfp/`` give ``issuer``.

    **Not proved**: how the user signed in, beyond the name of the policy. Another policy, such as
    one that resets passwords, needs an issuer of its own.
    """
    more = {"domain": domain, "tenant": tenant, "tenant_name": tenant_name, "policy": policy}
    return preset_issuer("b2c", audience, options, **more)


def cloudflare_access(team: str, *, audience: Audience, **options: Unpack[IssuerOptions]) -> Issuer:
    """Return the issuer of a team of Cloudflare Access.

    ``team`` is what stands before ``.cloudflareaccess.com``. ``audience`` is the application's AUD
    tag. Cloudflare sends the token in the header ``Cf-Access-Jwt-Assertion``. ``type`` is ``app``;
    the token of a session has ``org``. Nothing tells these tokens from ID tokens, so
    ``principal.credential`` is ``"id_token"``. They have no scopes: a route that needs one rejects
    every token. Tokens are signed with RS256.

    A service token has no subject; ``principal.client_id`` is its client id (``common_name``).

    **Not proved**: that the person still is one of yours. A policy of Access let them in when the
    token was made.
    """
    return preset_issuer("cloudflare_access", audience, options, team=team)


def stytch(
    project_id: str,
    *,
    audience: Audience,
    api_host: str = "api.stytch.com",
    **options: Unpack[IssuerOptions],
) -> Issuer:
    """Return the issuer of session tokens of a Stytch project: ``project-live-…``.

    ``audience`` is the project's id again. A test project has the ``api_host``
    ``test.stytch.com``. Scopes come from the roles of the session. The claim
    ``https://stytch.com/session`` is required; tokens of machines and Connected Apps lack it.
    Tokens are signed with RS256.

    **Not proved**: that the session still exists. It may have been revoked since the token was
    made, up to five minutes ago. All organizations share ``iss`` and ``aud``:
    ``https://stytch.com/organization`` names the one of the member.
    """
    return preset_issuer("stytch", audience, options, project_id=project_id, api_host=api_host)
