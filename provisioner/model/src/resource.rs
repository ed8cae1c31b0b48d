//! Resources: one thing of a kind, at an address.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::diagnostic::Origin;
use crate::name::Name;
use crate::tenancy::TenancyId;
use crate::value::Value;

/// A kind of resource, `aws.ec2.subnet`: cloud, service, thing.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Kind(Arc<str>);

impl Kind {
    /// Names a kind; the catalogue knows whether it exists.
    pub fn new(text: &str) -> Self {
        Self(Arc::from(text))
    }

    /// The kind as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<&str> for Kind {
    fn from(text: &str) -> Self {
        Self::new(text)
    }
}

/// The address of a resource: `131016/acme/prod/network/subnet-a`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Address {
    /// The tenancy it belongs to.
    pub tenancy: Arc<TenancyId>,
    /// The module that declares it.
    pub module: Name,
    /// Its name within the module.
    pub name: Name,
}

/// Why a text is not an [`Address`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not an address: expected TENANCY/MODULE/NAME")]
pub struct AddressError(pub String);

impl FromStr for Address {
    type Err = AddressError;

    fn from_str(text: &str) -> Result<Self, AddressError> {
        let fail = || AddressError(text.to_owned());
        let mut parts = text.rsplitn(3, '/');
        let (Some(name), Some(module), Some(tenancy)) = (parts.next(), parts.next(), parts.next())
        else {
            return Err(fail());
        };
        Ok(Self {
            tenancy: Arc::new(tenancy.parse().map_err(|_| fail())?),
            module: module.parse().map_err(|_| fail())?,
            name: name.parse().map_err(|_| fail())?,
        })
    }
}

impl TryFrom<String> for Address {
    type Error = AddressError;

    fn try_from(text: String) -> Result<Self, AddressError> {
        text.parse()
    }
}

impl From<Address> for String {
    fn from(address: Address) -> Self {
        address.to_string()
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}/{}", self.tenancy, self.module, self.name)
    }
}

/// Tags of a resource, key to value.
pub type Tags = BTreeMap<String, String>;

/// The tag that names the tenancy a resource belongs to: how we know what is ours.
pub const TAG_TENANCY: &str = "gabakura:tenancy";
/// The tag that names the resource's address.
pub const TAG_ADDRESS: &str = "gabakura:address";
/// The tag that carries the idempotency token of the intent that created it.
pub const TAG_INTENT: &str = "gabakura:intent";

/// One declared resource, checked against its kind's schema.
///
/// `spec` is canonical; strings in it may hold references (see the module `reference`).
#[derive(Clone, Debug, PartialEq)]
pub struct Resource {
    /// Its address.
    pub address: Address,
    /// Its kind.
    pub kind: Kind,
    /// Its settings.
    pub spec: Value,
    /// Tags it should carry, ownership tags included; empty for kinds without tags.
    pub tags: Tags,
    /// Resources that must exist before it: those it refers to, and declared dependencies.
    pub depends_on: Vec<Address>,
    /// Whether whatever else exists inside it is drift to be removed.
    pub exclusive: bool,
    /// Where it was declared.
    pub origin: Origin,
}
