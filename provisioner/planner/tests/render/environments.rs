//! Environment files: every fault at its place, all at once.

use gabakura_model::tenancy::{Isolation, Profile, Tenancy};
use gabakura_planner::SourceFile;
use gabakura_planner::environment::{self, CODES};

use crate::fixture::{assert_listed, shown, source};
use crate::shipped::parameters;

fn read(files: &[SourceFile]) -> (Vec<Tenancy>, String) {
    let (tenancies, faults) = environment::read(files, parameters());
    assert_listed(CODES, &faults);
    (tenancies, shown(&faults))
}

fn check(text: &str, expected: &str) {
    let (_, found) = read(&[source("e.toml", text)]);
    assert_eq!(found, expected, "\n{found}");
}

const GOOD: &str = r#"municipality = "131016"
vendor = "acme"
systems = ["resident_record"]
[stage.prod]
cloud = "aws"
account = "111122223333"
region = "ap-northeast-1"
modules = ["network"]
[stage.prod.params]
zone = "my-number"
cidr = "10.16.0.0/20"
"#;

fn good_but(from: &str, to: &str) -> String {
    assert!(GOOD.contains(from), "{from}");
    GOOD.replace(from, to)
}

#[test]
fn a_good_file_is_read_with_its_defaults() {
    let (tenancies, faults) = read(&[source("e.toml", GOOD)]);
    assert_eq!(faults, "");
    let [tenancy] = &tenancies[..] else {
        panic!("one tenancy")
    };
    assert_eq!(tenancy.id.to_string(), "131016/acme/prod");
    assert_eq!((tenancy.profile, tenancy.lead), (Profile::City, true));
    assert_eq!(tenancy.origin.to_string(), "e.toml:4:1");
    assert_eq!(tenancy.params["log_retention_days"], 400);
    assert_eq!(tenancy.params["flows"], serde_json::json!([]));
}

#[test]
fn planning_may_have_a_role_of_its_own() {
    let roles = "role = \"arn:aws:iam::{account}:role/apply\"\n\
                 plan_role = \"arn:aws:iam::{account}:role/read\"\nmodules";
    let (tenancies, faults) = read(&[source("e.toml", &GOOD.replacen("modules", roles, 1))]);
    assert_eq!(faults, "");
    let scope = &tenancies[0].scope;
    let of = |name: &str| Some(format!("arn:aws:iam::{}:role/{name}", scope.account));
    assert_eq!((&scope.role, &scope.plan_role), (&of("apply"), &of("read")));
}

#[test]
fn many_faults_are_all_told_where_they_are() {
    let text = r#"municipality = "131017"
vendor = "ACME"
systems = ["resident_records", "seal_registration", "seal_registration"]
profile = "village"
isolation = "network"
platfrom = "standalone"
[stage.production]
[stage.prod]
cloud = "aws"
account = "1111"
region = "us-east-1"
role = "gabakura-apply"
modules = []
[stage.prod.params]
zone = "lg-wan"
cidr = "10.16.0.1/20"
flows = ["staff_webb", "maintenance", "juki_cs"]
staff_cidrs = ["8.8.8.0/24", "x"]
resolvers = ["10.0.0.300"]
log_retention_days = 99
availability_zones = "two"
endpoints = ["SSM"]
alarm_emails = ["soc@example.jp", "nobody"]
[stage.prod.params.eltax]
cidrs = ["172.16.0.0/24"]
ports = [0]
port = 1
[[waiver]]
check = "x"
address = "*"
reason = ""
until = "soon"
"#;
    let (tenancies, found) = read(&[source("e.toml", text)]);
    assert!(tenancies.is_empty());
    let start = "e.toml:1:16 municipality-check-digit expected=131016 | found=131017 | name=東京都";
    assert!(found.starts_with(start), "{found}");
    let short = |line: &str| line.splitn(3, ' ').take(2).collect::<Vec<_>>().join(" ");
    let lines: Vec<String> = found.lines().map(short).collect();
    let expected = [
        "e.toml:1:16 municipality-check-digit",
        "e.toml:2:10 bad-name",
        "e.toml:3:12 unknown-word",
        "e.toml:3:53 duplicate-item",
        "e.toml:4:11 unknown-word",
        "e.toml:5:13 isolation-without-shared",
        "e.toml:6:1 unknown-key",
        "e.toml:7:8 unknown-word",
        "e.toml:10:11 account-form",
        "e.toml:11:10 region-outside-japan",
        "e.toml:13:11 empty-value",
        "e.toml:15:8 unknown-word",
        "e.toml:16:8 cidr-host-bits",
        "e.toml:17:10 unknown-word",
        "e.toml:18:16 cidr-not-private",
        "e.toml:18:30 cidr-syntax",
        "e.toml:19:14 address-syntax",
        "e.toml:20:22 out-of-range",
        "e.toml:21:22 wrong-type",
        "e.toml:22:14 bad-service",
        "e.toml:23:35 bad-mailbox",
        "e.toml:26:10 out-of-range",
        "e.toml:27:1 unknown-key",
        "e.toml:28:1 missing-key",
        "e.toml:31:10 empty-value",
        "e.toml:32:9 bad-date",
    ];
    assert_eq!(lines, expected, "\n{found}");
}

