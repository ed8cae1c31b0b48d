//! The plan for people: what changes, why, and what is withheld.

use gabakura_engine::Budget;
use gabakura_model::plan::{Action, Change, NotUndoneReason, Plan, PlanIntent, TenancyPlan};

use crate::usecase::plan::Planned;
use crate::view::coverage::coverage;
use crate::view::plan::change::{Widths, of_change};
use crate::view::plan::findings::findings;
use crate::view::plan::group::{Group, groups};
use crate::view::plan::summary::Summary;
use crate::view::plan::withheld::of_withheld;
use crate::view::style::{Style, Tone};
use crate::words::Words;

/// Tenancies named per group.
const NAMES_MAX: usize = 12;

pub fn planned(planned: &Planned, words: &Words, style: &Style) -> String {
    let budget = planned.limited.then_some(planned.budget);
    human(&planned.plan, words, style) + &cost(budget, words, style)
}

/// The plan; tenancies of a fleet with the same plan are shown once.
fn human(plan: &Plan, words: &Words, style: &Style) -> String {
    let intent = match plan.intent {
        PlanIntent::Apply => "apply",
        PlanIntent::Fix => "fix",
        PlanIntent::Destroy => "destroy",
        PlanIntent::Undo => "undo",
        PlanIntent::Adopt => "adopt",
    };
    let mut out = style.bold(&words.say("plan-intent", &[("intent", intent)]));
    out += "\n\n";
    let mut alone = 0;
    let groups = groups(&plan.tenancies);
    let singles = groups.iter().filter(|group| group.rest.is_empty()).count();
    for group in &groups {
        if group.rest.is_empty() && singles < groups.len() {
            if alone == 0 {
                out += &format!(
                    "{}\n\n",
                    style.bold(&words.count("plan-exceptions", singles))
                );
            }
            alone += 1;
        }
        out += &of_group(group, plan.intent, words, style);
    }
    out += &findings(&plan.findings, words, style);
    out += &coverage(
        plan.tenancies.iter().map(|tenancy| &tenancy.coverage),
        words,
        style,
    );
    out += &closing(plan, words, style);
    out
}

/// The least it costs to carry a plan out, where limits apply and there is something to do.
fn cost(budget: Option<Budget>, words: &Words, style: &Style) -> String {
    let Some(budget) = budget.filter(|budget| budget.calls_at_least > 0) else {
        return String::new();
    };
    let counts = [budget.calls_at_least, budget.seconds_at_least].map(|n| n.to_string());
    let args = [("calls", &*counts[0]), ("seconds", &*counts[1])];
    format!("{}\n", style.dim(&words.say("plan-budget", &args)))
}

fn closing(plan: &Plan, words: &Words, style: &Style) -> String {
    let summary = Summary::of(&plan.tenancies);
    let complete = plan
        .tenancies
        .iter()
        .all(|tenancy| tenancy.coverage.complete);
    let total = [("tenancies", &*plan.tenancies.len().to_string())];
    let total = style.bold(&words.say("plan-total", &total));
    let mut out = format!("{total}: {}\n", summary.line(words));
    if plan.tenancies.iter().all(TenancyPlan::is_empty) {
        let id = if complete {
            "plan-empty"
        } else {
            "plan-empty-incomplete"
        };
        out += &format!("{}\n", words.say(id, &[]));
    }
    let deleted = summary.get(Action::Delete) + summary.get(Action::Replace);
    if deleted > 0 {
        let text = words.count("plan-irreversible", deleted);
        out += &format!("{}\n", style.paint(Tone::Yellow, &text));
    }
    out += &beyond_undo(plan, words, style);
    let digest: String = plan.digest.chars().take(12).collect();
    out + &format!(
        "{}\n",
        style.dim(&words.say("plan-digest", &[("digest", &digest)]))
    )
}

/// What an undo does not bring back, by name, and what it leaves to do.
fn beyond_undo(plan: &Plan, words: &Words, style: &Style) -> String {
    if plan.intent != PlanIntent::Undo {
        return String::new();
    }
    let mut out = String::new();
    if !plan.beyond_undo.is_empty() {
        let title = words.count("undo-beyond-title", plan.beyond_undo.len());
        out += &format!("{}\n", style.paint(Tone::Red, &title));
    }
    for one in &plan.beyond_undo {
        let what = match one.beyond {
            NotUndoneReason::Recreated => "made-anew",
            NotUndoneReason::Kept => "kept",
            NotUndoneReason::Gone => "gone",
        };
        let noun = one.kind.as_str().rsplit('.').next().unwrap_or_default();
        let why = words.say("undo-beyond", &[("beyond", what)]);
        out += &format!("  {}  {}\n      {why}\n", one.address, one.kind);
        let note = words.say("undo-beyond-note", &[("thing", noun)]);
        // What is kept loses nothing; but the lock of a bucket outlasts the wish to delete it.
        let has_note = one.beyond != NotUndoneReason::Kept || noun == "bucket";
        if has_note && !note.trim().is_empty() {
            out += &format!("      {note}\n");
        }
    }
    out + &format!("{}\n", words.say("undo-declared", &[]))
}

