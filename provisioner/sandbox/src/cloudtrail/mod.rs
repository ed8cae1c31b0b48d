//! CloudTrail: trails, their logging and their event selectors.
//!
//! Records no events. Trails live in their home region; multi-region trails are listed in every
//! region and changed only at home.

mod selectors;
mod trail;

use serde_json::{Value, json};

use crate::account_state::Kind;
use crate::aws_error::AwsError;
use crate::clock;
use crate::protocol::Protocol;
use crate::records::{done, items, tag, tag_list, tags, text, untag};
use crate::service::{Answer, Context, Operations, Service};

pub(crate) static SERVICE: Service = Service::new(
    "cloudtrail",
    Protocol::Json("1.1"),
    Operations::Own(&[
        ("CreateTrail", create),
        ("UpdateTrail", update),
        ("DeleteTrail", delete),
        ("DescribeTrails", describe),
        ("GetTrail", get),
        ("ListTrails", list),
        ("StartLogging", |cx| set_logging(cx, true)),
        ("StopLogging", |cx| set_logging(cx, false)),
        ("GetTrailStatus", status),
        ("PutEventSelectors", selectors::put),
        ("GetEventSelectors", selectors::get),
        ("PutInsightSelectors", selectors::put_insights),
        ("GetInsightSelectors", selectors::get_insights),
        ("AddTags", |cx| {
            let given = tags(&cx.request["TagsList"]);
            change_tags(cx, |trail| tag(trail, "tags", given))
        }),
        ("RemoveTags", |cx| {
            let keys = tags(&cx.request["TagsList"]).keys().cloned().collect();
            change_tags(cx, |trail| untag(trail, "tags", &keys))
        }),
        ("ListTags", list_tags),
    ]),
);

/// Trails by name, each in its home region: `arn`, `home`, the `fields` of `CreateTrail`'s reply,
/// `tags`, whether it is `logging` and when that `started` and `stopped`, `selectors` (either
/// `EventSelectors` or `AdvancedEventSelectors`) once they were put, and `insights`.
pub(crate) const TRAIL: Kind = Kind::regional("cloudtrail.trail");
const TRAILS_PER_REGION_MAX: usize = 5;

fn create(cx: &mut Context) -> Answer {
    let name = cx.text("Name");
    trail::check_name(name)?;
    let (account, region) = (&cx.call.account, &cx.call.region);
    if cx.has(TRAIL, name) {
        let message = format!("Trail {name} already exists for customer: {account}");
        return Err(AwsError::bad("TrailAlreadyExistsException", message));
    }
    if cx.list(TRAIL).len() >= TRAILS_PER_REGION_MAX {
        let message = format!("User: {account} already has 5 trails in {region}.");
        let code = "MaximumNumberOfTrailsExceededException";
        return Err(AwsError::bad(code, message));
    }
    let mut trail = trail::new(cx, name);
    trail::set(cx, &mut trail);
    trail::check(cx, &trail)?;
    trail["tags"] = tags(&cx.request["TagsList"]).into();
    let reply = trail::summary(&trail);
    cx.put(TRAIL, name, trail);
    Ok(reply)
}

fn update(cx: &mut Context) -> Answer {
    let mut trail = at_home(cx, "Name")?;
    trail::set(cx, &mut trail);
    trail::check(cx, &trail)?;
    let reply = trail::summary(&trail);
    cx.put(TRAIL, &name_of(&trail), trail);
    Ok(reply)
}

fn delete(cx: &mut Context) -> Answer {
    let trail = at_home(cx, "Name")?;
    cx.remove(TRAIL, &name_of(&trail));
    done()
}

fn set_logging(cx: &mut Context, on: bool) -> Answer {
    let mut trail = at_home(cx, "Name")?;
    if trail["logging"] != on {
        trail["logging"] = on.into();
        trail[if on { "started" } else { "stopped" }] = clock::now().into();
    }
    cx.put(TRAIL, &name_of(&trail), trail);
    done()
}

fn name_of(trail: &Value) -> String {
    text(&trail["fields"], "Name").to_owned()
}

fn with_arn(cx: &Context, arn: &str) -> Answer {
    let mut all = cx.state.records_everywhere(TRAIL).into_iter();
    all.find(|trail| text(trail, "arn") == arn).ok_or_else(|| {
        let message = format!("Trail with ARN {arn} does not exist.");
        AwsError::bad("ResourceNotFoundException", message)
    })
}

