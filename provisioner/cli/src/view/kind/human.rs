//! A kind for whoever writes a template.

use gabakura_model::catalogue::Protection;
use gabakura_model::finding::Check;

use crate::usecase::explain::KindExplanation;
use crate::view::finding::controls;
use crate::view::kind::example::{declared, skeleton};
use crate::view::kind::fields::Fields;
use crate::view::kind::schema::Schema;
use crate::view::style::{Style, Tone};
use crate::words::Words;

/// A kind: its facts, its settings, the checks that read it, an example.
pub fn kind(explained: &KindExplanation, words: &Words, style: &Style) -> String {
    let schema = &explained.schema;
    let mut out = format!("{}  {}\n", style.bold(schema.kind.as_str()), schema.summary);
    let outputs = words.list(["id"].iter().chain(schema.outputs));
    let mut say = |id, args: &[(&str, &str)]| out += &format!("  {}\n", words.say(id, args));
    say("explain-outputs", &[("fields", &outputs)]);
    if let Some(parent) = schema.parent {
        say("explain-parent", &[("field", parent)]);
    }
    say(
        match (schema.is_setting(), schema.taggable) {
            _ if schema.observed_only => "explain-observed-only",
            (true, _) => "explain-setting",
            (false, true) => "explain-taggable",
            (false, false) => "explain-untaggable",
        },
        &[],
    );
    if schema.protection == Protection::Irreversible {
        let text = words.say("explain-protected", &[]);
        out += &format!("  {}\n", style.paint(Tone::Yellow, &text));
    }
    let json = (schema.json_schema)();
    let tree = Schema::new(&json);
    let fields = Fields {
        schema: &tree,
        words,
        style,
    };
    out += &format!("  {}\n", style.bold(&words.say("explain-schema", &[])));
    out += &fields.lines(&json, schema.immutable, 0);
    out += &match &explained.checks {
        Some(all) => checks(all, words, style),
        None => format!("  {}\n", words.say("explain-checks-unknown", &[])),
    };
    if schema.observed_only {
        return out;
    }
    out += &format!("  {}\n", style.bold(&words.say("explain-example", &[])));
    let example = match &explained.declared {
        Some(resource) => declared(resource, &json),
        None => skeleton(schema.kind.as_str(), &tree),
    };
    out + &example
        .lines()
        .map(|l| format!("    {l}\n"))
        .collect::<String>()
}

fn checks(checks: &[Check], words: &Words, style: &Style) -> String {
    if checks.is_empty() {
        return format!("  {}\n", words.say("explain-unchecked", &[]));
    }
    let line = |check: &Check| {
        let serves = match check.controls.is_empty() {
            true => String::new(),
            false => format!("  {}", style.dim(&controls(&check.controls, words))),
        };
        let title = words.of(&check.title);
        format!("    {}  {title}{serves}\n", style.bold(&check.id))
    };
    let head = style.bold(&words.say("explain-checks", &[]));
    format!("  {head}\n") + &checks.iter().map(line).collect::<String>()
}

#[cfg(test)]
mod tests {
    use gabakura_model::catalogue::{Identity, KindSchema};
    use gabakura_model::resource::Kind;
    use serde_json::json;

    use super::*;
    use crate::view::kind::schema::DEPTH_MAX;
    use crate::words::Lang;

    fn thing() -> KindSchema {
        KindSchema {
            kind: Kind::new("aws.ec2.thing"),
            summary: "a thing",
            account_wide: false,
            observed_only: false,
            stands_in: &[],
            identity: Identity::Assigned,
            immutable: &["vpc_id"],
            parent: Some("vpc_id"),
            outputs: &["arn"],
            taggable: true,
            interchangeable: false,
            protection: Protection::None,
            canonical: |spec| Ok(spec.clone()),
            json_schema: || {
                json!({
                    "type": "object",
                    "properties": {
                        "mode": { "default": "on", "enum": ["on", "off"] },
                        "rules": {
                            "type": "array", "uniqueItems": true,
                            "items": { "$ref": "#/$defs/Rule" },
                        },
                        "vpc_id": { "type": "string", "description": "Its network." },
                    },
                    "required": ["rules", "vpc_id"],
                    "$defs": { "Rule": {
                        "type": "object",
                        "properties": {
                            "inner": { "anyOf": [{ "$ref": "#/$defs/Rule" }, { "type": "null" }] },
                            "port": { "type": "integer", "minimum": 1, "maximum": 9 },
                        },
                        "required": ["port"],
                    } },
                })
            },
        }
    }

    #[test]
    fn a_kind_is_explained_and_its_example_has_what_is_required() {
        let words = Words::new(Lang::En);
        let explained = KindExplanation {
            schema: thing(),
            checks: None,
            declared: None,
        };
        let text = kind(&explained, &words, &Style::default());
        for line in [
            "    mode  (\"on\" | \"off\", default \"on\")",
            "    rules  (set of table, required)",
            "      port  (integer 1–9, required)",
            "    vpc_id  (string, required, a change replaces the resource)",
            "    spec.rules = [{ port = 1 }]",
            "    spec.vpc_id = \"…\"",
        ] {
            assert!(text.lines().any(|one| one == line), "{line}\n{text}");
        }
        // A schema that holds itself ends; what could not be read is not called unchecked.
        assert_eq!(text.matches("inner  (").count(), DEPTH_MAX);
        assert!(text.contains(&words.say("explain-checks-unknown", &[])));
    }
}
