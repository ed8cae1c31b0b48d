//! What became of a plan, step by step, and what to do next.

use gabakura_engine::{ApplyReport, Ledger, StepResult, StepStatus};
use gabakura_model::Value;
use gabakura_model::plan::{Plan, PlanIntent, StepAction, TenancyPlan, Withheld, WithheldReason};
use serde_json::json;

use crate::view::FORMAT_VERSION;
use crate::view::coverage::{coverage_json, reason};
use crate::view::style::{Style, Tone};
use crate::view::value::{local, plain};
use crate::words::Words;

/// Kept resources named one by one; a fleet has thousands.
const KEPT_MAX: usize = 20;
/// Tenancies whose overriding command is spelled out.
const COMMANDS_MAX: usize = 3;
/// The stable words of step statuses, in the order they are counted.
const STATUSES: [&str; 5] = ["done", "refused", "unfinished", "unknown", "skipped"];

/// The stable word of a step's status.
pub fn status_key(status: &StepStatus) -> &'static str {
    match status {
        StepStatus::Done => "done",
        StepStatus::Refused { .. } => "refused",
        StepStatus::Unfinished { .. } => "unfinished",
        StepStatus::Unknown { .. } => "unknown",
        StepStatus::Skipped { .. } => "skipped",
    }
}

/// A step's status with its sign.
pub fn status(status: &StepStatus, words: &Words, style: &Style) -> String {
    let (sign, tone) = match status {
        StepStatus::Done => ("✓", Tone::Green),
        StepStatus::Refused { .. } => ("✗", Tone::Red),
        StepStatus::Unfinished { .. } => ("!", Tone::Yellow),
        StepStatus::Unknown { .. } => ("?", Tone::Magenta),
        StepStatus::Skipped { .. } => ("-", Tone::Dim),
    };
    let word = words.say("step-status", &[("status", status_key(status))]);
    style.paint(tone, &format!("{sign} {word}"))
}

/// A move in words.
pub fn movement(action: StepAction, words: &Words) -> String {
    words.say("move", &[("move", &action.to_string())])
}

/// What became of a plan, for people. Where more is to be told of waves, the last word is theirs.
pub fn human(
    reports: &[ApplyReport],
    plan: &Plan,
    last_word: bool,
    words: &Words,
    style: &Style,
) -> String {
    if reports.is_empty() {
        if !last_word {
            return String::new();
        }
        return kept(plan, false, words, style)
            .unwrap_or_else(|| format!("{}\n", words.say("apply-nothing", &[])));
    }
    let mut out = String::new();
    for report in reports {
        let name = style.bold(&report.tenancy.to_string());
        out += &format!("{name}  {}\n", style.dim(&plain(&report.run)));
        out += &report
            .steps
            .iter()
            .map(|step| of_step(step, words, style))
            .collect::<String>();
        out.push('\n');
    }
    out + &closing(reports, plan, last_word, words, style)
}

fn of_step(step: &StepResult, words: &Words, style: &Style) -> String {
    let make = movement(step.action, words);
    let address = step.address.to_string();
    let done = status(&step.status, words, style);
    let mut out = format!("  {done}  {make}  {}  {}\n", local(&address), step.kind);
    match &step.status {
        StepStatus::Done => {}
        StepStatus::Refused { code, message } | StepStatus::Unfinished { code, message } => {
            let label = words.say("label-cause", &[]);
            out += &format!("      {label}: {}\n", reason(code, message));
        }
        StepStatus::Unknown { message } => {
            let label = words.say("label-cause", &[]);
            out += &format!("      {label}: {}\n", plain(message));
        }
        StepStatus::Skipped { waits_for } => {
            let text = match waits_for {
                Some(on) => words.say("apply-waits-for", &[("address", local(&on.to_string()))]),
                None => words.say("apply-stopped", &[]),
            };
            out += &format!("      {text}\n");
        }
    }
    out
}

/// How often each status occurs, in the order of [`STATUSES`].
fn counts(reports: &[ApplyReport]) -> [usize; 5] {
    let steps = || reports.iter().flat_map(|report| &report.steps);
    STATUSES.map(|key| {
        steps()
            .filter(|step| status_key(&step.status) == key)
            .count()
    })
}

