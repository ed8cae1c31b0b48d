//! Ways to the internet, and blocks above them.

use aws_sdk_ec2::types::{
    ConnectivityType, InternetGatewayBlockMode, NatGatewayState, NewDhcpConfiguration,
};

use crate::ec2_network::{subnet, vpc};
use crate::support::{Cloud, client, code};

#[tokio::test]
async fn a_vpc_has_one_internet_gateway_and_keeps_it_while_it_is_needed() {
    let cloud = Cloud::new();
    let ec2 = client!(aws_sdk_ec2, cloud);
    let vpc = vpc(&ec2, "10.0.0.0/16").await;
    let subnet = subnet(&ec2, &vpc, "10.0.0.0/24").await;
    let mut ids = Vec::new();
    for _ in 0..2 {
        let made = ec2.create_internet_gateway().send().await.expect("made");
        let gateway = made.internet_gateway().expect("gateway");
        ids.push(gateway.internet_gateway_id().expect("id").to_owned());
    }
    let ip = ec2.allocate_address().send().await.expect("an address");
    let ip = ip.allocation_id().expect("id");
    let nat = || {
        let create = ec2.create_nat_gateway().subnet_id(&subnet);
        create.allocation_id(ip)
    };
    let state = |id: String| {
        let ec2 = ec2.clone();
        async move {
            let read = ec2.describe_nat_gateways().nat_gateway_ids(id).send().await;
            let read = read.expect("read");
            let gateway = &read.nat_gateways()[0];
            let code = gateway.failure_code().unwrap_or_default().to_owned();
            (gateway.state().expect("state").clone(), code)
        }
    };
    let id_of = |made: aws_sdk_ec2::operation::create_nat_gateway::CreateNatGatewayOutput| {
        let gateway = made.nat_gateway().expect("gateway");
        assert_eq!(gateway.state(), Some(&NatGatewayState::Pending));
        gateway.nat_gateway_id().expect("id").to_owned()
    };
    let failed = id_of(nat().send().await.expect("a gateway"));
    let why = "Gateway.NotAttached".to_owned();
    assert_eq!(state(failed).await, (NatGatewayState::Failed, why));

    let attach = |id: &str| ec2.attach_internet_gateway().internet_gateway_id(id);
    attach(&ids[0]).vpc_id(&vpc).send().await.expect("attached");
    let twice = attach(&ids[0]).vpc_id(&vpc).send();
    assert_eq!(code!(twice), "Resource.AlreadyAssociated");
    let second = attach(&ids[1]).vpc_id(&vpc).send();
    assert_eq!(code!(second), "InvalidParameterValue");
    let delete = |id: &str| ec2.delete_internet_gateway().internet_gateway_id(id);
    assert_eq!(code!(delete(&ids[0]).send()), "DependencyViolation");

    let gateway = id_of(nat().send().await.expect("a gateway"));
    let (now, _) = state(gateway.clone()).await;
    assert_eq!(now, NatGatewayState::Available);
    assert_eq!(code!(nat().send()), "Resource.AlreadyAssociated");
    let release = || ec2.release_address().allocation_id(ip);
    assert_eq!(code!(release().send()), "InvalidIPAddress.InUse");
    let detach = || ec2.detach_internet_gateway().internet_gateway_id(&ids[0]);
    let held = detach().vpc_id(&vpc).send();
    assert_eq!(code!(held), "DependencyViolation");
    let delete_subnet = || ec2.delete_subnet().subnet_id(&subnet);
    assert_eq!(code!(delete_subnet().send()), "DependencyViolation");

    let over = ec2.delete_nat_gateway().nat_gateway_id(&gateway);
    over.send().await.expect("deleted");
    let (now, _) = state(gateway).await;
    assert_eq!(now, NatGatewayState::Deleted);
    release().send().await.expect("released");
    delete_subnet().send().await.expect("deleted");
    detach().vpc_id(&vpc).send().await.expect("detached");
    delete(&ids[0]).send().await.expect("deleted");
}