#[test]
fn a_stage_tells_its_account_region_and_role() {
    check(
        &good_but("account = \"111122223333\"\nregion = \"ap-northeast-1\"", "account = \"1111\"\nregion = \"ap-northeast1\"\nrole = \"arn:aws:iam::444455556666:role/x\""),
        "\
e.toml:6:11 account-form found=1111
e.toml:7:10 region-outside-japan allowed=ap-northeast-1, ap-northeast-3 | check=residency-japan-region | region=ap-northeast1 | suggestion=ap-northeast-1
",
    );
    check(
        &good_but(
            "modules",
            "role = \"arn:aws:iam::444455556666:role/x\"\nmodules",
        ),
        "e.toml:8:8 role-account expected=111122223333 | found=444455556666 | placeholder={account}\n",
    );
    check(
        &good_but("account = \"111122223333\"", "project = \"my-project\""),
        "e.toml:6:11 account-key cloud=aws | expected=account | found=project\n",
    );
    check(
        &good_but("zone = \"my-number\"\ncidr = \"10.16.0.0/20\"", ""),
        "\
e.toml:4:1 missing-key key=stage.prod.params.cidr
e.toml:4:1 missing-key key=stage.prod.params.zone
",
    );
}

#[test]
fn a_waiver_excuses_a_region_abroad() {
    let abroad = good_but("ap-northeast-1", "ap-southeast-1");
    let waiver = "[[waiver]]\ncheck = \"residency-japan-region\"\naddress = \"*\"\n\
                  reason = \"drill\"\napprover = \"CISO\"\nuntil = 2027-03-31\n";
    let (tenancies, faults) = read(&[source("e.toml", &(abroad.clone() + waiver))]);
    assert_eq!(faults, "");
    assert_eq!(tenancies[0].waivers[0].until.to_string(), "2027-03-31");
    assert_eq!(tenancies[0].waivers[0].origin.to_string(), "e.toml:12:1");
    let elsewhere = waiver.to_owned() + "stage = \"verify\"\n";
    let (_, faults) = read(&[source("e.toml", &(abroad + &elsewhere))]);
    assert!(
        faults.starts_with("e.toml:7:10 region-outside-japan"),
        "{faults}"
    );
}

#[test]
fn municipalities_are_looked_up() {
    for (code, expected) in [
        (
            "13101",
            "municipality-form found=13101 | suggestion=131016 東京都千代田区",
        ),
        (
            "千代田区",
            "municipality-form found=千代田区 | suggestion=131016 東京都千代田区",
        ),
        (
            "011011",
            "municipality-not-tenant class=指定都市の区 | found=011011 | name=北海道札幌市中央区",
        ),
        (
            "221317",
            "municipality-ended found=221317 | name=静岡県浜松市中区 | until=2023-12-31",
        ),
        ("131997", "municipality-unknown found=131997"),
    ] {
        check(
            &good_but("131016", code),
            &format!("e.toml:1:16 {expected}\n"),
        );
    }
}

#[test]
fn flows_fit_their_zone_and_have_what_they_need() {
    check(
        &good_but(
            "\"my-number\"",
            "\"internet\"\nflows = [\"staff_web\", \"juki_cs\", \"maintenance\"]",
        ),
        "\
e.toml:11:9 flow-needs flow=juki_cs | key=stage.prod.params.juki_cs
e.toml:11:9 flow-needs flow=staff_web | key=stage.prod.params.staff_cidrs
e.toml:11:9 flow-zone allowed=my-number | flow=juki_cs | zone=internet
",
    );
}

