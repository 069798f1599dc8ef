//! Profiles of access tokens.

/// Which tokens count as access tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Profile {
    /// `typ` is absent, `JWT` or `at+jwt`. ID, logout and refresh tokens are recognised by their claims and
    /// refused. An ID token without `nonce`, `at_hash` or similar claims is not recognised; then only the
    /// audience separates it.
    #[default]
    Jwt,
    /// RFC 9068: `typ` is `at+jwt`; `sub`, `client_id`, `iat` and `jti` are required.
    Rfc9068,
    /// JWT-SVID §2.3: `typ` is absent, `JWT` or `JOSE`. What the preset `spiffe` is for.
    JwtSvid,
}

impl Profile {
    /// Claims that the profile requires.
    pub(super) const fn required_claims(self) -> &'static [&'static str] {
        match self {
            Self::Jwt => &[],
            Self::Rfc9068 => &["sub", "client_id", "iat", "jti"],
            Self::JwtSvid => &["sub"],
        }
    }
}
