//! What a check, a control, a kind, a module, a size class or a code means.

use std::collections::{BTreeMap, BTreeSet};

use gabakura_model::Value;
use gabakura_model::finding::Check;
use gabakura_model::municipality::Municipality;
use gabakura_model::tenancy::{Cloud, Profile};
use gabakura_planner::parameter::Parameter;
use serde_json::json;

use crate::usecase::explain::Explanation;
use crate::view::finding::{self, controls};
use crate::view::format::{FORMAT_VERSION, View};
use crate::view::style::Style;
use crate::view::table::table;
use crate::words::{Lang, Words};

impl View for Explanation {
    fn human(&self, words: &Words, style: &Style) -> String {
        match self {
            Self::Kind(kind) => kind.human(words, style),
            Self::Profile(_, defaults) => profile(defaults, words, style),
            Self::Module(name, clouds) => module(name, clouds, words, style),
            Self::Checks(all) => checks(all, words, style),
        }
    }

    fn json(&self, words: &Words) -> Value {
        match self {
            Self::Kind(kind) => kind.json(words),
            Self::Profile(profile, defaults) => json!({
                "format_version": FORMAT_VERSION,
                "profile": profile,
                "defaults": defaults,
            }),
            Self::Module(name, clouds) => json!({
                "format_version": FORMAT_VERSION,
                "module": name,
                "parameters": clouds,
            }),
            Self::Checks(all) => json!({ "format_version": FORMAT_VERSION, "checks": all }),
        }
    }
}

/// The parameters of a module, cloud by cloud.
fn module(
    name: &str,
    clouds: &BTreeMap<Cloud, Vec<Parameter>>,
    words: &Words,
    style: &Style,
) -> String {
    let of_cloud = |(cloud, parameters): (&Cloud, &Vec<Parameter>)| {
        let head = style.bold(&format!("{cloud}/{name}"));
        let parameters = parameters.iter();
        let shown = parameters.map(|one| parameter(one, "  ", words, style));
        format!("{head}\n{}", shown.collect::<String>())
    };
    clouds.iter().map(of_cloud).collect::<Vec<_>>().join("\n")
}

/// One parameter or field, and the fields it has.
fn parameter(of: &Parameter, indent: &str, words: &Words, style: &Style) -> String {
    let unit = of.unit.map(|unit| match words.lang() {
        Lang::Ja => unit.ja,
        Lang::En => unit.word,
    });
    let mut traits = vec![of.value_type.to_string()];
    traits.extend(unit.map(str::to_owned));
    if of.required {
        traits.push(words.say("explain-required", &[]));
    }
    let mut lines = vec![words.of(&of.summary).to_owned()];
    if !of.allowed.is_none() {
        let allowed = of.allowed.to_string();
        lines.push(words.say("explain-allowed", &[("values", &allowed)]));
    }
    if let Some(default) = &of.default {
        let value = by_size(default, words);
        lines.push(words.say("explain-default", &[("value", &value)]));
    }
    if let Some(example) = &of.example {
        lines.push(format!("{} {example}", words.say("explain-example", &[])));
    }
    let lines = lines.iter().map(|line| format!("{indent}  {line}\n"));
    let inner = format!("{indent}  ");
    let fields = of.fields.values();
    let fields = fields.map(|field| parameter(field, &inner, words, style));
    let traits = style.dim(&words.list(&traits));
    let head = format!("{indent}{}  {traits}\n", style.bold(&of.name));
    [head].into_iter().chain(lines).chain(fields).collect()
}

/// A default, once where every size class has the same; else from the smallest class up.
fn by_size(default: &BTreeMap<Profile, Value>, words: &Words) -> String {
    let values: BTreeSet<String> = default.values().map(Value::to_string).collect();
    match values.first() {
        Some(value) if values.len() == 1 => value.clone(),
        _ => words.list(
            default
                .iter()
                .rev()
                .map(|(size, value)| format!("{size} {value}")),
        ),
    }
}

