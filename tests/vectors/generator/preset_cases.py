"""Cases of one provider's token: as it is, or with claims and header members changed."""

from . import fixtures, signing
from .fixtures import ABSENT
from .provider import Provider


def token_of(provider: Provider, head=None, signer=None, alg=None, **claims) -> str:
    """A token of the provider with claims and header members changed."""
    payload = fixtures.without_absent(provider.claims | claims)
    header = fixtures.without_absent(provider.header | (head or {}) | ({"alg": alg} if alg else {}))
    return signing.token(payload, signer or provider.signer, alg or provider.alg, header)


def granted_of(
    file,
    id,
    about,
    provider,
    policy=None,
    head=None,
    signer=None,
    alg=None,
    expected=None,
    more=None,
    **claims,
):
    """`expected`: members of the principal that differ from the provider's own shape."""
    payload = fixtures.without_absent(provider.claims | claims)
    audience = payload.get("aud", [])
    principal = {
        "issuer": provider.issuer,
        "client_id": provider.client,
        "audience": provider.audiences or ([audience] if isinstance(audience, str) else audience),
        "scopes": provider.scopes,
        "credential": provider.credential,
    }
    header = provider.header | (head or {})
    base = fixtures.principal({"iss": provider.issuer} | payload | {"scope": ""}, header.get("kid"), claims=payload)
    whole = base | principal | (expected or {})
    whole["key_id"] = (expected or {}).get("key_id", header["kid"] if header["kid"] is not ABSENT else None)
    token = token_of(provider, head, signer, alg, **claims)
    file.granted(f"preset-{id}", about, policy or provider.name, token, whole, **(more or {}))


def refused_of(file, id, about, provider, code, policy=None, head=None, signer=None, alg=None, more=None, **claims):
    token = token_of(provider, head, signer, alg, **claims)
    file.refused(f"preset-{id}", about, policy or provider.name, token, code, **(more or {}))
