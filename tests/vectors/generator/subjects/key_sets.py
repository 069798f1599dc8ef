"""Key sets fetched from jwks_uri: which answers are taken, and what becomes of the keys in them."""

from .. import fixtures, testkeys
from ..answers import JSON, JWK_SET, UNAVAILABLE, answer, jwks, key, redirect
from ..casefile import VectorFile, repeat
from ..encoding import b64url, from_b64url
from ..fixtures import ABSENT, KID

ORIGIN = "https://auth.example.com"
URL = f"{ORIGIN}/jwks"
EC = ("p256-1", KID)
GOOD = jwks(key(*EC))


def remote(**members) -> dict:
    return fixtures.policy(keys=ABSENT, **({"jwks_uri": URL} | members))


def build() -> VectorFile:
    file = VectorFile(
        "key_sets",
        "Key sets fetched from jwks_uri: answers, redirects, and the keys within",
        "RFC 7517 §4 and §5, RFC 9110 §15.4, RFC 8725 §3.1",
    )
    file.policy("remote", remote())
    _answers(file)
    _bodies(file)
    _redirects(file)
    _keys(file)
    _kids(file)
    _before_fetching(file)
    return file


class Subject:
    """Cases that differ in what is answered at `URL` only."""

    def __init__(self, file: VectorFile, policy: str = "remote"):
        self.file, self.policy = file, policy

    def granted(self, id, about, found, kid=KID, token_key="p256-1", more=None, row=None) -> None:
        """`found` is what stands at the URL; `kid` the token's, and the one of the key that is found."""
        payload = fixtures.claims()
        token = fixtures.token(payload, token_key, head=fixtures.header(kid=kid))
        fetches = {URL: found} | (more or {})
        rest = {"row": row} if row else {}
        expected = fixtures.principal(payload, None if kid is ABSENT else kid)
        self.file.granted(f"keys-{id}", about, self.policy, token, expected, fetches=fetches, **rest)

    def refused(self, id, about, found, code="keys_unavailable", kid=KID, token_key="p256-1", more=None, row=None):
        token = fixtures.token(key=token_key, head=fixtures.header(kid=kid))
        fetches = {URL: found} | (more or {})
        rest = {"row": row} if row else {}
        self.file.refused(f"keys-{id}", about, self.policy, token, code, fetches=fetches, **rest)


def _answers(file: VectorFile) -> None:
    subject = Subject(file)
    types = {
        "json": JSON,
        "jwk-set": JWK_SET,
        "charset": "application/json; charset=utf-8",
        "upper-case": "Application/JSON;charset=UTF-8",
    }
    for id, content_type in types.items():
        subject.granted(f"type-{id}", f"Content-Type {content_type}", answer(GOOD, content_type=content_type))
    subject.granted(
        "cache-control", "Cache-Control and Age beside it", answer(GOOD, cache_control="max-age=5", age="9")
    )
    subject.granted("cache-no-store", "no-store does not keep from using it", answer(GOOD, cache_control="no-store"))
    odd = "max-age=abc, max-age=99999999999999999999, ,"
    subject.granted("cache-nonsense", "A Cache-Control nobody can read", answer(GOOD, cache_control=odd, age="-1"))
    for id, content_type in {
        "html": "text/html; charset=utf-8",
        "plain": "text/plain",
        "octets": "application/octet-stream",
        "javascript": "application/javascript",
        "nonsense": ";;,",
        "missing": None,
    }.items():
        about = f"What parses as a set is one, though Content-Type is {content_type}"
        subject.granted(f"type-{id}", about, answer(GOOD, content_type=content_type))
        there = {f"{ORIGIN}/upload": answer(GOOD, content_type=content_type)}
        about = f"Behind a redirect it is none, because Content-Type is {content_type}"
        subject.refused(f"type-{id}-redirected", about, redirect(f"{ORIGIN}/upload"), more=there, row=73)
        page = "<!doctype html><title>Sign in</title>"
        about = f"A page is no set, whatever it calls itself: {content_type}"
        subject.refused(f"type-{id}-page", about, answer(page, content_type=content_type), row=39)
        script = {"status": 200, "headers": {}, "body": f"callback({answer(GOOD)['body']})"}
        script["headers"] = {"content-type": content_type} if content_type else {}
        subject.refused(f"type-{id}-jsonp", f"JSONP as {content_type}", script, row=73)
    for id, content_type in {
        "jwt": "application/jwt",
        "jwt-parameter": "Application/JWT; v=1",
        "multipart": "multipart/mixed; boundary=x",
    }.items():
        about = f"A set that says it is something else: {content_type}"
        subject.refused(f"type-{id}", about, answer(GOOD, content_type=content_type), row=73)
    subject.refused("down", "The server cannot be reached", UNAVAILABLE, row=30)
    for status in (201, 204, 304, 400, 401, 403, 404, 429, 500, 503):
        body = "" if status in (204, 304) else GOOD
        subject.refused(f"status-{status}", f"Status {status}, whatever the body", answer(body, status))
    page = "<!doctype html><title>Sign in</title>"
    subject.refused("html", "A page with status 200", answer(page, content_type="text/html"), row=39)
    subject.refused("html-as-json", "A page that calls itself JSON", answer(page), row=39)


