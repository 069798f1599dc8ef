"""Checks our own signatures with joserfc and PyJWT, so that a vector is never wrong by one library's bug."""

import base64
import json
import urllib.parse

from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from joserfc import jwk as jose_jwk
from joserfc.jws import JWSRegistry
from jwt.algorithms import get_default_algorithms

from .encoding import from_b64url, to_json
from .providers import BY_NAME

# Refusals that the check order puts after the signature: such a token must verify.
GENUINE = """expired not_yet_valid issued_in_future too_old wrong_audience wrong_type missing_claim invalid_claim
binding_required delegation_too_deep insufficient_scope""".split()


def selftest(files: list) -> int:
    counts = {True: 0, False: 0}
    wrong = []
    for file in files:
        for case in file.cases:
            token, wanted = _token(case), _wanted(case)
            if token is None or wanted is None:
                continue
            # PyJWT itself reads no header whose kid is null.
            header, payload = (json.loads(from_b64url(part)) for part in token.split(".")[:2])
            policy, fetches = file.policies[case["policy"]], file.fetches | case.get("fetches", {})
            if not any(_is_from(payload, entry, fetches) for entry in policy["issuers"]):
                continue
            counts[wanted] += 1
            keys = _selected(policy, payload, header, fetches)
            for verifies in (_pyjwt_verifies, _joserfc_verifies):
                if any(verifies(token, key, header["alg"]) for key in keys) != wanted:
                    wrong.append(f"{file.name}: {case['id']} ({verifies.__name__})")
            principal = case["expect"].get("principal")
            if principal and principal["claims"] != payload:
                wrong.append(f"{file.name}: {case['id']} (claims)")
    print(f"{counts[True]} genuine and {counts[False]} forged tokens, each by two libraries")
    print("\n".join(wrong) if wrong else "all as expected")
    return 1 if wrong else 0


def _wanted(case: dict) -> bool | None:
    """Whether the signature must verify; None where the verdict does not depend on it."""
    code = case["expect"]["code"]
    if code == "invalid_signature":
        return False
    principal = case["expect"].get("principal")
    granted = code is None and principal is not None and principal["credential"] == "jwt"
    return True if granted or code in GENUINE else None


def _token(case: dict) -> str | None:
    """The token of a case, if it carries one that is written out."""
    text = case.get("credential")
    for name, value in case.get("request", {}).get("headers", []):
        if name.lower() == "authorization" and isinstance(value, str):
            text = value.split(" ")[-1]
    return text if isinstance(text, str) and text.count(".") == 2 else None


def _selected(policy: dict, payload: dict, header: dict, fetches: dict) -> list:
    """The keys of the issuer that the header may select, as bare JWKs, whatever form they were given in."""
    given, fetched = [], []
    for entry in policy["issuers"]:
        if not _is_from(payload, entry, fetches):
            continue
        if "keys" in entry:
            for key in entry["keys"] if isinstance(entry["keys"], list) else [entry["keys"]]:
                given += [_of_use(_told(one), entry) for one in key.get("keys", [key])]
        if "keys" not in entry or "jwks_uri" in entry or "metadata_url" in entry:
            fetched += _fetched(entry, payload, fetches)
    chosen = _by_kid(given, header.get("kid")) + _by_kid(fetched, header.get("kid"))
    alg = header["alg"]
    return [key for key in map(_as_jwk, chosen) if key and key.get("alg", alg) == alg and _fits(key, alg)]


def _by_kid(keys: list, kid: str | None) -> list:
    named = [key for key in keys if key.get("kid") == kid]
    without = [key for key in keys if "kid" not in key]
    return (without or keys) if kid is None else (named or without)


def _told(key: dict) -> dict:
    """A key's members; one that is null says nothing."""
    return {name: value for name, value in key.items() if value is not None}


def _of_use(key: dict, entry: dict) -> dict:
    """A key for JWT-SVIDs is one for signatures where it belongs; the libraries know no such use."""
    if entry.get("preset") == "spiffe" and key.get("use") == "jwt-svid":
        return key | {"use": "sig"}
    return key


def _is_from(payload: dict, entry: dict, fetches: dict) -> bool:
    """Whether the entry is the token's issuer; a preset's is the one its metadata names."""
    if entry.get("preset") == "spiffe" and "issuer" not in entry:
        return payload.get("sub", "").startswith(f"spiffe://{entry['trust_domain']}/")
    if not isinstance(payload.get("iss"), str):
        return False
    if (known := _known(entry)) and "issuer" not in entry:
        return payload["iss"] == _filled(known.issuer, known, entry)
    if "preset" in entry and "issuer" not in entry:
        return "keys" in entry or "jwks_uri" in entry or bool(_documents(payload["iss"], fetches))
    return entry["issuer"] == payload["iss"]


