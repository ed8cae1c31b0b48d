//! One change of a plan, and the words of actions and reasons.

use gabakura_model::plan::{Action, Change, Reason};
use gabakura_model::resource::{TAG_ADDRESS, TAG_INTENT, TAG_TENANCY};

use crate::view::style::{Style, Tone};
use crate::view::value::{columns, difference, local, pad, plain, shown};
use crate::words::Words;

/// Widest column of addresses; longer ones push the rest of their line.
const ADDRESS_COLUMNS_MAX: usize = 36;

/// Column widths, the same for all changes of a tenancy.
pub struct Widths {
    action: usize,
    address: usize,
}

impl Widths {
    /// The widths that some changes need.
    pub fn of(changes: &[&Change], words: &Words) -> Self {
        let widest = |width: &dyn Fn(&Change) -> usize| {
            let widths = changes.iter().map(|change| width(change));
            widths.max().unwrap_or(0)
        };
        Self {
            action: widest(&|change| columns(&action(change.action, words))),
            address: widest(&|change| columns(local(&change.address.to_string())))
                .min(ADDRESS_COLUMNS_MAX),
        }
    }
}

/// A change with its reason and its fields.
pub fn of_change(change: &Change, widths: &Widths, words: &Words, style: &Style) -> String {
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
        style.paint(tone, &pad(&action(change.action, words), widths.action)),
        style.bold(&pad(local(&address), widths.address)),
        change.kind,
        style.dim(&reason(&change.reason, words)),
    );
    let pair = |old: &str, new: &str| match change.action {
        Action::Adopt => words.say("adopt-difference", &[("is", old), ("declared", new)]),
        _ => format!("{old} → {new}"),
    };
    match change.action {
        Action::Create => out += &created(change, words),
        Action::Update | Action::Replace | Action::Adopt => {
            for field in &change.fields {
                let (before, after) = (field.before.as_ref(), field.after.as_ref());
                out += &difference(&field.path, before, after, (words, style), pair);
            }
        }
        Action::NoOp | Action::Delete | Action::Forget => {}
    }
    out
}

/// The settings of a resource to create; ownership tags are left out.
fn created(change: &Change, words: &Words) -> String {
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
pub fn action_key(action: Action) -> &'static str {
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

/// An action in words.
pub fn action(action: Action, words: &Words) -> String {
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

fn reason(reason: &Reason, words: &Words) -> String {
    let (reason, field) = reason_key(reason);
    words.say("plan-reason", &[("reason", reason), ("field", field)])
}
