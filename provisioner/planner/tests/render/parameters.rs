//! Declared parameters: a vendor's own template gets every check the shipped ones get.

use gabakura_model::tenancy::Profile;
use gabakura_planner::render::{self, Templates};
use gabakura_planner::{SourceFile, environment, parameter};
use serde_json::json;

use crate::fixture::{assert_listed, catalogue, shown, source};
use crate::shipped::{files, parameters};

const TEMPLATE: &str = r#"[[resource]]
kind = "aws.ec2.vpc"
name = "archive"
spec.days = {{params.archive_days}}
spec.owners = {{toml params.archive_owners}}
{{#if (has "archive_mode")}}spec.mode = "{{params.archive_mode}}"{{/if}}
spec.alarms = {{toml params.alarm_emails}}
"#;

const DECLARED: &str = r#"[archive_days]
type = "integer"
min = 30
max = 3650
unit = "days"
default = { town = 365, city = 365, core_city = 730, designated_city = 3650 }
ja = "保存する日数。"
en = "Days an archive is kept."

[archive_owners]
type = "list(email)"
required = true
ja = "所有者。"
en = "Mailboxes of the owners."

[archive_mode]
type = "string"
one_of = ["cold", "warm"]
ja = "階層。"
en = "Storage tier."

[archive_target]
type = "table"
rules = true
ja = "送り先。"
en = "Where archives are sent."

[archive_target.fields.bucket]
type = "string"
required = true
ja = "バケット。"
en = "Bucket."

[archive_target.fields.keep]
type = "boolean"
ja = "残すか。"
en = "Whether a copy is kept."
"#;

const ENVIRONMENT: &str = r#"municipality = "131016"
vendor = "acme"
systems = ["resident_record"]
[stage.prod]
cloud = "aws"
account = "111122223333"
region = "ap-northeast-1"
modules = ["archive"]
[stage.prod.params]
"#;

/// The vendor's template and declarations, beside the shipped ones.
fn workspace(template: &str, declared: &str) -> Vec<SourceFile> {
    let mut sources = files("templates");
    sources.push(source("templates/aws/archive.toml.hbs", template));
    sources.push(source("templates/aws/archive.params.toml", declared));
    sources
}

/// What loading the templates reports, with the vendor's files called `t` and `p`.
fn loaded(sources: &[SourceFile]) -> (Templates, String) {
    let (templates, found) = Templates::load(sources);
    let codes = [environment::CODES, parameter::CODES, render::CODES].concat();
    assert_listed(&codes, &found);
    let shown = shown(&found)
        .replace("templates/aws/archive.toml.hbs", "t")
        .replace("templates/aws/archive.params.toml", "p");
    (templates, shown)
}

/// What an environment with some parameters is told.
fn told(params: &str) -> String {
    let (templates, found) = loaded(&workspace(TEMPLATE, DECLARED));
    assert_eq!(found, "");
    let environment = source("e.toml", &(ENVIRONMENT.to_owned() + params));
    let (_, found) = environment::read(&[environment], templates.parameters());
    assert_listed(environment::CODES, &found);
    shown(&found)
}

#[test]
fn a_vendors_own_parameters_are_checked_where_they_are_written() {
    let params = r#"archive_days = 7
archive_owners = ["a@example.jp", 3, "nobody"]
archive_mode = "colt"
archive_day = 400
cidr = "10.0.0.1/20"
archive_target = { buckets = "x", keep = "yes" }
"#;
    let expected = "\
e.toml:10:16 out-of-range allowed=30–3650 | found=7 | key=stage.prod.params.archive_days
e.toml:11:35 wrong-type expected=string | found=integer | key=stage.prod.params.archive_owners
e.toml:11:38 bad-mailbox found=nobody | key=stage.prod.params.archive_owners
e.toml:12:16 unknown-word allowed=cold, warm | found=colt | key=stage.prod.params.archive_mode | suggestion=cold
e.toml:13:15 param-unused param=archive_day | suggestion=archive_days
e.toml:14:8 cidr-host-bits expected=10.0.0.0/20 | found=10.0.0.1/20 | key=stage.prod.params.cidr
e.toml:15:18 missing-key key=stage.prod.params.archive_target.bucket
e.toml:15:20 unknown-key key=stage.prod.params.archive_target.buckets | suggestion=bucket
e.toml:15:42 wrong-type expected=boolean | found=string | key=stage.prod.params.archive_target.keep
";
    let found = told(params);
    assert_eq!(found, expected, "\n{found}");
    let missing = "e.toml:4:1 missing-key key=stage.prod.params.archive_owners\n";
    assert_eq!(told(""), missing);
}

#[test]
fn a_parameter_of_another_cloud_is_named_and_checked_all_the_same() {
    let owners = "archive_owners = []\n";
    let warned =
        "e.toml:11:21 key-of-other-cloud cloud=aws | key=stage.prod.params.flow_log_sampling\n";
    assert_eq!(told(&format!("{owners}flow_log_sampling = 0.5\n")), warned);
    let wrong = "e.toml:11:21 out-of-range allowed=0.1–1.0 | found=2.0 | key=stage.prod.params.flow_log_sampling\n";
    let found = told(&format!("{owners}flow_log_sampling = 2.0\n"));
    assert_eq!(found, wrong);
}

#[test]
fn a_tenancy_starts_from_the_defaults_of_its_size_class() {
    let (templates, _) = loaded(&workspace(TEMPLATE, DECLARED));
    let spec = |profile: Profile, params: &str| {
        let head = format!("profile = \"{profile}\"\n");
        let text = format!("{head}{ENVIRONMENT}archive_owners = [\"a@example.jp\"]\n{params}");
        let (tenancies, found) =
            environment::read(&[source("e.toml", &text)], templates.parameters());
        assert_eq!(shown(&found), "");
        let (graph, found) = render::render(&templates, &tenancies[0], &catalogue());
        assert_eq!(shown(&found), "");
        graph.unwrap().iter().next().unwrap().spec.clone()
    };
    for (profile, days) in [
        (Profile::Town, 365),
        (Profile::City, 365),
        (Profile::CoreCity, 730),
        (Profile::DesignatedCity, 3650),
    ] {
        let expected = json!({ "days": days, "owners": ["a@example.jp"], "alarms": [] });
        assert_eq!(spec(profile, ""), expected);
    }
    let own = spec(
        Profile::Town,
        "archive_days = 40\narchive_mode = \"warm\"\n",
    );
    assert_eq!((&own["days"], &own["mode"]), (&json!(40), &json!("warm")));
}

#[test]
fn a_malformed_declaration_reports_every_error_at_its_line() {
    let declared = r#"[archive_days]
type = "intger"
default = 365
ja = "日数。"

[archive_owners]
type = "list(email)"
default = ["nobody"]
required = true
min = 1
ja = "所有者。"
en = ""

[archive_mode]
type = "string"
one_of = ["cold", "warm"]
default = { town = "cold", city = "hot", core_city = "cold" }
unit = "day"
ja = "階層。"
en = "Storage tier."

[archive_size]
type = "integer"
min = 5
max = 1
ja = "大きさ。"
en = "Size."

[Archive-Name]
type = "string"

[archive_flow]
type = "far_end"
ja = "通信。"
en = "Flow."
"#;
    let expected = "\
p:1:1 missing-key key=archive_days.en
p:2:8 unknown-word allowed=any, boolean, cidr, crossing, email, exchange, far_end, flow, fraction, guideline, integer, ip_address, model, principal, resource_id, service, string, table, zone | found=intger | key=archive_days.type | suggestion=integer
p:6:1 parameter-default param=archive_owners
p:8:12 bad-mailbox found=nobody | key=archive_owners.default
p:10:1 unknown-key key=archive_owners.min
p:12:6 empty-value key=archive_owners.en
p:17:11 missing-key key=archive_mode.default.designated_city
p:17:35 unknown-word allowed=cold, warm | found=hot | key=archive_mode.default.city
p:18:8 unknown-word allowed=bits, characters, days, hours, percent, seconds, yen | found=day | key=archive_mode.unit | suggestion=days
p:22:1 parameter-bounds key=archive_size.min | max=1 | min=5
p:29:2 parameter-name found=Archive-Name
p:33:8 unknown-word allowed=juki_cs, atena_relay, midserver_fetch, shinsei_import, eltax, convenience_issue, local_print, patch_relay, local_breakout | found=archive_flow | key=archive_flow.type
";
    // The template still finds the names it uses: one mistake is one error.
    let (_, found) = loaded(&workspace(TEMPLATE, declared));
    assert_eq!(found, expected, "\n{found}");
}

#[test]
fn a_file_that_is_no_toml_hides_no_other_error() {
    let (_, found) = loaded(&workspace(TEMPLATE, "[archive_days\n"));
    assert_eq!(
        found,
        "p:1:14 toml-syntax message=unclosed table, expected `]`\n"
    );
}

#[test]
fn a_template_uses_what_is_declared() {
    let template = TEMPLATE.replace("archive_days", "archive_dais");
    let template = template.replace("{{params.archive_mode}}", "{{default \"tier\" 1}}");
    let (_, found) = loaded(&workspace(&template, DECLARED));
    let file = "file=templates/aws/archive.params.toml";
    let expected = format!(
        "t:4:13 parameter-undeclared {file} | param=archive_dais | suggestion=archive_days\n\
         t:6:42 parameter-undeclared {file} | param=tier\n"
    )
    .replace("templates/aws/archive.params.toml", "p");
    assert_eq!(found, expected, "\n{found}");
}

#[test]
fn modules_of_one_cloud_agree_on_a_parameter() {
    let mut sources = workspace(
        TEMPLATE,
        &DECLARED.replace(
            "[archive_days]",
            "[rpo_hours]\ntype = \"integer\"\nja = \"x\"\nen = \"x\"\n[archive_days]",
        ),
    );
    sources.push(source("templates/aws/archiv.params.toml", ""));
    sources.push(source("templates/azure/archive.params.toml", ""));
    let (_, found) = loaded(&sources);
    let first = parameters().of_module(
        gabakura_model::tenancy::Cloud::Aws,
        &"continuity".parse().unwrap(),
    );
    assert!(first.unwrap().iter().any(|one| one.name == "rpo_hours"));
    let expected = "\
p:1:2 parameter-duplicate param=rpo_hours | place=templates/aws/continuity.params.toml:4:2
templates/azure/archive.params.toml template-path suffix=.params.toml
templates/aws/archiv.params.toml parameter-module module=archiv | suggestion=archive
";
    assert_eq!(found, expected, "\n{found}");
}
