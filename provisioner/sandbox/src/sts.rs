//! STS: who am I, and becoming somebody else.
//!
//! Credentials carry their meaning: the access key id is the account number and the session
//! token spells the assumed role, so nothing needs to be remembered. Every role can be assumed;
//! the sandbox judges no trust policies.

use http::HeaderMap;

use crate::account_number::is_account;
use crate::call::{Call, Reply, Service};
use crate::clock;
use crate::ids;
use crate::params::Params;
use crate::refusal::{self, Refusal};
use crate::xml::Xml;

const NAMESPACE: &str = "https://sts.amazonaws.com/doc/2011-06-15/";
const WITH_WEB_IDENTITY: &str = "AssumeRoleWithWebIdentity";
const TOKEN_PREFIX: &str = "sandbox/";
const DURATION_SECONDS: std::ops::RangeInclusive<i64> = 900..=43_200;

/// Answers an STS call.
pub(crate) fn answer(call: &Call) -> Reply {
    let params = call.params();
    let answered = match call.operation().as_str() {
        "AssumeRole" => assume_role(call, &params, "AssumeRole"),
        WITH_WEB_IDENTITY => with_web_identity(call, &params),
        "GetCallerIdentity" => Ok(caller_identity(call)),
        operation => Err(Refusal::unknown_operation(operation)),
    };
    answered.unwrap_or_else(|refusal| refusal.reply(Service::Sts))
}

/// A session of an assumed role, as its token spells it.
pub(crate) struct Session {
    /// `arn:aws:sts::ACCOUNT:assumed-role/NAME/SESSION`.
    pub(crate) arn: String,
    /// When it ends, in seconds since the epoch.
    until: i64,
}

impl Session {
    pub(crate) fn is_over(&self) -> bool {
        clock::now() >= self.until
    }
}

/// The session whose token, issued by this module, comes with a request.
pub(crate) fn session_of(headers: &HeaderMap) -> Option<Session> {
    let token = headers.get("x-amz-security-token")?.to_str().ok()?;
    let (until, arn) = token.strip_prefix(TOKEN_PREFIX)?.split_once('/')?;
    Some(Session {
        arn: arn.to_owned(),
        until: until.parse().ok()?,
    })
}

fn caller_identity(call: &Call) -> Reply {
    let account = &call.account;
    let (arn, user) = match &call.principal {
        Some(arn) => (arn.clone(), user_id(arn)),
        None => (format!("arn:aws:iam::{account}:root"), account.clone()),
    };
    refusal::query("GetCallerIdentity", NAMESPACE, &|xml: &mut Xml| {
        xml.text("Arn", &arn)
            .text("UserId", &user)
            .text("Account", account);
    })
}

/// The account of the role that an unsigned request assumes with a web identity.
pub(crate) fn account_of_unsigned(body: &[u8]) -> Option<String> {
    let params = Params::from_form(body);
    let role = params.get("RoleArn").and_then(role_of);
    let is_ours = params.get("Action") == Some(WITH_WEB_IDENTITY);
    role.filter(|_| is_ours)
        .map(|(account, _)| account.to_owned())
}

/// AWS refuses a token that is none; whose it is, the sandbox does not ask.
fn with_web_identity(call: &Call, params: &Params) -> Result<Reply, Refusal> {
    let token = params.need("WebIdentityToken")?;
    if token.split('.').count() != 3 {
        let message = "The ID Token provided is not a valid JWT.";
        return Err(Refusal::bad("InvalidIdentityToken", message));
    }
    assume_role(call, params, WITH_WEB_IDENTITY)
}

fn assume_role(call: &Call, params: &Params, operation: &str) -> Result<Reply, Refusal> {
    let role = params.need("RoleArn")?;
    let session = params.need("RoleSessionName")?;
    let (account, name) = role_of(role)
        .ok_or_else(|| Refusal::bad("ValidationError", format!("{role} is invalid")))?;
    let duration = params.number("DurationSeconds")?.unwrap_or(3600);
    if !DURATION_SECONDS.contains(&duration) {
        let message = "The requested DurationSeconds must be between 900 and 43200";
        return Err(Refusal::bad("ValidationError", message));
    }
    let arn = format!("arn:aws:sts::{account}:assumed-role/{name}/{session}");
    let until = clock::now() + call.session_max.unwrap_or(duration).min(duration);
    let expiration = clock::iso(until);
    Ok(refusal::query(operation, NAMESPACE, &|xml: &mut Xml| {
        xml.node("Credentials", |xml| {
            xml.text("AccessKeyId", account);
            xml.text("SecretAccessKey", ids::digest(&[&arn]));
            xml.text("SessionToken", format!("{TOKEN_PREFIX}{until}/{arn}"));
            xml.text("Expiration", &expiration);
        });
        xml.node("AssumedRoleUser", |xml| {
            xml.text("AssumedRoleId", user_id(&arn)).text("Arn", &arn);
        });
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
    format!(
        "AROA{}:{session}",
        ids::digest(&[role])[..17].to_uppercase()
    )
}