fn change_tags(cx: &mut Context, change: impl FnOnce(&mut Value)) -> Answer {
    let mut trail = with_arn(cx, cx.text("ResourceId"))?;
    change(&mut trail);
    let home = text(&trail, "home").to_owned();
    cx.state.put_record(TRAIL, &home, &name_of(&trail), trail);
    done()
}

fn list_tags(cx: &mut Context) -> Answer {
    let mut tagged = Vec::new();
    for arn in items(&cx.request["ResourceIdList"]).filter_map(Value::as_str) {
        let trail = with_arn(cx, arn)?;
        let tags = tag_list(&json!({ "Tags": trail["tags"] }));
        tagged.push(json!({ "ResourceId": arn, "TagsList": tags }));
    }
    Ok(json!({ "ResourceTagList": tagged }))
}

/// The trail a name or ARN stands for. AWS looks for a name here first, then among the trails of
/// other regions that cover this one.
fn find(cx: &Context, name: &str) -> Answer {
    let all = cx.state.records_everywhere(TRAIL);
    let pick = |wanted: &dyn Fn(&Value) -> bool| all.iter().find(|trail| wanted(trail)).cloned();
    let is_named = |trail: &Value| name_of(trail) == name;
    pick(&|trail| text(trail, "arn") == name)
        .or_else(|| pick(&|trail| is_named(trail) && is_here(cx, trail)))
        .or_else(|| pick(&|trail| is_named(trail) && trail::flag(trail, "IsMultiRegionTrail")))
        .ok_or_else(|| {
            let message = format!("Unknown trail: {name}");
            AwsError::bad("TrailNotFoundException", message)
        })
}

fn is_here(cx: &Context, trail: &Value) -> bool {
    text(trail, "home") == cx.call.region
}

/// The trail that a request's `member` names, to be changed: only from its home region.
fn at_home(cx: &Context, member: &str) -> Answer {
    let trail = find(cx, cx.text(member))?;
    if is_here(cx, &trail) {
        return Ok(trail);
    }
    let (name, home) = (name_of(&trail), text(&trail, "home"));
    let message = format!("Trail {name} can only be changed in its home region {home}.");
    Err(AwsError::bad("InvalidHomeRegionException", message))
}

/// The named trails, or those of this region and of other regions that cover it.
fn describe(cx: &mut Context) -> Answer {
    let with_shadows = cx.request["includeShadowTrails"].as_bool() != Some(false);
    let mut named = items(&cx.request["trailNameList"])
        .filter_map(Value::as_str)
        .peekable();
    let trails: Vec<Value> = if named.peek().is_some() {
        named.filter_map(|name| find(cx, name).ok()).collect()
    } else {
        let is_shadow = |it: &Value| with_shadows && trail::flag(it, "IsMultiRegionTrail");
        let all = cx.state.records_everywhere(TRAIL).into_iter();
        all.filter(|it| is_here(cx, it) || is_shadow(it)).collect()
    };
    let trails: Vec<Value> = trails.iter().map(trail::description).collect();
    Ok(json!({ "trailList": trails }))
}

fn get(cx: &mut Context) -> Answer {
    let trail = find(cx, cx.text("Name"))?;
    Ok(json!({ "Trail": trail::description(&trail) }))
}

fn list(cx: &mut Context) -> Answer {
    let all = cx.state.records_everywhere(TRAIL);
    let summary = |it: &Value| json!({ "TrailARN": it["arn"], "Name": it["fields"]["Name"], "HomeRegion": it["home"] });
    Ok(json!({ "Trails": all.iter().map(summary).collect::<Vec<_>>() }))
}

fn status(cx: &mut Context) -> Answer {
    let trail = find(cx, cx.text("Name"))?;
    let (started, stopped) = (&trail["started"], &trail["stopped"]);
    let iso = |moment: &Value| moment.as_i64().map(clock::iso).unwrap_or_default();
    let mut body = json!({
        "IsLogging": trail["logging"],
        "LatestDeliveryAttemptTime": iso(started),
        "LatestDeliveryAttemptSucceeded": iso(started),
        "LatestNotificationAttemptTime": "",
        "LatestNotificationAttemptSucceeded": "",
        "TimeLoggingStarted": iso(started),
        "TimeLoggingStopped": iso(stopped),
    });
    for (member, moment) in [
        ("StartLoggingTime", started),
        ("StopLoggingTime", stopped),
        ("LatestDeliveryTime", started),
    ] {
        if !moment.is_null() {
            body[member] = moment.clone();
        }
    }
    Ok(body)
}