/// Municipalities, a line each.
impl View for Vec<&'static Municipality> {
    fn human(&self, words: &Words, _style: &Style) -> String {
        let head = ["column-code", "column-name", "column-kana", "column-class"];
        let row = |municipality: &&Municipality| {
            let class = match words.lang() {
                Lang::Ja => municipality.class.label_ja(),
                Lang::En => municipality.class.as_str(),
            };
            let ended = municipality.valid_to.map(|until| {
                format!(
                    " ({})",
                    words.say("explain-municipality-ended", &[("until", until)])
                )
            });
            vec![
                municipality.code.to_string(),
                municipality.full_name(),
                municipality.kana.to_owned(),
                format!("{class}{}", ended.unwrap_or_default()),
            ]
        };
        table(&head, self.iter().map(row), words, &Style::default())
    }

    fn json(&self, _words: &Words) -> Value {
        json!({ "format_version": FORMAT_VERSION, "municipalities": self })
    }
}

/// Checks: what each demands, how to fix it, and which controls it serves.
fn checks(checks: &[Check], words: &Words, style: &Style) -> String {
    let section = |check: &Check| {
        let severity = finding::severity(check.severity, words);
        let enforcement = finding::enforcement(check.enforcement, words);
        let args = [("severity", &*severity), ("enforcement", &enforcement)];
        let lines = [
            words.say("explain-severity", &args),
            words.say("explain-kinds", &[("kinds", &words.list(&check.kinds))]),
            words.say(
                "audit-remediation",
                &[("text", words.of(&check.remediation))],
            ),
            words.say(
                "audit-controls",
                &[("controls", &controls(&check.controls, words))],
            ),
        ];
        let head = format!("{}\n  {}\n", style.bold(&check.id), words.of(&check.title));
        head + &lines.map(|line| format!("    {line}\n")).concat()
    };
    checks.iter().map(section).collect::<Vec<_>>().join("\n")
}

/// The parameters that tenancies of a size class start from, cloud by cloud.
fn profile(
    defaults: &BTreeMap<Cloud, BTreeMap<String, Value>>,
    words: &Words,
    style: &Style,
) -> String {
    let head = ["column-cloud", "column-parameter", "column-default"];
    let rows = defaults.iter().flat_map(|(cloud, of)| {
        let row = |(name, value): (&String, &Value)| {
            vec![cloud.to_string(), name.clone(), value.to_string()]
        };
        of.iter().map(row)
    });
    table(&head, rows, words, style)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use gabakura_planner::render::Templates;

    use super::*;
    use crate::workspace::Sources;

    fn shipped() -> Templates {
        let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        Templates::load(&Sources::templates(&workspace).0.templates).0
    }

    #[test]
    fn a_module_is_shown_as_the_parameters_it_takes() {
        let (templates, continuity) = (shipped(), "continuity".parse().unwrap());
        let parameters = templates.parameters();
        let taken = parameters.of_module(Cloud::Aws, &continuity).unwrap();
        let taken = taken.into_iter().cloned().collect();
        let clouds = BTreeMap::from([(Cloud::Aws, taken)]);
        let shown = module(
            "continuity",
            &clouds,
            &Words::new(Lang::En),
            &Style::default(),
        );
        assert!(shown.starts_with("aws/continuity\n"), "{shown}");
        let rpo = "  rpo_hours  integer, hours\n    Recovery point objective: hours between backups.\n    \
                   allowed: 1, 2, 3, 4, 6, 8, 12, 24\n    \
                   default town 24, city 24, core_city 24, designated_city 12\n";
        assert!(shown.contains(rpo), "{shown}");
    }

    #[test]
    fn a_size_class_is_shown_as_its_parameters() {
        let templates = shipped();
        let of = |cloud: &Cloud| {
            (
                *cloud,
                templates.parameters().defaults(*cloud, Profile::Town),
            )
        };
        let defaults: BTreeMap<Cloud, _> = Cloud::ALL.iter().map(of).collect();
        let shown = profile(&defaults, &Words::new(Lang::Ja), &Style::default());
        let lines: Vec<Vec<&str>> = shown
            .lines()
            .map(|l| l.split_whitespace().collect())
            .collect();
        assert_eq!(lines[0], ["クラウド", "パラメーター", "既定値"]);
        for row in [
            ["aws", "subnet_prefix", "26"],
            ["gcp", "subnet_prefix", "25"],
            ["gcp", "flows", "[]"],
        ] {
            assert!(lines.contains(&row.to_vec()), "{shown}");
        }
        let parameters: usize = defaults.values().map(BTreeMap::len).sum();
        assert_eq!(lines.len(), 1 + parameters);
    }
}
