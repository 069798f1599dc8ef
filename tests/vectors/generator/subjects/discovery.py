"""From an issuer to its keys: metadata documents, whose issuer they must name, and several issuers at once."""

from .. import apikeys, fixtures, signing
from ..answers import UNAVAILABLE, answer, jwks, key, metadata, redirect
from ..casefile import VectorFile, bearer
from ..fixtures import ABSENT, ISSUER, KID
from ..wording import SENTENCE

TENANT = "https://auth.example.com/tenant/a"
OPENID = f"{ISSUER}.well-known/openid-configuration"
SERVER = f"{ISSUER}.well-known/oauth-authorization-server"
TENANT_OPENID = f"{TENANT}/.well-known/openid-configuration"
TENANT_SERVER = "https://auth.example.com/.well-known/oauth-authorization-server/tenant/a"
JWKS = "https://keys.example.net/set"
KEYS = {JWKS: answer(jwks(key("p256-1", KID)))}
OTHER = "https://other.example.com"
OTHER_JWKS = f"{OTHER}/jwks"


def build() -> VectorFile:
    file = VectorFile(
        "discovery",
        "Keys found through metadata; issuers that come and go without each other",
        "OpenID Connect Discovery §4, RFC 8414 §3, RFC 9110 §10.2.3",
    )
    file.policy("issuer", fixtures.policy(keys=ABSENT))
    file.policy("tenant", fixtures.policy(keys=ABSENT, issuer=TENANT))
    url = "https://meta.example.net/document"
    file.policy("metadata-url", fixtures.policy(keys=ABSENT, metadata_url=url))
    _documents(file)
    _issuers(file)
    _jwks_uris(file)
    _metadata_url(file, url)
    _plain_http(file)
    _two_issuers(file)
    _whole_answer(file)
    return file


def _granted(file, id, about, policy, fetches, **members) -> None:
    payload = fixtures.claims(**members)
    expected = fixtures.principal(payload)
    file.granted(f"discovery-{id}", about, policy, fixtures.token(payload), expected, fetches=fetches)


def _refused(file, id, about, policy, fetches, code="keys_unavailable", row=None, **members) -> None:
    rest = {"row": row} if row else {}
    token = fixtures.token(**members)
    file.refused(f"discovery-{id}", about, policy, token, code, fetches=fetches, **rest)


def _documents(file: VectorFile) -> None:
    good = answer(metadata(ISSUER, JWKS))
    own = answer(metadata(TENANT, JWKS))
    _granted(file, "openid", "The OpenID document, the issuer's slash not doubled", "issuer", KEYS | {OPENID: good})
    _granted(file, "openid-path", "An issuer with a path", "tenant", KEYS | {TENANT_OPENID: own}, iss=TENANT)
    second = KEYS | {OPENID: answer({"error": "not_found"}, 404), SERVER: good}
    _granted(file, "server", "No OpenID document: that of RFC 8414", "issuer", second)
    second = KEYS | {TENANT_OPENID: answer("", 404, None), TENANT_SERVER: own}
    about = "RFC 8414 puts the well-known part before the issuer's path"
    _granted(file, "server-path", about, "tenant", second, iss=TENANT)
    page = answer("<!doctype html>", content_type="text/html")
    about = "A page instead of the OpenID document"
    _granted(file, "server-after-html", about, "issuer", KEYS | {OPENID: page, SERVER: good})
    wrong = {f"{TENANT}/.well-known/oauth-authorization-server": own, TENANT_OPENID: answer("", 404, None)}
    about = "The RFC 8414 document behind the path, where the RFC does not put it"
    _refused(file, "server-appended", about, "tenant", KEYS | wrong, iss=TENANT)
    moved = f"{ISSUER}moved"
    about = "The document is redirected within the issuer's origin"
    _granted(file, "redirected", about, "issuer", KEYS | {OPENID: redirect(moved), moved: good})
    away = "https://evil.example/moved"
    about = "The document is redirected to another origin"
    _refused(file, "redirected-away", about, "issuer", KEYS | {OPENID: redirect(away), away: good}, row=39)
    _refused(file, "down", "Neither document can be had", "issuer", KEYS, row=30)
    about = "The second document is for a server that answers, not for one that is down"
    _refused(file, "first-down", about, "issuer", KEYS | {OPENID: UNAVAILABLE, SERVER: good}, row=30)
    _refused(file, "both-404", "Neither document exists", "issuer", {OPENID: answer("", 404), SERVER: answer("", 404)})
    _refused(file, "keys-down", "The document is there, the key set is not", "issuer", {OPENID: good}, row=30)
    text = good["body"]
    bodies = {
        "empty": "",
        "array": f"[{text}]",
        "truncated": text[:-1],
        "duplicate-issuer": text.replace("{", '{"issuer":"https://evil.example/",', 1),
        "duplicate-jwks-uri": text.replace("{", '{"jwks_uri":"https://evil.example/jwks",', 1),
        "key-set": answer(jwks(key("p256-1", KID)))["body"],
    }
    for id, body in bodies.items():
        about = f"Status 200, and a body that is no metadata document: {id}"
        _refused(file, f"body-{id}", about, "issuer", KEYS | {OPENID: answer(body)}, row=39)


