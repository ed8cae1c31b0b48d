//! `aws.elb.load_balancer`: what stands in front of servers, and where it listens (ELB
//! `DescribeLoadBalancers`). Only looked at.
//!
//! Inside and not in the internet (NIST SP 800-53r5 SC-7), with TLS that is still good (AWS
//! Security Hub ELB.17, SC-8), and its accesses written down (ELB.5, AU-12).

use std::collections::BTreeSet;

use gabakura_adapter::read_each;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::ELB;
use crate::clients::Clients;
use crate::fault::Result;
use crate::kind::{Facts, Item};
use crate::observed::ObservedKind;
use crate::wire::{Call, members};

/// What stands in front of servers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Spec {
    /// Its name, unique in the account and region.
    load_balancer_name: String,
    /// The VPC it stands in.
    vpc_id: String,
    /// `application`, `network` or `gateway`.
    sort: String,
    /// `internal` or `internet-facing`; a gateway has none.
    scheme: String,
    /// The security groups around it.
    security_group_ids: BTreeSet<String>,
    /// Whether its accesses are written down.
    access_logs_enabled: bool,
    /// The bucket they are written to; empty for none.
    access_logs_bucket: String,
    /// Whether AWS refuses to delete it.
    deletion_protection: bool,
    /// Where it listens.
    listeners: BTreeSet<Listener>,
}

/// Where it listens.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Listener {
    /// The port; 0 for a gateway, which takes every one.
    port: u16,
    /// `HTTPS`, `HTTP`, `TLS`, `TCP`, ….
    protocol: String,
    /// Which versions and ciphers of TLS it speaks; empty for none.
    ssl_policy: String,
    /// Whether all it does, by each of its rules, is to send callers to HTTPS.
    redirects_to_https: bool,
}

/// A load balancer as ELB tells it.
#[derive(Debug, Deserialize)]
struct Told {
    #[serde(rename = "LoadBalancerArn")]
    arn: String,
    #[serde(rename = "LoadBalancerName")]
    name: String,
    #[serde(rename = "VpcId", default)]
    vpc: String,
    #[serde(rename = "Type")]
    sort: String,
    #[serde(rename = "Scheme", default)]
    scheme: String,
    #[serde(rename = "SecurityGroups", default, deserialize_with = "members")]
    groups: Vec<String>,
}

#[derive(Debug, Deserialize)]
struct ToldListener {
    #[serde(rename = "ListenerArn")]
    arn: String,
    #[serde(rename = "Port", default)]
    port: String,
    #[serde(rename = "Protocol", default)]
    protocol: String,
    #[serde(rename = "SslPolicy", default)]
    ssl_policy: String,
    #[serde(rename = "DefaultActions", default, deserialize_with = "members")]
    actions: Vec<Action>,
}

#[derive(Debug, Deserialize)]
struct ToldRule {
    #[serde(rename = "Actions", default, deserialize_with = "members")]
    actions: Vec<Action>,
}

#[derive(Debug, Deserialize)]
struct Action {
    #[serde(rename = "RedirectConfig", default)]
    redirect: Redirect,
}

#[derive(Debug, Default, Deserialize)]
struct Redirect {
    #[serde(rename = "Protocol", default)]
    protocol: String,
}

#[derive(Debug, Deserialize)]
struct Attribute {
    #[serde(rename = "Key")]
    key: String,
    #[serde(rename = "Value", default)]
    value: String,
}

pub(crate) struct LoadBalancer;

impl ObservedKind for LoadBalancer {
    type Spec = Spec;

    const FACTS: Facts = Facts {
        parent: Some("vpc_id"),
        ..Facts::assigned("aws.elb.load_balancer", "what stands in front of servers")
    };
    const STANDS_IN: &'static [&'static str] = &["aws.ec2.vpc"];

    async fn list(aws: &Clients) -> Result<Vec<Item<Spec>>> {
        let call = Call::form("DescribeLoadBalancers", json!({}));
        let all: Vec<Told> = ELB.list(aws, call, "LoadBalancers").await?;
        read_each(all, |told| async move {
            let of = json!({ "LoadBalancerArn": told.arn });
            let listeners = Call::form("DescribeListeners", of.clone());
            let attributes = Call::form("DescribeLoadBalancerAttributes", of);
            let (listeners, attributes) = futures::try_join!(
                ELB.list::<ToldListener>(aws, listeners, "Listeners"),
                ELB.list::<Attribute>(aws, attributes, "Attributes"),
            )?;
            let listeners = read_each(listeners, |told| listener(aws, told)).await?;
            Ok(Some(item(told, listeners, &attributes)))
        })
        .await
    }
}

fn item(told: Told, listeners: Vec<Listener>, attributes: &[Attribute]) -> Item<Spec> {
    let attribute = |key: &str| {
        let found = attributes.iter().find(|it| it.key == key);
        found.map(|it| it.value.clone()).unwrap_or_default()
    };
    let spec = Spec {
        load_balancer_name: told.name,
        vpc_id: told.vpc,
        sort: told.sort,
        scheme: told.scheme,
        security_group_ids: told.groups.into_iter().collect(),
        access_logs_enabled: attribute("access_logs.s3.enabled") == "true",
        access_logs_bucket: attribute("access_logs.s3.bucket"),
        deletion_protection: attribute("deletion_protection.enabled") == "true",
        listeners: listeners.into_iter().collect(),
    };
    Item::new(told.arn, spec)
}

/// Rules of a listener come before what it does by default. They are asked for only where they
/// can tell: of one that speaks HTTP and sends callers on by default.
async fn listener(aws: &Clients, told: ToldListener) -> Result<Option<Listener>> {
    let mut redirects_to_https = lead_to_https(&told.actions);
    if told.protocol == "HTTP" && redirects_to_https {
        let call = Call::form("DescribeRules", json!({ "ListenerArn": told.arn }));
        let rules: Vec<ToldRule> = ELB.list(aws, call, "Rules").await?;
        redirects_to_https = rules.iter().all(|rule| lead_to_https(&rule.actions));
    }
    Ok(Some(Listener {
        port: told.port.parse().unwrap_or_default(),
        protocol: told.protocol,
        ssl_policy: told.ssl_policy,
        redirects_to_https,
    }))
}

fn lead_to_https(actions: &[Action]) -> bool {
    let to_https = |action: &Action| action.redirect.protocol == "HTTPS";
    !actions.is_empty() && actions.iter().all(to_https)
}
