"""A vector file: named policies and cases, each with the verdict the contract gives."""

import json

STATUS = {"missing_credentials": 401, "invalid_request": 400, "insufficient_scope": 403, "insufficient_claims": 403}
STATUS["origin_not_allowed"] = 403
UNAVAILABLE = ("keys_unavailable", "state_unavailable")
STATUS |= dict.fromkeys(UNAVAILABLE, 503)
REJECTED = """malformed_token token_too_large algorithm_not_allowed unsupported_critical unknown_issuer
unknown_key invalid_signature expired not_yet_valid issued_in_future too_old wrong_audience wrong_type
missing_claim invalid_claim malformed_api_key unknown_api_key api_key_expired api_key_inactive
binding_required delegation_too_deep""".split()
STATUS |= dict.fromkeys(REJECTED, 401)
MISCONFIGURED = ("invalid_policy", "invalid_key", "weak_key")
NOW = 1_800_000_000


class VectorFile:
    def __init__(self, name: str, about: str, reference: str):
        self.name, self.about, self.reference = name, about, reference
        self.policies: dict[str, dict] = {}
        # What the network answers to every case of the file, by URL; a case may add its own.
        self.fetches: dict[str, dict | str] = {}
        self.cases: list[dict] = []

    def policy(self, name: str, policy: dict) -> str:
        assert self.policies.setdefault(name, policy) == policy, f"{self.name}: two policies named {name}"
        return name

    def granted(self, id: str, about: str, policy: str, credential, principal: dict, **more) -> None:
        expect = {"code": None, "status": 200, "principal": principal}
        self._add(id, about, policy, credential, expect, more)

    def refused(self, id: str, about: str, policy: str, credential, code: str, headers=None, body=None, **more) -> None:
        expect: dict = {"code": code, "status": STATUS[code]}
        if body is not None:
            expect["body"] = json.dumps(body, separators=(",", ":"), ensure_ascii=False)
        if code == "missing_credentials" and headers is None:
            headers = {"www-authenticate": challenge(None, self.policies[policy].get("realm"))}
        if code in UNAVAILABLE and headers is None:
            headers = {"retry-after": "1", "content-type": "application/json", "cache-control": "no-store"}
        if headers:
            expect["headers"] = headers
        self._add(id, about, policy, credential, expect, more)

    def misconfigured(self, id: str, about: str, policy: dict, code: str, path: str, row: int | None = None):
        assert code in MISCONFIGURED
        case = {"id": id, "about": about} | ({"row": row} if row else {})
        self.cases.append(case | {"policy": policy, "expect": {"code": code, "path": path}})

    def misrequired(self, id: str, about: str, policy: str, scopes, path: str) -> None:
        """A requirement that does not construct: the route is at fault, not the caller."""
        expect = {"code": "invalid_policy", "path": path}
        self._add(id, about, policy, "a.b.c", expect, {"scopes": scopes})

    def _add(self, id, about, policy, credential, expect, more) -> None:
        assert policy in self.policies, f"{id}: no policy {policy}"
        row, now = more.pop("row", None), more.pop("now", NOW)
        allowed = {"scopes", "api_keys", "fetches", "places", "optional", "granted_headers"}
        assert set(more) <= allowed, f"{id}: {more}"
        case = {"id": id, "about": about} | ({"row": row} if row else {}) | {"policy": policy}
        asks = isinstance(credential, dict) and "url" in credential
        case |= {"request": credential} if asks else {"credential": credential}
        self.cases.append(case | more | {"now": now, "expect": expect})

    def text(self) -> str:
        document = {
            "about": self.about,
            "reference": self.reference,
            "policies": self.policies,
        }
        if self.fetches:
            document["fetches"] = self.fetches
        document["cases"] = self.cases
        return json.dumps(document, indent=1) + "\n"


def challenge(error, realm=None, description=None, scope=None, metadata=None) -> str:
    """A WWW-Authenticate value, RFC 6750 section 3 and RFC 9728 section 5.1."""
    members = {"realm": realm, "error": error, "error_description": description, "scope": scope}
    members["resource_metadata"] = metadata
    text = ", ".join(f'{name}="{value}"' for name, value in members.items() if value is not None)
    return f"Bearer {text}".rstrip()


def repeat(text: str, times: int, prefix: str = "", suffix: str = "") -> dict:
    return {"prefix": prefix, "repeat": text, "times": times, "suffix": suffix}


def request(*headers, url: str = "/invoices", method: str = "GET") -> dict:
    return {"method": method, "url": url, "headers": [list(header) for header in headers]}


def bearer(credential: str, scheme: str = "Bearer", url: str = "/invoices") -> dict:
    return request(("authorization", f"{scheme} {credential}"), url=url)
