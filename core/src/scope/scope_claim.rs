//! A claim that holds scopes, and how it is read.

use super::distinct::{DistinctScopes, ScopeError};
use super::token::{is_scope_token, split};
use crate::encoding::json::{Object, Value};
use crate::error::{ConfigError, invalid_policy};
use crate::limits::{CLAIM_VALUES_MAX, JSON_DEPTH_MAX};

/// A claim that holds scopes: a text of scopes with spaces between them or an array of scopes, unless it says
/// otherwise.
///
/// ```
/// use doorward::ScopeClaim;
///
/// let keycloak = ScopeClaim::from(["realm_access", "roles"]);
/// let zitadel = ScopeClaim::from("urn:zitadel:iam:org:project:roles").keys_with(["237216584123456789"]);
/// let casdoor = ScopeClaim::from("roles").member("name");
/// let commas = ScopeClaim::from("roles").separator(",");
/// # let _ = (keycloak, zitadel, casdoor, commas);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub struct ScopeClaim {
    path: Vec<String>,
    form: Form,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Form {
    /// A text, split at spaces, or an array.
    Scopes,
    /// A text, split at this, or an array.
    Separated(String),
    /// An object, whose keys count; with names, only keys whose value has one of these members.
    Keys(Option<Vec<String>>),
    /// An array of objects, of which this member counts.
    Member(String),
}

impl From<&str> for ScopeClaim {
    fn from(name: &str) -> Self {
        Self::at([name])
    }
}

impl From<String> for ScopeClaim {
    fn from(name: String) -> Self {
        Self::at([name])
    }
}

/// A path from the payload down.
impl<const N: usize> From<[&str; N]> for ScopeClaim {
    fn from(path: [&str; N]) -> Self {
        Self::at(path)
    }
}

impl ScopeClaim {
    /// The claim at the end of a path; what lies on the way are objects.
    pub fn at(path: impl IntoIterator<Item = impl Into<String>>) -> Self {
        Self { path: path.into_iter().map(Into::into).collect(), form: Form::Scopes }
    }

    /// The claim is an object whose keys are the scopes. A key counts whose value is `true`, or a text, array or
    /// object that is not empty.
    pub fn keys(mut self) -> Self {
        self.form = Form::Keys(None);
        self
    }

    /// As [`keys`](Self::keys), but a key counts only if its value is an object with one of these members. Of Zitadel
    /// these are organizations that grant the role; without them a grant of any organization holds everywhere.
    pub fn keys_with(mut self, members: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.form = Form::Keys(Some(members.into_iter().map(Into::into).collect()));
        self
    }

    /// The claim is an array of objects; the text in this member of each is the scope.
    pub fn member(mut self, name: impl Into<String>) -> Self {
        self.form = Form::Member(name.into());
        self
    }

    /// The claim is a text with this between the scopes. Nothing is trimmed. In an array each element is one scope.
    pub fn separator(mut self, separator: impl Into<String>) -> Self {
        self.form = Form::Separated(separator.into());
        self
    }

    /// The name in messages.
    pub(crate) fn name(&self) -> String {
        self.path.join(".")
    }

