//! What others do in ways of their own, and what is made of it.

use gabakura_model::outcome::Created;
use gabakura_model::plan::Action;
use gabakura_model::port::DeleteRequest;
use gabakura_model::resource::Kind;
use gabakura_model::tenancy::{Cloud as CloudName, Scope};
use serde_json::{Value, json};

use super::budgets;
use super::cloud::{Cloud, permit};
use super::promises::{Life, update_to};

/// The first case of a kind stands.
async fn standing(cases: Vec<super::case::Case>, kind: &str) -> (Life, Created) {
    let case = cases.into_iter().find(|case| case.name == kind);
    let life = Life::begin(CloudName::Aws, case.expect("it has a case")).await;
    let made = life.cloud.make(&life.order).await;
    (life, made)
}

/// Somebody else says something to AWS Budgets.
async fn to_budgets(life: &Life, operation: &str, body: &Value) -> (u16, Value) {
    let target = format!("AWSBudgetServiceGateway.{operation}");
    life.cloud.say("budgets", &target, body).await
}

#[tokio::test]
async fn a_budget_that_somebody_narrows_shows_and_is_put_right() {
    let (life, made) = standing(budgets::cases(), "aws.budgets.budget").await;
    let dollars = |amount: &str| json!({"Amount": amount, "Unit": "USD"});
    let budget = |parts: &Value| {
        let mut budget = json!({
            "BudgetName": made.id, "BudgetType": "COST", "TimeUnit": "MONTHLY",
            "BudgetLimit": dollars("2000"),
        });
        for (part, value) in parts.as_object().unwrap() {
            budget[part] = value.clone();
        }
        budget
    };
    let expression = json!({"Dimensions": {"Key": "SERVICE", "Values": ["Amazon S3"]}});
    let planned = json!({"1767225600": dollars("2000"), "1769904000": dollars("90000")});
    let narrowed = [
        (
            json!({"FilterExpression": expression, "Metrics": ["UnblendedCost"]}),
            json!(["FilterExpression", "Metrics"]),
        ),
        (
            json!({"CostTypes": {"IncludeCredit": true, "IncludeTax": false}}),
            json!(["CostTypes"]),
        ),
        (
            json!({"PlannedBudgetLimits": planned, "BudgetLimit": null}),
            json!(["PlannedBudgetLimits"]),
        ),
        (
            json!({"AutoAdjustData": {"AutoAdjustType": "FORECAST"}}),
            json!(["AutoAdjustData"]),
        ),
    ];
    for (parts, other) in narrowed {
        let account = &life.cloud.scope.account;
        let update = json!({"AccountId": account, "NewBudget": budget(&parts)});
        let (status, reply) = to_budgets(&life, "UpdateBudget", &update).await;
        assert_eq!(status, 200, "{reply}");
        let all = life.list().await;
        let found = &all[&made.id];
        assert_eq!(found.spec["other"], other);
        let specs = (&life.order.spec, &life.order.spec);
        let change = life.planned(&all, &made, specs, &life.order.tags);
        assert_eq!(change.action, Action::Update, "{other}");
        let update = update_to(found, &life.order.spec, &life.order.tags);
        life.cloud.update_ours(&update).await;
        life.stands_as_ordered("put right", &made).await;
    }
}

#[tokio::test]
async fn a_budget_is_in_the_currency_aws_bills_in() {
    let (life, _) = standing(budgets::cases(), "aws.budgets.budget").await;
    let mut order = life.order.clone();
    order.spec["budget_name"] = "yen".into();
    order.spec["limit"]["unit"] = "JPY".into();
    let refused = life.cloud.create(&order).await.unwrap_err();
    assert_eq!(refused.code(), "InvalidParameterException");
    assert!(refused.to_string().contains("[USD]"), "{refused}");
}

