//! A kind's spec is the one model of its settings: requests are written from it and replies are
//! read into it, under the names that the service has for them.

use gabakura_adapter::spec::plain;
use gabakura_model::Value;
use serde::Serialize;
use serde_json::{Map, json};

use super::list::items;

/// How a service spells the fields of a spec, which has them in `snake_case`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Names {
    /// The rule.
    pub case: Case,
    /// Words that the service has in capitals: `db` for `DBName`.
    pub capitals: &'static [&'static str],
    /// Fields that the rule misspells, and their paths.
    pub odd: &'static [(&'static str, &'static str)],
    /// Fields that replies have elsewhere than requests, and their paths. `List[].Member` is one
    /// member of each item.
    pub replies: &'static [(&'static str, &'static str)],
    /// Tables that the service has as lists: the field, the member of an item that is the key, and
    /// the one that is the value (`""`: the item itself).
    pub keyed: &'static [(&'static str, &'static str, &'static str)],
    /// Tables whose keys are the user's.
    pub kept: &'static [&'static str],
    /// Fields that other calls carry.
    pub beside: &'static [&'static str],
    /// Fields that a reply always has, though a spec may leave them out.
    pub always: &'static [&'static str],
    /// Whether requests leave empty texts out.
    pub omits_empty: bool,
}

/// How words are joined to a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Case {
    /// Types that have the service's names already.
    AsIs,
    Camel,
    Pascal,
}

impl Names {
    pub const PASCAL: Self = Self {
        case: Case::Pascal,
        capitals: &[],
        odd: &[],
        replies: &[],
        keyed: &[],
        kept: &[],
        beside: &[],
        always: &[],
        omits_empty: false,
    };
    pub const CAMEL: Self = Self {
        case: Case::Camel,
        ..Self::PASCAL
    };
    pub const AS_IS: Self = Self {
        case: Case::AsIs,
        ..Self::PASCAL
    };

    /// A spec as a request has it.
    pub fn request(&self, spec: &impl Serialize) -> Value {
        self.written(plain(spec))
    }

    /// The members of a request that differ. What is not declared is left alone.
    pub fn changes<S: Serialize>(&self, before: &S, after: &S) -> Map<String, Value> {
        let before = self.request(before);
        match self.request(after) {
            Value::Object(mut after) => {
                after.retain(|name, value| before.get(name) != Some(value));
                after
            }
            _ => Map::new(),
        }
    }

    fn written(&self, value: Value) -> Value {
        match value {
            Value::Object(fields) => {
                let mut request = json!({});
                for (field, value) in fields {
                    let is_omitted = value.is_null() || (self.omits_empty && value == "");
                    if !is_omitted && !self.beside.contains(&&*field) {
                        let path = self.path(&field, &[]);
                        let at = path.split('.');
                        *at.fold(&mut request, |at, part| &mut at[part]) =
                            self.member(&field, value);
                    }
                }
                request
            }
            Value::Array(all) => all.into_iter().map(|item| self.written(item)).collect(),
            other => other,
        }
    }

    fn member(&self, field: &str, value: Value) -> Value {
        let (Value::Object(table), Some((_, key, member))) = (&value, self.keyed(field)) else {
            return match self.kept.contains(&field) {
                true => value,
                false => self.written(value),
            };
        };
        let item = |(name, value): (&String, &Value)| {
            let value = self.written(value.clone());
            let mut item = match *member {
                "" => value,
                member => json!({ member: value }),
            };
            item[*key] = name.as_str().into();
            item
        };
        table.iter().map(item).collect()
    }

    /// What a reply has for a field; a null is nothing.
    pub(super) fn find(&self, field: &str, reply: &Value) -> Option<Value> {
        if self.beside.contains(&field) {
            return None;
        }
        let path = self.path(field, self.replies);
        let found = at(reply, &path).filter(|it| !it.is_null())?;
        let Some((_, key, member)) = self.keyed(field) else {
            return Some(found);
        };
        let Ok(items) = items(&found) else {
            return Some(found);
        };
        let entry = |item: Value| {
            let name = item[*key].as_str().unwrap_or_default().to_owned();
            match *member {
                "" => (name, item),
                member => (name, item[member].clone()),
            }
        };
        Some(items.into_iter().map(entry).collect())
    }

    fn keyed(&self, field: &str) -> Option<&(&str, &str, &str)> {
        self.keyed.iter().find(|(keyed, ..)| *keyed == field)
    }

