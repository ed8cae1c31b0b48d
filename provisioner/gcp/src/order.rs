//! What to make, as Google wants to be told.

use gabakura_model::Value;
use gabakura_model::outcome::Created;
use gabakura_model::port::CreateRequest;
use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};

use crate::facts::{Facts, Ownership};
use crate::fault::{Fault, Result};
use crate::rest::Fields;
use crate::seen::{plain, text};
use crate::{labels, mark, path};

/// What to make.
#[derive(Debug)]
pub(crate) struct New<S> {
    /// Its settings.
    pub spec: S,
    /// The identity it will have; empty where Google hands it out.
    pub id: String,
    facts: Facts,
    body: Fields,
    token: String,
}

impl<S: Serialize> New<S> {
    /// # Errors
    /// Tags that do not fit into labels.
    pub fn of(
        facts: Facts,
        shape: fn(&mut Fields),
        spec: S,
        id: String,
        order: &CreateRequest,
    ) -> Result<Self> {
        let mut body = resource(&facts, shape, &spec);
        match facts.ownership {
            Ownership::Labels(field) => {
                let labels = labels::write(&order.tags).map_err(|told| too_many(&facts, &told))?;
                body.insert(field.to_owned(), plain(&labels));
            }
            Ownership::Description => {
                let description = text(&body, "description");
                let marked = mark::write(description, &order.address, &order.token);
                body.insert("description".to_owned(), marked.into());
            }
            Ownership::Record => {}
        }
        Ok(Self {
            spec,
            id,
            facts,
            body,
            token: order.token.clone(),
        })
    }

    /// The SDK's model of it.
    pub fn model<M: DeserializeOwned>(&self) -> Result<M> {
        model(&self.facts, Value::Object(self.body.clone()))
    }

    /// The same for every repetition of the order: a UUID made from its token.
    pub fn request_id(&self) -> String {
        let digest = Sha256::digest(self.token.as_bytes());
        let hex: String = digest[..16].iter().map(|b| format!("{b:02x}")).collect();
        // Version 8 (of one's own making) and the RFC's variant.
        format!(
            "{}-{}-8{}-8{}-{}",
            &hex[..8],
            &hex[8..12],
            &hex[13..16],
            &hex[17..20],
            &hex[20..]
        )
    }

    /// What was made, under the name the spec implies.
    pub fn made(&self) -> Created {
        made(&self.id)
    }
}

/// What has a name, and no outputs yet.
pub(crate) fn made(id: impl Into<String>) -> Created {
    Created {
        id: id.into(),
        ..Created::default()
    }
}

/// A spec as the resource's own fields, in Google's names.
pub(crate) fn resource(facts: &Facts, shape: fn(&mut Fields), spec: &impl Serialize) -> Fields {
    let mut fields = match plain(spec) {
        Value::Object(fields) => fields,
        _ => Fields::new(),
    };
    shape(&mut fields);
    fields.retain(|field, _| !facts.beside.contains(&field.as_str()));
    if let Some(pattern) = facts.pattern().filter(|_| facts.whole_name) {
        path::fields(pattern).for_each(|field| drop(fields.remove(field)));
    }
    match facts.naming.rest_of(&Value::Object(fields)) {
        Value::Object(fields) => fields,
        _ => Fields::new(),
    }
}

/// The SDK's model of a resource in Google's names.
pub(crate) fn model<M: DeserializeOwned>(facts: &Facts, body: Value) -> Result<M> {
    serde_json::from_value(body).map_err(|error| {
        Fault::refused(
            facts.kind,
            "write request",
            "invalid-spec",
            &error.to_string(),
        )
    })
}

/// Tags that do not fit into labels.
pub(crate) fn too_many(facts: &Facts, told: &str) -> Fault {
    Fault::refused(facts.kind, "write labels", "labels-do-not-fit", told)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rest::Naming;
    use gabakura_model::resource::Tags;
    use serde_json::json;

    const FACTS: Facts = Facts {
        ownership: Ownership::Description,
        beside: &["records"],
        naming: Naming {
            odd: &[("ip_address", "IPAddress")],
            ..Naming::PLAIN
        },
        ..Facts::path("gcp.t.thing", "a thing", "projects/{project}/things/{name}")
    };

    fn new(token: &str) -> New<Value> {
        let order = CreateRequest {
            kind: FACTS.kind.into(),
            address: "131016/acme/prod/m/n".parse().unwrap(),
            spec: json!({}),
            tags: Tags::new(),
            token: token.to_owned(),
        };
        let spec = json!({"name": "n", "description": "d", "ip_address": "::1", "records": []});
        New::of(FACTS, |_| (), spec, String::new(), &order).unwrap()
    }

    #[test]
    fn what_is_new_is_marked_and_named_as_google_does() {
        let body: Value = new("g1-2").model().unwrap();
        let description = "d [gabakura 131016/acme/prod/m/n g1-2]";
        let wanted = json!({"name": "n", "description": description, "IPAddress": "::1"});
        assert_eq!(body, wanted);
    }

    #[test]
    fn a_request_id_is_a_uuid_of_its_token() {
        let id = new("g1-2").request_id();
        let lengths: Vec<usize> = id.split('-').map(str::len).collect();
        assert_eq!(lengths, [8, 4, 4, 4, 12]);
        assert_eq!(id, new("g1-2").request_id());
        assert_ne!(id, new("g1-3").request_id());
    }
}
