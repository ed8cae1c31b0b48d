//! Tags every resource carries: whose it is, where it was declared, who pays.

use gabakura_model::resource::{Address, TAG_ADDRESS, TAG_TENANCY, Tags};
use gabakura_model::tenancy::Tenancy;

/// Prefixes no template may write: ours say what is ours, the cloud's are the platform's.
const RESERVED: [&str; 2] = ["gabakura:", "aws:"];
/// AWS's limits, in characters.
const KEY_CHARS_MAX: usize = 128;
const VALUE_CHARS_MAX: usize = 256;

/// A message code and its arguments.
type Fault = (&'static str, Vec<(&'static str, String)>);

/// The tags all resources of a tenancy share.
pub(super) struct TagBook {
    shared: Tags,
    prefix: String,
}

impl TagBook {
    /// Tags that tell a bill apart by municipality (団体別の費用按分), vendor and stage.
    pub fn new(tenancy: &Tenancy) -> Self {
        let id = &tenancy.id;
        let pairs = [
            (TAG_TENANCY, id.to_string()),
            ("Municipality", id.municipality.to_string()),
            ("Vendor", id.vendor.to_string()),
            ("Stage", id.stage.to_string()),
            ("CostCenter", format!("{}/{}", id.municipality, id.vendor)),
        ];
        Self {
            shared: pairs
                .into_iter()
                .map(|(key, value)| (key.to_owned(), value))
                .collect(),
            prefix: format!("{}-{}-{}", id.municipality, id.vendor, id.stage),
        }
    }

    /// The tags of one resource; its own win over the shared ones.
    pub fn tags(&self, address: &Address, own: impl Iterator<Item = (String, String)>) -> Tags {
        let mut tags = self.shared.clone();
        tags.insert(
            "Name".to_owned(),
            format!("{}-{}", self.prefix, address.name),
        );
        tags.insert(TAG_ADDRESS.to_owned(), address.to_string());
        tags.extend(own);
        tags
    }

    /// What is wrong with a tag of a template, if anything.
    pub fn fault(&self, key: &str, value: &str) -> Option<Fault> {
        if let Some(prefix) = RESERVED
            .iter()
            .find(|prefix| key.to_lowercase().starts_with(**prefix))
        {
            let args = vec![("key", key.to_owned()), ("prefix", (*prefix).to_owned())];
            return Some(("tag-reserved", args));
        }
        let too_long =
            key.chars().count() > KEY_CHARS_MAX || value.chars().count() > VALUE_CHARS_MAX;
        (too_long || key.is_empty()).then(|| ("tag-length", vec![("key", key.to_owned())]))
    }
}
