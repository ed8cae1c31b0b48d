//! What databases are like besides: slow, full of others' intentions, and not always at work.

use gabakura_model::outcome::{Created, ProviderError, Retry};
use gabakura_model::resource::Kind;
use gabakura_model::tenancy::Cloud as CloudName;
use serde_json::{Value, json};

use super::case::laid_over;
use super::cloud::{canonical, permit};
use super::data;
use super::promises::{Life, delete_of, update_to};

const SERVER: &str = "Action=ModifyDBInstance&DBInstanceIdentifier=juki";

/// A database of a kind that stands, as in its first case.
async fn standing(kind: &str) -> (Life, Created) {
    let case = data::cases().into_iter().find(|case| case.name == kind);
    let life = Life::begin(CloudName::Aws, case.expect("it has a case")).await;
    let made = life.cloud.make(&life.order).await;
    (life, made)
}

/// What comes of changing these fields.
async fn change(life: &Life, made: &Created, fields: Value) -> Result<(), ProviderError> {
    let spec = canonical(&life.kind, &laid_over(&life.order.spec, &fields));
    let update = update_to(&life.seen(&made.id).await, &spec, &life.order.tags);
    life.cloud
        .provider
        .update(&life.cloud.scope, &update, &permit())
        .await
}

/// Somebody else changes something, and RDS takes it.
async fn somebody_asks(life: &Life, form: &str) {
    let (status, reply) = life.cloud.fill_in("rds", form).await;
    assert_eq!(status, 200, "{form}: {reply}");
}

/// What RDS tells of the server.
async fn told(life: &Life) -> String {
    let form = "Action=DescribeDBInstances&DBInstanceIdentifier=juki";
    let (status, reply) = life.cloud.fill_in("rds", form).await;
    assert_eq!(status, 200, "{reply}");
    reply
}

#[tokio::test(start_paused = true)]
async fn a_change_is_done_when_nothing_of_it_is_pending() {
    let (life, made) = standing("aws.rds.instance").await;
    let more = json!({
        "allocated_storage": 200, "port": 6432, "cloudwatch_logs_exports": ["postgresql"],
    });
    change(&life, &made, more.clone()).await.unwrap();
    let reply = told(&life).await;
    for (name, value) in [
        ("PendingModifiedValues", ""),
        ("DBInstanceStatus", "storage-optimization"),
        ("AllocatedStorage", "200"),
        ("Port", "6432"),
        ("member", "postgresql"),
    ] {
        let element = format!("<{name}>{value}</{name}>");
        assert!(reply.contains(&element), "{element} is not in {reply}");
    }
    let next = laid_over(&more, &json!({"backup_retention_period": 14}));
    change(&life, &made, next).await.unwrap();
    let spec = life.seen(&made.id).await.spec;
    assert_eq!(spec["backup_retention_period"], 14);
}

#[tokio::test]
async fn what_is_about_to_be_shows() {
    let (life, made) = standing("aws.rds.instance").await;
    let logs = "CloudwatchLogsExportConfiguration.EnableLogTypes.member.1=upgrade";
    let form = format!("{SERVER}&DBPortNumber=7432&{logs}&ApplyImmediately=true");
    somebody_asks(&life, &form).await;
    let spec = life.seen(&made.id).await.spec;
    assert_eq!(spec["port"], 7432);
    assert_eq!(spec["cloudwatch_logs_exports"], json!(["upgrade"]));
    // A change that is under way is waited for.
    change(&life, &made, json!({"port": 8432})).await.unwrap();
    assert_eq!(life.seen(&made.id).await.spec["port"], 8432);
}

