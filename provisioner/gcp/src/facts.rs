//! Facts of a kind, as constants.

use crate::rest::Naming;

/// Where a resource records its owner.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ownership {
    /// In labels: the field of Google's that holds them.
    Labels(&'static str),
    /// In a mark at the end of its description.
    Description,
    /// Nowhere: only our record knows.
    Record,
}

impl gabakura_adapter::Ownership for Ownership {
    const RECORD: Self = Self::Record;

    fn is_tagged(&self) -> bool {
        matches!(self, Self::Labels(_))
    }
}

/// Schema facts of a kind.
pub(crate) type Facts = gabakura_adapter::Facts<Ownership>;

/// How a kind's resources are written in Google's REST JSON.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Form {
    /// The pattern of `name`, where it is the whole identity and not its last segment.
    pub name: Option<&'static str>,
    /// How fields are named.
    pub naming: Naming,
    /// Spec fields that are set by requests of their own, such as `iam_bindings`.
    pub not_in_body: &'static [&'static str],
}

impl Form {
    /// Every field of the spec is a field of the resource, and named by the rule.
    pub const PLAIN: Self = Self {
        name: None,
        naming: Naming::PLAIN,
        not_in_body: &[],
    };
}
