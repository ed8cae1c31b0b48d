//! STS: the caller's identity, and assuming roles.
//!
//! Credentials carry their meaning: the access key id is the account number and the session
//! token spells the assumed role, so nothing is stored. Every role can be assumed; trust policies
//! are not evaluated.

use http::HeaderMap;
use serde_json::json;

use crate::account_number::is_account;
use crate::aws_error::AwsError;
use crate::clock;
use crate::ids;
use crate::params::Params;
use crate::protocol::Protocol;
use crate::service::{Answer, Context, Operations, Service};

pub(crate) static SERVICE: Service = Service::new(
    "sts",
    Protocol::Query("https://sts.amazonaws.com/doc/2011-06-15/"),
    Operations::Own(&[
        ("AssumeRole", assume_role),
        (WITH_WEB_IDENTITY, with_web_identity),
        ("GetCallerIdentity", caller_identity),
    ]),
);

const WITH_WEB_IDENTITY: &str = "AssumeRoleWithWebIdentity";
const TOKEN_PREFIX: &str = "sandbox/";
const DURATION_SECONDS: std::ops::RangeInclusive<i64> = 900..=43_200;

/// A session of an assumed role, as its token spells it.
pub(crate) struct Session {
    /// `arn:aws:sts::ACCOUNT:assumed-role/NAME/SESSION`.
    pub(crate) arn: String,
    /// When it ends, in seconds since the epoch.
    until: i64,
}

impl Session {
    /// The session whose token, issued by this module, comes with a request.
    pub(crate) fn of(headers: &HeaderMap) -> Option<Self> {
        let token = headers.get("x-amz-security-token")?.to_str().ok()?;
        let (until, arn) = token.strip_prefix(TOKEN_PREFIX)?.split_once('/')?;
        Some(Self {
            arn: arn.to_owned(),
            until: until.parse().ok()?,
        })
    }

    pub(crate) fn has_expired(&self) -> bool {
        clock::now() >= self.until
    }
}

fn caller_identity(cx: &mut Context) -> Answer {
    let account = &cx.call.account;
    let (arn, user) = match &cx.call.principal {
        Some(arn) => (arn.clone(), user_id(arn)),
        None => (format!("arn:aws:iam::{account}:root"), account.clone()),
    };
    Ok(json!({ "Arn": arn, "UserId": user, "Account": account }))
}

/// The account of the role that an unsigned request assumes with a web identity.
pub(crate) fn account_of_unsigned(body: &[u8]) -> Option<String> {
    let params = Params::from_form(body);
    let (account, _) = params.get("RoleArn").and_then(role_of)?;
    (params.get("Action") == Some(WITH_WEB_IDENTITY)).then(|| account.to_owned())
}

/// AWS refuses a token that is no JWT; here, its issuer is not checked.
fn with_web_identity(cx: &mut Context) -> Answer {
    if cx.params.need("WebIdentityToken")?.split('.').count() != 3 {
        let message = "The ID Token provided is not a valid JWT.";
        return Err(AwsError::bad("InvalidIdentityToken", message));
    }
    assume_role(cx)
}

fn assume_role(cx: &mut Context) -> Answer {
    let role = cx.params.need("RoleArn")?;
    let session = cx.params.need("RoleSessionName")?;
    let (account, name) = role_of(role)
        .ok_or_else(|| AwsError::bad("ValidationError", format!("{role} is invalid")))?;
    let duration = cx.params.number("DurationSeconds")?.unwrap_or(3600);
    if !DURATION_SECONDS.contains(&duration) {
        let message = "The requested DurationSeconds must be between 900 and 43200";
        return Err(AwsError::bad("ValidationError", message));
    }
    let arn = format!("arn:aws:sts::{account}:assumed-role/{name}/{session}");
    let until = clock::now() + cx.call.session_max.unwrap_or(duration).min(duration);
    Ok(json!({
        "Credentials": {
            "AccessKeyId": account,
            "SecretAccessKey": ids::digest(&[&arn]),
            "SessionToken": format!("{TOKEN_PREFIX}{until}/{arn}"),
            "Expiration": clock::iso(until),
        },
        "AssumedRoleUser": { "AssumedRoleId": user_id(&arn), "Arn": arn },
    }))
}

/// Account and role name of `arn:aws:iam::ACCOUNT:role/path/NAME`.
fn role_of(arn: &str) -> Option<(&str, &str)> {
    let (account, resource) = arn.strip_prefix("arn:aws:iam::")?.split_once(':')?;
    let name = resource.strip_prefix("role/")?.rsplit('/').next()?;
    (is_account(account) && !name.is_empty()).then_some((account, name))
}

/// `AROA…:session`, the same for every session of one role but for the session's name.
fn user_id(assumed_role_arn: &str) -> String {
    let (role, session) = assumed_role_arn
        .rsplit_once('/')
        .unwrap_or((assumed_role_arn, ""));
    let id = ids::digest(&[role])[..17].to_uppercase();
    format!("AROA{id}:{session}")
}
