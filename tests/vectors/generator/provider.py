"""One provider: its policy, what its servers answer, and a token of its own shape."""

from copy import copy

from .answers import answer, jwks, key, metadata
from .casefile import NOW

API = "https://api.example.com"
TIMES = {"iat": NOW - 60, "exp": NOW + 300}
NBF = {"nbf": NOW - 60}
JWT = {"typ": "JWT"}


class Provider:
    """One provider: the policy's members, the network's answers, and a token of its own shape."""

    def __init__(self, name, parameters, issuer, claims, *, head=None, alg="RS256", signer="rsa-1", **found):
        self.name, self.issuer, self.alg, self.signer = name, issuer, alg, signer
        self.members = {"preset": name, "audience": found.pop("audience", API)} | parameters
        self.header = {"alg": alg, "kid": "key-1"} | (head or {})
        self.claims = ({"iss": issuer} if found.pop("iss", True) else {}) | claims
        self.scopes = found.pop("scopes", [])
        self.client = found.pop("client", None)
        self.audience_claim = found.pop("audience_claim", "aud")
        self.audiences = found.pop("audiences", None)
        # `id_token` where the provider's APIs get one.
        self.credential = found.pop("credential", "jwt")
        self.jwks_uri = found.pop("jwks_uri", f"{issuer.rstrip('/')}/.well-known/jwks.json")
        self.metadata_url = found.pop("metadata_url", f"{issuer.rstrip('/')}/.well-known/openid-configuration")
        self.keys = found.pop("keys", jwks(key(signer), key("rsa-2", "key-2")))
        self.content_type = found.pop("content_type", "application/json")
        assert not found, found
        self.metadata_issuer = issuer

    def with_members(self, members: dict) -> "Provider":
        """The same provider with other members of the object."""
        other = copy(self)
        vars(other).update(members)
        return other

    def fetches(self) -> dict:
        """The key set, and the metadata where the provider serves any, at their real addresses."""
        found = {self.jwks_uri: answer(self.keys, content_type=self.content_type)}
        if self.metadata_url:
            found[self.metadata_url] = answer(metadata(self.metadata_issuer, self.jwks_uri))
        return found
