//! S3 Control: passed on, with AWS's check of the account and the form of its errors restored.

use crate::aws_error::AwsError;
use crate::crates::Crate;
use crate::pass_on::forward;
use crate::protocol::{Protocol, Reply, empty};
use crate::service::{Context, Operations, Service, handler};
use crate::xml::text_of;

pub(crate) static SERVICE: Service = Service {
    signing_name: "s3",
    path_prefix: "/v20180820/",
    ..Service::new(
        "s3-control",
        Protocol::RestXml("ErrorResponse"),
        Operations::Crate(
            Crate::S3Control,
            &[(
                "DeletePublicAccessBlock DELETE /v20180820/configuration/publicAccessBlock",
                handler!(delete_block),
            )],
            handler!(checked),
        ),
    )
};

/// AWS refuses an account id that is not the caller's, and wraps its errors; the crate does not.
async fn checked(cx: &mut Context<'_>) -> Result<Reply, AwsError> {
    if cx.call.header("x-amz-account-id") != Some(cx.call.account.as_str()) {
        return Err(AwsError::new(403, "AccessDenied", "Access Denied"));
    }
    let reply = forward(cx).await;
    if reply.status().is_success() {
        return Ok(reply);
    }
    let document = String::from_utf8_lossy(reply.body());
    let part = |name: &str| text_of(&document, name).unwrap_or_default();
    Err(AwsError::new(
        reply.status().as_u16(),
        &part("Code"),
        part("Message"),
    ))
}

/// AWS succeeds for a configuration that does not exist.
async fn delete_block(cx: &mut Context<'_>) -> Result<Reply, AwsError> {
    match checked(cx).await {
        Err(error) if error.code == "AccessDenied" => Err(error),
        _ => Ok(empty(204)),
    }
}
