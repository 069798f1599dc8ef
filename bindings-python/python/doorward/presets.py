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

from doorward._hosted_presets import (
    auth0,
    b2c,
    clerk,
    cloudflare_access,
    cognito,
    entra,
    entra_tenants,
    entra_v1,
    entra_v1_tenants,
    firebase,
    okta,
    stytch,
    supabase,
)
from doorward._preset_options import CommonIssuerOptions, IssuerOptions, KeySourceOptions
from doorward._server_presets import (
    authentik,
    dex,
    duende,
    fusionauth,
    hydra,
    keycloak,
    rfc9068,
    zitadel,
)
from doorward._workload_presets import (
    github_actions,
    gitlab_ci,
    google,
    kubernetes,
    spiffe,
)

__all__ = [
    "CommonIssuerOptions",
    "IssuerOptions",
    "KeySourceOptions",
    "auth0",
    "authentik",
    "b2c",
    "clerk",
    "cloudflare_access",
    "cognito",
    "dex",
    "duende",
    "entra",
    "entra_tenants",
    "entra_v1",
    "entra_v1_tenants",
    "firebase",
    "fusionauth",
    "github_actions",
    "gitlab_ci",
    "google",
    "hydra",
    "keycloak",
    "kubernetes",
    "okta",
    "rfc9068",
    "spiffe",
    "stytch",
    "supabase",
    "zitadel",
]
