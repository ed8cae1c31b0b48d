//! Specs and Google's REST JSON: the same tree with other names for its fields.
//!
//! The SDK's models read and write that JSON, so what a kind declares in `snake_case` is sent as
//! it is, `camelCased`, and what Google shows comes back the same way.

use serde_json::{Map, Value};

/// A table of fields.
pub(crate) type Fields = Map<String, Value>;

/// What a kind's names need beyond the rule.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Naming {
    /// Fields whose own keys are the user's, such as `label_extractors`.
    pub kept: &'static [&'static str],
    /// Fields that Google names otherwise, such as `ip_protocol` and `IPProtocol`.
    pub odd: &'static [(&'static str, &'static str)],
}

/// Prefixes by which Compute Engine spells one link in several ways.
const LINKS: &[&str] = &[
    "https://www.googleapis.com/compute/v1/",
    "https://www.googleapis.com/compute/beta/",
    "https://compute.googleapis.com/compute/v1/",
];

impl Naming {
    /// The rule alone.
    pub const PLAIN: Self = Self {
        kept: &[],
        odd: &[],
    };

    /// A spec's tree as Google names it.
    pub fn rest_of(self, spec: &Value) -> Value {
        self.rename(
            spec,
            &|name| match self.odd.iter().find(|(ours, _)| *ours == name) {
                Some((_, theirs)) => (*theirs).to_owned(),
                None => camel(name),
            },
        )
    }

    /// Google's tree as specs name it; links in their short form.
    pub fn spec_of(self, rest: &Value) -> Value {
        self.rename(
            rest,
            &|name| match self.odd.iter().find(|(_, theirs)| *theirs == name) {
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
                    let is_kept = self.kept.iter().any(|k| *k == key || camel(k) == *key);
                    let field = match is_kept {
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

/// A link without its server: `projects/p/global/networks/n`.
pub(crate) fn short(link: &str) -> &str {
    LINKS
        .iter()
        .find_map(|prefix| link.strip_prefix(prefix))
        .unwrap_or(link)
}

/// A link as Compute Engine itself shows it.
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
    fn names_go_there_and_back() {
        let naming = Naming {
            kept: &["label_extractors"],
            odd: &[("ip_protocol", "IPProtocol")],
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
