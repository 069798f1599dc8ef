"""Where keys come from and when they are fetched again: policies that must not be accepted, and some that must."""

from .. import fixtures
from ..answers import answer, jwks, key
from ..casefile import VectorFile
from ..fixtures import ABSENT, KID, issuer

BAD = "invalid_policy"
URL = "https://auth.example.com/jwks"
HOUR = 3_600


def build() -> VectorFile:
    file = VectorFile(
        "key_refresh", "Key sources and refresh settings that contradict themselves", "RFC 8414 §2, RFC 9110 §4.2.4"
    )
    file.fetches = {URL: answer(jwks(key("p256-1", KID)))}
    _settings(file)
    _contradictions(file)
    _sources(file)
    _urls(file)
    _store_timeout(file)
    return file


def _policy(settings, **members) -> dict:
    source = {"keys": ABSENT, "jwks_uri": URL}
    return {"issuers": [issuer(**(source | members))], "key_refresh": settings}


def _accepted(file: VectorFile, id: str, about: str, policy: dict) -> None:
    payload = fixtures.claims()
    name = file.policy(id, policy)
    file.granted(f"refresh-{id}", about, name, fixtures.token(payload), fixtures.principal(payload))


def _settings(file: VectorFile) -> None:
    for member in ("ttl_seconds", "ttl_max_seconds", "stale_seconds", "timeout_seconds"):
        values = {"negative": -1, "zero": 0, "string": "60", "fraction": 60.5, "true": True, "list": [60], "huge": 2**53}
        for id, value in values.items():
            name = member.removesuffix("_seconds").replace("_", "-")
            path = f"key_refresh.{member}"
            file.misconfigured(f"refresh-{name}-{id}", f"{member}: {value!r}", _policy({member: value}), BAD, path)
    for member in (
        "ttl_min_seconds",
        "ahead_percent",
        "backoff_min_seconds",
        "backoff_max_seconds",
        "unknown_key_burst",
        "unknown_key_interval_seconds",
        "unknown_key_gap_seconds",
        "unknown_key_memory_seconds",
    ):
        id = f"refresh-fixed-{member.removesuffix('_seconds').replace('_', '-')}"
        about = f"{member} is a limit and no setting"
        file.misconfigured(id, about, _policy({member: 10}), BAD, f"key_refresh.{member}")
    for id, value in {"number": 600, "string": "600", "list": [], "true": True}.items():
        file.misconfigured(f"refresh-{id}", f"key_refresh is a {id}", _policy(value), BAD, "key_refresh")
    for member in ("ttl", "ttlSeconds", "ttl_ms", "retry_seconds"):
        path = f"key_refresh.{member}"
        id = f"refresh-unknown-{member.replace('_', '-').lower()}"
        file.misconfigured(id, "A setting nobody knows", _policy({member: 60}), BAD, path)
    _accepted(file, "none", "No setting given", _policy({}))
    _accepted(file, "null", "key_refresh is null", _policy(None))
    every = {
        "ttl_seconds": 600,
        "ttl_max_seconds": 86_400,
        "stale_seconds": HOUR,
        "timeout_seconds": 5,
    }
    _accepted(file, "defaults", "Every setting, with its default", _policy(every))
    edges = {"ttl_seconds": 60, "ttl_max_seconds": 60, "stale_seconds": 60}
    _accepted(file, "edges", "Settings that are just equal", _policy(edges))
    short = {"ttl_seconds": 1, "ttl_max_seconds": 1, "stale_seconds": 1, "timeout_seconds": 1}
    _accepted(file, "short", "A TTL that is shorter than the limits of a minute", _policy(short))


def _contradictions(file: VectorFile) -> None:
    cases = {
        "ttl-above-max": ({"ttl_seconds": 86_401, "stale_seconds": 90_000}, "ttl_seconds"),
        "ttl-above-own-max": ({"ttl_seconds": 300, "ttl_max_seconds": 299}, "ttl_seconds"),
        "stale-below-ttl": ({"stale_seconds": 599}, "stale_seconds"),
        "stale-below-own-ttl": ({"ttl_seconds": 5_000, "stale_seconds": 4_999}, "stale_seconds"),
    }
    for id, (settings, member) in cases.items():
        path = f"key_refresh.{member}"
        file.misconfigured(f"refresh-{id}", f"Settings that contradict each other: {id}", _policy(settings), BAD, path)


