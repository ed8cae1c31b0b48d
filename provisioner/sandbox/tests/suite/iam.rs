//! IAM.

use aws_sdk_iam::types::{EntityType, PolicyScopeType, Tag};

use crate::support::{ALICE, Cloud, OSAKA, client, code};

const TRUST: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}]}"#;
const POLICY: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"100%+ é"}]}"#;

fn decoded(document: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = document.as_bytes();
    while let Some((&first, tail)) = rest.split_first() {
        if first == b'%' {
            let digits = std::str::from_utf8(&tail[..2]).expect("digits");
            bytes.push(u8::from_str_radix(digits, 16).expect("a byte"));
            rest = &tail[2..];
        } else {
            bytes.push(first);
            rest = tail;
        }
    }
    String::from_utf8(bytes).expect("text")
}

fn tag(key: &str, value: &str) -> Tag {
    Tag::builder().key(key).value(value).build().expect("a tag")
}

#[tokio::test]
async fn a_role_tells_all_that_was_set() {
    let cloud = Cloud::new();
    let iam = client!(aws_sdk_iam, cloud);
    let create = iam
        .create_role()
        .role_name("apply")
        .path("/gabakura/")
        .description("千代田区 の役割");
    let create = create
        .assume_role_policy_document(TRUST)
        .max_session_duration(7200);
    let create = create.permissions_boundary("arn:aws:iam::111122223333:policy/boundary");
    let made = create
        .tags(tag("owner", "千代田"))
        .send()
        .await
        .expect("a role");
    let role = made.role().expect("role");
    assert_eq!(role.arn(), "arn:aws:iam::111122223333:role/gabakura/apply");
    assert_eq!(role.description(), Some("千代田区 の役割"));

    iam.tag_role()
        .role_name("apply")
        .tags(tag("stage", "prod"))
        .send()
        .await
        .expect("tagged");
    iam.untag_role()
        .role_name("apply")
        .tag_keys("owner")
        .send()
        .await
        .expect("untagged");
    let update = iam
        .update_role()
        .role_name("apply")
        .description("新しい")
        .max_session_duration(3600);
    update.send().await.expect("updated");
    let update = iam
        .update_assume_role_policy()
        .role_name("apply")
        .policy_document(POLICY);
    update.send().await.expect("updated");
    let read = iam
        .get_role()
        .role_name("apply")
        .send()
        .await
        .expect("read");
    let role = read.role().expect("role");
    assert_eq!(role.description(), Some("新しい"));
    assert_eq!(role.max_session_duration(), Some(3600));
    assert_eq!(role.tags(), [tag("stage", "prod")]);
    assert_eq!(
        decoded(role.assume_role_policy_document().expect("policy")),
        POLICY
    );
    let boundary = role
        .permissions_boundary()
        .expect("boundary")
        .permissions_boundary_arn();
    assert_eq!(boundary, Some("arn:aws:iam::111122223333:policy/boundary"));

    let elsewhere = client!(aws_sdk_iam, cloud, ALICE, OSAKA);
    assert_eq!(
        elsewhere
            .list_roles()
            .send()
            .await
            .expect("roles")
            .roles()
            .len(),
        1
    );
    let tags = iam
        .list_role_tags()
        .role_name("apply")
        .send()
        .await
        .expect("tags");
    assert_eq!(tags.tags().len(), 1);
    let twice = iam
        .create_role()
        .role_name("apply")
        .assume_role_policy_document(TRUST)
        .send();
    assert_eq!(code!(twice), "EntityAlreadyExists");
    let bad = iam
        .create_role()
        .role_name("bad")
        .assume_role_policy_document("{")
        .send();
    assert_eq!(code!(bad), "MalformedPolicyDocument");
}

#[tokio::test]
async fn inline_policies() {
    let cloud = Cloud::new();
    let iam = client!(aws_sdk_iam, cloud);
    let create = iam
        .create_role()
        .role_name("apply")
        .assume_role_policy_document(TRUST);
    create.send().await.expect("a role");
    let put = iam
        .put_role_policy()
        .role_name("apply")
        .policy_name("all")
        .policy_document(POLICY);
    put.send().await.expect("put");
    let read = iam
        .get_role_policy()
        .role_name("apply")
        .policy_name("all")
        .send()
        .await
        .expect("read");
    assert_eq!(decoded(read.policy_document()), POLICY);
    let names = iam
        .list_role_policies()
        .role_name("apply")
        .send()
        .await
        .expect("names");
    assert_eq!(names.policy_names(), ["all"]);
    assert_eq!(
        code!(iam.delete_role().role_name("apply").send()),
        "DeleteConflict"
    );
    let delete = || {
        iam.delete_role_policy()
            .role_name("apply")
            .policy_name("all")
    };
    delete().send().await.expect("deleted");
    assert_eq!(code!(delete().send()), "NoSuchEntity");
    iam.delete_role()
        .role_name("apply")
        .send()
        .await
        .expect("deleted");
    assert_eq!(
        code!(iam.get_role().role_name("apply").send()),
        "NoSuchEntity"
    );
}

