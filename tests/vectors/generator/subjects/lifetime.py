"""exp, nbf, iat and max_age: wrong values, and every boundary from both sides."""

from .. import fixtures
from ..casefile import NOW, VectorFile
from ..fixtures import ABSENT

HOUR = 3600


def build() -> VectorFile:
    file = VectorFile(
        "lifetime",
        "exp, nbf, iat and the oldest age, with boundaries to the second",
        "RFC 7519 §4.1.4 to §4.1.6, RFC 8725 §3.8",
    )
    file.policy("leeway-5", fixtures.policy())
    file.policy("leeway-0", fixtures.policy(leeway_seconds=0))
    file.policy("leeway-300", fixtures.policy(leeway_seconds=300))
    file.policy("max-age", fixtures.policy(max_age_seconds=HOUR))
    file.policy("max-age-leeway-0", fixtures.policy(max_age_seconds=HOUR, leeway_seconds=0))
    _expiry(file)
    _not_before(file)
    _issued_at(file)
    _max_age(file)
    _order(file)
    return file


def _granted(file, id, about, policy, payload, row=32, now=NOW, **members) -> None:
    file.granted(id, about, policy, fixtures.token(payload), fixtures.principal(payload, **members), row=row, now=now)


def _refused(file, id, about, policy, payload, code, row=32, now=NOW) -> None:
    file.refused(id, about, policy, fixtures.token(payload), code, row=row, now=now)


def _expiry(file: VectorFile) -> None:
    for leeway in (0, 5, 300):
        policy = f"leeway-{leeway}"
        edge = NOW - leeway
        for offset, label in ((1, "one second before the end"), (0, "exactly at the end"), (-1, "one second after")):
            payload = fixtures.claims(exp=edge + offset, iat=NOW - HOUR)
            id = f"exp-leeway-{leeway}-{ {1: 'before', 0: 'at', -1: 'after'}[offset] }"
            about = f"Leeway {leeway} s, {label}"
            if offset > 0:
                _granted(file, id, about, policy, payload)
            else:
                _refused(file, id, about, policy, payload, "expired")
    _granted(file, "exp-now", "exp exactly now, inside the leeway", "leeway-5", fixtures.claims(exp=NOW))
    _refused(file, "exp-zero", "exp 0", "leeway-5", fixtures.claims(exp=0), "expired", 19)
    payload = fixtures.claims(exp=2**53 - 1)
    _granted(file, "exp-2-53-less-one", "exp 2^53 - 1, exact in every language", "leeway-5", payload, 40)
    for label, exp in (("2-53", 2**53), ("2-60", 2**60), ("2-63", 2**63 - 1), ("2-64", 2**64)):
        about = f"exp {label}: not exact in every language"
        _refused(file, f"exp-{label}", about, "leeway-5", fixtures.claims(exp=exp), "invalid_claim", 40)
    _refused(file, "now-2-53", "A clock at 2^53", "leeway-5", fixtures.claims(), "expired", 40, now=2**53)
    _refused(
        file,
        "now-zero",
        "A clock at 0: the token comes from the future",
        "leeway-5",
        fixtures.claims(),
        "issued_in_future",
        40,
        now=0,
    )
    payload = fixtures.claims(exp=NOW + 300.5)
    _granted(file, "exp-fraction", "A fraction is allowed, and dropped", "leeway-5", payload, 19, expires_at=NOW + 300)
    _refused(file, "exp-missing", "No exp", "leeway-5", fixtures.claims(exp=ABSENT), "missing_claim", 20)
    wrong = {
        "string": str(NOW + 300),
        "empty-string": "",
        "null": None,
        "array": [NOW + 300],
        "object": {"exp": NOW + 300},
        "true": True,
        "negative": -1,
        "negative-large": -(NOW + 300),
    }
    for label, value in wrong.items():
        _refused(file, f"exp-{label}", f"exp is {value!r}", "leeway-5", fixtures.claims(exp=value), "invalid_claim", 19)


