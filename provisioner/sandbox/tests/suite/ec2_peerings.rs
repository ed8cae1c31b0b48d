//! Connections between VPCs, far ends of VPNs, and a VPC's own end.

use aws_sdk_ec2::types::{GatewayType, PeeringConnectionOptionsRequest};
use aws_sdk_ec2::types::{VpcPeeringConnection, VpcPeeringConnectionStateReasonCode as State};

use crate::ec2_network::vpc;
use crate::support::{ALICE, BOB, Cloud, TOKYO, client, code};

fn told(connection: Option<&VpcPeeringConnection>) -> (String, State) {
    let connection = connection.expect("a connection");
    let id = connection.vpc_peering_connection_id().expect("an id");
    let state = connection.status().and_then(|it| it.code());
    (id.to_owned(), state.expect("a state").clone())
}

#[tokio::test]
async fn a_peering_waits_for_consent_and_is_shown_when_it_is_gone() {
    let cloud = Cloud::new();
    let ec2 = client!(aws_sdk_ec2, cloud);
    let (here, there) = (
        vpc(&ec2, "10.0.0.0/16").await,
        vpc(&ec2, "10.1.0.0/16").await,
    );
    let within = vpc(&ec2, "10.0.4.0/24").await;
    let connect = |peer: &str| {
        let request = ec2.create_vpc_peering_connection();
        request.vpc_id(&here).peer_vpc_id(peer)
    };
    let state = |id: String| {
        let request = ec2.describe_vpc_peering_connections();
        let request = request.vpc_peering_connection_ids(id);
        async move {
            let read = request.send().await.expect("read");
            told(read.vpc_peering_connections().first()).1
        }
    };
    assert_eq!(code!(connect("vpc-1").send()), "InvalidVpcID.NotFound");
    let overlapping = connect(&within).send().await.expect("asked");
    let (overlapping, _) = told(overlapping.vpc_peering_connection());
    assert_eq!(state(overlapping).await, State::Failed);

    let asked = connect(&there).send().await.expect("asked");
    let (id, first) = told(asked.vpc_peering_connection());
    assert_eq!(first, State::InitiatingRequest);
    let again = connect(&there).send().await.expect("the same");
    assert_eq!(told(again.vpc_peering_connection()).0, id);
    let resolve = || {
        let options = PeeringConnectionOptionsRequest::builder();
        let options = options.allow_dns_resolution_from_remote_vpc(true).build();
        let request = ec2.modify_vpc_peering_connection_options();
        let request = request.vpc_peering_connection_id(&id);
        request.requester_peering_connection_options(options).send()
    };
    assert_eq!(code!(resolve()), "OperationNotPermitted");
    let accept = |id: &str| {
        ec2.accept_vpc_peering_connection()
            .vpc_peering_connection_id(id)
    };
    let elsewhere = connect("vpc-2").peer_owner_id("444455556666").send().await;
    let (far, _) = told(elsewhere.expect("asked").vpc_peering_connection());
    assert_eq!(code!(accept(&far).send()), "OperationNotPermitted");
    accept(&id).send().await.expect("accepted");
    assert_eq!(state(id.clone()).await, State::Active);
    resolve().await.expect("set");

    let delete = || {
        ec2.delete_vpc_peering_connection()
            .vpc_peering_connection_id(&id)
    };
    delete().send().await.expect("deleted");
    assert_eq!(state(id.clone()).await, State::Deleted);
    assert_eq!(
        code!(delete().send()),
        "InvalidVpcPeeringConnectionID.NotFound"
    );
    ec2.delete_vpc()
        .vpc_id(&here)
        .send()
        .await
        .expect("deleted");
    assert_eq!(state(far).await, State::Deleted);
}