#[tokio::test(start_paused = true)]
async fn what_somebody_put_off_does_not_come_along() {
    let (life, made) = standing("aws.rds.instance").await;
    let later = format!("{SERVER}&EngineVersion=17.6");
    somebody_asks(&life, &later).await;
    let longer = json!({"backup_retention_period": 14});
    let refused = change(&life, &made, longer.clone()).await.unwrap_err();
    assert_eq!(
        (refused.code(), refused.retry()),
        ("pending-modifications", Retry::Never)
    );
    assert!(refused.to_string().contains("EngineVersion"), "{refused}");
    let reply = told(&life).await;
    assert!(reply.contains("<EngineVersion>17.4</EngineVersion>"));
    assert!(reply.contains("<BackupRetentionPeriod>7</BackupRetentionPeriod>"));
    // What is changed itself is no stranger.
    let both = laid_over(&longer, &json!({"engine_version": "17.5"}));
    change(&life, &made, both).await.unwrap();
    let spec = life.seen(&made.id).await.spec;
    assert_eq!(spec["engine_version"], "17.5");
    assert_eq!(spec["backup_retention_period"], 14);
    // Nor does it keep anything alive.
    somebody_asks(&life, &later).await;
    life.cloud
        .delete(&delete_of(life.seen(&made.id).await))
        .await;
    life.is_gone("deleted", &made).await;
}

#[tokio::test(start_paused = true)]
async fn who_stopped_it_has_to_start_it() {
    let (life, made) = standing("aws.rds.instance").await;
    let form = "Action=StopDBInstance&DBInstanceIdentifier=juki";
    somebody_asks(&life, form).await;
    let longer = json!({"backup_retention_period": 14});
    let refused = change(&life, &made, longer).await.unwrap_err();
    assert_eq!(refused.code(), "stopped");
}

#[tokio::test(start_paused = true)]
async fn a_change_that_cures_is_let_through() {
    let (life, made) = standing("aws.rds.instance").await;
    let greedy = json!({
        "db_parameter_group_name": "greedy", "family": "postgres17", "description": "data",
        "parameters": {"max_connections": "200000"},
    });
    let needs = [("greedy", "aws.rds.parameter_group", greedy)];
    life.cloud.stand(needs).await;
    let group = |name: &str| json!({"db_parameter_group_name": name});
    let refused = change(&life, &made, group("greedy")).await.unwrap_err();
    assert_eq!(refused.code(), "incompatible-parameters");
    change(&life, &made, group("set")).await.unwrap();
    assert!(told(&life).await.contains(">available<"));
}

#[tokio::test]
async fn the_key_of_a_password_stays_while_rds_keeps_it() {
    for (kind, form) in [
        ("aws.rds.instance", SERVER),
        (
            "aws.rds.cluster",
            "Action=ModifyDBCluster&DBClusterIdentifier=shared",
        ),
    ] {
        let (life, made) = standing(kind).await;
        let field = "master_user_secret_kms_key_id";
        let declared = life.order.spec[field].clone();
        let other = json!({field: life.order.spec["kms_key_id"]});
        let refused = change(&life, &made, other).await.unwrap_err();
        assert_eq!(refused.code(), "immutable", "{kind}");
        let key = format!("{form}&MasterUserSecretKmsKeyId=other&ApplyImmediately=true");
        let (status, reply) = life.cloud.fill_in("rds", &key).await;
        assert_eq!(status, 400, "{reply}");
        assert_eq!(life.seen(&made.id).await.spec[field], declared, "{kind}");

        let own = "ManageMasterUserPassword=false&MasterUserPassword=himitsu";
        somebody_asks(&life, &format!("{form}&{own}&ApplyImmediately=true")).await;
        let spec = life.seen(&made.id).await.spec;
        assert_eq!(spec["manage_master_user_password"], false, "{kind}");
        change(&life, &made, json!({})).await.unwrap();
        let spec = life.seen(&made.id).await.spec;
        assert_eq!(spec["manage_master_user_password"], true, "{kind}");
        assert_eq!(spec[field], declared, "{kind}");
    }
}

#[tokio::test]
async fn of_parameters_only_those_are_read_that_somebody_set() {
    let (life, _) = standing("aws.rds.instance").await;
    let kind = Kind::new("aws.rds.parameter_group");
    life.cloud.calls();
    let groups = life.cloud.list(&kind).await;
    let names: Vec<&str> = groups.keys().map(String::as_str).collect();
    assert_eq!(names, ["default.postgres17", "other", "set"]);
    assert!(groups["default.postgres17"].platform);
    let calls = life.cloud.calls();
    let read = calls
        .iter()
        .filter(|(call, _)| call.operation == "DescribeDBParameters");
    assert_eq!(read.count(), 2);
}
