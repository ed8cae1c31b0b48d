//! Far ends of VPNs: where they are, and who.

use serde::{Deserialize, Serialize};

use super::{Described, Ec2, Outcome, requested_tags, yes};
use crate::aws_error::AwsError;
use crate::clock;
use crate::params::{Params, Tags};
use crate::xml::Xml;

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct CustomerGateway {
    pub(super) id: String,
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

impl Described for CustomerGateway {
    fn values(&self, filter: &str) -> Option<Vec<String>> {
        Some(vec![match filter {
            "customer-gateway-id" => self.id.clone(),
            "ip-address" => self.address.clone(),
            "bgp-asn" => self.number.clone(),
            "state" => self.state().to_owned(),
            _ => return None,
        }])
    }

    fn ended(&self) -> Option<i64> {
        self.ended
    }

    fn write(&self, xml: &mut Xml, _: &Ec2) {
        let number = match self.is_extended {
            true => "bgpAsnExtended",
            false => "bgpAsn",
        };
        xml.text("customerGatewayId", &self.id)
            .text("state", self.state())
            .text("type", "ipsec.1")
            .text(number, &self.number)
            .text("ipAddress", &self.address);
        xml.option("certificateArn", self.certificate.as_ref());
        xml.option("deviceName", self.device.as_ref());
    }
}

/// AWS answers the same request with the gateway of the first.
pub(super) fn create(ec2: &mut Ec2, params: &Params) -> Outcome {
    params.need("Type")?;
    let owned = |name: &str| params.get(name).map(str::to_owned);
    let (address, certificate) = (owned("IpAddress"), owned("CertificateArn"));
    if address.is_none() && certificate.is_none() {
        return Err(AwsError::missing_parameter("IpAddress"));
    }
    let extended = params.get("BgpAsnExtended");
    let number = extended.or(params.get("BgpAsn"));
    let gateway = CustomerGateway {
        id: ec2.new_id::<CustomerGateway>(),
        number: number.unwrap_or("65000").to_owned(),
        is_extended: extended.is_some(),
        address: address.unwrap_or_default(),
        certificate,
        device: owned("DeviceName"),
        ended: None,
        tags: requested_tags::<CustomerGateway>(params)?,
    };
    let same = |it: &&CustomerGateway| {
        it.ended.is_none()
            && (&it.number, &it.address, &it.device)
                == (&gateway.number, &gateway.address, &gateway.device)
    };
    let there = ec2.customer_gateways.values().find(same).cloned();
    let answered = there.unwrap_or(gateway);
    ec2.created(answered)
}

pub(super) fn delete(ec2: &mut Ec2, params: &Params) -> Outcome {
    let id = params.need("CustomerGatewayId")?;
    ec2.existing_mut::<CustomerGateway>(id)?.ended = Some(clock::now());
    yes()
}
