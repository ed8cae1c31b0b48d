//! Specs and Google's REST JSON: the same tree with other names for its fields.
//!
//! The SDK's models read and write that JSON, so what a kind declares in `snake_case` is sent as it
//! is, in `camelCase`, and what Google returns is read the same way.

use gabakura_model::Value;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Map;

/// The fields of a JSON object.
pub(crate) type Fields = Map<String, Value>;

/// How the fields of a kind are named where the rule is not enough.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Naming {
    /// Maps whose keys are the user's, such as `label_extractors`; those stay as they are.
    pub user_keys: &'static [&'static str],
    /// Fields with a name of Google's that is not camel case: `ip_protocol` is `IPProtocol`.
    pub irregular: &'static [(&'static str, &'static str)],
}

/// Prefixes of one and the same link in Compute Engine.
const LINKS: &[&str] = &[
    "https://www.googleapis.com/compute/v1/",
    "https://www.googleapis.com/compute/beta/",
    "https://compute.googleapis.com/compute/v1/",
];

impl Naming {
    /// The rule alone.
    pub const PLAIN: Self = Self {
        user_keys: &[],
        irregular: &[],
    };

    /// A spec's tree as Google names it.
    pub fn rest_of(self, spec: &Value) -> Value {
        self.rename(
            spec,
            &|name| match self.irregular.iter().find(|(ours, _)| *ours == name) {
                Some((_, theirs)) => (*theirs).to_owned(),
                None => camel(name),
            },
        )
    }

    /// Google's tree as specs name it, with links in their short form.
    pub fn spec_of(self, rest: &Value) -> Value {
        self.rename(
            rest,
            &|name| match self.irregular.iter().find(|(_, theirs)| *theirs == name) {
                Some((ours, _)) => (*ours).to_owned(),
                None => snake(name),
            },
        )
    }

    fn rename(self, value: &Value, name: &impl Fn(&str) -> String) -> Value {
        match value {
            Value::Object(fields) => fields
                .iter()
                .map(|(key, field)| {
                    let is_users = self.user_keys.iter().any(|k| *k == key || camel(k) == *key);
                    let field = match is_users {
                        true => field.clone(),
                        false => self.rename(field, name),
                    };
                    (name(key), field)
                })
                .collect(),
            Value::Array(items) => items.iter().map(|item| self.rename(item, name)).collect(),
            Value::String(text) => Value::String(short(text).to_owned()),
            other => other.clone(),
        }
    }
}

/// A model of the SDK's as REST JSON.
///
/// It is written as text first, because the SDK's crates contain that code of each model already;
/// a second copy of it, for `Value`, would be built with every change of this crate.
pub(crate) fn json_of(model: &impl Serialize) -> Value {
    let text = serde_json::to_vec(model).expect("plain data with text keys");
    serde_json::from_slice(&text).expect("what was written can be read")
}

/// The SDK's model of REST JSON; by way of text as in [`json_of`].
///
/// # Errors
/// A field that is not of its type.
pub(crate) fn model_of<M: DeserializeOwned>(json: &Value) -> serde_json::Result<M> {
    serde_json::from_slice(&serde_json::to_vec(json)?)
}

/// A text among fields; empty where there is none.
pub(crate) fn text<'f>(fields: &'f Fields, field: &str) -> &'f str {
    let text = fields.get(field).and_then(Value::as_str);
    text.unwrap_or_default()
}

/// Replaces a field that holds a name by the name's last segment.
pub(crate) fn keep_last(fields: &mut Fields, field: &str) {
    if let Some(Value::String(name)) = fields.get_mut(field) {
        *name = last(name).to_owned();
    }
}

/// A link without its server: `projects/p/global/networks/n`.
pub(crate) fn short(link: &str) -> &str {
    LINKS
        .iter()
        .find_map(|prefix| link.strip_prefix(prefix))
        .unwrap_or(link)
}

/// A link as Compute Engine returns it.
pub(crate) fn full(link: &str) -> String {
    format!("{}{}", LINKS[0], short(link))
}

/// The last segment of a name: `projects/p/topics/t` is `t`.
pub(crate) fn last(name: &str) -> &str {
    name.rsplit('/').next().unwrap_or(name)
}

/// `routing_config` is `routingConfig`.
pub(crate) fn camel(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    let mut raise = false;
    for letter in name.chars() {
        match letter {
            '_' => raise = true,
            letter if raise => {
                out.push(letter.to_ascii_uppercase());
                raise = false;
            }
            letter => out.push(letter),
        }
    }
    out
}

/// `routingConfig` is `routing_config`.
pub(crate) fn snake(name: &str) -> String {
    let mut out = String::with_capacity(name.len() + 4);
    for letter in name.chars() {
        if letter.is_ascii_uppercase() {
            out.push('_');
        }
        out.push(letter.to_ascii_lowercase());
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn fields_are_renamed_both_ways() {
        let naming = Naming {
            user_keys: &["label_extractors"],
            irregular: &[("ip_protocol", "IPProtocol")],
        };
        let spec = json!({
            "ip_cidr_range": "10.0.0.0/24",
            "layer4_configs": [{"ip_protocol": "tcp"}],
            "label_extractors": {"my_key": "EXTRACT(x)"},
        });
        let rest = json!({
            "ipCidrRange": "10.0.0.0/24",
            "layer4Configs": [{"IPProtocol": "tcp"}],
            "labelExtractors": {"my_key": "EXTRACT(x)"},
        });
        assert_eq!(naming.rest_of(&spec), rest);
        assert_eq!(naming.spec_of(&rest), spec);
    }

    #[test]
    fn links_lose_their_server() {
        let link = "https://www.googleapis.com/compute/v1/projects/p/global/networks/n";
        assert_eq!(short(link), "projects/p/global/networks/n");
        assert_eq!(full(short(link)), link);
        assert_eq!(short("https://example.com/"), "https://example.com/");
        assert_eq!(last("projects/p/topics/t"), "t");
    }
}
