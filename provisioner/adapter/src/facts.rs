//! Schema facts of a kind, as constants.

use gabakura_model::Value;
use gabakura_model::catalogue::{Identity, KindSchema, Protection, SpecError};
use gabakura_model::resource::Kind;

use crate::spec::{Spec, json_schema};

/// Where the resources of a kind show whose they are.
pub trait Ownership: Copy {
    /// Nowhere: our record alone knows.
    const RECORD: Self;

    /// Whether they carry tags (labels).
    fn is_tagged(&self) -> bool;
}

/// Schema facts of a kind of a cloud whose kinds show their ownership by `O`.
#[derive(Clone, Copy, Debug)]
pub struct Facts<O> {
    /// Its name: `aws.ec2.vpc`.
    pub kind: &'static str,
    /// What it is, in a few words, the vendor's noun first.
    pub summary: &'static str,
    /// How one is distinguished from another.
    pub identity: Identity,
    /// Spec fields only a replacement can change.
    pub immutable: &'static [&'static str],
    /// The field that names the container it lives in.
    pub parent: Option<&'static str>,
    /// What references may ask for besides the id.
    pub outputs: &'static [&'static str],
    /// Where it shows whose it is.
    pub ownership: O,
    /// Whether one of it rules the whole account, whoever made it.
    pub account_wide: bool,
    /// Whether one of it is as good as any other of the same identity and settings.
    pub interchangeable: bool,
    /// Whether deleting it needs an override.
    pub protection: Protection,
}

impl<O: Ownership> Facts<O> {
    /// A kind whose ids the cloud hands out; untagged, mutable, free-standing, deletable.
    pub const fn assigned(kind: &'static str, summary: &'static str) -> Self {
        Self {
            kind,
            summary,
            identity: Identity::Assigned,
            immutable: &[],
            parent: None,
            outputs: &[],
            ownership: O::RECORD,
            account_wide: false,
            interchangeable: false,
            protection: Protection::None,
        }
    }

    /// A kind whose identity is a field of its spec.
    pub const fn named(kind: &'static str, summary: &'static str, field: &'static str) -> Self {
        Self {
            identity: Identity::Named { field },
            ..Self::assigned(kind, summary)
        }
    }

    /// A kind whose identity the spec and the account spell.
    pub const fn path(kind: &'static str, summary: &'static str, pattern: &'static str) -> Self {
        Self {
            identity: Identity::Path { pattern },
            ..Self::assigned(kind, summary)
        }
    }

    /// A setting of the account or region: one, always there.
    pub const fn setting(kind: &'static str, summary: &'static str) -> Self {
        Self {
            identity: Identity::Setting,
            ..Self::assigned(kind, summary)
        }
    }

    /// The schema of the kind, whose specs `canonical` brings to canonical form.
    pub fn schema<S: Spec>(&self, canonical: fn(&Value) -> Result<Value, SpecError>) -> KindSchema {
        KindSchema {
            kind: Kind::new(self.kind),
            summary: self.summary,
            identity: self.identity,
            immutable: self.immutable,
            parent: self.parent,
            outputs: self.outputs,
            account_wide: self.account_wide,
            observed_only: false,
            stands_in: &[],
            taggable: self.ownership.is_tagged(),
            interchangeable: self.interchangeable,
            protection: self.protection,
            canonical,
            json_schema: json_schema::<S>,
        }
    }
}
