//! IAM: service accounts, roles, deny policies and workload identity.

use std::sync::LazyLock;

use serde_json::{Value, json};

use crate::call::{Call, Response};
use crate::clock;
use crate::collection::{Collection, HookContext, Place, Service};
use crate::engine;
use crate::json::{self, set, take};
use crate::refusal::{Form, Refusal};
use crate::rules::{Event, NameFormat, Named, Operation, Spelled};
use crate::schema::Schema;
use crate::world::World;

static IAM: Service = Service {
    name: "iam",
    prefix: "/v1",
    form: Form::Both,
    schema: LazyLock::new(|| {
        Schema::parse(&[
            include_str!("../../schema/iam.schema"),
            include_str!("../../schema/iam_pools.schema"),
        ])
    }),
    rows: || ROWS,
};

static DENY: Service = Service {
    name: "iam-deny",
    prefix: "/v2",
    form: Form::Status,
    schema: LazyLock::new(|| Schema::parse(&[include_str!("../../schema/iam_v2.schema")])),
    rows: || ROWS,
};

const ROLE_NAME: Spelled = Spelled {
    least: 3,
    most: 64,
    others: "A_.",
    label: false,
};
const POOL_NAME: Spelled = Spelled {
    least: 4,
    most: 32,
    others: "-",
    label: false,
};

const fn roles(path: &'static str) -> Collection {
    Collection {
        verbs: "create get list patch delete echo",
        named: Named::Beside("roleId"),
        spelled: ROLE_NAME,
        wrap: "role",
        stamps: "etag",
        missing: "The role named {name} was not found.",
        hook: complete_role,
        actions: &[("undelete", undelete_role)],
        ..Collection::new(&IAM, path, "Role")
    }
}

const fn pools(
    path: &'static str,
    message: &'static str,
    id: &'static str,
    listed: &'static str,
    response: &'static str,
) -> Collection {
    Collection {
        named: Named::Query(id),
        spelled: POOL_NAME,
        name_format: NameFormat::Numbered,
        listed,
        defaults: r#"{"state": "ACTIVE"}"#,
        operation: Operation::Below {
            metadata: "type.googleapis.com/google.iam.v1.WorkloadIdentityPoolOperationMetadata",
            response,
        },
        hook: |context| {
            if context.event == Event::Deleted {
                // Remembered for a month; the name stays taken.
                set(context.value, "state", "DELETED");
                context.keep = true;
            }
            Ok(())
        },
        actions: &[("undelete", undelete_pool)],
        ..Collection::new(&IAM, path, message)
    }
}

pub(super) const ROWS: &[Collection] = &[
    Collection {
        verbs: "create get list patch update delete iam",
        named: Named::Account,
        spelled: Spelled {
            least: 6,
            most: 30,
            others: "-",
            label: true,
        },
        wrap: "serviceAccount",
        stamps: "uniqueId etag",
        listed: "accounts",
        missing: "Unknown service account",
        hook: complete_account,
        actions: &[
            ("PATCH", patch_account),
            ("disable", disable),
            ("enable", enable),
        ],
        ..Collection::new(&IAM, "projects/*/serviceAccounts", "ServiceAccount")
    },
    roles("projects/*/roles"),
    roles("organizations/*/roles"),
    pools(
        "projects/*/locations/*/workloadIdentityPools",
        "WorkloadIdentityPool",
        "workloadIdentityPoolId",
        "workloadIdentityPools",
        "type.googleapis.com/google.iam.v1.WorkloadIdentityPool",
    ),
    pools(
        "projects/*/locations/*/workloadIdentityPools/*/providers",
        "WorkloadIdentityPoolProvider",
        "workloadIdentityPoolProviderId",
        "workloadIdentityPoolProviders",
        "type.googleapis.com/google.iam.v1.WorkloadIdentityPoolProvider",
    ),
    Collection {
        verbs: "",
        actions: &[("queryTestablePermissions", |_, _, _| Ok(Response::empty()))],
        ..Collection::new(&IAM, "permissions", "Role")
    },
    Collection {
        named: Named::Query("policyId"),
        name_format: NameFormat::Numbered,
        stamps: "createTime updateTime etag uid",
        defaults: r#"{"kind": "DenyPolicy"}"#,
        operation: Operation::Below {
            metadata: "type.googleapis.com/google.iam.v2.PolicyOperationMetadata",
            response: "type.googleapis.com/google.iam.v2.Policy",
        },
        listed: "policies",
        hook: complete_deny,
        ..Collection::new(&DENY, "policies/*/denypolicies", "Policy")
    },
];