def _bodies(file: VectorFile) -> None:
    subject = Subject(file)
    text = answer(GOOD)["body"]
    bodies = {
        "empty": "",
        "white-space": " ",
        "truncated": text[:-2],
        "bytes-after": text + "x",
        "two-documents": text + text,
        "duplicate-keys": text[:-1] + "," + text[1:],
        "duplicate-kty": text.replace('"kty":"EC"', '"kty":"RSA","kty":"EC"'),
        "duplicate-escaped": text.replace('"kty":"EC"', '"\\u006bty":"RSA","kty":"EC"'),
        "duplicate-other": text[:-1] + ',"a":1,"a":1}',
        "duplicate-below": text[:-1] + ',"a":{"b":1,"b":1}}',
        "bom-twice": "\ufeff\ufeff" + text,
        "deep": '{"keys":[' + "[" * 20 + "]" * 20 + "]}",
        "array": "[" + text + "]",
        "bare-array": answer({"k": [key(*EC)]})["body"][5:-1],
        "one-jwk": answer(key(*EC))["body"],
        "string": '"keys"',
        "null": "null",
        "no-keys": "{}",
        "keys-object": '{"keys":{}}',
        "keys-null": '{"keys":null}',
        "keys-string": '{"keys":"[]"}',
        "empty-set": '{"keys":[]}',
        "error": '{"error":"invalid_request"}',
    }
    for id, body in bodies.items():
        subject.refused(f"body-{id}", f"Status 200, and a body that is no key set: {id}", answer(body), row=39)
    good = text[len('{"keys":[') : -2]
    many = repeat('{"kty":"XYZ"},', 9_999, '{"keys":[', good + "]}")
    subject.refused("ten-thousand", "10,000 keys, a good one among them", answer(many), row=39)
    subject.granted("bom", "A byte order mark before a set", answer("\ufeff" + text))
    for id, member in {"kty": '"kty":"EC"', "kid": '"kid":"x"', "escaped": '"\\u006bty":"EC"', "deep": '"a":[{"b":1,"b":1}]'}.items():
        other = '{"kty":"EC","kid":"x",' + member + "},"
        about = f"A key with a member twice ({id}) does not keep the others out"
        subject.granted(f"duplicate-member-{id}", about, answer('{"keys":[' + other + text[len('{"keys":[') :]))
        about = f"Nothing but a key with a member twice: {id}"
        subject.refused(f"duplicate-member-{id}-only", about, answer('{"keys":[' + other[:-1] + "]}"), row=39)
    big = repeat(" ", 1_100_000, text)
    subject.refused("too-large", "A good set and more than 1 MiB", answer(big), row=39)
    room = repeat(" ", 900_000, text)
    subject.granted("large", "A good set of less than 1 MiB", answer(room))