def _issuers(file: VectorFile) -> None:
    """OpenID Connect Discovery §4.3, RFC 8414 §3.3: the document names exactly the issuer asked for."""
    others = {
        "no-slash": ISSUER[:-1],
        "two-slashes": ISSUER + "/",
        "upper-case": "https://AUTH.example.com/",
        "port": "https://auth.example.com:443/",
        "http": "http://auth.example.com/",
        "path": ISSUER + "tenant",
        "other": "https://evil.example/",
        "template": "https://auth.example.com/{tenantid}/",
        "empty": "",
        "number": 5,
        "array": [ISSUER],
        "null": None,
    }
    for id, issuer in others.items():
        document = metadata(ISSUER, JWKS) | {"issuer": issuer}
        about = f"The document names another issuer: {id}"
        _refused(file, f"issuer-{id}", about, "issuer", KEYS | {OPENID: answer(document)}, row=23)
    document = metadata(ISSUER, JWKS)
    del document["issuer"]
    _refused(
        file, "issuer-missing", "The document names no issuer", "issuer", KEYS | {OPENID: answer(document)}, row=23
    )
    document = answer(metadata(TENANT + "/", JWKS))
    about = "The document's issuer has a slash at the end, ours has none"
    _refused(file, "issuer-slash", about, "tenant", KEYS | {TENANT_OPENID: document}, iss=TENANT, row=23)


def _jwks_uris(file: VectorFile) -> None:
    values = {
        "missing": ABSENT,
        "null": None,
        "number": 5,
        "array": [JWKS],
        "empty": "",
        "relative": "/jwks",
        "http": "http://keys.example.net/set",
        "userinfo": "https://user:word@keys.example.net/set",
        "loopback": "http://127.0.0.1:9000/set",
        "fragment": JWKS + "#1",
        "file": "file:///etc/passwd",
        "ftp": "ftp://keys.example.net/set",
        "no-host": "https:///set",
        "space": "https://keys.example.net/a set",
        "line-end": "https://keys.example.net/set\r\nx: y",
        "too-long": JWKS + "?" + "a" * 4_000,
    }
    for id, value in values.items():
        document = metadata(ISSUER, JWKS) | {"jwks_uri": value}
        if value is ABSENT:
            del document["jwks_uri"]
        stands = {value: KEYS[JWKS]} if isinstance(value, str) else {}
        about = f"A jwks_uri that is not fetched: {id}"
        _refused(file, f"jwks-uri-{id}", about, "issuer", KEYS | stands | {OPENID: answer(document)}, row=39)
    with_query = JWKS + "?tenant=a&b=%20"
    fetches = {OPENID: answer(metadata(ISSUER, with_query)), with_query: KEYS[JWKS]}
    _granted(file, "jwks-uri-query", "A jwks_uri with a query", "issuer", fetches)
    fetches = {OPENID: answer(metadata(ISSUER, JWKS)), JWKS: answer(metadata(ISSUER, JWKS))}
    _refused(file, "jwks-uri-metadata", "A metadata document where the key set should be", "issuer", fetches)


def _metadata_url(file: VectorFile, url: str) -> None:
    good = answer(metadata(ISSUER, JWKS))
    _granted(file, "url", "The document stands elsewhere than the issuer", "metadata-url", KEYS | {url: good})
    about = "Its issuer must be ours all the same"
    found = answer(metadata("https://meta.example.net/", JWKS))
    _refused(file, "url-issuer", about, "metadata-url", KEYS | {url: found}, row=23)
    about = "Told where the document is, nothing else is tried"
    _refused(file, "url-only", about, "metadata-url", KEYS | {url: answer("", 404), OPENID: good, SERVER: good})


