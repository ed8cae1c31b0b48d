//! Parameters for the templates: free-form, but those the shipped templates know are checked.

use std::collections::BTreeMap;

use gabakura_model::Value;
use gabakura_model::tenancy::Cloud;
use toml::Spanned;
use toml::de::DeValue;

use super::connection;
use super::crossing;
use super::far_end;
use super::file::{At, File};
use super::flow::{self, Flow, Needs};
use super::guideline::{MODELS, Zone};
use super::range;
use super::scope::Site;
use crate::cloud::{self, facts};
use crate::secret;

/// Parameters with the places they were written at.
pub(super) type Params = BTreeMap<String, At<Value>>;

/// What a known parameter looks like.
enum Shape {
    Zone,
    Range,
    Ranges,
    Addresses,
    Flows,
    Services,
    Text,
    Edition,
    Address,
    Mailboxes,
    Principals,
    Share,
    Crossings,
    Hub(&'static str),
    Word(&'static [&'static str]),
    Words(&'static [&'static str]),
    Count(i64, i64),
    Counts(i64, i64),
    FarEnd(&'static Flow),
    Exchange,
}

/// The retentions CloudWatch Logs accepts.
const RETENTION_DAYS: &[i64] = &[
    1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922,
    3288, 3653,
];
const MODEL_WORDS: &[&str] = &[
    MODELS[0].word,
    MODELS[1].word,
    MODELS[2].word,
    MODELS[3].word,
];
/// What Inspector can be told to look through.
const SCANS: &[&str] = &["EC2", "ECR", "LAMBDA", "LAMBDA_CODE", "CODE_REPOSITORY"];
/// The largest autonomous system number (RFC 6793).
const ASN_MAX: i64 = 4_294_967_294;
/// A hundred years: S3's longest lock and lifecycle; Cloud Storage takes as much.
const DAYS_MAX: i64 = 36_500;

/// What one cloud accepts of a number both have.
const ACCEPTED: [(Cloud, &str, &[i64]); 5] = [
    (Cloud::Aws, "flow_log_interval_seconds", &[60, 600]),
    (Cloud::Aws, "flow_log_retention_days", RETENTION_DAYS),
    (Cloud::Aws, "log_retention_days", RETENTION_DAYS),
    // Parts of a day that come round at the same hours.
    (Cloud::Aws, "rpo_hours", &[1, 2, 3, 4, 6, 8, 12, 24]),
    (
        Cloud::Gcp,
        "flow_log_interval_seconds",
        &[5, 30, 60, 300, 600, 900],
    ),
];
/// The bounds one cloud sets to a number both have: KMS of AWS; Cloud Logging's longest retention.
const BOUNDS: [(Cloud, &str, i64, i64); 3] = [
    (Cloud::Aws, "key_rotation_days", 90, 2560),
    (Cloud::Gcp, "flow_log_retention_days", 1, 3650),
    (Cloud::Gcp, "log_retention_days", 1, 3650),
];

/// Who may come in: 運用管理補助者, ASP, auditors, and the pipelines of CI.
const PRINCIPALS: [&str; 4] = [
    "operator_principals",
    "asp_principals",
    "auditor_principals",
    "pipeline_principals",
];

/// Each is a group, a machine or a federation, never a single person, whose leaving nobody would
/// notice, and never everybody.
fn check_principals(site: &Site<'_, '_>, cloud: Cloud, key: &str, given: &At<Value>) {
    let facts = facts(cloud);
    let texts = given.value.as_array().into_iter().flatten();
    let texts = texts.filter_map(Value::as_str);
    for found in texts.filter(|text| !(facts.is_principal)(text)) {
        let args = [
            ("key", key),
            ("found", found),
            ("expected", facts.principal_form),
        ];
        site.file.error("bad-principal", given.at, &args);
    }
}

/// The cloud a parameter means something on, where it is one alone.
fn only_on(name: &str) -> Option<Cloud> {
    match name {
        "availability_zones"
        | "endpoints"
        | "inspector_scans"
        | "macie"
        | "s3_prefix_list_id"
        | "password_length_min"
        | "password_reuse_block"
        | "rpo_hours"
        | "backup_retention_days"
        | "backup_archive_days"
        | "backup_lock_days"
        | "backup_lock_mode"
        | "backup_copy_vault" => Some(Cloud::Aws),
        "api_address" | "findings_topic" | "flow_log_sampling" | "perimeter_mode"
        | "perimeter_services" => Some(Cloud::Gcp),
        _ => connection::cloud_of(name),
    }
}

