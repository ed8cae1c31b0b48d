//! The plan for programs, under the names Terraform's JSON plan uses where it has them.

use gabakura_model::Value;
use gabakura_model::plan::{Action, Change};
use gabakura_model::reference::is_unresolved;
use gabakura_model::tenancy::TenancyId;
use serde_json::{Map, json};

use crate::usecase::plan::Planned;
use crate::view::coverage::coverage_json;
use crate::view::format::FORMAT_VERSION;
use crate::view::plan::change::reason_key;
use crate::view::plan::summary::Summary;

/// The plan for programs. Changes that change nothing are counted, not listed.
pub fn planned(planned: &Planned) -> Value {
    let plan = &planned.plan;
    let changes = plan.tenancies.iter().flat_map(|tenancy| {
        let changes = tenancy
            .changes
            .iter()
            .filter(|change| change.action != Action::NoOp);
        changes.map(|change| of_change(change, &tenancy.tenancy))
    });
    let withheld = plan.tenancies.iter().flat_map(|tenancy| &tenancy.withheld);
    let coverages = plan
        .tenancies
        .iter()
        .map(|tenancy| (&tenancy.tenancy, &tenancy.coverage));
    let per_tenancy = plan.tenancies.iter().map(|tenancy| {
        let mut summary = Summary::of([tenancy]).json();
        summary["tenancy"] = json!(tenancy.tenancy);
        summary
    });
    json!({
        "format_version": FORMAT_VERSION,
        "digest": plan.digest,
        "made_by": plan.made_by,
        "made_at": plan.made_at,
        "selector": plan.selector,
        "intent": plan.intent,
        "resource_changes": changes.collect::<Vec<_>>(),
        "withheld": withheld.collect::<Vec<_>>(),
        "coverage": coverage_json(coverages),
        "findings": plan.findings,
        "undo": plan.undo,
        "beyond_undo": plan.beyond_undo,
        "summary": Summary::of(&plan.tenancies).json(),
        "tenancies": per_tenancy.collect::<Vec<_>>(),
        "budget": planned.budget,
    })
}

fn of_change(change: &Change, tenancy: &TenancyId) -> Value {
    let (reason, field) = reason_key(&change.reason);
    let unknown = change.after.as_ref().map(after_unknown);
    json!({
        "address": change.address,
        "type": change.kind,
        "kind": change.kind,
        "tenancy": tenancy,
        "id": change.id,
        "change": {
            "actions": change.action.terraform_words(),
            "before": change.before,
            "after": change.after,
            "after_unknown": unknown.unwrap_or(Value::Bool(false)),
            "tags_before": change.tags_before,
            "tags_after": change.tags_after,
        },
        "action": change.action,
        "action_reason": reason,
        "action_reason_field": (!field.is_empty()).then_some(field),
        "fields": change.fields,
    })
}

/// Mirrors a value: `true` where it is known only after the apply. A known value is left out of
/// objects and `false` in lists, as in Terraform's plan.
fn after_unknown(value: &Value) -> Value {
    match value {
        Value::Object(map) => {
            let open = map.iter().filter(|(_, item)| is_unresolved(item));
            let open = open.map(|(key, item)| (key.clone(), after_unknown(item)));
            Value::Object(open.collect::<Map<_, _>>())
        }
        Value::Array(items) => items.iter().map(after_unknown).collect(),
        other => Value::Bool(is_unresolved(other)),
    }
}