#[tokio::test]
async fn authorization_details_page_through_roles() {
    let cloud = Cloud::new();
    let iam = client!(aws_sdk_iam, cloud);
    for name in ["a", "b", "c"] {
        let create = iam
            .create_role()
            .role_name(name)
            .assume_role_policy_document(TRUST);
        create.tags(tag("n", name)).send().await.expect("a role");
        let put = iam
            .put_role_policy()
            .role_name(name)
            .policy_name("p")
            .policy_document(POLICY);
        put.send().await.expect("put");
    }
    let details = iam
        .get_account_authorization_details()
        .filter(EntityType::Role)
        .max_items(2);
    let mut pages = details.into_paginator().send();
    let mut roles = Vec::new();
    while let Some(page) = pages.next().await {
        roles.extend(page.expect("a page").role_detail_list().to_vec());
    }
    let names: Vec<_> = roles.iter().filter_map(|role| role.role_name()).collect();
    assert_eq!(names, ["a", "b", "c"]);
    assert_eq!(roles[2].tags(), [tag("n", "c")]);
    assert_eq!(
        decoded(
            roles[0].role_policy_list()[0]
                .policy_document()
                .expect("policy")
        ),
        POLICY
    );
    let listed = iam
        .list_roles()
        .max_items(2)
        .into_paginator()
        .items()
        .send();
    assert_eq!(listed.try_collect().await.expect("roles").len(), 3);
}

#[tokio::test]
async fn the_password_policy_is_all_or_default() {
    let cloud = Cloud::new();
    let iam = client!(aws_sdk_iam, cloud);
    assert_eq!(
        code!(iam.get_account_password_policy().send()),
        "NoSuchEntity"
    );
    let set = iam
        .update_account_password_policy()
        .minimum_password_length(14)
        .require_symbols(true);
    set.max_password_age(90)
        .password_reuse_prevention(24)
        .send()
        .await
        .expect("set");
    let read = iam
        .get_account_password_policy()
        .send()
        .await
        .expect("read");
    let policy = read.password_policy().expect("policy");
    assert_eq!(policy.minimum_password_length(), Some(14));
    assert!(policy.require_symbols() && policy.expire_passwords());
    assert_eq!(policy.password_reuse_prevention(), Some(24));
    iam.delete_account_password_policy()
        .send()
        .await
        .expect("deleted");
    assert_eq!(
        code!(iam.delete_account_password_policy().send()),
        "NoSuchEntity"
    );
}

#[tokio::test]
async fn policies_of_aws_are_there_to_be_attached() {
    let cloud = Cloud::new();
    let iam = client!(aws_sdk_iam, cloud);
    let create = iam.create_role().role_name("audit");
    let create = create.assume_role_policy_document(TRUST);
    create.send().await.expect("a role");
    let attach = |arn: &str| iam.attach_role_policy().role_name("audit").policy_arn(arn);
    let audit = "arn:aws:iam::aws:policy/SecurityAudit";
    attach(audit).send().await.expect("attached");
    let unknown = "arn:aws:iam::aws:policy/NoSuchPolicy";
    assert_eq!(code!(attach(unknown).send()), "NoSuchEntity");

    let listed = iam.list_attached_role_policies().role_name("audit");
    let listed = listed.send().await.expect("attached policies");
    assert_eq!(listed.attached_policies()[0].policy_arn(), Some(audit));
    let local = PolicyScopeType::Local;
    let local = iam.list_policies().scope(local).send().await.expect("read");
    assert!(local.policies().is_empty());
    let of_aws = iam
        .list_policies()
        .only_attached(true)
        .send()
        .await
        .expect("read");
    assert_eq!(of_aws.policies()[0].attachment_count(), Some(1));
}

