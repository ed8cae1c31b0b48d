//! What templates can call. Each helper is pure and reports what it was given wrong.
//!
//! | call | makes |
//! |---|---|
//! | `{{x}}` | a text, number or flag, escaped for a TOML string |
//! | `{{toml x}}` | any value as TOML, quotes included |
//! | `json x` | any value as JSON text |
//! | `name "logs"` | a name unique in the world: `gabakura-131016-acme-prod-logs-111122223333` |
//! | `path "logs"` | a name unique in the account: `gabakura/131016/acme/prod/logs` |
//! | `slug "vpc"`, `slug "ci" 30` | the same without slashes, 63 characters at most, or so many |
//! | `subnets cidr prefix count` | the first subnets of a range, as a list |
//! | `subnet cidr prefix index` | one subnet of a range |
//! | `az index`, `az_letter index` | a zone of the region: `ap-northeast-1c`, `c` |
//! | `minutes seconds`, `seconds days` | seconds in whole minutes, days in seconds |
//! | `letter index` | `a`, `b`, … |
//! | `has "p"`, `default "p" x` | whether a parameter is there; it, or else `x` |
//! | `eq`, `ne`, `and`, `or`, `not`, `includes list x` | flags, for `if` and `unless` |
//! | `concat a b …`, `replace text from to`, `length x` | texts and their length |
//!
//! Blocks: `if`, `unless` (a missing variable is an error, not a no), `each`, `with`.
//! Roots of the context: `tenancy` (`id`, `municipality`, `vendor`, `stage`, `profile`, `mode`,
//! `isolation`, `platform`, `systems`), `account`, `cloud`, `lead`, `params`, `partition`,
//! `peer_flows`, `region`. They mean the same inside a block as outside.

use gabakura_model::Value;
use handlebars::{Handlebars, JsonTruthy, RenderError};
use serde_json::json;

use super::call::{Answer, Branch, Call, HelperError, Make, Write, type_name};
use super::cloud_name;
use super::subnet;
use super::toml_text;

const SECONDS_PER_MINUTE: u32 = 60;
const SECONDS_PER_DAY: u64 = 86_400;

/// The helper every bare `{{x}}` is made a call of.
pub(super) const TEXT: &str = "text";

