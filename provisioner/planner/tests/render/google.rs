//! Google Cloud: the rules of the network broken there, what templates make of flows, names.

use std::collections::BTreeSet;

use gabakura_model::Day;
use gabakura_model::finding::FindingStatus;
use gabakura_model::graph::ResourceGraph;
use gabakura_planner::environment::{self, CODES};
use gabakura_planner::policy::{PolicySet, plan_input};
use gabakura_planner::render::{self, Templates};
use serde_json::{Value, json};

use crate::fixture::{assert_listed, catalogue, shown, source};
use crate::shipped::{files, parameters, policies};

/// A tenancy on Google Cloud: zone, range, then more of its stage and more parameters.
fn tenancy(zone: &str, cidr: &str, stage: &str, params: &str) -> String {
    format!(
        "municipality = \"382019\"\nvendor = \"iyo\"\nsystems = [\"resident_record\"]\n\
         [stage.prod]\ncloud = \"gcp\"\nproject = \"matsuyama-prod\"\nregion = \"asia-northeast1\"\n\
         modules = [\"network\", \"encryption\"]\n{stage}\n[stage.prod.params]\nzone = \"{zone}\"\n\
         cidr = \"{cidr}\"\n{params}\n"
    )
}

fn told(texts: &[String]) -> String {
    let named = texts.iter().zip(["a.toml", "b.toml"]);
    let files: Vec<_> = named.map(|(text, name)| source(name, text)).collect();
    let (_, faults) = environment::read(&files, parameters());
    assert_listed(CODES, &faults);
    shown(&faults)
}

/// What one tenancy of the my-number zone is told, places cut.
fn faults(stage: &str, params: &str) -> Vec<String> {
    let told = told(&[tenancy("my-number", "10.88.0.0/20", stage, params)]);
    let cut = |line: &str| line.split_once(' ').map(|(_, rest)| rest.to_owned());
    told.lines().filter_map(cut).collect()
}

fn rendered(text: &str) -> ResourceGraph {
    let (tenancies, faults) = environment::read(&[source("a.toml", text)], parameters());
    assert_eq!(shown(&faults), "");
    let (templates, faults) = Templates::load(&files("templates"));
    assert_eq!(shown(&faults), "");
    let (graph, faults) = render::render(&templates, &tenancies[0], &catalogue());
    assert_eq!(shown(&faults), "");
    graph.expect("a sound graph")
}

fn spec<'g>(graph: &'g ResourceGraph, name: &str) -> &'g Value {
    let mut all = graph.iter();
    let found = all.find(|one| one.address.name.as_str() == name);
    &found.unwrap_or_else(|| panic!("no {name}")).spec
}

