//! The list of services.

use crate::kind::Service;
use crate::{
    accessanalyzer, account, backup, budgets, cloudtrail, cloudwatch, config, ec2, ecr, ecs, elb,
    events, guardduty, iam, inspector2, kms, logs, macie2, rds, s3, s3control, securityhub, sns,
    ssm, sts,
};

/// Every service of this adapter.
pub(crate) static ALL: &[&Service] = &[
    &accessanalyzer::service::SERVICE,
    &account::service::SERVICE,
    &backup::service::SERVICE,
    &budgets::service::SERVICE,
    &cloudtrail::service::SERVICE,
    &cloudwatch::service::SERVICE,
    &config::service::SERVICE,
    &ec2::service::SERVICE,
    &ecr::service::SERVICE,
    &ecs::service::SERVICE,
    &elb::service::SERVICE,
    &events::service::SERVICE,
    &guardduty::service::SERVICE,
    &iam::service::SERVICE,
    &inspector2::service::SERVICE,
    &kms::service::SERVICE,
    &logs::service::SERVICE,
    &macie2::service::SERVICE,
    &rds::service::SERVICE,
    &s3::service::SERVICE,
    &s3control::service::SERVICE,
    &securityhub::service::SERVICE,
    &sns::service::SERVICE,
    &ssm::service::SERVICE,
    &sts::SERVICE,
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn a_kind_belongs_to_one_service() {
        let kinds = ALL.iter().flat_map(|service| service.kinds());
        let mut known = BTreeSet::new();
        for kind in kinds.map(|kind| kind.schema().kind) {
            assert!(known.insert(kind.clone()), "`{kind}` is listed twice");
        }
    }
}
