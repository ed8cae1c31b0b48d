//! Servers and what they are started from.

use aws_sdk_ec2::types::*;

use crate::ec2_network::{subnet, vpc};
use crate::support::{Cloud, client, code};

#[tokio::test]
async fn a_server_is_as_subnet_and_account_say_and_holds_on_to_its_subnet() {
    let cloud = Cloud::new();
    let ec2 = client!(aws_sdk_ec2, cloud);
    let vpc = vpc(&ec2, "10.0.0.0/16").await;
    let subnet = subnet(&ec2, &vpc, "10.0.0.0/24").await;
    let run = || {
        let request = ec2.run_instances().image_id("ami-1").subnet_id(&subnet);
        request.min_count(1).max_count(1)
    };
    let encrypted = ec2.enable_ebs_encryption_by_default().send().await;
    encrypted.expect("set");
    let tokens = ec2.modify_instance_metadata_defaults();
    let tokens = tokens.http_tokens(MetadataDefaultHttpTokensState::Required);
    tokens.send().await.expect("set");
    let first = run()
        .send()
        .await
        .expect("a server")
        .instances
        .expect("one");
    let id = first[0].instance_id().expect("an id");
    let demanded = first[0].metadata_options().and_then(|it| it.http_tokens());
    assert_eq!(demanded, Some(&HttpTokensState::Required));
    assert_eq!(first[0].public_ip_address(), None);

    let open = ec2.disable_ebs_encryption_by_default().send().await;
    open.expect("set");
    let asked = InstanceMetadataOptionsRequest::builder();
    let asked = asked.http_tokens(HttpTokensState::Optional).build();
    let public = InstanceNetworkInterfaceSpecification::builder();
    let public = public.subnet_id(&subnet).device_index(0);
    let request = ec2
        .run_instances()
        .image_id("ami-1")
        .metadata_options(asked);
    let request = request.network_interfaces(public.associate_public_ip_address(true).build());
    let second = request.min_count(1).max_count(1).send().await;
    let second = second.expect("a server").instances.expect("one");
    assert!(second[0].public_ip_address().is_some());
    assert_ne!(
        second[0].private_ip_address(),
        first[0].private_ip_address()
    );
    let volumes = |encrypted: &str| {
        let filter = Filter::builder()
            .name("encrypted")
            .values(encrypted)
            .build();
        let request = ec2.describe_volumes().filters(filter).send();
        async move { request.await.expect("read").volumes.unwrap_or_default() }
    };
    let attached = |volumes: Vec<Volume>| {
        let attachment = volumes[0].attachments()[0].clone();
        attachment.instance_id.expect("a server")
    };
    assert_eq!(attached(volumes("true").await), id);
    let other = second[0].instance_id().expect("an id");
    assert_eq!(attached(volumes("false").await), other);

    let delete_subnet = || ec2.delete_subnet().subnet_id(&subnet).send();
    assert_eq!(code!(delete_subnet()), "DependencyViolation");
    let stop = ec2
        .terminate_instances()
        .instance_ids(id)
        .instance_ids(other);
    stop.send().await.expect("terminated");
    let read = ec2.describe_instances().instance_ids(id).send().await;
    let read = read.expect("shown for a while").reservations.expect("one");
    let state = read[0].instances()[0].state().and_then(|it| it.name());
    assert_eq!(state, Some(&InstanceStateName::Terminated));
    delete_subnet().await.expect("let go");
    let unknown = ec2.terminate_instances().instance_ids("i-1").send();
    assert_eq!(code!(unknown), "InvalidInstanceID.NotFound");
}

#[tokio::test]
async fn the_default_and_the_newest_version_of_every_template_are_told() {
    let cloud = Cloud::new();
    let ec2 = client!(aws_sdk_ec2, cloud);
    let data = |tokens| {
        let metadata = LaunchTemplateInstanceMetadataOptionsRequest::builder();
        let metadata = metadata.http_tokens(tokens).build();
        RequestLaunchTemplateData::builder()
            .metadata_options(metadata)
            .build()
    };
    let create = || {
        let request = ec2.create_launch_template().launch_template_name("web");
        request
            .launch_template_data(data(LaunchTemplateHttpTokensState::Required))
            .send()
    };
    let made = create().await.expect("made").launch_template;
    let id = made.and_then(|it| it.launch_template_id).expect("an id");
    assert_eq!(
        code!(create()),
        "InvalidLaunchTemplateName.AlreadyExistsException"
    );
    let told = || {
        let request = ec2.describe_launch_template_versions();
        let request = request.versions("$Default").versions("$Latest").send();
        async move {
            let read = request.await.expect("read").launch_template_versions;
            let tell = |it: LaunchTemplateVersion| {
                let metadata = it.launch_template_data.and_then(|it| it.metadata_options);
                (
                    it.version_number,
                    it.default_version,
                    metadata.and_then(|it| it.http_tokens),
                )
            };
            read.unwrap_or_default()
                .into_iter()
                .map(tell)
                .collect::<Vec<_>>()
        }
    };
    let first = (
        Some(1),
        Some(true),
        Some(LaunchTemplateHttpTokensState::Required),
    );
    assert_eq!(told().await, std::slice::from_ref(&first));
    for tokens in ["optional", "required", "optional"] {
        let next = ec2.create_launch_template_version().launch_template_id(&id);
        next.launch_template_data(data(tokens.into()))
            .send()
            .await
            .expect("made");
    }
    let newest = (
        Some(4),
        Some(false),
        Some(LaunchTemplateHttpTokensState::Optional),
    );
    assert_eq!(told().await, [first, newest]);
}