#[test]
fn ranges_hold_their_subnets_and_keep_off_the_office() {
    check(
        &good_but("10.16.0.0/20", "10.16.0.0/24"),
        "e.toml:11:8 cidr-too-small count=2 | found=10.16.0.0/24 | prefix=24\n",
    );
    check(
        &good_but("10.16.0.0/20", "10.0.0.0/8"),
        "e.toml:11:8 cidr-size allowed=/16–/28 | cloud=aws | found=10.0.0.0/8\n",
    );
    check(
        &good_but("cidr =", "staff_cidrs = [\"10.16.8.0/24\"]\ncidr ="),
        "e.toml:12:8 cidr-overlap-staff found=10.16.0.0/20 | other=10.16.8.0/24\n",
    );
}

#[test]
fn references_cannot_be_forged() {
    check(
        &good_but(
            "cidr =",
            "note = [\"${ref:131016/acme/prod/network/vpc#id}\"]\ncidr =",
        ),
        "e.toml:11:9 reserved-text key=stage.prod.params.note\n",
    );
}

#[test]
fn syntax_comes_first() {
    check(
        "municipality = \nvendor = \"acme\n",
        "\
e.toml:1:16 toml-syntax message=string values must be quoted, expected literal string
e.toml:2:15 toml-syntax message=invalid basic string, expected `\"`
",
    );
}

const FLEET: &str = r#"vendor = "acme"
systems = ["resident_record"]
mode = "shared"
isolation = "network"
[stage.prod]
cloud = "aws"
account = "111122223333"
region = "ap-northeast-1"
modules = ["network"]
[stage.prod.params]
zone = "my-number"
"#;

#[test]
fn members_share_an_account_and_one_leads() {
    let text = FLEET.to_owned()
        + r#"[[member]]
municipality = "203033"
[member.stage.prod.params]
cidr = "10.1.0.0/24"
[[member]]
municipality = "203092"
lead = true
modules = ["network", "encryption"]
[member.stage.prod]
params.cidr = "10.1.1.0/24"
"#;
    let (tenancies, faults) = read(&[source("f.toml", &text)]);
    assert_eq!(faults, "");
    let leads: Vec<bool> = tenancies.iter().map(|tenancy| tenancy.lead).collect();
    assert_eq!(leads, [false, true]);
    assert_eq!(tenancies[1].modules.len(), 2);
    assert_eq!(tenancies[1].isolation, Some(Isolation::Network));
    assert_eq!(tenancies[1].profile, Profile::Town);
}

#[test]
fn fleet_faults_name_the_member() {
    let text = FLEET.to_owned()
        + r#"[[member]]
municipality = "203033"
lead = true
[member.stage.prod]
account = "444455556666"
params.cidr = "10.1.0.0/24"
[[member]]
municipality = "203092"
lead = true
[member.stage.verify]
account = "444455556666"
[member.stage.prod]
params.cidr = "10.1.0.128/25"
[[member]]
municipality = "203092"
"#;
    let (_, found) = read(&[source("f.toml", &text)]);
    let expected = "\
f.toml:16:11 member-account found=444455556666 | stage=prod
f.toml:20:8 lead-twice
f.toml:21:1 stage-undeclared stage=verify
f.toml:25:1 missing-key key=stage.prod.params.cidr
f.toml:24:15 cidr-overlap found=10.1.0.128/25 | other=203033/acme/prod | other_range=10.1.0.0/24 | \
place=f.toml:17:15 | tenancy=203092/acme/prod
f.toml:25:1 tenancy-duplicate place=f.toml:18:1 | tenancy=203092/acme/prod
";
    assert_eq!(found, expected, "\n{found}");
}

