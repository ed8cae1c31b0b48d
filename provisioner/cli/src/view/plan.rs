//! The plan: what changes, why, and what is held back.

use std::collections::BTreeMap;

use gabakura_engine::Budget;
use gabakura_model::finding::Finding;
use gabakura_model::outcome::SERVICE_DISABLED;
use gabakura_model::plan::{
    Action, Change, NotUndoneReason, Plan, PlanIntent, Reason, TenancyPlan, Withheld,
    WithheldReason,
};
use gabakura_model::resource::{TAG_ADDRESS, TAG_INTENT, TAG_TENANCY};

use crate::view::coverage::{coverage, reason};
use crate::view::finding;
use crate::view::plan_group::{Group, groups};
pub use crate::view::plan_json::json;
use crate::view::style::{Style, Tone};
use crate::view::value::{columns, difference, local, pad, plain, shown};
use crate::words::Words;

/// Widest column of addresses; longer ones push the rest of their line.
const ADDRESS_COLUMNS_MAX: usize = 36;
/// Addresses named per policy; a fleet has thousands.
const ADDRESSES_MAX: usize = 10;
/// Tenancies named per group.
const NAMES_MAX: usize = 12;

/// What the actions of a plan come to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// How often each action is taken.
    pub actions: BTreeMap<Action, usize>,
    /// How many moves are held back.
    pub withheld: usize,
}

impl Tally {
    /// Counts the changes of some plans.
    pub fn of<'p>(plans: impl IntoIterator<Item = &'p TenancyPlan>) -> Self {
        let mut tally = Self::default();
        for plan in plans {
            tally.withheld += plan.withheld.len();
            for change in &plan.changes {
                *tally.actions.entry(change.action).or_default() += 1;
            }
        }
        tally
    }

    /// How often an action is taken.
    pub fn get(&self, action: Action) -> usize {
        self.actions.get(&action).copied().unwrap_or(0)
    }

    fn say(&self, words: &Words) -> String {
        let always = [
            Action::Create,
            Action::Update,
            Action::Replace,
            Action::Delete,
        ];
        let others = [Action::Adopt, Action::Forget, Action::NoOp];
        let part = |key: &str, count: usize| {
            words.say(
                "plan-count",
                &[("action", key), ("count", &count.to_string())],
            )
        };
        let mut parts: Vec<String> = always
            .iter()
            .map(|action| part(action_key(*action), self.get(*action)))
            .collect();
        let others = others.iter().filter(|action| self.get(**action) > 0);
        parts.extend(others.map(|action| part(action_key(*action), self.get(*action))));
        parts.extend((self.withheld > 0).then(|| part("withheld", self.withheld)));
        words.list(parts)
    }
}

/// The plan for people. Tenancies of a fleet with the same plan are told once.
pub fn human(plan: &Plan, words: &Words, style: &Style) -> String {
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

/// What carrying it out costs at least, where limits hold and there is something to do.
pub fn cost(budget: Option<Budget>, words: &Words, style: &Style) -> String {
    let Some(budget) = budget.filter(|budget| budget.calls_at_least > 0) else {
        return String::new();
    };
    let counts = [budget.calls_at_least, budget.seconds_at_least].map(|n| n.to_string());
    let args = [("calls", &*counts[0]), ("seconds", &*counts[1])];
    format!("{}\n", style.dim(&words.say("plan-budget", &args)))
}

fn closing(plan: &Plan, words: &Words, style: &Style) -> String {
    let tally = Tally::of(&plan.tenancies);
    let complete = plan
        .tenancies
        .iter()
        .all(|tenancy| tenancy.coverage.complete);
    let total = [("tenancies", &*plan.tenancies.len().to_string())];
    let total = style.bold(&words.say("plan-total", &total));
    let mut out = format!("{total}: {}\n", tally.say(words));
    if plan.tenancies.iter().all(TenancyPlan::is_empty) {
        let id = if complete {
            "plan-empty"
        } else {
            "plan-empty-incomplete"
        };
        out += &format!("{}\n", words.say(id, &[]));
    }
    let gone = tally.get(Action::Delete) + tally.get(Action::Replace);
    if gone > 0 {
        let text = words.count("plan-irreversible", gone);
        out += &format!("{}\n", style.paint(Tone::Yellow, &text));
    }
    out += &beyond_undo(plan, words, style);
    let digest: String = plan.digest.chars().take(12).collect();
    out + &format!(
        "{}\n",
        style.dim(&words.say("plan-digest", &[("digest", &digest)]))
    )
}

/// What going back does not bring back, by name, and what it leaves to do.
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
        let thing = one.kind.as_str().rsplit('.').next().unwrap_or_default();
        let why = words.say("undo-beyond", &[("beyond", what)]);
        out += &format!("  {}  {}\n      {why}\n", one.address, one.kind);
        let note = words.say("undo-beyond-note", &[("thing", thing)]);
        // What is kept loses nothing; but a lock on it outlasts the wish to be rid of it.
        let tells = one.beyond != NotUndoneReason::Kept || thing == "bucket";
        if tells && !note.trim().is_empty() {
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
    let widest = |texts: &mut dyn Iterator<Item = usize>| texts.max().unwrap_or(0);
    let lay = Layout {
        action: widest(&mut changes.iter().map(|c| columns(&action(c.action, words)))),
        address: widest(
            &mut changes
                .iter()
                .map(|c| columns(local(&c.address.to_string()))),
        )
        .min(ADDRESS_COLUMNS_MAX),
    };
    let mut out: String = changes
        .iter()
        .map(|c| of_change(c, &lay, words, style))
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
        out += &format!("  {}\n", Tally::of([plan]).say(words));
    }
    out + "\n"
}

