//! Where copies of a bucket's objects go.

use std::collections::BTreeSet;

use aws_sdk_s3::types::{
    AccessControlTranslation, DeleteMarkerReplication, DeleteMarkerReplicationStatus, Destination,
    EncryptionConfiguration, OwnerOverride, ReplicationConfiguration, ReplicationRule,
    ReplicationRuleFilter, ReplicationRuleStatus, SourceSelectionCriteria, SseKmsEncryptedObjects,
    SseKmsEncryptedObjectsStatus, StorageClass,
};
use gabakura_model::catalogue::SpecError;
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize};

use crate::kind::text;
use crate::spec::{one_of, yes};

/// Replication of a bucket. Without rules nothing is replicated.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Replication {
    /// ARN of the role that S3 assumes to replicate objects.
    #[serde(default)]
    pub role: String,
    /// Replication rules.
    #[serde(default)]
    pub rules: BTreeSet<Rule>,
}

/// A replication rule, which has one destination bucket.
#[derive(
    Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(deny_unknown_fields)]
pub(crate) struct Rule {
    /// Name, unique in the bucket.
    id: String,
    /// Which of two rules with the same destination applies: the higher number; unique in the
    /// bucket.
    priority: i32,
    /// Whether it is enabled. Default: true.
    #[serde(default = "yes")]
    enabled: bool,
    /// Prefix of the object keys it applies to. Default: all objects.
    #[serde(default)]
    prefix: String,
    /// ARN of the destination bucket; it has versioning enabled, too.
    destination_bucket: String,
    /// Account that owns the destination bucket, if it is another: it becomes the owner of the
    /// replicas.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    destination_account: Option<String>,
    /// Storage class of the replicas. Default: that of the objects.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "class"
    )]
    storage_class: Option<String>,
    /// ARN of the KMS key, in the destination's region, that encrypts the replicas. Without one S3
    /// does not replicate objects that are encrypted with KMS.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    replica_kms_key_id: Option<String>,
    /// Whether S3 replicates delete markers. AWS's default: false.
    #[serde(default)]
    delete_markers: bool,
    /// Parts of an observed rule that have no field here. Nobody declares them, so that they
    /// show as drift.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    other: BTreeSet<String>,
}

fn class<'de, D: Deserializer<'de>>(from: D) -> Result<Option<String>, D::Error> {
    one_of(from, StorageClass::values()).map(Some)
}

/// Refuses what S3 would: rules without a role, or where no versions are kept.
pub(crate) fn check(replication: &Replication, keeps_versions: bool) -> Result<(), SpecError> {
    let problem = match (replication.rules.is_empty(), replication.role.as_str()) {
        (true, "") => return Ok(()),
        (true, _) => "a role without rules copies nothing",
        (false, "") => "S3 copies as a role, and none is named",
        (false, _) if !keeps_versions => "S3 copies only where `versioning` is `Enabled`",
        (false, _) => return Ok(()),
    };
    Err(SpecError::new("replication", problem))
}

/// The configuration as S3 takes it.
pub(crate) fn to_sdk(replication: &Replication) -> ReplicationConfiguration {
    let rules = replication.rules.iter().map(rule_to_sdk).collect();
    let built = ReplicationConfiguration::builder()
        .role(&replication.role)
        .set_rules(Some(rules))
        .build();
    built.expect("a replication with role and rules is whole")
}

fn rule_to_sdk(rule: &Rule) -> ReplicationRule {
    let encrypted = rule.replica_kms_key_id.as_ref().map(|key| {
        let by_kms = SseKmsEncryptedObjects::builder()
            .status(SseKmsEncryptedObjectsStatus::Enabled)
            .build()
            .expect("a selection with a status is whole");
        let selected = SourceSelectionCriteria::builder().sse_kms_encrypted_objects(by_kms);
        let copies = EncryptionConfiguration::builder().replica_kms_key_id(key);
        (selected.build(), copies.build())
    });
    let (selected, copies) = encrypted.unzip();
    let theirs = rule.destination_account.as_ref().map(|_| {
        let theirs = AccessControlTranslation::builder().owner(OwnerOverride::Destination);
        theirs
            .build()
            .expect("a translation with an owner is whole")
    });
    let destination = Destination::builder()
        .bucket(&rule.destination_bucket)
        .set_account(rule.destination_account.clone())
        .set_access_control_translation(theirs)
        .set_storage_class(rule.storage_class.as_deref().map(Into::into))
        .set_encryption_configuration(copies)
        .build()
        .expect("a destination with a bucket is whole");
    let markers = DeleteMarkerReplication::builder().status(match rule.delete_markers {
        true => DeleteMarkerReplicationStatus::Enabled,
        false => DeleteMarkerReplicationStatus::Disabled,
    });
    let status = match rule.enabled {
        true => ReplicationRuleStatus::Enabled,
        false => ReplicationRuleStatus::Disabled,
    };
    let built = ReplicationRule::builder()
        .id(&rule.id)
        .priority(rule.priority)
        .status(status)
        .filter(
            ReplicationRuleFilter::builder()
                .prefix(&rule.prefix)
                .build(),
        )
        .set_source_selection_criteria(selected)
        .destination(destination)
        .delete_marker_replication(markers.build())
        .build();
    built.expect("a rule with status and destination is whole")
}

