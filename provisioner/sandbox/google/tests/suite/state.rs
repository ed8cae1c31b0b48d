//! What outlives the process, and the faults.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use gabakura_sandbox_google::{CallRecord, Faults, Google, GoogleError, Refusing};
use serde_json::json;

use crate::support::Served;

const NETWORKS: &str = "/compute/v1/projects/tenant-one/global/networks";

#[tokio::test]
async fn the_state_is_there_again() {
    let served = Served::fresh().await;
    let body = json!({ "name": "vpc", "autoCreateSubnetworks": false });
    served.call("POST", NETWORKS, Some(&body)).await;
    served
        .call(
            "POST",
            "/storage/v1/b?project=tenant-one",
            Some(&json!({ "name": "logs-of-one" })),
        )
        .await;
    let before = served.call("GET", &format!("{NETWORKS}/vpc"), None).await;
    let project = served.call("GET", "/v1/projects/tenant-one", None).await;
    let served = Served::over(served.stop().await).await;
    assert_eq!(
        served.call("GET", &format!("{NETWORKS}/vpc"), None).await,
        before
    );
    assert_eq!(
        served.call("GET", "/v1/projects/tenant-one", None).await,
        project
    );
    assert_eq!(
        served
            .call("GET", "/storage/v1/b/logs-of-one", None)
            .await
            .0,
        200
    );
    let number = project.1["projectNumber"].as_str().unwrap();
    let by_number = NETWORKS.replace("tenant-one", number);
    assert_eq!(
        served.call("GET", &format!("{by_number}/vpc"), None).await,
        before
    );
}

#[tokio::test]
async fn a_state_file_of_another_version_is_not_read() {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("tenant-one.json"), r#"{"version": 99}"#).unwrap();
    let refused = Google::open(dir.path()).unwrap_err();
    assert!(
        matches!(refused, GoogleError::StateVersion { found: 99, .. }),
        "{refused:?}"
    );
    std::fs::write(dir.path().join("tenant-one.json"), "{").unwrap();
    assert!(matches!(
        Google::open(dir.path()).unwrap_err(),
        GoogleError::StateUnreadable { .. }
    ));
}

#[tokio::test]
async fn faults_do_what_they_say() {
    let served = Served::fresh().await;
    let body = json!({ "name": "vpc", "autoCreateSubnetworks": false });

    served
        .google
        .set_faults(Faults::default().with_refusals(Refusing::Next(1), 429));
    assert_eq!(served.call("POST", NETWORKS, Some(&body)).await.0, 429);
    assert_eq!(
        served.call("GET", &format!("{NETWORKS}/vpc"), None).await.0,
        404
    );

    served
        .google
        .set_faults(Faults::default().with_refusals(Refusing::Every(2), 503));
    let mut statuses = Vec::new();
    for _ in 0..4 {
        statuses.push(served.call("GET", NETWORKS, None).await.0);
    }
    assert_eq!(statuses, [200, 503, 200, 503]);

    let calls: Arc<Mutex<Vec<CallRecord>>> = Arc::default();
    let log = Arc::clone(&calls);
    let faults = Faults::default()
        .with_latency(Duration::from_millis(30))
        .with_lost_replies(Refusing::Next(1))
        .with_call_log(move |call| log.lock().unwrap().push(call.clone()));
    served.google.set_faults(faults);
    let start = Instant::now();
    assert_eq!(
        served.call("POST", NETWORKS, Some(&body)).await.0,
        0,
        "the reply is lost"
    );
    assert_eq!(
        served.call("GET", &format!("{NETWORKS}/vpc"), None).await.0,
        200,
        "and the work done"
    );
    assert!(start.elapsed() >= Duration::from_millis(60));
    let record = |operation: &str, status| CallRecord {
        project: "tenant-one".to_owned(),
        service: "compute",
        operation: operation.to_owned(),
        status,
    };
    let expected = [
        record(&format!("POST {NETWORKS}"), 0),
        record(&format!("GET {NETWORKS}/vpc"), 200),
    ];
    assert_eq!(*calls.lock().unwrap(), expected);
}

#[tokio::test]
async fn slow_operations_take_as_many_looks_as_they_are_told() {
    let served = Served::fresh().await;
    served
        .google
        .set_faults(Faults::default().with_slow_operations(2));
    let body = json!({ "name": "vpc", "autoCreateSubnetworks": false });
    let operation = served.call("POST", NETWORKS, Some(&body)).await.1;
    let path = format!(
        "/compute/v1/projects/tenant-one/global/operations/{}",
        operation["name"].as_str().unwrap()
    );
    let mut statuses = Vec::new();
    for _ in 0..3 {
        statuses.push(served.call("GET", &path, None).await.1["status"].clone());
    }
    assert_eq!(statuses, ["RUNNING", "RUNNING", "DONE"]);
}
