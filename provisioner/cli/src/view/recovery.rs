//! What became of operations that earlier runs left in doubt, and how to decide about the rest.

use gabakura_engine::Verdict;
use gabakura_engine::{Resolution, Resolved};
use gabakura_model::Value;
use serde_json::json;

use crate::usecase::recover::Decided;
use crate::view::format::{FORMAT_VERSION, View};
use crate::view::step::action;
use crate::view::style::{Style, Tone};
use crate::view::value::{columns, pad, plain, shell};
use crate::words::Words;

/// Candidates for an operation in doubt that a command is shown for.
const CANDIDATES_MAX: usize = 3;

/// What became of operations that earlier runs left in doubt.
pub fn human(all: &[Resolved], words: &Words, style: &Style) -> String {
    if all.is_empty() {
        return format!("{}\n", words.say("settled-none", &[]));
    }
    let mut out = format!("{}\n", style.bold(&words.count("settled-title", all.len())));
    let widest = all
        .iter()
        .map(|one| columns(&action(one.action, words)))
        .max()
        .unwrap_or(0);
    for one in all {
        let (verdict, detail, sign, tone) = match &one.verdict {
            Verdict::Done { id } => ("done", id.as_str(), "✓", Tone::Green),
            Verdict::NotDone => ("not-done", "", "-", Tone::Dim),
            Verdict::InDoubt { evidence, .. } => ("open", evidence.as_str(), "?", Tone::Magenta),
        };
        let args = [("verdict", verdict), ("detail", &*plain(detail))];
        out += &format!(
            "  {} {}  {}\n      {}\n",
            style.paint(tone, sign),
            pad(&action(one.action, words), widest),
            one.address,
            words.say("settled-verdict", &args),
        );
        let commands = commands(one, words);
        if !commands.is_empty() {
            out += &format!("      {}\n", words.say("settle-next", &[]));
        }
        for command in commands {
            out += &format!("          {command}\n");
        }
    }
    let mut open = all.iter().filter(|one| is_open(one));
    if let Some(first) = open.next() {
        let one = open.all(|other| other.address.tenancy == first.address.tenancy);
        let tenancy = if one {
            first.address.tenancy.to_string()
        } else {
            String::new()
        };
        out += &format!("{}\n", words.say("settled-open", &[("selector", &tenancy)]));
    }
    out
}

/// The same for programs; `decide` holds the commands that decide by hand.
pub fn json(all: &[Resolved], words: &Words) -> Value {
    let row = |one: &Resolved| {
        let mut row = json!(one);
        if is_open(one) {
            row["decide"] = json!(commands(one, words));
        }
        row
    };
    all.iter().map(row).collect()
}

impl View for Vec<Resolved> {
    fn human(&self, words: &Words, style: &Style) -> String {
        human(self, words, style)
    }

    fn json(&self, words: &Words) -> Value {
        json!({ "format_version": FORMAT_VERSION, "settled": json(self, words) })
    }
}

impl View for Decided {
    fn human(&self, words: &Words, style: &Style) -> String {
        let Resolution { resolved, by_hand } = &self.settlement;
        let outcome = match by_hand {
            None => style.paint(Tone::Yellow, &words.say("settle-not-needed", &[])),
            Some(by_hand) => words.say("settle-noted", &[("by", &plain(&by_hand.by))]),
        };
        human(resolved, words, style) + &format!("{outcome}\n")
    }

    fn json(&self, words: &Words) -> Value {
        json!({
            "format_version": FORMAT_VERSION,
            "settled": json(&self.settlement.resolved, words),
            "by_hand": self.settlement.by_hand,
        })
    }
}

fn is_open(one: &Resolved) -> bool {
    matches!(one.verdict, Verdict::InDoubt { .. })
}

/// The commands that decide about an operation in doubt by hand.
fn commands(one: &Resolved, words: &Words) -> Vec<String> {
    let Verdict::InDoubt { candidates, .. } = &one.verdict else {
        return Vec::new();
    };
    let address = one.address.to_string();
    let done = |id: &str| {
        let args = [("address", &*address), ("id", id)];
        words.say("settle-done-command", &args)
    };
    let mut all: Vec<String> = match &candidates[..] {
        [] => vec![done("ID")],
        ids => ids
            .iter()
            .take(CANDIDATES_MAX)
            .map(|id| done(&shell(id)))
            .collect(),
    };
    all.push(words.say("settle-not-done-command", &[("address", &address)]));
    all
}

#[cfg(test)]
mod tests {
    use gabakura_engine::Decision;
    use gabakura_model::plan::StepAction;
    use gabakura_model::port::ManualDecision;

    use super::*;
    use crate::fixture;
    use crate::words::Lang;

    const TENANCY: &str = "131016/acme/prod";

    fn open(candidates: &[&str]) -> Resolved {
        Resolved {
            address: fixture::address(TENANCY, "vpc"),
            action: StepAction::Create,
            token: "g1-0".to_owned(),
            verdict: Verdict::InDoubt {
                evidence: "several bear its token".to_owned(),
                candidates: candidates.iter().map(ToString::to_string).collect(),
            },
        }
    }

    #[test]
    fn an_operation_in_doubt_shows_its_evidence_and_the_commands_that_decide() {
        let words = Words::new(Lang::En);
        let text = human(&[open(&["vpc-1", "it's"])], &words, &Style::default());
        let (_, rest) = text.split_once("several bear its token\n").unwrap();
        let commands: Vec<&str> = rest.lines().skip(1).take(3).map(str::trim).collect();
        let settle = "gabakura state settle 131016/acme/prod/net/vpc";
        let expected = [
            format!("{settle} --done vpc-1 --reason \"how you know\""),
            format!(r#"{settle} --done 'it'\''s' --reason "how you know""#),
            format!("{settle} --not-done --reason \"how you know\""),
        ];
        assert_eq!(commands, expected);
        let row = json(&[open(&["vpc-1", "it's"])], &words);
        assert_eq!(row[0]["decide"], json!(expected));
        assert_eq!(row[0]["verdict"]["evidence"], "several bear its token");

        let ja = human(&[open(&[])], &Words::new(Lang::Ja), &Style::default());
        assert!(
            ja.contains(&format!("{settle} --done ID --reason \"確認した方法\"\n")),
            "{ja}"
        );
        assert!(
            ja.contains(&format!("{settle} --not-done --reason \"確認した方法\"\n")),
            "{ja}"
        );
    }

    #[test]
    fn a_decision_shows_who_decided_and_whether_it_was_needed() {
        let words = Words::new(Lang::En);
        let mut one = open(&["vpc-1"]);
        one.verdict = Verdict::Done {
            id: "vpc-1".to_owned(),
        };
        let decided = |by_hand| Decided {
            address: one.address.clone(),
            decision: Decision::NotDone,
            settlement: Resolution {
                resolved: vec![one.clone()],
                by_hand,
            },
        };
        let by_hand = ManualDecision {
            by: "taro@host".to_owned(),
            reason: "asked".to_owned(),
            evidence: "AccessDenied".to_owned(),
            confirmed: false,
        };
        let text = decided(Some(by_hand)).human(&words, &Style::default());
        assert!(text.contains("taro@host"), "{text}");
        let text = decided(None).human(&words, &Style::default());
        assert!(text.contains("nothing to decide"), "{text}");
        let row = decided(None).json(&words);
        assert_eq!(row["by_hand"], Value::Null);
        assert_eq!(row["settled"][0].get("decide"), None);
    }
}
