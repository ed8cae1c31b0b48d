//! Schema facts of a kind, as constants.

use gabakura_model::catalogue::{Identity, Protection};

use crate::rest::Naming;

/// Where a kind says whose it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ownership {
    /// In labels: the field of Google's that holds them.
    Labels(&'static str),
    /// In a mark at the end of its description.
    Description,
    /// Nowhere: our record alone knows.
    Record,
}

/// Schema facts of a kind, as constants.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Facts {
    /// Its name: `gcp.compute.network`.
    pub kind: &'static str,
    /// What it is, in a few words.
    pub summary: &'static str,
    /// How one is told from another.
    pub identity: Identity,
    /// Whether Google's `name` is the whole identity, not its last segment.
    pub whole_name: bool,
    /// Spec fields only a replacement can change.
    pub immutable: &'static [&'static str],
    /// The field that names the container it lives in.
    pub parent: Option<&'static str>,
    /// What references may ask for besides the id.
    pub outputs: &'static [&'static str],
    /// Where it says whose it is.
    pub ownership: Ownership,
    /// Whether one of it rules the whole project, whoever made it.
    pub account_wide: bool,
    /// Whether one of it is as good as any other of the same identity and settings.
    pub interchangeable: bool,
    /// Whether deleting it needs an override.
    pub protection: Protection,
    /// How its fields are named.
    pub naming: Naming,
    /// Spec fields that are no fields of the resource itself, such as `iam_bindings`.
    pub beside: &'static [&'static str],
}

impl Facts {
    /// A kind whose ids Google hands out; unlabelled, mutable, free-standing, deletable.
    pub const fn assigned(kind: &'static str, summary: &'static str) -> Self {
        Self {
            kind,
            summary,
            identity: Identity::Assigned,
            whole_name: false,
            immutable: &[],
            parent: None,
            outputs: &[],
            ownership: Ownership::Record,
            account_wide: false,
            interchangeable: false,
            protection: Protection::None,
            naming: Naming::PLAIN,
            beside: &[],
        }
    }

    /// A kind whose identity the spec and the project spell.
    pub const fn path(kind: &'static str, summary: &'static str, pattern: &'static str) -> Self {
        Self {
            identity: Identity::Path { pattern },
            ..Self::assigned(kind, summary)
        }
    }

    /// As [`Self::path`], for services that put the whole identity into `name`.
    pub const fn whole(kind: &'static str, summary: &'static str, pattern: &'static str) -> Self {
        Self {
            whole_name: true,
            ..Self::path(kind, summary, pattern)
        }
    }

    /// A setting of the project: one, always there.
    pub const fn setting(kind: &'static str, summary: &'static str) -> Self {
        Self {
            identity: Identity::Setting,
            ..Self::assigned(kind, summary)
        }
    }

    /// The pattern of the identity, if it has one.
    pub fn pattern(&self) -> Option<&'static str> {
        match self.identity {
            Identity::Path { pattern } => Some(pattern),
            _ => None,
        }
    }

    pub fn is_labelled(&self) -> bool {
        matches!(self.ownership, Ownership::Labels(_))
    }
}
