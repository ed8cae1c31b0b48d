//! What the other services make and refuse.

use gabakura_sandbox_google::Faults;
use serde_json::{Value, json};

use crate::support::Served;

const P: &str = "projects/tenant-one";

/// Sends requests one after another; each must be answered with its status.
async fn run(served: &Served, calls: &[(&str, &str, Value, u16)]) {
    for (method, path, body, expected) in calls {
        let body = Some(body).filter(|body| !body.is_null());
        let (status, reply) = served.call(method, path, body).await;
        assert_eq!(status, *expected, "{method} {path}: {reply}");
    }
}

#[tokio::test]
async fn keys_are_refused_what_google_refuses() {
    let served = Served::fresh().await;
    let rings = format!("/v1/{P}/locations/asia-northeast1/keyRings");
    let keys = format!("{rings}/r/cryptoKeys");
    let version = format!("{keys}/k/cryptoKeyVersions/1");
    let key = json!({ "purpose": 1, "versionTemplate": { "protectionLevel": "HSM" } });
    run(
        &served,
        &[
            ("POST", &format!("{keys}?cryptoKeyId=k"), key.clone(), 404),
            ("GET", &keys, Value::Null, 404),
            ("POST", &format!("{rings}?keyRingId=r"), json!({}), 200),
            ("POST", &format!("{rings}?keyRingId=r"), json!({}), 409),
            ("POST", &format!("{rings}?keyRingId=a%20b"), json!({}), 400),
            ("POST", &rings, json!({}), 400),
            ("POST", &format!("{keys}?cryptoKeyId=k"), json!({}), 400),
            (
                "POST",
                &format!("{keys}?cryptoKeyId=k"),
                json!({ "purpose": 99 }),
                400,
            ),
            (
                "POST",
                &format!("{keys}?cryptoKeyId=k"),
                json!({ "purpose": "MAC" }),
                400,
            ),
            ("POST", &format!("{keys}?cryptoKeyId=k"), key, 200),
            (
                "PATCH",
                &format!("{keys}/k?updateMask=purpose"),
                json!({ "purpose": "MAC" }),
                400,
            ),
            (
                "PATCH",
                &format!("{keys}/k?updateMask=colour"),
                json!({}),
                400,
            ),
            (
                "PATCH",
                &format!("{version}?updateMask=state"),
                json!({ "state": "DISABLED" }),
                200,
            ),
            ("POST", &format!("{version}:destroy"), json!({}), 200),
            ("POST", &format!("{version}:destroy"), json!({}), 400),
            ("POST", &format!("{version}:restore"), json!({}), 200),
            ("DELETE", &format!("{keys}/k"), Value::Null, 404),
        ],
    )
    .await;
    let (_, key) = served
        .call(
            "GET",
            &format!("{keys}/k?$alt=json;enum-encoding=int"),
            None,
        )
        .await;
    assert_eq!(
        (&key["purpose"], &key["primary"]["state"]),
        (&json!(1), &json!(2))
    );
    let (_, key) = served.call("GET", &format!("{keys}/k"), None).await;
    assert_eq!(
        (&key["purpose"], &key["primary"]["state"]),
        (&json!("ENCRYPT_DECRYPT"), &json!("DISABLED"))
    );
}

