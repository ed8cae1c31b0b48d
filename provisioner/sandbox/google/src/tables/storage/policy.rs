//! The IAM policy of a bucket, in the JSON API's form.

use serde_json::json;

use crate::call::{Call, Response};
use crate::collection::Place;
use crate::engine::policy::Meant;
use crate::engine::{self, policy};
use crate::json::set;
use crate::refusal::Refusal;
use crate::world::World;

/// Buckets have no audit configurations of their own.
const BINDINGS: Meant = Meant {
    bindings: true,
    audit: false,
};

/// `GET` and `PUT` of `/b/bucket/iam`.
pub(super) fn answer(world: &mut World, place: &Place, call: &Call) -> Result<Response, Refusal> {
    prepare(world, place)?;
    let mut policy = if call.method == http::Method::PUT {
        let mut given = call.body.clone();
        for field in ["kind", "resourceId"] {
            crate::json::take(&mut given, field);
        }
        policy::store(world, place, given, BINDINGS)?
    } else {
        policy::current(world, place)?
    };
    set(&mut policy, "kind", "storage#policy");
    set(
        &mut policy,
        "resourceId",
        format!("projects/_/buckets/{}", place.id()),
    );
    Ok(Response::ok(policy))
}

/// Gives a bucket that was never asked the policy that Google gives it.
fn prepare(world: &mut World, place: &Place) -> Result<(), Refusal> {
    engine::find(world, place)?;
    let member = |team: &str| format!("{team}:{}", place.scope);
    let bindings = json!([
        {
            "role": "roles/storage.legacyBucketOwner",
            "members": [member("projectEditor"), member("projectOwner")],
        },
        { "role": "roles/storage.legacyBucketReader", "members": [member("projectViewer")] },
    ]);
    let etag = policy::current(world, place)?["etag"].clone();
    if let Some(stored) = world.get_mut(&place.scope, &place.key())
        && stored.policy.is_none()
    {
        stored.policy = Some(json!({ "bindings": bindings, "etag": etag, "version": 1 }));
    }
    Ok(())
}
