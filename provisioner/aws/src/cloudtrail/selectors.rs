//! Which events a trail records, in one form for both of CloudTrail's.
//!
//! CloudTrail keeps basic or advanced selectors and never both. Advanced ones can express all that
//! basic ones can, so basic ones are read in their form: the form makes no difference.

use std::collections::{BTreeMap, BTreeSet};

use aws_sdk_cloudtrail::types::{
    AdvancedEventSelector, AdvancedFieldSelector, EventSelector, InsightSelector, InsightType,
    ReadWriteType,
};
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize};

use crate::clients::Clients;
use crate::error::{Error, Result};
use crate::spec::one_of;

/// An advanced event selector: events that meet every condition.
#[derive(
    Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(deny_unknown_fields)]
pub(super) struct Selector {
    /// Name of the selector. Empty for none.
    #[serde(default)]
    name: String,
    /// Conditions by field: `eventCategory` (always), `resources.type`, `readOnly`, ….
    fields: BTreeMap<String, Condition>,
}

/// A condition on a field; each list is met by any of its values.
#[derive(
    Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(deny_unknown_fields)]
struct Condition {
    /// The field equals one of these.
    #[serde(default)]
    equals: BTreeSet<String>,
    /// The field begins with one of these.
    #[serde(default)]
    starts_with: BTreeSet<String>,
    /// The field ends with one of these.
    #[serde(default)]
    ends_with: BTreeSet<String>,
    /// The field equals none of these.
    #[serde(default)]
    not_equals: BTreeSet<String>,
    /// The field begins with none of these.
    #[serde(default)]
    not_starts_with: BTreeSet<String>,
    /// The field ends with none of these.
    #[serde(default)]
    not_ends_with: BTreeSet<String>,
}

/// What CloudTrail looks for that is out of the ordinary.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub(super) struct Insight(#[serde(deserialize_with = "insight")] String);

fn insight<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    one_of(from, InsightType::values())
}

impl Condition {
    fn equal_to<const N: usize>(values: [&str; N]) -> Self {
        Self {
            equals: values.iter().map(|it| (*it).to_owned()).collect(),
            ..Self::default()
        }
    }

    fn of(sdk: &AdvancedFieldSelector) -> Self {
        let set = |list: &[String]| list.iter().cloned().collect();
        Self {
            equals: set(sdk.equals()),
            starts_with: set(sdk.starts_with()),
            ends_with: set(sdk.ends_with()),
            not_equals: set(sdk.not_equals()),
            not_starts_with: set(sdk.not_starts_with()),
            not_ends_with: set(sdk.not_ends_with()),
        }
    }

    fn to_sdk(&self, field: &str) -> AdvancedFieldSelector {
        let list = |set: &BTreeSet<String>| {
            Some(set.iter().cloned().collect()).filter(|_| !set.is_empty())
        };
        let selector = AdvancedFieldSelector::builder()
            .field(field)
            .set_equals(list(&self.equals))
            .set_starts_with(list(&self.starts_with))
            .set_ends_with(list(&self.ends_with))
            .set_not_equals(list(&self.not_equals))
            .set_not_starts_with(list(&self.not_starts_with))
            .set_not_ends_with(list(&self.not_ends_with));
        selector.build().expect("a condition with a field is whole")
    }
}

impl Selector {
    fn of(sdk: &AdvancedEventSelector) -> Self {
        let field = |it: &AdvancedFieldSelector| (it.field().to_owned(), Condition::of(it));
        Self {
            name: sdk.name().unwrap_or_default().to_owned(),
            fields: sdk.field_selectors().iter().map(field).collect(),
        }
    }

