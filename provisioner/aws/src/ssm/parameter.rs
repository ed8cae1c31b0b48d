//! `aws.ssm.parameter`: a Systems Manager parameter (`PutParameter`).
//!
//! `String` and `StringList` only. The value of a `SecureString` is a secret, and files hold none:
//! it is refused here, and those that others made are neither read nor listed.

use std::collections::BTreeMap;

use gabakura_adapter::read_each;
use gabakura_model::Value;
use gabakura_model::catalogue::SpecError;
use gabakura_model::outcome::Created;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::SSM;
use crate::clients::Clients;
use crate::error::Result;
use crate::kind::{AwsKind, Facts, Item, New, made_named};
use crate::spec::{check_one_of, refused};
use crate::wire::{self, Call, Names, tag_list};

/// Names in one `GetParameters`, AWS's most.
const NAMES_MAX: usize = 10;

/// The types whose values are no secrets.
const TYPES: &[&str] = &["String", "StringList"];

/// The type whose values are.
const SECRET: &str = "SecureString";

const NAMES: Names = Names {
    always: &["type"],
    ..Names::PASCAL
};
const DESCRIBE: &str = "DescribeParameters";

/// A Systems Manager parameter, which is not a secret.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Spec {
    /// Its name, also with a path: `/juki/db/host`.
    name: String,
    /// `String` or `StringList`, with commas between. A `SecureString` is a secret and cannot be
    /// declared. Default: `String`.
    #[serde(default = "string", rename = "type")]
    parameter_type: String,
    /// Its value, up to 4096 characters. Not encrypted: everyone who may read it sees it.
    value: String,
    /// Its description. Empty for none.
    #[serde(default)]
    description: String,
    /// A regular expression that Systems Manager checks new values against. Empty for none.
    #[serde(default)]
    allowed_pattern: String,
}

fn string() -> String {
    TYPES[0].to_owned()
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Valued {
    name: String,
    value: String,
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
            "a Systems Manager parameter that is not a secret",
            "name",
        )
    };

    fn check(spec: &Spec) -> Result<(), SpecError> {
        if spec.parameter_type == SECRET {
            let problem = "the value of a `SecureString` is a secret, and files hold none: keep \
                           it in AWS Secrets Manager";
            return Err(refused("type", problem));
        }
        check_one_of("type", &spec.parameter_type, &[TYPES[0], TYPES[1], SECRET])
    }

    async fn list(aws: &Clients) -> Result<Vec<Item<Spec>>> {
        let filter = json!([{ "Key": "Type", "Values": TYPES }]);
        let body = json!({ "MaxResults": 50, "ParameterFilters": filter });
        let all = Call::json(DESCRIBE, body);
        let mut parameters = SSM.resources(aws, all, "Parameters").await?;
        // Whatever a filter lets through, no secret is asked for.
        parameters.retain(|it| TYPES.iter().any(|plain| it["Type"] == *plain));
        let name = |it: &Value| it["Name"].as_str().map(str::to_owned);
        let names: Vec<String> = parameters.iter().filter_map(name).collect();
        let names = names.chunks(NAMES_MAX).map(<[String]>::to_vec).collect();
        let values = read_each(names, |names| values_of(aws, names)).await?;
        let values: BTreeMap<_, _> = values.into_iter().flatten().collect();
        let with_value = |mut it: Value| {
            it["Value"] = values.get(it["Name"].as_str()?)?.as_str().into();
            Some(it)
        };
        let parameters = parameters.into_iter().filter_map(with_value).collect();
        read_each(parameters, |it| read(aws, it)).await
    }

    async fn create(aws: &Clients, new: &New<Spec>) -> Result<Created> {
        let mut body = NAMES.request(&new.spec);
        body["Tags"] = tag_list(&new.tags);
        SSM.tell(aws, Call::json("PutParameter", body)).await?;
        let name = &new.spec.name;
        Ok(made_named(name, arn(aws, name)))
    }

    /// An empty text in the request says "none": what is left out stays as it was.
    async fn update(aws: &Clients, _name: &str, _before: &Spec, after: &Spec) -> Result<()> {
        let mut body = NAMES.request(after);
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

async fn values_of(aws: &Clients, names: Vec<String>) -> Result<Option<Vec<(String, String)>>> {
    let call = Call::json(
        "GetParameters",
        json!({ "Names": names, "WithDecryption": false }),
    );
    let values: Vec<Valued> = SSM.list(aws, call, "Parameters").await?;
    Ok(Some(
        values.into_iter().map(|it| (it.name, it.value)).collect(),
    ))
}

async fn read(aws: &Clients, parameter: Value) -> Result<Option<Item<Spec>>> {
    let spec: Spec = SSM.read(DESCRIBE, &NAMES, parameter)?;
    let of = json!({ "ResourceType": "Parameter", "ResourceId": spec.name });
    let call = Call::json("ListTagsForResource", of);
    let tags = match SSM.list(aws, call, "TagList").await {
        // Systems Manager says so of what is gone.
        Err(fault) if fault.code() == "InvalidResourceId" => return Ok(None),
        list => wire::tags(list?),
    };
    let (name, arn) = (spec.name.clone(), arn(aws, &spec.name));
    Ok(Some(Item::new(name, spec).tags(tags).output("arn", arn)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_refused_before_any_call() {
        let check = |parameter_type: &str| {
            let spec = json!({ "name": "/juki/db/password", "type": parameter_type, "value": "x" });
            Parameter::check(&serde_json::from_value(spec).unwrap())
        };
        for plain in TYPES {
            check(plain).unwrap();
        }
        for refused in [SECRET, "Secure"] {
            assert_eq!(check(refused).unwrap_err().path, "type");
        }
    }
}
