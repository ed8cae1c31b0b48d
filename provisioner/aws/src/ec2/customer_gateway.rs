//! `aws.ec2.customer_gateway`: a customer gateway: the remote end of a Site-to-Site VPN (EC2
//! `CreateCustomerGateway`).
//!
//! The router in the office or the data centre is not AWS's; this records its address and identity
//! (NIST SP 800-53r5 AC-17, SC-8).

use aws_sdk_ec2::types::{CustomerGateway as SdkGateway, Filter, GatewayType, ResourceType};
use gabakura_model::catalogue::SpecError;
use gabakura_model::outcome::Created;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::clients::Clients;
use crate::ec2::{self, waiting};
use crate::error::{Error, Result};
use crate::kind::{AwsKind, Facts, Item, New, text};
use crate::spec::given;

const WHAT: ResourceType = ResourceType::CustomerGateway;

const CREATE: &str = "CreateCustomerGateway";

/// The largest number that the older of its two fields takes.
const ASN_SHORT_MAX: i64 = i32::MAX as i64;

/// A customer gateway: the remote end of a Site-to-Site VPN.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Spec {
    /// BGP autonomous system number of the gateway, 1 to 4294967295. AWS's default: 65000.
    #[serde(default = "private_number")]
    bgp_asn: i64,
    /// Public IP address of the gateway; without one a certificate authenticates it.
    #[serde(default)]
    ip_address: String,
    /// ARN of the certificate that authenticates the gateway.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    certificate_arn: Option<String>,
    /// Name of the device; distinguishes two at one address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    device_name: Option<String>,
}

const fn private_number() -> i64 {
    65_000
}

pub(crate) struct CustomerGateway;

impl AwsKind for CustomerGateway {
    type Spec = Spec;

    const FACTS: Facts = Facts {
        immutable: &["bgp_asn", "ip_address", "certificate_arn", "device_name"],
        outputs: ec2::OUTPUTS,
        ownership: super::TAGS,
        ..Facts::assigned(
            "aws.ec2.customer_gateway",
            "a customer gateway: the remote end of a Site-to-Site VPN",
        )
    };

    fn check(spec: &Spec) -> std::result::Result<(), SpecError> {
        let error = |path: &str, problem: &str| Err(SpecError::new(path, problem));
        if spec.ip_address.is_empty() && given(&spec.certificate_arn).is_none() {
            return error("ip_address", "it needs an address or a certificate");
        }
        if !(1..=i64::from(u32::MAX)).contains(&spec.bgp_asn) {
            return error("bgp_asn", "a number is between 1 and 4294967295");
        }
        Ok(())
    }

    /// AWS lists them without pages.
    async fn list(aws: &Clients) -> Result<Vec<Item<Spec>>> {
        let reply = aws.ec2().describe_customer_gateways().send().await?;
        let there = reply.customer_gateways().iter().filter(|it| !is_over(it));
        there.map(|it| item(aws, it)).collect()
    }

    /// AWS answers a second request of the same content with the gateway of the first, which is
    /// somebody else's.
    async fn create(aws: &Clients, new: &New<Spec>) -> Result<Created> {
        let spec = &new.spec;
        if let Some(id) = twin(aws, spec).await? {
            let message = format!("{id} is the same already; `device_name` distinguishes two");
            let code = "CustomerGatewayAlreadyExists";
            return Err(Error::refused("ec2", CREATE, code, &message));
        }
        let short = (spec.bgp_asn <= ASN_SHORT_MAX).then_some(spec.bgp_asn);
        let extended = short.is_none().then_some(spec.bgp_asn);
        let address = Some(spec.ip_address.clone());
        let request = aws
            .ec2()
            .create_customer_gateway()
            .r#type(GatewayType::Ipsec1)
            .set_bgp_asn(short.and_then(|asn| i32::try_from(asn).ok()))
            .set_bgp_asn_extended(extended)
            .set_ip_address(given(&address))
            .set_certificate_arn(given(&spec.certificate_arn))
            .set_device_name(given(&spec.device_name))
            .tag_specifications(ec2::tag_specification(WHAT, &new.tags));
        let reply = request.send().await?;
        let made = reply.customer_gateway();
        let id = made.and_then(SdkGateway::customer_gateway_id);
        ec2::made(aws, CREATE, WHAT, id)
    }

    /// Nothing can change but tags.
    async fn update(_aws: &Clients, _id: &str, _before: &Spec, _after: &Spec) -> Result<()> {
        Ok(())
    }

    async fn delete(aws: &Clients, id: &str, _spec: &Spec) -> Result<()> {
        let request = aws.ec2().delete_customer_gateway();
        request.customer_gateway_id(id).send().await?;
        let gone = || async {
            let named = Filter::builder().name("customer-gateway-id").values(id);
            let request = aws.reads().ec2().describe_customer_gateways();
            let reply = request.filters(named.build()).send().await?;
            Ok(reply.customer_gateways().iter().all(is_over))
        };
        let awaited = format!("{id} to be deleted");
        waiting::until("DeleteCustomerGateway", &awaited, gone).await
    }
}

/// Whether it is deleted or being deleted; AWS lists it for a while yet.
fn is_over(gateway: &SdkGateway) -> bool {
    matches!(gateway.state(), Some("deleted" | "deleting"))
}

/// The one AWS would answer with instead of making another.
async fn twin(aws: &Clients, spec: &Spec) -> Result<Option<String>> {
    let named = |spec: &Spec| {
        (
            spec.bgp_asn,
            spec.ip_address.clone(),
            given(&spec.device_name),
        )
    };
    let reply = aws
        .reads()
        .ec2()
        .describe_customer_gateways()
        .send()
        .await?;
    for gateway in reply.customer_gateways().iter().filter(|it| !is_over(it)) {
        if named(&spec_of(gateway)?) == named(spec) {
            return Ok(Some(text(gateway.customer_gateway_id())));
        }
    }
    Ok(None)
}

fn spec_of(gateway: &SdkGateway) -> Result<Spec> {
    let numbers = [gateway.bgp_asn_extended(), gateway.bgp_asn()];
    let number = numbers
        .into_iter()
        .flatten()
        .find_map(|asn| asn.parse().ok());
    let missing = || Error::missing("ec2", "DescribeCustomerGateways", "BGP number");
    Ok(Spec {
        bgp_asn: number.ok_or_else(missing)?,
        ip_address: text(gateway.ip_address()),
        certificate_arn: Some(text(gateway.certificate_arn())),
        device_name: Some(text(gateway.device_name())),
    })
}

fn item(aws: &Clients, gateway: &SdkGateway) -> Result<Item<Spec>> {
    let id = gateway.customer_gateway_id();
    Ok(ec2::item(aws, WHAT, id, spec_of(gateway)?, gateway.tags()))
}
