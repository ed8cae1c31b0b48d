//! The account's defaults per region.

use aws_sdk_ec2::types::{
    DefaultInstanceMetadataEndpointState, HttpTokensState, MetadataDefaultHttpTokensState,
    SnapshotBlockPublicAccessState,
};

use crate::support::{ALICE, Cloud, OSAKA, client};

#[tokio::test]
async fn volumes_are_encrypted_by_default_where_told() {
    let cloud = Cloud::new();
    let (tokyo, osaka) = (
        client!(aws_sdk_ec2, cloud),
        client!(aws_sdk_ec2, cloud, ALICE, OSAKA),
    );
    tokyo
        .enable_ebs_encryption_by_default()
        .send()
        .await
        .expect("enabled");
    let on = tokyo
        .get_ebs_encryption_by_default()
        .send()
        .await
        .expect("read");
    assert_eq!(on.ebs_encryption_by_default(), Some(true));
    let off = osaka
        .get_ebs_encryption_by_default()
        .send()
        .await
        .expect("read");
    assert_eq!(off.ebs_encryption_by_default(), Some(false));
    tokyo
        .disable_ebs_encryption_by_default()
        .send()
        .await
        .expect("disabled");
    let off = tokyo
        .get_ebs_encryption_by_default()
        .send()
        .await
        .expect("read");
    assert_eq!(off.ebs_encryption_by_default(), Some(false));

    let key = tokyo
        .get_ebs_default_kms_key_id()
        .send()
        .await
        .expect("read");
    assert_eq!(key.kms_key_id(), Some("alias/aws/ebs"));
    tokyo
        .modify_ebs_default_kms_key_id()
        .kms_key_id("1234")
        .send()
        .await
        .expect("set");
    let key = tokyo
        .get_ebs_default_kms_key_id()
        .send()
        .await
        .expect("read");
    assert_eq!(
        key.kms_key_id(),
        Some("arn:aws:kms:ap-northeast-1:111122223333:key/1234")
    );
    tokyo
        .reset_ebs_default_kms_key_id()
        .send()
        .await
        .expect("reset");
    let key = tokyo
        .get_ebs_default_kms_key_id()
        .send()
        .await
        .expect("read");
    assert_eq!(key.kms_key_id(), Some("alias/aws/ebs"));
}

#[tokio::test]
async fn metadata_defaults_and_snapshot_block() {
    let cloud = Cloud::new();
    let ec2 = client!(aws_sdk_ec2, cloud);
    let read = ec2
        .get_instance_metadata_defaults()
        .send()
        .await
        .expect("read");
    assert!(
        read.account_level()
            .is_none_or(|level| level.http_tokens().is_none())
    );
    let set = ec2.modify_instance_metadata_defaults();
    let set = set.http_tokens(MetadataDefaultHttpTokensState::Required);
    let set = set.http_put_response_hop_limit(1);
    let set = set.http_endpoint(DefaultInstanceMetadataEndpointState::Enabled);
    set.send().await.expect("set");
    let read = ec2
        .get_instance_metadata_defaults()
        .send()
        .await
        .expect("read");
    let level = read.account_level().expect("level");
    assert_eq!(level.http_tokens(), Some(&HttpTokensState::Required));
    assert_eq!(level.http_put_response_hop_limit(), Some(1));
    let unset = ec2.modify_instance_metadata_defaults();
    let unset = unset.http_tokens(MetadataDefaultHttpTokensState::NoPreference);
    unset.send().await.expect("unset");
    let read = ec2
        .get_instance_metadata_defaults()
        .send()
        .await
        .expect("read");
    assert!(read.account_level().expect("level").http_tokens().is_none());

    let state = ec2
        .get_snapshot_block_public_access_state()
        .send()
        .await
        .expect("read");
    assert_eq!(
        state.state(),
        Some(&SnapshotBlockPublicAccessState::Unblocked)
    );
    let block = ec2.enable_snapshot_block_public_access();
    let block = block.state(SnapshotBlockPublicAccessState::BlockAllSharing);
    block.send().await.expect("blocked");
    let state = ec2
        .get_snapshot_block_public_access_state()
        .send()
        .await
        .expect("read");
    assert_eq!(
        state.state(),
        Some(&SnapshotBlockPublicAccessState::BlockAllSharing)
    );
    ec2.disable_snapshot_block_public_access()
        .send()
        .await
        .expect("unblocked");
    let state = ec2
        .get_snapshot_block_public_access_state()
        .send()
        .await
        .expect("read");
    assert_eq!(
        state.state(),
        Some(&SnapshotBlockPublicAccessState::Unblocked)
    );
}
