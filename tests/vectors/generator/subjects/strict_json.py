"""Headers and payloads that are not strict JSON: loose forms, duplicates, numbers, depth."""

from .. import fixtures
from ..casefile import VectorFile, repeat
from ..encoding import b64url, to_json

HEAD = to_json(fixtures.header())
OPENING = b64url(b'{"a":[')


def build() -> VectorFile:
    file = VectorFile(
        "strict_json",
        "Refused before anything is believed: JSON that is loose, ambiguous or too deep",
        "RFC 7519 §4, RFC 7515 §4, RFC 8259, RFC 7493",
    )
    file.policy("es256", fixtures.policy())
    _payload_json(file)
    _header_json(file)
    _duplicates(file)
    _depth(file)
    return file


def _bad(file: VectorFile, id: str, about: str, row: int | None, credential, code: str = "malformed_token") -> None:
    more = {"row": row} if row else {}
    file.refused(id, about, "es256", credential, code, **more)


def _payload_json(file: VectorFile) -> None:
    text = to_json(fixtures.claims())
    with_sub = lambda sub: text.replace(b'"agent-7"', sub)  # noqa: E731
    with_exp = lambda exp: text.replace(b"1800000300", exp)  # noqa: E731
    cases = {
        "payload-array": (22, b"[]", "Payload an array"),
        "payload-claims-in-array": (22, b"[" + text + b"]", "Claims inside an array"),
        "payload-string": (22, b'"claims"', "Payload a string"),
        "payload-number": (22, b"1", "Payload a number"),
        "payload-null": (22, b"null", "Payload null"),
        "payload-not-json": (22, b"sub=agent-7", "Payload not JSON"),
        "payload-bom": (22, b"\xef\xbb\xbf" + text, "A byte order mark before {"),
        "payload-trailing-bytes": (22, text + b"x", "A byte after }"),
        "payload-trailing-object": (22, text + b"{}", "A second object after }"),
        "payload-trailing-nul": (22, text + b"\x00", "A NUL after }"),
        "payload-utf16": (22, text.decode().encode("utf-16-le"), "UTF-16"),
        "payload-truncated": (22, text[:-1], "The last } missing"),
        "payload-trailing-comma": (22, text[:-1] + b",}", "A comma before }"),
        "payload-comment": (22, text[:-1] + b"/**/}", "A comment"),
        "payload-single-quotes": (22, with_sub(b"'agent-7'"), "Single quotes"),
        "payload-unquoted-name": (22, b"{a:1," + text[1:], "A member name without quotes"),
        "payload-control-character": (22, with_sub(b'"agent\x017"'), "A control character in a string"),
        "payload-invalid-utf8": (22, with_sub(b'"agent\xff"'), "A byte that is never UTF-8"),
        "payload-overlong-utf8": (22, with_sub(b'"agent\xc0\xaf"'), "An overlong UTF-8 form"),
        "payload-utf8-surrogate": (22, with_sub(b'"agent\xed\xa0\x80"'), "A surrogate encoded in UTF-8"),
        "payload-lone-high-surrogate": (22, with_sub(b'"agent\\ud800"'), "A lone high surrogate"),
        "payload-lone-low-surrogate": (22, with_sub(b'"agent\\udc00"'), "A lone low surrogate"),
        "payload-swapped-surrogates": (22, with_sub(b'"agent\\udc00\\ud800"'), "Surrogates the wrong way round"),
        "payload-surrogate-in-name": (22, b'{"\\ud800":1,' + text[1:], "A lone surrogate in a member name"),
        "payload-bad-escape": (22, with_sub(b'"agent\\x37"'), "An escape JSON does not have"),
        "exp-nan": (19, with_exp(b"NaN"), "exp NaN"),
        "exp-infinity": (19, with_exp(b"Infinity"), "exp Infinity"),
        "exp-minus-infinity": (19, with_exp(b"-Infinity"), "exp -Infinity"),
        "exp-1e400": (19, with_exp(b"1e400"), "exp 1e400, more than a double holds"),
        "exp-minus-1e400": (19, with_exp(b"-1e400"), "exp -1e400"),
        "other-claim-1e400": (19, b'{"x":1e400,' + text[1:], "Any number out of range"),
        "exp-leading-zero": (19, with_exp(b"01800000300"), "exp with a leading zero"),
        "exp-plus": (19, with_exp(b"+1800000300"), "exp with a plus sign"),
        "exp-hex": (19, with_exp(b"0x7fffffff"), "exp in hexadecimal"),
        "exp-bare-point": (19, with_exp(b"1800000300."), "exp with nothing after the point"),
    }
    for id, (row, payload, about) in cases.items():
        assert payload != text
        _bad(file, id, about, row, fixtures.token(payload))
    payload = fixtures.claims(sub="agent-\U0001f916")
    escaped = to_json(payload).replace("\U0001f916".encode(), b"\\ud83e\\udd16")
    file.granted(
        "surrogate-pair",
        "A good surrogate pair is one character",
        "es256",
        fixtures.token(escaped),
        fixtures.principal(payload),
        row=22,
    )
    payload = fixtures.claims()
    spaced = b" \r\n\t" + to_json(payload).replace(b":1", b" :\n1")
    file.granted(
        "white-space", "White space where JSON allows it", "es256", fixtures.token(spaced), fixtures.principal(payload)
    )


