//! `aws.ssm.parameter`: a plain setting that systems read (Systems Manager `PutParameter`).
//!
//! Texts and lists of texts only. The value of a `SecureString` is a secret, and files hold none:
//! it is refused here, and those that others made are neither read nor listed.

use std::collections::BTreeMap;

use gabakura_adapter::read_each;
use gabakura_model::catalogue::SpecError;
use gabakura_model::outcome::Created;
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::json;

use super::SSM;
use crate::clients::Clients;
use crate::fault::Result;
use crate::kind::{AwsKind, Facts, Item, New, made_with_arn};
use crate::spec::one_of;
use crate::wire::{self, Call, tag_list};

/// Names in one `GetParameters`, AWS's most.
const NAMES_MAX: usize = 10;

/// The types whose values are no secrets.
const TYPES: &[&str] = &["String", "StringList"];

/// The type whose values are.
const SECRET: &str = "SecureString";

/// A setting that systems read.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Spec {
    /// Its name, also with a path: `/juki/db/host`.
    name: String,
    /// `String` (default) or `StringList`, with commas between. A `SecureString` is a secret and
    /// cannot be declared.
    #[serde(default = "string", rename = "type", deserialize_with = "sort")]
    sort: String,
    /// Its value, up to 4096 characters. No secrets: everyone who may read it sees it.
    value: String,
    /// What it is for.
    #[serde(default)]
    description: String,
    /// Regular expression its values must match. Empty for none.
    #[serde(default)]
    allowed_pattern: String,
}

fn string() -> String {
    "String".to_owned()
}

fn sort<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    one_of(from, &[TYPES[0], TYPES[1], SECRET])
}

/// What AWS tells of a parameter without its value.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Told {
    name: String,
    #[serde(rename = "Type")]
    sort: String,
    #[serde(default)]
    description: String,
    #[serde(default)]
    allowed_pattern: String,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Valued {
    name: String,
    value: String,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct ValuesReply {
    parameters: Vec<Valued>,
}

pub(crate) struct Parameter;

impl AwsKind for Parameter {
    type Spec = Spec;

    const FACTS: Facts = Facts {
        immutable: &["name", "type"],
        outputs: &["arn"],
        ownership: super::TAGS,
        ..Facts::named(
            "aws.ssm.parameter",
            "a plain setting that systems read",
            "name",
        )
    };

    fn check(spec: &Spec) -> Result<(), SpecError> {
        if spec.sort != SECRET {
            return Ok(());
        }
        let problem = "the value of a `SecureString` is a secret, and files hold none: keep it in \
                       AWS Secrets Manager";
        Err(SpecError {
            path: "type".to_owned(),
            problem: problem.to_owned(),
        })
    }

    async fn list(aws: &Clients) -> Result<Vec<Item<Spec>>> {
        let mut call = json!({ "MaxResults": 50 });
        call["ParameterFilters"] = json!([{ "Key": "Type", "Values": TYPES }]);
        let all = Call::json("DescribeParameters", call);
        let mut told: Vec<Told> = SSM.list(aws, all, "Parameters").await?;
        // Whatever a filter lets through, no secret is asked for.
        told.retain(|it| TYPES.contains(&it.sort.as_str()));
        let names = told.iter().map(|it| it.name.clone()).collect::<Vec<_>>();
        let names = names.chunks(NAMES_MAX).map(<[String]>::to_vec).collect();
        let values = read_each(names, |names| values_of(aws, names)).await?;
        let values: BTreeMap<_, _> = values.into_iter().flatten().collect();
        let with_value = |told: Told| Some((values.get(&told.name)?.clone(), told));
        let told: Vec<_> = told.into_iter().filter_map(with_value).collect();
        read_each(told, |(value, told)| read(aws, told, value)).await
    }

    async fn create(aws: &Clients, new: &New<Spec>) -> Result<Created> {
        let spec = &new.spec;
        let mut body = body(spec);
        body["Tags"] = tag_list(&new.tags);
        SSM.tell(aws, Call::json("PutParameter", body)).await?;
        let arn = arn(aws, &spec.name);
        made_with_arn("ssm", "PutParameter", Some(&spec.name), Some(&arn))
    }

    async fn update(aws: &Clients, _name: &str, _before: &Spec, after: &Spec) -> Result<()> {
        let mut body = body(after);
        body["Overwrite"] = true.into();
        SSM.tell(aws, Call::json("PutParameter", body)).await
    }

    async fn delete(aws: &Clients, name: &str, _spec: &Spec) -> Result<()> {
        let call = Call::json("DeleteParameter", json!({ "Name": name }));
        SSM.tell(aws, call).await
    }
}

/// A parameter's ARN; the slash before a path is not doubled.
fn arn(aws: &Clients, name: &str) -> String {
    let name = name.strip_prefix('/').unwrap_or(name);
    aws.arn("ssm", &format!("parameter/{name}"))
}

/// An empty text says "none": what is left out stays as it was.
fn body(spec: &Spec) -> serde_json::Value {
    json!({
        "Name": spec.name, "Type": spec.sort, "Value": spec.value,
        "Description": spec.description, "AllowedPattern": spec.allowed_pattern,
    })
}

async fn values_of(aws: &Clients, names: Vec<String>) -> Result<Option<Vec<(String, String)>>> {
    let body = json!({ "Names": names, "WithDecryption": false });
    let reply: ValuesReply = SSM.ask(aws, Call::json("GetParameters", body)).await?;
    let values = reply.parameters.into_iter();
    Ok(Some(values.map(|it| (it.name, it.value)).collect()))
}

async fn read(aws: &Clients, told: Told, value: String) -> Result<Option<Item<Spec>>> {
    let of = json!({ "ResourceType": "Parameter", "ResourceId": told.name });
    let call = Call::json("ListTagsForResource", of);
    let tags = match SSM.list(aws, call, "TagList").await {
        // Systems Manager says so of what is gone.
        Err(fault) if fault.code() == "InvalidResourceId" => return Ok(None),
        list => wire::tags(list?),
    };
    let spec = Spec {
        name: told.name.clone(),
        sort: told.sort,
        value,
        description: told.description,
        allowed_pattern: told.allowed_pattern,
    };
    let arn = arn(aws, &told.name);
    let item = Item::new(told.name, spec).tags(tags);
    Ok(Some(item.output("arn", arn)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_refused_before_any_call() {
        let spec = |sort: &str| {
            let spec = json!({ "name": "/juki/db/password", "type": sort, "value": "x" });
            serde_json::from_value::<Spec>(spec)
        };
        for plain in TYPES {
            Parameter::check(&spec(plain).unwrap()).unwrap();
        }
        let fault = Parameter::check(&spec(SECRET).unwrap()).unwrap_err();
        assert_eq!(fault.path, "type");
        spec("Secure").unwrap_err();
    }
}