def _plain_http(file: VectorFile) -> None:
    """Plain http is for the own machine, or for whoever says so."""
    for number, host in enumerate(("localhost:9000", "127.0.0.1:9000", "[::1]:9000"), 1):
        issuer = f"http://{host}"
        name = file.policy(f"loopback-{number}", fixtures.policy(keys=ABSENT, issuer=issuer))
        found = {f"{issuer}/.well-known/openid-configuration": answer(metadata(issuer, f"{issuer}/jwks"))}
        fetches = found | {f"{issuer}/jwks": KEYS[JWKS]}
        _granted(file, f"loopback-{number}", f"An issuer on {host}", name, fetches, iss=issuer)
    url = "http://keys.internal.example/set"
    danger = fixtures.policy(keys=ABSENT, jwks_uri=url, danger_allow_http=True)
    name = file.policy("danger-allow-http", danger)
    _granted(file, "danger-allow-http", "Plain http where the policy says so", name, {url: KEYS[JWKS]})


def _two_issuers(file: VectorFile) -> None:
    first = fixtures.issuer(keys=ABSENT)
    other = fixtures.issuer(issuer=OTHER, keys=ABSENT, jwks_uri=OTHER_JWKS)
    name = file.policy("two", {"issuers": [first, other], "api_keys": {"prefix": "sk_agent"}})
    document = {OPENID: answer(metadata(ISSUER, JWKS))}
    up = KEYS | document | {OTHER_JWKS: answer(jwks(key("p256-2", KID), key("p256-2", "theirs")))}

    def token(issuer: str, signer: str, kid: str) -> str:
        return signing.token(fixtures.claims(iss=issuer), signer, "ES256", fixtures.header(kid=kid))

    for id, issuer, signer in (("first", ISSUER, "p256-1"), ("other", OTHER, "p256-2")):
        payload = fixtures.claims(iss=issuer)
        about = f"Both issuers have keys: a token of the {id}"
        expected = fixtures.principal(payload)
        file.granted(f"two-{id}", about, name, token(issuer, signer, KID), expected, fetches=up)
    crossed = {
        "kid-of-both": (token(ISSUER, "p256-2", KID), "invalid_signature"),
        "own-kid": (token(ISSUER, "p256-2", "theirs"), "unknown_key"),
        "back": (token(OTHER, "p256-1", KID), "invalid_signature"),
    }
    for id, (signed, code) in crossed.items():
        about = f"One issuer's key signs for the other: {id}"
        file.refused(f"two-crossed-{id}", about, name, signed, code, fetches=up, row=24)
    half = {url: found for url, found in up.items() if url != OTHER_JWKS} | {OTHER_JWKS: UNAVAILABLE}
    payload = fixtures.claims()
    signed, expected = token(ISSUER, "p256-1", KID), fixtures.principal(payload)
    file.granted("two-half-first", "The other is down: this one is not", name, signed, expected, fetches=half)
    signed = token(OTHER, "p256-2", KID)
    file.refused("two-half-other", "This one is down", name, signed, "keys_unavailable", fetches=half, row=30)
    text = apikeys.key("first")
    record = apikeys.record(text, apikeys.key_id("first"))
    about, down = "All issuers are down: API keys are not", {OPENID: UNAVAILABLE, OTHER_JWKS: UNAVAILABLE}
    file.granted("two-api-key", about, name, text, apikeys.principal(record), api_keys=[record], fetches=down)
    static = {"issuers": [fixtures.issuer(), other]}
    name = file.policy("static-and-fetched", static)
    payload = fixtures.claims()
    about = "Keys of one issuer stand in the policy, those of the other are down"
    signed = fixtures.token(payload)
    file.granted("two-static", about, name, signed, fixtures.principal(payload), fetches={OTHER_JWKS: UNAVAILABLE})


def _whole_answer(file: VectorFile) -> None:
    for policy, realm in (("issuer", None), ("realm", "example")):
        if realm:
            file.policy(policy, fixtures.policy(keys=ABSENT, realm=realm))
        sentence = SENTENCE["keys_unavailable"]
        body = {"error": "temporarily_unavailable", "error_description": sentence, "code": "keys_unavailable"}
        headers = {"retry-after": "1", "content-type": "application/json", "cache-control": "no-store"}
        id, about = f"keys-unavailable-{policy}", "The whole answer while an issuer's keys cannot be fetched"
        asked = bearer(fixtures.token())
        file.refused(id, about, policy, asked, "keys_unavailable", headers, body, fetches={OPENID: UNAVAILABLE}, row=30)
    about = "Without a credential nothing is fetched and nothing unavailable"
    asked = {"method": "GET", "url": "/invoices", "headers": []}
    file.refused(
        "keys-unavailable-no-credential", about, "issuer", asked, "missing_credentials", fetches={OPENID: UNAVAILABLE}
    )
