//! What others decide: who stands above the project, what is off, what Google keeps.

use gabakura_model::outcome::{ProviderError, Retry};
use gabakura_model::plan::WithheldReason;
use gabakura_model::resource::Kind;
use gabakura_model::tenancy::Cloud as CloudName;
use serde_json::json;

use crate::conformance::case::{Case, ORGANIZATION};
use crate::conformance::cloud::{Cloud, PROJECT, permit};
use crate::conformance::promises::{Life, delete_of, update_to};

/// A cloud in which the project belongs to an organisation.
async fn below() -> Cloud {
    let cloud = Cloud::google().await;
    for (method, path, body) in Case::new("", json!({})).below(&[]).above {
        let (status, reply) = cloud.ask(method, &path, &body).await;
        assert_eq!(status, 200, "{reply}");
    }
    cloud
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_organisation_demands_is_the_platforms() {
    let cloud = below().await;
    let kind = Kind::new("gcp.orgpolicy.policy");
    assert!(
        cloud.list(&kind).await.is_empty(),
        "nobody demands anything"
    );
    let path = format!("/v2/organizations/{ORGANIZATION}/policies");
    let policy = json!({
        "name": format!("organizations/{ORGANIZATION}/policies/sql.restrictPublicIp"),
        "spec": {"rules": [{"enforce": true}]},
    });
    assert_eq!(cloud.ask("POST", &path, &policy).await.0, 200);
    let listed = cloud.list(&kind).await;
    let inherited = &listed["sql.restrictPublicIp (inherited)"];
    assert!(inherited.platform && listed.len() == 1, "{listed:?}");
    assert_eq!(inherited.spec["constraint"], "sql.restrictPublicIp");
    assert_eq!(inherited.spec["spec"]["rules"], json!([{"enforce": true}]));
    let own = json!({
        "constraint": "sql.restrictPublicIp", "spec": {"rules": [{"enforce": false}]},
    });
    cloud.make(&cloud.order(kind.as_str(), "own", &own)).await;
    let ids: Vec<_> = cloud.list(&kind).await.into_keys().collect();
    assert_eq!(
        ids,
        ["sql.restrictPublicIp"],
        "the project's own settles it"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wall_of_the_organisations_is_the_platforms_and_others_walls_are_not_ours_to_see() {
    let cloud = below().await;
    let kind = Kind::new("gcp.accesscontextmanager.service_perimeter");
    assert!(cloud.list(&kind).await.is_empty());
    let access = json!({"parent": format!("organizations/{ORGANIZATION}"), "title": "default"});
    let (_, made) = cloud.ask("POST", "/v1/accessPolicies", &access).await;
    let policy = made["response"]["name"].as_str().unwrap();
    let projects = cloud.list(&Kind::new("gcp.project.project")).await;
    let project = projects.into_values().next().expect("our own project");
    for (name, inside) in [("town", project.outputs["number"].as_str()), ("other", "1")] {
        let perimeter = json!({
            "name": format!("{policy}/servicePerimeters/{name}"), "title": name,
            "status": {"resources": [format!("projects/{inside}")]},
        });
        let path = format!("/v1/{policy}/servicePerimeters");
        assert_eq!(cloud.ask("POST", &path, &perimeter).await.0, 200);
    }
    let listed: Vec<_> = cloud.list(&kind).await.into_values().collect();
    assert_eq!(listed.len(), 1, "{listed:?}");
    assert!(listed[0].platform);
    assert_eq!(listed[0].spec["name"], "town");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_name_of_a_deleted_pool_is_taken_back_by_its_own_address_alone() {
    let cloud = Cloud::google().await;
    let kind = Kind::new("gcp.iam.workload_identity_pool");
    let order = |name: &str, description: &str| {
        let spec = json!({"pool_id": "pipelines", "description": description});
        cloud.order(kind.as_str(), name, &spec)
    };
    let made = cloud.make(&order("pool", "CI")).await;
    let found = cloud.list(&kind).await.remove(&made.id).unwrap();
    cloud.delete(&delete_of(found)).await;
    let refused = cloud
        .provider
        .create(&cloud.scope, &order("other", "CI"), &permit())
        .await;
    let error = refused.unwrap_err();
    assert_eq!(error.code(), "name-kept", "{error}");
    let mut again = order("pool", "CI of the town");
    again.token.push_str("-again");
    cloud.make(&again).await;
    let back = cloud.list(&kind).await.remove(&made.id).unwrap();
    assert_eq!(back.spec["description"], "CI of the town");
    assert_eq!(back.intent_tag(), Some(again.token.as_str()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_that_is_off_is_told_and_waited_for() {
    let cloud = Cloud::google().await;
    // The switch is told by the project's number.
    cloud.list(&Kind::new("gcp.project.project")).await;
    let disable = format!("/v1/projects/{PROJECT}/services/dns.googleapis.com:disable");
    assert_eq!(cloud.ask("POST", &disable, &json!({})).await.0, 200);
    let kind = Kind::new("gcp.dns.managed_zone");
    let listed = cloud.provider.list(&cloud.scope, &kind).await;
    let Err(ProviderError::ServiceDisabled { switch, .. }) = listed else {
        panic!("it is off: {listed:?}");
    };
    assert_eq!(switch.kind.as_str(), "gcp.serviceusage.service");
    let on = cloud.order(switch.kind.as_str(), "on", &json!({"name": switch.id}));
    cloud.make(&on).await;
    let zone = json!({
        "name": "town", "dns_name": "town.example.jp.", "visibility": "public",
        "description": "the town",
    });
    let order = cloud.order(kind.as_str(), "zone", &zone);
    for _ in 0..2 {
        let early = cloud.provider.create(&cloud.scope, &order, &permit()).await;
        assert_eq!(early.unwrap_err().retry(), Retry::NotYetConsistent);
    }
    cloud.make(&order).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_that_is_no_longer_declared_stays_on() {
    let cloud = Cloud::google().await;
    let on = json!({"name": "dns.googleapis.com"});
    let order = cloud.order("gcp.serviceusage.service", "dns", &on);
    let made = cloud.make(&order).await;
    let found = cloud.list(&order.kind).await.remove(&made.id).unwrap();
    cloud.calls();
    cloud.delete(&delete_of(found)).await;
    assert!(cloud.calls().is_empty(), "nobody is switched off");
    assert!(cloud.list(&order.kind).await.contains_key(&made.id));
    cloud.list(&Kind::new("gcp.dns.managed_zone")).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whom_and_what_others_have_set_up_is_theirs() {
    let email = "security@example.jp";
    let contact = json!({"email": email, "notification_category_subscriptions": ["SECURITY"]});
    let theirs = json!({
        "email": email, "notificationCategorySubscriptions": ["ALL"], "languageTag": "ja",
    });
    let contacts = format!("/v1/projects/{PROJECT}/contacts");
    let amount = json!({"specified_amount": {"units": 500_000}});
    let budget = json!({"display_name": "month", "amount": amount});
    let their_budget = json!({
        "displayName": "month", "budgetFilter": {"projects": [format!("projects/{PROJECT}")]},
        "amount": {"specifiedAmount": {"currencyCode": "JPY", "units": "9"}},
    });
    let budgets = "/v1/billingAccounts/000000-111111-222222/budgets".to_owned();
    for (kind, spec, path, theirs, id) in [
        (
            "gcp.essentialcontacts.contact",
            contact,
            contacts,
            theirs,
            email,
        ),
        ("gcp.billing.budget", budget, budgets, their_budget, "month"),
    ] {
        let mut case = Case::new(kind, spec);
        let project = format!("/v1/projects/{PROJECT}/billingInfo");
        case.above.push(("GET", project, json!({})));
        case.above.push(("POST", path, theirs));
        let life = Life::begin(CloudName::Gcp, case).await;
        let order = &life.order;
        let planned = life.plan(&life.before, None, &order.spec, &order.tags);
        let taken = WithheldReason::TakenByOther { id: id.to_owned() };
        let withheld: Vec<_> = planned.withheld.into_iter().map(|it| it.because).collect();
        assert_eq!(withheld, [taken], "{kind}");
        let (cloud, before) = (&life.cloud, &life.before);
        let refused = cloud.provider.create(&cloud.scope, order, &permit()).await;
        assert_eq!(refused.unwrap_err().code(), "ALREADY_EXISTS", "{kind}");
        assert_eq!(life.list().await, *before, "{kind}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_budget_counts_stays_and_a_period_of_its_own_is_no_month() {
    let cloud = Cloud::google().await;
    let kind = Kind::new("gcp.billing.budget");
    let amount = json!({"specified_amount": {"units": 500_000}});
    let spec = json!({"display_name": "month", "amount": amount});
    let order = cloud.order(kind.as_str(), "month", &spec);
    let made = cloud.make(&order).await;
    let budgets = "/v1/billingAccounts/000000-111111-222222/budgets";
    let listed = cloud.ask("GET", budgets, &json!({})).await.1;
    let name = listed["budgets"][0]["name"].as_str().unwrap();
    let filter = json!({"budgetFilter": {
        "services": ["services/24E6-581D-38E5"],
        "customPeriod": {"startDate": {"year": 2026, "month": 4, "day": 1}},
    }});
    let mask = "updateMask=budgetFilter.services,budgetFilter.customPeriod";
    let path = format!("/v1/{name}?{mask}");
    assert_eq!(cloud.ask("PATCH", &path, &filter).await.0, 200);
    let found = cloud.list(&kind).await.remove(&made.id).unwrap();
    assert_ne!(found.spec["calendar_period"], "MONTH");
    cloud
        .update_ours(&update_to(&found, &order.spec, &order.tags))
        .await;
    let found = cloud.list(&kind).await.remove(&made.id).unwrap();
    assert_eq!(found.spec, order.spec);
    let told = cloud.ask("GET", &format!("/v1/{name}"), &json!({})).await.1;
    let filter = &told["budgetFilter"];
    assert_eq!(filter["services"], json!(["services/24E6-581D-38E5"]));
    assert_eq!(filter["projects"].as_array().map(Vec::len), Some(1));
    cloud.delete(&delete_of(found)).await;
}
