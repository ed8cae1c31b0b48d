//! AWS's behaviour restored where the service crates differ from it.
//!
//! Each module answers one service. It forwards to the crate what the crate does right, and says
//! at each departure what AWS does there.

mod iam;
mod kms;
pub(crate) mod latin;
mod logs;
mod metric_filters;
pub(crate) mod paging;
mod s3;
mod s3control;

use serde_json::Value;

use crate::accessanalyzer;
use crate::account;
use crate::backup;
use crate::bank::Bank;
use crate::budgets;
use crate::call::{Call, Reply, Service};
use crate::cloudtrail;
use crate::cloudwatch;
use crate::config;
use crate::ec2::Ec2;
use crate::ecr;
use crate::ecs;
use crate::elb;
use crate::events;
use crate::guardduty;
use crate::inspector2;
use crate::macie2;
use crate::names::{BucketName, BucketNames};
use crate::rds;
use crate::refusal::Refusal;
use crate::securityhub;
use crate::shelf::AccountFile;
use crate::sns;
use crate::ssm;
use crate::sts;

/// Answers `call` in its account.
pub(crate) async fn answer(call: &Call, bank: &mut Bank) -> Reply {
    match call.service {
        Service::AccessAnalyzer => accessanalyzer::answer(call, bank),
        Service::Account => account::answer(call, bank),
        Service::Backup => backup::answer(call, bank),
        Service::Budgets => budgets::answer(call, bank),
        Service::CloudTrail => cloudtrail::answer(call, bank),
        Service::CloudWatch => cloudwatch::answer(call, bank),
        Service::Config => config::answer(call, bank),
        Service::Ec2 => {
            let fresh = || Ec2::new(&call.account, &call.region);
            bank.ec2
                .entry(call.region.clone())
                .or_insert_with(fresh)
                .answer(call)
        }
        Service::Ecr => ecr::answer(call, bank),
        Service::Ecs => ecs::answer(call, bank),
        Service::Elb => elb::answer(call, bank),
        Service::Events => events::answer(call, bank),
        Service::GuardDuty => guardduty::answer(call, bank),
        Service::Iam => iam::answer(call, bank).await,
        Service::Inspector2 => inspector2::answer(call, bank),
        Service::Kms => kms::answer(call, bank).await,
        Service::Logs => logs::answer(call, bank).await,
        Service::Macie2 => macie2::answer(call, bank),
        Service::Rds => rds::answer(call, bank),
        Service::S3 => s3::answer(call, bank).await,
        Service::S3Control => s3control::answer(call, bank).await,
        Service::SecurityHub => securityhub::answer(call, bank),
        Service::Sns => sns::answer(call, bank),
        Service::Ssm => ssm::answer(call, bank),
        Service::Sts => sts::answer(call),
    }
}

/// Makes the buckets of a stored account known to all accounts.
pub(crate) fn register_buckets(file: &AccountFile, names: &BucketNames) {
    for (region, view) in &file.s3 {
        for (name, bucket) in &view.buckets {
            names.insert(
                name,
                BucketName {
                    account: file.account.clone(),
                    region: region.clone(),
                    created: bucket.creation_date.clone().unwrap_or_default(),
                    policy: bucket.policy.clone(),
                },
            );
        }
    }
}

/// The body of a JSON reply, to be amended.
fn body_of(reply: &Reply) -> Value {
    serde_json::from_slice(reply.body()).unwrap_or_default()
}

/// Puts an amended body back.
fn with_body(mut reply: Reply, body: &Value) -> Reply {
    *reply.body_mut() = body.to_string().into();
    reply.headers_mut().remove(http::header::CONTENT_LENGTH);
    reply
}

/// Whether `text` could be a policy document: a JSON object with statements.
pub(crate) fn is_policy(text: &str) -> bool {
    let parsed: Option<Value> = serde_json::from_str(text).ok();
    parsed.is_some_and(|policy| policy.get("Statement").is_some_and(|it| !it.is_null()))
}

/// Runs a mend that may refuse.
fn or_refuse(answered: Result<Reply, Refusal>, service: Service) -> Reply {
    answered.unwrap_or_else(|refusal| refusal.reply(service))
}