def _redirects(file: VectorFile) -> None:
    subject = Subject(file)
    moved = f"{ORIGIN}/keys/moved"
    there = {moved: answer(GOOD)}
    for status in (301, 302, 303, 307, 308):
        about = f"{status} within the origin"
        subject.granted(f"redirect-{status}", about, redirect(moved, status), more=there, row=39)
    subject.granted("redirect-relative", "A Location without the origin", redirect("/keys/moved"), more=there)
    for id, location in {"space": f" {moved} ", "tab": f"\t{moved}\t"}.items():
        subject.granted(f"redirect-{id}", "White space around a Location", redirect(location), more=there)
    for id, location in {"inner-space": f"{ORIGIN}/keys /moved", "nul": f"{moved}\x00"}.items():
        subject.refused(f"redirect-{id}", f"A Location with {id}", redirect(location), more=there)
    second = {moved: redirect(f"{ORIGIN}/keys/last"), f"{ORIGIN}/keys/last": answer(GOOD)}
    subject.granted("redirect-twice", "Two within the origin", redirect(moved), more=second)
    away = {
        "host": "https://evil.example/jwks",
        "subdomain": "https://keys.auth.example.com/jwks",
        "suffix": "https://auth.example.com.evil.example/jwks",
        "port": "https://auth.example.com:8443/jwks",
        "http": "http://auth.example.com/jwks",
        "no-scheme": "//evil.example/jwks",
        "backslash": "https:\\\\evil.example\\jwks",
        "loopback": "http://127.0.0.1/jwks",
        "link-local": "http://169.254.169.254/latest/meta-data",
        "userinfo": "https://auth.example.com@evil.example/jwks",
        "file": "file:///etc/passwd",
        "data": "data:application/json,{}",
    }
    for id, location in away.items():
        more = {location: answer(GOOD), "https://evil.example/jwks": answer(GOOD)}
        subject.refused(f"redirect-{id}", f"A redirect to another origin: {id}", redirect(location), more=more, row=39)
    user = "https://user@auth.example.com/keys/moved"
    about = "A redirect within the origin, but with user information"
    subject.refused("redirect-own-userinfo", about, redirect(user), more=there | {user: answer(GOOD)})
    subject.refused("redirect-no-location", "A redirect without Location", redirect(None))
    subject.refused("redirect-empty", "A redirect with an empty Location", redirect(""))
    subject.refused("redirect-self", "A redirect to itself", redirect(URL), row=39)
    loop = {moved: redirect(URL)}
    subject.refused("redirect-loop", "Two that redirect to each other", redirect(moved), more=loop, row=39)
    chain = {f"{ORIGIN}/hop/{n}": redirect(f"{ORIGIN}/hop/{n + 1}") for n in range(20)}
    chain[f"{ORIGIN}/hop/20"] = answer(GOOD)
    subject.refused("redirect-chain", "Twenty redirects, then a set", redirect(f"{ORIGIN}/hop/0"), more=chain, row=39)


