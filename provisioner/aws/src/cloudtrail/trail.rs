//! `aws.cloudtrail.trail`: a CloudTrail trail, which records API calls (CloudTrail `CreateTrail`).
//!
//! In every region, validated, encrypted with our key, sent to CloudWatch Logs as well
//! (CIS AWS 3.1, 3.2, 3.5, AWS Security Hub CloudTrail.1, .2, .4, .5, NIST SP 800-53r5 AU-2,
//! AU-9, AU-12).

use std::collections::BTreeSet;

use aws_sdk_cloudtrail::types::Trail as SdkTrail;
use gabakura_adapter::read_each;
use gabakura_model::catalogue::SpecError;
use gabakura_model::outcome::Created;
use gabakura_model::resource::Tags;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::clients::Clients;
use crate::cloudtrail;
use crate::cloudtrail::selectors::{self, Insight, Selector};
use crate::error::Result;
use crate::kind::{AwsKind, Facts, Item, New, made_with_arn, text};
use crate::spec::{given, yes};

/// A CloudTrail trail, which records API calls.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Spec {
    /// Name, unique in the account and region.
    name: String,
    /// Bucket that CloudTrail delivers log files to; its policy lets CloudTrail write.
    s3_bucket_name: String,
    /// Prefix of the log files' object keys.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    s3_key_prefix: Option<String>,
    /// Whether it records the events of all regions. AWS's default: false.
    #[serde(default)]
    is_multi_region_trail: bool,
    /// Whether it records events of global services such as IAM. AWS's default: true.
    #[serde(default = "yes")]
    include_global_service_events: bool,
    /// Whether CloudTrail delivers digest files, which show whether log files were changed. AWS's
    /// default: false.
    #[serde(default)]
    enable_log_file_validation: bool,
    /// Whether it records all accounts of the organization; only its management account can set it.
    #[serde(default)]
    is_organization_trail: bool,
    /// ARN of the KMS key that encrypts log files; no id and no alias, since CloudTrail returns
    /// ARNs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    kms_key_id: Option<String>,
    /// ARN of the log group that CloudTrail also delivers events to, with `:*` at the end
    /// (`arn_all` of a log group).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    cloud_watch_logs_log_group_arn: Option<String>,
    /// ARN of the role that CloudTrail assumes to write to the log group.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    cloud_watch_logs_role_arn: Option<String>,
    /// Events it records. AWS's default: `[{ fields.eventCategory.equals = ["Management"] }]`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    event_selectors: Option<BTreeSet<Selector>>,
    /// Unusual activity it reports: `ApiCallRateInsight`, `ApiErrorRateInsight`. AWS's default:
    /// none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    insights: Option<BTreeSet<Insight>>,
    /// Whether it is logging. Default: true; AWS creates trails that are not logging yet.
    #[serde(default = "yes")]
    logging: bool,
}

pub(crate) struct Trail;

impl AwsKind for Trail {
    type Spec = Spec;

    const FACTS: Facts = Facts {
        immutable: &["name"],
        outputs: &["arn"],
        ownership: super::TAGS,
        ..Facts::named(
            "aws.cloudtrail.trail",
            "a CloudTrail trail, which records API calls",
            "name",
        )
    };

    fn check(spec: &Spec) -> std::result::Result<(), SpecError> {
        if spec
            .event_selectors
            .as_ref()
            .is_some_and(BTreeSet::is_empty)
        {
            return Err(SpecError::new(
                "event_selectors",
                "a trail records something",
            ));
        }
        Ok(())
    }

    /// The trails of this region and the organisation's. Shadows that other regions' trails cast
    /// are listed where those trails are at home.
    async fn list(aws: &Clients) -> Result<Vec<Item<Spec>>> {
        let request = aws.cloudtrail().describe_trails();
        let reply = request.include_shadow_trails(true).send().await?;
        let is_here = |trail: &SdkTrail| {
            is_of_organisation(trail) || trail.home_region() == Some(aws.region())
        };
        let trails: Vec<SdkTrail> = reply.trail_list.unwrap_or_default();
        let trails: Vec<SdkTrail> = trails.into_iter().filter(is_here).collect();
        // CloudTrail returns tags in the trail's own account and region alone.
        let own = trails.iter().filter(|trail| !is_of_organisation(trail));
        let own: Vec<String> = own.map(|trail| text(trail.trail_arn())).collect();
        let tags = cloudtrail::tags_by_arn(aws, &own).await?;
        let tags_of = |trail: &SdkTrail| tags.get(trail.trail_arn()?).cloned();
        let trails = trails.into_iter().map(|trail| (tags_of(&trail), trail));
        let trails = trails.map(|(tags, trail)| (tags.unwrap_or_default(), trail));
        read_each(trails.collect(), |(tags, trail)| read(aws, trail, tags)).await
    }

