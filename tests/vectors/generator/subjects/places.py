"""Credentials in cookies, headers of their own and subprotocols; other schemes and forms of API keys; optional ones."""

from .. import apikeys, fixtures
from ..casefile import VectorFile, request

APP = "https://app.example.com"
PLACES = {
    "session": {"cookie": "__Host-session", "origins": [APP, "http://localhost:3000"]},
    "edge": {"header": "cf-access-jwt-assertion"},
    "socket": {"subprotocol": True},
    "old": {"cookie": "session", "origins": [APP], "danger_cookie_name": True},
}
UPGRADE = ("upgrade", "websocket")
KEY = apikeys.key("first")
RECORD = apikeys.record(KEY, apikeys.key_id("first"))
UUID4, UUID7 = "919108f7-52d1-4320-9bac-f847db4148a8", "017f22e2-79b0-7cc3-98c4-dc0c0c07398f"
UUID1, UUID6 = "c232ab00-9414-11ec-b3c8-9f6bdeced846", "1ec9414c-232a-6b00-b3c8-9f6bdeced846"


def build() -> VectorFile:
    file = VectorFile(
        "places",
        "Where a credential may stand besides the usual headers, and where none is needed",
        "RFC 6265 §5.4, RFC 6454 §7.3, RFC 6455 §1.9, RFC 9110 §11.6.2",
    )
    file.policy("places", fixtures.policy(places=PLACES, api_keys={}))
    file.policy("plain", fixtures.policy())
    _cookies(file)
    _origins(file)
    _headers(file)
    _subprotocols(file)
    _two(file)
    _optional(file)
    _schemes(file)
    _unprefixed(file)
    _policies(file)
    return file


class Asking:
    """Requests at one policy that differ in what they present."""

    def __init__(self, file: VectorFile, prefix: str, policy: str = "places", **more):
        self.file, self.prefix, self.policy, self.more = file, prefix, policy, more
        self.payload = fixtures.claims()
        self.token = fixtures.token(self.payload)

    def granted(self, id: str, *headers, method="GET", url="/invoices", principal=None, **more) -> None:
        expected = principal or fixtures.principal(self.payload)
        asked = request(*headers, method=method, url=url)
        about = f"{self.prefix}: {id}"
        self.file.granted(f"{self.prefix}-{id}", about, self.policy, asked, expected, **self.more | more)

    def refused(self, id: str, code: str, *headers, method="GET", url="/invoices", **more) -> None:
        asked = request(*headers, method=method, url=url)
        about = f"{self.prefix}: {id}"
        self.file.refused(f"{self.prefix}-{id}", about, self.policy, asked, code, **self.more | more)

    def cookie(self, name: str = "__Host-session", before: str = "", after: str = "") -> tuple:
        return "cookie", f"{before}{name}={self.token}{after}"


def _cookies(file: VectorFile) -> None:
    one = Asking(file, "cookie", places=["session"])
    one.granted("alone", one.cookie())
    one.granted("among-others", one.cookie(before="a=1; theme=dark; ", after="; b=2"))
    one.granted("without-spaces", one.cookie(before="a=1;", after=";b=2"))
    one.granted("in-a-second-field", ("cookie", "a=1"), one.cookie())
    one.granted("longer-names-beside", one.cookie(before="x__Host-session=1; __Host-session2=2; "))
    for id, name in {"another-case": "__host-session", "suffix": "__Host-session2", "spaces": " __Host-session x"}.items():
        one.refused(id, "missing_credentials", one.cookie(name), row=83)
    one.refused("twice", "invalid_request", one.cookie(before=f"__Host-session={one.token}; "), row=83)
    one.refused("twice-in-two-fields", "invalid_request", one.cookie(), one.cookie(), row=83)
    one.refused("twice-one-empty", "invalid_request", one.cookie(before="__Host-session=; "), row=83)
    one.refused("empty", "invalid_request", ("cookie", "__Host-session="))
    one.refused("quoted", "invalid_request", ("cookie", f'__Host-session="{one.token}"'))
    one.refused("two-words", "invalid_request", ("cookie", f"__Host-session={one.token} x"))
    one.refused("no-token", "malformed_token", ("cookie", "__Host-session=abc"))
    one.refused("name-only", "missing_credentials", ("cookie", "__Host-session"))
    one.refused("too-long", "invalid_request", ("cookie", "a=" + "x" * 70_000 + f"; __Host-session={one.token}"))
    one.refused("query", "invalid_request", one.cookie(), url="/invoices?access_token=x")
    key = apikeys.principal(RECORD)
    one.granted("api-key", ("cookie", f"__Host-session={KEY}"), principal=key, api_keys=[RECORD])
    not_named = Asking(file, "cookie-not-looked-at")
    not_named.refused("alone", "missing_credentials", not_named.cookie())
    not_named.granted("beside-bearer", ("authorization", f"Bearer {not_named.token}"), not_named.cookie())
    old = Asking(file, "cookie-danger-name", places=["old"])
    old.granted("alone", old.cookie("session"))


