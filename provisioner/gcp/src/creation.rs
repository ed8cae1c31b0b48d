//! What to create, in Google's terms.

use gabakura_adapter::created;
use gabakura_adapter::spec::plain;
use gabakura_model::Value;
use gabakura_model::outcome::Created;
use gabakura_model::port::CreateRequest;
use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};

use crate::error::{Error, Result};
use crate::facts::{Facts, Form, Ownership};
use crate::rest::{Fields, model_of, text};
use crate::{labels, mark, resource_name};

/// What to create.
#[derive(Debug)]
pub(crate) struct Creation<S> {
    /// Its settings.
    pub spec: S,
    /// The id it will have; empty where Google assigns it.
    pub id: String,
    facts: Facts,
    body: Fields,
    token: String,
}

impl<S: Serialize> Creation<S> {
    /// # Errors
    /// Tags that do not fit into labels.
    pub fn of(
        facts: Facts,
        form: Form,
        to_request: fn(&mut Fields),
        spec: S,
        id: String,
        request: &CreateRequest,
    ) -> Result<Self> {
        let body = owned_body(&facts, body_of(&form, to_request, plain(&spec)), request)?;
        Ok(Self {
            spec,
            id,
            facts,
            body,
            token: request.token.clone(),
        })
    }

    /// The SDK's model of it.
    pub fn model<M: DeserializeOwned>(&self) -> Result<M> {
        model(&self.facts, Value::Object(self.body.clone()))
    }

    /// The same for every repetition of the request: a UUID made from its token.
    pub fn request_id(&self) -> String {
        let digest = Sha256::digest(self.token.as_bytes());
        let hex: String = digest[..16].iter().map(|b| format!("{b:02x}")).collect();
        // Version 8 (custom) and the variant of RFC 9562.
        format!(
            "{}-{}-8{}-8{}-{}",
            &hex[..8],
            &hex[8..12],
            &hex[13..16],
            &hex[17..20],
            &hex[20..]
        )
    }

    /// The result of its creation, under the name that the spec implies.
    pub fn created(&self) -> Created {
        created(&self.id)
    }
}

/// Adds the owner to a resource's fields, where the kind records it.
fn owned_body(facts: &Facts, mut body: Fields, request: &CreateRequest) -> Result<Fields> {
    match facts.ownership {
        Ownership::Labels(field) => {
            let labels = labels::write(&request.tags);
            let labels = labels.map_err(|message| labels_do_not_fit(facts, &message))?;
            body.insert(field.to_owned(), plain(&labels));
        }
        Ownership::Description => {
            let description = text(&body, "description");
            let marked = mark::write(description, &request.address, &request.token);
            body.insert("description".to_owned(), marked.into());
        }
        Ownership::Record => {}
    }
    Ok(body)
}

/// A spec as the resource's own fields, in Google's names.
pub(crate) fn body_of(form: &Form, to_request: fn(&mut Fields), spec: Value) -> Fields {
    let mut fields = match spec {
        Value::Object(fields) => fields,
        _ => Fields::new(),
    };
    to_request(&mut fields);
    fields.retain(|field, _| !form.not_in_body.contains(&field.as_str()));
    if let Some(pattern) = form.name {
        resource_name::fields(pattern).for_each(|field| drop(fields.remove(field)));
    }
    match form.naming.rest_of(&Value::Object(fields)) {
        Value::Object(fields) => fields,
        _ => Fields::new(),
    }
}

/// The SDK's model of a resource in Google's names.
pub(crate) fn model<M: DeserializeOwned>(facts: &Facts, body: Value) -> Result<M> {
    model_of(&body).map_err(|error| {
        let message = error.to_string();
        Error::refused(facts.kind, "write request", "invalid-spec", &message)
    })
}

pub(crate) fn labels_do_not_fit(facts: &Facts, message: &str) -> Error {
    Error::refused(facts.kind, "write labels", "labels-do-not-fit", message)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rest::Naming;
    use gabakura_model::resource::Tags;
    use serde_json::json;

    const FACTS: Facts = Facts {
        ownership: Ownership::Description,
        ..Facts::path("gcp.t.thing", "a thing", "projects/{project}/things/{name}")
    };
    const FORM: Form = Form {
        not_in_body: &["records"],
        naming: Naming {
            irregular: &[("ip_address", "IPAddress")],
            ..Naming::PLAIN
        },
        ..Form::PLAIN
    };

    fn creation(token: &str) -> Creation<Value> {
        let request = CreateRequest {
            kind: FACTS.kind.into(),
            address: "131016/acme/prod/m/n".parse().unwrap(),
            spec: json!({}),
            tags: Tags::new(),
            token: token.to_owned(),
        };
        let spec = json!({"name": "n", "description": "d", "ip_address": "::1", "records": []});
        Creation::of(FACTS, FORM, |_| (), spec, String::new(), &request).unwrap()
    }

    #[test]
    fn a_creation_is_marked_and_has_googles_names() {
        let body: Value = creation("g1-2").model().unwrap();
        let description = "d [gabakura 131016/acme/prod/m/n g1-2]";
        let wanted = json!({"name": "n", "description": description, "IPAddress": "::1"});
        assert_eq!(body, wanted);
    }

    #[test]
    fn a_request_id_is_a_uuid_of_its_token() {
        let id = creation("g1-2").request_id();
        let lengths: Vec<usize> = id.split('-').map(str::len).collect();
        assert_eq!(lengths, [8, 4, 4, 4, 12]);
        assert_eq!(id, creation("g1-2").request_id());
        assert_ne!(id, creation("g1-3").request_id());
    }
}
