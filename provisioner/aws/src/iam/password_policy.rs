//! `aws.iam.password_policy`: the account's password policy for IAM users (IAM
//! `UpdateAccountPasswordPolicy`).
//!
//! Long passwords that are not used again (CIS AWS 1.7, 1.8, AWS Security Hub IAM.7,
//! NIST SP 800-53r5 IA-5(1)).

use aws_sdk_iam::types::PasswordPolicy as SdkPolicy;
use gabakura_adapter::created;
use gabakura_model::outcome::Created;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::clients::Clients;
use crate::error::{Result, unless_gone};
use crate::kind::{AwsKind, Facts, Item, New};

/// The account's password policy for IAM users.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Spec {
    /// Minimum length in characters, 6 to 128.
    minimum_password_length: i32,
    /// Whether a password needs a symbol. AWS's default: false.
    #[serde(default)]
    require_symbols: bool,
    /// Whether a password needs a digit. AWS's default: false.
    #[serde(default)]
    require_numbers: bool,
    /// Whether a password needs an upper-case letter. AWS's default: false.
    #[serde(default)]
    require_uppercase_characters: bool,
    /// Whether a password needs a lower-case letter. AWS's default: false.
    #[serde(default)]
    require_lowercase_characters: bool,
    /// Whether users may change their own password. AWS's default: false.
    #[serde(default)]
    allow_users_to_change_password: bool,
    /// Days until a password expires, up to 1095; 0 for never, AWS's default.
    #[serde(default)]
    max_password_age: i32,
    /// Number of previous passwords that cannot be reused, up to 24; 0 for none, AWS's default.
    #[serde(default)]
    password_reuse_prevention: i32,
    /// Whether users cannot set a new password themselves once theirs has expired. AWS's default:
    /// false.
    #[serde(default)]
    hard_expiry: bool,
}

/// What AWS asks of passwords where an account has no policy. It also wants three of four
/// types of characters, which a policy cannot express.
const LENGTH_WITHOUT_POLICY: i32 = 8;

pub(crate) struct PasswordPolicy;

impl AwsKind for PasswordPolicy {
    type Spec = Spec;

    const FACTS: Facts = Facts::setting(
        "aws.iam.password_policy",
        "the account's password policy for IAM users",
    );

    /// One, named by the account: a setting is always there, if only as AWS's default.
    async fn list(aws: &Clients) -> Result<Vec<Item<Spec>>> {
        let reply = aws.iam().get_account_password_policy().send().await;
        let reply = unless_gone(reply)?;
        let spec = match reply.as_ref().and_then(|reply| reply.password_policy()) {
            Some(policy) => spec_of(policy),
            None => Spec {
                minimum_password_length: LENGTH_WITHOUT_POLICY,
                ..Spec::default()
            },
        };
        Ok(vec![Item::new(aws.account(), spec)])
    }

    async fn create(aws: &Clients, new: &New<Spec>) -> Result<Created> {
        put(aws, &new.spec).await?;
        Ok(created(aws.account()))
    }

    async fn update(aws: &Clients, _account: &str, _before: &Spec, after: &Spec) -> Result<()> {
        put(aws, after).await
    }

    async fn delete(aws: &Clients, _account: &str, _spec: &Spec) -> Result<()> {
        aws.iam().delete_account_password_policy().send().await?;
        Ok(())
    }
}

fn spec_of(policy: &SdkPolicy) -> Spec {
    Spec {
        minimum_password_length: policy.minimum_password_length().unwrap_or_default(),
        require_symbols: policy.require_symbols(),
        require_numbers: policy.require_numbers(),
        require_uppercase_characters: policy.require_uppercase_characters(),
        require_lowercase_characters: policy.require_lowercase_characters(),
        allow_users_to_change_password: policy.allow_users_to_change_password(),
        max_password_age: policy.max_password_age().unwrap_or_default(),
        password_reuse_prevention: policy.password_reuse_prevention().unwrap_or_default(),
        hard_expiry: policy.hard_expiry().unwrap_or_default(),
    }
}

/// AWS takes no zero for "never" and "none": the field is left out instead.
async fn put(aws: &Clients, spec: &Spec) -> Result<()> {
    let unless_zero = |number: i32| Some(number).filter(|n| *n != 0);
    let request = aws
        .iam()
        .update_account_password_policy()
        .minimum_password_length(spec.minimum_password_length)
        .require_symbols(spec.require_symbols)
        .require_numbers(spec.require_numbers)
        .require_uppercase_characters(spec.require_uppercase_characters)
        .require_lowercase_characters(spec.require_lowercase_characters)
        .allow_users_to_change_password(spec.allow_users_to_change_password)
        .set_max_password_age(unless_zero(spec.max_password_age))
        .set_password_reuse_prevention(unless_zero(spec.password_reuse_prevention))
        .hard_expiry(spec.hard_expiry);
    request.send().await?;
    Ok(())
}