#[test]
fn a_fleet_is_a_table() {
    let head = FLEET
        .replace("account = \"111122223333\"\n", "")
        .replace("\"network\"\n[stage", "\"account\"\n[stage");
    let text = head.clone()
        + r#"[fleet]
columns = ["municipality", "prod.account", "prod.params.cidr", "profile"]
rows = [
  ["203033", "111122223333", "10.1.0.0/20", ""],
  ["203092", "444455556666", "10.1.16.0/20", "city"],
]
"#;
    let (tenancies, faults) = read(&[source("f.toml", &text)]);
    assert_eq!(faults, "");
    assert_eq!(tenancies.len(), 2);
    assert!(tenancies.iter().all(|tenancy| tenancy.lead));
    assert_eq!(tenancies[1].profile, Profile::City);
    assert_eq!(tenancies[1].origin.to_string(), "f.toml:15:3");
    let text = head
        + r#"[fleet]
columns = ["municipality", "prod.acount", "verify.account", "prod.params.cidr"]
rows = [
  ["203033", "1", "2"],
  ["203034", "1", "2", "10.1.0.0"],
]
"#;
    check(
        &text,
        "\
e.toml:12:28 fleet-column found=prod.acount
e.toml:12:43 stage-undeclared stage=verify
e.toml:14:3 fleet-row expected=4 | found=3
e.toml:15:4 municipality-check-digit expected=203033 | found=203034 | name=長野県小海町
e.toml:15:24 cidr-syntax found=10.1.0.0 | key=prod.params.cidr
",
    );
}

#[test]
fn under_application_isolation_the_leader_alone_has_the_network() {
    let text = FLEET
        .replace("\"network\"\n[stage", "\"application\"\n[stage")
        .replace("[\"network\"]", "[\"network\", \"encryption\"]")
        + "cidr = \"10.1.0.0/20\"\n[[member]]\nmunicipality = \"203033\"\n[[member]]\nmunicipality = \"203092\"\n";
    let (tenancies, faults) = read(&[source("f.toml", &text)]);
    assert_eq!(faults, "");
    let modules: Vec<usize> = tenancies
        .iter()
        .map(|tenancy| tenancy.modules.len())
        .collect();
    assert_eq!(modules, [2, 1]);
}

#[test]
fn files_are_checked_against_each_other() {
    let verify = GOOD
        .replace("stage.prod", "stage.verify")
        .replace("10.16.0.0/20", "10.17.0.0/20");
    let other = GOOD
        .replace("131016", "131024")
        .replace("10.16.0.0", "10.16.8.0")
        .replace("/20", "/21");
    let abroad = GOOD
        .replace("111122223333", "444455556666")
        .replace("acme", "hokuto");
    let (_, found) = read(&[
        source("a.toml", GOOD),
        source("b.toml", GOOD),
        source("c.toml", &verify),
        source("d.toml", &other),
        source("e.toml", &abroad),
    ]);
    let expected = "\
b.toml:4:1 tenancy-duplicate place=a.toml:4:1 | tenancy=131016/acme/prod
c.toml:6:11 account-two-stages account=111122223333 | other=131016/acme/prod | place=a.toml:6:11 | tenancy=131016/acme/verify
d.toml:6:11 account-two-leads account=111122223333 | other=131016/acme/prod | place=a.toml:6:11 | tenancy=131024/acme/prod
d.toml:11:8 cidr-overlap found=10.16.8.0/21 | other=131016/acme/prod | other_range=10.16.0.0/20 | place=a.toml:11:8 | tenancy=131024/acme/prod
e.toml:11:8 cidr-overlap-municipality found=10.16.0.0/20 | other=131016/acme/prod | other_range=10.16.0.0/20 | place=a.toml:11:8 | tenancy=131016/hokuto/prod
";
    assert_eq!(found, expected, "\n{found}");
}

#[test]
fn secrets_are_refused_where_they_stand_and_never_repeated() {
    let told = |text: &str| shown(&environment::read(&[source("e.toml", text)], parameters()).1);
    let text = good_but(
        "zone = \"my-number\"\n",
        "zone = \"my-number\"\ndb_password = \"hunter2\"\n\
         app = { tokens = 3, users = [{ name = \"a\", api_key = \"hunter2\" }] }\n\
         dsn = \"Server=db;Password=hunter2\" # AKIAIOSFODNN7EXAMPLE\n",
    );
    assert_eq!(
        told(&text),
        "e.toml:11:15 secret-key key=stage.prod.params.db_password\n\
         e.toml:12:54 secret-key key=stage.prod.params.app.users[0].api_key\n\
         e.toml:13:7 param-unused param=dsn\n\
         e.toml:13:38 secret-value what=access-key\n"
    );
    // A file that is no TOML is looked through all the same.
    assert!(told("x = [\n# -----BEGIN PRIVATE KEY-----").contains("e.toml:2:3 secret-value"));
}
