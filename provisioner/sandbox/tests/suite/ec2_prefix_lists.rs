//! Prefix lists of the account, beside AWS's.

use aws_sdk_ec2::types::{AddPrefixListEntry, RemovePrefixListEntry};

use crate::ec2_network::filter;
use crate::support::{Cloud, client, code};

fn range(cidr: &str) -> AddPrefixListEntry {
    AddPrefixListEntry::builder().cidr(cidr).build()
}

#[tokio::test]
async fn entries_change_by_version_and_within_the_room_there_is() {
    let cloud = Cloud::new();
    let ec2 = client!(aws_sdk_ec2, cloud);
    let create = ec2.create_managed_prefix_list().prefix_list_name("staff");
    let create = create.address_family("IPv4").max_entries(2);
    let made = create.entries(range("10.0.0.0/16")).send().await;
    let made = made.expect("a list");
    let list = made.prefix_list().expect("list");
    let id = list.prefix_list_id().expect("id").to_owned();

    let modify = || ec2.modify_managed_prefix_list().prefix_list_id(&id);
    let add = |cidr: &str| modify().add_entries(range(cidr));
    assert_eq!(code!(add("10.1.0.0/16").send()), "MissingParameter");
    let stale = add("10.1.0.0/16").current_version(9).send();
    assert_eq!(code!(stale), "PrefixListVersionMismatch");
    let both = add("10.1.0.0/16").current_version(1).max_entries(9).send();
    assert_eq!(code!(both), "InvalidParameterCombination");
    let gone = RemovePrefixListEntry::builder().cidr("10.0.0.0/16").build();
    let anew = add("10.0.0.0/16").remove_entries(gone.clone());
    assert_eq!(
        code!(anew.current_version(1).send()),
        "InvalidParameterValue"
    );
    let change = add("10.1.0.0/16").remove_entries(gone).current_version(1);
    change.send().await.expect("changed");
    let over = add("10.2.0.0/16").add_entries(range("10.3.0.0/16"));
    let over = over.current_version(2).send();
    assert_eq!(code!(over), "PrefixListMaxEntriesExceeded");
    modify().max_entries(3).send().await.expect("more room");
    let over = add("10.2.0.0/16").add_entries(range("10.3.0.0/16"));
    over.current_version(2).send().await.expect("added");

    let entries = ec2.get_managed_prefix_list_entries().prefix_list_id(&id);
    let entries = entries.max_results(2).into_paginator().items().send();
    let entries = entries.try_collect().await.expect("entries");
    let ranges: Vec<_> = entries.iter().filter_map(|it| it.cidr()).collect();
    assert_eq!(ranges, ["10.1.0.0/16", "10.2.0.0/16", "10.3.0.0/16"]);

    let count = |owner: &'static str| {
        let read = ec2.describe_managed_prefix_lists();
        let read = read.filters(filter("owner-id", owner)).send();
        async { read.await.expect("lists").prefix_lists().len() }
    };
    assert_eq!((count("AWS").await, count("111122223333").await), (2, 1));
    let delete = ec2.delete_managed_prefix_list().prefix_list_id(&id);
    delete.send().await.expect("deleted");
    assert_eq!(
        code!(modify().max_entries(5).send()),
        "InvalidPrefixListID.NotFound"
    );
}