#[tokio::test]
async fn log_buckets_lock_and_come_back() {
    let served = Served::fresh().await;
    let buckets = format!("/v2/{P}/locations/asia-northeast1/buckets");
    let sinks = format!("/v2/{P}/sinks");
    let sink = |to: &str| json!({ "name": "audit", "destination": to });
    run(
        &served,
        &[
            (
                "POST",
                &format!("{buckets}?bucketId=audit"),
                json!({ "retentionDays": 400 }),
                200,
            ),
            (
                "PATCH",
                &format!("{buckets}/audit?updateMask=locked"),
                json!({ "locked": true }),
                200,
            ),
            (
                "PATCH",
                &format!("{buckets}/audit?updateMask=retentionDays"),
                json!({ "retentionDays": 1 }),
                400,
            ),
            (
                "PATCH",
                &format!("{buckets}/audit?updateMask=locked"),
                json!({}),
                400,
            ),
            ("DELETE", &format!("{buckets}/audit"), Value::Null, 200),
            ("POST", &format!("{buckets}/audit:undelete"), json!({}), 200),
            ("POST", &format!("{buckets}/audit:undelete"), json!({}), 400),
            (
                "DELETE",
                &format!("/v2/{P}/locations/global/buckets/_Default"),
                Value::Null,
                400,
            ),
            ("POST", &sinks, sink("ftp://example.com"), 400),
            ("POST", &sinks, json!({ "name": "audit" }), 400),
            ("POST", &sinks, sink("storage.googleapis.com/audit"), 200),
            ("DELETE", &format!("{sinks}/_Required"), Value::Null, 400),
            ("GET", &format!("/v2/{P}/settings"), Value::Null, 200),
        ],
    )
    .await;
    let (_, all) = served
        .call("GET", &format!("/v2/{P}/locations/-/buckets"), None)
        .await;
    let names: Vec<&str> = all["buckets"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|bucket| bucket["name"].as_str())
        .collect();
    let [tokyo, default, required] = [
        "asia-northeast1/buckets/audit",
        "global/buckets/_Default",
        "global/buckets/_Required",
    ];
    assert_eq!(
        names,
        [tokyo, default, required].map(|name| format!("{P}/locations/{name}"))
    );
    let metric = json!({ "name": "changes", "filter": "x", "metricDescriptor": { "valueType": 2, "labels": [{ "key": "user" }] } });
    let (_, metric) = served
        .call("POST", &format!("/v2/{P}/metrics"), Some(&metric))
        .await;
    assert_eq!(metric["metricDescriptor"]["valueType"], "INT64", "{metric}");
    let own = sink(&format!(
        "logging.googleapis.com/{P}/locations/asia-northeast1/buckets/audit"
    ));
    let (_, sink) = served
        .call("PUT", &format!("{sinks}/audit"), Some(&own))
        .await;
    assert_eq!(
        sink.get("writerIdentity"),
        None,
        "within a project nobody needs to be let in"
    );
}

#[tokio::test]
async fn roles_and_accounts_are_remembered() {
    let served = Served::fresh().await;
    let (roles, accounts) = (format!("/v1/{P}/roles"), format!("/v1/{P}/serviceAccounts"));
    let role = json!({ "roleId": "auditor", "role": { "title": "Auditor", "includedPermissions": ["logging.logs.list"] } });
    let account = json!({ "accountId": "deployer", "serviceAccount": { "displayName": "CI" } });
    let email = "deployer@tenant-one.iam.gserviceaccount.com";
    run(
        &served,
        &[
            ("POST", &roles, role.clone(), 200),
            ("POST", &roles, role.clone(), 409),
            (
                "PATCH",
                &format!("{roles}/auditor?updateMask=title"),
                json!({ "title": "A", "etag": "AAAAAAAAAAA=" }),
                409,
            ),
            ("DELETE", &format!("{roles}/auditor"), Value::Null, 200),
            ("POST", &roles, role, 409),
            ("POST", &format!("{roles}/auditor:undelete"), json!({}), 200),
            ("POST", &accounts, json!({ "accountId": "ci" }), 400),
            ("POST", &accounts, account, 200),
            (
                "POST",
                &format!("{accounts}/{email}:disable"),
                json!({}),
                200,
            ),
        ],
    )
    .await;
    let (_, listed) = served
        .call("GET", &format!("{roles}?view=FULL"), None)
        .await;
    assert_eq!(
        listed["roles"][0]["includedPermissions"],
        json!(["logging.logs.list"])
    );
    let by_query = format!("/v1/roles?parent={P}&view=1");
    let by_query = served.call("GET", &by_query, None).await;
    assert_eq!(by_query, (200, listed), "the client for Rust asks so");
    let (_, account) = served
        .call("GET", &format!("{accounts}/{email}"), None)
        .await;
    assert_eq!(
        (&account["disabled"], &account["displayName"]),
        (&json!(true), &json!("CI"))
    );
}

