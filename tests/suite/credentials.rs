//! Roles: one to plan with, one to apply with, and tokens of CI systems.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use gabakura_aws::{Access, Settings};
use gabakura_model::port::{Call, CreateRequest, LockExpired, Permit, SharedProvider, Throttle};
use gabakura_model::rate_limit::RateLimit;
use gabakura_model::resource::{Kind, Tags};
use gabakura_model::tenancy::{Cloud, Scope};
use gabakura_sandbox::{CallRecord, Faults, Sandbox};
use serde_json::json;

use crate::conformance::cloud::permit;

const OURS: &str = "111122223333";
const OTHER: &str = "222233334444";

struct NoThrottle;

#[async_trait]
impl Throttle for NoThrottle {
    async fn turn(&self, _: &Call, _: &RateLimit, _: Option<&Permit>) -> Result<(), LockExpired> {
        Ok(())
    }
}

fn aws(state: &Path, oidc_token: Option<PathBuf>) -> SharedProvider {
    aws_of(&Sandbox::open(state).unwrap(), oidc_token)
}

fn aws_of(sandbox: &Arc<Sandbox>, oidc_token: Option<PathBuf>) -> SharedProvider {
    gabakura_aws::open(Settings {
        access: Access::InProcess(sandbox.http_client()),
        oidc_token,
        throttle: Arc::new(NoThrottle),
    })
}

fn role_in(account: &str) -> Option<String> {
    Some(format!("arn:aws:iam::{account}:role/gabakura"))
}

fn scope(role: Option<String>, plan_role: Option<String>) -> Scope {
    Scope {
        cloud: Cloud::Aws,
        account: OURS.to_owned(),
        region: "ap-northeast-1".to_owned(),
        role,
        plan_role,
        external_id: None,
        session: Some("g18f-0a1b2c3d-1".to_owned()),
    }
}

fn vpc() -> CreateRequest {
    CreateRequest {
        kind: Kind::new("aws.ec2.vpc"),
        address: "131016/acme/prod/network/vpc".parse().unwrap(),
        spec: json!({"cidr_block": "10.0.0.0/20"}),
        tags: Tags::new(),
        token: "t-1".to_owned(),
    }
}

#[tokio::test]
async fn planning_takes_its_own_role_and_applying_another() {
    let state = tempfile::tempdir().unwrap();
    let aws = aws(state.path(), None);
    let kind = Kind::new("aws.ec2.vpc");
    let split = scope(role_in(OURS), role_in(OTHER));
    let refused = aws.list(&split, &kind).await.unwrap_err().to_string();
    assert!(refused.contains(OTHER), "{refused}");
    aws.create(&split, &vpc(), &permit()).await.unwrap();

    let split = scope(role_in(OTHER), role_in(OURS));
    assert_eq!(aws.list(&split, &kind).await.unwrap().len(), 1);
    let refused = aws.create(&split, &vpc(), &permit()).await.unwrap_err();
    let refused = refused.to_string();
    assert!(refused.contains(OTHER), "{refused}");
}

#[tokio::test]
async fn a_token_of_a_ci_system_opens_a_role() {
    let state = tempfile::tempdir().unwrap();
    let token = state.path().join("token");
    let kind = Kind::new("aws.ec2.vpc");
    let ours = scope(role_in(OURS), None);
    for (text, said) in [("", "JSON Web Token"), ("canary-secret", "JSON Web Token")] {
        std::fs::write(&token, text).unwrap();
        let aws = aws(&state.path().join("cloud"), Some(token.clone()));
        let refused = aws.list(&ours, &kind).await.unwrap_err().to_string();
        assert!(refused.contains(said), "{refused}");
        assert!(!refused.contains("canary"), "{refused}");
    }
    std::fs::write(&token, "e30.e30.c2ln\n").unwrap();
    let aws = aws(&state.path().join("cloud"), Some(token));
    aws.create(&ours, &vpc(), &permit()).await.unwrap();
    let elsewhere = scope(role_in(OTHER), None);
    let refused = aws.list(&elsewhere, &kind).await.unwrap_err().to_string();
    assert!(refused.contains(OTHER), "{refused}");
}

/// A session that is over is refused by AWS; credentials are renewed before that.
#[tokio::test]
async fn credentials_are_renewed_in_the_middle_of_a_run() {
    let state = tempfile::tempdir().unwrap();
    let sandbox = Sandbox::open(state.path()).unwrap();
    let assumed = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&assumed);
    let count = move |call: &CallRecord| {
        if call.operation == "AssumeRole" {
            counted.fetch_add(1, Ordering::SeqCst);
        }
    };
    let faults = Faults::default().with_sessions_of(Duration::from_secs(2));
    sandbox.inject(faults.with_call_log(count));
    let (aws, ours) = (aws_of(&sandbox, None), scope(role_in(OURS), None));
    let kind = Kind::new("aws.ec2.vpc");
    aws.create(&ours, &vpc(), &permit()).await.unwrap();
    let first = assumed.load(Ordering::SeqCst);
    assert!(first > 0);
    tokio::time::sleep(Duration::from_secs(3)).await;
    assert_eq!(aws.list(&ours, &kind).await.unwrap().len(), 1);
    assert!(assumed.load(Ordering::SeqCst) > first, "it was renewed");
}