#[tokio::test]
async fn who_is_asked_by_another_account_accepts_or_rejects() {
    let cloud = Cloud::new();
    let ec2 = client!(aws_sdk_ec2, cloud);
    let theirs = client!(aws_sdk_ec2, cloud, BOB, TOKYO);
    let here = vpc(&ec2, "10.0.0.0/16").await;
    let there = vpc(&theirs, "10.1.0.0/16").await;
    let ask = async || {
        let request = theirs.create_vpc_peering_connection().vpc_id(&there);
        let request = request.peer_vpc_id(&here).peer_owner_id(ALICE);
        let asked = request.send().await.expect("asked");
        told(asked.vpc_peering_connection()).0
    };
    let states = async |id: &str| {
        let mut states = Vec::new();
        for side in [&ec2, &theirs] {
            let request = side.describe_vpc_peering_connections();
            let read = request.vpc_peering_connection_ids(id).send().await;
            let read = read.expect("both know it");
            states.push(told(read.vpc_peering_connections().first()).1);
        }
        states
    };
    let delete = |id: &str| {
        let request = ec2.delete_vpc_peering_connection();
        request.vpc_peering_connection_id(id).send()
    };
    let reject = |side: &aws_sdk_ec2::Client, id: &str| {
        let request = side.reject_vpc_peering_connection();
        request.vpc_peering_connection_id(id).send()
    };
    let id = ask().await;
    let waiting = State::PendingAcceptance;
    assert_eq!(states(&id).await, [waiting.clone(), waiting]);
    assert_eq!(code!(delete(&id)), "InvalidStateTransition");
    assert_eq!(code!(reject(&theirs, &id)), "OperationNotPermitted");
    reject(&ec2, &id).await.expect("rejected");
    assert_eq!(states(&id).await, [State::Rejected, State::Rejected]);

    let id = ask().await;
    let accept = ec2.accept_vpc_peering_connection();
    let accept = accept.vpc_peering_connection_id(&id).send();
    accept.await.expect("accepted");
    assert_eq!(states(&id).await, [State::Active, State::Active]);
    assert_eq!(code!(reject(&ec2, &id)), "InvalidStateTransition");
    delete(&id).await.expect("deleted");
    assert_eq!(states(&id).await, [State::Deleted, State::Deleted]);
}

#[tokio::test]
async fn the_same_far_end_is_made_once() {
    let cloud = Cloud::new();
    let ec2 = client!(aws_sdk_ec2, cloud);
    let make = |number: i32| {
        let request = ec2.create_customer_gateway().bgp_asn(number);
        let request = request.r#type(GatewayType::Ipsec1);
        async move {
            let made = request
                .ip_address("203.0.113.9")
                .send()
                .await
                .expect("made");
            let gateway = made.customer_gateway.expect("a gateway");
            gateway.customer_gateway_id.expect("an id")
        }
    };
    let first = make(65_001).await;
    assert_eq!(make(65_001).await, first);
    assert_ne!(make(65_002).await, first);
    let delete = || {
        ec2.delete_customer_gateway()
            .customer_gateway_id(&first)
            .send()
    };
    delete().await.expect("deleted");
    assert_eq!(code!(delete()), "InvalidCustomerGatewayID.NotFound");
    let read = ec2
        .describe_customer_gateways()
        .customer_gateway_ids(&first);
    let read = read.send().await.expect("shown");
    assert_eq!(read.customer_gateways()[0].state(), Some("deleted"));
    assert_ne!(make(65_001).await, first);
}

#[tokio::test]
async fn a_vpc_holds_on_to_its_one_vpn_gateway() {
    let cloud = Cloud::new();
    let ec2 = client!(aws_sdk_ec2, cloud);
    let vpc = vpc(&ec2, "10.0.0.0/16").await;
    let mut ids = Vec::new();
    for _ in 0..2 {
        let made = ec2.create_vpn_gateway().r#type(GatewayType::Ipsec1);
        let gateway = made.send().await.expect("made").vpn_gateway;
        ids.push(gateway.and_then(|it| it.vpn_gateway_id).expect("an id"));
    }
    let attach = |id: &str| ec2.attach_vpn_gateway().vpn_gateway_id(id).vpc_id(&vpc);
    let detach = || {
        ec2.detach_vpn_gateway()
            .vpn_gateway_id(&ids[0])
            .vpc_id(&vpc)
    };
    let delete = |id: &str| ec2.delete_vpn_gateway().vpn_gateway_id(id);
    assert_eq!(
        code!(detach().send()),
        "InvalidVpnGatewayAttachment.NotFound"
    );
    attach(&ids[0]).send().await.expect("attached");
    let second = attach(&ids[1]).send();
    assert_eq!(code!(second), "VpnGatewayAttachmentLimitExceeded");
    assert_eq!(code!(delete(&ids[0]).send()), "DependencyViolation");
    let held = ec2.delete_vpc().vpc_id(&vpc).send();
    assert_eq!(code!(held), "DependencyViolation");
    detach().send().await.expect("detached");
    delete(&ids[0]).send().await.expect("deleted");
    assert_eq!(
        code!(delete(&ids[0]).send()),
        "InvalidVpnGatewayID.NotFound"
    );
    ec2.delete_vpc().vpc_id(&vpc).send().await.expect("deleted");
}
