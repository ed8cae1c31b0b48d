//! What a check, a control, a kind, a size class or a code means.

use std::collections::BTreeMap;

use gabakura_model::Value;
use gabakura_model::finding::Check;
use gabakura_model::municipality::Municipality;
use gabakura_model::tenancy::Cloud;
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
            Self::Checks(all) => json!({ "format_version": FORMAT_VERSION, "checks": all }),
        }
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
    use gabakura_model::tenancy::Profile;
    use gabakura_planner::environment;

    use super::*;
    use crate::words::Lang;

    #[test]
    fn a_size_class_is_shown_as_its_parameters() {
        let of = |cloud: &Cloud| (*cloud, environment::defaults(*cloud, Profile::Town));
        let defaults: BTreeMap<Cloud, _> = Cloud::ALL.iter().map(of).collect();
        let text = profile(&defaults, &Words::new(Lang::Ja), &Style::default());
        let lines: Vec<Vec<&str>> = text
            .lines()
            .map(|l| l.split_whitespace().collect())
            .collect();
        assert_eq!(lines[0], ["クラウド", "パラメーター", "既定値"]);
        for row in [
            ["aws", "subnet_prefix", "26"],
            ["gcp", "subnet_prefix", "25"],
            ["gcp", "flows", "[]"],
        ] {
            assert!(lines.contains(&row.to_vec()), "{text}");
        }
        let parameters: usize = defaults.values().map(BTreeMap::len).sum();
        assert_eq!(lines.len(), 1 + parameters);
    }
}
