//! What is switched off, and what stands above a project.

use serde_json::{Value, json};

use crate::support::Served;

const P: &str = "projects/tenant-one";

async fn asked(served: &Served, method: &str, path: &str, body: Value) -> Value {
    let body = Some(&body).filter(|body| !body.is_null());
    let (status, reply) = served.call(method, path, body).await;
    assert_eq!(status, 200, "{method} {path}: {reply}");
    reply
}

#[tokio::test]
async fn a_service_that_is_off_answers_nothing_and_one_just_on_not_at_once() {
    let served = Served::fresh().await;
    let zones = format!("/dns/v1/{P}/managedZones");
    let networks = format!("/compute/v1/{P}/aggregated/subnetworks");
    for (service, path) in [("dns", &zones), ("compute", &networks)] {
        let switch = format!("/v1/{P}/services/{service}.googleapis.com");
        asked(&served, "GET", path, Value::Null).await;
        asked(&served, "POST", &format!("{switch}:disable"), json!({})).await;
        let (status, reply) = served.call("GET", path, None).await;
        assert_eq!(status, 403, "{reply}");
        let detail = &reply["error"]["details"][0];
        assert_eq!(detail["reason"], "SERVICE_DISABLED");
        let name = format!("{service}.googleapis.com");
        assert_eq!(detail["metadata"]["service"], name);
        asked(&served, "POST", &format!("{switch}:enable"), json!({})).await;
        asked(&served, "GET", path, Value::Null).await;
    }
    let zone = json!({"name": "town", "dnsName": "town.example.jp.", "description": "the town"});
    for late in [403, 403, 200] {
        assert_eq!(served.call("POST", &zones, Some(&zone)).await.0, late);
    }
}

#[tokio::test]
async fn what_is_demanded_above_holds_below() {
    let served = Served::fresh().await;
    let project = json!({
        "projectId": "tenant-one", "parent": {"type": "organization", "id": "1"},
    });
    asked(&served, "POST", "/v1/projects", project).await;
    let above = asked(&served, "POST", &format!("/v1/{P}:getAncestry"), json!({})).await;
    assert_eq!(above["ancestor"][1]["resourceId"]["id"], "1");
    let name = "organizations/1/policies/sql.restrictPublicIp";
    let policy = json!({"name": name, "spec": {"rules": [{"enforce": true}]}});
    asked(&served, "POST", "/v2/organizations/1/policies", policy).await;
    for (constraint, rule) in [
        ("sql.restrictPublicIp", json!({"enforce": true})),
        ("compute.requireOsLogin", json!({"enforce": false})),
        ("gcp.resourceLocations", json!({"allowAll": true})),
    ] {
        let path = format!("/v2/{P}/policies/{constraint}:getEffectivePolicy");
        let policy = asked(&served, "GET", &path, Value::Null).await;
        assert_eq!(policy["spec"]["rules"], json!([rule]), "{constraint}");
    }
}

#[tokio::test]
async fn deleted_pools_are_kept_and_taken_back() {
    let served = Served::fresh().await;
    let pools = format!("/v1/{P}/locations/global/workloadIdentityPools");
    let make = format!("{pools}?workloadIdentityPoolId=pipelines");
    asked(&served, "POST", &make, json!({"description": "CI"})).await;
    let pool = format!("{pools}/pipelines");
    let undelete = format!("{pool}:undelete");
    assert_eq!(
        served.call("POST", &undelete, Some(&json!({}))).await.0,
        400
    );
    asked(&served, "DELETE", &pool, Value::Null).await;
    let listed = asked(&served, "GET", &pools, Value::Null).await;
    assert_eq!(listed, json!({}));
    assert_eq!(served.call("POST", &make, Some(&json!({}))).await.0, 409);
    asked(&served, "POST", &undelete, json!({})).await;
    let back = asked(&served, "GET", &pool, Value::Null).await;
    assert_eq!(
        (&back["state"], &back["description"]),
        (&json!("ACTIVE"), &json!("CI"))
    );
}

#[tokio::test]
async fn budgets_are_listed_by_their_project() {
    let served = Served::fresh().await;
    let info = asked(&served, "GET", &format!("/v1/{P}/billingInfo"), Value::Null).await;
    let account = info["billingAccountName"].as_str().unwrap();
    let budgets = format!("/v1/{account}/budgets");
    for project in [P, "projects/tenant-two"] {
        let budget = json!({
            "displayName": project, "budgetFilter": {"projects": [project]},
            "amount": {"specifiedAmount": {"currencyCode": "JPY", "units": "500"}},
        });
        asked(&served, "POST", &budgets, budget).await;
    }
    let listed = asked(&served, "GET", &format!("{budgets}?scope={P}"), Value::Null).await;
    let listed = listed["budgets"].as_array().unwrap();
    assert_eq!(listed.len(), 1);
    assert_eq!(listed[0]["displayName"], P);
}

#[tokio::test]
async fn a_budget_has_one_period() {
    let served = Served::fresh().await;
    let budgets = "/v1/billingAccounts/000000-111111-222222/budgets";
    let custom = json!({"startDate": {"year": 2026, "month": 4, "day": 1}});
    let budget = |filter: Value| {
        json!({
            "displayName": "b", "amount": {"specifiedAmount": {"currencyCode": "JPY"}},
            "budgetFilter": filter,
        })
    };
    let both = budget(json!({"calendarPeriod": "YEAR", "customPeriod": custom}));
    assert_eq!(served.call("POST", budgets, Some(&both)).await.0, 400);
    let own = json!({"services": ["services/x"], "customPeriod": custom});
    let made = asked(&served, "POST", budgets, budget(own)).await;
    let path = format!("/v1/{}", made["name"].as_str().unwrap());
    let change = format!("{path}?updateMask=budgetFilter.calendarPeriod");
    let year = json!({"budgetFilter": {"calendarPeriod": "YEAR"}});
    let changed = asked(&served, "PATCH", &change, year).await;
    let filter = json!({"services": ["services/x"], "calendarPeriod": "YEAR"});
    assert_eq!(changed["budgetFilter"], filter);
}

#[tokio::test]
async fn a_dry_run_is_asked_for() {
    let served = Served::fresh().await;
    let access = json!({"parent": "organizations/1", "title": "default"});
    let made = asked(&served, "POST", "/v1/accessPolicies", access).await;
    let policy = made["response"]["name"].as_str().unwrap().to_owned();
    let path = format!("/v1/{policy}/servicePerimeters");
    let mut perimeter = json!({
        "name": format!("{policy}/servicePerimeters/town"), "title": "town",
        "spec": {"restrictedServices": ["storage.googleapis.com"]},
    });
    assert_eq!(served.call("POST", &path, Some(&perimeter)).await.0, 400);
    perimeter["useExplicitDryRunSpec"] = true.into();
    asked(&served, "POST", &path, perimeter).await;
    let change = format!("{path}/town?updateMask=useExplicitDryRunSpec");
    let refused = served.call("PATCH", &change, Some(&json!({}))).await;
    assert_eq!(refused.0, 400, "{}", refused.1);
    let change = format!("{path}/town?updateMask=spec,useExplicitDryRunSpec");
    asked(&served, "PATCH", &change, json!({})).await;
}
