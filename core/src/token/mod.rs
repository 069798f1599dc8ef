//! A token, parsed strictly and not yet trusted: compact JWS, header, claims.

mod access_token;
mod claims;
mod compact;
mod header;
mod lifetime;
mod seen;

pub(crate) use access_token::{TokenType, checked_type};
pub(crate) use claims::{Claims, audience, first_string, required, scopes};
pub(crate) use compact::Compact;
pub(crate) use header::Header;
pub(crate) use lifetime::{Lifetime, checked_lifetime};
pub(crate) use seen::{Place, SeenTokens};
