//! Billing accounts and their budgets.

use std::sync::LazyLock;

use crate::collection::{Collection, Named, Service};
use crate::refusal::Form;
use crate::schema::Schema;

static BILLING: Service = Service {
    name: "billing",
    prefix: "/v1",
    form: Form::Status,
    schema: LazyLock::new(|| Schema::parse(&[include_str!("../../schema/billing.schema")])),
};

pub(super) const ROWS: &[Collection] = &[
    Collection {
        verbs: "iam",
        ..Collection::new(&BILLING, "billingAccounts", "Budget")
    },
    Collection {
        named: Named::Server(18),
        stamps: "etag",
        missing: "budget \"{name}\" not found",
        ..Collection::new(&BILLING, "billingAccounts/*/budgets", "Budget")
    },
];
