//! What became of a plan, step by step, and what to do next.

use gabakura_engine::{ApplyReport, StepResult, StepStatus};
use gabakura_model::plan::{Plan, PlanIntent};

use crate::usecase::apply::Applied;
use crate::view::apply::withheld::withheld;
use crate::view::coverage::reason;
use crate::view::step::{STATUSES, action, status, status_key};
use crate::view::style::{Style, Tone};
use crate::view::value::{local, plain, shell};
use crate::words::Words;

/// What became of a plan; the closing line is left to the waves where they are not complete.
pub fn reports(applied: &Applied, words: &Words, style: &Style) -> String {
    let (plan, last_word) = (&applied.plan, applied.is_complete());
    let reports: Vec<&ApplyReport> = applied.reports().collect();
    if reports.is_empty() {
        if !last_word {
            return String::new();
        }
        return withheld(plan, false, words, style)
            .unwrap_or_else(|| format!("{}\n", words.say("apply-nothing", &[])));
    }
    let mut out = String::new();
    for report in &reports {
        let name = style.bold(&report.tenancy.to_string());
        out += &format!("{name}  {}\n", style.dim(&plain(&report.run)));
        let steps = report.steps.iter();
        out += &steps
            .map(|step| of_step(step, words, style))
            .collect::<String>();
        out.push('\n');
    }
    out + &closing(&reports, plan, last_word, words, style)
}

fn of_step(step: &StepResult, words: &Words, style: &Style) -> String {
    let action = action(step.action, words);
    let address = step.address.to_string();
    let done = status(&step.status, words, style);
    let mut out = format!("  {done}  {action}  {}  {}\n", local(&address), step.kind);
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
pub fn counts<'r>(reports: impl Iterator<Item = &'r ApplyReport> + Clone) -> [usize; 5] {
    let steps = || reports.clone().flat_map(|report| &report.steps);
    STATUSES.map(|key| {
        steps()
            .filter(|step| status_key(&step.status) == key)
            .count()
    })
}

fn closing(
    reports: &[&ApplyReport],
    plan: &Plan,
    last_word: bool,
    words: &Words,
    style: &Style,
) -> String {
    let counts = counts(reports.iter().copied());
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
        _ => shell(&plan.selector),
    };
    let again = command(plan, &selector);
    let next = [("selector", selector.as_str()), ("command", &again)];
    let [_, refused, unfinished, unknown, skipped] = counts;
    let interrupted = reports.iter().any(|report| report.interrupted);
    if reports.iter().all(|report| report.is_complete()) {
        if !last_word {
            return out;
        }
        return out
            + &withheld(plan, true, words, style).unwrap_or_else(|| {
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

#[cfg(test)]
mod tests {
    use gabakura_model::plan::{Step, TenancyPlan};

    use super::*;
    use crate::fixture;
    use crate::usecase::rollout::WaveReport;
    use crate::view::apply::example::applied;
    use crate::words::Lang;

    const TENANCY: &str = "131016/acme/prod";

    fn done(plan: &Plan) -> Applied {
        let step = |tenancy: &TenancyPlan, step: &Step| StepResult {
            address: tenancy.change_of(step).address.clone(),
            kind: tenancy.change_of(step).kind.clone(),
            action: step.action,
            status: StepStatus::Done,
        };
        let report = |tenancy: &TenancyPlan| ApplyReport {
            tenancy: tenancy.tenancy.clone(),
            run: "g1".to_owned(),
            steps: tenancy.steps.iter().map(|one| step(tenancy, one)).collect(),
            interrupted: false,
        };
        let wave = WaveReport {
            reports: plan.tenancies.iter().map(report).collect(),
            ..WaveReport::default()
        };
        applied(plan.clone(), vec![wave])
    }

    #[test]
    fn a_destroy_shows_what_it_kept_and_how_to_delete_it() {
        let plan = fixture::destroy(&[TENANCY]);
        let text = reports(&done(&plan), &Words::new(Lang::Ja), &Style::default());
        let (_, closing) = text.split_once("未実行 0\n").unwrap();
        assert_eq!(
            closing,
            "撤去できるものは撤去しました。残したもの: 2 件\n  131016/acme/prod/net/alias  t.key\n      \
             `net/key` を残したため、残しました\n  131016/acme/prod/net/key  t.key\n      \
             削除すると元に戻せないため、残しました\n残したものも削除する場合は、削除してよいことを確かめたうえで\
             アドレスを指定してください（データは復元できません）:\n    gabakura destroy 131016/acme/prod \
             --override-protection 131016/acme/prod/net/key\n"
        );
        let nothing = reports(
            &applied(plan, Vec::new()),
            &Words::new(Lang::En),
            &Style::default(),
        );
        assert!(nothing.starts_with("nothing could be destroyed; kept: 2\n"));
    }

    #[test]
    fn everything_is_done_only_when_nothing_was_withheld() {
        let mut plan = fixture::destroy(&[TENANCY]);
        plan.intent = PlanIntent::Apply;
        let words = Words::new(Lang::En);
        let text = reports(&done(&plan), &words, &Style::default());
        assert!(
            text.ends_with("applied; 2 withheld (see the plan for the reasons)\n"),
            "{text}"
        );
        plan.tenancies[0].withheld.clear();
        let text = reports(&done(&plan), &words, &Style::default());
        assert!(text.ends_with("apply complete\n"), "{text}");
    }
}
