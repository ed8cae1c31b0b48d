//! Policy documents in one canonical form, so that what AWS hands back equals what was declared.
//!
//! AWS returns a document with its own spelling: one text or a list, `"*"` or `{"AWS": "*"}`,
//! an account's number or its root's ARN, URL-encoded or not. None of these is drift.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::marker::PhantomData;

use gabakura_model::Value;
use gabakura_model::outcome::ProviderError;
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{Deserializer, IntoDeserializer, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Serialize};
use serde_json::Map;

use crate::error::{Error, Result};

/// The language version whose documents know policy variables: what a declaration gets.
const VERSION: &str = "2012-10-17";
/// The language version AWS reads a document in that names none.
const VERSION_UNNAMED: &str = "2008-10-17";

/// An IAM policy document. AWS's capitalised keys are read as well.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PolicyDocument {
    /// Version of the policy language. Default: `2012-10-17`.
    #[serde(default = "version", alias = "Version")]
    version: String,
    /// Id of the document; some services require one.
    #[serde(default, alias = "Id", skip_serializing_if = "Option::is_none")]
    id: Option<String>,
    /// Statements. Their order has no meaning in AWS, so they are kept sorted.
    #[serde(alias = "Statement", deserialize_with = "one_or_many")]
    statement: BTreeSet<Statement>,
}

/// A statement of a policy.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Statement {
    /// Id, unique in the document.
    #[serde(default, alias = "Sid", skip_serializing_if = "is_blank")]
    sid: Option<String>,
    /// `Allow` or `Deny`.
    #[serde(alias = "Effect")]
    effect: Effect,
    /// Principals it applies to; in resource-based policies.
    #[serde(default, alias = "Principal", skip_serializing_if = "Option::is_none")]
    principal: Option<Principals>,
    /// All principals but these.
    #[serde(
        default,
        alias = "NotPrincipal",
        skip_serializing_if = "Option::is_none"
    )]
    not_principal: Option<Principals>,
    /// Actions it applies to: `s3:GetObject`, `s3:*`.
    #[serde(default, alias = "Action", skip_serializing_if = "Option::is_none")]
    action: Option<Texts>,
    /// All actions but these.
    #[serde(default, alias = "NotAction", skip_serializing_if = "Option::is_none")]
    not_action: Option<Texts>,
    /// Resources it applies to: ARNs, wildcards allowed.
    #[serde(default, alias = "Resource", skip_serializing_if = "Option::is_none")]
    resource: Option<Texts>,
    /// All resources but these.
    #[serde(
        default,
        alias = "NotResource",
        skip_serializing_if = "Option::is_none"
    )]
    not_resource: Option<Texts>,
    /// Conditions: operator, then condition key, then values.
    #[serde(
        default,
        alias = "Condition",
        skip_serializing_if = "BTreeMap::is_empty"
    )]
    condition: BTreeMap<String, BTreeMap<String, Texts>>,
}

/// What a statement does.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
enum Effect {
    Allow,
    Deny,
}

/// A set of texts; numbers and booleans are read as texts, one as a set of one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
struct Texts(BTreeSet<String>);

/// What [`Texts`] is read from.
#[derive(JsonSchema)]
#[serde(untagged)]
#[expect(dead_code, reason = "it is only ever a schema")]
enum TextsForm {
    One(Scalar),
    Many(Vec<Scalar>),
}

impl JsonSchema for Texts {
    fn schema_name() -> Cow<'static, str> {
        "Texts".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        TextsForm::json_schema(generator)
    }
}

/// Principals by type: `AWS`, `Service`, `Federated`, `CanonicalUser`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "RawPrincipals")]
struct Principals(BTreeMap<String, Texts>);

