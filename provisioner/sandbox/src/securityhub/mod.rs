//! Security Hub: one hub in each region, and the standards it checks.
//!
//! Nothing is checked, nothing found, and no administrator manages it.

mod standard;

use serde_json::{Value, json};

use crate::account_state::Kind;
use crate::aws_error::AwsError;
use crate::clock;
use crate::protocol::Protocol;
use crate::records::{change, done, tag_resource, tags, untag_resource};
use crate::service::{Answer, Context, Operations, Service};

pub(crate) static SERVICE: Service = Service::new(
    "securityhub",
    Protocol::RestJson,
    Operations::Own(&[
        ("EnableSecurityHub POST /accounts", enable),
        ("DescribeHub GET /accounts", describe),
        ("UpdateSecurityHubConfiguration PATCH /accounts", update),
        ("DisableSecurityHub DELETE /accounts", disable),
        ("GetAdministratorAccount GET /administrator", |cx| {
            hub(cx)?;
            done()
        }),
        ("ListTagsForResource GET /tags/{ResourceArn+}", |cx| {
            Ok(json!({ "Tags": hub(cx)?["Tags"] }))
        }),
        ("TagResource POST /tags/{ResourceArn+}", |cx| {
            tag_resource(cx, tagged, "Tags", "Tags")
        }),
        ("UntagResource DELETE /tags/{ResourceArn+}", |cx| {
            untag_resource(cx, tagged, "Tags", "tagKeys")
        }),
        ("GetEnabledStandards POST /standards/get", standard::list),
        (
            "BatchEnableStandards POST /standards/register",
            standard::register,
        ),
        (
            "BatchDisableStandards POST /standards/deregister",
            standard::deregister,
        ),
        (
            "DescribeStandardsControls GET /standards/controls/{StandardsSubscriptionArn+}",
            standard::controls,
        ),
        (
            "UpdateStandardsControl PATCH /standards/control/{StandardsControlArn+}",
            standard::update_control,
        ),
    ]),
);

/// Hubs, of which there is one.
const HUB: Kind = Kind::regional("securityhub.hub");
const ID: &str = "default";

fn hub(cx: &Context) -> Answer {
    cx.get(HUB, ID).ok_or_else(|| {
        let account = &cx.call.account;
        let message = format!("Account {account} is not subscribed to AWS Security Hub");
        AwsError::new(401, "InvalidAccessException", message)
    })
}

fn tagged(cx: &Context) -> Result<(Kind, String, Value), AwsError> {
    Ok((HUB, ID.to_owned(), hub(cx)?))
}

fn enable(cx: &mut Context) -> Answer {
    if hub(cx).is_ok() {
        let message = "Account is already subscribed to Security Hub";
        return Err(AwsError::new(409, "ResourceConflictException", message));
    }
    let mut hub = json!({
        "SubscribedAt": clock::iso(clock::now()), "AutoEnableControls": true,
        "ControlFindingGenerator": "SECURITY_CONTROL", "Tags": tags(&cx.request["Tags"]),
    });
    set(&mut hub, cx.request);
    cx.put(HUB, ID, hub);
    if cx.request["EnableDefaultStandards"] != json!(false) {
        standard::enable_defaults(cx);
    }
    done()
}

fn set(hub: &mut Value, request: &Value) {
    for given in ["AutoEnableControls", "ControlFindingGenerator"] {
        if !request[given].is_null() {
            hub[given] = request[given].clone();
        }
    }
}

fn describe(cx: &mut Context) -> Answer {
    let hub = hub(cx)?;
    Ok(json!({
        "HubArn": cx.arn("securityhub", format_args!("hub/{ID}")),
        "SubscribedAt": hub["SubscribedAt"], "AutoEnableControls": hub["AutoEnableControls"],
        "ControlFindingGenerator": hub["ControlFindingGenerator"],
    }))
}

fn update(cx: &mut Context) -> Answer {
    change(cx, tagged, set)
}

fn disable(cx: &mut Context) -> Answer {
    hub(cx)?;
    cx.remove(HUB, ID);
    standard::remove_all(cx);
    done()
}
