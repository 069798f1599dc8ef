//! Every member of a policy, once. The strict reader knows these names and no others; docs/policy.md is made
//! from this table, and a test in each language compares its types with it.

use super::providers::PROVIDERS;

/// A member of one object.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Member {
    /// The name in JSON and Python; JavaScript writes it in camelCase.
    pub name: &'static str,
    /// What its value is.
    pub form: &'static str,
    /// What counts when it is absent; `required` when it must be there.
    pub default: &'static str,
    /// One sentence.
    pub about: &'static str,
}

/// An object of the policy and its members.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Group {
    /// `policy`, `issuer`, `key_refresh`, …
    pub name: &'static str,
    /// One sentence.
    pub about: &'static str,
    /// In the order in which docs/policy.md shows them.
    pub members: &'static [Member],
}

macro_rules! members {
    ($($constant:ident $group:literal $group_about:literal {
        $($name:literal: $form:literal, $default:literal, $about:literal;)*
    })*) => {
        $(pub(crate) const $constant: &[&str] = &[$($name),*];)*

        /// Every object of a policy.
        pub const GROUPS: &[Group] = &[$(Group {
            name: $group,
            about: $group_about,
            members: &[$(Member { name: $name, form: $form, default: $default, about: $about },)*],
        },)*];
    };
}

