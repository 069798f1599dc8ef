"""Cases of one policy that differ in the key that signs, its kid, and what is fetched."""

from . import fixtures, signing
from .casefile import VectorFile


class KeyCases:
    """`prefix` begins each id; `members` are those of the issuer."""

    def __init__(self, file: VectorFile, prefix: str, name: str, keys, algorithms=("ES256",), **members):
        self.file = file
        self.prefix = prefix
        policy = fixtures.policy(keys=keys, algorithms=list(algorithms), **members)
        self.policy = file.policy(name, policy)

    def granted(self, id: str, about: str, signer: str, kid, found, alg: str = "ES256", **more) -> None:
        principal = fixtures.principal(fixtures.claims(), found)
        self.file.granted(f"{self.prefix}-{id}", about, self.policy, self._token(signer, alg, kid), principal, **more)

    def refused(self, id: str, about: str, signer: str, kid, code="unknown_key", alg: str = "ES256", **more) -> None:
        self.file.refused(f"{self.prefix}-{id}", about, self.policy, self._token(signer, alg, kid), code, **more)

    def _token(self, signer: str, alg: str, kid) -> str:
        return signing.token(fixtures.claims(), signer, alg, fixtures.header(alg, kid=kid))
