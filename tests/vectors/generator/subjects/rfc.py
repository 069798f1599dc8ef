"""Keys and tokens printed in RFCs. None names an audience, so a genuine one ends at missing_claim."""

from ..casefile import NOW, VectorFile
from ..encoding import b64url, from_b64url

EXP = 1_300_819_380
PAYLOAD = "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ"
A1_KEY = {
    "kty": "oct",
    "k": "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow",
    "alg": "HS256",
}
A1 = f"eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.{PAYLOAD}.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
A2_KEY = {
    "kty": "RSA",
    "n": "ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMs"
    "D1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdV"
    "MTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ",
    "e": "AQAB",
}
A2 = (
    f"eyJhbGciOiJSUzI1NiJ9.{PAYLOAD}.cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W"
    "2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN93"
    "83LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0ig"
    "cN_IoypGlUPQGe77Rw"
)
A3_KEY = {
    "kty": "EC",
    "crv": "P-256",
    "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
    "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
}
A3 = f"eyJhbGciOiJFUzI1NiJ9.{PAYLOAD}.DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q"
A4_KEY = {
    "kty": "EC",
    "crv": "P-521",
    "x": "AekpBQ8ST8a8VcfVOTNl353vSrDCLLJXmPk06wTjxrrjcBpXp5EOnYG_NjFZ6OvLFV1jSfS9tsz4qUxcWceqwQGk",
    "y": "ADSmRA43Z1DSNx_RvcLI87cdL07l6jQyyBXMoxVg_l2Th-x3S1WDhjDly79ajL4Kkd0AZMaZmh9ubmf63e3kyMj2",
}
A4 = (
    "eyJhbGciOiJFUzUxMiJ9.UGF5bG9hZA.AdwMgeerwtHoh-l192l60hp9wAHZFVJbLfD_UxMi70cwnZOYaRI1bKPWROc-mZZqwqT2SI-KGDKB34XO0aw_7Xdt"
    "AG8GaSwFKdCAPZgoXD2YBJZCPEX3xKpRwcdOO8KpEHwJjyqOgzDO7iKvU8vcnwNrmxYbSW9ERBXukOXolLzeO_Jn"
)
A6 = (
    f'{{"payload":"{PAYLOAD}","signatures":[{{"protected":"eyJhbGciOiJSUzI1NiJ9","header":{{"kid":"2010-12-29"}},'
    f'"signature":"{A2.rsplit(".", 1)[1]}"}},{{"protected":"eyJhbGciOiJFUzI1NiJ9","header":'
    f'{{"kid":"e9bc097a-ce51-4036-9562-d2ade882db0d"}},"signature":"{A3.rsplit(".", 1)[1]}"}}]}}'
)
RFC8037_KEY = {"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}
RFC8037 = (
    "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc.hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5B"
    "hVsPt9g7sVvpAr_MuM0KAg"
)


def build() -> VectorFile:
    file = VectorFile("rfc", "Examples printed in RFCs", "RFC 7515 Appendix A, RFC 7519 §3.1, RFC 8037 Appendix A.4")
    examples = {"a1-hs256": ("HS256", A1_KEY, A1), "a2-rs256": ("RS256", A2_KEY, A2), "a3-es256": ("ES256", A3_KEY, A3)}
    for id, (alg, key, token) in examples.items():
        _example(file, id, alg, key, token)
    unsecured = f"eyJhbGciOiJub25lIn0.{PAYLOAD}."
    file.refused(
        "rfc7515-a5-unsecured",
        "RFC 7515 A.5, unsecured",
        "a1-hs256",
        unsecured,
        "algorithm_not_allowed",
        now=EXP - 60,
        row=1,
    )
    file.refused(
        "rfc7515-a6-json", "RFC 7515 A.6, JSON serialization", "a2-rs256", A6, "malformed_token", now=EXP - 60, row=26
    )
    name = file.policy("a4-es512", _policy("ES512", A4_KEY))
    file.refused(
        "rfc7515-a4-es512",
        "RFC 7515 A.4: a JWS whose payload is no JSON",
        name,
        A4,
        "malformed_token",
        now=EXP - 60,
        row=22,
    )
    name = file.policy("rfc8037-a4", _policy("EdDSA", RFC8037_KEY))
    file.refused(
        "rfc8037-a4-eddsa",
        "RFC 8037 A.4: a JWS whose payload is no JSON",
        name,
        RFC8037,
        "malformed_token",
        now=EXP - 60,
        row=22,
    )
    pair = file.policy("a1-key-as-rs256", _policy("RS256", A2_KEY))
    file.refused(
        "rfc7515-a1-under-rs256",
        "A.1 where only RS256 is allowed",
        pair,
        A1,
        "algorithm_not_allowed",
        now=EXP - 60,
        row=7,
    )
    return file


def _example(file: VectorFile, id: str, alg: str, key: dict, token: str) -> None:
    name = file.policy(id, _policy(alg, key))

    def refused(label, about, code, credential=token, now=EXP - 60, policy=name):
        file.refused(f"rfc7515-{id}-{label}", f"RFC 7515 {id}: {about}", policy, credential, code, now=now)

    refused("genuine", "the signature is good, the audience is missing", "missing_claim")
    refused("leeway", "four seconds after exp, inside the leeway", "missing_claim", now=EXP + 4)
    refused("expired", "five seconds after exp", "expired", now=EXP + 5)
    refused("today", "long after exp", "expired", now=NOW)
    refused("flipped-signature", "one bit of the signature flipped", "invalid_signature", _flipped(token, 2, 5))
    refused("flipped-payload", "root spelt otherwise", "invalid_signature", _flipped(token, 1, 60))
    other = file.policy(f"{id}-other-list", _policy("ES512", A4_KEY))
    refused("other-list", "an algorithm the issuer does not list", "algorithm_not_allowed", policy=other)
    stranger = file.policy(f"{id}-stranger", _policy(alg, key, "jane"))
    refused("stranger", "another issuer is expected", "unknown_issuer", policy=stranger)


def _policy(alg: str, key: dict, issuer: str = "joe") -> dict:
    return {"issuers": [{"issuer": issuer, "audience": "https://api.example.com", "algorithms": [alg], "keys": key}]}


def _flipped(token: str, part: int, index: int) -> str:
    """The token with one bit of one byte changed, still JSON where it was JSON."""
    parts = token.split(".")
    data = bytearray(from_b64url(parts[part]))
    data[index] ^= 1
    parts[part] = b64url(bytes(data))
    return ".".join(parts)
