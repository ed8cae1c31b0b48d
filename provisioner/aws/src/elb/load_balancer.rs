//! `aws.elb.load_balancer`: an Elastic Load Balancing load balancer and its listeners (ELB
//! `DescribeLoadBalancers`). Only looked at.
//!
//! Inside and not in the internet (NIST SP 800-53r5 SC-7), with a current TLS policy (AWS Security
//! Hub ELB.17, SC-8), and with access logs (ELB.5, AU-12).

use std::collections::BTreeSet;

use gabakura_adapter::read_each;
use gabakura_model::Value;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::ELB;
use crate::clients::Clients;
use crate::error::{Error, Result};
use crate::kind::{Facts, Item};
use crate::observed::ObservedKind;
use crate::wire::{Call, Names};

const DESCRIBE: &str = "DescribeLoadBalancers";

const NAMES: Names = Names {
    odd: &[("sort", "Type"), ("security_group_ids", "SecurityGroups")],
    ..Names::PASCAL
};

/// A load balancer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Spec {
    /// Its name, unique in the account and region.
    load_balancer_name: String,
    /// The VPC it is in.
    vpc_id: String,
    /// Its type: `application`, `network` or `gateway`.
    sort: String,
    /// `internal` or `internet-facing`; a gateway has none.
    scheme: String,
    /// Its security groups.
    security_group_ids: BTreeSet<String>,
    /// Whether requests are logged.
    access_logs_enabled: bool,
    /// The bucket they are logged to; empty for none.
    access_logs_bucket: String,
    /// Whether AWS refuses to delete it.
    deletion_protection: bool,
    /// Its listeners.
    listeners: BTreeSet<Listener>,
}

/// A listener of a load balancer.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Listener {
    /// Its port; 0 for a gateway, which takes every one.
    port: u16,
    /// `HTTPS`, `HTTP`, `TLS`, `TCP`, ….
    protocol: String,
    /// Its security policy, which sets versions and ciphers of TLS; empty for none.
    ssl_policy: String,
    /// Whether all of its rules redirect to HTTPS.
    redirects_to_https: bool,
}

/// What a listener does by default, or by one of its rules.
#[derive(Debug, Deserialize)]
struct Rule {
    #[serde(rename = "Actions", default)]
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
#[serde(rename_all = "PascalCase")]
struct Attribute {
    key: String,
    #[serde(default)]
    value: String,
}

pub(crate) struct LoadBalancer;

impl ObservedKind for LoadBalancer {
    type Spec = Spec;

    const FACTS: Facts = Facts {
        parent: Some("vpc_id"),
        ..Facts::assigned("aws.elb.load_balancer", "a load balancer and its listeners")
    };
    const STANDS_IN: &'static [&'static str] = &["aws.ec2.vpc"];

    async fn list(aws: &Clients) -> Result<Vec<Item<Spec>>> {
        let call = Call::form(DESCRIBE, json!({}));
        let all = ELB.resources(aws, call, "LoadBalancers").await?;
        read_each(all, |balancer| async move {
            let of = json!({ "LoadBalancerArn": balancer["LoadBalancerArn"] });
            let listeners = Call::form("DescribeListeners", of.clone());
            let attributes = Call::form("DescribeLoadBalancerAttributes", of);
            let (listeners, attributes) = futures::try_join!(
                ELB.resources(aws, listeners, "Listeners"),
                ELB.list::<Attribute>(aws, attributes, "Attributes"),
            )?;
            let listeners = read_each(listeners, |it| listener(aws, it)).await?;
            Ok(Some(item(balancer, listeners, &attributes)?))
        })
        .await
    }
}

/// A gateway has no scheme and no security groups, and its listener no port.
fn fill(resource: &mut Value, absent: &[(&str, &str)]) {
    for (name, value) in absent {
        if resource[name].is_null() {
            resource[name] = (*value).into();
        }
    }
}

fn item(
    mut balancer: Value,
    listeners: Vec<Listener>,
    attributes: &[Attribute],
) -> Result<Item<Spec>> {
    for (name, key, default) in [
        ("AccessLogsEnabled", "access_logs.s3.enabled", "false"),
        ("AccessLogsBucket", "access_logs.s3.bucket", ""),
        ("DeletionProtection", "deletion_protection.enabled", "false"),
    ] {
        let found = attributes.iter().find(|it| it.key == key);
        balancer[name] = found.map_or(default, |it| &it.value).into();
    }
    fill(
        &mut balancer,
        &[("VpcId", ""), ("Scheme", ""), ("SecurityGroups", "")],
    );
    balancer["Listeners"] = json!([]);
    let id = balancer["LoadBalancerArn"].as_str().map(str::to_owned);
    let id = id.ok_or_else(|| Error::missing("elb", DESCRIBE, "ARN"))?;
    let mut spec: Spec = ELB.read(DESCRIBE, &NAMES, balancer)?;
    spec.listeners = listeners.into_iter().collect();
    Ok(Item::new(id, spec))
}

/// Rules of a listener come before its default actions. They are asked for only where they matter:
/// of one that speaks HTTP and redirects by default.
async fn listener(aws: &Clients, mut listener: Value) -> Result<Option<Listener>> {
    let operation = "DescribeListeners";
    listener["Actions"] = listener["DefaultActions"].take();
    let default: Rule = ELB.read(operation, &Names::AS_IS, listener.clone())?;
    let mut redirects = leads_to_https(&default);
    if listener["Protocol"] == "HTTP" && redirects {
        let call = Call::form(
            "DescribeRules",
            json!({ "ListenerArn": listener["ListenerArn"] }),
        );
        let rules: Vec<Rule> = ELB.list(aws, call, "Rules").await?;
        redirects = rules.iter().all(leads_to_https);
    }
    listener["RedirectsToHttps"] = redirects.into();
    fill(
        &mut listener,
        &[("Port", "0"), ("Protocol", ""), ("SslPolicy", "")],
    );
    ELB.read(operation, &NAMES, listener).map(Some)
}

fn leads_to_https(rule: &Rule) -> bool {
    let to_https = |action: &Action| action.redirect.protocol == "HTTPS";
    !rule.actions.is_empty() && rule.actions.iter().all(to_https)
}