impl PolicyDocument {
    /// Reads a document as AWS sends it, URL-encoded (IAM) or not.
    ///
    /// # Errors
    /// A malformed reply when it is no policy document.
    pub fn from_json_str(text: &str) -> Result<Self> {
        let malformed = |problem: &dyn fmt::Display| {
            Error::from(ProviderError::Malformed {
                service: "aws".to_owned(),
                operation: "read policy document".to_owned(),
                message: problem.to_string(),
            })
        };
        // JSON begins with a brace, URL-encoded JSON with `%7B`.
        let decoded = match text.trim_start().starts_with('%') {
            true => percent_decoded(text).map_err(|error| malformed(&error))?,
            false => text.to_owned(),
        };
        let mut value: Value = serde_json::from_str(&decoded).map_err(|error| malformed(&error))?;
        if let Value::Object(keys) = &mut value
            && !(keys.contains_key("Version") || keys.contains_key("version"))
        {
            keys.insert("version".to_owned(), VERSION_UNNAMED.into());
        }
        serde_path_to_error::deserialize(value).map_err(|error| malformed(&error))
    }

    /// The document as AWS reads it.
    pub fn to_json_string(&self) -> String {
        let mut keys = Map::new();
        keys.insert("Version".to_owned(), self.version.clone().into());
        if let Some(id) = &self.id {
            keys.insert("Id".to_owned(), id.clone().into());
        }
        let statements = self.statement.iter().map(Statement::to_aws);
        keys.insert("Statement".to_owned(), statements.collect());
        Value::Object(keys).to_string()
    }
}

impl Statement {
    /// The statement with AWS's capitalised keys: only the names at the top differ.
    fn to_aws(&self) -> Value {
        let ours = serde_json::to_value(self).expect("a statement is plain data with text keys");
        let Value::Object(keys) = ours else {
            return ours;
        };
        keys.into_iter()
            .map(|(key, value)| (capitalised(&key), plain(value)))
            .collect()
    }
}

/// A list of one as the one, as AWS's own documents have it.
fn plain(value: Value) -> Value {
    match value {
        Value::Array(mut items) if items.len() == 1 && items[0].is_string() => items.remove(0),
        Value::Object(map) => map
            .into_iter()
            .map(|(key, item)| (key, plain(item)))
            .collect(),
        other => other,
    }
}

/// `not_action` as AWS writes it: `NotAction`.
fn capitalised(key: &str) -> String {
    let words = key.split('_').filter_map(|word| {
        let (first, rest) = word.split_at_checked(1)?;
        Some(first.to_ascii_uppercase() + rest)
    });
    words.collect()
}

fn version() -> String {
    VERSION.to_owned()
}

/// AWS takes an empty statement id for none.
fn is_blank(sid: &Option<String>) -> bool {
    sid.as_deref().is_none_or(str::is_empty)
}

/// The principals as they may be written: `"*"`, or a map.
#[derive(Deserialize, JsonSchema)]
#[serde(
    untagged,
    expecting = "expected \"*\" or a table such as { AWS = [\"…\"] }"
)]
enum RawPrincipals {
    Everyone(String),
    Of(BTreeMap<String, Texts>),
}

impl TryFrom<RawPrincipals> for Principals {
    type Error = String;

    fn try_from(raw: RawPrincipals) -> Result<Self, String> {
        let mut types = match raw {
            RawPrincipals::Of(types) => types,
            RawPrincipals::Everyone(all) if all == "*" => {
                [("AWS".to_owned(), Texts([all].into()))].into()
            }
            RawPrincipals::Everyone(other) => {
                return Err(format!(
                    "`{other}` stands alone: expected \"*\" or {{ AWS = … }}"
                ));
            }
        };
        if let Some(Texts(names)) = types.get_mut("AWS") {
            *names = std::mem::take(names)
                .into_iter()
                .map(account_root)
                .collect();
        }
        Ok(Self(types))
    }
}

/// An account's number means its root's ARN, and that is what AWS stores.
fn account_root(principal: String) -> String {
    let is_account = principal.len() == 12 && principal.bytes().all(|b| b.is_ascii_digit());
    if is_account {
        format!("arn:aws:iam::{principal}:root")
    } else {
        principal
    }
}