def _not_before(file: VectorFile) -> None:
    for leeway in (0, 5):
        policy = f"leeway-{leeway}"
        _granted(
            file, f"nbf-leeway-{leeway}-at", "nbf at the end of the leeway", policy, fixtures.claims(nbf=NOW + leeway)
        )
        _refused(
            file,
            f"nbf-leeway-{leeway}-after",
            "nbf one second past the leeway",
            policy,
            fixtures.claims(nbf=NOW + leeway + 1),
            "not_yet_valid",
        )
    _granted(file, "nbf-past", "nbf in the past", "leeway-5", fixtures.claims(nbf=NOW - HOUR))
    _granted(file, "nbf-null", "nbf is null, which is absent", "leeway-5", fixtures.claims(nbf=None))
    wrong = {"string": "9999999999", "array": [NOW], "object": {}, "true": True, "past-string": "0"}
    for label, value in wrong.items():
        _refused(file, f"nbf-{label}", f"nbf is {value!r}", "leeway-5", fixtures.claims(nbf=value), "invalid_claim", 19)


def _issued_at(file: VectorFile) -> None:
    for leeway in (0, 5):
        policy = f"leeway-{leeway}"
        _granted(
            file, f"iat-leeway-{leeway}-at", "iat at the end of the leeway", policy, fixtures.claims(iat=NOW + leeway)
        )
        _refused(
            file,
            f"iat-leeway-{leeway}-after",
            "iat one second past the leeway",
            policy,
            fixtures.claims(iat=NOW + leeway + 1),
            "issued_in_future",
        )
    _granted(file, "iat-absent", "No iat, and none required", "leeway-5", fixtures.claims(iat=ABSENT))
    _granted(
        file,
        "iat-fraction",
        "A fraction of iat is dropped",
        "leeway-5",
        fixtures.claims(iat=NOW - 59.5),
        19,
        issued_at=NOW - 60,
    )
    _granted(file, "iat-null", "iat is null, which is absent", "leeway-5", fixtures.claims(iat=None))
    wrong = {"string": str(NOW), "array": [], "object": {}, "false": False}
    for label, value in wrong.items():
        _refused(file, f"iat-{label}", f"iat is {value!r}", "leeway-5", fixtures.claims(iat=value), "invalid_claim", 19)


def _max_age(file: VectorFile) -> None:
    for policy, leeway in (("max-age", 5), ("max-age-leeway-0", 0)):
        oldest = NOW - HOUR - leeway
        _granted(file, f"{policy}-at", "As old as the policy allows", policy, fixtures.claims(iat=oldest))
        _refused(file, f"{policy}-after", "One second older", policy, fixtures.claims(iat=oldest - 1), "too_old")
    about = "An age limit cannot be kept without iat"
    _refused(file, "max-age-no-iat", about, "max-age", fixtures.claims(iat=ABSENT), "missing_claim")
    _refused(file, "max-age-null-iat", about, "max-age", fixtures.claims(iat=None), "missing_claim")
    _granted(
        file, "old-without-max-age", "Without max_age_seconds a token may be old", "leeway-5", fixtures.claims(iat=0)
    )


def _order(file: VectorFile) -> None:
    expired = fixtures.claims(exp=NOW - HOUR)
    forged = fixtures.token(expired, key="p256-2")
    file.refused(
        "expired-and-forged",
        "Expired and forged: the signature is named",
        "leeway-5",
        forged,
        "invalid_signature",
        row=27,
    )
    forged = fixtures.token(fixtures.claims(exp="soon"), key="p256-2")
    file.refused(
        "exp-string-and-forged",
        "A wrong exp and forged: the signature is named",
        "leeway-5",
        forged,
        "invalid_signature",
        row=27,
    )
    payload = fixtures.claims(exp=NOW - HOUR, nbf=NOW + HOUR, iat=NOW + HOUR, aud="other")
    _refused(file, "expired-before-all", "exp is judged before nbf, iat and aud", "leeway-5", payload, "expired", None)
    payload = fixtures.claims(nbf=NOW + HOUR, iat=NOW + HOUR, aud="other")
    _refused(file, "nbf-before-iat", "nbf is judged before iat and aud", "leeway-5", payload, "not_yet_valid", None)
    payload = fixtures.claims(iat=NOW + HOUR, aud="other")
    _refused(file, "iat-before-aud", "iat is judged before aud", "leeway-5", payload, "issued_in_future", None)
    payload = fixtures.claims(exp=NOW - HOUR, nbf="x")
    _refused(
        file, "expired-before-nbf-invalid", "exp is judged before the form of nbf", "leeway-5", payload, "expired", None
    )
