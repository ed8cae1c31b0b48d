//! What the tests share: sources, a catalogue that takes every spec, faults as lines.

use std::sync::Arc;

use gabakura_model::Value;
use gabakura_model::catalogue::{Catalogue, Identity, KindSchema, Protection, SpecError};
use gabakura_model::diagnostic::Diagnostic;
use gabakura_planner::SourceFile;

pub fn source(path: &str, text: &str) -> SourceFile {
    SourceFile {
        path: Arc::from(path),
        text: text.to_owned(),
    }
}

/// One line per fault: place, code, arguments.
pub fn shown(faults: &[Diagnostic]) -> String {
    let line = |fault: &Diagnostic| {
        let args: Vec<String> = fault
            .args
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        format!("{} {} {}\n", fault.origin, fault.code, args.join(" | ")).replace(" \n", "\n")
    };
    faults.iter().map(line).collect()
}

/// Every code a fault bears is in its module's list, and so are its arguments.
pub fn assert_listed(codes: &[(&str, &[&str])], faults: &[Diagnostic]) {
    for fault in faults {
        let Some((_, args)) = codes.iter().find(|(code, _)| *code == fault.code) else {
            panic!("`{}` is not listed", fault.code);
        };
        let needed = args.iter().filter(|arg| !arg.ends_with('?'));
        let given: Vec<&str> = fault.args.keys().copied().collect();
        for arg in needed {
            assert!(given.contains(arg), "`{}` lacks `{arg}`", fault.code);
        }
        for arg in given {
            let known = args.iter().any(|known| known.trim_end_matches('?') == arg);
            assert!(known, "`{}` does not list `{arg}`", fault.code);
        }
    }
}

fn any(spec: &Value) -> Result<Value, SpecError> {
    Ok(spec.clone())
}

/// Wants a text `vpc_id`, knows `size` and `rules[].port`, and stops at its first fault.
fn strict(spec: &Value) -> Result<Value, SpecError> {
    let fault = |path: &str, problem: String| {
        Err(SpecError {
            path: path.to_owned(),
            problem,
        })
    };
    let fields = spec.as_object().expect("a spec is a table");
    for key in fields.keys() {
        if !["rules", "size", "vpc_id"].contains(&key.as_str()) {
            let expected = "expected one of `rules`, `size`, `vpc_id`";
            return fault(key, format!("unknown field `{key}`, {expected}"));
        }
    }
    let rules = fields
        .get("rules")
        .and_then(Value::as_array)
        .into_iter()
        .flatten();
    for (index, rule) in rules.enumerate() {
        if rule["port"].as_i64().is_none() {
            return fault(
                &format!("rules[{index}].port"),
                "invalid type, expected i32".to_owned(),
            );
        }
    }
    if fields
        .get("size")
        .is_some_and(|size| size.as_i64().is_none())
    {
        return fault("size", "invalid type, expected i32".to_owned());
    }
    match fields.get("vpc_id") {
        Some(_) => Ok(spec.clone()),
        None => fault(".", "missing field `vpc_id`".to_owned()),
    }
}

fn kind(
    name: &str,
    taggable: bool,
    canonical: fn(&Value) -> Result<Value, SpecError>,
) -> KindSchema {
    let outputs: &[&str] = match name.starts_with("aws.") {
        true => &["arn", "arn_all"],
        false => &["kms_service_account_id", "member", "number", "principals"],
    };
    KindSchema {
        kind: name.into(),
        summary: "",
        identity: Identity::Assigned,
        immutable: &[],
        parent: None,
        outputs,
        account_wide: false,
        observed_only: false,
        stands_in: &[],
        taggable,
        interchangeable: false,
        protection: Protection::None,
        canonical,
        json_schema: || Value::Null,
    }
}

/// Every kind the shipped templates use, `aws.test.strict`, and one that nobody can declare.
pub fn catalogue() -> Catalogue {
    let taggable = [
        "aws.accessanalyzer.analyzer",
        "aws.backup.plan",
        "aws.backup.vault",
        "aws.budgets.budget",
        "aws.cloudtrail.trail",
        "aws.cloudwatch.alarm",
        "aws.config.conformance_pack",
        "aws.ec2.flow_log",
        "aws.ec2.route_table",
        "aws.ec2.security_group",
        "aws.ec2.subnet",
        "aws.ec2.vpc",
        "aws.ec2.vpc_endpoint",
        "aws.ecr.repository",
        "aws.ecs.cluster",
        "aws.events.rule",
        "aws.guardduty.detector",
        "aws.iam.openid_connect_provider",
        "aws.iam.policy",
        "aws.iam.role",
        "aws.kms.key",
        "aws.logs.log_group",
        "aws.rds.instance",
        "aws.rds.parameter_group",
        "aws.rds.subnet_group",
        "aws.s3.bucket",
        "aws.securityhub.hub",
        "aws.sns.topic",
        "gcp.compute.global_address",
        "gcp.compute.global_forwarding_rule",
        "gcp.dns.managed_zone",
        "gcp.kms.crypto_key",
        "gcp.monitoring.alert_policy",
        "gcp.monitoring.notification_channel",
        "gcp.storage.bucket",
    ];
    let plain = [
        "aws.account.alternate_contact",
        "aws.backup.selection",
        "aws.config.recorder",
        "aws.ec2.default_security_group",
        "aws.ec2.ebs_encryption_default",
        "aws.ec2.instance_metadata_defaults",
        "aws.ec2.snapshot_public_access",
        "aws.iam.password_policy",
        "aws.inspector2.status",
        "aws.kms.alias",
        "aws.logs.metric_filter",
        "aws.s3control.account_public_access_block",
        "aws.securityhub.standard",
        "aws.sns.subscription",
        "aws.ssm.session_preferences",
        "gcp.accesscontextmanager.service_perimeter",
        "gcp.billing.budget",
        "gcp.compute.firewall",
        "gcp.compute.network",
        "gcp.compute.route",
        "gcp.compute.router",
        "gcp.compute.subnetwork",
        "gcp.dns.policy",
        "gcp.essentialcontacts.contact",
        "gcp.iam.service_account",
        "gcp.iam.workload_identity_pool",
        "gcp.iam.workload_identity_pool_provider",
        "gcp.kms.key_ring",
        "gcp.logging.bucket",
        "gcp.logging.metric",
        "gcp.logging.settings",
        "gcp.logging.sink",
        "gcp.orgpolicy.policy",
        "gcp.project.audit_config",
        "gcp.project.iam_binding",
        "gcp.project.project",
        "gcp.securitycenter.notification_config",
        "gcp.serviceusage.service",
    ];
    let taggable = taggable.iter().map(|name| kind(name, true, any));
    let plain = plain.iter().map(|name| kind(name, false, any));
    taggable
        .chain(plain)
        .chain([
            kind("aws.test.strict", true, strict),
            KindSchema {
                observed_only: true,
                ..kind("aws.test.seen", true, any)
            },
        ])
        .collect()
}
