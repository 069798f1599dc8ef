"""Large tokens: what is read, and what is said beyond a limit (GOOD_INPUTS G9)."""

from .. import fixtures
from ..casefile import VectorFile, repeat
from ..encoding import b64url, to_json

ROOM = 65_536


def build() -> VectorFile:
    file = VectorFile("limits", "Tokens with much in them", "RFC 7519 §4, RFC 8259 §9")
    file.policy("usual", fixtures.policy())
    file.policy("roomy", fixtures.policy(token_bytes_max=ROOM))
    other = fixtures.issuer(issuer="https://roomy.example/", token_bytes_max=ROOM)
    file.policy("beside-roomy", {"issuers": [fixtures.issuer(), other]})
    _granted(file)
    _refused(file)
    for id, value in {"small": 16_383, "large": 65_537, "zero": 0, "text": "65536", "negative": -1}.items():
        policy = fixtures.policy(token_bytes_max=value)
        about = f"A size that is refused: {id}"
        file.misconfigured(f"limits-bytes-{id}", about, policy, "invalid_policy", "issuers[0].token_bytes_max")
    return file


def names(count: int) -> list[str]:
    """Short names, each its own."""
    digits = "abcdefghijklmnopqrstuvwxyz0123456789"
    return [digits[n % 36] + digits[n // 36 % 36] + digits[n // 1296] for n in range(count)]


def _members(count: int) -> dict:
    base = fixtures.claims()
    return base | {f"_{name}": 1 for name in names(count - len(base))}


def _granted(file: VectorFile) -> None:
    audiences = [f"https://{n}.example" for n in range(255)] + [fixtures.AUDIENCE]
    for id, claims, scopes in (
        ("audiences-70", fixtures.claims(aud=audiences[-70:]), None),
        ("audiences-256", fixtures.claims(aud=audiences), None),
        ("members-300", _members(300), None),
        ("members-1024", _members(1_024), None),
        ("scopes-1500", fixtures.claims(scope=" ".join(names(1_500))), names(1_500)),
    ):
        members = {} if scopes is None else {"scopes": scopes}
        expected = fixtures.principal(claims, **members)
        token = fixtures.token(claims)
        name = "usual" if len(token) <= 16_384 else "roomy"
        file.granted(f"limits-{id}", f"Read: {id}", name, token, expected)
    for form in ("text", "array"):
        all_names = names(4_096)
        claims = fixtures.claims(scope=" ".join(all_names) if form == "text" else all_names)
        expected = fixtures.principal(claims, scopes=all_names)
        about = f"4,096 scopes as {form}"
        token = fixtures.token(claims)
        file.granted(f"limits-scopes-4096-{form}", about, "roomy", token, expected, scopes=all_names[-1])
    claims = fixtures.claims(padding="a" * 15_000)
    token = fixtures.token(claims)
    assert 20_000 < len(token) < 21_000
    expected = fixtures.principal(claims)
    file.granted("limits-20-kb", "20 KB, where the issuer may", "roomy", token, expected)


def _refused(file: VectorFile) -> None:
    long = fixtures.token(fixtures.claims(padding="a" * 15_000))
    file.refused("limits-20-kb-usual", "20 KB, where no issuer may", "usual", long, "token_too_large")
    about = "20 KB of an issuer that may not, beside one that may"
    file.refused("limits-20-kb-beside", about, "beside-roomy", long, "token_too_large")
    head = b64url(to_json(fixtures.header(x5c=["a" * 6_500])))
    _, body, signature = fixtures.token().split(".")
    about = "A header beyond 8 KiB"
    file.refused("limits-header", about, "usual", f"{head}.{body}.{signature}", "token_too_large", row=77)
    whole = repeat("A", 60_000, suffix=f".{body}.{signature}")
    file.refused("limits-header-60-kb", "A header of 60 KB", "roomy", whole, "token_too_large", row=77)
    over = repeat("a", ROOM + 1)
    file.refused("limits-beyond-roomy", "Beyond what any issuer may", "roomy", over, "token_too_large")
    members = _members(1_025)
    file.refused("limits-members-1025", "1,025 members", "roomy", fixtures.token(members), "malformed_token", row=77)
    twice = to_json(_members(600))[:-1] + b',"exp":1}'
    file.refused("limits-member-twice", "A member twice among 600", "usual", fixtures.token(twice), "malformed_token", row=18)
    last = to_json(_members(600))[:-1] + b',"_aaa":2}'
    file.refused("limits-member-twice-long", "Another one twice", "usual", fixtures.token(last), "malformed_token", row=18)
    audiences = [f"https://{n}.example" for n in range(256)] + [fixtures.AUDIENCE]
    token = fixtures.token(aud=audiences)
    file.refused("limits-audiences-257", "257 audiences", "usual", token, "invalid_claim", row=24)
    for form in ("text", "array"):
        many = names(4_097)
        token = fixtures.token(scope=" ".join(many) if form == "text" else many)
        file.refused(f"limits-scopes-4097-{form}", f"4,097 scopes as {form}", "roomy", token, "invalid_claim", row=29)
