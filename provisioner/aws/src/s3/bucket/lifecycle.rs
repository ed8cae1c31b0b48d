//! When a bucket's objects move to cheaper storage and when they go.

use std::collections::BTreeSet;

use aws_sdk_s3::types::{
    AbortIncompleteMultipartUpload, ExpirationStatus, LifecycleExpiration, LifecycleRule,
    LifecycleRuleFilter, NoncurrentVersionExpiration, Transition, TransitionStorageClass,
};
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize};

use crate::kind::text;
use crate::spec::{one_of, yes};

/// A lifecycle rule.
#[derive(
    Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(deny_unknown_fields)]
pub(crate) struct Rule {
    /// Name, unique in the bucket.
    id: String,
    /// Whether it is enabled. Default: true.
    #[serde(default = "yes")]
    enabled: bool,
    /// Prefix of the object keys it applies to. Default: all objects.
    #[serde(default)]
    prefix: String,
    /// Days after which S3 moves an object to `transition_class`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    transition_days: Option<i32>,
    /// Storage class that objects are moved to: `GLACIER`, `DEEP_ARCHIVE`, ….
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "class"
    )]
    transition_class: Option<String>,
    /// Days after which S3 deletes an object; in a versioned bucket it adds a delete marker.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    expiration_days: Option<i32>,
    /// Days after which S3 deletes a noncurrent version.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    noncurrent_expiration_days: Option<i32>,
    /// Days after which S3 aborts an incomplete multipart upload.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    abort_multipart_days: Option<i32>,
    /// Parts of an observed rule that have no field here. Nobody declares them, so that they
    /// show as drift.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    other: BTreeSet<String>,
}

fn class<'de, D: Deserializer<'de>>(from: D) -> Result<Option<String>, D::Error> {
    one_of(from, TransitionStorageClass::values()).map(Some)
}

/// The rule as S3 takes it.
pub(crate) fn to_sdk(rule: &Rule) -> LifecycleRule {
    let has_transition = rule.transition_days.is_some() || rule.transition_class.is_some();
    let transition = has_transition.then(|| {
        let class = rule.transition_class.as_deref().map(Into::into);
        let days = rule.transition_days;
        Transition::builder()
            .set_days(days)
            .set_storage_class(class)
            .build()
    });
    let expiration = |days| LifecycleExpiration::builder().days(days).build();
    let noncurrent = |days| {
        NoncurrentVersionExpiration::builder()
            .noncurrent_days(days)
            .build()
    };
    let abort = |days| {
        AbortIncompleteMultipartUpload::builder()
            .days_after_initiation(days)
            .build()
    };
    let status = match rule.enabled {
        true => ExpirationStatus::Enabled,
        false => ExpirationStatus::Disabled,
    };
    let built = LifecycleRule::builder()
        .id(&rule.id)
        .status(status)
        .filter(LifecycleRuleFilter::builder().prefix(&rule.prefix).build())
        .set_transitions(transition.map(|one| vec![one]))
        .set_expiration(rule.expiration_days.map(expiration))
        .set_noncurrent_version_expiration(rule.noncurrent_expiration_days.map(noncurrent))
        .set_abort_incomplete_multipart_upload(rule.abort_multipart_days.map(abort))
        .build();
    built.expect("a rule with a status is whole")
}

/// The rule as S3 returns it.
pub(crate) fn of_sdk(rule: &LifecycleRule) -> Rule {
    let filter = rule.filter();
    let and = filter.and_then(LifecycleRuleFilter::and);
    let prefix = filter.and_then(LifecycleRuleFilter::prefix);
    // Rules of before 2018 have their prefix outside the filter.
    let prefix = prefix
        .or(and.and_then(|and| and.prefix()))
        .or(old_prefix(rule));
    let transition = rule.transitions().first();
    let noncurrent = rule.noncurrent_version_expiration();
    let abort = rule.abort_incomplete_multipart_upload();
    let class = transition.and_then(Transition::storage_class);
    Rule {
        id: text(rule.id()),
        enabled: rule.status() == &ExpirationStatus::Enabled,
        prefix: text(prefix),
        transition_days: transition.and_then(Transition::days),
        transition_class: class.map(|class| class.as_str().to_owned()),
        expiration_days: rule.expiration().and_then(LifecycleExpiration::days),
        noncurrent_expiration_days: noncurrent.and_then(|n| n.noncurrent_days()),
        abort_multipart_days: abort.and_then(|a| a.days_after_initiation()),
        other: unknown_parts(rule),
    }
}

#[expect(
    deprecated,
    reason = "S3 still returns the old form of rules made with it"
)]
fn old_prefix(rule: &LifecycleRule) -> Option<&str> {
    rule.prefix()
}

/// Names of a rule's parts that [`Rule`] has no field for.
fn unknown_parts(rule: &LifecycleRule) -> BTreeSet<String> {
    let filter = rule.filter();
    let and = filter.and_then(LifecycleRuleFilter::and);
    let expiration = rule.expiration();
    let marker = expiration.and_then(LifecycleExpiration::expired_object_delete_marker);
    let noncurrent = rule.noncurrent_version_expiration();
    let greater = filter.and_then(|f| f.object_size_greater_than());
    let less = filter.and_then(|f| f.object_size_less_than());
    let transitions = rule.transitions();
    let parts = [
        ("Filter.Tag", filter.is_some_and(|f| f.tag().is_some())),
        ("Filter.And", and.is_some()),
        ("Filter.ObjectSize", greater.or(less).is_some()),
        (
            "Expiration.Date",
            expiration.is_some_and(|e| e.date().is_some()),
        ),
        ("Expiration.ExpiredObjectDeleteMarker", marker == Some(true)),
        ("Transitions", transitions.len() > 1),
        (
            "Transition.Date",
            transitions.iter().any(|t| t.date().is_some()),
        ),
        (
            "NoncurrentVersionTransitions",
            !rule.noncurrent_version_transitions().is_empty(),
        ),
        (
            "NoncurrentVersionExpiration.NewerNoncurrentVersions",
            noncurrent.is_some_and(|n| n.newer_noncurrent_versions().is_some()),
        ),
    ];
    let there = parts.into_iter().filter(|(_, is_there)| *is_there);
    there.map(|(part, _)| part.to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_rule_comes_back_as_it_went() {
        let rule: Rule = serde_json::from_value(json!({
            "id": "keep", "prefix": "AWSLogs/", "transition_days": 90,
            "transition_class": "GLACIER", "expiration_days": 2555,
            "noncurrent_expiration_days": 30, "abort_multipart_days": 7}))
        .unwrap();
        assert_eq!(of_sdk(&to_sdk(&rule)), rule);
    }

    #[test]
    fn what_has_no_field_shows() {
        let mut rule = to_sdk(&Rule {
            id: "x".to_owned(),
            ..Rule::default()
        });
        let expiration = LifecycleExpiration::builder();
        rule.expiration = Some(expiration.expired_object_delete_marker(true).build());
        let other = of_sdk(&rule).other;
        assert!(
            other.contains("Expiration.ExpiredObjectDeleteMarker"),
            "{other:?}"
        );
    }
}
