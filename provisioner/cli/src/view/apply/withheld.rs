//! What an apply left undone because the plan withholds it.

use gabakura_model::plan::{Plan, PlanIntent, TenancyPlan, Withheld, WithheldReason};

use crate::view::style::{Style, Tone};
use crate::view::value::local;
use crate::words::Words;

/// Kept resources named one by one; a fleet has thousands.
const KEPT_MAX: usize = 20;
/// Tenancies whose overriding command is shown.
const COMMANDS_MAX: usize = 3;

/// What a finished run left undone because the plan withholds it: how much, and for a destroy what
/// is kept, why, and the command that deletes it. `None` when nothing is withheld.
pub fn withheld(plan: &Plan, applied: bool, words: &Words, style: &Style) -> Option<String> {
    let withheld: Vec<&Withheld> = plan.tenancies.iter().flat_map(|t| &t.withheld).collect();
    if withheld.is_empty() {
        return None;
    }
    let destroy = plan.intent == PlanIntent::Destroy;
    let title = match (destroy, applied) {
        (true, true) => words.count("destroy-complete-but", withheld.len()),
        (true, false) => words.count("destroy-nothing", withheld.len()),
        (false, true) => words.count("apply-complete-but", withheld.len()),
        (false, false) => {
            let nothing = words.say("apply-nothing", &[]);
            let count = words.count("plan-withheld-title", withheld.len());
            format!("{nothing}\n! {count}")
        }
    };
    let mut out = format!("{}\n", style.paint(Tone::Yellow, &title));
    if !destroy {
        return Some(out);
    }
    for one in withheld.iter().take(KEPT_MAX) {
        out += &kept(one, words);
    }
    if withheld.len() > KEPT_MAX {
        let more = words.count("and-more", withheld.len() - KEPT_MAX);
        out += &format!("  {more}\n");
    }
    Some(out + &overrides(plan, words))
}

/// A resource that a destroy keeps, and why.
fn kept(withheld: &Withheld, words: &Words) -> String {
    let (because, detail) = match &withheld.because {
        WithheldReason::Protected => ("protected", String::new()),
        WithheldReason::WaitsFor { address } => ("waits_for", address.to_string()),
        WithheldReason::Occupied { ids } => ("occupied", words.list(ids)),
        _ => ("other", String::new()),
    };
    let args = [("because", because), ("detail", local(&detail))];
    let why = words.say("destroy-kept", &args);
    format!("  {}  {}\n      {why}\n", withheld.address, withheld.kind)
}

/// The commands that delete what is protected.
fn overrides(plan: &Plan, words: &Words) -> String {
    let named = |tenancy: &TenancyPlan| -> String {
        let protected = tenancy.withheld.iter();
        let protected = protected.filter(|one| one.because == WithheldReason::Protected);
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
    match commands.is_empty() {
        true => String::new(),
        false => format!("{}\n{}", words.say("destroy-next", &[]), commands.concat()),
    }
}
