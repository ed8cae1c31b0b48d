//! `aws.accessanalyzer.analyzer`: an IAM Access Analyzer analyzer of external or unused access (IAM
//! Access Analyzer `CreateAnalyzer`).
//!
//! On in every region in use (CIS AWS 1.19, NIST SP 800-53r5 AC-3, CA-7).

use aws_sdk_accessanalyzer::types::{
    AnalyzerConfiguration, AnalyzerSummary, Type, UnusedAccessConfiguration,
};
use gabakura_model::outcome::Created;
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize};

use crate::clients::Clients;
use crate::error::Result;
use crate::kind::{AwsKind, Facts, Item, New, made_with_arn};
use crate::spec::one_of;
use crate::tags;

/// An IAM Access Analyzer analyzer of external or unused access.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Spec {
    /// Name, unique in the account and region.
    analyzer_name: String,
    /// What it reports: `ACCOUNT` (access from outside the account, AWS's default),
    /// `ACCOUNT_UNUSED_ACCESS`, `ACCOUNT_INTERNAL_ACCESS`, or the same for an `ORGANIZATION`, which
    /// only its administrator can create.
    #[serde(
        default = "account",
        rename = "type",
        deserialize_with = "analyzer_type"
    )]
    analyzer_type: String,
    /// Days without use after which access is reported as unused; with `…_UNUSED_ACCESS` only.
    /// AWS's default: 90.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    unused_access_age: Option<i32>,
}

fn account() -> String {
    Type::Account.as_str().to_owned()
}

fn analyzer_type<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    one_of(from, Type::values())
}

pub(crate) struct Analyzer;

impl AwsKind for Analyzer {
    type Spec = Spec;

    const FACTS: Facts = Facts {
        immutable: &["analyzer_name", "type", "unused_access_age"],
        outputs: &["arn"],
        ownership: super::TAGS,
        ..Facts::named(
            "aws.accessanalyzer.analyzer",
            "an IAM Access Analyzer analyzer of external or unused access",
            "analyzer_name",
        )
    };

    async fn list(aws: &Clients) -> Result<Vec<Item<Spec>>> {
        let pages = aws.accessanalyzer().list_analyzers().into_paginator();
        let analyzers: Vec<AnalyzerSummary> = pages.items().send().try_collect().await?;
        Ok(analyzers.into_iter().map(item).collect())
    }

    async fn create(aws: &Clients, new: &New<Spec>) -> Result<Created> {
        let unused = new.spec.unused_access_age.map(|days| {
            let age = UnusedAccessConfiguration::builder().unused_access_age(days);
            AnalyzerConfiguration::UnusedAccess(age.build())
        });
        let request = aws
            .accessanalyzer()
            .create_analyzer()
            .analyzer_name(&new.spec.analyzer_name)
            .r#type(Type::from(new.spec.analyzer_type.as_str()))
            .set_configuration(unused)
            .client_token(&new.token)
            .set_tags(Some(tags::map(&new.tags)));
        let arn = request.send().await?.arn;
        let name = Some(new.spec.analyzer_name.as_str());
        made_with_arn("accessanalyzer", "CreateAnalyzer", name, arn.as_deref())
    }

    async fn update(_aws: &Clients, _name: &str, _before: &Spec, _after: &Spec) -> Result<()> {
        Ok(())
    }

    async fn delete(aws: &Clients, name: &str, _spec: &Spec) -> Result<()> {
        let request = aws.accessanalyzer().delete_analyzer().analyzer_name(name);
        request.send().await?;
        Ok(())
    }
}

fn item(analyzer: AnalyzerSummary) -> Item<Spec> {
    let unused = analyzer
        .configuration()
        .and_then(|it| it.as_unused_access().ok());
    let spec = Spec {
        analyzer_name: analyzer.name.clone(),
        analyzer_type: analyzer.r#type.as_str().to_owned(),
        unused_access_age: unused.and_then(|it| it.unused_access_age()),
    };
    let tags = analyzer.tags.unwrap_or_default().into_iter().collect();
    let item = Item::new(analyzer.name, spec).tags(tags);
    let item = item.output("arn", analyzer.arn);
    item.platform(analyzer.managed_by.is_some())
}
