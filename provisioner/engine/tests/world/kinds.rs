//! The kinds of the simulated cloud: one of each sort that behaves in its own way.

use std::sync::OnceLock;

use gabakura_model::Value;
use gabakura_model::catalogue::{Catalogue, Identity, KindSchema, Protection};
use gabakura_model::resource::Kind;

/// Schema facts, and what the cloud does besides.
struct Sort {
    kind: &'static str,
    identity: Identity,
    immutable: &'static [&'static str],
    parent: Option<&'static str>,
    taggable: bool,
    interchangeable: bool,
    protection: Protection,
}

const PLAIN: Sort = Sort {
    kind: "",
    identity: Identity::Assigned,
    immutable: &[],
    parent: None,
    taggable: true,
    interchangeable: false,
    protection: Protection::None,
};

const SORTS: &[Sort] = &[
    Sort {
        kind: "t.vpc",
        immutable: &["cidr"],
        ..PLAIN
    },
    Sort {
        kind: "t.subnet",
        immutable: &["vpc_id"],
        parent: Some("vpc_id"),
        ..PLAIN
    },
    Sort {
        kind: "t.table",
        immutable: &["subnet"],
        parent: Some("subnet"),
        ..PLAIN
    },
    Sort {
        kind: "t.gate",
        immutable: &["vpc_id"],
        parent: Some("vpc_id"),
        ..PLAIN
    },
    Sort {
        kind: "t.bucket",
        identity: Identity::Named { field: "name" },
        immutable: &["name"],
        protection: Protection::Irreversible,
        ..PLAIN
    },
    Sort {
        kind: "t.alias",
        identity: Identity::Named { field: "name" },
        immutable: &["name"],
        taggable: false,
        ..PLAIN
    },
    Sort {
        kind: "t.mark",
        identity: Identity::Named { field: "name" },
        immutable: &["name"],
        taggable: false,
        ..PLAIN
    },
    Sort {
        kind: "t.grant",
        identity: Identity::Named { field: "name" },
        immutable: &["name"],
        taggable: false,
        interchangeable: true,
        ..PLAIN
    },
    Sort {
        kind: "t.setting",
        identity: Identity::Setting,
        taggable: false,
        ..PLAIN
    },
    Sort {
        kind: "t.default",
        identity: Identity::SettingOf { field: "vpc_id" },
        taggable: false,
        ..PLAIN
    },
];

/// Every kind there is.
pub fn catalogue() -> &'static Catalogue {
    static CATALOGUE: OnceLock<Catalogue> = OnceLock::new();
    CATALOGUE.get_or_init(|| {
        let schema = |sort: &Sort| KindSchema {
            kind: Kind::new(sort.kind),
            summary: "",
            identity: sort.identity,
            immutable: sort.immutable,
            parent: sort.parent,
            outputs: &[],
            account_wide: false,
            observed_only: false,
            stands_in: &[],
            taggable: sort.taggable,
            interchangeable: sort.interchangeable,
            protection: sort.protection,
            canonical: |spec| Ok(spec.clone()),
            json_schema: || Value::Null,
        };
        SORTS.iter().map(schema).collect()
    })
}

pub fn schema(kind: &Kind) -> &'static KindSchema {
    catalogue().get(kind).expect("the world knows its kinds")
}

/// Whether the creating request of a kind may be repeated with the same token.
pub fn honours_token(kind: &Kind) -> bool {
    kind.as_str() == "t.gate" || schema(kind).is_setting()
}

/// Fields that the creating request cannot carry.
pub fn finished_fields(kind: &Kind) -> &'static [&'static str] {
    match kind.as_str() {
        "t.table" => &["routes"],
        "t.bucket" => &["versioning"],
        "t.alias" => &["note"],
        _ => &[],
    }
}

/// What a setting is before anybody sets it.
pub fn default_of(kind: &Kind) -> (&'static str, &'static str) {
    match kind.as_str() {
        "t.setting" => ("level", "low"),
        _ => ("rules", "open"),
    }
}