fn closing(
    reports: &[ApplyReport],
    plan: &Plan,
    last_word: bool,
    words: &Words,
    style: &Style,
) -> String {
    let counts = counts(reports);
    let texts = counts.map(|count| count.to_string());
    let tenancies = reports.len().to_string();
    let mut args = vec![("tenancies", tenancies.as_str())];
    args.extend(
        STATUSES
            .iter()
            .copied()
            .zip(texts.iter().map(String::as_str)),
    );
    let mut out = format!("{}\n", style.bold(&words.say("apply-total", &args)));
    let selector = match reports {
        [one] => one.tenancy.to_string(),
        _ => quoted(&plan.selector),
    };
    let again = command(plan, &selector);
    let next = [("selector", selector.as_str()), ("command", &again)];
    let [_, refused, unfinished, unknown, skipped] = counts;
    let interrupted = reports.iter().any(|report| report.interrupted);
    if reports.iter().all(ApplyReport::is_complete) {
        if !last_word {
            return out;
        }
        return out
            + &kept(plan, true, words, style).unwrap_or_else(|| {
                let text = words.say("apply-complete", &[]);
                format!("{}\n", style.paint(Tone::Green, &text))
            });
    }
    if interrupted {
        out += &format!("{}\n", words.say("apply-interrupted", &[]));
    }
    if unknown > 0 {
        out += &format!("{}\n", words.say("apply-next-recover", &next));
    }
    if refused + unfinished > 0 {
        out += &format!("{}\n", words.say("apply-next-again", &next));
    } else if unknown + skipped > 0 {
        out += &format!("{}\n", words.say("apply-next-continue", &next));
    }
    out
}

/// The command that plans the same again.
fn command(plan: &Plan, selector: &str) -> String {
    match (plan.intent, &plan.undo) {
        (PlanIntent::Destroy, _) => format!("destroy {selector}"),
        (PlanIntent::Adopt, _) => format!("adopt {selector}"),
        (PlanIntent::Fix, _) => format!("drift {selector} --fix"),
        (PlanIntent::Undo, Some(run)) => format!("apply {selector} --undo {run}"),
        (PlanIntent::Undo, None) | (PlanIntent::Apply, _) => format!("apply {selector}"),
    }
}

/// What a finished run left undone because the plan held it back: how much, and for a
/// take-down what stays, why, and the command that lets it go. `None` when nothing was held back.
fn kept(plan: &Plan, did: bool, words: &Words, style: &Style) -> Option<String> {
    let held: Vec<&Withheld> = plan.tenancies.iter().flat_map(|t| &t.withheld).collect();
    if held.is_empty() {
        return None;
    }
    let destroy = plan.intent == PlanIntent::Destroy;
    let title = match (destroy, did) {
        (true, true) => words.count("destroy-complete-but", held.len()),
        (true, false) => words.count("destroy-nothing", held.len()),
        (false, true) => words.count("apply-complete-but", held.len()),
        (false, false) => {
            let nothing = words.say("apply-nothing", &[]);
            let held = words.count("plan-withheld-title", held.len());
            format!("{nothing}\n! {held}")
        }
    };
    let mut out = format!("{}\n", style.paint(Tone::Yellow, &title));
    if !destroy {
        return Some(out);
    }
    for one in held.iter().take(KEPT_MAX) {
        let (because, detail) = match &one.because {
            WithheldReason::Protected => ("protected", String::new()),
            WithheldReason::WaitsFor { address } => ("waits_for", address.to_string()),
            WithheldReason::Occupied { ids } => ("occupied", words.list(ids)),
            _ => ("other", String::new()),
        };
        let args = [("because", because), ("detail", local(&detail))];
        let why = words.say("destroy-kept", &args);
        out += &format!("  {}  {}\n      {why}\n", one.address, one.kind);
    }
    if held.len() > KEPT_MAX {
        out += &format!("  {}\n", words.count("and-more", held.len() - KEPT_MAX));
    }
    let named = |tenancy: &TenancyPlan| -> String {
        let protected = tenancy.withheld.iter();
        let protected = protected.filter(|held| held.because == WithheldReason::Protected);
        protected
            .map(|held| format!(" --override-protection {}", held.address))
            .collect()
    };
    let commands: Vec<String> = plan
        .tenancies
        .iter()
        .map(|tenancy| (tenancy.tenancy.to_string(), named(tenancy)))
        .filter(|(_, overrides)| !overrides.is_empty())
        .take(COMMANDS_MAX)
        .map(|(tenancy, overrides)| {
            let args = [("tenancy", &*tenancy), ("overrides", &overrides)];
            format!("    {}\n", words.say("destroy-next-command", &args))
        })
        .collect();
    if !commands.is_empty() {
        out += &format!("{}\n{}", words.say("destroy-next", &[]), commands.concat());
    }
    Some(out)
}

