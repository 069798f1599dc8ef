//! An issuer of several tenants: `iss` names the tenant of each token.

use super::issuer::Issuer;
use crate::encoding::guid::is_guid;
use crate::error::{ConfigError, invalid_policy, quoted};
use crate::keys::{KeyIssuers, TENANT_TEMPLATE};
use crate::limits::TENANTS_MAX;

/// Where Microsoft keeps personal accounts: anybody can have one.
const CONSUMERS: &str = "9188040d-6c67-4c5b-b112-36a304b66dad";

/// The tenants whose tokens count.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Tenants {
    /// What stands in `iss` before and after the tenant.
    around: (String, String),
    /// In order, in lower case.
    listed: Vec<String>,
    any: bool,
}

impl Tenants {
    /// The tenant that this `iss` names, if its tokens count.
    pub(crate) fn tenant_of<'i>(&self, iss: &'i str) -> Option<&'i str> {
        let (before, after) = &self.around;
        let tenant = iss.strip_prefix(before.as_str())?.strip_suffix(after.as_str())?;
        let listed = self.listed.binary_search_by(|one| one.as_str().cmp(tenant)).is_ok();
        let lower = !tenant.bytes().any(|byte| byte.is_ascii_uppercase());
        (listed || (self.any && tenant != CONSUMERS && lower && is_guid(tenant))).then_some(tenant)
    }

    /// The names of the issuer for each tenant that is listed.
    pub(super) fn names(&self) -> impl Iterator<Item = String> {
        let (before, after) = &self.around;
        self.listed.iter().map(move |tenant| format!("{before}{tenant}{after}"))
    }
}

impl Issuer {
    /// Which keys of a set count, where keys name the tenant that they sign for.
    pub(super) fn key_issuers(&self) -> Option<KeyIssuers> {
        let known = self.provider.as_ref().filter(|known| !known.provider.key_issuers.is_empty());
        let (known, tenant) = known.map(|known| (known.provider, known.tenant()))?;
        // Of a cloud of its own too, whose issuer the policy names.
        let own = match &tenant {
            Some(tenant) => self.name.replace(tenant.as_str(), TENANT_TEMPLATE),
            None => self.name.clone(),
        };
        let templates = known.key_issuers.iter().copied().chain([own.as_str()]);
        Some(KeyIssuers::new(templates, tenant))
    }

    /// The tenants, where the preset is one of several.
    pub(super) fn checked_tenants(&self) -> Result<Option<Tenants>, ConfigError> {
        let known = self.provider.as_ref().map(|known| known.provider);
        if known.is_none_or(|known| known.tenant_issuer.is_empty()) {
            let path = match (&self.tenants, self.any_tenant) {
                (None, false) => return Ok(None),
                (Some(_), _) => "tenants",
                (None, true) => "danger_any_tenant",
            };
            let message = "a member of the presets entra_tenants and entra_v1_tenants alone";
            return Err(invalid_policy(message).at(path));
        }
        if self.keys.is_some() {
            let fetched = "keys of several tenants are fetched, because each says whose it is";
            return Err(invalid_policy(fetched).at("keys"));
        }
        let around = self.name.split_once(TENANT_TEMPLATE);
        let around = around.filter(|(_, after)| !after.contains(TENANT_TEMPLATE));
        let (before, after) = around.ok_or_else(|| {
            invalid_policy(format_args!("{TENANT_TEMPLATE} expected once, for the tenant"))
                .at("issuer")
        })?;
        let given = self.tenants.as_deref().unwrap_or_default();
        if given.len() > TENANTS_MAX || (given.is_empty() && !self.any_tenant) {
            let expected =
                format_args!("1 to {TENANTS_MAX} tenants expected, or danger_any_tenant");
            return Err(invalid_policy(expected).at("tenants"));
        }
        let mut listed = Vec::new();
        for (index, tenant) in given.iter().enumerate() {
            add(&mut listed, tenant).map_err(|error| error.at(format_args!("tenants[{index}]")))?;
        }
        let around = (before.to_owned(), after.to_owned());
        Ok(Some(Tenants { around, listed, any: self.any_tenant }))
    }
}

/// Adds a tenant at its place, in lower case as `iss` holds it.
fn add(listed: &mut Vec<String>, tenant: &str) -> Result<(), ConfigError> {
    if !is_guid(tenant) {
        return Err(invalid_policy("a GUID expected: names never stand in a token"));
    }
    let tenant = tenant.to_ascii_lowercase();
    match listed.binary_search(&tenant) {
        Ok(_) => Err(invalid_policy(format_args!("{} is named twice", quoted(&tenant)))),
        Err(place) => {
            listed.insert(place, tenant);
            Ok(())
        }
    }
}