#[tokio::test]
async fn policies_keep_what_is_not_meant() {
    let served = Served::fresh().await;
    let [get, set] = ["get", "set"].map(|verb| format!("/v3/{P}:{verb}IamPolicy"));
    let audit = json!([{ "service": "allServices", "auditLogConfigs": [{ "logType": 3 }, { "logType": "ADMIN_READ" }] }]);
    let (_, policy) = served.call("POST", &get, Some(&json!({}))).await;
    let with_audit = json!({ "policy": { "auditConfigs": audit, "etag": policy["etag"] }, "updateMask": "auditConfigs,bindings" });
    assert_eq!(served.call("POST", &set, Some(&with_audit)).await.0, 200);
    assert_eq!(
        served.call("POST", &set, Some(&with_audit)).await.0,
        409,
        "the etag is of yesterday"
    );
    let bindings = json!([{ "role": "roles/viewer", "members": ["user:a@example.com"] }]);
    let without = json!({ "policy": { "bindings": bindings } });
    let (_, policy) = served.call("POST", &set, Some(&without)).await;
    assert_eq!(
        policy["auditConfigs"][0]["auditLogConfigs"][0]["logType"],
        "DATA_READ"
    );
    for wrong in [
        json!([{ "role": "viewer", "members": ["user:a@example.com"] }]),
        json!([{ "role": "roles/viewer", "members": ["a@example.com"] }]),
        json!([{ "role": "roles/viewer", "members": ["user:a@example.com"], "condition": { "expression": "true" } }]),
    ] {
        let asked = json!({ "policy": { "bindings": wrong } });
        assert_eq!(
            served.call("POST", &set, Some(&asked)).await.0,
            400,
            "{asked}"
        );
    }
}

#[tokio::test]
async fn records_change_together() {
    let served = Served::fresh().await;
    let zones = format!("/dns/v1/{P}/managedZones");
    let changes = format!("{zones}/apis/changes");
    let zone = json!({ "name": "apis", "dnsName": "googleapis.com.", "visibility": "private" });
    let record =
        |name: &str| json!({ "name": name, "type": "A", "ttl": 300, "rrdatas": ["199.36.153.4"] });
    let [star, other] = ["*.googleapis.com.", "other.example.com."].map(record);
    run(
        &served,
        &[
            ("POST", &changes, json!({ "additions": [star] }), 404),
            ("POST", &zones, zone, 200),
            ("POST", &changes, json!({ "additions": [other] }), 400),
            ("POST", &changes, json!({ "deletions": [star] }), 404),
            ("POST", &changes, json!({ "additions": [star] }), 200),
            ("POST", &changes, json!({ "additions": [star] }), 409),
            ("DELETE", &format!("{zones}/apis"), Value::Null, 400),
        ],
    )
    .await;
    let (_, listed) = served
        .call("GET", &format!("{zones}/apis/rrsets"), None)
        .await;
    let kinds: Vec<&str> = listed["rrsets"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|set| set["type"].as_str())
        .collect();
    assert_eq!(kinds, ["A", "NS", "SOA"]);
    run(
        &served,
        &[
            ("POST", &changes, json!({ "deletions": [star] }), 200),
            ("DELETE", &format!("{zones}/apis"), Value::Null, 200),
        ],
    )
    .await;
}

#[tokio::test]
async fn firewall_policies_hold_for_networks() {
    let served = Served::fresh().await;
    let policies = format!("/compute/v1/{P}/global/firewallPolicies");
    let associate = format!("{policies}/baseline/addAssociation");
    let network =
        json!({ "name": "here", "attachmentTarget": format!("{P}/global/networks/default") });
    let rule = json!({ "priority": 100, "action": "deny", "direction": "EGRESS", "match": { "destIpRanges": ["0.0.0.0/0"], "layer4Configs": [{ "ipProtocol": "all" }] } });
    let nowhere =
        json!({ "name": "there", "attachmentTarget": format!("{P}/global/networks/none") });
    run(
        &served,
        &[
            ("POST", &policies, json!({ "name": "baseline" }), 200),
            (
                "POST",
                &format!("{policies}/baseline/addRule"),
                rule.clone(),
                200,
            ),
            ("POST", &format!("{policies}/baseline/addRule"), rule, 400),
            ("POST", &associate, nowhere, 404),
            ("POST", &associate, network.clone(), 200),
            ("POST", &associate, network, 400),
            ("DELETE", &format!("{policies}/baseline"), Value::Null, 400),
            (
                "POST",
                &format!("{policies}/baseline/removeRule?priority=100"),
                Value::Null,
                200,
            ),
            (
                "POST",
                &format!("{policies}/baseline/removeRule?priority=100"),
                Value::Null,
                400,
            ),
            (
                "POST",
                &format!("{policies}/baseline/removeAssociation?name=here"),
                Value::Null,
                200,
            ),
            ("DELETE", &format!("{policies}/baseline"), Value::Null, 200),
        ],
    )
    .await;
}

