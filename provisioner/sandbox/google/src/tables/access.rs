//! Access Context Manager: the perimeter around services.

use std::sync::LazyLock;

use crate::collection::{Collection, Named, Operation, Service, Spelled};
use crate::refusal::Form;
use crate::schema::Schema;

static ACCESS: Service = Service {
    name: "accesscontextmanager",
    prefix: "/v1",
    form: Form::Status,
    schema: LazyLock::new(|| {
        Schema::parse(&[include_str!("../../schema/accesscontextmanager.schema")])
    }),
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
    row(
        "accessPolicies/*/servicePerimeters",
        "ServicePerimeter",
        "type.googleapis.com/google.identity.accesscontextmanager.v1.ServicePerimeter",
    ),
];