    async fn create(aws: &Clients, new: &New<Spec>) -> Result<Created> {
        let spec = &new.spec;
        let request = aws
            .cloudtrail()
            .create_trail()
            .name(&spec.name)
            .s3_bucket_name(&spec.s3_bucket_name)
            .set_s3_key_prefix(given(&spec.s3_key_prefix))
            .is_multi_region_trail(spec.is_multi_region_trail)
            .include_global_service_events(spec.include_global_service_events)
            .enable_log_file_validation(spec.enable_log_file_validation)
            .is_organization_trail(spec.is_organization_trail)
            .set_kms_key_id(given(&spec.kms_key_id))
            .set_cloud_watch_logs_log_group_arn(given(&spec.cloud_watch_logs_log_group_arn))
            .set_cloud_watch_logs_role_arn(given(&spec.cloud_watch_logs_role_arn))
            .set_tags_list(Some(cloudtrail::sdk_tags(&new.tags)));
        let reply = request.send().await?;
        made_with_arn("cloudtrail", "CreateTrail", reply.name(), reply.trail_arn())
    }

    async fn finish(aws: &Clients, made: &Created, new: &New<Spec>) -> Result<()> {
        if let Some(events) = &new.spec.event_selectors {
            selectors::put_events(aws, &made.id, events).await?;
        }
        if let Some(insights) = new.spec.insights.as_ref().filter(|it| !it.is_empty()) {
            selectors::put_insights(aws, &made.id, insights).await?;
        }
        set_logging(aws, &made.id, new.spec.logging).await
    }

    async fn update(aws: &Clients, name: &str, before: &Spec, after: &Spec) -> Result<()> {
        let request = aws
            .cloudtrail()
            .update_trail()
            .name(name)
            .s3_bucket_name(&after.s3_bucket_name)
            .set_s3_key_prefix(after.s3_key_prefix.clone())
            .is_multi_region_trail(after.is_multi_region_trail)
            .include_global_service_events(after.include_global_service_events)
            .enable_log_file_validation(after.enable_log_file_validation)
            .is_organization_trail(after.is_organization_trail)
            .set_kms_key_id(after.kms_key_id.clone())
            .set_cloud_watch_logs_log_group_arn(after.cloud_watch_logs_log_group_arn.clone())
            .set_cloud_watch_logs_role_arn(after.cloud_watch_logs_role_arn.clone());
        request.send().await?;
        let (was, events) = (&before.event_selectors, &after.event_selectors);
        if let Some(events) = events.as_ref().filter(|_| was != events) {
            selectors::put_events(aws, name, events).await?;
        }
        let (was, insights) = (&before.insights, &after.insights);
        if let Some(insights) = insights.as_ref().filter(|_| was != insights) {
            selectors::put_insights(aws, name, insights).await?;
        }
        if before.logging != after.logging {
            set_logging(aws, name, after.logging).await?;
        }
        Ok(())
    }

    async fn delete(aws: &Clients, name: &str, _spec: &Spec) -> Result<()> {
        aws.cloudtrail().delete_trail().name(name).send().await?;
        Ok(())
    }
}

/// Names of trails that Control Tower makes in each account (landing zones before 3.0).
const PLATFORM_PREFIX: &str = "aws-controltower-";

fn is_of_organisation(trail: &SdkTrail) -> bool {
    trail.is_organization_trail() == Some(true)
}

async fn read(aws: &Clients, trail: SdkTrail, tags: Tags) -> Result<Option<Item<Spec>>> {
    let arn = text(trail.trail_arn());
    let status = aws.cloudtrail().get_trail_status().name(&arn);
    let status = status.send().await?;
    // CloudTrail describes an organization trail to the management account alone.
    let (events, insights) = match is_of_organisation(&trail) {
        true => (None, None),
        false => (
            Some(selectors::events(aws, &arn).await?),
            Some(selectors::insights(aws, &arn).await?),
        ),
    };
    let spec = Spec {
        name: text(trail.name()),
        s3_bucket_name: text(trail.s3_bucket_name()),
        s3_key_prefix: Some(text(trail.s3_key_prefix())),
        is_multi_region_trail: trail.is_multi_region_trail().unwrap_or_default(),
        include_global_service_events: trail.include_global_service_events().unwrap_or_default(),
        enable_log_file_validation: trail.log_file_validation_enabled().unwrap_or_default(),
        is_organization_trail: is_of_organisation(&trail),
        kms_key_id: Some(text(trail.kms_key_id())),
        cloud_watch_logs_log_group_arn: Some(text(trail.cloud_watch_logs_log_group_arn())),
        cloud_watch_logs_role_arn: Some(text(trail.cloud_watch_logs_role_arn())),
        event_selectors: events,
        insights,
        logging: status.is_logging().unwrap_or_default(),
    };
    // An organisation's trail may share its name with one of ours.
    let is_foreign = arn != cloudtrail::arn(aws, &spec.name);
    let id = if is_foreign {
        arn.clone()
    } else {
        spec.name.clone()
    };
    let is_platform = is_of_organisation(&trail) || spec.name.starts_with(PLATFORM_PREFIX);
    let item = Item::new(id, spec).tags(tags).output("arn", arn);
    Ok(Some(item.platform(is_platform)))
}

async fn set_logging(aws: &Clients, name: &str, on: bool) -> Result<()> {
    let cloudtrail = aws.cloudtrail();
    if on {
        cloudtrail.start_logging().name(name).send().await?;
    } else {
        cloudtrail.stop_logging().name(name).send().await?;
    }
    Ok(())
}
