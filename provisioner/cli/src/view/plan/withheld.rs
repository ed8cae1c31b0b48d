//! One withheld change: why it is withheld, and what to do about it.

use gabakura_model::outcome::SERVICE_DISABLED;
use gabakura_model::plan::{PlanIntent, Withheld, WithheldReason};

use crate::view::coverage::reason;
use crate::view::plan::change::action;
use crate::view::value::{local, plain};
use crate::words::Words;

/// A withheld change with its reason and a hint.
pub fn of_withheld(withheld: &Withheld, intent: PlanIntent, words: &Words) -> String {
    let (because, detail) = match &withheld.because {
        WithheldReason::NotObserved { code, message } if code == SERVICE_DISABLED => {
            ("switched_off", plain(message))
        }
        WithheldReason::NotObserved { code, message } => ("not_observed", reason(code, message)),
        WithheldReason::Protected => ("protected", String::new()),
        WithheldReason::TakenByOther { id } => ("taken_by_other", plain(id)),
        WithheldReason::WaitsFor { address } => {
            ("waits_for", local(&address.to_string()).to_owned())
        }
        WithheldReason::Ambiguous { ids } => ("ambiguous", plain(&words.list(ids))),
        WithheldReason::Occupied { ids } => ("occupied", plain(&words.list(ids))),
        WithheldReason::InDoubt { intent } => ("in_doubt", plain(intent)),
    };
    let (address, tenancy) = (
        withheld.address.to_string(),
        withheld.address.tenancy.to_string(),
    );
    let what = action(withheld.action, words);
    let text = words.say(
        "plan-withheld",
        &[("because", because), ("detail", &detail)],
    );
    let mut out = format!(
        "      {what}  {}  {}\n          {text}\n",
        local(&address),
        withheld.kind
    );
    let because = match (because, intent) {
        ("protected", PlanIntent::Destroy) => "protected_destroy",
        ("protected", PlanIntent::Undo) => "protected_undo",
        ("taken_by_other", PlanIntent::Adopt) => "taken_by_other_adopt",
        _ => because,
    };
    let args = [
        ("because", because),
        ("tenancy", &*tenancy),
        ("address", &address),
    ];
    for line in words
        .say("plan-withheld-hint", &args)
        .lines()
        .filter(|l| !l.trim().is_empty())
    {
        out += &format!("          {line}\n");
    }
    out
}
