//! The rules of the network: each broken once, told where it was broken.
//!
//! docs/network-rules.md names these tests by rule.

use gabakura_planner::SourceFile;
use gabakura_planner::environment::{self, CODES};
use gabakura_planner::render::{self, Templates};

use crate::fixture::{assert_listed, catalogue, shown, source};
use crate::shipped::parameters;

/// A tenancy with a network: municipality, stage, account, zone, range, then more parameters.
fn tenancy([body, stage, account, zone, cidr]: [&str; 5], params: &str) -> String {
    format!(
        "municipality = \"{body}\"\nvendor = \"acme\"\nsystems = [\"resident_record\"]\n\
         [stage.{stage}]\ncloud = \"aws\"\naccount = \"{account}\"\nregion = \"ap-northeast-1\"\n\
         modules = [\"network\"]\n[stage.{stage}.params]\nzone = \"{zone}\"\ncidr = \"{cidr}\"\n\
         {params}\n"
    )
}

const CHIYODA: [&str; 5] = [
    "131016",
    "prod",
    "111122223333",
    "my-number",
    "10.16.0.0/20",
];
const CHUO: [&str; 5] = [
    "131024",
    "prod",
    "222233334444",
    "my-number",
    "10.17.0.0/20",
];

fn within(zone: &'static str) -> [&'static str; 5] {
    let [body, stage, account, _, cidr] = CHIYODA;
    [body, stage, account, zone, cidr]
}

fn told(texts: &[String]) -> String {
    let names = ["a.toml", "b.toml"];
    let files: Vec<SourceFile> = names
        .into_iter()
        .zip(texts)
        .map(|(name, text)| source(name, text))
        .collect();
    let (_, faults) = environment::read(&files, parameters());
    assert_listed(CODES, &faults);
    shown(&faults)
}

/// Place and code of each fault of one tenancy.
fn codes(head: [&str; 5], params: &str) -> Vec<String> {
    let told = told(&[tenancy(head, params)]);
    told.lines().map(code).collect()
}

fn code(line: &str) -> String {
    line.split(' ').take(2).collect::<Vec<_>>().join(" ")
}