def _origins(file: VectorFile) -> None:
    one = Asking(file, "origin", places=["session"])
    for method in ("GET", "HEAD", "OPTIONS"):
        one.granted(f"none-safe-{method}", one.cookie(), method=method)
        one.granted(f"other-safe-{method}", one.cookie(), ("origin", "https://evil.example"), method=method)
    for method in ("POST", "PUT", "PATCH", "DELETE", "get", "QUERY"):
        asked = {"method": method, "row": 82}
        one.granted(f"own-{method}", one.cookie(), ("origin", APP), method=method)
        one.refused(f"none-{method}", "origin_not_allowed", one.cookie(), **asked)
        one.refused(f"other-{method}", "origin_not_allowed", one.cookie(), ("origin", "https://evil.example"), **asked)
    wrong = {
        "null": "null",
        "slash": APP + "/",
        "http": APP.replace("https", "http"),
        "port": APP + ":444",
        "prefix": APP + ".evil.example",
        "sub-domain": "https://a.app.example.com",
        "upper-case": APP.upper(),
        "empty": "",
        "two": f"{APP} {APP}",
    }
    for id, origin in wrong.items():
        one.refused(id, "origin_not_allowed", one.cookie(), ("origin", origin), method="POST", row=82)
    one.refused("two-fields", "invalid_request", one.cookie(), ("origin", APP), ("origin", APP), method="POST", row=82)
    one.granted("second", one.cookie(), ("origin", "http://localhost:3000"), method="POST")
    site = "sec-fetch-site"
    one.granted("site-same-origin", one.cookie(), (site, "same-origin"), method="POST")
    for value in ("same-site", "cross-site", "none", "Same-Origin", ""):
        one.refused(f"site-{value or 'empty'}", "origin_not_allowed", one.cookie(), (site, value), method="POST", row=82)
    one.refused(
        "other-beats-site",
        "origin_not_allowed",
        one.cookie(),
        ("origin", "https://evil.example"),
        (site, "same-origin"),
        method="POST",
        row=82,
    )
    one.granted("upgrade-own", one.cookie(), UPGRADE, ("origin", APP))
    one.refused("upgrade-other", "origin_not_allowed", one.cookie(), UPGRADE, ("origin", "https://evil.example"), row=82)
    one.refused("upgrade-none", "origin_not_allowed", one.cookie(), ("Upgrade", "WebSocket"), row=82)
    about = {"method": "POST", "row": 82}
    one.refused("before-the-token", "origin_not_allowed", ("cookie", "__Host-session=a.b.c"), **about)


def _headers(file: VectorFile) -> None:
    one = Asking(file, "header", places=["edge"])
    one.granted("alone", ("cf-access-jwt-assertion", one.token))
    one.granted("another-case", ("Cf-Access-Jwt-Assertion", one.token), method="POST")
    one.refused("twice", "invalid_request", *[("cf-access-jwt-assertion", one.token)] * 2)
    one.refused("joined", "invalid_request", ("cf-access-jwt-assertion", f"{one.token}, {one.token}"))
    one.refused("with-scheme", "invalid_request", ("cf-access-jwt-assertion", f"Bearer {one.token}"))
    one.refused("empty", "invalid_request", ("cf-access-jwt-assertion", ""))
    one.refused("absent", "missing_credentials")
    one.refused("bearer-is-not-looked-at", "missing_credentials", ("authorization", f"Bearer {one.token}"))
    default = Asking(file, "header-not-looked-at")
    default.refused("alone", "missing_credentials", ("cf-access-jwt-assertion", default.token))


