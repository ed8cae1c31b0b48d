//! S3 Control.

use http::Method;

use crate::bank::Bank;
use crate::call::{Call, Reply, Service};
use crate::refusal::Refusal;
use crate::xml::text_of;

/// Answers an S3 Control call.
///
/// AWS refuses an account id that is not the caller's, takes deleting a configuration that is not
/// there for done, and wraps its errors, which the crate does not.
pub(super) async fn answer(call: &Call, bank: &mut Bank) -> Reply {
    if call.header("x-amz-account-id") != Some(call.account.as_str()) {
        return Refusal::new(403, "AccessDenied", "Access Denied").reply(Service::S3Control);
    }
    let reply = bank.forward(call).await;
    let block = call.path.ends_with("/configuration/publicAccessBlock");
    if block && call.method == Method::DELETE {
        let mut done = Reply::default();
        *done.status_mut() = http::StatusCode::NO_CONTENT;
        return done;
    }
    if reply.status().is_success() {
        return reply;
    }
    let document = String::from_utf8_lossy(reply.body());
    let part = |name: &str| text_of(&document, name).unwrap_or_default();
    Refusal::new(reply.status().as_u16(), &part("Code"), part("Message")).reply(Service::S3Control)
}
