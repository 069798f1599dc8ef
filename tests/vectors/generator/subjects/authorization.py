"""Where a request carries its credential, and where it must not."""

from .. import apikeys, fixtures
from ..casefile import VectorFile, bearer, request

KEY = apikeys.key("first")
RECORD = apikeys.record(KEY, apikeys.key_id("first"))


def build() -> VectorFile:
    file = VectorFile(
        "authorization",
        "The Authorization header, the API key header and the query",
        "RFC 6750 §2 and §3, RFC 9110 §11.6.2",
    )
    file.policy("tokens", fixtures.policy())
    file.policy("both", fixtures.policy(api_keys={"prefix": "sk_agent"}))
    file.policy("realm", fixtures.policy(realm="example"))
    file.policy("keys", {"api_keys": {"prefix": "sk_agent"}})
    file.policy("realm-keys", fixtures.policy(realm="example", api_keys={"prefix": "sk_agent"}))
    _good(file)
    _missing(file)
    _invalid(file)
    _two(file)
    _query(file)
    return file


def _good(file: VectorFile) -> None:
    payload = fixtures.claims()
    token, expected = fixtures.token(payload), fixtures.principal(payload)
    for id, asked, about in (
        ("bearer", bearer(token), "Bearer"),
        ("bearer-lower-case", bearer(token, "bearer"), "bearer in lower case"),
        ("bearer-upper-case", bearer(token, "BEARER"), "BEARER in upper case"),
        ("bearer-mixed-case", bearer(token, "bEaReR"), "bEaReR"),
        ("bearer-two-spaces", bearer(f" {token}"), "Two spaces after the scheme"),
        ("header-name-title-case", request(("Authorization", f"Bearer {token}")), "The header's name in title case"),
        ("header-name-upper-case", request(("AUTHORIZATION", f"Bearer {token}")), "The header's name in upper case"),
        (
            "absolute-url",
            bearer(token, url="https://api.example.com/invoices?page=2#top"),
            "An absolute URL with another query",
        ),
        (
            "other-headers",
            request(("host", "api.example.com"), ("authorization", f"Bearer {token}"), ("cookie", "a=b")),
            "Other headers are not looked at",
        ),
        ("post", request(("authorization", f"Bearer {token}"), method="POST"), "Another method"),
        (
            "query-value-named-access-token",
            bearer(token, url="/invoices?q=access_token"),
            "access_token as a value, not a name",
        ),
        (
            "query-longer-name",
            bearer(token, url="/invoices?access_token_hint=1&my_access_token=2"),
            "Longer names that contain it",
        ),
        ("path-access-token", bearer(token, url="/access_token=1"), "access_token in the path"),
    ):
        file.granted(f"authorization-{id}", about, "both", asked, expected, row=28)


def _missing(file: VectorFile) -> None:
    token = fixtures.token()
    cases = {
        "nothing": (request(), "No header at all"),
        "other-headers": (request(("accept", "*/*"), ("cookie", f"token={token}")), "Other headers only"),
        "basic": (request(("authorization", "Basic YWdlbnQ6c2VjcmV0")), "Basic"),
        "dpop": (request(("authorization", f"DPoP {token}")), "DPoP is another scheme"),
        "digest": (request(("authorization", 'Digest username="agent"')), "Digest"),
        "parameters": (
            request(("authorization", r'Digest username="a, \"b", realm="c, Bearer x",qop = auth,	nc=1')),
            "Commas between and in the parameters of one scheme",
        ),
        "underscore": (request(("authorization", "Foo_Bar x")), "A scheme is any token of RFC 9110"),
        "dot": (request(("authorization", "Foo.Bar x")), "A scheme is any token of RFC 9110"),
        "bearerx": (request(("authorization", f"Bearerx {token}")), "A scheme that begins with Bearer"),
        "proxy": (request(("proxy-authorization", f"Bearer {token}")), "The proxy's header"),
    }
    for id, (asked, about) in cases.items():
        for policy in ("both", "realm"):
            file.refused(f"missing-{id}-{policy}", about, policy, asked, "missing_credentials", scopes="billing:read")
    headers = {"www-authenticate": "Bearer", "content-type": "application/json", "cache-control": "no-store"}
    named = {"tokens": "an access token", "both": "an access token or an API key", "keys": "an API key"}
    for policy, credentials in named.items():
        body = {
            "error_description": f"Send {credentials} in the Authorization header.",
            "code": "missing_credentials",
        }
        id = "missing-all-headers" if policy == "tokens" else f"missing-names-{policy}"
        about = f"All of the answer, which names what is accepted: {credentials}"
        file.refused(id, about, policy, request(), "missing_credentials", headers, body)


