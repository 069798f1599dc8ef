"""Tokens that are not three parts of strict base64url, or too large."""

from .. import fixtures
from ..casefile import VectorFile, bearer, repeat, request
from ..encoding import b64url, to_json

ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
HEAD = to_json(fixtures.header())
SHORT_HEAD = {"alg": "ES256"}


def build() -> VectorFile:
    file = VectorFile(
        "malformed",
        "Refused before anything is believed: size, parts, base64url",
        "RFC 7515 §2 and §7.1, RFC 4648 §3.5",
    )
    file.policy("es256", fixtures.policy())
    _parts(file)
    _size(file)
    _base64url(file)
    return file


def _bad(file: VectorFile, id: str, about: str, row: int | None, credential, code: str = "malformed_token") -> None:
    more = {"row": row} if row else {}
    file.refused(id, about, "es256", credential, code, **more)


def _parts(file: VectorFile) -> None:
    good = fixtures.token()
    head, body, signature = good.split(".")
    json_form = to_json({"payload": body, "protected": head, "signature": signature}).decode()
    general = to_json({"payload": body, "signatures": [{"protected": head, "signature": signature}]}).decode()
    cases = {
        "one-part": (None, "abc", "One part"),
        "two-parts": (None, f"{head}.{body}", "Two parts: the signature left away"),
        "four-parts": (26, f"{good}.{signature}", "Four parts"),
        "jwe-five-parts": (26, f"{head}..{body}.{signature}.{signature}", "Five parts, as in a JWE"),
        "jws-json-flattened": (26, json_form, "JWS JSON serialization, flattened"),
        "jws-json-general": (26, general, "JWS JSON serialization, general"),
        "two-tokens-dot": (26, f"{good}.{good}", "Two tokens joined with a dot"),
        "two-tokens-comma": (26, f"{good},{good}", "Two tokens joined with a comma"),
        "two-tokens-space": (26, f"{good} {good}", "Two tokens joined with a space"),
        "two-tokens-newline": (26, f"{good}\n{good}", "Two tokens joined with a line end"),
        "empty-header": (22, f".{body}.{signature}", "Header empty"),
        "empty-payload": (22, f"{head}..{signature}", "Payload empty (detached content)"),
        "dots-only": (16, "..", "Nothing but dots"),
        "bearer-inside": (None, f"Bearer {good}", "The header's value given as the token"),
        "quoted": (None, f'"{good}"', "A token in quotes"),
    }
    for id, (row, credential, about) in cases.items():
        _bad(file, id, about, row, credential)


def _size(file: VectorFile) -> None:
    _bad(file, "size-16384", "16,384 bytes are read, and are no token", 16, repeat("a", 16384))
    _bad(file, "size-16385", "16,385 bytes are not read", 16, repeat("a", 16385), "token_too_large")
    _bad(file, "size-20000", "20,000 bytes in the header", 16, bearer_repeat("a", 20000), "token_too_large")
    _bad(file, "size-million-dots", "A million dots", 16, repeat(".", 1_000_000), "token_too_large")
    _bad(
        file,
        "size-million-dots-request",
        "A million dots in a request",
        16,
        bearer_repeat(".", 1_000_000),
        "token_too_large",
    )
    signature = fixtures.token().rsplit(".", 1)[1]
    big = repeat("A", 2_000_000, prefix="eyJhbGciOiJFUzI1NiIs", suffix=f".e30.{signature}")
    _bad(file, "size-header-2-mb", "A header of 2 MB", 16, big, "token_too_large")
    payload = next(p for p in _payloads_of_size(16384))
    token = fixtures.token(payload, head=SHORT_HEAD)
    assert len(token) == 16384
    about = "A good token of exactly 16,384 bytes"
    file.granted("size-16384-token", about, "es256", token, fixtures.principal(payload), row=16)
    longer = fixtures.token(payload | {"padding": payload["padding"] + "aaa"}, head=SHORT_HEAD)
    _bad(file, "size-over-token", "The same a few bytes longer", 16, longer, "token_too_large")


def _payloads_of_size(size: int):
    """Payloads whose token has exactly `size` bytes: header, payload and a 64-byte signature."""
    for padding in range(11000, 13000):
        payload = fixtures.claims(padding="a" * padding)
        if len(b64url(to_json(SHORT_HEAD))) + len(b64url(to_json(payload))) + 86 + 2 == size:
            yield payload


def bearer_repeat(text: str, times: int) -> dict:
    return request(("authorization", repeat(text, times, prefix="Bearer ")))


def _trailing_bits(part: str) -> str:
    """The same bytes spelt with a non-zero unused bit in the last character."""
    assert len(part) % 4 in (2, 3)
    return part[:-1] + ALPHABET[ALPHABET.index(part[-1]) | 1]


def _base64url(file: VectorFile) -> None:
    head, body, signature = fixtures.token().split(".")
    loose = next(p for n in range(9) if len(p := b64url(to_json(fixtures.claims(jti="t" * n + "1")))) % 4)
    loose_head = next(h for n in range(9) if len(h := b64url(to_json(fixtures.header(x="y" * n)))) % 4)
    padded = signature + "=" * (-len(signature) % 4)
    cases = {
        "trailing-bits-signature": (f"{head}.{body}.{_trailing_bits(signature)}", "Unused bits set in the signature"),
        "trailing-bits-payload": (f"{head}.{_trailing_bits(loose)}.{signature}", "Unused bits set in the payload"),
        "trailing-bits-header": (f"{_trailing_bits(loose_head)}.{body}.{signature}", "Unused bits set in the header"),
        "padded-signature": (f"{head}.{body}.{padded}", "Signature with = padding"),
        "padded-payload": (f"{head}.{loose}{'=' * (-len(loose) % 4)}.{signature}", "Payload with = padding"),
        "plus-in-signature": (f"{head}.{body}.{'+' + signature[1:]}", "+ of the other alphabet"),
        "slash-in-signature": (f"{head}.{body}.{'/' + signature[1:]}", "/ of the other alphabet"),
        "space-inside": (f"{head}.{body[:10]} {body[10:]}.{signature}", "A space inside the payload"),
        "newline-inside": (f"{head}.{body[:76]}\n{body[76:]}.{signature}", "A line end inside the payload"),
        "newline-at-end": (f"{head}.{body}.{signature}\n", "A line end after the token"),
        "space-before": (f" {head}.{body}.{signature}", "A space before the token"),
        "tab-inside": (f"{head}.{body}.{signature[:9]}\t{signature[9:]}", "A tab inside the signature"),
        "length-one-over": (f"{head}.{body}.{signature[:-1]}", "A length no base64url text can have"),
        "not-ascii": (f"{head}.{body}.{signature[:-1]}\u00e9", "A character outside ASCII"),
        "nul-inside": (f"{head}.{body}.{signature[:9]}\u0000{signature[9:]}", "A NUL inside the signature"),
        "percent-encoded": (f"{head}%2E{body}.{signature}", "A dot percent-encoded"),
    }
    assert len(cases["length-one-over"][0].rsplit(".", 1)[1]) % 4 == 1
    for id, (credential, about) in cases.items():
        _bad(file, id, about, 21, credential)
    _bad(file, "padded-request", "Padding passes as b64token, not as a token", 21, bearer(cases["padded-signature"][0]))
