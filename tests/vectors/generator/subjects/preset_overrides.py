"""Presets with members of the policy's own, and keys that say whose they are."""

from .. import fixtures
from ..answers import answer, jwks, key, metadata
from ..casefile import NOW, VectorFile
from ..fixtures import ABSENT
from ..preset_cases import granted_of, refused_of
from ..provider import API, Provider
from ..providers import ALL, BY_NAME, CLIENT, OTHER_TENANT, TENANT


def build() -> VectorFile:
    file = VectorFile(
        "preset_overrides",
        "Presets changed by the policy, and whose keys count",
        "DESIGN, each provider's documentation",
    )
    for provider in ALL:
        file.fetches |= provider.fetches()
        file.policy(provider.name, {"issuers": [provider.members]})
    _tenants(file)
    _overrides(file)
    _addresses(file)
    return file


def _tenants(file: VectorFile) -> None:
    """Microsoft Entra: a key may say for which tenant it signs, by template or by name."""
    entra, v1 = BY_NAME["entra"], BY_NAME["entra_v1"]
    template = "https://login.microsoftonline.com/{tenantid}/v2.0"
    own = template.replace("{tenantid}", TENANT)
    for id, issuer, code in (
        ("template", template, None),
        ("own", own, None),
        ("own-upper", own.upper(), None),
        ("consumers", template.replace("{tenantid}", OTHER_TENANT), "unknown_key"),
        ("number", 5, "unknown_key"),
    ):
        keys = jwks(key("rsa-1", alg=None, issuer=issuer), key("rsa-2", "key-2"))
        more = {"fetches": {entra.jwks_uri: answer(keys)}, "row": 7}
        about = f"entra: a key whose issuer is: {id}"
        if code is None:
            granted_of(file, f"entra-key-{id}", about, entra, more=more)
        else:
            refused_of(file, f"entra-key-{id}", about, entra, code, more=more)
    keys = jwks(key("rsa-1", issuer=template.replace("{tenantid}", OTHER_TENANT)), key("rsa-2", "key-2"))
    more = {"fetches": {v1.jwks_uri: answer(keys)}, "row": 7}
    refused_of(file, "entra-v1-key-consumers", "entra_v1: a key of another tenant", v1, "unknown_key", more=more)
    name = file.policy("entra-upper", {"issuers": [entra.members | {"tenant": TENANT.upper()}]})
    granted_of(file, "entra-tenant-upper", "entra: the tenant in upper case, as portals show it", entra, name)
    cognito = BY_NAME["cognito"]
    china = "https://cognito-idp.cn-north-1.amazonaws.com.cn/cn-north-1_Example1"
    members = {"region": "cn-north-1", "user_pool_id": "cn-north-1_Example1", "dns_suffix": "amazonaws.com.cn"}
    name = file.policy("cognito-china", {"issuers": [cognito.members | members]})
    found = {
        f"{china}/.well-known/openid-configuration": answer(metadata(china, f"{china}/jwks")),
        f"{china}/jwks": answer(cognito.keys),
    }
    expected = {"issuer": china}
    more = {"fetches": found}
    granted_of(file, "cognito-china", "cognito: China", cognito, name, expected=expected, more=more, iss=china)
    spiffe = BY_NAME["spiffe"]
    bundle = {"keys": spiffe.keys, "jwks_uri": ABSENT}
    given = fixtures.without_absent(spiffe.members | bundle)
    name = file.policy("spiffe-given", {"issuers": [given]})
    granted_of(file, "spiffe-given", "spiffe: the bundle given in the policy", spiffe, name)
    about = "spiffe: the bundle given in the policy, a key of another use"
    refused_of(file, "spiffe-given-sig", about, spiffe, "unknown_key", name, head={"kid": "sig-1"}, signer="p384-1", alg="ES384")