def _invalid(file: VectorFile) -> None:
    token = fixtures.token()
    cases = {
        "bearer-alone": "Bearer",
        "bearer-alone-lower-case": "bearer",
        "bearer-tab": f"Bearer\t{token}",
        "bearer-tab-after-space": f"Bearer \t{token}",
        "two-words": f"Bearer {token} {token}",
        "bearer-twice": f"Bearer Bearer {token}",
        "comma": f"Bearer {token},Bearer {token}",
        "comma-space": f"Bearer {token}, Bearer {token}",
        "quoted": f'Bearer "{token}"',
        "parameter": f"Bearer token={token}&x=y",
        "padding-first": "Bearer ==abc",
        "padding-inside": "Bearer ab=cd",
        "semicolon": f"Bearer {token};",
        "not-ascii": "Bearer caf\u00e9",
        "percent": "Bearer a%20b",
    }
    for id, value in cases.items():
        about = f"Not one b64token after Bearer and spaces: {id}"
        file.refused(f"invalid-{id}", about, "both", request(("authorization", value)), "invalid_request", row=28)
    for id, value in (("padding-only", "Bearer ="), ("brace", "Bearer {x}")):
        file.refused(
            f"invalid-{id}", "Not a b64token", "realm", request(("authorization", value)), "invalid_request", row=28
        )
    file.refused(
        "b64token-no-jwt", "A b64token that is no token", "tokens", bearer("mF_9.B5f-4.1JqM~+/=="), "malformed_token"
    )
    file.refused("b64token-short", "One letter", "tokens", bearer("x"), "malformed_token")


def _two(file: VectorFile) -> None:
    authorization = ("authorization", f"Bearer {fixtures.token()}")
    key_header = ("x-api-key", KEY)
    cases = {
        "same": request(authorization, authorization),
        "case": request(authorization, ("Authorization", authorization[1])),
        "basic-second": request(authorization, ("authorization", "Basic YTpi")),
        "basic-first": request(("authorization", "Basic YTpi"), authorization),
        "basic-first-joined": request(("authorization", f"Basic YTpi, {authorization[1]}")),
        "basic-first-joined-tight": request(("authorization", f"Basic YTpi,{authorization[1]}")),
        "basic-twice-joined": request(("authorization", "Basic YTpi, Basic YTpi")),
        "basic-and-nothing-joined": request(("authorization", "Basic YTpi, ")),
        "digest-first-joined": request(("authorization", f'Digest a="b, c=d", e=f, {authorization[1]}')),
        "token-and-key": request(authorization, key_header),
        "key-and-token": request(key_header, authorization),
        "key-twice": request(("authorization", f"Bearer {KEY}"), key_header),
        "keys": request(key_header, key_header),
        "keys-case": request(key_header, ("X-API-Key", KEY)),
        "keys-joined": request(("x-api-key", f"{KEY}, {KEY}")),
        "keys-joined-tight": request(("x-api-key", f"{KEY},{KEY}")),
        "expired-and-key": request(("authorization", f"Bearer {fixtures.token(exp=1)}"), key_header),
    }
    for id, asked in cases.items():
        about = f"Two credentials: {id}"
        file.refused(f"two-{id}", about, "both", asked, "invalid_request", api_keys=[RECORD], row=28)


def _query(file: VectorFile) -> None:
    token = fixtures.token()
    cases = {
        "alone": request(url=f"/invoices?access_token={token}"),
        "absolute": request(url=f"https://api.example.com/invoices?access_token={token}"),
        "second": request(url=f"/invoices?page=2&access_token={token}"),
        "last-of-three": request(url=f"/invoices?a=1&b=2&access_token={token}#top"),
        "and-header": bearer(token, url=f"/invoices?access_token={token}"),
        "and-key": request(("x-api-key", KEY), url=f"/invoices?access_token={token}"),
        "percent-encoded": request(url=f"/invoices?access%5Ftoken={token}"),
        "percent-encoded-letters": request(url=f"/invoices?%61ccess_%74oken={token}"),
        "other-token": bearer(token, url="/invoices?access_token=x"),
        "twice": request(url="/invoices?access_token=x&access_token=y"),
    }
    for id, asked in cases.items():
        about = f"A token in the query: {id}"
        file.refused(f"query-{id}", about, "both", asked, "invalid_request", api_keys=[RECORD], row=28)
