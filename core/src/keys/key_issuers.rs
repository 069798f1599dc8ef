//! Microsoft Entra publishes keys that say in `issuer` whose tokens they sign: a template for every tenant, or one tenant.

use crate::encoding::guid::is_guid;
use crate::encoding::json::Object;

/// What stands for the tenant in a template.
pub(crate) const TENANT_TEMPLATE: &str = "{tenantid}";

/// Which keys of a set count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct KeyIssuers {
    /// Before and after the tenant.
    templates: Vec<(String, String)>,
    /// The one tenant whose tokens count; none where the tokens of several do.
    tenant: Option<String>,
}

impl KeyIssuers {
    /// `templates`: texts with one [`TENANT_TEMPLATE`]; others are left out. A tenant is in lower case.
    pub(crate) fn new<'t>(
        templates: impl Iterator<Item = &'t str>,
        tenant: Option<String>,
    ) -> Self {
        let parts = templates.filter_map(|template| template.split_once(TENANT_TEMPLATE));
        let templates = parts.map(|(before, after)| (before.to_owned(), after.to_owned()));
        Self { templates: templates.collect(), tenant }
    }

    /// The tenant whose tokens alone the key signs; none when it signs those of each tenant that the policy accepts.
    pub(super) fn tenant_of(&self, jwk: &Object<'_>) -> Result<Option<String>, &'static str> {
        const ANOTHER: &str = "its `issuer` is another tenant's";
        let Some(issuer) = jwk.member_not_null("issuer") else {
            return match self.tenant {
                Some(_) => Ok(None),
                None => Err("it has no `issuer`, which says whose tokens it signs"),
            };
        };
        let issuer = issuer.as_str().map(str::to_ascii_lowercase).ok_or(ANOTHER)?;
        let mut named = self.templates.iter().filter_map(|(before, after)| {
            issuer.strip_prefix(before.as_str())?.strip_suffix(after.as_str())
        });
        let found = named.find(|tenant| *tenant == TENANT_TEMPLATE || is_guid(tenant));
        match (found.ok_or(ANOTHER)?, &self.tenant) {
            (TENANT_TEMPLATE, _) => Ok(None),
            (tenant, Some(own)) if tenant == own => Ok(None),
            (_, Some(_)) => Err(ANOTHER),
            (tenant, None) => Ok(Some(tenant.to_owned())),
        }
    }
}