/// A line that is sound; each test spoils one thing.
const LINE: &str = "\
connection = \"interconnect\"
office_cidrs = [\"172.28.0.0/16\"]
allowed_prefixes = [\"10.88.0.0/20\"]
redundancy = \"99.99\"
line_encryption = \"macsec\"
cloud_router_asn = 64520
interconnect_asn = 64521
";

#[test]
fn a_line_on_google_cloud_declares_its_redundancy_encryption_and_ends() {
    assert_eq!(faults("", LINE), [""; 0]);
    for key in LINE
        .lines()
        .skip(1)
        .filter_map(|line| line.split(' ').next())
    {
        let others: Vec<&str> = LINE.lines().filter(|line| !line.starts_with(key)).collect();
        let needed =
            format!("connection-needs connection=interconnect | key=stage.prod.params.{key}");
        assert_eq!(faults("", &others.join("\n")), [needed]);
    }
    let same = LINE.replace("64521", "64520");
    assert_eq!(faults("", &same), ["asn-same found=64520"]);
    let supernet = LINE.replace("[\"10.88.0.0/20\"]", "[\"10.80.0.0/12\"]");
    let outside = "prefix-outside found=10.80.0.0/12 | range=10.88.0.0/20";
    assert_eq!(faults("", &supernet), [outside]);
    let aws = LINE.replace("interconnect\"", "direct_connect\"");
    assert!(faults("", &aws)[0].starts_with("unknown-word allowed=interconnect, lgcs"));
    let everywhere = LINE.replace("172.28.0.0/16", "0.0.0.0/0");
    assert!(faults("", &everywhere)[0].starts_with("cidr-not-private"));
}

#[test]
fn a_line_becomes_a_router_that_announces_what_was_declared() {
    let graph = rendered(&tenancy("my-number", "10.88.0.0/20", "", LINE));
    let bgp = &spec(&graph, "line")["bgp"];
    assert_eq!(bgp["asn"], 64520);
    assert_eq!(bgp["advertise_mode"], "CUSTOM");
    assert_eq!(bgp["advertised_groups"], json!([]));
    assert_eq!(
        bgp["advertised_ip_ranges"],
        json!([{ "range": "10.88.0.0/20" }])
    );
    let routes = graph
        .iter()
        .filter(|one| one.kind.as_str() == "gcp.compute.route");
    let ranges: Vec<&Value> = routes.map(|route| &route.spec["dest_range"]).collect();
    assert_eq!(ranges, ["199.36.153.4/30"]);
    // Over LGWAN the attachments are a partner's, which take one number alone.
    let lgcs = LINE.replace("interconnect\"", "lgcs\"");
    let lgcs: Vec<&str> = lgcs.lines().filter(|line| !line.contains("_asn")).collect();
    let graph = rendered(&tenancy("my-number", "10.88.0.0/20", "", &lgcs.join("\n")));
    assert_eq!(spec(&graph, "line")["bgp"]["asn"], 16550);
}

#[test]
fn what_only_aws_knows_is_told_on_google_cloud_and_the_other_way_round() {
    for (param, value) in [
        ("s3_prefix_list_id", "\"pl-1\""),
        ("endpoints", "[\"ssm\"]"),
        ("availability_zones", "2"),
        ("password_length_min", "14"),
        ("transit_gateway_asn", "64512"),
    ] {
        let key = format!("key-of-other-cloud cloud=gcp | key=stage.prod.params.{param}");
        assert!(
            faults("", &format!("{param} = {value}")).contains(&key),
            "{param}"
        );
    }
    let external = faults("external_id = \"x\"", "");
    assert_eq!(
        external,
        ["key-of-other-cloud cloud=gcp | key=stage.prod.external_id"]
    );
    let on_aws = tenancy("my-number", "10.88.0.0/20", "", "flow_log_sampling = 0.5")
        .replace("\"gcp\"", "\"aws\"")
        .replace("project = \"matsuyama-prod\"", "account = \"111122223333\"")
        .replace("asia-northeast1", "ap-northeast-1");
    assert!(told(&[on_aws]).contains("key-of-other-cloud cloud=aws"));
}

#[test]
fn a_stage_on_google_cloud_tells_its_project_region_role_and_numbers() {
    let role = "role = \"gabakura-apply@other-project.iam.gserviceaccount.com\"";
    let elsewhere =
        "role-account expected=matsuyama-prod | found=other-project | placeholder={project}";
    assert_eq!(faults(role, ""), [elsewhere]);
    let arn = "role = \"arn:aws:iam::111122223333:role/x\"";
    assert!(faults(arn, "")[0].starts_with("role-form cloud=gcp"));
    assert_eq!(
        faults(
            "role = \"gabakura-apply@{project}.iam.gserviceaccount.com\"",
            ""
        ),
        [""; 0]
    );
    let found = tenancy(
        "my-number",
        "10.88.0.0/20",
        "account = \"111122223333\"",
        "",
    );
    assert!(told(&[found]).contains("account-key cloud=gcp | expected=project | found=account"));
    let tower = tenancy("my-number", "10.88.0.0/20", "", "");
    let tower = tower.replace(
        "[stage.prod]\n",
        "platform = \"control_tower\"\n[stage.prod]\n",
    );
    let landing = "a.toml:4:12 platform-cloud allowed=standalone, organization | cloud=gcp | found=control_tower\n";
    assert_eq!(told(&[tower]), landing);
    let seconds = faults("", "flow_log_interval_seconds = 7");
    assert!(seconds[0].starts_with("out-of-range allowed=5, 30, 60, 300, 600, 900 | found=7"));
    assert!(faults("", "log_retention_days = 3653")[0].starts_with("out-of-range allowed=1–3650"));
    assert_eq!(
        faults("", "log_retention_days = 1000"),
        [""; 0],
        "no list of AWS's binds here"
    );
    let small = tenancy("my-number", "10.88.0.0/29", "", "");
    assert!(told(&[small]).contains("cidr-too-small count=1 | found=10.88.0.0/29 | prefix=22"));
}

#[test]
fn people_are_let_in_as_groups_and_told_by_mail() {
    for (name, found) in [
        ("operator_principals", "user:taro@example.jp"),
        ("auditor_principals", "allUsers"),
        ("asp_principals", "domain:example.jp"),
        ("pipeline_principals", "arn:aws:iam::111122223333:role/ci"),
    ] {
        let told = faults("", &format!("{name} = [\"{found}\"]"));
        assert_eq!(told.len(), 1);
        assert!(told[0].starts_with("bad-principal"), "{told:?}");
    }
    let pool =
        "principalSet://iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/ci/*";
    for good in ["group:a@example.jp", pool] {
        assert_eq!(
            faults("", &format!("pipeline_principals = [\"{good}\"]")),
            [""; 0]
        );
    }
    assert!(faults("", "alarm_emails = [\"nobody\"]")[0].starts_with("bad-mailbox"));
}

#[test]
fn print_data_stays_on_google_cloud_under_a_key_there() {
    let print = |more: &str| {
        format!("flows = [\"bulk_print\"]\nbulk_print = {{ bucket = \"print\", {more} }}")
    };
    let key = |project: &str| {
        format!(
            "crypto_key = \"projects/{project}/locations/asia-northeast1/keyRings/print/cryptoKeys/382019\""
        )
    };
    let sound = format!("project = \"print-exchange\", {}", key("print-exchange"));
    assert_eq!(faults("", &print(&sound)), [""; 0]);
    let other = format!("project = \"print-exchange\", {}", key("matsuyama-prod"));
    assert!(faults("", &print(&other))[0].starts_with("exchange-key account=print-exchange"));
    let own = format!("project = \"matsuyama-prod\", {}", key("matsuyama-prod"));
    assert!(faults("", &print(&own))[0].starts_with("exchange-account account=matsuyama-prod"));
    let aws =
        "account = \"999900001111\", key_arn = \"arn:aws:kms:ap-northeast-1:999900001111:key/1\"";
    assert_eq!(
        faults("", &print(aws)),
        ["account-key cloud=gcp | expected=project | found=account"]
    );
}

#[test]
fn every_flow_renders_a_rule_of_google_cloud_and_nothing_else() {
    let far = "{ cidrs = [\"172.28.250.0/28\"], ports = [8443] }";
    let params = format!(
        "flows = [\"staff_web\", \"juki_cs\", \"midserver_fetch\", \"local_print\", \"file_link\", \"logs\", \"ntp\", \"rest_api\", \"dns\", \"maintenance\"]\n\
         staff_cidrs = [\"172.28.0.0/16\"]\nresolvers = [\"172.28.0.53\"]\ntoken_servers = [\"172.28.6.0/28\"]\n\
         juki_cs = {{ cidrs = [\"172.28.250.0/28\"], ports = [8443], ports_in = [9443] }}\n\
         midserver_fetch = {far}\nlocal_print = {{ cidrs = [\"172.28.7.0/24\"] }}\n"
    );
    let graph = rendered(&tenancy("my-number", "10.88.0.0/20", "", &params));
    let all = graph.iter();
    let rules = all.filter(|one| one.kind.as_str() == "gcp.compute.firewall");
    let ports = |spec: &Value| -> Vec<String> {
        let allowed = spec["allowed"].as_array().into_iter().flatten();
        let ports = allowed.flat_map(|entry| entry["ports"].as_array().into_iter().flatten());
        ports
            .filter_map(|port| Some(port.as_str()?.to_owned()))
            .collect()
    };
    let seen: Vec<(&str, &str, String)> = rules
        .map(|rule| {
            let way = rule.spec["direction"].as_str().unwrap_or_default();
            (rule.address.name.as_str(), way, ports(&rule.spec).join(" "))
        })
        .collect();
    let expected = [
        ("allow-apis", "EGRESS", "443"),
        ("api-consumer", "EGRESS", "443"),
        ("api-provider", "INGRESS", "443"),
        ("api-tokens", "EGRESS", "443"),
        ("deny-egress", "EGRESS", ""),
        ("deny-ingress", "INGRESS", ""),
        ("dns", "EGRESS", "53 53"),
        ("flow-juki-cs-in", "INGRESS", "9443"),
        ("flow-juki-cs-out", "EGRESS", "8443"),
        ("flow-local-print-out", "EGRESS", "515 631 9100"),
        ("flow-midserver-fetch-out", "EGRESS", "8443"),
        ("maintenance", "INGRESS", "22 3389"),
        ("staff-web", "INGRESS", "443"),
        ("staff-web-health", "INGRESS", "443"),
    ];
    assert_eq!(
        seen,
        expected.map(|(name, way, ports)| (name, way, ports.to_owned()))
    );
    assert_eq!(
        spec(&graph, "maintenance")["source_ranges"],
        json!(["35.235.240.0/20"])
    );
    let closed = rendered(&tenancy("my-number", "10.88.0.0/20", "", ""));
    let open = closed
        .iter()
        .filter(|one| one.spec.get("allowed").is_some());
    assert_eq!(open.count(), 1, "nothing is open but the way to cloud APIs");
}

#[test]
fn cloud_apis_may_answer_at_an_address_of_our_own() {
    let graph = rendered(&tenancy(
        "lgwan",
        "10.88.0.0/20",
        "",
        "api_address = \"10.255.0.5\"",
    ));
    assert_eq!(spec(&graph, "apis")["address"], "10.255.0.5");
    assert_eq!(spec(&graph, "apis-rule")["target"], "vpc-sc");
    let name = spec(&graph, "apis-rule")["name"]
        .as_str()
        .unwrap_or_default();
    assert!(
        name.len() <= 20 && name.bytes().all(|b| b.is_ascii_alphanumeric()),
        "{name}"
    );
    assert_eq!(
        spec(&graph, "allow-apis")["destination_ranges"],
        json!(["10.255.0.5/32"])
    );
    let routes = graph
        .iter()
        .filter(|one| one.kind.as_str() == "gcp.compute.route");
    assert_eq!(routes.count(), 0);
    let public = tenancy("lgwan", "10.88.0.0/20", "", "api_address = \"8.8.8.8\"");
    assert!(told(&[public]).contains("cidr-not-private"));
}

/// Longest names: 40 letters of a vendor, 30 of a project, the longest stage.
#[test]
fn names_fit_what_google_takes_and_stay_apart() {
    let named = |vendor: &str| {
        let text = tenancy(
            "my-number",
            "10.88.0.0/20",
            "",
            "pipeline_principals = [\"group:ci@example.jp\"]",
        )
        .replace("\"iyo\"", &format!("\"{vendor}\""))
        .replace("prod]", "verify]")
        .replace("prod.params", "verify.params")
        .replace("matsuyama-prod", "matsuyama-with-a-long-name-001")
        .replace(
            "\"encryption\"",
            "\"encryption\", \"logging\", \"detection\", \"guardrails\", \"access\"",
        );
        let graph = rendered(&text);
        let names = graph.iter().filter_map(|one| {
            let field = match one.kind.as_str() {
                "gcp.iam.service_account" => "account_id",
                "gcp.serviceusage.service" | "gcp.kms.crypto_key" => return None,
                _ => "name",
            };
            let name = one.spec.get(field)?.as_str()?;
            Some((one.kind.to_string(), name.to_owned()))
        });
        names.collect::<Vec<_>>()
    };
    let (one, other) = (
        "abcdefghijklmnopqrstuvwxyz-abcdefghijkl0",
        "abcdefghijklmnopqrstuvwxyz-abcdefghijkl1",
    );
    let (ours, theirs) = (named(one), named(other));
    assert!(ours.len() > 25);
    for (kind, name) in ours.iter().chain(&theirs) {
        let longest = if kind == "gcp.iam.service_account" {
            30
        } else {
            63
        };
        assert!(name.len() <= longest, "{kind} {name}");
        let legal = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        assert!(
            name.starts_with(|c: char| c.is_ascii_lowercase()) && name.chars().all(legal),
            "{name}"
        );
        assert!(!name.ends_with('-'));
    }
    assert!(ours.iter().all(|name| !theirs.contains(name)));
    let mut distinct = ours.clone();
    distinct.sort();
    distinct.dedup();
    assert_eq!(distinct.len(), ours.len());
}

#[test]
fn the_shipped_tenancies_of_google_cloud_fail_no_check() {
    let (tenancies, _) = environment::read(&files("environments"), parameters());
    let (templates, _) = Templates::load(&files("templates"));
    let (set, faults) = PolicySet::load(&policies());
    assert_eq!(shown(&faults), "");
    let today: Day = "2026-04-01".parse().expect("a day");
    let google = tenancies
        .iter()
        .filter(|one| one.scope.cloud.as_str() == "gcp");
    let mut judged = 0;
    for tenancy in google {
        let (graph, _) = render::render(&templates, tenancy, &catalogue());
        let findings = set.evaluate(&plan_input(tenancy, &graph.expect("a graph")), &[], today);
        for finding in &findings {
            assert_eq!(finding.status, FindingStatus::Pass, "{finding:#?}");
        }
        judged += findings.len();
    }
    assert!(judged > 300, "{judged}");
}

#[test]
fn one_municipality_stands_on_two_clouds_and_its_ranges_are_held_apart() {
    let (tenancies, faults) = environment::read(&files("environments/292010-nara"), parameters());
    assert_eq!(shown(&faults), "");
    let clouds: Vec<(String, &str)> = tenancies
        .iter()
        .map(|one| (one.id.to_string(), one.scope.cloud.as_str()))
        .collect();
    let expected = [("292010/kasuga/prod", "gcp"), ("292010/yamato/prod", "aws")];
    assert_eq!(clouds, expected.map(|(id, cloud)| (id.to_owned(), cloud)));
    let read = |from: &str, to: &str| {
        let texts = files("environments/292010-nara")
            .into_iter()
            .map(|mut file| {
                file.text = file.text.replace(from, to);
                file
            });
        let (_, faults) = environment::read(&texts.collect::<Vec<_>>(), parameters());
        shown(&faults)
    };
    let overlap = read("cidr = \"10.96.0.0/20\"", "cidr = \"10.96.16.0/20\"");
    assert!(overlap.contains("cidr-overlap-municipality"), "{overlap}");
    let zones = read(
        "zone = \"my-number\"\ncidr = \"10.96.16.0/20\"",
        "zone = \"lgwan\"\ncidr = \"10.96.16.0/20\"",
    );
    assert!(zones.contains("reach-zone"), "{zones}");
}

#[test]
fn the_stages_of_one_file_may_be_on_two_clouds() {
    let text = "municipality = \"382019\"\nvendor = \"iyo\"\nsystems = [\"resident_record\"]\n\
        [stage.prod]\ncloud = \"aws\"\naccount = \"111122223333\"\nregion = \"ap-northeast-1\"\nmodules = [\"encryption\"]\n\
        [stage.dev]\ncloud = \"gcp\"\nproject = \"matsuyama-dev\"\nregion = \"asia-northeast1\"\nmodules = [\"encryption\"]\n";
    let (tenancies, faults) = environment::read(&[source("a.toml", text)], parameters());
    assert_eq!(shown(&faults), "");
    let days: Vec<&Value> = tenancies
        .iter()
        .map(|one| &one.params["key_rotation_days"])
        .collect();
    assert_eq!(days, [90, 365]);
}

/// docs/portability.md says what to change; nothing else may be needed.
#[test]
fn a_tenancy_moves_by_its_cloud_section() {
    let file = files("environments/272035-toyonaka").remove(0);
    let moved = file
        .text
        .replace("control_tower\"", "organization\"")
        .replace(", \"continuity\", \"budget\"", "")
        .replace("cloud = \"aws\"", "cloud = \"gcp\"")
        .replace(
            "account = \"123456789012\"",
            "project = \"toyonaka-minami\"",
        )
        .replace("ap-northeast-3", "asia-northeast2")
        .replace(
            "arn:aws:iam::{account}:role/gabakura-apply",
            "gabakura-apply@{project}.iam.gserviceaccount.com",
        );
    let contact = moved.find("[stage.prod.params.security_contact]").unwrap();
    let after = moved.find("[stage.prod.params.local_print]").unwrap();
    let moved = [&moved[..contact], &moved[after..]].concat();
    let graph = rendered(&moved);
    let constraints = graph
        .iter()
        .filter(|one| one.kind.as_str() == "gcp.orgpolicy.policy");
    assert_eq!(constraints.count(), 0, "they are the organisation's");
    let rules = graph
        .iter()
        .filter(|one| one.kind.as_str() == "gcp.compute.firewall");
    let names: Vec<&str> = rules.map(|one| one.address.name.as_str()).collect();
    let expected = [
        "allow-apis",
        "deny-egress",
        "deny-ingress",
        "flow-eltax-out",
        "flow-local-print-out",
        "maintenance",
        "staff-web",
        "staff-web-health",
    ];
    assert_eq!(names, expected);
}

/// Kinds and the services they belong to, but for those that are on in a new project.
const SERVICES: &[(&str, &[&str])] = &[
    ("gcp.accesscontextmanager.", &["accesscontextmanager"]),
    ("gcp.billing.", &["billingbudgets", "cloudbilling"]),
    ("gcp.compute.", &["compute"]),
    ("gcp.dns.", &["dns"]),
    ("gcp.essentialcontacts.", &["essentialcontacts"]),
    ("gcp.iam.", &["iam"]),
    ("gcp.kms.", &["cloudkms"]),
    ("gcp.orgpolicy.", &["orgpolicy"]),
    ("gcp.securitycenter.", &["securitycenter"]),
];

/// Every module, and all that can be asked of them.
fn whole() -> String {
    let params = "alarm_emails = [\"a@example.jp\"]\nbudget_yen = 100\n\
        pipeline_principals = [\"group:ci@example.jp\"]\n\
        findings_topic = \"projects/watch/topics/findings\"\n\
        perimeter_services = [\"storage.googleapis.com\"]\n\
        [stage.prod.params.deploy]\nissuer = \"https://token.example.jp\"\n\
        audience = \"gabakura\"\nsubjects = [\"repo:a/b:ref:main\", \"repo:a/b:ref:next\"]";
    let text = tenancy(
        "my-number",
        "10.88.0.0/20",
        "platform = \"standalone\"",
        params,
    );
    let text = text.replace("platform = \"standalone\"\n", "");
    let text = text.replace(
        "\n[stage.prod]\n",
        "\nplatform = \"standalone\"\n[stage.prod]\n",
    );
    let more = "\"logging\", \"detection\", \"guardrails\", \"access\", \"budget\"";
    text.replace("\"encryption\"", &format!("\"encryption\", {more}"))
}

#[test]
fn whatever_belongs_to_a_service_comes_after_it() {
    let graph = rendered(&whole());
    let service = |host: &str| {
        let name = format!("{host}.googleapis.com");
        let mut all = graph.iter();
        let found = all.find(|one| one.spec["name"] == *name);
        &found
            .unwrap_or_else(|| panic!("nothing switches on {name}"))
            .address
    };
    let mut seen = BTreeSet::new();
    for resource in graph.iter() {
        let fits = |(kinds, _): &&(&str, _)| resource.kind.as_str().starts_with(*kinds);
        for host in SERVICES.iter().find(fits).into_iter().flat_map(|row| row.1) {
            let mut open = vec![&resource.address];
            let mut before = Vec::new();
            while let Some(one) = open.pop().and_then(|address| graph.get(address)) {
                before.extend(&one.depends_on);
                open.extend(&one.depends_on);
            }
            assert!(
                before.contains(&service(host)),
                "{}: {host}",
                resource.address
            );
            seen.insert(host);
        }
    }
    let hosts = SERVICES.iter().flat_map(|row| row.1);
    assert_eq!(seen, hosts.collect());
}

#[test]
fn pipelines_are_let_in_by_their_own_tokens() {
    let graph = rendered(&whole());
    let provider = spec(&graph, "deploy-issuer");
    let condition = "assertion.sub in [\"repo:a/b:ref:main\", \"repo:a/b:ref:next\"]";
    assert_eq!(provider["attribute_condition"], condition);
    assert_eq!(provider["oidc"]["allowed_audiences"], json!(["gabakura"]));
    let members = spec(&graph, "deploy")["iam_bindings"][0]["members"].clone();
    let member = members[0].as_str().unwrap();
    assert!(member.starts_with("principal:${ref:382019/iyo/prod/access/deploy-tokens#principals}"));
    assert!(member.ends_with("/subject/repo:a/b:ref:main"));
    assert_eq!(members.as_array().map(Vec::len), Some(2));
}