    /// What it must be.
    pub(crate) const fn expected(&self) -> &'static str {
        match self.form {
            Form::Scopes => "scopes (RFC 6749 §3.3), a text or an array",
            Form::Separated(_) => "a text with separators, or an array of texts",
            Form::Keys(_) => "an object",
            Form::Member(_) => "an array of objects",
        }
    }

    pub(crate) fn check(&self) -> Result<(), ConfigError> {
        let count = self.path.len();
        if !(1..=JSON_DEPTH_MAX).contains(&count) || self.path.iter().any(String::is_empty) {
            return Err(invalid_policy("a name must not be empty"));
        }
        let (member, given) = match &self.form {
            Form::Scopes | Form::Keys(None) => return Ok(()),
            Form::Separated(text) => ("separator", std::slice::from_ref(text)),
            Form::Member(name) => ("member", std::slice::from_ref(name)),
            Form::Keys(Some(names)) => ("org", names.as_slice()),
        };
        let count = given.len();
        if !(1..=CLAIM_VALUES_MAX).contains(&count) || given.iter().any(String::is_empty) {
            let expected =
                format_args!("1 to {CLAIM_VALUES_MAX} texts expected, none of them empty");
            return Err(invalid_policy(expected).at(member));
        }
        Ok(())
    }

    pub(crate) fn is_at_place_of(&self, other: &Self) -> bool {
        self.path == other.path
    }

    /// Adds what the payload holds in this claim.
    pub(crate) fn read<'p>(
        &self,
        claims: &'p Object<'p>,
        held: &mut DistinctScopes<'p>,
    ) -> Result<(), ScopeError> {
        let are_scopes = self.holds_only_scopes();
        match (&self.form, self.value(claims)?) {
            (_, None) => Ok(()),
            (Form::Scopes, Some(Value::String(text))) => {
                split(text).try_for_each(|one| held.add(one, are_scopes))
            }
            (form, Some(value)) => {
                for name in form.names(value).ok_or(ScopeError::Malformed)? {
                    if are_scopes || is_scope_token(name) {
                        held.add(name, are_scopes)?;
                    }
                }
                Ok(())
            }
        }
    }

    /// The value at the end of the path; `null` is absent, on the way too.
    pub(crate) fn value<'p>(
        &self,
        claims: &'p Object<'p>,
    ) -> Result<Option<&'p Value<'p>>, ScopeError> {
        let (mut object, mut value) = (Some(claims), None);
        for name in &self.path {
            value = object.ok_or(ScopeError::Malformed)?.member_not_null(name);
            object = match value {
                None => return Ok(None),
                Some(value) => value.as_object(),
            };
        }
        Ok(value)
    }

    /// Whether what it holds are scopes and nothing else, so that anything else in it is a mistake. In all other
    /// claims are roles or groups, which any text may name: one that is no scope grants none, and none is a wildcard.
    fn holds_only_scopes(&self) -> bool {
        matches!(self.form, Form::Scopes | Form::Separated(_))
            && matches!(self.path.as_slice(), [name] if matches!(name.as_str(), "scope" | "scp" | "scopes"))
    }
}

impl Form {
    /// What a value holds; `None` when it has another form.
    fn names<'p>(&self, value: &'p Value<'p>) -> Option<Vec<&'p str>> {
        match (self, value) {
            (Self::Separated(separator), Value::String(text)) => parts(text, separator),
            // RFC 8693 §4.2 makes `scope` a string; Duende, Spring Authorization Server and UAA write an array.
            (Self::Scopes | Self::Separated(_), Value::Array(several)) => {
                several.iter().map(Value::as_str).collect()
            }
            (Self::Keys(orgs), Value::Object(object)) => {
                let granted = object.members().filter(|(_, by)| is_granted(by, orgs.as_deref()));
                Some(granted.map(|(name, _)| name).collect())
            }
            (Self::Member(name), Value::Array(several)) => {
                let mut names = Vec::new();
                for one in several {
                    if let Some(member) = one.as_object()?.member_not_null(name) {
                        names.push(member.as_str()?);
                    }
                }
                Some(names)
            }
            _ => None,
        }
    }
}

/// The parts of a text; none of an empty one. `None` when one of several is empty.
fn parts<'t>(text: &'t str, separator: &str) -> Option<Vec<&'t str>> {
    let mut parts = Vec::new();
    let mut rest = (!text.is_empty()).then_some(text);
    while let Some(text) = rest {
        // Not `str::split`: its search for a text is two kilobytes of a wasm module.
        let mut places = text.as_bytes().windows(separator.len());
        let end = places.position(|place| place == separator.as_bytes());
        let part = text.get(..end.unwrap_or(text.len())).filter(|part| !part.is_empty())?;
        parts.push(part);
        rest = end.and_then(|end| text.get(end + separator.len()..));
    }
    Some(parts)
}

/// Whether a key with this value counts. With organizations, the value's members are those that grant it.
fn is_granted(by: &Value<'_>, orgs: Option<&[String]>) -> bool {
    match (by, orgs) {
        (Value::Object(granting), Some(orgs)) => {
            orgs.iter().any(|org| granting.member_not_null(org).is_some())
        }
        (_, Some(_)) => false,
        (Value::Bool(granted), None) => *granted,
        (Value::String(text), None) => !text.is_empty(),
        (Value::Array(several), None) => !several.is_empty(),
        (Value::Object(object), None) => object.members().next().is_some(),
        _ => false,
    }
}