/// Somebody else fills in a form of the load balancers'; the text of an element of the reply.
async fn balanced(cloud: &Cloud, form: &str, element: &str) -> String {
    let (status, reply) = cloud.fill_in("elasticloadbalancing", form).await;
    assert_eq!(status, 200, "{form}: {reply}");
    let (_, rest) = reply.split_once(&format!("<{element}>")).expect(form);
    rest.split('<').next().unwrap_or_default().to_owned()
}

#[tokio::test]
async fn a_listener_sends_callers_on_by_all_of_its_rules_or_does_not() {
    let cloud = Cloud::aws().await;
    let subnet = json!({
        "vpc_id": "$vpc", "cidr_block": "10.16.0.0/24", "availability_zone": "ap-northeast-1a",
    });
    let made = cloud
        .stand([
            ("vpc", "aws.ec2.vpc", json!({"cidr_block": "10.16.0.0/20"})),
            ("subnet", "aws.ec2.subnet", subnet),
        ])
        .await;
    let subnet = &made["subnet"].id;
    let form = format!("Action=CreateLoadBalancer&Name=web&Subnets.member.1={subnet}");
    let balancer = balanced(&cloud, &form, "LoadBalancerArn").await;
    let kind = Kind::new("aws.elb.load_balancer");
    let redirect = |list: &str| {
        format!("{list}.member.1.Type=redirect&{list}.member.1.RedirectConfig.Protocol=HTTPS")
    };
    let form = format!(
        "Action=CreateListener&LoadBalancerArn={balancer}&Port=80&Protocol=HTTP&{}",
        redirect("DefaultActions")
    );
    let listener = balanced(&cloud, &form, "ListenerArn").await;
    let rule = |priority: usize, action: &str| {
        format!("Action=CreateRule&ListenerArn={listener}&Priority={priority}&{action}")
    };
    // More rules than fit on one page.
    for priority in 1..=101 {
        let form = rule(priority, &redirect("Actions"));
        balanced(&cloud, &form, "RuleArn").await;
    }
    let listening = async || cloud.list(&kind).await[&balancer].spec["listeners"].clone();
    assert_eq!(listening().await[0]["redirects_to_https"], true);
    let form = rule(102, "Actions.member.1.Type=forward");
    balanced(&cloud, &form, "RuleArn").await;
    assert_eq!(listening().await[0]["redirects_to_https"], false);
}

#[tokio::test]
async fn what_others_ask_for_and_nobody_accepted_is_rejected() {
    let cloud = Cloud::aws().await;
    let vpc = |range: &str| cloud.order("aws.ec2.vpc", "vpc", &json!({"cidr_block": range}));
    let ours = cloud.make(&vpc("10.16.0.0/20")).await;
    let theirs = Scope {
        account: "444455556666".to_owned(),
        ..cloud.scope.clone()
    };
    let them = &cloud.somebody_else;
    let peer = them
        .create(&theirs, &vpc("10.32.0.0/20"), &permit())
        .await
        .unwrap();
    let kind = Kind::new("aws.ec2.vpc_peering_connection");
    let asked = json!({
        "vpc_id": peer.id, "peer_vpc_id": ours.id, "peer_owner_id": cloud.scope.account,
    });
    let asked = cloud.order(kind.as_str(), "peering", &asked);
    let asked = them.create(&theirs, &asked, &permit()).await.unwrap();

    let waiting = cloud.list(&kind).await[&asked.id].clone();
    let facts = ["vpc_id", "incoming", "accepted"].map(|field| waiting.spec[field].clone());
    assert_eq!(facts, [json!(ours.id), json!(true), json!(false)]);
    let order = DeleteRequest {
        kind: kind.clone(),
        id: asked.id,
        spec: waiting.spec,
    };
    for round in ["rejected", "rejected twice"] {
        cloud.delete(&order).await;
        assert!(cloud.list(&kind).await.is_empty(), "{round}");
        let there = them.list(&theirs, &kind).await.unwrap();
        assert!(there.is_empty(), "{round}: {there:?}");
    }
}