struct Layout {
    action: usize,
    address: usize,
}

fn of_change(change: &Change, lay: &Layout, words: &Words, style: &Style) -> String {
    let (sign, tone) = sign(change.action);
    let address = change.address.to_string();
    let id = change
        .id
        .as_deref()
        .map(|id| format!("  {}", plain(id)))
        .unwrap_or_default();
    let mut out = format!(
        "  {} {}  {}  {}{id}\n      {}\n",
        style.paint(tone, &format!("{sign:>3}")),
        style.paint(tone, &pad(&action(change.action, words), lay.action)),
        style.bold(&pad(local(&address), lay.address)),
        change.kind,
        style.dim(&why(&change.reason, words)),
    );
    match change.action {
        Action::Create => out += &made(change, words),
        Action::Update | Action::Replace => {
            for field in &change.fields {
                let (before, after) = (field.before.as_ref(), field.after.as_ref());
                let arrow = |old: &str, new: &str| format!("{old} → {new}");
                out += &difference(&field.path, before, after, (words, style), arrow);
            }
        }
        Action::Adopt => {
            for field in &change.fields {
                let (before, after) = (field.before.as_ref(), field.after.as_ref());
                let both = |is: &str, declared: &str| {
                    words.say("adopt-difference", &[("is", is), ("declared", declared)])
                };
                out += &difference(&field.path, before, after, (words, style), both);
            }
        }
        Action::NoOp | Action::Delete | Action::Forget => {}
    }
    out
}

/// The settings of something new; ownership tags go without saying.
fn made(change: &Change, words: &Words) -> String {
    let spec = change.after.as_ref().and_then(|after| after.as_object());
    let fields = spec
        .into_iter()
        .flatten()
        .filter(|(_, value)| !value.is_null());
    let lines = fields.map(|(name, value)| format!("      {name}: {}\n", shown(value, words)));
    let ours = [TAG_TENANCY, TAG_ADDRESS, TAG_INTENT];
    let tags = change
        .tags_after
        .iter()
        .filter(|(key, _)| !ours.contains(&key.as_str()));
    let tags = tags.map(|(key, value)| format!("      tags.{}: {}\n", plain(key), plain(value)));
    lines.chain(tags).collect()
}

fn sign(action: Action) -> (&'static str, Tone) {
    match action {
        Action::Create => ("+", Tone::Green),
        Action::Update => ("~", Tone::Yellow),
        Action::Replace => ("-/+", Tone::Red),
        Action::Delete => ("-", Tone::Red),
        Action::Adopt => ("<-", Tone::Green),
        Action::Forget => ("x", Tone::Dim),
        Action::NoOp => ("=", Tone::Dim),
    }
}