fn of_group(group: &Group<'_>, intent: PlanIntent, words: &Words, style: &Style) -> String {
    let first = group.first;
    let name = first.tenancy.to_string();
    if group.rest.is_empty() {
        let heading = format!(
            "{}  {}\n",
            style.bold(&name),
            style.dim(&first.place.to_string())
        );
        return heading + &of_tenancy(first, intent, words, style);
    }
    let count = group.rest.len() + 1;
    let mut out = format!("{}\n", style.bold(&words.count("plan-group", count)));
    let named = [first]
        .into_iter()
        .chain(group.rest.iter().copied())
        .take(NAMES_MAX);
    let mut names: Vec<String> = named.map(|plan| plan.tenancy.to_string()).collect();
    if count > NAMES_MAX {
        names.push(words.count("and-more", count - NAMES_MAX));
    }
    for line in names.chunks(3) {
        out += &format!("    {}\n", words.list(line));
    }
    if !first.is_empty() {
        let text = words.say("plan-group-example", &[("tenancy", &name)]);
        out += &format!("  {}\n", style.dim(&text));
    }
    out + &of_tenancy(first, intent, words, style)
}

fn of_tenancy(plan: &TenancyPlan, intent: PlanIntent, words: &Words, style: &Style) -> String {
    let changes = plan
        .changes
        .iter()
        .filter(|change| change.action != Action::NoOp);
    let changes: Vec<&Change> = changes.collect();
    let widths = Widths::of(&changes, words);
    let mut out: String = changes
        .iter()
        .map(|c| of_change(c, &widths, words, style))
        .collect();
    let unchanged = plan.changes.len() - changes.len();
    if unchanged > 0 {
        out += &format!(
            "  {}\n",
            style.dim(&words.count("plan-unchanged", unchanged))
        );
    }
    if !plan.withheld.is_empty() {
        let title = words.count("plan-withheld-title", plan.withheld.len());
        out += &format!("  {}\n", style.paint(Tone::Yellow, &format!("! {title}")));
        out += &plan
            .withheld
            .iter()
            .map(|w| of_withheld(w, intent, words))
            .collect::<String>();
    }
    if !changes.is_empty() || !plan.withheld.is_empty() {
        out += &format!("  {}\n", Summary::of([plan]).line(words));
    }
    out + "\n"
}

#[cfg(test)]
mod tests {
    use gabakura_model::plan::{FieldChange, Reason, WithheldReason};

    use super::*;
    use crate::words::Lang;

    #[test]
    fn what_is_adopted_is_shown_with_what_differs() {
        let mut plan = crate::fixture::destroy(&["131016/acme/prod"]);
        plan.intent = PlanIntent::Adopt;
        let change = &mut plan.tenancies[0].changes[0];
        (change.action, change.reason) = (Action::Adopt, Reason::FoundByIdentity);
        change.fields = vec![FieldChange {
            path: "note".to_owned(),
            before: Some("a".into()),
            after: Some("b".into()),
        }];
        let because = WithheldReason::TakenByOther { id: "n".into() };
        plan.tenancies[0].withheld[0].because = because;
        let text = human(&plan, &Words::new(Lang::En), &Style::default());
        for line in [
            "plan to adopt what exists",
            "exists under the declared name, and is not recorded",
            "note: observed \"a\", declared \"b\"",
            "it carries another owner's tags",
        ] {
            assert!(text.contains(line), "{line}: {text}");
        }
    }

    #[test]
    fn the_cost_is_shown_where_limits_apply_and_something_is_done() {
        let words = Words::new(Lang::En);
        let of = |calls_at_least| {
            let budget = Budget {
                calls_at_least,
                seconds_at_least: 14,
            };
            cost(Some(budget), &words, &Style::default())
        };
        assert!(of(60).starts_with("at least 60 mutating calls and 14 s at"));
        assert_eq!(of(0), "");
        assert_eq!(cost(None, &words, &Style::default()), "");
    }
}