members! {
    POLICY "policy" "What a server accepts. At least one of `issuers` and `api_keys` is there." {
        "issuers": "array of issuers", "none", "Whose tokens are accepted.";
        "api_keys": "object", "none", "The API keys that are accepted; without it, API keys are no credential here.";
        "scopes": "object", "none", "Which scopes imply which.";
        "realm": "string", "none", "The `realm` of challenges (RFC 9110 §11.5).";
        "places": "object of places by name", "none", "Where a credential may stand besides `Authorization` and the API key header. A guard looks there only if it names the place.";
        "resource": "object", "none", "This server as a protected resource (RFC 9728): its metadata are served, and challenges say where, and which scopes the operation needs.";
        "key_refresh": "object", "the defaults below", "When fetched keys are fetched again, and how long they serve.";
        "token_cache": "object", "the defaults below", "How many verified tokens are kept.";
    }
    ISSUER "issuer" "One issuer. Its keys come from `keys`, from `jwks_uri` or `metadata_url`, or from both; without these, from discovery." {
        "issuer": "string", "required", "The exact value of `iss`. A preset may know it.";
        "preset": "name of a preset", "none", "A known provider; its parameters stand beside it.";
        "audience": "string or array of strings", "required, unless `danger_no_audience`", "What `aud` must name: this server (RFC 7519 §4.1.3).";
        "audience_claim": "string", "`aud`", "The claim that names the audience.";
        "also_audience": "array of strings", "none", "What an `aud` may name besides the audience, where `audience_claim` is another claim.";
        "algorithms": "array of names", "required without a preset", "What tokens may be signed with.";
        "keys": "JWK Set, JWK, `{\"pem\", \"kid\"?, \"alg\"?, \"not_after\"?}`, `{\"secret\": base64url, \"alg\", \"kid\"?, \"not_after\"?}`, or an array of these", "none", "Keys that are given. Beside `jwks_uri` or `metadata_url` they are tried first and need no fetch; HMACs use no other key.";
        "jwks_uri": "URL", "none, unless the preset knows it", "The URL of a JWK Set (RFC 7517 §5).";
        "metadata_url": "URL", "found from `issuer`, unless the preset knows it", "The URL of RFC 8414 metadata or of an OpenID configuration.";
        "danger_allow_http": "boolean", "false", "Fetches keys by `http` from other machines too. An attacker on the network path can then sign any token.";
        "profile": "`jwt` or `rfc9068`", "`jwt`", "Which tokens count as access tokens.";
        "guess_type": "boolean", "true", "Whether a token without a marker of its type is refused when its claims look like those of another type (`nonce`, `at_hash`, `type: refresh`, …). Where it is false, a token needs a marker: `typ: at+jwt`, the preset's claim, or a value in `required_claims`.";
        "accepts_id_tokens": "boolean", "false, unless the preset's APIs get ID tokens", "Accepts ID tokens too (OpenID Connect Core §2). Anyone who holds an ID token of the client in `audience` then gets in. Their scope claims count only where `scope_claims` names them.";
        "required_claims": "array of strings, `{\"claim\", \"value\"}` and `{\"claim\", \"any_of\": […]}`", "none", "Claims that must be present and not null, and what they must say, besides those of the profile and the preset.";
        "scope_claims": "array of names, paths (arrays of names) and objects", "`scope`, `scp`, `scopes`", "Claims that hold scopes, or roles that count as scopes; their union counts. In claims other than `scope`, `scp` and `scopes`, what is no scope grants nothing, and nothing is a wildcard.";
        "client_id_claims": "array of strings", "`client_id`, `azp`", "Claims that name the client; the first that is there counts.";
        "leeway_seconds": "whole number, 0 to 300", "5", "How much clocks may differ.";
        "token_bytes_max": "whole number, 16,384 to 65,536", "16,384", "The longest token in bytes. A token of 20 KB needs a server that takes headers so long.";
        "danger_no_issuer": "boolean", "false", "Accepts tokens without `iss`, for home-made issuers; `issuer` names them here. One such issuer, own `keys`, and a `required_claims` value or `danger_any_type`.";
        "danger_no_audience": "boolean", "false", "Accepts tokens without `aud`: a token for another service passes here. Otherwise as `danger_no_issuer`.";
        "tenants": "array of GUIDs", "none", "The tenants whose tokens count, with the presets `entra_tenants` and `entra_v1_tenants`.";
        "danger_any_tenant": "boolean", "false", "With these presets accepts the tokens of any tenant: anybody can make one and be its administrator, so that a role says only what that tenant allows. Personal accounts count only where their tenant is listed.";
        "danger_any_type": "boolean", "false", "Accepts tokens of other types, even `type: refresh`, unless `typ`, `token_use` or `events` shows the type.";
        "max_age_seconds": "whole number from 1", "no limit", "Refuses tokens whose `iat` is longer ago, whatever their `exp`.";
    }
    SCOPE_CLAIM "scope_claim" "How a claim holds scopes, where it is no text with spaces and no array. At most one of `keys`, `member` and `separator`." {
        "claim": "name, or path (array of names)", "required", "Which claim.";
        "keys": "boolean", "false", "The keys of an object. A key counts whose value is `true`, or a text, array or object that is not empty.";
        "org": "string or array of strings", "any", "Of `keys`: a key counts only if its value is an object with one of these members. Zitadel writes the organizations there that grant a role; without `org`, a grant of any organization holds everywhere.";
        "member": "string", "none", "This member of each object of an array.";
        "separator": "string", "none", "What stands between the scopes of a text. Nothing is trimmed, and an empty part is refused.";
    }
    KEY_PEM "pem" "A public key as PEM." {
        "pem": "string", "required", "`PUBLIC KEY` (RFC 7468 §13) or `RSA PUBLIC KEY`.";
        "kid": "string", "none", "The name that a token's `kid` selects.";
        "alg": "name of an algorithm", "none", "The one algorithm that the key serves.";
        "not_after": "Unix seconds", "none", "When the key ends; afterwards it verifies nothing.";
    }
    KEY_SECRET "secret" "A shared HMAC secret." {
        "secret": "base64url", "required", "At least as many bytes as the hash has (RFC 7518 §3.2).";
        "alg": "`HS256`, `HS384` or `HS512`", "required", "The one algorithm that the secret serves.";
        "kid": "string", "none", "The name that a token's `kid` selects.";
        "not_after": "Unix seconds", "none", "When the key ends; afterwards it verifies nothing.";
    }
    API_KEYS "api_keys" "The API keys of this server." {
        "prefix": "`[a-z][a-z0-9_]{1,23}`", "`sk_agent`", "What keys begin with.";
        "header": "field name", "`x-api-key`", "The header whose whole value is an API key, without a scheme such as `Bearer`.";
        "peppers": "array of `{\"id\", \"secret\": base64url}`", "none", "Secrets under which digests are stored.";
        "legacy_prefixes": "array of strings", "none", "What keys of an older form begin with; they are found by their SHA-256.";
        "schemes": "array of strings", "none", "Schemes of `Authorization` that carry an API key, such as `Api-Key`, beside `Bearer`.";
        "unprefixed": "`uuid`, `hex`, `base62` or `base64url`", "none", "Accepts keys that have no prefix in common: UUIDs of version 4 and 7, or 32 hexadecimal digits or 22 characters and more. Only in the header and under the schemes, never as `Bearer`; they are found by their SHA-256.";
        "timeout_seconds": "number above 0, up to 300", "5", "How long the store may take; then the answer is 503.";
    }
    PLACE "place" "A place of a credential: one of `header`, `cookie` and `subprotocol`. A request has one credential: another one in `Authorization` or in the API key header is refused." {
        "header": "field name", "none", "A header whose whole value is a token or an API key.";
        "cookie": "name that begins with `__Host-`", "none", "A cookie.";
        "origins": "array of origins", "required for a cookie", "The pages that may send the cookie with a method other than GET, HEAD and OPTIONS, or for a WebSocket, by `Origin`. Without that header `Sec-Fetch-Site` must be `same-origin`.";
        "danger_cookie_name": "boolean", "false", "Accepts another name: a page of another host of the same domain can then set the cookie, and log somebody in as somebody else.";
        "subprotocol": "boolean", "false", "The subprotocol `doorward.bearer.<token>` of a WebSocket.";
    }
    RESOURCE "resource" "The metadata that a client reads to find out where to get a token." {
        "identifier": "https URL without fragment", "required", "The resource identifier, as clients write it; it is not changed.";
        "scopes": "array of scopes", "none", "The scopes that the server knows (`scopes_supported`).";
        "authorization_servers": "array of issuers", "the issuers whose keys are fetched", "Who issues tokens for it.";
    }
    PEPPER "pepper" "A pepper." {
        "id": "string of 1 to 64 bytes", "required", "The name that records give it.";
        "secret": "base64url of at least 32 bytes", "required", "The key of the HMAC.";
    }
    KEY_REFRESH "key_refresh" "Whole numbers of seconds, checked together." {
        "ttl_seconds": "1 to 604,800", "600", "How long a key set is fresh when its server does not say.";
        "ttl_max_seconds": "1 to 604,800", "86,400", "The longest time that `Cache-Control: max-age` counts for.";
        "stale_seconds": "1 to 604,800", "3,600", "How long after the last success a key set serves while fetches fail; a longer TTL that its server states counts instead.";
        "timeout_seconds": "1 to 60", "5", "How long one HTTP request of a fetch may take; a fetch makes up to twelve.";
    }
    TOKEN_CACHE "token_cache" "Verified tokens that are kept, each when it comes for the second time. Key, lifetime and scopes are checked again each time." {
        "tokens": "whole number, 0 to 1,000,000", "10,000", "At most so many; 0 keeps none.";
        "bytes": "whole number, 1 to 1,073,741,824", "16,777,216", "At most so many bytes in all.";
    }
    SCOPES "scopes" "Which scopes imply which." {
        "implies": "object of arrays of scopes", "none", "`{\"admin\": [\"billing:*\"]}`; transitive.";
        "wildcards": "boolean", "false", "Whether a held `billing:*` covers every scope that begins with `billing:`.";
    }
}

/// The presets, each with the names of its parameters.
pub fn presets() -> impl Iterator<Item = (&'static str, Vec<&'static str>)> {
    PROVIDERS.iter().map(|provider| {
        (provider.name, provider.parameters.iter().map(|parameter| parameter.name).collect())
    })
}
