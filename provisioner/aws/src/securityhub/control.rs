//! Controls of a standard: which are disabled, and why.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::json;

use crate::clients::Clients;
use crate::error::{Error, Result};
use crate::securityhub::SECURITY_HUB;
use crate::wire::Call;

/// Largest page.
const PAGE: &str = "100";

/// A control of one standard.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Control {
    standards_control_arn: String,
    control_id: String,
    control_status: String,
    #[serde(default)]
    disabled_reason: String,
}

/// Disabled controls by their id in the standard, each with the reason.
pub(super) type Disabled = BTreeMap<String, String>;

/// Every control of a subscription.
pub(super) async fn all(aws: &Clients, subscription: &str) -> Result<Vec<Control>> {
    let path = path("controls", subscription);
    let call = Call::rest("DescribeStandardsControls", "GET", &path).query("MaxResults", PAGE);
    SECURITY_HUB.list(aws, call, "Controls").await
}

/// Those that are disabled.
pub(super) fn disabled(controls: Vec<Control>) -> Disabled {
    let off = controls.into_iter().filter(Control::is_off);
    off.map(|it| (it.control_id, it.disabled_reason)).collect()
}

/// Disables the controls that are named, and enables all others.
pub(super) async fn disable(aws: &Clients, subscription: &str, wanted: &Disabled) -> Result<()> {
    let controls = all(&aws.reads(), subscription).await?;
    let is_there = |id: &&String| controls.iter().any(|it| it.control_id == **id);
    if let Some(id) = wanted.keys().find(|id| !is_there(id)) {
        let message = format!("`{subscription}` has no control `{id}`");
        let (operation, code) = ("UpdateStandardsControl", "no-such-control");
        return Err(Error::refused("securityhub", operation, code, &message));
    }
    for control in &controls {
        let body = match wanted.get(&control.control_id) {
            Some(reason) if !control.is_off() || *reason != control.disabled_reason => {
                json!({ "ControlStatus": "DISABLED", "DisabledReason": reason })
            }
            None if control.is_off() => json!({ "ControlStatus": "ENABLED" }),
            _ => continue,
        };
        let path = path("control", &control.standards_control_arn);
        let call = Call::rest("UpdateStandardsControl", "PATCH", &path).body(body);
        SECURITY_HUB.tell(aws, call).await?;
    }
    Ok(())
}

impl Control {
    fn is_off(&self) -> bool {
        self.control_status == "DISABLED"
    }
}

/// `/standards/WHAT/ARN`, the slashes of the ARN included.
fn path<'a>(what: &'a str, arn: &'a str) -> Vec<&'a str> {
    ["standards", what]
        .into_iter()
        .chain(arn.split('/'))
        .collect()
}