def _overrides(file: VectorFile) -> None:
    """A member given beside the preset wins over the preset's."""
    auth0, okta = BY_NAME["auth0"], BY_NAME["okta"]

    def policy(id: str, provider: Provider, **members) -> str:
        return file.policy(f"override-{id}", {"issuers": [provider.members | members]})

    name = policy("issuer", auth0, issuer="https://login.example.com/")
    document = metadata("https://login.example.com/", auth0.jwks_uri)
    found = {"https://login.example.com/.well-known/openid-configuration": answer(document)}
    about = "The issuer: a custom domain"
    expected = {"issuer": "https://login.example.com/"}
    granted_of(
        file,
        "override-issuer",
        about,
        auth0,
        name,
        expected=expected,
        more={"fetches": found},
        iss=expected["issuer"],
    )
    refused_of(
        file, "override-issuer-preset", "The preset's issuer is another then", auth0, "unknown_issuer", name
    )
    name = policy("algorithms", auth0, algorithms=["PS256"])
    found = {auth0.jwks_uri: answer(jwks(key(alg="PS256")))}
    granted_of(file, "override-algorithms", "The algorithms", auth0, name, alg="PS256", more={"fetches": found})
    about = "The preset's algorithm is not allowed then"
    refused_of(file, "override-algorithms-preset", about, auth0, "algorithm_not_allowed", name)
    name = policy("keys", auth0, keys=jwks(key("rsa-2")))
    granted_of(file, "override-keys", "The keys, instead of fetched ones", auth0, name, signer="rsa-2")
    refused_of(
        file, "override-keys-preset", "The published key is not used then", auth0, "invalid_signature", name
    )
    moved = "https://mirror.example.com/jwks"
    name = policy("jwks-uri", auth0, jwks_uri=moved)
    more = {"fetches": {moved: answer(jwks(key("rsa-2")))}}
    granted_of(file, "override-jwks-uri", "The key set's address", auth0, name, signer="rsa-2", more=more)
    moved = "https://mirror.example.com/metadata"
    name = policy("metadata-url", okta, metadata_url=moved)
    more = {
        "fetches": {moved: answer(metadata(okta.issuer, okta.jwks_uri)), okta.metadata_url: "unavailable"}
    }
    granted_of(file, "override-metadata-url", "The metadata's address", okta, name, more=more)
    name = policy("profile", auth0, profile="rfc9068")
    members = {"azp": ABSENT, "client_id": CLIENT, "jti": "a"}
    granted_of(file, "override-profile", "The profile", auth0, name, head={"typ": "at+jwt"}, **members)
    refused_of(file, "override-profile-jwt", "The profile wants its type", auth0, "wrong_type", name)
    name = policy("required", okta, required_claims=["uid"])
    granted_of(file, "override-required", "More required claims", okta, name)
    about = "To ask for more takes nothing away of what tells access tokens from others"
    refused_of(file, "override-required-fewer", about, okta, "missing_claim", name, cid=ABSENT, more={"row": 25})
    refused_of(
        file, "override-required-missing", "The required claims", okta, "missing_claim", name, uid=ABSENT
    )
    keycloak = BY_NAME["keycloak"]
    name = policy("scope-claims", keycloak, scope_claims=[["resource_access", "account", "roles"]])
    about = "The scope claims: a client's roles"
    granted_of(file, "override-scope-claims", about, keycloak, name, expected={"scopes": ["view-profile"]})
    name = policy("client-id", keycloak, client_id_claims=["preferred_username"])
    granted_of(
        file, "override-client-id", "The client id's claim", keycloak, name, expected={"client_id": "alice"}
    )
    cognito = BY_NAME["cognito"]
    name = policy("audience-claim", cognito, audience_claim="aud", audience=API)
    about = "The audience's claim"
    granted_of(file, "override-audience-claim", about, cognito, name, expected={"audience": [API]}, aud=API)
    name = policy("leeway", auth0, leeway_seconds=300)
    granted_of(file, "override-leeway", "What no preset sets", auth0, name, exp=NOW - 299)


def _addresses(file: VectorFile) -> None:
    """A preset that knows where the key set is, and a policy that says otherwise."""
    clerk = BY_NAME["clerk"]

    def policy(id: str, **members) -> str:
        return file.policy(f"override-clerk-{id}", {"issuers": [clerk.members | members]})

    moved = "https://mirror.example.com/clerk"
    more = {"fetches": {moved: answer(jwks(key("rsa-2"))), clerk.jwks_uri: "unavailable"}}
    name = policy("jwks-uri", jwks_uri=moved)
    about = "The key set's address, instead of the preset's"
    granted_of(file, "override-clerk-jwks-uri", about, clerk, name, signer="rsa-2", more=more)
    found = {moved: answer(metadata(clerk.issuer, f"{moved}/keys")), f"{moved}/keys": answer(jwks(key("rsa-2")))}
    more = {"fetches": found}
    name = policy("metadata-url", metadata_url=moved)
    about = "The metadata's address, instead of the key set's"
    granted_of(file, "override-clerk-metadata-url", about, clerk, name, signer="rsa-2", more=more)
    name = policy("keys", keys=jwks(key("rsa-2")))
    about = "The keys, instead of fetched ones, where the preset knows the key set's address"
    granted_of(file, "override-clerk-keys", about, clerk, name, signer="rsa-2")
    b2c = BY_NAME["b2c"]
    name = file.policy("override-b2c-tfp", {"issuers": [b2c.members | {"required_claims": ["tfp"]}]})
    about = "A claim that the preset asks for too keeps the preset's value"
    granted_of(file, "override-b2c-tfp", about, b2c, name)
    refused_of(file, "override-b2c-tfp-other", about, b2c, "invalid_claim", name, tfp="B2C_1_edit", more={"row": 25})
