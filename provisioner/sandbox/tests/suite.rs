//! The sandbox as its clients see it: every operation gabakura uses, through the AWS SDK.

#[path = "suite/support.rs"]
mod support;

#[path = "suite/accounts.rs"]
mod accounts;
#[path = "suite/cloudtrail.rs"]
mod cloudtrail;
#[path = "suite/cloudwatch.rs"]
mod cloudwatch;
#[path = "suite/config_rules.rs"]
mod config_rules;
#[path = "suite/detectors.rs"]
mod detectors;
#[path = "suite/ec2_acls.rs"]
mod ec2_acls;
#[path = "suite/ec2_attachments.rs"]
mod ec2_attachments;
#[path = "suite/ec2_defaults.rs"]
mod ec2_defaults;
#[path = "suite/ec2_endpoints.rs"]
mod ec2_endpoints;
#[path = "suite/ec2_gateways.rs"]
mod ec2_gateways;
#[path = "suite/ec2_groups.rs"]
mod ec2_groups;
#[path = "suite/ec2_instances.rs"]
mod ec2_instances;
#[path = "suite/ec2_network.rs"]
mod ec2_network;
#[path = "suite/ec2_peerings.rs"]
mod ec2_peerings;
#[path = "suite/ec2_prefix_lists.rs"]
mod ec2_prefix_lists;
#[path = "suite/ec2_routes.rs"]
mod ec2_routes;
#[path = "suite/events.rs"]
mod events;
#[path = "suite/iam.rs"]
mod iam;
#[path = "suite/kms.rs"]
mod kms;
#[path = "suite/logs.rs"]
mod logs;
#[path = "suite/modules.rs"]
mod modules;
#[path = "suite/previous_state.rs"]
mod previous_state;
#[path = "suite/s3.rs"]
mod s3;
#[path = "suite/s3_replication.rs"]
mod s3_replication;
#[path = "suite/s3_settings.rs"]
mod s3_settings;
#[path = "suite/s3control.rs"]
mod s3control;
#[path = "suite/sns.rs"]
mod sns;
#[path = "suite/sqs.rs"]
mod sqs;
#[path = "suite/state.rs"]
mod state;
#[path = "suite/tcp.rs"]
mod tcp;
#[path = "suite/wire.rs"]
mod wire;
