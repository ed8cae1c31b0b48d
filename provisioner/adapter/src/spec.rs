//! Specs: what is declared, typed.

use gabakura_model::Value;
use gabakura_model::catalogue::SpecError;
use gabakura_model::outcome::{ProviderError, Retry};
use schemars::JsonSchema;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::error::refused;

/// The settings of a kind: sets as `BTreeSet`, server defaults as serde defaults, `None` = not
/// managed.
pub trait Spec: Serialize + DeserializeOwned + JsonSchema + Send + Sync {}

impl<S: Serialize + DeserializeOwned + JsonSchema + Send + Sync> Spec for S {}

/// Reads a spec.
///
/// # Errors
/// The first field that has the wrong type, or that the kind does not have.
pub fn read<S: DeserializeOwned>(spec: &Value) -> Result<S, SpecError> {
    let mut unknown = None;
    let mut note = |path: serde_ignored::Path<'_>| {
        unknown.get_or_insert_with(|| path.to_string());
    };
    let read = parse(spec, &mut note)?;
    match unknown {
        Some(path) => Err(SpecError::new(&path, "there is no such field")),
        None => Ok(read),
    }
}

/// Reads the fields of a spec among others.
///
/// # Errors
/// The first field that has the wrong type.
pub fn read_among<S: DeserializeOwned>(fields: &Value) -> Result<S, SpecError> {
    parse(fields, &mut |_| ())
}

/// `note` is a trait object so that the code that reads text, numbers and sets is compiled once,
/// not for every spec.
fn parse<S: DeserializeOwned>(
    spec: &Value,
    mut note: &mut dyn FnMut(serde_ignored::Path<'_>),
) -> Result<S, SpecError> {
    let from = serde_ignored::Deserializer::new(spec, &mut note);
    serde_path_to_error::deserialize(from)
        .map_err(|error| SpecError::new(&error.path().to_string(), error.inner().to_string()))
}

/// Reads the spec of a request. Requests come from our own plans, whose specs are canonical.
///
/// # Errors
/// Anything else is refused unsent.
pub fn requested<S: DeserializeOwned>(kind: &str, spec: &Value) -> Result<S, ProviderError> {
    read(spec).map_err(|error| {
        let (called, message) = ((kind, "read spec"), error.to_string());
        refused(called, "invalid-spec", &message, Retry::Never)
    })
}

/// Writes specs and models; they are plain data, so this cannot fail.
pub fn plain(data: &impl Serialize) -> Value {
    serde_json::to_value(data).expect("plain data with text keys")
}

/// Brings a spec to canonical form: types checked, defaults filled, sets sorted.
///
/// # Errors
/// As [`read`], and what `check` refuses.
pub fn canonical<S: Spec>(
    spec: &Value,
    check: fn(&S) -> Result<(), SpecError>,
) -> Result<Value, SpecError> {
    let typed = read(spec)?;
    check(&typed)?;
    Ok(plain(&typed))
}

/// Whether `after` declares what differs from `before`. What nobody declared is not managed.
pub fn differs(before: &Value, after: &Value) -> bool {
    let declared = after.as_object().into_iter().flatten();
    let mut declared = declared.filter(|(_, value)| !value.is_null());
    declared.any(|(field, value)| before.get(field) != Some(value))
}

/// JSON Schema of a spec, for editors.
pub fn json_schema<S: JsonSchema>() -> Value {
    schemars::schema_for!(S).to_value()
}

/// The default of a switch that the cloud has on.
pub const fn yes() -> bool {
    true
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn an_error_names_the_field() {
        let error = |spec| {
            let error = read::<Vec<Pair>>(&spec).map(drop).unwrap_err();
            (error.path, error.problem)
        };
        let (path, problem) = error(json!([{"key": "a"}, {"key": 1}]));
        assert_eq!(path, "[1].key");
        assert!(problem.contains("expected a string"), "{problem}");
        let (path, problem) = error(json!([{"key": "a", "kex": "b"}]));
        assert_eq!(
            (path.as_str(), problem.as_str()),
            ("0.kex", "there is no such field")
        );
    }

    #[test]
    fn a_request_that_cannot_be_read_is_refused() {
        let refused = requested::<Pair>("aws.t.thing", &json!({}))
            .map(drop)
            .unwrap_err();
        assert_eq!(refused.code(), "invalid-spec");
        assert_eq!(refused.retry(), Retry::Never);
    }

    #[test]
    fn what_nobody_declared_does_not_differ() {
        let observed = json!({"name": "a", "accepted": true});
        assert!(!differs(&observed, &json!({"name": "a", "accepted": null})));
        assert!(differs(&observed, &json!({"name": "a", "accepted": false})));
        assert!(differs(&observed, &json!({"name": "b"})));
    }

    #[derive(serde::Deserialize)]
    struct Pair {
        #[expect(dead_code, reason = "reading it is the test")]
        key: String,
    }
}
