//! Buckets: one store, two wires.

use serde_json::json;

use crate::support::Served;

const STORAGE: &str = "/google.storage.v2.Storage";

#[tokio::test]
async fn a_bucket_is_the_same_on_both_wires() {
    let served = Served::fresh().await;
    let asked = json!({
        "parent": "projects/_",
        "bucketId": "audit-logs",
        "bucket": {
            "project": "projects/tenant-one",
            "location": "asia-northeast1",
            "iamConfig": { "uniformBucketLevelAccess": { "enabled": true }, "publicAccessPrevention": "enforced" },
            "retentionPolicy": { "retentionDuration": "31536000s" },
            "lifecycle": { "rule": [{ "action": { "type": "Delete" }, "condition": { "ageDays": 400 } }] },
            "encryption": { "defaultKmsKey": "projects/tenant-one/locations/asia-northeast1/keyRings/r/cryptoKeys/k" },
            "versioning": { "enabled": true },
        },
    });
    let (status, made) = served
        .grpc(&format!("{STORAGE}/CreateBucket"), &asked)
        .await;
    assert_eq!(
        (status, &made["name"]),
        (0, &json!("projects/_/buckets/audit-logs"))
    );
    assert_eq!(made["retentionPolicy"]["retentionDuration"], "31536000s");
    let (status, json) = served.call("GET", "/storage/v1/b/audit-logs", None).await;
    assert_eq!(status, 200);
    assert_eq!(json["location"], "ASIA-NORTHEAST1");
    assert_eq!(json["locationType"], "region");
    assert_eq!(json["retentionPolicy"]["retentionPeriod"], "31536000");
    assert_eq!(json["lifecycle"]["rule"][0]["condition"]["age"], 400);
    assert_eq!(
        json["iamConfiguration"]["publicAccessPrevention"],
        "enforced"
    );

    let update = json!({
        "bucket": { "name": "projects/_/buckets/audit-logs", "labels": { "zone": "lgwan" }, "versioning": {} },
        "updateMask": "labels,versioning",
        "ifMetagenerationMatch": "1",
    });
    let path = format!("{STORAGE}/UpdateBucket");
    let (status, changed) = served.grpc(&path, &update).await;
    assert_eq!((status, &changed["metageneration"]), (0, &json!("2")));
    assert_eq!(
        served.grpc(&path, &update).await.0,
        9,
        "the metageneration is of yesterday"
    );
    let json = served.call("GET", "/storage/v1/b/audit-logs", None).await.1;
    assert_eq!(
        (&json["labels"]["zone"], &json["versioning"]["enabled"]),
        (&json!("lgwan"), &json!(false))
    );

    let lock = json!({ "bucket": "projects/_/buckets/audit-logs", "ifMetagenerationMatch": "2" });
    let (status, locked) = served
        .grpc(&format!("{STORAGE}/LockBucketRetentionPolicy"), &lock)
        .await;
    assert_eq!(
        (status, &locked["retentionPolicy"]["isLocked"]),
        (0, &json!(true))
    );
    let shorter = json!({ "retentionPolicy": { "retentionPeriod": "1" } });
    assert_eq!(
        served
            .call("PATCH", "/storage/v1/b/audit-logs", Some(&shorter))
            .await
            .0,
        403
    );

    let list = json!({ "parent": "projects/tenant-one" });
    let (_, listed) = served.grpc(&format!("{STORAGE}/ListBuckets"), &list).await;
    assert_eq!(
        listed["buckets"][0]["name"],
        "projects/_/buckets/audit-logs"
    );
    let name = json!({ "name": "projects/_/buckets/audit-logs" });
    assert_eq!(
        served
            .grpc(&format!("{STORAGE}/DeleteBucket"), &name)
            .await
            .0,
        0
    );
    assert_eq!(
        served.grpc(&format!("{STORAGE}/GetBucket"), &name).await.0,
        5
    );
}

#[tokio::test]
async fn bucket_names_are_one_name_space() {
    let served = Served::fresh().await;
    let body = json!({ "name": "shared-name" });
    assert_eq!(
        served
            .call("POST", "/storage/v1/b?project=tenant-one", Some(&body))
            .await
            .0,
        200
    );
    assert_eq!(
        served
            .call("POST", "/storage/v1/b?project=tenant-two", Some(&body))
            .await
            .0,
        409
    );
    assert_eq!(
        served.call("POST", "/storage/v1/b", Some(&body)).await.0,
        400
    );
}

#[tokio::test]
async fn policies_of_yesterday_are_refused() {
    let served = Served::fresh().await;
    served
        .call(
            "POST",
            "/storage/v1/b?project=tenant-one",
            Some(&json!({ "name": "with-policy" })),
        )
        .await;
    let resource = json!({ "resource": "projects/_/buckets/with-policy" });
    let service = "/google.storage.control.v2.StorageControl";
    let (status, mut policy) = served
        .grpc(&format!("{service}/GetIamPolicy"), &resource)
        .await;
    assert_eq!(
        (status, policy["bindings"].as_array().unwrap().len()),
        (0, 2)
    );
    policy["bindings"] =
        json!([{ "role": "roles/storage.objectViewer", "members": ["group:audit@example.com"] }]);
    let ask = json!({ "resource": "projects/_/buckets/with-policy", "policy": policy });
    assert_eq!(
        served
            .grpc(&format!("{service}/SetIamPolicy"), &ask)
            .await
            .0,
        0
    );
    assert_eq!(
        served
            .grpc(&format!("{service}/SetIamPolicy"), &ask)
            .await
            .0,
        10
    );
}

#[tokio::test]
async fn messages_come_as_protobuf_too() {
    let served = Served::fresh().await;
    // CreateBucketRequest: parent = 1, bucket = 2 with project = 3, bucketId = 3.
    let mut asked = Vec::new();
    let field = |number: u8, content: &[u8]| {
        let head = [number << 3 | 2, u8::try_from(content.len()).unwrap()];
        [&head, content].concat()
    };
    asked.extend(field(1, b"projects/_"));
    asked.extend(field(2, &field(3, b"projects/tenant-one")));
    asked.extend(field(3, b"audit-logs"));
    let path = format!("{STORAGE}/CreateBucket");
    let (status, made) = served.framed(&path, "application/grpc", &asked).await;
    // The bucket begins with its name = 1 and bucketId = 2.
    let expected = [
        field(1, b"projects/_/buckets/audit-logs"),
        field(2, b"audit-logs"),
    ];
    assert_eq!(status, 0);
    assert!(made.starts_with(&expected.concat()), "{made:?}");

    let (status, _) = served.framed(&path, "application/grpc", &asked).await;
    assert_eq!(status, 6, "the name is taken");
    asked.truncate(5);
    let (status, _) = served.framed(&path, "application/grpc", &asked).await;
    assert_eq!(status, 3, "half a message");
}
