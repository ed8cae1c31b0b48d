//! `aws.sns.subscription`: an SNS subscription (SNS `Subscribe`).
//!
//! An alarm that reaches nobody is none (NIST SP 800-53r5 AU-6, IR-6). Whoever reads an address
//! must agree first: until then a subscription to e-mail is listed as not `confirmed` and gets
//! nothing. SNS deletes no subscription that waits for an answer; it forgets it after two days,
//! or with its topic.

use aws_sdk_sns::types::Subscription as SdkSubscription;
use gabakura_model::outcome::Created;
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize};

use crate::clients::Clients;
use crate::error::{Error, Result};
use crate::kind::{AwsKind, Facts, Item, New, text};
use crate::sns::{self, topic::PLATFORM_PREFIX};
use crate::spec::one_of;

/// What SNS can speak. Declaring `firehose` is refused by SNS: it wants a role as well.
const PROTOCOLS: &[&str] = &[
    "application",
    "email",
    "email-json",
    "firehose",
    "http",
    "https",
    "lambda",
    "sms",
    "sqs",
];

/// What SNS returns instead of an ARN until the owner of the endpoint confirms.
const PENDING: &str = "PendingConfirmation";

/// What SNS returns instead of an ARN for a while after a subscription was deleted.
const ENDED: &str = "Deleted";

/// An SNS subscription.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Spec {
    /// ARN of the topic.
    topic_arn: String,
    /// Protocol: `email`, `https`, `sqs`, `lambda`, `sms`, ….
    #[serde(deserialize_with = "protocol")]
    protocol: String,
    /// Endpoint that SNS delivers to: an address, a URL, an ARN.
    endpoint: String,
    /// Whether the owner of the endpoint has confirmed it. Nobody else can: declared `true`, it
    /// shows as a difference until then, and applying it is refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    confirmed: Option<bool>,
}

fn protocol<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    one_of(from, PROTOCOLS)
}

pub(crate) struct Subscription;

impl AwsKind for Subscription {
    type Spec = Spec;

    const FACTS: Facts = Facts {
        immutable: &["topic_arn", "protocol", "endpoint"],
        parent: Some("topic_arn"),
        ..Facts::assigned("aws.sns.subscription", "an SNS subscription")
    };

    async fn list(aws: &Clients) -> Result<Vec<Item<Spec>>> {
        Ok(all(aws).await?.iter().map(item).collect())
    }

    async fn create(aws: &Clients, new: &New<Spec>) -> Result<Created> {
        let request = aws.sns().subscribe().topic_arn(&new.spec.topic_arn);
        let request = request.protocol(&new.spec.protocol);
        request.endpoint(&new.spec.endpoint).send().await?;
        // SNS returns no ARN of an unconfirmed subscription; the identity follows from the request.
        Ok(Created {
            id: id(&new.spec),
            ..Created::default()
        })
    }

    async fn update(_aws: &Clients, _id: &str, _before: &Spec, after: &Spec) -> Result<()> {
        if after.confirmed.is_none() {
            return Ok(());
        }
        let message = "only the holder of the address can confirm a subscription, by the message \
                       SNS sent there";
        Err(Error::refused(
            "sns",
            "Subscribe",
            "pending-confirmation",
            message,
        ))
    }

    async fn delete(aws: &Clients, id: &str, _spec: &Spec) -> Result<()> {
        let all = all(&aws.reads()).await?;
        let ours = all.iter().find(|it| self::id(&spec_of(it)) == id);
        match ours.and_then(SdkSubscription::subscription_arn) {
            Some(arn) if arn != PENDING => {
                let request = aws.sns().unsubscribe().subscription_arn(arn);
                request.send().await?;
                Ok(())
            }
            _ => Ok(()),
        }
    }
}

async fn all(aws: &Clients) -> Result<Vec<SdkSubscription>> {
    let pages = aws.sns().list_subscriptions().into_paginator();
    let mut all: Vec<SdkSubscription> = pages.items().send().try_collect().await?;
    all.retain(|it| it.subscription_arn() != Some(ENDED));
    Ok(all)
}

/// A topic takes each address once for each protocol.
fn id(spec: &Spec) -> String {
    format!("{}:{}:{}", spec.topic_arn, spec.protocol, spec.endpoint)
}

fn spec_of(subscription: &SdkSubscription) -> Spec {
    Spec {
        topic_arn: text(subscription.topic_arn()),
        protocol: text(subscription.protocol()),
        endpoint: text(subscription.endpoint()),
        confirmed: Some(subscription.subscription_arn() != Some(PENDING)),
    }
}

fn item(subscription: &SdkSubscription) -> Item<Spec> {
    let spec = spec_of(subscription);
    let is_platform = sns::name_of(&spec.topic_arn).starts_with(PLATFORM_PREFIX);
    Item::new(id(&spec), spec).platform(is_platform)
}