#[tokio::test]
async fn a_policy_keeps_five_versions_and_no_number_comes_twice() {
    let cloud = Cloud::new();
    let iam = client!(aws_sdk_iam, cloud);
    let bad = iam.create_policy().policy_name("bad").policy_document("{");
    assert_eq!(code!(bad.send()), "MalformedPolicyDocument");
    let create = iam
        .create_policy()
        .policy_name("read")
        .policy_document(POLICY);
    let made = create.send().await.expect("a policy");
    let arn = made
        .policy()
        .and_then(|it| it.arn())
        .expect("an ARN")
        .to_owned();
    let version = || {
        let request = iam.create_policy_version().policy_arn(&arn);
        request.policy_document(POLICY).set_as_default(true)
    };
    for _ in 0..4 {
        version().send().await.expect("a version");
    }
    assert_eq!(code!(version().send()), "LimitExceeded");
    let delete = |id: &str| iam.delete_policy_version().policy_arn(&arn).version_id(id);
    assert_eq!(code!(delete("v5").send()), "DeleteConflict");
    assert_eq!(
        code!(iam.delete_policy().policy_arn(&arn).send()),
        "DeleteConflict"
    );
    for id in ["v1", "v2", "v3", "v4"] {
        delete(id).send().await.expect("deleted");
    }
    version().send().await.expect("a version");
    let listed = iam.list_policy_versions().policy_arn(&arn);
    let listed = listed.send().await.expect("versions");
    let ids: Vec<_> = listed
        .versions()
        .iter()
        .filter_map(|it| it.version_id())
        .collect();
    assert_eq!(ids, ["v5", "v6"]);
    let read = iam.get_policy_version().policy_arn(&arn).version_id("v6");
    let read = read.send().await.expect("a version");
    let version = read.policy_version().expect("a version");
    assert_eq!(decoded(version.document().expect("a document")), POLICY);
    delete("v5").send().await.expect("deleted");
    iam.delete_policy()
        .policy_arn(&arn)
        .send()
        .await
        .expect("deleted");
}

#[tokio::test]
async fn a_profile_has_room_for_one_role() {
    let cloud = Cloud::new();
    let iam = client!(aws_sdk_iam, cloud);
    for name in ["web", "batch"] {
        let create = iam.create_role().role_name(name);
        let create = create.assume_role_policy_document(TRUST);
        create.send().await.expect("a role");
        let create = iam.create_instance_profile().instance_profile_name(name);
        create.tags(tag("n", name)).send().await.expect("a profile");
    }
    let add = |role: &str| {
        let request = iam.add_role_to_instance_profile();
        request.instance_profile_name("web").role_name(role)
    };
    add("web").send().await.expect("added");
    assert_eq!(code!(add("batch").send()), "LimitExceeded");
    let delete = iam.delete_instance_profile().instance_profile_name("web");
    assert_eq!(code!(delete.send()), "DeleteConflict");
    let pages = iam.list_instance_profiles().max_items(1).into_paginator();
    let listed = pages.items().send().try_collect().await.expect("profiles");
    let names: Vec<_> = listed.iter().map(|it| it.instance_profile_name()).collect();
    assert_eq!(names, ["batch", "web"]);
    assert_eq!(listed[1].roles()[0].role_name(), "web");
    assert!(listed[1].tags().is_empty());
}

#[tokio::test]
async fn an_account_has_one_alias_and_trusts_issuers_it_can_reach() {
    let cloud = Cloud::new();
    let iam = client!(aws_sdk_iam, cloud);
    for alias in ["old", "new"] {
        let create = iam.create_account_alias().account_alias(alias);
        create.send().await.expect("an alias");
    }
    let twice = iam.create_account_alias().account_alias("new");
    assert_eq!(code!(twice.send()), "EntityAlreadyExists");
    let aliases = iam.list_account_aliases().send().await.expect("aliases");
    assert_eq!(aliases.account_aliases(), ["new"]);

    let create = |url: &str| iam.create_open_id_connect_provider().url(url);
    assert_eq!(
        code!(create("http://issuer.example").send()),
        "InvalidInput"
    );
    let made = create("https://issuer.example")
        .send()
        .await
        .expect("an issuer");
    let arn = made.open_id_connect_provider_arn().expect("an ARN");
    assert_eq!(
        arn,
        "arn:aws:iam::111122223333:oidc-provider/issuer.example"
    );
    let read = iam.get_open_id_connect_provider();
    let read = read.open_id_connect_provider_arn(arn).send().await;
    let read = read.expect("the issuer");
    assert_eq!(read.url(), Some("issuer.example"));
    assert_eq!(read.thumbprint_list()[0].len(), 40);
}