#[tokio::test]
async fn organisations_have_collections_of_their_own() {
    let served = Served::fresh().await;
    let constraints = "/v2/organizations/123456789012/customConstraints";
    let policy = json!({ "name": format!("{P}/policies/gcp.resourceLocations"), "spec": { "rules": [{ "values": { "allowedValues": ["in:asia-northeast1-locations"] } }] } });
    run(
        &served,
        &[
            ("POST", &format!("/v2/{P}/policies"), policy.clone(), 200),
            ("POST", &format!("/v2/{P}/policies"), policy, 409),
            ("POST", constraints, json!({ "name": "custom.one" }), 400),
            (
                "GET",
                "/v2/projects/Not-A-Project/policies",
                Value::Null,
                403,
            ),
            (
                "GET",
                "/v2/projects/999999999999/policies",
                Value::Null,
                403,
            ),
            ("GET", "/v9/projects/tenant-one/policies", Value::Null, 404),
        ],
    )
    .await;
    let (_, listed) = served.call("GET", &format!("/v2/{P}/policies"), None).await;
    assert_eq!(listed["policies"].as_array().unwrap().len(), 1);
    let (_, listed) = served
        .call("GET", &format!("/v2/{P}/constraints?pageSize=1000"), None)
        .await;
    let names: Vec<&str> = listed["constraints"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|one| one["name"].as_str())
        .collect();
    assert!(names.contains(&"projects/tenant-one/constraints/gcp.resourceLocations"));
}

#[tokio::test]
async fn what_takes_long_is_an_operation() {
    let served = Served::fresh().await;
    served
        .google
        .set_faults(Faults::default().with_slow_operations(1));
    let pools = format!("/v1/{P}/locations/global/workloadIdentityPools");
    let providers = format!("{pools}/ci-of-acme/providers");
    let github = json!({ "oidc": { "issuerUri": "https://token.actions.githubusercontent.com" } });
    let perimeter = json!({ "name": "accessPolicies/0/servicePerimeters/tenancy", "status": { "restrictedServices": ["storage.googleapis.com"] } });
    let policy = json!({ "parent": "organizations/123456789012", "title": "all" });
    let policy = done(
        &served,
        served
            .call("POST", "/v1/accessPolicies", Some(&policy))
            .await,
    )
    .await;
    let perimeters = format!("/v1/{}/servicePerimeters", policy["name"].as_str().unwrap());
    let cases = [
        (
            format!("{pools}?workloadIdentityPoolId=ci-of-acme"),
            json!({ "displayName": "CI" }),
        ),
        (
            format!("{providers}?workloadIdentityPoolProviderId=github"),
            github,
        ),
        (perimeters.clone(), perimeter),
    ];
    for (path, body) in cases {
        let made = done(&served, served.call("POST", &path, Some(&body)).await).await;
        assert!(made["name"].is_string(), "{path}: {made}");
    }
    let (_, provider) = served
        .call("GET", &format!("{providers}/github"), None)
        .await;
    assert_eq!(provider["state"], "ACTIVE");
    let gone = served
        .call("DELETE", &format!("{pools}/ci-of-acme"), None)
        .await;
    assert_eq!(done(&served, gone).await["state"], "DELETED");
    assert_eq!(
        served.call("GET", &pools, None).await.1,
        json!({}),
        "deleted pools are not listed"
    );
    let gone = served
        .call("DELETE", &format!("{perimeters}/tenancy"), None)
        .await;
    done(&served, gone).await;
    assert_eq!(
        served
            .call("GET", &format!("{perimeters}/tenancy"), None)
            .await
            .0,
        404
    );
}

/// Looks at an operation that needs one look more than usual, and gives its response.
async fn done(served: &Served, reply: (u16, Value)) -> Value {
    assert_eq!((reply.0, reply.1.get("done")), (200, None), "{}", reply.1);
    let path = format!("/v1/{}", reply.1["name"].as_str().unwrap());
    assert_eq!(served.call("GET", &path, None).await.1.get("done"), None);
    let ended = served.call("GET", &path, None).await.1;
    assert_eq!(ended["done"], true, "{ended}");
    ended["response"].clone()
}
