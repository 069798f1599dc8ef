//! Issuers whose tokens tell which workload calls: a service account, a job, a pod.

use super::parameters::{Form, Parameter};
use super::profile::Profile;
use super::provider::{PLAIN, Provider};
use crate::crypto::Algorithm::{Es256, Es384, Es512, Ps256, Ps384, Ps512, Rs256, Rs384, Rs512};

// ID tokens of service accounts: anybody's account gets one for any audience.
pub(super) const GOOGLE: Provider = Provider {
    name: "google",
    issuer: "https://accounts.google.com",
    required_claims: &["azp"],
    client_id_claims: &["azp"],
    ..PLAIN
};

// Any repository gets one for any audience.
pub(super) const GITHUB_ACTIONS: Provider = Provider {
    name: "github_actions",
    issuer: "https://token.actions.githubusercontent.com",
    required_claims: &["repository"],
    client_id_claims: &[],
    ..PLAIN
};

// Any project gets one for any audience.
pub(super) const GITLAB_CI: Provider = Provider {
    name: "gitlab_ci",
    parameters: &[Parameter::optional("url", Form::Url, "https://gitlab.com")],
    issuer: "{url}",
    required_claims: &["project_path"],
    client_id_claims: &[],
    ..PLAIN
};

// The API server's issuer is set by whoever runs the cluster.
pub(super) const KUBERNETES: Provider = Provider {
    name: "kubernetes",
    algorithms: &[Rs256, Es256, Es384, Es512],
    required_claims: &["kubernetes.io"],
    client_id_claims: &[],
    ..PLAIN
};

// JWT-SVID §2 and §3: `iss` is not asked for; `sub` is in the trust domain whose bundle this is.
pub(super) const SPIFFE: Provider = Provider {
    name: "spiffe",
    parameters: &[Parameter::required("trust_domain", Form::TrustDomain)],
    issuer: "spiffe://{trust_domain}",
    algorithms: &[Rs256, Rs384, Rs512, Es256, Es384, Es512, Ps256, Ps384, Ps512],
    profile: Profile::JwtSvid,
    required_claims: &["sub"],
    client_id_claims: &[],
    trust_domain: "{trust_domain}",
    ..PLAIN
};