def _subprotocols(file: VectorFile) -> None:
    one = Asking(file, "subprotocol", places=["socket"])
    name = "sec-websocket-protocol"
    offered = f"doorward.bearer.{one.token}"
    one.granted("alone", UPGRADE, (name, offered))
    one.granted("among-others", UPGRADE, (name, f"chat.v1, {offered}, chat.v2"))
    one.granted("in-a-second-field", UPGRADE, (name, "chat.v1"), ("Sec-WebSocket-Protocol", offered))
    one.refused("without-upgrade", "invalid_request", (name, offered), row=84)
    one.refused("another-upgrade", "invalid_request", ("upgrade", "h2c"), (name, offered), row=84)
    one.refused("twice", "invalid_request", UPGRADE, (name, f"{offered}, {offered}"), row=84)
    one.refused("twice-in-two-fields", "invalid_request", UPGRADE, (name, offered), (name, offered), row=84)
    one.refused("another-case", "missing_credentials", UPGRADE, (name, offered.replace("doorward", "Doorward")))
    one.refused("others-only", "missing_credentials", UPGRADE, (name, f"chat.v1, bearer.{one.token}"))
    one.refused("empty", "invalid_request", UPGRADE, (name, "doorward.bearer."))


def _two(file: VectorFile) -> None:
    every = ["authorization", "api_key", "session", "edge", "socket"]
    one = Asking(file, "two", places=every)
    token, key = one.token, ("x-api-key", KEY)
    presented = {
        "bearer": ("authorization", f"Bearer {token}"),
        "api-key": key,
        "cookie": one.cookie(),
        "header": ("cf-access-jwt-assertion", token),
    }
    for id, header in presented.items():
        more = {"principal": apikeys.principal(RECORD), "api_keys": [RECORD]} if id == "api-key" else {}
        one.granted(f"only-{id}", header, **more)
        for other, beside in presented.items():
            if id < other:
                one.refused(f"{id}-{other}", "invalid_request", header, beside, row=83)
    basic = ("authorization", "Basic YTpi")
    one.refused("cookie-basic", "invalid_request", one.cookie(), basic, row=83)
    cookie = Asking(file, "two-cookie-alone", places=["session"])
    for id, header in (("bearer", presented["bearer"]), ("api-key", key), ("basic", basic)):
        cookie.refused(id, "invalid_request", cookie.cookie(), header, row=83)
    some = Asking(file, "some", places=["api_key", "edge"])
    some.refused("bearer", "missing_credentials", presented["bearer"])
    some.granted("api-key", key, principal=apikeys.principal(RECORD), api_keys=[RECORD])
    other = Asking(file, "others", places=["authorization", "session"])
    other.granted("bearer", presented["bearer"])
    other.refused("api-key", "missing_credentials", key)


