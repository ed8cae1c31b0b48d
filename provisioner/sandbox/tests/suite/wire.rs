//! The sandbox over TCP, and faults.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use aws_sdk_ec2::config::retry::RetryConfig;
use aws_sdk_ec2::error::SdkError;
use gabakura_sandbox::{Faults, Listeners, Ports, Refusing, Sandbox, SandboxError};
use tokio::net::TcpListener;
use tokio::sync::oneshot;

use crate::support::{ALICE, Cloud, TOKYO, client};

/// A client of `$sdk` that speaks HTTP to a port.
macro_rules! over_tcp {
    ($sdk:ident, $port:expr $(, $setting:ident)?) => {
        $sdk::Client::from_conf(
            $sdk::Config::builder()
                .behavior_version($sdk::config::BehaviorVersion::latest())
                .region($sdk::config::Region::new(TOKYO))
                .credentials_provider($sdk::config::Credentials::new(
                    ALICE, "secret", None, None, "test",
                ))
                .http_client(crate::tcp::PlainHttp)
                .endpoint_url(format!("http://localhost:{}", $port))
                $(.$setting(true))?
                .build(),
        )
    };
}

#[tokio::test]
async fn any_client_is_served_on_loopback() {
    let cloud = Cloud::new();
    let listeners = Listeners::bind(0).await.expect("ports");
    let Ports { aws: port, google } = listeners.ports().expect("addresses");
    assert!(Sandbox::running(cloud.dir()).is_none());
    let (stop, stopped) = oneshot::channel::<()>();
    let shutdown = async move {
        let _ = stopped.await;
    };
    let server = tokio::spawn(Arc::clone(&cloud.sandbox).serve(listeners, shutdown));

    let sts = over_tcp!(aws_sdk_sts, port);
    let me = sts.get_caller_identity().send().await.expect("identity");
    assert_eq!(me.account(), Some(ALICE));
    let ec2 = over_tcp!(aws_sdk_ec2, port);
    ec2.create_vpc()
        .cidr_block("10.0.0.0/16")
        .send()
        .await
        .expect("a vpc");
    let s3 = over_tcp!(aws_sdk_s3, port, force_path_style);
    crate::s3::bucket(&s3, "over-tcp").await;
    s3.head_bucket()
        .bucket("over-tcp")
        .send()
        .await
        .expect("there");
    let kms = over_tcp!(aws_sdk_kms, port);
    kms.create_key().send().await.expect("a key");

    let dir = cloud.dir().to_owned();
    let found = tokio::task::spawn_blocking(move || Sandbox::running(&dir))
        .await
        .expect("probe");
    let found = found.expect("it runs");
    assert_eq!((found.port, found.google_port), (port, google));
    let dir = cloud.dir().to_owned();
    let refused = tokio::task::spawn_blocking(move || Sandbox::open(&dir))
        .await
        .expect("try");
    let refused = refused.expect_err("a server runs");
    assert!(
        matches!(refused, SandboxError::ServerRunning { .. }),
        "{refused}"
    );

    stop.send(()).expect("stopping");
    drop((sts, ec2, s3, kms));
    server.await.expect("joined").expect("served");
    assert!(Sandbox::running(cloud.dir()).is_none());
    let cloud = cloud.reopened().await;
    let read = client!(aws_sdk_ec2, cloud)
        .describe_vpcs()
        .send()
        .await
        .expect("vpcs");
    assert_eq!(read.vpcs().len(), 1);
}

#[tokio::test]
async fn a_taken_port_is_named() {
    let first = Listeners::bind(0).await.expect("ports");
    let port = first.ports().expect("addresses").google;
    let refused = Listeners::bind(port).await.expect_err("taken");
    assert!(matches!(refused, SandboxError::PortTaken { port: named } if named == port));
}

#[tokio::test]
async fn nothing_but_loopback_is_served() {
    let cloud = Cloud::new();
    let mut open = Listeners::bind(0).await.expect("ports");
    open.google = TcpListener::bind("0.0.0.0:0").await.expect("a listener");
    let refused = Arc::clone(&cloud.sandbox)
        .serve(open, std::future::pending())
        .await;
    assert!(matches!(refused, Err(SandboxError::NotLoopback { .. })));
}

#[test]
fn a_stale_announcement_is_ignored() {
    let dir = tempfile::tempdir().expect("a directory");
    let stale = r#"{"pid":1,"port":1}"#;
    std::fs::write(dir.path().join("running.json"), stale).expect("written");
    assert!(Sandbox::running(dir.path()).is_none());
    Sandbox::open(dir.path()).expect("open");
}

#[tokio::test]
async fn latency_and_call_log() {
    let cloud = Cloud::new();
    let log = Arc::new(Mutex::new(Vec::new()));
    let seen = Arc::clone(&log);
    let faults = Faults::default().with_latency(Duration::from_millis(50));
    cloud.sandbox.inject(faults.with_call_log(move |call| {
        seen.lock()
            .expect("log")
            .push((call.service, call.operation.clone(), call.status));
    }));
    let before = Instant::now();
    client!(aws_sdk_ec2, cloud)
        .describe_vpcs()
        .send()
        .await
        .expect("vpcs");
    assert!(before.elapsed() >= Duration::from_millis(50));
    assert_eq!(
        *log.lock().expect("log"),
        [("ec2", "DescribeVpcs".to_owned(), 200)]
    );
}

#[tokio::test]
async fn a_lost_reply_is_that_of_a_change_that_was_made() {
    let cloud = Cloud::new();
    let ours = client!(aws_sdk_ec2, cloud);
    let listeners = Listeners::bind(0).await.expect("ports");
    let port = listeners.ports().expect("ports").aws;
    tokio::spawn(Arc::clone(&cloud.sandbox).serve(listeners, std::future::pending()));
    for (made_so_far, client) in [ours.clone(), over_tcp!(aws_sdk_ec2, port)]
        .iter()
        .enumerate()
    {
        let losing = Faults::default().with_lost_replies(Refusing::Nth(1));
        cloud.sandbox.inject(losing);
        let once = aws_sdk_ec2::Config::builder().retry_config(RetryConfig::disabled());
        let create = client.create_vpc().cidr_block("10.0.0.0/16").customize();
        let made = create.config_override(once).send().await;
        assert!(
            !matches!(made, Ok(_) | Err(SdkError::ServiceError(_))),
            "{made:?}"
        );
        let seen = ours.describe_vpcs().send().await.expect("vpcs");
        assert_eq!(seen.vpcs().len(), made_so_far + 1);
    }
}
