//! What became of moves that an earlier run left open, and how to decide about the rest.

use gabakura_engine::{Resolution, Resolved, Verdict};
use gabakura_model::Value;
use serde_json::json;

use crate::view::FORMAT_VERSION;
use crate::view::apply::movement;
use crate::view::style::{Style, Tone};
use crate::view::value::{columns, pad, plain};
use crate::words::Words;

/// Identities an open move may have that a command is spelled out for.
const CANDIDATES_MAX: usize = 3;

/// What was found out about moves that an earlier run left open.
pub fn human(all: &[Resolved], words: &Words, style: &Style) -> String {
    if all.is_empty() {
        return format!("{}\n", words.say("settled-none", &[]));
    }
    let mut out = format!("{}\n", style.bold(&words.count("settled-title", all.len())));
    let widest = all
        .iter()
        .map(|one| columns(&movement(one.action, words)))
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
            pad(&movement(one.action, words), widest),
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

/// The same for programs; `decide` holds the commands that decide an open move by hand.
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

/// What a decision came to.
pub fn decided(settlement: &Resolution, words: &Words, style: &Style) -> String {
    let mut out = human(&settlement.resolved, words, style);
    match &settlement.by_hand {
        None => {
            let text = words.say("settle-not-needed", &[]);
            out += &format!("{}\n", style.paint(Tone::Yellow, &text));
        }
        Some(by_hand) => {
            out += &format!(
                "{}\n",
                words.say("settle-noted", &[("by", &plain(&by_hand.by))])
            );
        }
    }
    out
}

/// The same for programs.
pub fn decided_json(settlement: &Resolution, words: &Words) -> Value {
    json!({
        "format_version": FORMAT_VERSION,
        "settled": json(&settlement.resolved, words),
        "by_hand": settlement.by_hand,
    })
}

fn is_open(one: &Resolved) -> bool {
    matches!(one.verdict, Verdict::InDoubt { .. })
}

/// The commands that decide about an open move by hand.
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

/// A word as a shell takes it.
fn shell(word: &str) -> String {
    let word = plain(word);
    let bare = |c: char| c.is_ascii_alphanumeric() || "-_./:@+=,".contains(c);
    if !word.is_empty() && word.chars().all(bare) {
        return word;
    }
    format!("'{}'", word.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
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
    fn an_open_move_shows_its_evidence_and_the_commands_that_decide() {
        let words = Words::new(Lang::En);
        let told = human(&[open(&["vpc-1", "it's"])], &words, &Style::default());
        let (_, rest) = told.split_once("several bear its token\n").unwrap();
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
    fn a_decision_says_who_is_noted_and_whether_anything_bore_it_out() {
        let words = Words::new(Lang::En);
        let mut one = open(&["vpc-1"]);
        one.verdict = Verdict::Done {
            id: "vpc-1".to_owned(),
        };
        let settlement = |by_hand| Resolution {
            resolved: vec![one.clone()],
            by_hand,
        };
        let by_hand = ManualDecision {
            by: "taro@host".to_owned(),
            reason: "asked".to_owned(),
            evidence: "AccessDenied".to_owned(),
            confirmed: false,
        };
        let told = decided(&settlement(Some(by_hand)), &words, &Style::default());
        assert!(told.contains("taro@host"), "{told}");
        let told = decided(&settlement(None), &words, &Style::default());
        assert!(told.contains("nothing was left to decide"), "{told}");
        let row = decided_json(&settlement(None), &words);
        assert_eq!(row["by_hand"], Value::Null);
        assert_eq!(row["settled"][0].get("decide"), None);
    }
}
