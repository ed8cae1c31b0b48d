//! The list of services.

use crate::ec2;
use crate::protocol::Protocol;
use crate::service::{Operations, Service};
use crate::{
    accessanalyzer, account, backup, budgets, cloudtrail, cloudwatch, config, ecr, ecs, elb,
    events, guardduty, iam, inspector2, kms, logs, macie2, rds, s3, s3control, securityhub, sns,
    sqs, ssm, sts,
};

/// Every service the sandbox answers for. Where two sign by the same name, the one with a path
/// prefix comes first.
const SERVICES: &[&Service] = &[
    &accessanalyzer::SERVICE,
    &account::SERVICE,
    &backup::SERVICE,
    &budgets::SERVICE,
    &cloudtrail::SERVICE,
    &cloudwatch::SERVICE,
    &config::SERVICE,
    &EC2,
    &ecr::SERVICE,
    &ecs::SERVICE,
    &elb::SERVICE,
    &events::SERVICE,
    &guardduty::SERVICE,
    &iam::SERVICE,
    &inspector2::SERVICE,
    &kms::SERVICE,
    &logs::SERVICE,
    &macie2::SERVICE,
    &rds::SERVICE,
    &s3control::SERVICE,
    &s3::SERVICE,
    &securityhub::SERVICE,
    &sns::SERVICE,
    &sqs::SERVICE,
    &ssm::SERVICE,
    &sts::SERVICE,
];

// An account holds EC2's typed state, so that room is below the account and cannot name this type.
static EC2: Service = Service::new("ec2", Protocol::Ec2, Operations::Ec2(ec2::OPERATIONS));

/// The service behind the name and the path of a signed request.
pub(crate) fn find(signing_name: &str, path: &str) -> Option<&'static Service> {
    let signs =
        |it: &&&Service| it.signing_name == signing_name && path.starts_with(it.path_prefix);
    SERVICES.iter().find(signs).copied()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::SERVICES;

    #[test]
    fn every_operation_has_one_row() {
        let mut names = BTreeSet::new();
        for service in SERVICES {
            assert!(names.insert(service.name), "{} twice", service.name);
            let mut operations = BTreeSet::new();
            for row in service.rows() {
                let name = row.split(' ').next();
                assert!(operations.insert(name), "{} has {row} twice", service.name);
            }
        }
    }
}