def _optional(file: VectorFile) -> None:
    one = Asking(file, "optional", optional=True)
    anonymous = {"code": None, "status": 200, "principal": None}

    def passes(asking: Asking, id: str, *headers, **more) -> None:
        asked = request(*headers, **more)
        about = f"{asking.prefix}: {id}"
        file._add(f"{asking.prefix}-{id}", about, asking.policy, asked, anonymous, dict(asking.more))

    passes(one, "nothing")
    passes(one, "other-headers", ("accept", "*/*"), ("cookie", "theme=dark"))
    passes(one, "post", method="POST")
    passes(one, "a-place-that-is-not-looked-at", one.cookie())
    one.granted("bearer", ("authorization", f"Bearer {one.token}"))
    for id, code, header in (
        ("basic", "missing_credentials", ("authorization", "Basic YTpi")),
        ("dpop", "missing_credentials", ("authorization", f"DPoP {one.token}")),
        ("empty", "invalid_request", ("authorization", "")),
        ("bad", "malformed_token", ("authorization", "Bearer x")),
        ("no-key", "malformed_api_key", ("x-api-key", "x")),
        ("empty-key", "malformed_api_key", ("x-api-key", "")),
    ):
        one.refused(id, code, header, row=80)
    one.refused("query", "invalid_request", url="/invoices?access_token=x", row=80)
    one.refused("store-down", "state_unavailable", ("x-api-key", KEY), api_keys="unavailable", row=80)
    scoped = Asking(file, "optional-scope", optional=True, scopes="billing:close")
    passes(scoped, "nothing")
    scoped.refused("lacking", "insufficient_scope", ("authorization", f"Bearer {scoped.token}"))
    cookie = Asking(file, "optional-cookie", optional=True, places=["session"])
    passes(cookie, "nothing")
    passes(cookie, "post", method="POST")
    cookie.granted("good", cookie.cookie())
    cookie.refused("origin", "origin_not_allowed", cookie.cookie(), method="POST", row=82)
    cookie.refused("empty", "invalid_request", ("cookie", "__Host-session="), row=80)
    cookie.refused("bearer", "missing_credentials", ("authorization", f"Bearer {cookie.token}"), row=80)


def _schemes(file: VectorFile) -> None:
    file.policy("schemes", fixtures.policy(api_keys={"schemes": ["Api-Key", "Token"]}))
    one = Asking(file, "scheme", "schemes", api_keys=[RECORD])
    principal = apikeys.principal(RECORD)
    for id, value in {"own": "Api-Key", "case": "api-KEY", "second": "token", "spaces": "Token  "}.items():
        one.granted(id, ("authorization", f"{value} {KEY}"), principal=principal)
    one.granted("bearer", ("authorization", f"Bearer {KEY}"), principal=principal)
    one.refused("unknown", "missing_credentials", ("authorization", f"Key {KEY}"))
    one.refused("alone", "invalid_request", ("authorization", "Api-Key"))
    one.refused("empty", "invalid_request", ("authorization", "Api-Key "))
    one.refused("two-words", "invalid_request", ("authorization", f"Api-Key {KEY} {KEY}"))
    one.refused("two-keys", "invalid_request", ("authorization", f"Api-Key {KEY},{KEY}"))
    one.refused("jwt", "malformed_api_key", ("authorization", f"Token {one.token}"))
    one.refused("beside-header", "invalid_request", ("authorization", f"Api-Key {KEY}"), ("x-api-key", KEY))


def _unprefixed(file: VectorFile) -> None:
    keys = {"uuid": UUID4, "hex": "0123456789abcdef" * 2, "base62": "aB3" * 8, "base64url": "a_-9" * 6}
    for form, key in keys.items():
        members = {"schemes": ["Api-Key"], "unprefixed": form, "legacy_prefixes": ["old-"]}
        file.policy(f"unprefixed-{form}", fixtures.policy(api_keys=members))
        record = apikeys.record(key, "r-1")
        one = Asking(file, f"unprefixed-{form}", f"unprefixed-{form}", api_keys=[record, RECORD])
        principal = apikeys.principal(record)
        one.granted("header", ("x-api-key", key), principal=principal)
        one.granted("scheme", ("authorization", f"Api-Key {key}"), principal=principal)
        one.granted("prefixed-too", ("x-api-key", KEY), principal=apikeys.principal(RECORD))
        one.refused("bearer", "malformed_token", ("authorization", f"Bearer {key}"), row=88)
        one.refused("unknown", "unknown_api_key", ("x-api-key", key[:-1] + ("0" if key[-1] != "0" else "1")))
        one.refused("short", "malformed_api_key", ("x-api-key", key[:21]))
        one.refused("space", "invalid_request", ("x-api-key", f"{key} {key}"))
    uuid = Asking(file, "uuid", "unprefixed-uuid", api_keys=[apikeys.record(UUID7, "r-7")])
    uuid.granted("seven", ("x-api-key", UUID7), principal=apikeys.principal(apikeys.record(UUID7, "r-7")))
    for id, key in {"one": UUID1, "six": UUID6, "nil": "00000000-0000-0000-0000-000000000000"}.items():
        records = [apikeys.record(key, "r-1")]
        uuid.refused(id, "malformed_api_key", ("x-api-key", key), api_keys=records, row=88)
    none = Asking(file, "unprefixed-not-accepted", api_keys=[apikeys.record(UUID4, "r-1")])
    none.refused("header", "malformed_api_key", ("x-api-key", UUID4))