/// A helper's name and what it does.
type Named<T> = (&'static str, fn(&Call<'_, '_>) -> Result<T, RenderError>);

/// Every helper that makes a value, by name.
const MAKERS: &[Named<Value>] = &[
    (TEXT, text),
    ("and", |call| {
        Ok(json!(
            call.all()?.iter().all(|value| value.is_truthy(false))
        ))
    }),
    ("az", |call| {
        let (joint, letter) = subnet::zone(call)?;
        Ok(json!(format!(
            "{}{joint}{letter}",
            call.of_context("/region")
        )))
    }),
    ("az_letter", |call| {
        subnet::zone(call).map(|(_, letter)| json!(letter))
    }),
    ("concat", concat),
    ("default", |call| {
        Ok(call.param(call.text(0)?).unwrap_or(call.value(1)?).clone())
    }),
    ("eq", |call| Ok(json!(call.value(0)? == call.value(1)?))),
    ("has", |call| Ok(json!(call.param(call.text(0)?).is_some()))),
    ("includes", includes),
    ("json", |call| Ok(json!(call.value(0)?.to_string()))),
    ("length", length),
    ("letter", letter),
    ("minutes", |call| {
        Ok(json!(call.count(0)? / SECONDS_PER_MINUTE))
    }),
    ("name", |call| cloud_name::name(call).map(Value::from)),
    ("ne", |call| Ok(json!(call.value(0)? != call.value(1)?))),
    ("not", |call| Ok(json!(!call.value(0)?.is_truthy(false)))),
    ("or", |call| {
        Ok(json!(
            call.all()?.iter().any(|value| value.is_truthy(false))
        ))
    }),
    ("path", |call| Ok(json!(cloud_name::path(call)?))),
    ("replace", |call| {
        Ok(json!(call.text(0)?.replace(call.text(1)?, call.text(2)?)))
    }),
    ("seconds", |call| {
        Ok(json!(u64::from(call.count(0)?) * SECONDS_PER_DAY))
    }),
    ("slug", |call| cloud_name::slug(call).map(Value::from)),
    ("subnet", |call| {
        subnet::one(call).map(|range| json!(range.to_string()))
    }),
    ("subnets", subnet::several),
];

/// Every helper that writes a whole value, quotes included.
const WRITERS: &[Named<String>] = &[("toml", toml)];

const ITEM_BLOCKS: [&str; 2] = ["each", "with"];
const BRANCHES: [(&str, bool); 2] = [("if", true), ("unless", false)];

/// A scalar as it is; a list or table has no text of its own.
fn text(call: &Call<'_, '_>) -> Answer {
    let value = call.value(0)?;
    if matches!(value, Value::Null | Value::Array(_) | Value::Object(_)) {
        let variable = call.variable(0).to_owned();
        let args = vec![
            ("variable", variable),
            ("found", type_name(value).to_owned()),
        ];
        return Err(HelperError {
            code: "variable-not-scalar",
            args,
        }
        .into());
    }
    Ok(value.clone())
}

fn toml(call: &Call<'_, '_>) -> Result<String, RenderError> {
    let value = call.value(0)?;
    toml_text::inline(value).ok_or_else(|| call.error(0, "a value", "nothing"))
}

fn concat(call: &Call<'_, '_>) -> Answer {
    let parts = call
        .all()?
        .into_iter()
        .enumerate()
        .map(|(index, part)| match part {
            Value::String(text) => Ok(text.clone()),
            Value::Number(number) => Ok(number.to_string()),
            other => Err(call.error(index, "string", type_name(other))),
        });
    parts.collect::<Result<String, _>>().map(Value::String)
}

fn includes(call: &Call<'_, '_>) -> Answer {
    let list = call.value(0)?;
    let items = list
        .as_array()
        .ok_or_else(|| call.error(0, "array", type_name(list)))?;
    Ok(json!(items.contains(call.value(1)?)))
}

fn length(call: &Call<'_, '_>) -> Answer {
    let value = call.value(0)?;
    match value {
        Value::Array(items) => Ok(json!(items.len())),
        Value::String(text) => Ok(json!(text.chars().count())),
        other => Err(call.error(0, "array", type_name(other))),
    }
}

/// `a` for 0, `b` for 1, … `z` for 25.
fn letter(call: &Call<'_, '_>) -> Answer {
    let index = call.count(0)?;
    let letter = u8::try_from(index)
        .ok()
        .filter(|index| *index < 26)
        .map(|index| b'a' + index);
    let letter = letter.ok_or_else(|| call.error(0, "0–25", &index.to_string()))?;
    Ok(json!(char::from(letter)))
}

/// Whether a name is a helper that can be called in `{{…}}` or `(…)`.
pub(super) fn is_value(name: &str) -> bool {
    MAKERS.iter().any(|(known, _)| *known == name) || writes_values(name)
}

/// Whether a helper writes a whole value, so that quotes around it are wrong.
pub(super) fn writes_values(name: &str) -> bool {
    WRITERS.iter().any(|(known, _)| *known == name)
}

/// Whether a name is a block helper.
pub(super) fn is_block(name: &str) -> bool {
    opens_item(name) || BRANCHES.iter().any(|(known, _)| *known == name)
}

/// Whether plain names inside the block may be fields of an item.
pub(super) fn opens_item(name: &str) -> bool {
    ITEM_BLOCKS.contains(&name)
}

/// Every name there is.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    let values = MAKERS
        .iter()
        .map(|(name, _)| *name)
        .chain(WRITERS.iter().map(|(name, _)| *name));
    values
        .chain(ITEM_BLOCKS)
        .chain(BRANCHES.map(|(name, _)| name))
}

/// A registry with every helper and no template.
pub(super) fn registry() -> Handlebars<'static> {
    let mut registry = Handlebars::new();
    registry.set_strict_mode(true);
    registry.register_escape_fn(toml_text::escape);
    for (name, make) in MAKERS {
        registry.register_helper(name, Box::new(Make(*make)));
    }
    for (name, write) in WRITERS {
        registry.register_helper(name, Box::new(Write(*write)));
    }
    for (name, on) in BRANCHES {
        registry.register_helper(name, Box::new(Branch { on }));
    }
    registry
}
