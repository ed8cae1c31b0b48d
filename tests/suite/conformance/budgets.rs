//! AWS Budgets.

use serde_json::json;

use super::case::Case;

pub fn cases() -> Vec<Case> {
    let alert = json!({"threshold": 80, "emails": ["money@example.lg.jp"]});
    let soon = json!({
        "threshold": "100", "notification_type": "FORECASTED",
        "emails": ["money@example.lg.jp", "vendor@example.lg.jp"],
    });
    let budget = json!({
        "budget_name": "131016-acme-prod", "limit": {"amount": 2_000, "unit": "USD"},
        "alerts": [alert, soon],
    });
    let database = json!({"Service": ["Amazon Relational Database Service"]});
    vec![
        Case::new("aws.budgets.budget", budget)
            .change(json!({"limit": {"amount": "3000.50", "unit": "USD"}}))
            .change(json!({"cost_filters": database}))
            .change(json!({"alerts": [alert]}))
            .change(json!({"alerts": [{"threshold": 90, "emails": ["a@example.jp"]}, alert]}))
            .meddling(json!({"limit": {"amount": "60000", "unit": "USD"}, "alerts": []})),
    ]
}