def _keys(file: VectorFile) -> None:
    subject = Subject(file)
    good = key(*EC)
    exotic = {
        "kty": {"kty": "XYZ", "kid": "x"},
        "no-kty": {"kid": "x"},
        "curve": key("p256-2", "x") | {"crv": "secp256k1"},
        "post-quantum": {"kty": "AKP", "kid": "x", "alg": "ML-DSA-44", "pub": "AAAA"},
        "encryption": key("rsa-1", "x", use="enc", alg="RSA-OAEP"),
        "operations": key("p256-2", "x", use=None, key_ops=["deriveKey"]),
        "off-curve": key("p256-2", "x") | {"x": good["x"]},
        "short-coordinate": key("p256-2", "x") | {"x": "AQAB"},
        "mixed-alphabets": key("p256-2", "x") | {"x": "+_" + good["x"][2:]},
        "trailing-bits": key("rsa-2", "x", alg="RS256") | {"e": "AQABAB"},
        "white-space": key("rsa-2", "x", alg="RS256") | {"e": "AQ AB"},
        "long-coordinate": key("p256-2", "x") | {"x": b64url(b"\x01" + from_b64url(key("p256-2", "x")["x"]))},
        "ed25519-31": key("ed25519-1", "x", alg="EdDSA") | {"x": b64url(bytes(31))},
        "ed25519-33": key("ed25519-1", "x", alg="EdDSA") | {"x": b64url(b"\0" + from_b64url(key("ed25519-1", "x")["x"]))},
        "no-operation": key("p256-2", "x", use=None, key_ops=[]),
        "rsa-p-q": key("rsa-2", "x", alg="RS256", p="AQAB", q="AQAB"),
        "empty-d": key("p256-2", "x", d=""),
        "k-beside": key("p256-2", "x", k="AQAB"),
        "kid-number": key("p256-2", "x") | {"kid": 5},
        "alg-and-curve": key("p256-2", "x", alg="ES384"),
        "weak": key("rsa-1024", "x"),
        "exponent": key("rsa-e3", "x"),
        "private": key("p256-2", "x", d="AQAB"),
        "secret": {"kty": "oct", "kid": "x", "k": "c2hvcnQ"},
        "number": 5,
        "null": None,
        "array": [],
    }
    for id, other in exotic.items():
        about = f"A key that cannot be used ({id}) before a good one"
        subject.granted(f"exotic-{id}", about, answer({"keys": [other, good]}), row=39)
    everything = [*exotic.values(), good, *exotic.values()]
    subject.granted("exotic-all", "A good key among all of them, twice", answer({"keys": everything}), row=39)
    for id in ("encryption", "operations", "no-operation", "private", "rsa-p-q", "empty-d", "weak"):
        about = f"Only a key that cannot be used: {id}"
        subject.refused(f"only-{id}", about, answer({"keys": [exotic[id]]}), row=39)
    for id in ("operations", "no-operation", "private", "empty-d", "k-beside", "alg-and-curve"):
        about = f"Signed by the key that was passed over: {id}"
        found = answer({"keys": [exotic[id], good]})
        subject.refused(f"passed-over-{id}", about, found, "unknown_key", "x", "p256-2", row=13)
    secret = key("hs256-1", "x", use=None)
    found = answer(jwks(secret, good))
    subject.granted("oct", "A secret in a fetched set does not keep the others out", found)
    subject.refused("oct-kid", "The kid of a secret in a fetched set", found, "unknown_key", "x", row=6)
    subject.refused("oct-only", "Nothing but a secret", answer(jwks(secret)), row=6)
    token = fixtures.token(key="hs256-1", alg="HS256", head=fixtures.header("HS256", kid="x"))
    about = "A token under a published secret"
    file.refused("keys-oct-signed", about, "remote", token, "algorithm_not_allowed", fetches={URL: found}, row=6)


def _numbers(file: VectorFile) -> None:
    """Numbers written oddly, which can be read in one way only (RFC 7518 §2, §6.2.1.2)."""
    rs = file.policy("remote-rs", remote(algorithms=["RS256", "ES256", "ES512"]))
    padded = lambda text: text + "=" * (-len(text) % 4)  # noqa: E731
    plain = lambda text: text.replace("-", "+").replace("_", "/")  # noqa: E731
    zero = lambda text: b64url(b"\0\0" + from_b64url(text))  # noqa: E731
    rsa = key("rsa-1", KID, alg="RS256")
    point = testkeys.short_coordinate()
    variants = {
        "n-zero": rsa | {"n": zero(rsa["n"])},
        "e-zero": rsa | {"e": zero(rsa["e"])},
        "n-padded": rsa | {"n": padded(rsa["n"])},
        "n-plain": rsa | {"n": plain(rsa["n"])},
        "n-plain-padded-zero": rsa | {"n": padded(plain(zero(rsa["n"]))), "e": padded(zero(rsa["e"]))},
        "null-members": rsa | dict.fromkeys(("alg", "use", "key_ops", "d", "p", "x5c", "crv", "y")),
    }
    for id, jwk in variants.items():
        payload = fixtures.claims()
        token = fixtures.token(payload, "rsa-1", "RS256", fixtures.header("RS256"))
        expected = fixtures.principal(payload)
        about = f"A number that can be read in one way only: {id}"
        file.granted(f"keys-number-{id}", about, rs, token, expected, fetches={URL: answer(jwks(jwk))})
        given = file.policy(f"given-{id}", fixtures.policy(algorithms=["RS256"], keys=jwk))
        file.granted(f"keys-number-given-{id}", about, given, token, expected)
    for id, jwk in {
        "x-zero": point | {"x": zero(point["x"])},
        "x-short": point,
        "x-padded": point | {"x": padded(point["x"]), "y": padded(plain(point["y"]))},
    }.items():
        payload = fixtures.claims()
        token = fixtures.token(payload, "p256-short", head=fixtures.header())
        about = f"A coordinate that can be read in one way only: {id}"
        fetches = {URL: answer(jwks(jwk | {"kid": KID}))}
        file.granted(f"keys-number-{id}", about, rs, token, fixtures.principal(payload), fetches=fetches)