/// The stable word of an action.
fn action_key(action: Action) -> &'static str {
    match action {
        Action::NoOp => "no-op",
        Action::Create => "create",
        Action::Update => "update",
        Action::Replace => "replace",
        Action::Delete => "delete",
        Action::Adopt => "adopt",
        Action::Forget => "forget",
    }
}

fn action(action: Action, words: &Words) -> String {
    words.say("action", &[("action", action_key(action))])
}

/// The stable word of a reason, and the field it names.
pub fn reason_key(reason: &Reason) -> (&'static str, &str) {
    match reason {
        Reason::NotYetMade => ("not_yet_made", ""),
        Reason::Missing => ("missing", ""),
        Reason::Differs => ("differs", ""),
        Reason::ImmutableField { field } => ("immutable_field", field),
        Reason::DependencyReplaced { field } => ("dependency_replaced", field),
        Reason::NoLongerDeclared => ("no_longer_declared", ""),
        Reason::Unmanaged => ("unmanaged", ""),
        Reason::Destroy => ("destroy", ""),
        Reason::Undone => ("undone", ""),
        Reason::FoundByIdentity => ("found_by_identity", ""),
        Reason::FoundByOwnerTag => ("found_by_owner_tag", ""),
        Reason::RecordBehind => ("record_behind", ""),
        Reason::InSync => ("in_sync", ""),
    }
}

fn why(reason: &Reason, words: &Words) -> String {
    let (reason, field) = reason_key(reason);
    words.say("plan-reason", &[("reason", reason), ("field", field)])
}

fn of_withheld(withheld: &Withheld, intent: PlanIntent, words: &Words) -> String {
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

fn findings(all: &[Finding], words: &Words, style: &Style) -> String {
    if all.is_empty() {
        return String::new();
    }
    let title = words.count("plan-findings-title", all.len());
    let mut out = format!("{}\n", style.bold(&title));
    let mut by_check: BTreeMap<(&str, _), Vec<&Finding>> = BTreeMap::new();
    for one in all {
        by_check
            .entry((&one.check, one.status))
            .or_default()
            .push(one);
    }
    for ((check, status), group) in by_check {
        let Some(first) = group.first() else { continue };
        let status = finding::status(status, words, style);
        let severity = finding::severity(first.severity, words);
        let enforced = finding::enforcement(first.enforcement, words);
        let weight = words.list([severity, enforced]);
        out += &format!("  {status}  {}  [{weight}]\n", style.bold(check));
        for one in group.iter().take(ADDRESSES_MAX) {
            out += &format!("      {}\n", one.address);
            let evidence = one
                .evidence
                .iter()
                .map(|text| format!("          {}\n", plain(text)));
            out += &evidence.collect::<String>();
        }
        if group.len() > ADDRESSES_MAX {
            let more = words.count("and-more", group.len() - ADDRESSES_MAX);
            out += &format!("      {more}\n");
        }
    }
    out + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Lang;

    #[test]
    fn what_is_adopted_is_told_with_what_differs() {
        let mut plan = crate::fixture::destroy(&["131016/acme/prod"]);
        plan.intent = PlanIntent::Adopt;
        let change = &mut plan.tenancies[0].changes[0];
        (change.action, change.reason) = (Action::Adopt, Reason::FoundByIdentity);
        change.fields = vec![gabakura_model::plan::FieldChange {
            path: "note".to_owned(),
            before: Some("a".into()),
            after: Some("b".into()),
        }];
        let because = WithheldReason::TakenByOther { id: "n".into() };
        plan.tenancies[0].withheld[0].because = because;
        let told = human(&plan, &Words::new(Lang::En), &Style::default());
        for line in [
            "plan to take on record what is there",
            "is there as named, and is not on record",
            "note: is \"a\", declared \"b\"",
            "it bears somebody else's marks",
        ] {
            assert!(told.contains(line), "{line}: {told}");
        }
    }

    #[test]
    fn the_cost_is_told_where_limits_hold_and_something_is_done() {
        let words = Words::new(Lang::En);
        let of = |calls_at_least| {
            let budget = Budget {
                calls_at_least,
                seconds_at_least: 14,
            };
            cost(Some(budget), &words, &Style::default())
        };
        assert!(of(60).starts_with("at least 60 changing calls and 14 s at"));
        assert_eq!(of(0), "");
        assert_eq!(cost(None, &words, &Style::default()), "");
    }
}