    /// What a basic selector records: management events, and each type of data event.
    fn of_basic(sdk: &EventSelector) -> Vec<Self> {
        let read_only = match sdk.read_write_type() {
            Some(ReadWriteType::ReadOnly) => Some("true"),
            Some(ReadWriteType::WriteOnly) => Some("false"),
            _ => None,
        };
        let of_category = |category: &str| {
            let category = ("eventCategory".to_owned(), Condition::equal_to([category]));
            let read_only = read_only.map(|it| ("readOnly".to_owned(), Condition::equal_to([it])));
            Self {
                fields: [category].into_iter().chain(read_only).collect(),
                ..Self::default()
            }
        };
        let mut selectors = Vec::new();
        if sdk.include_management_events() == Some(true) {
            let mut management = of_category("Management");
            let left_out = sdk.exclude_management_event_sources();
            if !left_out.is_empty() {
                let condition = Condition {
                    not_equals: left_out.iter().cloned().collect(),
                    ..Condition::default()
                };
                management
                    .fields
                    .insert("eventSource".to_owned(), condition);
            }
            selectors.push(management);
        }
        for resources in sdk.data_resources() {
            let mut data = of_category("Data");
            let types = Condition::equal_to([resources.r#type().unwrap_or_default()]);
            data.fields.insert("resources.type".to_owned(), types);
            // `arn:aws:s3` and its like mean everything of the type.
            let is_all = |arn: &String| arn.split(':').nth(3).is_none();
            if !resources.values().iter().any(is_all) {
                let condition = Condition {
                    starts_with: resources.values().iter().cloned().collect(),
                    ..Condition::default()
                };
                data.fields.insert("resources.ARN".to_owned(), condition);
            }
            selectors.push(data);
        }
        selectors
    }

    fn to_sdk(&self) -> AdvancedEventSelector {
        let fields = self.fields.iter().map(|(field, it)| it.to_sdk(field));
        let name = Some(self.name.clone()).filter(|name| !name.is_empty());
        let selector = AdvancedEventSelector::builder().set_name(name);
        let selector = selector.set_field_selectors(Some(fields.collect()));
        selector.build().expect("a selector with fields is whole")
    }
}

/// Which events the trail records.
pub(super) async fn events(aws: &Clients, trail: &str) -> Result<BTreeSet<Selector>> {
    let request = aws.cloudtrail().get_event_selectors().trail_name(trail);
    let reply = request.send().await?;
    let basic = reply.event_selectors().iter().flat_map(Selector::of_basic);
    let advanced = reply.advanced_event_selectors().iter().map(Selector::of);
    Ok(basic.chain(advanced).collect())
}

/// The trail's insights; CloudTrail reports that there are none by an error.
pub(super) async fn insights(aws: &Clients, trail: &str) -> Result<BTreeSet<Insight>> {
    let request = aws.cloudtrail().get_insight_selectors().trail_name(trail);
    let reply = match request.send().await.map_err(Error::from) {
        Err(error) if error.code() == "InsightNotEnabledException" => return Ok(BTreeSet::new()),
        reply => reply?,
    };
    let selectors = reply.insight_selectors().iter();
    let types = selectors.filter_map(InsightSelector::insight_type);
    Ok(types.map(|it| Insight(it.as_str().to_owned())).collect())
}

/// Sets which events the trail records.
pub(super) async fn put_events(
    aws: &Clients,
    trail: &str,
    selectors: &BTreeSet<Selector>,
) -> Result<()> {
    let selectors = selectors.iter().map(Selector::to_sdk).collect();
    let request = aws.cloudtrail().put_event_selectors().trail_name(trail);
    let request = request.set_advanced_event_selectors(Some(selectors));
    request.send().await?;
    Ok(())
}

/// Sets what the trail looks for; an empty list ends it.
pub(super) async fn put_insights(
    aws: &Clients,
    trail: &str,
    insights: &BTreeSet<Insight>,
) -> Result<()> {
    let selector = |Insight(name): &Insight| {
        let insight = InsightType::from(name.as_str());
        InsightSelector::builder().insight_type(insight).build()
    };
    let selectors = insights.iter().map(selector).collect();
    let request = aws.cloudtrail().put_insight_selectors().trail_name(trail);
    let request = request.set_insight_selectors(Some(selectors));
    request.send().await?;
    Ok(())
}
