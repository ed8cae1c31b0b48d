//! What an organisation watches over: policies, contacts, notifications of findings.

use std::sync::LazyLock;

use serde_json::{Value, json};

use crate::call::{Call, Response};
use crate::clock;
use crate::collection::{Collection, HookContext, Place, Service};
use crate::ids;
use crate::json::set;
use crate::refusal::{Form, Refusal};
use crate::rules::{Event, NameFormat, Named, Spelled};
use crate::schema::Schema;
use crate::tables::projects;
use crate::world::{ABOVE, World};

static POLICIES: Service = Service {
    name: "orgpolicy",
    prefix: "/v2",
    form: Form::Status,
    schema: LazyLock::new(|| Schema::parse(&[include_str!("../../schema/orgpolicy.schema")])),
    rows: || ROWS,
};

static CONTACTS: Service = Service {
    name: "essentialcontacts",
    prefix: "/v1",
    form: Form::Status,
    schema: LazyLock::new(|| {
        Schema::parse(&[include_str!("../../schema/essentialcontacts.schema")])
    }),
    rows: || ROWS,
};

static FINDINGS: Service = Service {
    name: "securitycenter",
    prefix: "/v2",
    form: Form::Status,
    schema: LazyLock::new(|| Schema::parse(&[include_str!("../../schema/securitycenter.schema")])),
    rows: || ROWS,
};

/// Constraints of Google's own that a tenancy meets, and whether they are switches; the others
/// list what is allowed.
const CONSTRAINTS: &[(&str, bool)] = &[
    ("compute.disableSerialPortAccess", true),
    ("compute.requireOsLogin", true),
    ("compute.requireShieldedVm", true),
    ("compute.restrictVpcPeering", false),
    ("compute.skipDefaultNetworkCreation", true),
    ("compute.vmExternalIpAccess", false),
    ("gcp.resourceLocations", false),
    ("gcp.restrictNonCmekServices", false),
    ("iam.allowedPolicyMemberDomains", false),
    ("iam.automaticIamGrantsForDefaultServiceAccounts", true),
    ("iam.disableServiceAccountKeyCreation", true),
    ("iam.disableServiceAccountKeyUpload", true),
    ("sql.restrictAuthorizedNetworks", true),
    ("sql.restrictPublicIp", true),
    ("storage.publicAccessPrevention", true),
    ("storage.uniformBucketLevelAccess", true),
];

pub(super) const ROWS: &[Collection] = &[
    Collection {
        stamps: "etag",
        hook: complete_policy,
        actions: &[("getEffectivePolicy", effective)],
        ..Collection::new(&POLICIES, "^/*/policies", "Policy")
    },
    Collection {
        actions: &[("GET", constraints)],
        ..Collection::new(&POLICIES, "^/*/constraints", "Constraint")
    },
    Collection {
        stamps: "updateTime",
        required: "resourceTypes methodTypes condition actionType",
        overwritten: true,
        ..Collection::new(
            &POLICIES,
            "organizations/*/customConstraints",
            "CustomConstraint",
        )
    },
    Collection {
        named: Named::Server(6),
        name_format: NameFormat::Numbered,
        stamps: "validateTime",
        defaults: r#"{"validationState": "VALID"}"#,
        ..Collection::new(&CONTACTS, "^/*/contacts", "Contact")
    },
    Collection {
        named: Named::Query("configId"),
        spelled: Spelled {
            least: 1,
            most: 128,
            others: "A-_",
            label: false,
        },
        stamps: "updateTime",
        required: "pubsubTopic streamingConfig",
        hook: complete_config,
        ..Collection::new(
            &FINDINGS,
            "^/*/locations/*/notificationConfigs",
            "NotificationConfig",
        )
    },
];

/// Each part of a policy has a tag and a time of its own.
fn complete_policy(context: &mut HookContext<'_>) -> Result<(), Refusal> {
    if !matches!(context.event, Event::Created | Event::Changed) {
        return Ok(());
    }
    for part in ["spec", "dryRunSpec"] {
        let serial = context.world.serial(&context.place.scope);
        let Some(spec) = context.value.get_mut(part) else {
            continue;
        };
        set(spec, "etag", ids::tag(&["spec", &serial]));
        set(spec, "updateTime", clock::now());
    }
    Ok(())
}

/// What is in force: the project's own policy, or that of its parent, or what
/// Google demands of everybody. Of policies that add to others, only values are joined.
fn effective(world: &mut World, place: &Place, call: &Call) -> Result<Response, Refusal> {
    let key = |owner: &str| format!("orgpolicy/{owner}/policies/{}", place.id());
    let spec = |world: &World, scope: &str, owner: &str| {
        let policy = world.get(scope, &key(owner))?;
        policy.value.get("spec").cloned()
    };
    let above = projects::parent(world, &place.scope);
    let above = above.and_then(|owner| spec(world, ABOVE, &owner));
    let own = spec(world, &place.scope, &format!("projects/{}", place.scope));
    let adds = own
        .as_ref()
        .is_some_and(|own| own["inheritFromParent"] == true);
    let rules = |spec: &Value| spec["rules"].as_array().cloned().unwrap_or_default();
    let in_force = match (own, above) {
        (Some(own), Some(above)) if adds => [rules(&above), rules(&own)].concat(),
        (Some(spec), _) | (None, Some(spec)) => rules(&spec),
        (None, None) => {
            let known = CONSTRAINTS.iter().find(|(name, _)| *name == place.id());
            let switch = known.is_none_or(|(_, switch)| *switch);
            let rule = if switch {
                json!({ "enforce": false })
            } else {
                json!({ "allowAll": true })
            };
            vec![rule]
        }
    };
    let policy = json!({ "name": place.path(), "spec": { "rules": in_force } });
    Ok(Response::ok(place.row.encode(call, policy)))
}

/// Sets who publishes.
fn complete_config(context: &mut HookContext<'_>) -> Result<(), Refusal> {
    if context.event == Event::Created {
        let of = context.place.part(1);
        let account = format!("service-{of}@gcp-sa-scc-notification.iam.gserviceaccount.com");
        set(context.value, "serviceAccount", account);
    }
    Ok(())
}

/// Lists Google's constraints. All are on one page.
fn constraints(_: &mut World, place: &Place, call: &Call) -> Result<Response, Refusal> {
    let shown = CONSTRAINTS.iter().map(|(name, switch)| {
        let kind = if *switch {
            "booleanConstraint"
        } else {
            "listConstraint"
        };
        let constraint = json!({
            "constraintDefault": "ALLOW",
            "name": format!("{}/{name}", place.parent),
            kind: {},
        });
        place.row.encode(call, constraint)
    });
    Ok(Response::ok(
        json!({ "constraints": shown.collect::<Vec<Value>>() }),
    ))
}
