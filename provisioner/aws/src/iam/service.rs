//! AWS IAM: its kinds, rate limits and error codes.

use gabakura_adapter::managed;
use gabakura_model::rate_limit::RateLimit;

use super::{
    account_alias, group, instance_profile, openid_connect_provider, password_policy, policy, role,
};
use crate::kind::{Service, UNPUBLISHED};

pub(crate) static SERVICE: Service = Service::new(
    "iam",
    &[RateLimit::new("", 5.0, 10.0, UNPUBLISHED)],
    &[
        managed::<role::Role>(),
        managed::<policy::Policy>(),
        managed::<group::Group>(),
        managed::<instance_profile::InstanceProfile>(),
        managed::<openid_connect_provider::OpenIdConnectProvider>(),
        managed::<account_alias::AccountAlias>(),
        managed::<password_policy::PasswordPolicy>(),
    ],
)
.not_yet(&[
    "ConcurrentModification",
    "DeleteConflict",
    "EntityTemporarilyUnmodifiable",
    "MalformedPolicyDocument",
]);
