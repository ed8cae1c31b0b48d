//! What compute makes, refuses and forgets.

use serde_json::{Value, json};

use crate::support::Served;

const NETWORKS: &str = "/compute/v1/projects/tenant-one/global/networks";
const SUBNETWORKS: &str = "/compute/v1/projects/tenant-one/regions/asia-northeast1/subnetworks";
const FIREWALLS: &str = "/compute/v1/projects/tenant-one/global/firewalls";

async fn network(served: &Served) {
    let body = json!({ "name": "vpc", "autoCreateSubnetworks": false });
    assert_eq!(served.call("POST", NETWORKS, Some(&body)).await.0, 200);
}

fn subnetwork(name: &str, range: &str) -> Value {
    json!({ "name": name, "network": "global/networks/vpc", "ipCidrRange": range })
}

/// The operation that a change was answered with, once it is done.
async fn ended(served: &Served, reply: (u16, Value)) -> Value {
    assert_eq!(
        (reply.0, &reply.1["status"]),
        (200, &json!("RUNNING")),
        "{}",
        reply.1
    );
    let link = reply.1["selfLink"].as_str().unwrap();
    let path = link.strip_prefix("https://www.googleapis.com").unwrap();
    let done = served.call("GET", path, None).await.1;
    assert_eq!(done["status"], "DONE");
    done
}

fn reason(reply: &(u16, Value)) -> (u16, &str) {
    (
        reply.0,
        reply.1["error"]["errors"][0]["reason"]
            .as_str()
            .unwrap_or_default(),
    )
}