/// A sound line of one's own; each test spoils one thing.
const LINE: &str = "\
connection = \"direct_connect\"
transit_gateway = \"tgw-0123456789abcdef0\"
hub_route_table = \"tgw-rtb-0123456789abcdef0\"
office_cidrs = [\"172.20.0.0/16\"]
allowed_prefixes = [\"10.16.0.0/20\"]
redundancy = \"99.99\"
line_encryption = \"macsec\"
transit_gateway_asn = 64512
direct_connect_asn = 64513
";

/// The line of another municipality at the same transit gateway.
fn other_line() -> String {
    LINE.replace("rtb-0", "rtb-f")
        .replace("10.16.0.0", "10.17.0.0")
}

#[test]
fn a_network_has_one_zone_and_must_name_it() {
    assert_eq!(codes(within("all"), ""), ["a.toml:10:8 unknown-word"]);
    let none = tenancy(CHIYODA, "").replace("zone = \"my-number\"\n", "");
    assert_eq!(
        told(&[none]),
        "a.toml:4:1 missing-key key=stage.prod.params.zone\n"
    );
    let two = tenancy(CHIYODA, "").replace("\"my-number\"", "[\"my-number\", \"lgwan\"]");
    assert_eq!(code(&told(&[two])), "a.toml:10:8 wrong-type");
}

const REST: &str = "flows = [\"rest_api\"]\nconsumer_cidrs = [\"172.20.8.0/24\"]\n";

fn crossing(zone: &str, more: &str) -> String {
    format!(
        "{REST}[[stage.prod.params.crossings]]\nflow = \"rest_api\"\nzone = \"{zone}\"\n{more}\n"
    )
}

#[test]
fn nothing_from_the_internet_zone_enters_the_my_number_zone_under_any_model() {
    for model in ["alpha", "alpha-prime", "beta", "beta-prime"] {
        let params = format!(
            "model = \"{model}\"\n{}",
            crossing(
                "internet",
                "reason = \"x\"\napprover = \"CISO\"\nsanitizer = [\"172.20.8.0/24\"]"
            )
        );
        assert_eq!(
            told(&[tenancy(CHIYODA, &params)]),
            format!(
                "a.toml:15:1 crossing-forbidden edition=2024-10 | far=internet | flow=rest_api | model={model} | source=[P] 徳島県「ネットワーク」, 鳥取県予算資料 H28 | zone=my-number\n"
            )
        );
    }
    let eltax = "flows = [\"eltax\"]\neltax = { cidrs = [\"10.250.8.0/24\"], ports = [443] }\n";
    assert_eq!(codes(within("internet"), eltax), ["a.toml:12:9 flow-zone"]);
    assert!(codes(CHIYODA, eltax).is_empty());
}

#[test]
fn the_my_number_zone_opens_to_lgwan_only_for_a_proven_and_approved_need() {
    let bare = told(&[tenancy(CHIYODA, &crossing("lgwan", ""))]);
    let lines: Vec<&str> = bare.lines().collect();
    assert_eq!(lines.len(), 2, "{bare}");
    assert!(
        lines[0].starts_with("a.toml:14:1 crossing-needs far=lgwan | flow=rest_api | key=approver")
    );
    assert!(lines[1].contains("key=reason"));
    let sound = crossing("lgwan", "reason = \"宛名の連携\"\napprover = \"CISO\"");
    assert!(codes(CHIYODA, &sound).is_empty());
    let blank = crossing("lgwan", "reason = \" \"\napprover = \"CISO\"");
    assert_eq!(codes(CHIYODA, &blank), ["a.toml:17:10 empty-value"]);
}

#[test]
fn lgwan_and_the_internet_zone_meet_only_behind_a_sanitizing_point() {
    assert_eq!(
        codes(within("lgwan"), &crossing("internet", "")),
        ["a.toml:14:1 crossing-needs"]
    );
    let past = told(&[tenancy(
        within("lgwan"),
        &crossing("internet", "sanitizer = [\"172.20.9.0/28\"]"),
    )]);
    assert_eq!(
        past,
        "a.toml:14:1 crossing-past-sanitizer flow=rest_api | found=172.20.8.0/24\n"
    );
    let behind = crossing("internet", "sanitizer = [\"172.20.8.0/24\"]");
    assert!(codes(within("lgwan"), &behind).is_empty());
    // What has no range cannot be shown to pass the point.
    let file = behind
        .replace("rest_api", "file_link")
        .replace("consumer", "s3_prefix_list_id = \"pl-1\"\nconsumer");
    assert_eq!(
        codes(within("lgwan"), &file),
        ["a.toml:15:1 crossing-past-sanitizer"]
    );
}

#[test]
fn a_crossing_is_of_a_declared_flow() {
    let params =
        crossing("lgwan", "reason = \"x\"\napprover = \"y\"").replace("[\"rest_api\"]", "[]");
    assert_eq!(
        told(&[tenancy(CHIYODA, &params)]),
        "a.toml:14:1 crossing-without-flow flow=rest_api\n"
    );
}

const BREAKOUT: &str = "flows = [\"local_breakout\"]\nlocal_breakout = { cidrs = [\"172.20.9.4/32\"], \
    ports = [8080], destinations = [\"*.example.jp\"], tenants = [\"chiyoda\"] }\n";

#[test]
fn a_local_breakout_is_for_lgwan_under_alpha_prime_to_named_services() {
    let model = |model: &str| format!("model = \"{model}\"\n{BREAKOUT}");
    assert!(codes(within("lgwan"), &model("alpha-prime")).is_empty());
    for other in ["alpha", "beta", "beta-prime"] {
        assert_eq!(
            codes(within("lgwan"), &model(other)),
            ["a.toml:13:9 crossing-forbidden"]
        );
    }
    assert_eq!(
        told(&[tenancy(within("lgwan"), BREAKOUT)]),
        "a.toml:12:9 model-needed allowed=alpha-prime | flow=local_breakout\n"
    );
    for zone in ["my-number", "internet"] {
        assert_eq!(
            codes(within(zone), &model("alpha-prime")),
            ["a.toml:13:9 flow-zone"]
        );
    }
    let open = model("alpha-prime").replace(
        ", destinations = [\"*.example.jp\"], tenants = [\"chiyoda\"]",
        "",
    );
    let told = told(&[tenancy(within("lgwan"), &open)]);
    assert!(
        told.contains("missing-key key=stage.prod.params.local_breakout.destinations"),
        "{told}"
    );
    assert!(
        told.contains("missing-key key=stage.prod.params.local_breakout.tenants"),
        "{told}"
    );
}

#[test]
fn models_and_crossings_are_of_an_edition_of_the_guideline() {
    let params = format!("model = \"alpha-prime\"\nguideline = \"2023-03\"\n{BREAKOUT}");
    assert_eq!(
        told(&[tenancy(within("lgwan"), &params)])
            .lines()
            .map(|line| line.split(" | source").next().unwrap())
            .collect::<Vec<_>>(),
        [
            "a.toml:12:9 model-edition edition=2023-03 | model=alpha-prime | since=2024-10",
            "a.toml:14:9 crossing-forbidden edition=2023-03 | far=public-cloud | flow=local_breakout | model=alpha-prime",
        ]
    );
    assert_eq!(
        told(&[tenancy(CHIYODA, "guideline = \"2026-03\"\nmodel = \"gamma\"")]),
        "a.toml:12:13 guideline-unread allowed=2023-03, 2024-10 | found=2026-03\n\
         a.toml:13:9 unknown-word allowed=alpha, alpha-prime, beta, beta-prime | found=gamma | key=stage.prod.params.model | suggestion=alpha\n"
            .replace(" | suggestion=alpha", "")
    );
}

#[test]
fn ports_that_are_not_public_have_no_default() {
    for flow in [
        "juki_cs",
        "atena_relay",
        "midserver_fetch",
        "shinsei_import",
        "eltax",
        "convenience_issue",
    ] {
        let absent = format!("flows = [\"{flow}\"]\n");
        assert_eq!(
            told(&[tenancy(CHIYODA, &absent)]),
            format!("a.toml:12:9 flow-needs flow={flow} | key=stage.prod.params.{flow}\n")
        );
        let no_ports = format!("{absent}{flow} = {{ cidrs = [\"172.20.250.0/28\"] }}\n");
        let told = told(&[tenancy(CHIYODA, &no_ports)]);
        assert!(
            told.contains(&format!("missing-key key=stage.prod.params.{flow}.ports")),
            "{told}"
        );
    }
    // Public ones have: printers and patch relays may be narrowed, not required.
    let print = "flows = [\"local_print\"]\nlocal_print = { cidrs = [\"172.20.7.0/24\"] }\n";
    assert!(codes(CHIYODA, print).is_empty());
}

#[test]
fn a_line_declares_its_redundancy_encryption_and_ends() {
    assert!(codes(CHIYODA, LINE).is_empty());
    for key in LINE
        .lines()
        .skip(1)
        .map(|line| line.split(' ').next().unwrap())
    {
        let without: Vec<&str> = LINE
            .lines()
            .filter(|line| !line.starts_with(&format!("{key} ")))
            .collect();
        let told = told(&[tenancy(CHIYODA, &without.join("\n"))]);
        let expected =
            format!("connection-needs connection=direct_connect | key=stage.prod.params.{key}\n");
        assert!(told.ends_with(&expected), "{key}: {told}");
    }
    let unencrypted = LINE.replace("macsec", "none");
    assert_eq!(
        codes(CHIYODA, &unencrypted),
        ["a.toml:18:19 line-unencrypted"]
    );
    let no_line = LINE.replace("connection = \"direct_connect\"\n", "");
    let orphaned = codes(CHIYODA, &no_line);
    assert_eq!(orphaned.len(), 8);
    assert!(
        orphaned
            .iter()
            .all(|one| one.ends_with("connection-missing"))
    );
    // Over LGWAN the numbers of the line are its operator's affair.
    let lgcs: String = LINE
        .replace("direct_connect\"", "lgcs\"")
        .replace("transit_gateway_asn = 64512\n", "")
        .replace("direct_connect_asn = 64513\n", "");
    assert!(codes(CHIYODA, &lgcs).is_empty());
}

#[test]
fn announced_prefixes_stay_within_and_numbers_differ() {
    let params = LINE
        .replace("[\"10.16.0.0/20\"]", "[\"10.16.0.0/20\", \"10.16.0.0/12\"]")
        .replace("64513", "64512");
    assert_eq!(
        told(&[tenancy(CHIYODA, &params)]),
        "a.toml:16:20 prefix-outside found=10.16.0.0/12 | range=10.16.0.0/20\n\
         a.toml:20:22 asn-same found=64512\n"
    );
    assert_eq!(
        codes(CHIYODA, &LINE.replace("tgw-0", "vgw-0")),
        ["a.toml:13:19 hub-id"]
    );
}

#[test]
fn routes_lead_to_the_offices_alone_and_never_everywhere() {
    for everywhere in ["0.0.0.0/0", "8.8.8.0/24"] {
        let params = LINE.replace("172.20.0.0/16", everywhere);
        assert!(codes(CHIYODA, &params)[0].ends_with("cidr-not-private"));
    }
    let over_own = LINE.replace("172.20.0.0/16", "10.0.0.0/8");
    assert_eq!(
        codes(CHIYODA, &over_own),
        ["a.toml:11:8 cidr-overlap-staff"]
    );
    let unrouted = format!(
        "{LINE}flows = [\"staff_web\"]\nstaff_cidrs = [\"172.21.0.0/24\", \"172.20.0.0/24\"]\n"
    );
    assert_eq!(
        told(&[tenancy(CHIYODA, &unrouted)]),
        "a.toml:21:9 far-end-unrouted flow=staff_web | found=172.21.0.0/24\n"
    );
}

#[test]
fn a_declared_line_becomes_routes_of_our_own_table() {
    let (tenancies, faults) = environment::read(
        &[source(
            "a.toml",
            &tenancy(CHIYODA, LINE).replace("[\"network\"]", "[\"network\", \"encryption\"]"),
        )],
        parameters(),
    );
    assert_eq!(shown(&faults), "");
    let (templates, faults) = Templates::load(&crate::shipped::files("templates"));
    assert_eq!(shown(&faults), "");
    let (graph, faults) = render::render(&templates, &tenancies[0], &catalogue());
    assert_eq!(shown(&faults), "");
    let graph = graph.unwrap();
    let table = graph
        .iter()
        .find(|one| one.kind.as_str() == "aws.ec2.route_table")
        .unwrap();
    let expected = serde_json::json!([{ "destination_cidr": "172.20.0.0/16", "target": "tgw-0123456789abcdef0" }]);
    assert_eq!(table.spec["routes"], expected);
}

#[test]
fn every_flow_renders_what_it_declares_and_nothing_else() {
    let far = "{ cidrs = [\"172.20.250.0/28\"], ports = [8443] }";
    let params = format!(
        "flows = [\"juki_cs\", \"midserver_fetch\", \"local_print\", \"convenience_issue\", \"bulk_print\", \"logs\", \"ntp\", \"rest_api\"]\n\
         juki_cs = {{ cidrs = [\"172.20.250.0/28\"], ports = [8443], ports_in = [9443] }}\n\
         midserver_fetch = {far}\nconvenience_issue = {far}\nlocal_print = {{ cidrs = [\"172.20.7.0/24\"] }}\n\
         token_servers = [\"172.20.6.0/28\"]\ns3_prefix_list_id = \"pl-1\"\n\
         bulk_print = {{ account = \"999900001111\", bucket = \"print\", key_arn = \"arn:aws:kms:ap-northeast-1:999900001111:key/1\" }}\n"
    );
    let text = tenancy(CHIYODA, &params).replace("[\"network\"]", "[\"network\", \"encryption\"]");
    let (tenancies, faults) = environment::read(&[source("a.toml", &text)], parameters());
    assert_eq!(shown(&faults), "");
    let (templates, _) = Templates::load(&crate::shipped::files("templates"));
    let (graph, faults) = render::render(&templates, &tenancies[0], &catalogue());
    assert_eq!(shown(&faults), "");
    let graph = graph.unwrap();
    let ports = |name: &str, side: &str| -> Vec<i64> {
        let group = graph
            .iter()
            .find(|one| one.address.name.as_str() == name)
            .unwrap();
        let rules = group.spec[side].as_array().unwrap().iter();
        rules
            .map(|rule| rule["to_port"].as_i64().unwrap())
            .collect()
    };
    for (name, ingress, egress) in [
        ("flow-juki-cs", vec![9443], vec![8443]),
        ("flow-midserver-fetch", vec![], vec![8443]),
        ("flow-convenience-issue", vec![8443], vec![]),
        ("flow-local-print", vec![], vec![515, 631, 9100]),
        ("bulk-print", vec![], vec![443, 443]),
        ("logs", vec![], vec![443]),
        ("api-provider", vec![443], vec![443]),
    ] {
        assert_eq!(
            (ports(name, "ingress"), ports(name, "egress")),
            (ingress, egress),
            "{name}"
        );
    }
    let gate = graph
        .iter()
        .find(|one| one.address.name.as_str() == "endpoint-s3")
        .unwrap();
    assert_eq!(
        gate.spec["policy"]["statement"][2]["resource"],
        "arn:aws:s3:::print/*"
    );
}

#[test]
fn routing_domains_are_of_one_municipality() {
    let shared = other_line().replace("rtb-f", "rtb-0");
    assert_eq!(
        told(&[tenancy(CHIYODA, LINE), tenancy(CHUO, &shared)]),
        "b.toml:14:19 route-domain-municipalities found=tgw-rtb-0123456789abcdef0 | other=131016/acme/prod | place=a.toml:14:19 | tenancy=131024/acme/prod\n"
    );
    assert_eq!(
        told(&[tenancy(CHIYODA, LINE), tenancy(CHUO, &other_line())]),
        ""
    );
}

#[test]
fn zones_share_no_routing_domain() {
    let [body, stage, _, _, _] = CHIYODA;
    let lgwan = [body, stage, "222233334444", "lgwan", "10.17.0.0/20"];
    let shared = other_line().replace("rtb-f", "rtb-0");
    let other = tenancy(lgwan, &shared).replace("acme", "hokuto");
    let told = told(&[tenancy(CHIYODA, LINE), other]);
    assert_eq!(code(&told), "b.toml:14:19 route-domain-zones");
}

#[test]
fn production_and_verification_share_no_routing_domain_and_reach_nothing_of_each_other() {
    let verify = [
        "131016",
        "verify",
        "444455556666",
        "my-number",
        "10.17.0.0/20",
    ];
    let shared = other_line().replace("rtb-f", "rtb-0");
    let told_of = told(&[tenancy(CHIYODA, LINE), tenancy(verify, &shared)]);
    assert_eq!(code(&told_of), "b.toml:14:19 route-domain-stages");
    let reaching = "flows = [\"rest_api\"]\nconsumer_cidrs = [\"10.16.1.0/24\"]\n";
    assert_eq!(
        told(&[tenancy(CHIYODA, ""), tenancy(verify, reaching)]),
        "b.toml:13:18 reach-stage found=10.16.1.0/24 | other=131016/acme/prod | other_range=10.16.0.0/20 | place=a.toml:11:8 | tenancy=131016/acme/verify\n"
    );
}

#[test]
fn nothing_reaches_another_municipality_at_the_same_hub() {
    let reaching = other_line() + "flows = [\"rest_api\"]\nconsumer_cidrs = [\"10.16.1.0/24\"]\n";
    let told_of = told(&[tenancy(CHIYODA, LINE), tenancy(CHUO, &reaching)]);
    assert!(
        told_of.contains("reach-municipality found=10.16.1.0/24 | other=131016/acme/prod"),
        "{told_of}"
    );
    let offices = other_line().replace("172.20.0.0/16", "10.16.0.0/12");
    let told_of = told(&[tenancy(CHIYODA, LINE), tenancy(CHUO, &offices)]);
    assert!(
        told_of.contains("reach-municipality found=10.16.0.0/12"),
        "{told_of}"
    );
}

#[test]
fn ranges_at_one_hub_overlap_only_behind_translation() {
    let [body, stage, account, zone, _] = CHUO;
    let same = [body, stage, account, zone, "10.16.8.0/21"];
    let line = LINE
        .replace("rtb-0", "rtb-f")
        .replace("10.16.0.0/20", "10.16.8.0/21");
    let told_of = told(&[tenancy(CHIYODA, LINE), tenancy(same, &line)]);
    assert_eq!(code(&told_of), "b.toml:11:8 cidr-overlap");
    for way in ["nat", "privatelink"] {
        let behind = format!("{line}address_translation = \"{way}\"\n");
        assert_eq!(told(&[tenancy(CHIYODA, LINE), tenancy(same, &behind)]), "");
    }
    // Without a line it is only a matter of the future.
    let vendor =
        tenancy(["131016", stage, account, zone, "10.16.8.0/21"], "").replace("acme", "hokuto");
    assert_eq!(
        code(&told(&[tenancy(CHIYODA, ""), vendor])),
        "b.toml:11:8 cidr-overlap-municipality"
    );
    let joined =
        tenancy(["131016", stage, account, zone, "10.16.8.0/21"], &line).replace("acme", "hokuto");
    assert_eq!(
        code(&told(&[tenancy(CHIYODA, LINE), joined])),
        "b.toml:11:8 cidr-overlap"
    );
}

#[test]
fn a_hub_that_fills_up_is_told_in_time() {
    let mut text = "vendor = \"acme\"\nsystems = [\"resident_record\"]\nmode = \"shared\"\nisolation = \"network\"\n\
        [stage.prod]\ncloud = \"aws\"\naccount = \"111122223333\"\nregion = \"ap-northeast-1\"\nmodules = [\"network\"]\n\
        [stage.prod.params]\nzone = \"my-number\"\nsubnet_prefix = 26\n"
        .to_owned();
    let towns = [
        "203033", "203041", "203050", "203068", "203076", "203092", "203211", "203238", "203246",
        "203491", "203505", "203611", "203629", "203637", "203823", "203831", "203840", "203858",
    ];
    for (index, town) in towns.iter().enumerate() {
        let line = LINE
            .replace("10.16.0.0/20", &format!("10.16.{index}.0/24"))
            .replace("rtb-01", &format!("rtb-{index:02}"));
        text += &format!(
            "[[member]]\nmunicipality = \"{town}\"\n[member.stage.prod.params]\ncidr = \"10.16.{index}.0/24\"\n{line}"
        );
    }
    let told = told(&[text]);
    assert!(
        told.ends_with("hub-tables allowed=20 | count=18 | hub=tgw-0123456789abcdef0\n"),
        "{told}"
    );
    assert_eq!(told.lines().count(), 1, "{told}");
}

const PRINT: &str = "flows = [\"bulk_print\"]\ns3_prefix_list_id = \"pl-1\"\n\
    bulk_print = { account = \"999900001111\", bucket = \"print\", key_arn = \"arn:aws:kms:ap-northeast-1:999900001111:key/1\" }\n";

#[test]
fn print_data_leaves_for_an_account_of_its_own_under_a_key_per_municipality() {
    assert!(codes(CHIYODA, PRINT).is_empty());
    let shared = told(&[tenancy(CHIYODA, PRINT), tenancy(CHUO, PRINT)]);
    assert_eq!(code(&shared), "b.toml:14:14 exchange-key-shared");
    let own = PRINT.replace("999900001111", "111122223333");
    assert_eq!(codes(CHIYODA, &own), ["a.toml:14:14 exchange-account"]);
    let elsewhere = PRINT.replace("1:999900001111:key", "1:111122223333:key");
    assert_eq!(codes(CHIYODA, &elsewhere), ["a.toml:14:70 exchange-key"]);
    assert_eq!(codes(CHIYODA, "flows = [\"bulk_print\"]\n").len(), 2);
}

#[test]
fn resolvers_stand_inside() {
    let public = "flows = [\"dns\"]\nresolvers = [\"8.8.8.8\"]\n";
    assert_eq!(codes(CHIYODA, public), ["a.toml:13:14 cidr-not-private"]);
}

#[test]
fn another_zone_of_the_municipality_is_reached_only_by_a_declared_crossing() {
    let lgwan = tenancy(
        ["131016", "prod", "222233334444", "lgwan", "10.17.0.0/20"],
        "",
    );
    let lgwan = lgwan.replace("acme", "hokuto");
    let reaching = REST.replace("172.20.8.0", "10.17.8.0");
    assert_eq!(
        told(&[tenancy(CHIYODA, &reaching), lgwan.clone()]),
        "a.toml:13:18 reach-zone found=10.17.8.0/24 | other=131016/hokuto/prod | other_range=10.17.0.0/20 | place=b.toml:11:8 | tenancy=131016/acme/prod\n"
    );
    let crossing = crossing("lgwan", "reason = \"x\"\napprover = \"CISO\"");
    let crossing = crossing.replace("172.20.8.0", "10.17.8.0");
    assert_eq!(told(&[tenancy(CHIYODA, &crossing), lgwan]), "");
}

#[test]
fn tenancies_of_one_network_have_one_zone() {
    let text = "vendor = \"acme\"\nsystems = [\"resident_record\"]\nmode = \"shared\"\nisolation = \"application\"\n\
        [stage.prod]\ncloud = \"aws\"\naccount = \"111122223333\"\nregion = \"ap-northeast-1\"\nmodules = [\"network\", \"encryption\"]\n\
        [stage.prod.params]\nzone = \"my-number\"\ncidr = \"10.16.0.0/20\"\n\
        [[member]]\nmunicipality = \"203033\"\n[[member]]\nmunicipality = \"203092\"\n";
    assert_eq!(told(&[text.to_owned()]), "");
    let mixed = text.to_owned() + "stage.prod.params.zone = \"internet\"\n";
    assert_eq!(code(&told(&[mixed])), "a.toml:7:11 zone-mixed");
}