def _header_json(file: VectorFile) -> None:
    cases = {
        "header-array": (22, b'["ES256"]', "Header an array"),
        "header-string": (22, b'"ES256"', "Header a string"),
        "header-not-json": (22, b"ES256", "Header not JSON"),
        "header-bom": (22, b"\xef\xbb\xbf" + HEAD, "A byte order mark before the header"),
        "header-trailing-bytes": (22, HEAD + b"x", "A byte after the header"),
        "header-invalid-utf8": (22, HEAD.replace(b"JWT", b"J\xff"), "Header not UTF-8"),
        "header-lone-surrogate": (22, HEAD.replace(b"JWT", b"\\ud800"), "A lone surrogate in the header"),
        "header-1e400": (19, HEAD[:-1] + b',"x":1e400}', "A number out of range in the header"),
        "header-duplicate-alg": (18, b'{"alg":"none",' + HEAD[1:], "alg twice"),
        "header-duplicate-alg-same": (18, b'{"alg":"ES256",' + HEAD[1:], "alg twice, the same value"),
        "header-duplicate-alg-escaped": (18, b'{"\\u0061lg":"none",' + HEAD[1:], "alg twice, once escaped"),
        "header-duplicate-kid": (18, HEAD[:-1] + b',"kid":"key-2"}', "kid twice"),
    }
    for id, (row, header, about) in cases.items():
        assert header != HEAD
        _bad(file, id, about, row, fixtures.token(head=header))


def _duplicates(file: VectorFile) -> None:
    text = to_json(fixtures.claims())
    for name in ("exp", "iss", "aud", "scope", "sub"):
        value = to_json(fixtures.claims()[name])
        escaped = f"\\u{ord(name[0]):04x}{name[1:]}"
        for label, spelt in (("", name), ("-escaped", escaped)):
            first = f'{{"{spelt}":'.encode() + value + b"," + text[1:]
            _bad(file, f"duplicate-{name}{label}", f"{name} twice, once spelt {spelt}", 18, fixtures.token(first))
    last = text[:-1] + b',"exp":9999999999}'
    _bad(file, "duplicate-exp-last", "exp twice, the later one far off", 18, fixtures.token(last))
    inner = text[:-1] + b',"act":{"sub":"a","sub":"b"}}'
    _bad(file, "duplicate-inside", "A duplicate in an inner object", 18, fixtures.token(inner))
    payload = fixtures.claims(a={"sub": "x"}, b=[{"sub": "y"}, {"sub": "z"}])
    file.granted(
        "same-name-elsewhere",
        "The same name in different objects is no duplicate",
        "es256",
        fixtures.token(payload),
        fixtures.principal(payload),
        row=18,
    )


def _nested(depth: int):
    value: list = []
    for _ in range(depth - 1):
        value = [value]
    return value


def _depth(file: VectorFile) -> None:
    payload = fixtures.claims(deep=_nested(15))
    file.granted(
        "depth-16",
        "An array 15 deep in the claims object: 16 levels",
        "es256",
        fixtures.token(payload),
        fixtures.principal(payload),
        row=17,
    )
    _bad(file, "depth-17", "17 levels", 17, fixtures.token(fixtures.claims(deep=_nested(16))))
    _bad(file, "depth-2000", "2,000 nested arrays", 17, fixtures.token(b'{"a":' + b"[" * 2000 + b"]" * 2000 + b"}"))
    head = b64url(HEAD)
    signature = fixtures.token().rsplit(".", 1)[1]
    opened = repeat("W1tb", 3900, prefix=f"{head}.{OPENING}", suffix=f".{signature}")
    _bad(file, "depth-11700-open", "11,700 arrays opened, none closed", 17, opened)
    opened = repeat("W1tb", 33_334, prefix=f"{head}.{OPENING}", suffix=f".{signature}")
    _bad(file, "depth-100000", "100,000 arrays: too large before it is too deep", 17, opened, "token_too_large")
    objects = fixtures.token(b'{"act":' * 900 + b"{}" + b"}" * 900)
    _bad(file, "depth-act-900", "act 900 deep", 38, objects)