/// One scalar of a document.
#[derive(Deserialize, JsonSchema)]
#[serde(untagged, expecting = "expected a text, a number, true or false")]
enum Scalar {
    Text(String),
    Bool(bool),
    Number(serde_json::Number),
}

impl From<Scalar> for String {
    fn from(scalar: Scalar) -> Self {
        match scalar {
            Scalar::Text(text) => text,
            Scalar::Bool(bool) => bool.to_string(),
            Scalar::Number(number) => number.to_string(),
        }
    }
}

impl<'de> Deserialize<'de> for Texts {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let scalars = deserializer.deserialize_any(OneOrMany::<Scalar>(PhantomData))?;
        Ok(Self(scalars.into_iter().map(String::from).collect()))
    }
}

fn one_or_many<'de, D, T>(deserializer: D) -> Result<BTreeSet<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de> + Ord,
{
    let items = deserializer.deserialize_any(OneOrMany::<T>(PhantomData))?;
    Ok(items.into_iter().collect())
}

/// Reads one or a list. Unlike an untagged enum, it keeps the path of an error.
struct OneOrMany<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for OneOrMany<T> {
    type Value = Vec<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("one or a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<Vec<T>, A::Error> {
        Vec::deserialize(SeqAccessDeserializer::new(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Vec<T>, A::Error> {
        T::deserialize(MapAccessDeserializer::new(map)).map(|one| vec![one])
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Vec<T>, E> {
        T::deserialize(text.into_deserializer()).map(|one| vec![one])
    }

    fn visit_bool<E: serde::de::Error>(self, value: bool) -> Result<Vec<T>, E> {
        T::deserialize(value.into_deserializer()).map(|one| vec![one])
    }

    fn visit_i64<E: serde::de::Error>(self, value: i64) -> Result<Vec<T>, E> {
        T::deserialize(value.into_deserializer()).map(|one| vec![one])
    }

    fn visit_u64<E: serde::de::Error>(self, value: u64) -> Result<Vec<T>, E> {
        T::deserialize(value.into_deserializer()).map(|one| vec![one])
    }

    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<Vec<T>, E> {
        T::deserialize(value.into_deserializer()).map(|one| vec![one])
    }
}

/// Undoes URL encoding (RFC 3986: `+` is a plus).
fn percent_decoded(text: &str) -> Result<String, std::string::FromUtf8Error> {
    let hex = |byte: Option<&u8>| byte.and_then(|b| char::from(*b).to_digit(16));
    let (bytes, mut out, mut at) = (text.as_bytes(), Vec::with_capacity(text.len()), 0);
    while at < bytes.len() {
        match (bytes[at], hex(bytes.get(at + 1)), hex(bytes.get(at + 2))) {
            // Two hexadecimal digits always fit a byte.
            (b'%', Some(high), Some(low)) => {
                out.push((high * 16 + low) as u8);
                at += 3;
            }
            (byte, ..) => {
                out.push(byte);
                at += 1;
            }
        }
    }
    String::from_utf8(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn read(value: Value) -> PolicyDocument {
        serde_json::from_value(value).unwrap()
    }

    fn canonical(value: Value) -> Value {
        serde_json::to_value(read(value)).unwrap()
    }

    #[test]
    fn spellings_of_one_document_are_one() {
        let aws = json!({"Version": "2012-10-17", "Statement": {
            "Sid": "", "Effect": "Allow", "Principal": "*", "Action": "s3:GetObject",
            "Resource": ["b", "a", "b"], "Condition": {"Bool": {"aws:SecureTransport": false},
            "NumericLessThan": {"aws:MultiFactorAuthAge": [3600]}}}});
        let ours = json!({"statement": [{
            "effect": "Allow", "principal": {"AWS": ["*"]}, "action": ["s3:GetObject"],
            "resource": ["a", "b"], "condition": {"Bool": {"aws:SecureTransport": ["false"]},
            "NumericLessThan": {"aws:MultiFactorAuthAge": ["3600"]}}}]});
        assert_eq!(canonical(aws), canonical(ours.clone()));
        let mut whole = ours;
        whole["version"] = "2012-10-17".into();
        assert_eq!(canonical(whole.clone()), whole);
    }

    #[test]
    fn an_account_is_its_root() {
        let of = |who: &str| {
            json!({"statement": [
            {"effect": "Allow", "principal": {"AWS": who}, "action": "kms:*", "resource": "*"}]})
        };
        assert_eq!(
            read(of("111122223333")),
            read(of("arn:aws:iam::111122223333:root"))
        );
        assert_ne!(read(of("111122223333")), read(of("111122223334")));
    }

    #[test]
    fn order_of_statements_means_nothing() {
        let statement = |sid| json!({"sid": sid, "effect": "Deny", "action": "*", "resource": "*"});
        let (a, b) = (statement("A"), statement("B"));
        assert_eq!(
            read(json!({"statement": [a, b]})),
            read(json!({"statement": [b, a]}))
        );
    }

    #[test]
    fn what_we_send_is_what_we_read() {
        let document = read(json!({"id": "x", "statement": [
            {"effect": "Deny", "not_principal": {"Service": "logs.amazonaws.com"},
             "not_action": ["iam:*", "sts:*"], "not_resource": "arn:aws:s3:::a+b/%41/${aws:username}",
             "condition": {"StringEquals": {"aws:ResourceTag/x": "y"}}}]}));
        let sent = document.to_json_string();
        assert!(
            sent.contains("\"NotAction\":[\"iam:*\",\"sts:*\"]"),
            "{sent}"
        );
        assert_eq!(PolicyDocument::from_json_str(&sent).unwrap(), document);
        let encoded: String = sent.bytes().map(|byte| format!("%{byte:02X}")).collect();
        assert_eq!(PolicyDocument::from_json_str(&encoded).unwrap(), document);
    }

    #[test]
    fn a_document_of_aws_without_a_version_is_of_the_old_one() {
        let old = PolicyDocument::from_json_str("{\"Statement\": []}").unwrap();
        assert_eq!(old.version, "2008-10-17");
        assert_eq!(read(json!({"statement": []})).version, "2012-10-17");
    }

    #[test]
    fn references_are_left_alone() {
        let marker = "${ref:131016/acme/prod/logging/bucket#arn}/*";
        let with = json!({"version": "2012-10-17", "statement": [
            {"effect": "Allow", "action": ["s3:PutObject"], "resource": [marker]}]});
        assert_eq!(canonical(with.clone()), with);
    }

    #[test]
    fn editors_know_the_short_forms() {
        let schema = schemars::schema_for!(PolicyDocument).to_value();
        let forms = |name: &str| schema["$defs"][name]["anyOf"].as_array().map(Vec::len);
        assert_eq!(
            (forms("Texts"), forms("Principals")),
            (Some(2), Some(2)),
            "{schema:#}"
        );
    }

    #[test]
    fn errors_name_their_place() {
        let error = |value: Value| {
            let read: Result<PolicyDocument, _> = serde_path_to_error::deserialize(value);
            read.unwrap_err().to_string()
        };
        let wrong = error(json!({"statement": [{"effect": "Maybe"}]}));
        assert!(
            wrong.starts_with("statement[0].effect: unknown variant `Maybe`"),
            "{wrong}"
        );
        let wrong = error(json!({"statement": [{"effect": "Deny", "acton": "*"}]}));
        assert!(wrong.contains("unknown field `acton`"), "{wrong}");
        let wrong = error(json!({"statement": [{"effect": "Deny", "principal": "me"}]}));
        assert!(wrong.contains("`me` stands alone"), "{wrong}");
    }
}
