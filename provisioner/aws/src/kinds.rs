//! The list of kinds. A new kind is one new file and one line here.

use gabakura_adapter::{Erased, Kinds};

use crate::clients::Clients;
use crate::seen::Seen;
use crate::{
    accessanalyzer, account, backup, budgets, cloudtrail, cloudwatch, config, ec2, events,
};
use crate::{guardduty, iam, inspector2, kms, logs, macie2, s3, s3control, securityhub, sns, ssm};

/// Every kind of this adapter.
pub(crate) fn all() -> Kinds<Clients> {
    vec![
        Erased::<ec2::vpc::Vpc>::boxed(),
        Erased::<ec2::subnet::Subnet>::boxed(),
        Erased::<ec2::route_table::RouteTable>::boxed(),
        Erased::<ec2::network_acl::NetworkAcl>::boxed(),
        Erased::<ec2::security_group::SecurityGroup>::boxed(),
        Erased::<ec2::default_security_group::DefaultSecurityGroup>::boxed(),
        Erased::<ec2::vpc_endpoint::VpcEndpoint>::boxed(),
        Erased::<ec2::flow_log::FlowLog>::boxed(),
        Erased::<ec2::internet_gateway::InternetGateway>::boxed(),
        Erased::<ec2::elastic_ip::ElasticIp>::boxed(),
        Erased::<ec2::nat_gateway::NatGateway>::boxed(),
        Erased::<ec2::transit_gateway_attachment::TransitGatewayAttachment>::boxed(),
        Erased::<ec2::vpc_peering_connection::VpcPeeringConnection>::boxed(),
        Erased::<ec2::vpn_gateway::VpnGateway>::boxed(),
        Erased::<ec2::customer_gateway::CustomerGateway>::boxed(),
        Erased::<ec2::ebs_encryption_default::EbsEncryptionDefault>::boxed(),
        Erased::<ec2::instance_metadata_defaults::InstanceMetadataDefaults>::boxed(),
        Erased::<ec2::managed_prefix_list::ManagedPrefixList>::boxed(),
        Erased::<ec2::dhcp_options::DhcpOptions>::boxed(),
        Erased::<ec2::image_public_access::ImagePublicAccess>::boxed(),
        Erased::<ec2::vpc_block_public_access::VpcBlockPublicAccess>::boxed(),
        Erased::<ec2::snapshot_public_access::SnapshotPublicAccess>::boxed(),
        Seen::<ec2::instance::Instance>::boxed(),
        Seen::<ec2::launch_template::LaunchTemplate>::boxed(),
        Erased::<iam::role::Role>::boxed(),
        Erased::<iam::policy::Policy>::boxed(),
        Erased::<iam::group::Group>::boxed(),
        Erased::<iam::instance_profile::InstanceProfile>::boxed(),
        Erased::<iam::openid_connect_provider::OpenIdConnectProvider>::boxed(),
        Erased::<iam::account_alias::AccountAlias>::boxed(),
        Erased::<iam::password_policy::PasswordPolicy>::boxed(),
        Erased::<kms::key::Key>::boxed(),
        Erased::<kms::alias::Alias>::boxed(),
        Seen::<kms::grant::Grant>::boxed(),
        Erased::<s3::bucket::Bucket>::boxed(),
        Erased::<s3control::account_public_access_block::AccountPublicAccessBlock>::boxed(),
        Erased::<cloudtrail::trail::Trail>::boxed(),
        Erased::<logs::log_group::LogGroup>::boxed(),
        Erased::<logs::metric_filter::MetricFilter>::boxed(),
        Erased::<cloudwatch::alarm::Alarm>::boxed(),
        Erased::<events::rule::Rule>::boxed(),
        Erased::<sns::topic::Topic>::boxed(),
        Erased::<sns::subscription::Subscription>::boxed(),
        Erased::<account::alternate_contact::AlternateContact>::boxed(),
        Erased::<accessanalyzer::analyzer::Analyzer>::boxed(),
        Erased::<guardduty::detector::Detector>::boxed(),
        Erased::<config::recorder::Recorder>::boxed(),
        Erased::<config::rule::Rule>::boxed(),
        Erased::<config::conformance_pack::ConformancePack>::boxed(),
        Erased::<budgets::budget::Budget>::boxed(),
        Erased::<backup::vault::Vault>::boxed(),
        Erased::<backup::plan::Plan>::boxed(),
        Erased::<backup::selection::Selection>::boxed(),
        Erased::<ssm::parameter::Parameter>::boxed(),
        Erased::<ssm::session_preferences::SessionPreferences>::boxed(),
        Erased::<securityhub::hub::Hub>::boxed(),
        Erased::<securityhub::standard::Standard>::boxed(),
        Erased::<inspector2::status::Status>::boxed(),
        Erased::<macie2::session::Session>::boxed(),
    ]
}