def _kids(file: VectorFile) -> None:
    subject = Subject(file)
    twice = answer(jwks(key("p256-1"), key("p256-2")))
    subject.granted("kid-twice", "Two keys of one kid: the first signed", twice, row=39)
    subject.granted("kid-twice-second", "Two keys of one kid: the second signed", twice, token_key="p256-2", row=39)
    subject.refused("kid-twice-neither", "Two keys of one kid: neither signed", twice, "invalid_signature", token_key="p384-1")
    bare = [key("p256-1", None), key("p256-2", None)]
    rotating = answer(jwks(*bare))
    for name in ("p256-1", "p256-2"):
        about = "No kid anywhere, and two keys during a rotation"
        subject.granted(f"no-kid-{name}", about, rotating, ABSENT, name)
    _numbers(file)
    two = answer(jwks(key("p256-1", "a"), key("p256-2", "b")))
    subject.granted("kid-a", "The first by its kid", two, "a")
    subject.granted("kid-b", "The second by its kid", two, "b", "p256-2")
    subject.refused(
        "kid-crossed", "The second's signature under the first's kid", two, "invalid_signature", "a", "p256-2"
    )
    subject.refused("kid-unknown", "A kid the healthy set does not have", two, "unknown_key", "c", row=30)
    subject.refused("kid-absent-two", "No kid, and two keys fit", two, "unknown_key", ABSENT)
    subject.refused("kid-path", "A kid that looks like a path", two, "unknown_key", "../../keys", row=10)
    url = "https://evil.example/jwks"
    more = {url: answer(jwks(key("p256-2", url)))}
    about = "A kid that looks like an address"
    subject.refused("kid-url", about, two, "unknown_key", url, "p256-2", more, row=10)
    bare = answer(jwks(key("p256-1", alg=None, use=None)))
    subject.granted("bare-key", "A key with neither alg nor use", bare)
    payload = fixtures.claims()
    token = fixtures.token(payload, head=fixtures.header(kid=ABSENT))
    about = "No kid, and one key"
    found = {URL: answer(GOOD)}
    file.granted("keys-kid-absent-one", about, "remote", token, fixtures.principal(payload), fetches=found)
    for member, value in {"jku": url, "x5u": url}.items():
        token = fixtures.token(key="p256-2", head=fixtures.header(kid="x", **{member: value}))
        about = f"{member} is not fetched, whatever stands there"
        file.refused(f"keys-{member}", about, "remote", token, "unknown_key", fetches=found | more, row=9)


def _before_fetching(file: VectorFile) -> None:
    """What is refused without keys stays refused while nothing can be fetched; nothing else is said."""
    down = {URL: UNAVAILABLE}
    early = {
        "unknown-issuer": (fixtures.token(iss="https://other.example.com/"), "unknown_issuer"),
        "algorithm": (fixtures.token(head=fixtures.header("none")), "algorithm_not_allowed"),
        "malformed": ("a.b", "malformed_token"),
    }
    for id, (token, code) in early.items():
        about = f"Refused before keys are needed, though the key server is down: {id}"
        file.refused(f"keys-down-{id}", about, "remote", token, code, fetches=down)
    late = {
        "forged": fixtures.token(key="p256-2"),
        "expired": fixtures.token(exp=1),
        "wrong-audience": fixtures.token(aud="https://other.example"),
        "unknown-kid": fixtures.token(head=fixtures.header(kid="x")),
    }
    for id, token in late.items():
        about = f"While nobody can look, neither a bad token nor an unknown key is named: {id}"
        file.refused(f"keys-down-{id}", about, "remote", token, "keys_unavailable", fetches=down, row=30)
