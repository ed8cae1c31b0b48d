//! S3 Control.

use crate::support::{ALICE, BOB, Cloud, OSAKA, client, code};

#[tokio::test]
async fn the_account_blocks_public_access_in_all_regions() {
    let cloud = Cloud::new();
    let control = client!(aws_sdk_s3control, cloud);
    let get = |account: &str| control.get_public_access_block().account_id(account).send();
    assert_eq!(code!(get(ALICE)), "NoSuchPublicAccessBlockConfiguration");
    let block = aws_sdk_s3control::types::PublicAccessBlockConfiguration::builder();
    let block = block
        .block_public_acls(true)
        .restrict_public_buckets(true)
        .build();
    let put = control.put_public_access_block().account_id(ALICE);
    put.public_access_block_configuration(block)
        .send()
        .await
        .expect("blocked");
    let osaka = client!(aws_sdk_s3control, cloud, ALICE, OSAKA);
    let read = osaka
        .get_public_access_block()
        .account_id(ALICE)
        .send()
        .await
        .expect("read");
    let read = read.public_access_block_configuration().expect("block");
    assert_eq!(
        (read.block_public_acls(), read.ignore_public_acls()),
        (Some(true), Some(false))
    );
    assert_eq!(code!(get(BOB)), "AccessDenied");
    for _ in 0..2 {
        control
            .delete_public_access_block()
            .account_id(ALICE)
            .send()
            .await
            .expect("deleted");
    }
    assert_eq!(code!(get(ALICE)), "NoSuchPublicAccessBlockConfiguration");
}