/// Checks what was written against the cloud it was written for.
pub(super) fn check(site: &Site<'_, '_>, cloud: Cloud, params: &Params) {
    for (name, given) in params {
        let key = site.key(&format!("params.{name}"));
        if only_on(name).is_some_and(|only| only != cloud) {
            let args = [("key", key.as_str()), ("cloud", cloud.as_str())];
            site.file.warning("key-of-other-cloud", given.at, &args);
        }
        if PRINCIPALS.contains(&name.as_str()) {
            check_principals(site, cloud, &key, given);
        }
        let Some(number) = given.value.as_i64() else {
            continue;
        };
        let row = |(on, of, _): &&(Cloud, &str, _)| *on == cloud && of == name;
        let listed = ACCEPTED.iter().find(row).map(|(.., accepted)| *accepted);
        let bound = BOUNDS
            .iter()
            .find(|(on, of, ..)| *on == cloud && of == name);
        let allowed = match (listed, bound) {
            (Some(accepted), _) if !accepted.contains(&number) => {
                let texts: Vec<String> = accepted.iter().map(i64::to_string).collect();
                texts.join(", ")
            }
            (_, Some((.., min, max))) if !(*min..=*max).contains(&number) => {
                format!("{min}–{max}")
            }
            _ => continue,
        };
        let found = number.to_string();
        let args = [
            ("key", key.as_str()),
            ("found", found.as_str()),
            ("allowed", &allowed),
        ];
        site.file.error("out-of-range", given.at, &args);
    }
}

fn shape(name: &str) -> Option<Shape> {
    Some(match name {
        "zone" => Shape::Zone,
        "cidr" => Shape::Range,
        "staff_cidrs" | "consumer_cidrs" | "token_servers" | "office_cidrs"
        | "allowed_prefixes" => Shape::Ranges,
        "model" => Shape::Word(MODEL_WORDS),
        "guideline" => Shape::Edition,
        "crossings" => Shape::Crossings,
        "connection" => Shape::Word(connection::KINDS),
        "redundancy" => Shape::Word(connection::REDUNDANCY),
        "line_encryption" => Shape::Word(connection::LINE_ENCRYPTION),
        "address_translation" => Shape::Word(connection::TRANSLATION),
        "transit_gateway" => Shape::Hub("tgw-"),
        "hub_route_table" => Shape::Hub("tgw-rtb-"),
        "transit_gateway_asn" | "direct_connect_asn" | "cloud_router_asn" | "interconnect_asn" => {
            Shape::Count(1, ASN_MAX)
        }
        "resolvers" => Shape::Addresses,
        "flows" => Shape::Flows,
        "endpoints" => Shape::Services,
        "alarm_emails" | "budget_emails" => Shape::Mailboxes,
        "s3_prefix_list_id" | "backup_copy_vault" | "budget_currency" => Shape::Text,
        "budget_alert_percentages" => Shape::Counts(1, 1000),
        "budget_yen" | "budget_amount" => Shape::Count(1, i64::MAX),
        "rpo_hours" => Shape::Count(1, 24),
        "object_lock_mode" | "backup_lock_mode" => Shape::Word(&["GOVERNANCE", "COMPLIANCE"]),
        "inspector_scans" => Shape::Words(SCANS),
        "macie" => Shape::Word(&["DISABLED", "ENABLED", "PAUSED"]),
        "availability_zones" => Shape::Count(2, 3),
        "subnet_prefix" => Shape::Count(16, 28),
        "flow_log_interval_seconds" => Shape::Count(5, 900),
        "flow_log_sampling" => Shape::Share,
        "log_retention_days"
        | "flow_log_retention_days"
        | "trail_archive_days"
        | "trail_expiration_days"
        | "object_lock_days"
        | "backup_retention_days"
        | "backup_archive_days"
        | "backup_lock_days" => Shape::Count(1, DAYS_MAX),
        "api_address" => Shape::Address,
        "findings_topic" => Shape::Text,
        "perimeter_mode" => Shape::Word(&["dry-run", "enforced"]),
        "perimeter_services" => Shape::Services,
        "key_rotation_days" => Shape::Count(1, 2560),
        name if PRINCIPALS.contains(&name) => Shape::Principals,
        "password_length_min" => Shape::Count(6, 128),
        "password_reuse_block" => Shape::Count(1, 24),
        _ => match flow::find(name) {
            Some(flow) if flow.needs == Needs::FarEnd => Shape::FarEnd(flow),
            Some(flow) if flow.needs == Needs::Exchange => Shape::Exchange,
            _ => return None,
        },
    })
}

/// Whether a parameter means something to us, whichever templates ask for it.
pub(crate) fn knows_param(name: &str) -> bool {
    shape(name).is_some()
}

/// Reads one parameter; `None` when it is faulty, which has been told.
pub(super) fn read_one<'f>(
    file: &File<'f>,
    key: &str,
    name: &str,
    value: &Spanned<DeValue<'f>>,
) -> Option<At<Value>> {
    for (key, at) in secret::key_of(name, key, value) {
        file.error("secret-key", at, &[("key", &key)]);
    }
    let sound = shape(name).is_none_or(|shape| fits(file, key, &shape, value).is_some());
    let json = file.json(key, value);
    let at = value.span().start;
    json.filter(|_| sound).map(|value| At { value, at })
}

