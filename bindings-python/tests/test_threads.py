"""One verifier, many threads."""

from concurrent.futures import ThreadPoolExecutor

import pytest
import tokens
from doorward import ApiKey, InvalidTokenError, MemoryApiKeyStore


def test_a_verifier_is_shared_between_threads():
    made = ApiKey.create("agent", ["billing:read"])
    store = MemoryApiKeyStore([made.record])
    verifier = tokens.verifier(store)
    good, es256, bad = tokens.token(), tokens.es256_token(), tokens.token(tokens.OTHER_SECRET)

    def work(index):
        assert verifier.verify(good, f"billing:{('read', 'write')[index % 2]}").claims
        assert verifier.verify(es256, ["billing:read"]).key_id == "ec-1"
        assert verifier.verify(made.key, "billing:read").subject == "agent"
        store.insert(ApiKey.create("other", []).record)
        with pytest.raises(InvalidTokenError):
            verifier.verify(bad)
        return True

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(work, range(400)))
    assert len(store) == 401


def test_claims_are_the_same_object_for_every_thread():
    principal = tokens.verifier().verify(tokens.token())
    with ThreadPoolExecutor(8) as pool:
        assert len({id(claims) for claims in pool.map(lambda _: principal.claims, range(64))}) == 1
