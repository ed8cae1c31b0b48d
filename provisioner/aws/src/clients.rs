//! SDK clients for one account and region, in a reading and a changing form.

use std::time::Duration;

use aws_config::SdkConfig;
use aws_config::retry::RetryConfig;
use gabakura_model::tenancy::Place;

use crate::transport::Label;

/// Attempts of a reading call, throttles and lost replies included. Reads may be repeated.
const READ_ATTEMPTS_MAX: u32 = 6;

/// The services of one account and region.
///
/// Reading clients retry by themselves. Changing clients never repeat a request: whether a lost one
/// was carried out is resolved from the journal.
#[derive(Clone, Debug)]
pub(crate) struct Clients {
    place: Place,
    config: SdkConfig,
    reads: SdkConfig,
    path_style: bool,
    is_embedded: bool,
}

/// Which of the two forms a config is for.
fn with_retries(config: &SdkConfig, retries: RetryConfig) -> SdkConfig {
    config.to_builder().retry_config(retries).build()
}

macro_rules! clients {
    ($($(#[$doc:meta])* $name:ident: $sdk:ident,)+) => {
        impl Clients {
            $($(#[$doc])*
            pub fn $name(&self) -> $sdk::Client {
                let config = $sdk::config::Builder::from(&self.config).interceptor(Label);
                $sdk::Client::from_conf(config.build())
            })+
        }
    };
}

clients! {
    /// IAM Access Analyzer.
    accessanalyzer: aws_sdk_accessanalyzer,
    /// Account Management; global.
    account_management: aws_sdk_account,
    /// CloudTrail.
    cloudtrail: aws_sdk_cloudtrail,
    /// CloudWatch.
    cloudwatch: aws_sdk_cloudwatch,
    /// CloudWatch Logs.
    logs: aws_sdk_cloudwatchlogs,
    /// AWS Config.
    config_service: aws_sdk_config,
    /// EC2 and VPC.
    ec2: aws_sdk_ec2,
    /// EventBridge.
    events: aws_sdk_eventbridge,
    /// GuardDuty.
    guardduty: aws_sdk_guardduty,
    /// IAM; global.
    iam: aws_sdk_iam,
    /// KMS.
    kms: aws_sdk_kms,
    /// S3 Control.
    s3control: aws_sdk_s3control,
    /// SNS.
    sns: aws_sdk_sns,
    /// STS.
    sts: aws_sdk_sts,
}

impl Clients {
    /// Clients that read, and hand out no others.
    pub fn reading(place: Place, config: &SdkConfig, path_style: bool) -> Self {
        let retries = RetryConfig::standard().with_max_attempts(READ_ATTEMPTS_MAX);
        let reads = with_retries(config, retries);
        Self {
            place,
            config: reads.clone(),
            reads,
            path_style,
            is_embedded: false,
        }
    }

    /// Of an embedded cloud or not: there, nothing takes its time.
    pub fn embedded(self, is_embedded: bool) -> Self {
        Self {
            is_embedded,
            ..self
        }
    }

    /// How long to rest between two looks at what takes AWS its time.
    pub fn rest(&self, at_aws: Duration) -> Duration {
        if self.is_embedded {
            Duration::ZERO
        } else {
            at_aws
        }
    }

    /// Clients that change things, and reading ones beside them.
    pub fn changing(
        place: Place,
        config: &SdkConfig,
        reading: &SdkConfig,
        path_style: bool,
    ) -> Self {
        let config = with_retries(config, RetryConfig::disabled());
        Self {
            config,
            ..Self::reading(place, reading, path_style)
        }
    }

    /// The reading form, for look-ups in the middle of a change.
    pub fn reads(&self) -> Self {
        Self {
            config: self.reads.clone(),
            ..self.clone()
        }
    }

    /// How its requests are made, for services without an SDK of their own.
    pub fn config(&self) -> &SdkConfig {
        &self.config
    }

    /// The 12-digit account number.
    pub fn account(&self) -> &str {
        &self.place.account
    }

    /// The region.
    pub fn region(&self) -> &str {
        &self.place.region
    }

    /// The ARN of something of this account and region.
    pub fn arn(&self, service: &str, resource: &str) -> String {
        let Place {
            account, region, ..
        } = &self.place;
        format!("arn:aws:{service}:{region}:{account}:{resource}")
    }

    /// S3; path-style addresses where the endpoint is not AWS's own.
    pub fn s3(&self) -> aws_sdk_s3::Client {
        let config = aws_sdk_s3::config::Builder::from(&self.config)
            .interceptor(Label)
            .force_path_style(self.path_style);
        aws_sdk_s3::Client::from_conf(config.build())
    }
}