def _known(entry: dict):
    """The provider of a preset that knows where the key set is, so that no metadata names it."""
    provider = BY_NAME.get(entry.get("preset"))
    return provider if provider and provider.metadata_url is None and provider.name != "spiffe" else None


def _filled(template: str, known, entry: dict) -> str:
    """A text of the provider, with the entry's parameters instead of its own."""
    for name, value in (known.members | {"api_host": "api.stytch.com"}).items():
        if isinstance(value, str) and name in entry:
            template = template.replace(value, entry[name])
    return template


def _documents(issuer: str, fetches: dict) -> list:
    """The metadata documents that name this issuer."""
    bodies = [_json(found) for found in fetches.values()]
    return [body for body in bodies if isinstance(body, dict) and body.get("issuer") == issuer]


def _fetched(entry: dict, payload: dict, fetches: dict) -> list:
    """The usable keys of the set that the issuer publishes."""
    urls = [entry["jwks_uri"]] if "jwks_uri" in entry else []
    urls += [document["jwks_uri"] for document in _documents(payload.get("iss"), fetches) if not urls]
    if (known := _known(entry)) and not urls:
        urls = [_filled(known.jwks_uri, known, entry)]
    found = fetches.get(urls[0], {}) if urls else {}
    while isinstance(found, dict) and 300 <= found.get("status", 0) < 400:
        found = fetches.get(urllib.parse.urljoin(urls[0], found["headers"]["location"].strip()), {})
    body, keys = _json(found), []
    use = "jwt-svid" if entry.get("preset") == "spiffe" else "sig"
    for key in body.get("keys", []) if isinstance(body, dict) else []:
        key = _told(key) if isinstance(key, dict) else {}
        if key.get("use", "sig") != use or key.get("kty") not in ("EC", "RSA", "OKP"):
            continue
        if "d" not in key and "verify" in key.get("key_ops", ["verify"]):
            keys.append({name: value for name, value in key.items() if name != "use"})
    return keys


def _json(found):
    try:
        body = found.get("body") if isinstance(found, dict) else None
        text = body if isinstance(body, str) else body["prefix"] + body["repeat"] * body["times"]
        return json.loads(text.removeprefix("\ufeff"))
    except (TypeError, ValueError):
        return None


def _as_jwk(key: dict) -> dict | None:
    if "secret" in key:
        return {"kty": "oct", "k": key["secret"], "alg": key["alg"]}
    if "pem" in key:
        kinds = {rsa.RSAPublicKey: "RSA", ec.EllipticCurvePublicKey: "EC", ed25519.Ed25519PublicKey: "OKP"}
        loaded = load_pem_public_key(key["pem"].encode("ascii"))
        kty = next(name for kind, name in kinds.items() if isinstance(loaded, kind))
        return jose_jwk.import_key(key["pem"], kty).as_dict(private=False)
    if key.get("use", "sig") != "sig":
        return None
    return _plain({name: value for name, value in key.items() if name not in ("use", "key_ops", "kid")})


def _plain(key: dict) -> dict | None:
    """The key with its numbers as RFC 7518 writes them, because the libraries read no other form."""
    width = {"P-256": 32, "P-384": 48, "P-521": 66, "Ed25519": 32}.get(key.get("crv"), 0)
    numbers = {}
    for name in {"RSA": ("n", "e"), "EC": ("x", "y"), "OKP": ("x",)}.get(key["kty"], ()):
        try:
            number = base64.b64decode(key[name].translate(str.maketrans("-_", "+/", "=")) + "==", validate=False)
        except (AttributeError, KeyError, ValueError):
            return None
        octets = number if key["kty"] == "OKP" else number.lstrip(b"\0").rjust(width, b"\0")
        numbers[name] = base64.urlsafe_b64encode(octets).decode("ascii").rstrip("=")
    return key | numbers


def _fits(key: dict, alg: str) -> bool:
    if key["kty"] == "EC":
        return key["crv"] == {"ES256": "P-256", "ES384": "P-384", "ES512": "P-521"}.get(alg)
    return key["kty"] == {"HS": "oct", "RS": "RSA", "PS": "RSA", "Ed": "OKP"}.get(alg[:2])


def _pyjwt_verifies(token: str, key: dict, alg: str) -> bool:
    # PyJWT knows Ed25519 only under its older name; the signature is the same.
    algorithm = get_default_algorithms()["EdDSA" if alg == "Ed25519" else alg]
    signing_input, signature = token.rsplit(".", 1)
    return algorithm.verify(signing_input.encode(), algorithm.from_jwk(to_json(key).decode()), from_b64url(signature))


def _joserfc_verifies(token: str, key: dict, alg: str) -> bool:
    algorithm = JWSRegistry.algorithms[alg]
    signing_input, signature = token.rsplit(".", 1)
    loaded = jose_jwk.import_key(key)
    return algorithm.verify(signing_input.encode(), from_b64url(signature), loaded)