/// A selector as a shell takes it.
pub fn quoted(selector: &str) -> String {
    match selector.contains(['*', '?']) {
        true => format!("'{selector}'"),
        false => selector.to_owned(),
    }
}

/// What became of a plan, for programs.
pub fn json(reports: &[ApplyReport], plan: &Plan, calls: &Ledger) -> Value {
    let summary = STATUSES.iter().zip(counts(reports));
    let summary = summary.map(|(key, count)| ((*key).to_owned(), json!(count)));
    let withheld: Vec<_> = plan
        .tenancies
        .iter()
        .flat_map(|tenancy| &tenancy.withheld)
        .collect();
    let seen = plan
        .tenancies
        .iter()
        .map(|tenancy| (&tenancy.tenancy, &tenancy.coverage));
    json!({
        "format_version": FORMAT_VERSION,
        "digest": plan.digest,
        "complete": reports.iter().all(ApplyReport::is_complete),
        "tenancies": reports,
        "withheld": withheld,
        "coverage": coverage_json(seen),
        "findings": plan.findings,
        "calls": { "total": calls.total(), "mutating": calls.mutating() },
        "summary": summary.collect::<serde_json::Map<_, _>>(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture;
    use crate::words::Lang;

    const TENANCY: &str = "131016/acme/prod";

    fn done(plan: &Plan) -> Vec<ApplyReport> {
        let report = |tenancy: &TenancyPlan| ApplyReport {
            tenancy: tenancy.tenancy.clone(),
            run: "g1".to_owned(),
            steps: tenancy
                .steps
                .iter()
                .map(|step| StepResult {
                    address: tenancy.change_of(step).address.clone(),
                    kind: tenancy.change_of(step).kind.clone(),
                    action: step.action,
                    status: StepStatus::Done,
                })
                .collect(),
            interrupted: false,
        };
        plan.tenancies.iter().map(report).collect()
    }

    #[test]
    fn a_take_down_says_what_it_kept_and_how_to_let_it_go() {
        let plan = fixture::destroy(&[TENANCY]);
        let told = human(
            &done(&plan),
            &plan,
            true,
            &Words::new(Lang::Ja),
            &Style::default(),
        );
        let (_, closing) = told.split_once("未実行 0\n").unwrap();
        assert_eq!(
            closing,
            "撤去できるものは撤去しました。残したもの: 2 件\n  131016/acme/prod/net/alias  t.key\n      \
             `net/key` を残したため、残しました\n  131016/acme/prod/net/key  t.key\n      \
             削除すると元に戻せないため、残しました\n残したものも消すなら、消してよいと確かめたうえで\
             名指ししてください（データは戻りません）:\n    gabakura destroy 131016/acme/prod \
             --override-protection 131016/acme/prod/net/key\n"
        );
        let nothing = human(&[], &plan, true, &Words::new(Lang::En), &Style::default());
        assert!(nothing.starts_with("there is nothing that could be taken down; kept: 2\n"));
    }

    #[test]
    fn everything_is_done_only_when_nothing_was_withheld() {
        let mut plan = fixture::destroy(&[TENANCY]);
        plan.intent = PlanIntent::Apply;
        let words = Words::new(Lang::En);
        let told = human(&done(&plan), &plan, true, &words, &Style::default());
        assert!(
            told.ends_with("applied is done; 2 withheld (the plan says why)\n"),
            "{told}"
        );
        plan.tenancies[0].withheld.clear();
        let told = human(&done(&plan), &plan, true, &words, &Style::default());
        assert!(told.ends_with("everything is done\n"), "{told}");
    }
}