    fn path(&self, field: &str, first: &[(&str, &str)]) -> String {
        let mut odd = first.iter().chain(self.odd);
        match odd.find(|(odd, _)| *odd == field) {
            Some((_, path)) => (*path).to_owned(),
            None if self.case == Case::AsIs => field.to_owned(),
            None => self.spelt(field),
        }
    }

    fn spelt(&self, field: &str) -> String {
        let word = |(index, word): (usize, &str)| match word.split_at_checked(1) {
            _ if index == 0 && self.case == Case::Camel => word.to_owned(),
            _ if self.capitals.contains(&word) => word.to_ascii_uppercase(),
            Some((first, rest)) => first.to_ascii_uppercase() + rest,
            None => word.to_owned(),
        };
        field.split('_').enumerate().map(word).collect()
    }
}

/// What stands at a path; of a list that is none, the list, which nothing can be read from.
fn at(reply: &Value, path: &str) -> Option<Value> {
    let inner = |path: &str| path.split('.').try_fold(reply, |it, part| it.get(part));
    let Some((list, member)) = path.split_once("[].") else {
        return inner(path).cloned();
    };
    let list = inner(list)?;
    Some(match items(list) {
        Ok(items) => items.iter().filter_map(|item| at(item, member)).collect(),
        Err(_) => list.clone(),
    })
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use serde::Deserialize;

    use super::super::reply;
    use super::*;

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Spec {
        db_name: String,
        port: Option<u16>,
        #[serde(default)]
        multi_az: bool,
        #[serde(default)]
        rules: BTreeMap<String, Rule>,
        #[serde(default)]
        labels: BTreeMap<String, String>,
        #[serde(default)]
        subnet_ids: BTreeSet<String>,
        #[serde(default)]
        policy: String,
    }

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Rule {
        keep_days: u32,
    }

    const NAMES: Names = Names {
        capitals: &["db", "az"],
        odd: &[
            ("port", "Network.Port"),
            ("subnet_ids", "SubnetIds.SubnetId"),
        ],
        replies: &[("port", "Endpoint.Port"), ("subnet_ids", "Subnets[].Id")],
        keyed: &[("rules", "RuleName", "")],
        kept: &["labels"],
        beside: &["policy"],
        ..Names::PASCAL
    };

    fn spec() -> Spec {
        serde_json::from_value(json!({
            "db_name": "17", "port": 5432, "multi_az": true,
            "rules": { "a_b": { "keep_days": 7 } }, "labels": { "my_key": "v" },
            "subnet_ids": ["s-1", "s-2"], "policy": "p",
        }))
        .unwrap()
    }

    #[test]
    fn a_spec_is_written_under_the_services_names() {
        let request = json!({
            "DBName": "17", "Network": { "Port": 5432 }, "MultiAZ": true,
            "Rules": [{ "RuleName": "a_b", "KeepDays": 7 }], "Labels": { "my_key": "v" },
            "SubnetIds": { "SubnetId": ["s-1", "s-2"] },
        });
        assert_eq!(NAMES.request(&spec()), request);
        assert_eq!(Names::CAMEL.spelt("s3_bucket_name"), "s3BucketName");
        let mut after = spec();
        after.multi_az = false;
        after.port = None;
        let changes = Value::Object(NAMES.changes(&spec(), &after));
        assert_eq!(changes, json!({ "MultiAZ": false }));
    }

    #[test]
    fn a_reply_is_read_under_the_services_names() {
        let reply = json!({
            "DBName": "17", "Endpoint": { "Port": "5432" }, "MultiAZ": "true", "Other": "x",
            "Rules": { "member": { "RuleName": "a_b", "KeepDays": "7", "RuleId": "i" } },
            "Labels": { "my_key": "v" }, "Subnets": { "Subnet": [{ "Id": "s-1" }, { "Id": "s-2" }] },
        });
        let read: Spec = reply::read(&NAMES, reply).unwrap();
        let expected = Spec {
            policy: String::new(),
            ..spec()
        };
        assert_eq!(read, expected);
        let least: Spec = reply::read(
            &NAMES,
            json!({ "DBName": "", "Subnets": "", "Endpoint": { "Port": "" } }),
        )
        .unwrap();
        assert!(least.subnet_ids.is_empty() && least.port.is_none());
        for wrong in [
            json!({}),
            json!({ "DBName": "a", "MultiAZ": "maybe" }),
            json!({ "DBName": "a", "Subnets": "some" }),
            json!({ "DBName": "a", "Rules": ["b"] }),
            json!("text"),
        ] {
            assert!(
                reply::read::<Spec>(&NAMES, wrong.clone()).is_err(),
                "{wrong}"
            );
        }
    }
}
