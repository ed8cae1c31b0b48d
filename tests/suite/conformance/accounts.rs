//! Account Management.

use serde_json::json;

use super::case::Case;

pub fn cases() -> Vec<Case> {
    let security = json!({
        "alternate_contact_type": "SECURITY",
        "name": "acme SOC",
        "title": "セキュリティ担当",
        "email_address": "soc@example.lg.jp",
        "phone_number": "+81-3-0000-0000",
    });
    vec![
        Case::new("aws.account.alternate_contact", security)
            .change(json!({"name": "acme", "title": "CSIRT"}))
            .change(json!({"email_address": "csirt@example.lg.jp", "phone_number": "+81312345678"}))
            .meddling(json!({"email_address": "somebody@example.com"})),
    ]
}