/// Checks a value against its shape.
fn fits<'f>(file: &File<'f>, key: &str, shape: &Shape, value: &Spanned<DeValue<'f>>) -> Option<()> {
    match shape {
        Shape::Text => file.text(key, value).map(drop),
        Shape::Zone => Zone::read(file, key, &file.text(key, value)?).map(drop),
        Shape::Range => range::private_range(file, key, &file.text(key, value)?).map(drop),
        Shape::Ranges => each(file, key, value, |item| {
            range::private_range(file, key, item).is_some()
        }),
        Shape::Addresses => each(file, key, value, |item| {
            range::private_address(file, key, item).is_some()
        }),
        Shape::Flows => each(file, key, value, |item| crossing::is_flow(file, key, item)),
        Shape::Services => each(file, key, value, |item| is_service(file, key, item)),
        Shape::Word(allowed) => is_word(file, key, &file.text(key, value)?, allowed).then_some(()),
        Shape::Words(allowed) => each(file, key, value, |item| is_word(file, key, item, allowed)),
        Shape::Count(min, max) => count(file, key, value, *min, *max),
        Shape::Counts(min, max) => {
            let items = file.typed(key, value, "array", DeValue::as_array)?.value;
            let faulty = |item: &&Spanned<_>| count(file, key, item, *min, *max).is_none();
            // All are read, so that each fault is told.
            (items.iter().filter(faulty).count() == 0).then_some(())
        }
        Shape::Share => share(file, key, value),
        Shape::Address => range::private_address(file, key, &file.text(key, value)?).map(drop),
        Shape::Principals => each(file, key, value, |_| true),
        Shape::Mailboxes => each(file, key, value, |item| is_mailbox(file, key, item)),
        Shape::Edition => crossing::read_edition(file, key, &file.text(key, value)?),
        Shape::Crossings => crossing::read_crossings(file, key, value),
        Shape::Hub(prefix) => connection::read_id(file, key, prefix, &file.text(key, value)?),
        Shape::FarEnd(flow) => far_end::read(file, key, flow, value),
        Shape::Exchange => far_end::exchange(file, key, value),
    }
}

/// Checks each item of a list of texts.
pub(super) fn each<'f>(
    file: &File<'f>,
    key: &str,
    value: &Spanned<DeValue<'f>>,
    check: impl Fn(&At<&str>) -> bool,
) -> Option<()> {
    let before = file.count();
    let items = file.texts(key, value)?;
    let sound = items.value.iter().filter(|item| check(item)).count();
    (sound == items.value.len() && file.count() == before).then_some(())
}

/// Checks a whole number; `check` says what was allowed instead.
pub(super) fn whole<'f>(
    file: &File<'f>,
    key: &str,
    value: &Spanned<DeValue<'f>>,
    check: impl Fn(i64) -> Result<(), String>,
) -> Option<()> {
    let number = file.typed(key, value, "integer", DeValue::as_integer)?;
    let found = i64::from_str_radix(number.value.as_str(), number.value.radix());
    let allowed = match found.map(check) {
        Ok(Ok(())) => return Some(()),
        Ok(Err(allowed)) => allowed,
        Err(_) => String::new(),
    };
    let found = number.value.to_string();
    let args = [
        ("key", key),
        ("found", found.as_str()),
        ("allowed", &allowed),
    ];
    file.error("out-of-range", number.at, &args);
    None
}

/// A whole number within bounds.
fn count<'f>(
    file: &File<'f>,
    key: &str,
    value: &Spanned<DeValue<'f>>,
    min: i64,
    max: i64,
) -> Option<()> {
    whole(file, key, value, |found| {
        let within = (min..=max).contains(&found).then_some(());
        within.ok_or_else(|| format!("{min}–{max}"))
    })
}

/// A share of all, above nothing.
fn share<'f>(file: &File<'f>, key: &str, value: &Spanned<DeValue<'f>>) -> Option<()> {
    let number = file.typed(key, value, "float", |value| match value {
        DeValue::Float(number) => Some(number.as_str()),
        _ => None,
    })?;
    if number
        .value
        .parse()
        .is_ok_and(|share: f64| share > 0.0 && share <= 1.0)
    {
        return Some(());
    }
    let args = [
        ("key", key),
        ("found", number.value),
        ("allowed", "0.1–1.0"),
    ];
    file.error("out-of-range", number.at, &args);
    None
}

/// A mailbox: somebody must read it, so a list's address is as good as a person's.
fn is_mailbox(file: &File<'_>, key: &str, item: &At<&str>) -> bool {
    let sound = cloud::is_mailbox(item.value);
    if !sound {
        file.error(
            "bad-mailbox",
            item.at,
            &[("key", key), ("found", item.value)],
        );
    }
    sound
}

/// A word of a closed list.
fn is_word(file: &File<'_>, key: &str, item: &At<&str>, allowed: &[&str]) -> bool {
    let known = allowed.contains(&item.value);
    if !known {
        file.unknown_word(key, item.at, item.value, allowed);
    }
    known
}

/// Service names of the cloud become part of endpoint names.
fn is_service(file: &File<'_>, key: &str, item: &At<&str>) -> bool {
    let legal = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '.');
    let sound = !item.value.is_empty() && item.value.chars().all(legal);
    if !sound {
        file.error(
            "bad-service",
            item.at,
            &[("key", key), ("found", item.value)],
        );
    }
    sound
}
