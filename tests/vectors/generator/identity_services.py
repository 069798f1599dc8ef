"""Identity services that a company runs, as their public documentation describes them."""

from .casefile import NOW
from .provider import JWT, NBF, TIMES, Provider

ORIGIN = "https://app.example.com"
SUPABASE_CLIENT = "9a8b7c6d-5e4f-4a3b-9c2d-1e0f9a8b7c6d"
B2C_TENANT = "775527ff-9a37-4307-8b3d-cc311f58d925"
B2C_API = "f2a76e08-93f2-4350-833c-965c02483b11"
B2C_CLIENT = "38307aee-303c-4fff-8087-d8d2751c3180"
AUD_TAG = "32eafc7626e737af2c6b6a5c8d6a1f5ea2b1f9ad44c7c0d2b3b9d2f0a1e4c5d6"
STYTCH = "project-live-1abc"
SESSION = "https://stytch.com/session"
ORGANIZATION = "https://stytch.com/organization"


def _clerk() -> Provider:
    issuer = "https://clerk.example.com"
    claims = {"azp": ORIGIN, "fva": [7, -1], "jti": "a1b2c3", "sid": "sess_2abc", "sts": "active", "v": 2} | TIMES | NBF
    claims |= {"sub": "user_2abc", "pla": "u:free,o:pro", "fea": "o:dashboard"}
    claims["o"] = {"id": "org_1", "slg": "acme", "rol": "admin", "per": "read,manage", "fpm": "3,2"}
    return Provider(
        "clerk",
        {"domain": "clerk.example.com"},
        issuer,
        claims,
        head=JWT | {"cat": "cl_B7d4PD111AAA"},
        audience=ORIGIN,
        audience_claim="azp",
        audiences=[ORIGIN],
        metadata_url=None,
        scopes=["admin"],
    )


def _supabase() -> Provider:
    claims = {"aal": "aal1", "amr": [{"method": "password", "timestamp": NOW - 60}], "aud": "authenticated"} | TIMES
    claims |= {"app_metadata": {"provider": "email", "providers": ["email"]}, "email": "u@example.com"}
    claims |= {"is_anonymous": False, "phone": "", "role": "authenticated", "user_metadata": {"role": "admin"}}
    claims |= {"session_id": "1e5d2c3b-4a59-4687-9aab-bccddeeff001", "sub": "7c6b5a49-3827-4615-8403-f2e1d0c9b8a7"}
    return Provider(
        "supabase",
        {"project_ref": "abcdefghijklmnopqrst"},
        "https://abcdefghijklmnopqrst.supabase.co/auth/v1",
        claims,
        head=JWT,
        alg="ES256",
        signer="p256-1",
        audience="authenticated",
        metadata_url=None,
        scopes=["authenticated"],
    )


def _firebase() -> Provider:
    firebase = {"identities": {"email": ["u@example.com"]}, "sign_in_provider": "password"}
    claims = {"aud": "my-project", "auth_time": NOW - 90, "sub": "uid123", "email": "u@example.com"} | TIMES
    claims |= {"email_verified": True, "firebase": firebase}
    return Provider(
        "firebase",
        {"project_id": "my-project"},
        "https://securetoken.google.com/my-project",
        claims,
        head=JWT,
        audience="my-project",
        credential="id_token",
        jwks_uri="https://www.googleapis.com/service_accounts/v1/jwk/securetoken@system.gserviceaccount.com",
        metadata_url=None,
    )


def _b2c() -> Provider:
    base = "https://contoso.b2clogin.com"
    policy = f"{base}/contoso.onmicrosoft.com/B2C_1_signupsignin1"
    claims = {"aud": B2C_API, "oid": "1558f87f-452b-4757-bcd1-883dbd7f7d21", "name": "David"} | TIMES | NBF
    claims |= {"sub": "1558f87f-452b-4757-bcd1-883dbd7f7d21", "tfp": "B2C_1_signupsignin1", "nonce": "anyRandomValue"}
    claims |= {"scp": "read write", "azp": B2C_CLIENT, "ver": "1.0"}
    return Provider(
        "b2c",
        {
            "domain": "contoso.b2clogin.com",
            "tenant": B2C_TENANT,
            "tenant_name": "contoso",
            "policy": "B2C_1_signupsignin1",
        },
        f"{base}/{B2C_TENANT}/v2.0/",
        claims,
        head=JWT,
        audience=B2C_API,
        jwks_uri=f"{policy}/discovery/v2.0/keys",
        metadata_url=f"{policy}/v2.0/.well-known/openid-configuration",
        scopes=["read", "write"],
        client=B2C_CLIENT,
    )


def _cloudflare_access() -> Provider:
    issuer = "https://team.cloudflareaccess.com"
    claims = {"aud": [AUD_TAG], "email": "user@example.com", "type": "app", "identity_nonce": "6ei69kawdKzMIAPF"}
    claims |= TIMES | NBF | {"sub": "7335d417-61da-459d-899c-0a01c76a2f94", "country": "US"}
    return Provider(
        "cloudflare_access",
        {"team": "team"},
        issuer,
        claims,
        head=JWT,
        audience=AUD_TAG,
        credential="id_token",
        jwks_uri=f"{issuer}/cdn-cgi/access/certs",
        metadata_url=None,
    )


def _stytch() -> Provider:
    session = {"id": "member-session-live-1abc", "started_at": "2027-01-15T08:00:00Z", "roles": ["stytch_member"]}
    session |= {"authentication_factors": [{"type": "magic_link"}], "attributes": {"ip_address": "", "user_agent": ""}}
    claims = {"aud": [STYTCH], "sub": "member-live-1abc", SESSION: session} | TIMES | NBF
    claims[ORGANIZATION] = {"organization_id": "organization-live-1abc", "slug": "acme"}
    return Provider(
        "stytch",
        {"project_id": STYTCH},
        f"stytch.com/{STYTCH}",
        claims,
        head=JWT,
        audience=STYTCH,
        jwks_uri=f"https://api.stytch.com/v1/sessions/jwks/{STYTCH}",
        metadata_url=None,
        scopes=["stytch_member"],
    )


ALL = (_clerk(), _supabase(), _firebase(), _b2c(), _cloudflare_access(), _stytch())
