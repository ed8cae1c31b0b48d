//! Far ends of VPNs: where they are, and who.

use serde::{Deserialize, Serialize};

use super::listing::{Listed, described, is_shown, requested_tags, tag_set};
use super::refusals::no_customer_gateway;
use super::{Ec2, Outcome, yes};
use crate::clock;
use crate::params::{Params, Tags};
use crate::refusal::Refusal;
use crate::xml::Xml;

/// How long AWS shows a gateway that is over.
const SHOWN_AFTERWARDS_SECONDS: i64 = 3600;

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct CustomerGateway {
    id: String,
    number: String,
    is_extended: bool,
    address: String,
    certificate: Option<String>,
    device: Option<String>,
    /// When it was deleted.
    ended: Option<i64>,
    pub(super) tags: Tags,
}

impl CustomerGateway {
    fn state(&self) -> &'static str {
        match self.ended {
            None => "available",
            Some(_) => "deleted",
        }
    }
}

impl Listed for CustomerGateway {
    const IDS: &'static str = "CustomerGatewayId";

    fn id(&self) -> &str {
        &self.id
    }

    fn tags(&self) -> &Tags {
        &self.tags
    }

    fn fact(&self, filter: &str) -> Option<Vec<String>> {
        Some(vec![match filter {
            "customer-gateway-id" => self.id.clone(),
            "ip-address" => self.address.clone(),
            "bgp-asn" => self.number.clone(),
            "state" => self.state().to_owned(),
            _ => return None,
        }])
    }

    fn missing(id: &str) -> Refusal {
        no_customer_gateway(id)
    }
}

/// AWS answers the same request with the gateway of the first.
pub(super) fn create(ec2: &mut Ec2, params: &Params) -> Outcome {
    params.need("Type")?;
    let owned = |name: &str| params.get(name).map(str::to_owned);
    let (address, certificate) = (owned("IpAddress"), owned("CertificateArn"));
    if address.is_none() && certificate.is_none() {
        return Err(Refusal::missing_parameter("IpAddress"));
    }
    let extended = params.get("BgpAsnExtended");
    let number = extended.or(params.get("BgpAsn"));
    let gateway = CustomerGateway {
        id: ec2.id("cgw"),
        number: number.unwrap_or("65000").to_owned(),
        is_extended: extended.is_some(),
        address: address.unwrap_or_default(),
        certificate,
        device: owned("DeviceName"),
        ended: None,
        tags: requested_tags(params, "customer-gateway")?,
    };
    let same = |it: &&CustomerGateway| {
        it.ended.is_none()
            && (&it.number, &it.address, &it.device)
                == (&gateway.number, &gateway.address, &gateway.device)
    };
    let there = ec2.customer_gateways.values().find(same).cloned();
    let answered = there.unwrap_or(gateway);
    let mut xml = Xml::new();
    xml.node("customerGateway", |xml| write(xml, &answered));
    ec2.customer_gateways.insert(answered.id.clone(), answered);
    Ok(xml)
}

pub(super) fn describe(ec2: &Ec2, params: &Params) -> Outcome {
    let all = ec2.customer_gateways.values();
    let shown = all.filter(|it| is_shown(it.ended, SHOWN_AFTERWARDS_SECONDS));
    described(shown, params, "customerGatewaySet", write)
}

pub(super) fn delete(ec2: &mut Ec2, params: &Params) -> Outcome {
    let id = params.need("CustomerGatewayId")?;
    let gateway = ec2.customer_gateways.get_mut(id);
    let gateway = gateway.filter(|it| it.ended.is_none());
    gateway.ok_or_else(|| no_customer_gateway(id))?.ended = Some(clock::now());
    yes()
}

fn write(xml: &mut Xml, gateway: &CustomerGateway) {
    let number = match gateway.is_extended {
        true => "bgpAsnExtended",
        false => "bgpAsn",
    };
    xml.text("customerGatewayId", &gateway.id)
        .text("state", gateway.state())
        .text("type", "ipsec.1")
        .text(number, &gateway.number)
        .text("ipAddress", &gateway.address);
    xml.option("certificateArn", gateway.certificate.as_ref());
    xml.option("deviceName", gateway.device.as_ref());
    tag_set(xml, &gateway.tags);
}
