//! Tags every resource carries: whose it is, where it was declared, who pays.

use gabakura_model::resource::{Address, TAG_ADDRESS, TAG_TENANCY, Tags};
use gabakura_model::tenancy::{Isolation, Tenancy};

/// Prefixes no template may write: ours mark what is ours, the cloud's are the platform's.
const RESERVED: [&str; 2] = ["gabakura:", "aws:"];
/// AWS's limits, in characters.
const KEY_CHARS_MAX: usize = 128;
const VALUE_CHARS_MAX: usize = 256;

/// A message code and its arguments.
type TagError = (&'static str, Vec<(&'static str, String)>);

/// Who pays.
const COST_CENTER: &str = "CostCenter";

/// The tags all resources of a tenancy have in common.
pub(super) struct TagBook {
    common: Tags,
    /// Who pays for what serves the whole account, where several tenancies live in it.
    together: Option<String>,
    prefix: String,
}

impl TagBook {
    /// Tags that split a bill by municipality (団体別の費用按分), vendor and stage.
    pub fn new(tenancy: &Tenancy) -> Self {
        let id = &tenancy.id;
        let pairs = [
            (TAG_TENANCY, id.to_string()),
            ("Municipality", id.municipality.to_string()),
            ("Vendor", id.vendor.to_string()),
            ("Stage", id.stage.to_string()),
            (COST_CENTER, format!("{}/{}", id.municipality, id.vendor)),
        ];
        Self {
            common: pairs
                .into_iter()
                .map(|(key, value)| (key.to_owned(), value))
                .collect(),
            together: match tenancy.isolation {
                Some(Isolation::Network | Isolation::Application) => {
                    Some(format!("shared/{}", id.vendor))
                }
                Some(Isolation::Account) | None => None,
            },
            prefix: format!("{}-{}-{}", id.municipality, id.vendor, id.stage),
        }
    }

    /// The tags of one resource, which may serve the whole account (`shared`); its own win over
    /// the common ones.
    pub fn tags(
        &self,
        address: &Address,
        shared: bool,
        own: impl Iterator<Item = (String, String)>,
    ) -> Tags {
        let mut tags = self.common.clone();
        if let Some(payers) = self.together.as_ref().filter(|_| shared) {
            tags.insert(COST_CENTER.to_owned(), payers.clone());
        }
        tags.insert(
            "Name".to_owned(),
            format!("{}-{}", self.prefix, address.name),
        );
        tags.insert(TAG_ADDRESS.to_owned(), address.to_string());
        tags.extend(own);
        tags
    }

    /// What is wrong with a tag of a template, if anything.
    pub fn error(&self, key: &str, value: &str) -> Option<TagError> {
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
