//! Cloud Storage's buckets, as the JSON API has them. gRPC reads and writes the same values.

mod bucket;
mod policy;

use std::sync::LazyLock;

use serde_json::json;

use crate::call::{Call, Response};
use crate::collection::{Collection, Place, Service};
use crate::engine;
use crate::refusal::{Form, Refusal};
use crate::rules::{NameFormat, Spelled};
use crate::schema::Schema;
use crate::world::World;

static STORAGE: Service = Service {
    name: "storage",
    prefix: "/storage/v1",
    form: Form::Reasons,
    schema: LazyLock::new(|| Schema::parse(&[include_str!("../../schema/storage.schema")])),
    rows: || ROWS,
};

pub(super) const ROWS: &[Collection] = &[Collection {
    verbs: "create get list patch update delete silent",
    spelled: Spelled {
        least: 3,
        most: 63,
        others: "-_.",
        label: false,
    },
    name_format: NameFormat::Short,
    stamps: "kind id selfLink etag",
    required: "name",
    defaults: r#"{
        "location": "US",
        "storageClass": "STANDARD",
        "iamConfiguration": {},
        "softDeletePolicy": {"retentionDurationSeconds": "604800"}
    }"#,
    missing: "The specified bucket does not exist.",
    hook: bucket::complete,
    actions: &[
        ("iam", policy::answer),
        ("o", objects),
        ("lockRetentionPolicy", bucket::lock),
    ],
    ..Collection::new(&STORAGE, "b", "Bucket")
}];

/// The objects of a bucket: none, the sandbox keeps no contents.
fn objects(world: &mut World, place: &Place, _: &Call) -> Result<Response, Refusal> {
    engine::find(world, place)?;
    Ok(Response::ok(json!({ "kind": "storage#objects" })))
}
