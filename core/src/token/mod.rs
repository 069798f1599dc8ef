//! A token, parsed strictly and not yet trusted: compact JWS, header, claims.

mod cache;
mod claims;
mod compact;
mod header;
mod header_cache;
mod lifetime;
mod typ;
mod verified_claims;

pub(crate) use cache::{CacheLookup, CachedToken, TokenCache};
pub(crate) use claims::{
    ClaimedScopes, Claims, also_audience, audience, first_string, require, scopes, wrong_audience,
};
pub(crate) use compact::{Compact, malformed_token};
pub(crate) use header::Header;
pub(crate) use header_cache::HeaderCache;
pub(crate) use lifetime::{Lifetime, TimeClaim};
pub(crate) use typ::{TokenUse, token_use};
pub(crate) use verified_claims::{
    CheckedClaims, CredentialSource, VerificationKey, VerifiedClaims,
};
