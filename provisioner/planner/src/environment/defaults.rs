//! What a tenancy starts from: parameter defaults by cloud and size class.
//!
//! | parameter | why |
//! |---|---|
//! | `availability_zones` | two sites keep the service up; designated cities take three |
//! | `subnet_prefix` | size of each subnet; towns get by with 59 usable addresses a zone |
//! | `endpoints` | the cloud's own APIs stay off the Internet (NIST SC-7, AWS EC2.10) |
//! | `log_retention_days` | a year and more of searchable logs (NIST AU-11) |
//! | `flow_log_retention_days` | a year: long enough to look back after an incident |
//! | `flow_log_interval_seconds`, `flow_log_sampling` | AWS: larger bodies pay for finer records; Google: as its example foundation |
//! | `trail_archive_days`, `trail_expiration_days` | 90 days hot, seven years kept (as BLEA) |
//! | `object_lock_mode`, `object_lock_days` | evidence cannot be deleted early (S3.15, CIS GCP 4.0 2.3) |
//! | `key_rotation_days` | a year (CIS AWS 5.0 3.6); 90 days (CIS GCP 4.0 1.10) |
//! | `rpo_hours`, `backup_retention_days`, `backup_archive_days` | daily, for five weeks; monthly, for a year |
//! | `backup_lock_mode`, `backup_lock_days` | a backup cannot be deleted early (NIST CP-9(8)) |
//! | `budget_alert_percentages` | told at half, at four fifths and at the end |
//! | `password_length_min`, `password_reuse_block` | CIS AWS 5.0 1.7 and 1.8 |
//! | `alarm_emails` | nobody is written to unless named |
//! | `inspector_scans`, `macie` | known weaknesses are looked for; contents of buckets are read for a price, so only on request |
//! | `flows` and the lists of far ends | nothing is open, and no route leads out, unless declared |
//! | `operator_principals` and the other lists of people | nobody is let in, or told, unless declared |

use std::collections::BTreeMap;

use gabakura_model::Value;
use gabakura_model::tenancy::{Cloud, Profile};
use serde_json::json;

/// The cloud's APIs a system in a closed network needs: remote maintenance, logs, keys, tokens,
/// metrics and secrets.
const ENDPOINTS: [&str; 8] = [
    "ssm",
    "ssmmessages",
    "ec2messages",
    "logs",
    "kms",
    "sts",
    "monitoring",
    "secretsmanager",
];

/// What Inspector looks through: all it can without more setting up (AWS Security Hub
/// Inspector.1, .2 and .4).
const SCANS: [&str; 3] = ["EC2", "ECR", "LAMBDA"];

/// One whole-number parameter and its value per size class.
struct Sized {
    name: &'static str,
    town: u32,
    city: u32,
    core_city: u32,
    designated_city: u32,
}

const fn sized(name: &'static str, [town, city, core_city, designated_city]: [u32; 4]) -> Sized {
    Sized {
        name,
        town,
        city,
        core_city,
        designated_city,
    }
}

/// On every cloud.
const SIZED: &[Sized] = &[
    sized("log_retention_days", [400, 400, 400, 731]),
    sized("flow_log_retention_days", [365, 365, 400, 400]),
    sized("trail_archive_days", [90, 90, 90, 90]),
    sized("trail_expiration_days", [2555, 2555, 2555, 2555]),
    sized("object_lock_days", [365, 365, 365, 365]),
];

const SIZED_AWS: &[Sized] = &[
    sized("availability_zones", [2, 2, 2, 3]),
    sized("subnet_prefix", [26, 24, 23, 22]),
    sized("flow_log_interval_seconds", [600, 600, 60, 60]),
    sized("key_rotation_days", [365, 365, 365, 365]),
    sized("password_length_min", [14, 14, 14, 14]),
    sized("password_reuse_block", [24, 24, 24, 24]),
    sized("rpo_hours", [24, 24, 24, 12]),
    sized("backup_retention_days", [35, 35, 35, 35]),
    sized("backup_archive_days", [365, 365, 365, 365]),
    sized("backup_lock_days", [14, 14, 14, 14]),
];

const SIZED_GCP: &[Sized] = &[
    // One subnet spans the zones of a region: it holds what two or three do on AWS.
    sized("subnet_prefix", [25, 23, 22, 20]),
    sized("flow_log_interval_seconds", [5, 5, 5, 5]),
    sized("key_rotation_days", [90, 90, 90, 90]),
];

/// Lists that are empty unless the environment says otherwise: closed by default.
const EMPTY_LISTS: [&str; 7] = [
    "alarm_emails",
    "consumer_cidrs",
    "flows",
    "office_cidrs",
    "resolvers",
    "staff_cidrs",
    "token_servers",
];

/// Who is let in, on Google Cloud: nobody unless the environment says so.
const EMPTY_LISTS_GCP: [&str; 5] = [
    "allowed_prefixes",
    "auditor_principals",
    "asp_principals",
    "operator_principals",
    "pipeline_principals",
];

/// The parameters a tenancy of a size class starts from on a cloud.
pub fn defaults(cloud: Cloud, profile: Profile) -> BTreeMap<String, Value> {
    let pick = |row: &Sized| match profile {
        Profile::Town => row.town,
        Profile::City => row.city,
        Profile::CoreCity => row.core_city,
        Profile::DesignatedCity => row.designated_city,
    };
    // Governance, not compliance: an auditor may still shorten a lock that was set by mistake.
    let mode = || json!("GOVERNANCE");
    let (sized, lists, own): (_, &[&str], _) = match cloud {
        Cloud::Aws => (
            SIZED_AWS,
            &[],
            vec![
                ("backup_lock_mode", mode()),
                ("budget_alert_percentages", json!([50, 80, 100])),
                ("endpoints", json!(ENDPOINTS)),
                ("inspector_scans", json!(SCANS)),
                ("macie", json!("DISABLED")),
            ],
        ),
        Cloud::Gcp => (
            SIZED_GCP,
            &EMPTY_LISTS_GCP,
            vec![("flow_log_sampling", json!(0.5))],
        ),
    };
    let others = own.into_iter().chain([("object_lock_mode", mode())]);
    let sized = SIZED.iter().chain(sized);
    let sized = sized.map(|row| (row.name, Value::from(pick(row))));
    let empty = EMPTY_LISTS.iter().chain(lists);
    sized
        .chain(empty.map(|name| (*name, json!([]))))
        .chain(others)
        .map(|(name, value)| (name.to_owned(), value))
        .collect()
}