#[tokio::test]
async fn a_private_nat_gateway_has_no_public_address() {
    let cloud = Cloud::new();
    let ec2 = client!(aws_sdk_ec2, cloud);
    let vpc = vpc(&ec2, "10.0.0.0/16").await;
    let subnet = subnet(&ec2, &vpc, "10.0.0.0/24").await;
    let create = || ec2.create_nat_gateway().subnet_id(&subnet);
    assert_eq!(code!(create().send()), "MissingParameter");
    let private = || create().connectivity_type(ConnectivityType::Private);
    let with_address = private().allocation_id("eipalloc-1").send();
    assert_eq!(code!(with_address), "InvalidParameterCombination");
    for address in ["10.0.0.4", "10.0.0.5"] {
        let made = private().send().await.expect("a gateway");
        let gateway = made.nat_gateway().expect("gateway");
        let told = &gateway.nat_gateway_addresses()[0];
        assert_eq!(told.private_ip(), Some(address));
        assert_eq!(told.public_ip(), None);
    }
}

#[tokio::test]
async fn dhcp_options_stay_while_a_vpc_has_them() {
    let cloud = Cloud::new();
    let ec2 = client!(aws_sdk_ec2, cloud);
    let vpc = vpc(&ec2, "10.0.0.0/16").await;
    let options_of = || async {
        let read = ec2.describe_vpcs().vpc_ids(&vpc).send().await;
        let vpcs = read.expect("a VPC").vpcs.unwrap_or_default();
        vpcs[0].dhcp_options_id().unwrap_or_default().to_owned()
    };
    let listed = ec2.describe_dhcp_options().send().await.expect("read");
    let of_region = listed.dhcp_options()[0].dhcp_options_id();
    assert_eq!(of_region, Some(options_of().await.as_str()));

    let nothing = ec2.create_dhcp_options().send();
    assert_eq!(code!(nothing), "MissingParameter");
    let servers = NewDhcpConfiguration::builder().key("domain-name-servers");
    let servers = servers.values("10.0.0.9").values("10.0.0.8").build();
    let create = ec2.create_dhcp_options().dhcp_configurations(servers);
    let made = create.send().await.expect("options");
    let made = made.dhcp_options().expect("options");
    let values = made.dhcp_configurations()[0].values();
    let values: Vec<_> = values.iter().filter_map(|it| it.value()).collect();
    assert_eq!(values, ["10.0.0.9", "10.0.0.8"]);
    let id = made.dhcp_options_id().expect("id");

    let associate = |id: &str| ec2.associate_dhcp_options().dhcp_options_id(id);
    let unknown = associate("dopt-1").vpc_id(&vpc).send();
    assert_eq!(code!(unknown), "InvalidDhcpOptionID.NotFound");
    associate(id).vpc_id(&vpc).send().await.expect("associated");
    assert_eq!(options_of().await, id);
    let delete = || ec2.delete_dhcp_options().dhcp_options_id(id);
    assert_eq!(code!(delete().send()), "DependencyViolation");
    associate("default")
        .vpc_id(&vpc)
        .send()
        .await
        .expect("let go");
    delete().send().await.expect("deleted");
}

#[tokio::test]
async fn images_are_blocked_and_gateways_are_not() {
    let cloud = Cloud::new();
    let ec2 = client!(aws_sdk_ec2, cloud);
    let images = || async {
        let read = ec2.get_image_block_public_access_state().send().await;
        let read = read.expect("read");
        read.image_block_public_access_state()
            .expect("state")
            .to_owned()
    };
    assert_eq!(images().await, "block-new-sharing");
    let open = ec2.disable_image_block_public_access();
    open.send().await.expect("unblocked");
    assert_eq!(images().await, "unblocked");

    let mode = || async {
        let read = ec2.describe_vpc_block_public_access_options().send().await;
        let options = read.expect("read").vpc_block_public_access_options;
        let mode = options.expect("options").internet_gateway_block_mode;
        mode.expect("mode")
    };
    assert_eq!(mode().await, InternetGatewayBlockMode::Off);
    let close = ec2.modify_vpc_block_public_access_options();
    let close = close.internet_gateway_block_mode(InternetGatewayBlockMode::BlockIngress);
    close.send().await.expect("blocked");
    assert_eq!(mode().await, InternetGatewayBlockMode::BlockIngress);
}