def _policies(file: VectorFile) -> None:
    cookie = {"cookie": "__Host-s", "origins": [APP]}
    wrong = {
        "array": ([], "places"),
        "two-kinds": ({"a": {"cookie": "__Host-s", "header": "x"}}, "places.a"),
        "no-kind": ({"a": {}}, "places.a"),
        "subprotocol-false": ({"a": {"subprotocol": False}}, "places.a"),
        "unknown-member": ({"a": {"query": "token"}}, "places.a.query"),
        "cookie-name": ({"a": {"cookie": "session", "origins": [APP]}}, "places.a.cookie"),
        "cookie-name-case": ({"a": {"cookie": "__host-s", "origins": [APP]}}, "places.a.cookie"),
        "cookie-name-prefix-alone": ({"a": {"cookie": "__Host-", "origins": [APP]}}, "places.a.cookie"),
        "cookie-name-characters": ({"a": {"cookie": "__Host-a b", "origins": [APP]}}, "places.a.cookie"),
        "no-origins": ({"a": {"cookie": "__Host-s"}}, "places.a.origins"),
        "empty-origins": ({"a": {"cookie": "__Host-s", "origins": []}}, "places.a.origins"),
        "origin-star": ({"a": cookie | {"origins": ["*"]}}, "places.a.origins[0]"),
        "origin-null": ({"a": cookie | {"origins": [APP, "null"]}}, "places.a.origins[1]"),
        "origin-path": ({"a": cookie | {"origins": [APP + "/"]}}, "places.a.origins[0]"),
        "origins-of-header": ({"a": {"header": "x", "origins": [APP]}}, "places.a"),
        "header-authorization": ({"a": {"header": "Authorization"}}, "places.a.header"),
        "header-cookie": ({"a": {"header": "Cookie"}}, "places.a.header"),
        "header-of-api-keys": ({"a": {"header": "X-Api-Key"}}, "places.a.header"),
        "header-name": ({"a": {"header": "x y"}}, "places.a.header"),
        "name-authorization": ({"authorization": {"header": "x"}}, "places"),
        "name-api-key": ({"api_key": {"header": "x"}}, "places"),
        "name-empty": ({"": {"header": "x"}}, "places"),
        "same-header": ({"a": {"header": "x"}, "b": {"header": "X"}}, "places.b"),
        "same-cookie": ({"a": cookie, "b": cookie | {"origins": ["https://b.example"]}}, "places.b"),
        "too-many": ({f"p{n}": {"header": f"x-{n}"} for n in range(9)}, "places"),
    }
    for id, (places, path) in wrong.items():
        policy = fixtures.policy(api_keys={}) | {"places": places}
        file.misconfigured(f"places-{id}", f"Places that are refused: {id}", policy, "invalid_policy", path)
    for id, scheme in {"bearer": "Bearer", "basic": "basic", "dpop": "DPoP", "space": "Api Key", "empty": ""}.items():
        policy = fixtures.policy(api_keys={"schemes": ["Token", scheme]})
        about = f"A scheme that is none for API keys: {id}"
        file.misconfigured(f"scheme-{id}-refused", about, policy, "invalid_policy", "api_keys.schemes[1]")
    policy = fixtures.policy(api_keys={"unprefixed": "any"})
    file.misconfigured("unprefixed-any", "A form that is none", policy, "invalid_policy", "api_keys.unprefixed")
