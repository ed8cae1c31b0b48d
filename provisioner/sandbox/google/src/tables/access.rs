//! Access Context Manager: the perimeter around services.

use std::sync::LazyLock;

use crate::collection::{Collection, HookContext, Service};
use crate::refusal::{Form, Refusal};
use crate::rules::{Event, Named, Operation, Spelled};
use crate::schema::Schema;

static ACCESS: Service = Service {
    name: "accesscontextmanager",
    prefix: "/v1",
    form: Form::Status,
    schema: LazyLock::new(|| {
        Schema::parse(&[include_str!("../../schema/accesscontextmanager.schema")])
    }),
    rows: || ROWS,
};

const fn row(path: &'static str, message: &'static str, response: &'static str) -> Collection {
    Collection {
        spelled: Spelled {
            least: 1,
            most: 50,
            others: "A_",
            label: false,
        },
        operation: Operation::Above {
            metadata: "type.googleapis.com/google.identity.accesscontextmanager.v1.AccessContextManagerOperationMetadata",
            response,
        },
        ..Collection::new(&ACCESS, path, message)
    }
}

pub(super) const ROWS: &[Collection] = &[
    Collection {
        named: Named::Server(12),
        stamps: "etag",
        ..row(
            "accessPolicies",
            "AccessPolicy",
            "type.googleapis.com/google.identity.accesscontextmanager.v1.AccessPolicy",
        )
    },
    row(
        "accessPolicies/*/accessLevels",
        "AccessLevel",
        "type.googleapis.com/google.identity.accesscontextmanager.v1.AccessLevel",
    ),
    Collection {
        hook: check_dry_run,
        ..row(
            "accessPolicies/*/servicePerimeters",
            "ServicePerimeter",
            "type.googleapis.com/google.identity.accesscontextmanager.v1.ServicePerimeter",
        )
    },
];

/// Refuses a dry run that nobody asked for: `spec` needs `useExplicitDryRunSpec`.
fn check_dry_run(context: &mut HookContext<'_>) -> Result<(), Refusal> {
    let is_new = matches!(context.event, Event::Created | Event::Changed);
    let is_asked = context.value.get("useExplicitDryRunSpec") == Some(&true.into());
    match is_new && context.value.get("spec").is_some() && !is_asked {
        true => Err(Refusal::invalid(
            "The field 'spec' can only be set if 'use_explicit_dry_run_spec' is true.",
        )),
        false => Ok(()),
    }
}
