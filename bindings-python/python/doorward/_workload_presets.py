"""Presets of issuers whose tokens tell which workload calls."""

from __future__ import annotations

from typing import Unpack

from doorward._preset_options import (
    Audience,
    CommonIssuerOptions,
    IssuerOptions,
    KeySourceOptions,
    preset_issuer,
)
from doorward._settings import Issuer


def google(*, audience: Audience, **options: Unpack[IssuerOptions]) -> Issuer:
    """Return the issuer of ID tokens of Google service accounts.

    Cloud Run, Scheduler and Pub/Sub send them. They have no scopes: a route that needs one rejects
    every token. The claim ``azp`` is required. Tokens are signed with RS256.

    **Not proved: that the caller is yours.** Anybody with a Google account gets a token for any
    audience. Compare ``principal.subject`` (the account's number) with the accounts that you know,
    or ``principal.claims["email"]`` where ``email_verified`` is true.
    """
    return preset_issuer("google", audience, options)


def github_actions(*, audience: Audience, **options: Unpack[IssuerOptions]) -> Issuer:
    """Return the issuer of OpenID Connect tokens of GitHub Actions jobs.

    They have no scopes: a route that needs one rejects every token. The claim ``repository`` is
    required. Tokens are signed with RS256.

    **Not proved: that the job is yours.** Anybody on GitHub gets a token for any audience. Compare
    ``principal.subject``, or ``repository`` and ``repository_owner_id``, and ``ref`` or
    ``environment``, with what you trust. Somebody else can register a name that its owner gave up.
    """
    return preset_issuer("github_actions", audience, options)


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
    return preset_issuer("gitlab_ci", audience, options, url=url)


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
    return preset_issuer("kubernetes", audience, {**options, "issuer": issuer})


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
    return preset_issuer("spiffe", audience, more, trust_domain=trust_domain)