/// The configuration as S3 returns it.
pub(crate) fn of_sdk(configuration: &ReplicationConfiguration) -> Replication {
    Replication {
        role: configuration.role().to_owned(),
        rules: configuration.rules().iter().map(rule_of_sdk).collect(),
    }
}

fn rule_of_sdk(rule: &ReplicationRule) -> Rule {
    let destination = rule.destination();
    let key = destination.and_then(|it| it.encryption_configuration()?.replica_kms_key_id());
    let filter = rule.filter();
    let prefix = filter.and_then(ReplicationRuleFilter::prefix);
    let prefix = prefix.or(filter.and_then(|it| it.and()?.prefix()));
    let markers = rule.delete_marker_replication().and_then(|it| it.status());
    let class = destination.and_then(Destination::storage_class);
    let account = destination.and_then(Destination::account);
    Rule {
        id: text(rule.id()),
        priority: rule.priority().unwrap_or_default(),
        enabled: rule.status() == &ReplicationRuleStatus::Enabled,
        prefix: text(prefix.or(old_prefix(rule))),
        destination_bucket: text(destination.map(Destination::bucket)),
        destination_account: account.map(str::to_owned),
        storage_class: class.map(|class| class.as_str().to_owned()),
        replica_kms_key_id: key.map(str::to_owned),
        delete_markers: markers == Some(&DeleteMarkerReplicationStatus::Enabled),
        other: unknown_parts(rule),
    }
}

#[expect(
    deprecated,
    reason = "S3 still returns the old form of rules made with it"
)]
fn old_prefix(rule: &ReplicationRule) -> Option<&str> {
    rule.prefix()
}

/// Names of a rule's parts that [`Rule`] has no field for.
fn unknown_parts(rule: &ReplicationRule) -> BTreeSet<String> {
    let filter = rule.filter();
    let destination = rule.destination();
    let selection = rule.source_selection_criteria();
    let by_kms = selection.and_then(|it| it.sse_kms_encrypted_objects());
    let takes_encrypted =
        by_kms.is_some_and(|it| it.status() == &SseKmsEncryptedObjectsStatus::Enabled);
    let has_key = destination.is_some_and(|it| it.encryption_configuration().is_some());
    let is_theirs = destination.is_some_and(|it| it.access_control_translation().is_some());
    let has_account = destination.is_some_and(|it| it.account().is_some());
    let parts = [
        ("Filter.Tag", filter.is_some_and(|it| it.tag().is_some())),
        ("Filter.And", filter.is_some_and(|it| it.and().is_some())),
        (
            "SourceSelectionCriteria.SseKmsEncryptedObjects",
            takes_encrypted != has_key,
        ),
        (
            "SourceSelectionCriteria.ReplicaModifications",
            selection.is_some_and(|it| it.replica_modifications().is_some()),
        ),
        (
            "ExistingObjectReplication",
            rule.existing_object_replication().is_some(),
        ),
        (
            "Destination.AccessControlTranslation",
            is_theirs != has_account,
        ),
        (
            "Destination.ReplicationTime",
            destination.is_some_and(|it| it.replication_time().is_some()),
        ),
        (
            "Destination.Metrics",
            destination.is_some_and(|it| it.metrics().is_some()),
        ),
    ];
    let there = parts.into_iter().filter(|(_, is_there)| *is_there);
    there.map(|(part, _)| part.to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn declared() -> Replication {
        serde_json::from_value(json!({
            "role": "arn:aws:iam::111122223333:role/replicates",
            "rules": [{
                "id": "osaka", "priority": 1, "prefix": "AWSLogs/", "delete_markers": true,
                "destination_bucket": "arn:aws:s3:::copies", "destination_account": "444455556666",
                "storage_class": "STANDARD_IA",
                "replica_kms_key_id": "arn:aws:kms:ap-northeast-3:444455556666:key/1",
            }],
        }))
        .unwrap()
    }

    #[test]
    fn a_rule_comes_back_as_it_went() {
        assert_eq!(of_sdk(&to_sdk(&declared())), declared());
    }

    #[test]
    fn what_has_no_field_shows() {
        let mut there = to_sdk(&declared());
        let destination = there.rules[0].destination.as_mut().unwrap();
        destination.access_control_translation = None;
        there.rules[0].source_selection_criteria = None;
        let read = of_sdk(&there);
        let other: Vec<&String> = read.rules.iter().flat_map(|rule| &rule.other).collect();
        assert_eq!(
            other,
            [
                "Destination.AccessControlTranslation",
                "SourceSelectionCriteria.SseKmsEncryptedObjects"
            ]
        );
    }

    #[test]
    fn what_s3_would_refuse_is_refused_before() {
        let path = |replication: &Replication, keeps: bool| {
            check(replication, keeps).err().map(|error| error.path)
        };
        let faulty = Some("replication".to_owned());
        assert_eq!(path(&declared(), true), None);
        assert_eq!(path(&Replication::default(), false), None);
        assert_eq!(path(&declared(), false), faulty);
        let without = |drop: fn(&mut Replication)| {
            let mut replication = declared();
            drop(&mut replication);
            replication
        };
        assert_eq!(path(&without(|it| it.role.clear()), true), faulty);
        assert_eq!(path(&without(|it| it.rules.clear()), true), faulty);
    }
}