#[tokio::test]
async fn what_is_in_use_stays() {
    let served = Served::fresh().await;
    network(&served).await;
    let body = subnetwork("one", "10.0.0.0/24");
    assert_eq!(served.call("POST", SUBNETWORKS, Some(&body)).await.0, 200);
    let vpc = format!("{NETWORKS}/vpc");
    let failed = ended(&served, served.call("DELETE", &vpc, None).await).await;
    let code = &failed["error"]["errors"][0]["code"];
    assert_eq!(code, "RESOURCE_IN_USE_BY_ANOTHER_RESOURCE");
    assert_eq!(
        served.call("GET", &vpc, None).await.1["subnetworks"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
    assert_eq!(
        served
            .call("DELETE", &format!("{SUBNETWORKS}/one"), None)
            .await
            .0,
        200
    );
    assert_eq!(served.call("DELETE", &vpc, None).await.0, 200);
    assert_eq!(
        reason(&served.call("GET", &vpc, None).await),
        (404, "notFound")
    );
    let routes = served
        .call("GET", "/compute/v1/projects/tenant-one/global/routes", None)
        .await
        .1;
    assert_eq!(
        routes["items"].as_array().unwrap().len(),
        1,
        "the network's own route is gone, too"
    );
}

#[tokio::test]
async fn what_makes_no_sense_is_refused() {
    let served = Served::fresh().await;
    network(&served).await;
    let twice = json!({ "name": "vpc", "autoCreateSubnetworks": false });
    let cases = [
        (NETWORKS, twice, (409, "alreadyExists")),
        (
            NETWORKS,
            json!({ "name": "Vpc", "autoCreateSubnetworks": false }),
            (400, "invalid"),
        ),
        (NETWORKS, json!({ "name": "other" }), (400, "required")),
        (
            NETWORKS,
            json!({ "name": "other", "autoCreateSubnetworks": false, "colour": "red" }),
            (400, "invalid"),
        ),
        (
            NETWORKS,
            json!({ "name": "other", "autoCreateSubnetworks": "no" }),
            (400, "invalid"),
        ),
        (
            SUBNETWORKS,
            subnetwork("a", "10.0.0.1/24"),
            (400, "invalid"),
        ),
        (
            SUBNETWORKS,
            json!({ "name": "a", "ipCidrRange": "10.0.0.0/24", "network": "global/networks/none" }),
            (404, "notFound"),
        ),
        (
            FIREWALLS,
            json!({ "name": "rule", "network": "global/networks/vpc" }),
            (400, "invalid"),
        ),
        (
            FIREWALLS,
            json!({ "name": "rule", "direction": "SIDEWAYS", "allowed": [{ "IPProtocol": "tcp" }] }),
            (400, "invalid"),
        ),
    ];
    for (path, body, expected) in cases {
        assert_eq!(
            reason(&served.call("POST", path, Some(&body)).await),
            expected,
            "{body}"
        );
    }
    let body = subnetwork("a", "10.0.0.0/24");
    assert_eq!(served.call("POST", SUBNETWORKS, Some(&body)).await.0, 200);
    let body = subnetwork("b", "10.0.0.128/25");
    let overlapping = served.call("POST", SUBNETWORKS, Some(&body)).await;
    let failed = ended(&served, overlapping).await;
    assert_eq!(failed["error"]["errors"][0]["code"], "INVALID_USAGE");
    assert_eq!(
        served
            .call("GET", &format!("{SUBNETWORKS}/b"), None)
            .await
            .0,
        404
    );
    let body = subnetwork("a", "10.0.0.0/24");
    let nowhere = SUBNETWORKS.replace("asia-northeast1", "asia-nowhere1");
    assert_eq!(
        reason(&served.call("POST", &nowhere, Some(&body)).await),
        (404, "notFound")
    );
}

#[tokio::test]
async fn fingerprints_and_fixed_fields_are_kept() {
    let served = Served::fresh().await;
    network(&served).await;
    served
        .call("POST", SUBNETWORKS, Some(&subnetwork("a", "10.0.0.0/24")))
        .await;
    let path = format!("{SUBNETWORKS}/a");
    let untagged = json!({ "enableFlowLogs": true });
    let refused = served.call("PATCH", &path, Some(&untagged)).await;
    assert_eq!(reason(&refused), (412, "conditionNotMet"));
    let fingerprint = served.call("GET", &path, None).await.1["fingerprint"].clone();
    let flow_logs = json!({ "fingerprint": fingerprint, "enableFlowLogs": true });
    assert_eq!(served.call("PATCH", &path, Some(&flow_logs)).await.0, 200);
    assert_eq!(
        reason(&served.call("PATCH", &path, Some(&flow_logs)).await),
        (412, "conditionNotMet")
    );
    let fingerprint = served.call("GET", &path, None).await.1["fingerprint"].clone();
    let moved = json!({ "fingerprint": fingerprint, "ipCidrRange": "10.9.0.0/24" });
    assert_eq!(
        reason(&served.call("PATCH", &path, Some(&moved)).await),
        (400, "invalid")
    );
    let unlogged = json!({ "fingerprint": fingerprint, "enableFlowLogs": false });
    assert_eq!(served.call("PATCH", &path, Some(&unlogged)).await.0, 200);
    assert_eq!(
        served.call("GET", &path, None).await.1["enableFlowLogs"],
        json!(false)
    );
}

#[tokio::test]
async fn what_comes_with_a_network_stays_with_it() {
    let served = Served::fresh().await;
    let path = format!("{SUBNETWORKS}/default");
    assert_eq!(
        reason(&served.call("DELETE", &path, None).await),
        (400, "invalidResourceUsage")
    );
    let rule = json!({ "name": "open", "network": "global/networks/default", "allowed": [{ "IPProtocol": "tcp" }] });
    assert_eq!(served.call("POST", FIREWALLS, Some(&rule)).await.0, 200);
    let rule = served
        .call("GET", &format!("{FIREWALLS}/open"), None)
        .await
        .1;
    assert_eq!(rule["sourceRanges"], json!(["0.0.0.0/0"]));
}

#[tokio::test]
async fn a_request_made_twice_is_carried_out_once() {
    let served = Served::fresh().await;
    let path = format!("{NETWORKS}?requestId=11111111-2222-3333-4444-555555555555");
    let body = json!({ "name": "vpc", "autoCreateSubnetworks": false });
    let first = served.call("POST", &path, Some(&body)).await;
    let second = served.call("POST", &path, Some(&body)).await;
    assert_eq!((first.0, &first.1["name"]), (second.0, &second.1["name"]));
}

#[tokio::test]
async fn lists_come_in_pages() {
    let served = Served::fresh().await;
    network(&served).await;
    for number in 0..5 {
        let body = json!({
            "name": format!("rule-{number}"),
            "network": "global/networks/vpc",
            "allowed": [{ "IPProtocol": "tcp", "ports": ["22"] }],
            "priority": 100 + number,
        });
        assert_eq!(served.call("POST", FIREWALLS, Some(&body)).await.0, 200);
    }
    let (mut names, mut token) = (Vec::new(), String::new());
    loop {
        let page = served
            .call(
                "GET",
                &format!("{FIREWALLS}?maxResults=2&pageToken={token}"),
                None,
            )
            .await
            .1;
        let items = page["items"].as_array().unwrap();
        assert!(items.len() <= 2);
        names.extend(
            items
                .iter()
                .map(|item| item["name"].as_str().unwrap().to_owned()),
        );
        match page["nextPageToken"].as_str() {
            Some(next) => token = next.to_owned(),
            None => break,
        }
    }
    assert_eq!(names, ["rule-0", "rule-1", "rule-2", "rule-3", "rule-4"]);
    let filtered = served
        .call(
            "GET",
            &format!("{FIREWALLS}?filter=name%20eq%20rule-%5B12%5D"),
            None,
        )
        .await
        .1;
    assert_eq!(filtered["items"].as_array().unwrap().len(), 2);
    assert_eq!(
        served
            .call("GET", &format!("{FIREWALLS}?filter=what%20is"), None)
            .await
            .0,
        400
    );
}