fn complete_account(context: &mut HookContext<'_>) -> Result<(), Refusal> {
    if context.event == Event::Created {
        let unique = context.value["uniqueId"].clone();
        set(context.value, "email", context.place.id());
        set(context.value, "projectId", context.place.scope.as_str());
        set(context.value, "oauth2ClientId", unique);
    }
    Ok(())
}

/// A changed account is answered with what was changed, and its name.
fn patch_account(world: &mut World, place: &Place, call: &Call) -> Result<Response, Refusal> {
    if call.text("updateMask").is_empty() {
        return Err(Refusal::required("updateMask"));
    }
    let answer = engine::change(world, place, call)?;
    let account = answer.body.unwrap_or(Value::Null);
    let mut shown = json!({ "name": account["name"] });
    for field in call.text("updateMask").split(',').map(crate::mask::camel) {
        if let Some(value) = account.get(&field) {
            set(&mut shown, &field, value.clone());
        }
    }
    Ok(Response::ok(shown))
}

fn disable(world: &mut World, place: &Place, _: &Call) -> Result<Response, Refusal> {
    switch(world, place, true)
}

fn enable(world: &mut World, place: &Place, _: &Call) -> Result<Response, Refusal> {
    switch(world, place, false)
}

fn switch(world: &mut World, place: &Place, disabled: bool) -> Result<Response, Refusal> {
    engine::find(world, place)?;
    if let Some(stored) = world.get_mut(&place.scope, &place.key()) {
        take(&mut stored.value, "disabled");
        if disabled {
            set(&mut stored.value, "disabled", true);
        }
    }
    Ok(Response::empty())
}

/// Deleted roles can be taken back for a week; their names are taken for longer.
fn complete_role(context: &mut HookContext<'_>) -> Result<(), Refusal> {
    match context.event {
        Event::Deleted => {
            set(context.value, "deleted", true);
            context.keep = true;
        }
        Event::Listed if !["FULL", "1"].contains(&context.call.query("view")) => {
            take(context.value, "includedPermissions");
        }
        _ => {}
    }
    Ok(())
}

fn undelete_role(world: &mut World, place: &Place, call: &Call) -> Result<Response, Refusal> {
    let before = engine::find(world, place)?.clone();
    if before.get("deleted").is_none() {
        return Err(Refusal::precondition(format!(
            "The role {} is not deleted.",
            place.path()
        )));
    }
    let mut value = before.clone();
    take(&mut value, "deleted");
    engine::store_changed(world, place, call, &before, value).map(Response::ok)
}

fn undelete_pool(world: &mut World, place: &Place, call: &Call) -> Result<Response, Refusal> {
    let before = engine::find(world, place)?.clone();
    if json::text(&before, "state") != "DELETED" {
        return Err(Refusal::precondition(format!(
            "{} is not deleted.",
            place.path()
        )));
    }
    let mut value = before.clone();
    set(&mut value, "state", "ACTIVE");
    let value = engine::store_changed(world, place, call, &before, value)?;
    engine::operation::answer(world, place, call, Event::Changed, value)
}

fn complete_deny(context: &mut HookContext<'_>) -> Result<(), Refusal> {
    match context.event {
        Event::Deleted => set(context.value, "deleteTime", clock::now()),
        Event::Listed => drop(json::take(context.value, "rules")),
        _ => {}
    }
    Ok(())
}