def _sources(file: VectorFile) -> None:
    document = "https://auth.example.com/metadata"
    cases = {
        "jwks-uri-and-metadata": ({"jwks_uri": URL, "metadata_url": document}, "metadata_url"),
        "hs256": ({"jwks_uri": URL, "algorithms": ["HS256"]}, "algorithms"),
        "hs512-beside": ({"jwks_uri": URL, "algorithms": ["ES256", "HS512"]}, "algorithms"),
        "hs256-metadata": ({"metadata_url": document, "algorithms": ["HS256"]}, "algorithms"),
        "hs256-discovery": ({"algorithms": ["HS256"]}, "algorithms"),
        "jwks-uri-number": ({"jwks_uri": 5}, "jwks_uri"),
        "jwks-uri-list": ({"jwks_uri": [URL]}, "jwks_uri"),
        "metadata-number": ({"metadata_url": 5}, "metadata_url"),
        "danger-string": ({"jwks_uri": URL, "danger_allow_http": "yes"}, "danger_allow_http"),
        "danger-number": ({"jwks_uri": URL, "danger_allow_http": 1}, "danger_allow_http"),
    }
    for id, (members, path) in cases.items():
        policy = {"issuers": [issuer(**({"keys": ABSENT} | members))]}
        row = 6 if id.startswith("hs") else None
        file.misconfigured(f"source-{id}", f"Refused at {path}", policy, BAD, f"issuers[0].{path}", row)
    undiscoverable = {
        "urn": "urn:example:issuer",
        "name": "auth.example.com",
        "http": "http://auth.example.com/",
        "spiffe": "spiffe://example.org",
        "query": "https://auth.example.com/?tenant=a",
        "fragment": "https://auth.example.com/#a",
        "userinfo": "https://user@auth.example.com/",
        "no-host": "https://",
    }
    for id, name in undiscoverable.items():
        policy = {"issuers": [issuer(keys=ABSENT, issuer=name)]}
        about = f"No key source, and an issuer that metadata cannot be looked up at: {id}"
        file.misconfigured(f"source-none-{id}", about, policy, BAD, "issuers[0].issuer")
    name = file.policy("urn", {"issuers": [issuer(keys=ABSENT, issuer="urn:example:issuer", jwks_uri=URL)]})
    payload = fixtures.claims(iss="urn:example:issuer")
    about = "With a jwks_uri any issuer will do"
    file.granted("source-urn", about, name, fixtures.token(payload), fixtures.principal(payload))


def _urls(file: VectorFile) -> None:
    urls = {
        "empty": "",
        "relative": "/jwks",
        "no-scheme": "auth.example.com/jwks",
        "http": "http://auth.example.com/jwks",
        "http-loopback-name": "http://127.0.0.1.evil.example/jwks",
        "http-localhost-name": "http://localhost.evil.example/jwks",
        "http-private": "http://10.0.0.1/jwks",
        "userinfo": "https://user:word@auth.example.com/jwks",
        "user": "https://user@auth.example.com/jwks",
        "fragment": "https://auth.example.com/jwks#1",
        "file": "file:///etc/jwks.json",
        "data": "data:application/json,{}",
        "no-host": "https:///jwks",
        "space": "https://auth.example.com/a b",
        "line-end": "https://auth.example.com/\r\nx",
        "bad-port": "https://auth.example.com:99999/jwks",
        "too-long": URL + "?" + "a" * 4_000,
    }
    for id, url in urls.items():
        for member in ("jwks_uri", "metadata_url"):
            policy = {"issuers": [issuer(**{"keys": ABSENT, member: url})]}
            about = f"{member} is no URL to fetch from: {id}"
            name = member.partition("_")[0]
            file.misconfigured(f"url-{name}-{id}", about, policy, BAD, f"issuers[0].{member}")
    policy = {"issuers": [issuer(keys=ABSENT, jwks_uri="ftp://h/x", danger_allow_http=True)]}
    file.misconfigured("url-danger-ftp", "http is allowed, ftp is not", policy, BAD, "issuers[0].jwks_uri")


def _store_timeout(file: VectorFile) -> None:
    for id, value in {
        "zero": 0,
        "negative": -1,
        "above": 300.5,
        "string": "5",
        "true": True,
    }.items():
        policy = {"api_keys": {"prefix": "sk_agent", "timeout_seconds": value}}
        path = "api_keys.timeout_seconds"
        file.misconfigured(f"store-timeout-{id}", f"timeout_seconds: {value!r}", policy, BAD, path)
    policy = fixtures.policy(api_keys={"prefix": "sk_agent", "timeout_seconds": 0.5})
    _accepted(file, "store-timeout-fraction", "Half a second for the API key store", policy)
    policy = fixtures.policy(api_keys={"prefix": "sk_agent", "timeout_seconds": 300})
    _accepted(file, "store-timeout-most", "Five minutes for the API key store", policy)
