//! Pub/Sub topics, as far as sinks and budgets lead to them.

use std::sync::LazyLock;

use crate::collection::{Collection, Service};
use crate::refusal::Form;
use crate::rules::Spelled;
use crate::schema::Schema;

static PUBSUB: Service = Service {
    name: "pubsub",
    prefix: "/v1",
    form: Form::Status,
    schema: LazyLock::new(|| Schema::parse(&[include_str!("../../schema/pubsub.schema")])),
    rows: || ROWS,
};

pub(super) const ROWS: &[Collection] = &[Collection {
    verbs: "get list upsert patch delete iam",
    spelled: Spelled {
        least: 3,
        most: 255,
        others: "A-_.~+%",
        label: false,
    },
    missing: "Resource not found (resource={id}).",
    ..Collection::new(&PUBSUB, "projects/*/topics", "Topic")
}];
