//! Templates: values stay values, faults are told at the template's own line.

use std::collections::BTreeSet;

use gabakura_model::Value;
use gabakura_model::diagnostic::Diagnostic;
use gabakura_model::graph::ResourceGraph;
use gabakura_planner::render::{self, CODES, Templates};
use gabakura_planner::{SourceFile, environment};

use crate::fixture::{assert_listed, catalogue, shown, source};
use crate::shipped::parameters;

const ENVIRONMENT: &str = r#"municipality = "131016"
vendor = "acme"
systems = ["resident_record"]
[stage.prod]
cloud = "aws"
account = "111122223333"
region = "ap-northeast-1"
modules = ["main"]
[stage.prod.params]
"#;

/// The parameters of the templates here, which take anything.
const PARAMS: [&str; 13] = [
    "a", "anything", "b", "c", "d", "five", "four", "list", "n", "nested", "nothing", "one", "two",
];

/// Loads templates, and declarations for the one of module `main`.
fn load(templates: &[SourceFile]) -> (Templates, Vec<Diagnostic>) {
    let any = |name: &str| format!("[{name}]\ntype = \"any\"\nja = \"x\"\nen = \"x\"\n");
    let declared: String = PARAMS.into_iter().chain(["three", "x"]).map(any).collect();
    let declared = source("templates/aws/main.params.toml", &declared);
    let main = templates
        .iter()
        .any(|it| it.path.ends_with("/main.toml.hbs"));
    let sources = templates.iter().cloned().chain(main.then_some(declared));
    Templates::load(&sources.collect::<Vec<_>>())
}

fn rendered(params: &str, templates: &[SourceFile]) -> (Option<ResourceGraph>, String) {
    let (templates, loading) = load(templates);
    let environment = source("e.toml", &(ENVIRONMENT.to_owned() + params));
    let (tenancies, faults) = environment::read(&[environment], templates.parameters());
    assert_eq!(shown(&faults), "");
    let (graph, faults) = render::render(&templates, &tenancies[0], &catalogue());
    assert_listed(CODES, &loading);
    assert_listed(CODES, &faults);
    let told = shown(&loading) + &shown(&faults);
    (
        graph,
        told.replace("templates/aws/main.toml.hbs", "t")
            .replace(" | tenancy=131016/acme/prod", "")
            .replace("tenancy=131016/acme/prod", ""),
    )
}

fn render(params: &str, template: &str) -> (Option<ResourceGraph>, String) {
    rendered(params, &[source("templates/aws/main.toml.hbs", template)])
}

fn check(params: &str, template: &str, expected: &str) {
    let (_, found) = render(params, template);
    let trimmed: String = found
        .lines()
        .map(|line| line.trim_end().to_owned() + "\n")
        .collect();
    assert_eq!(trimmed, expected, "\n{found}");
}

fn spec(params: &str, template: &str) -> Value {
    let (graph, found) = render(params, template);
    assert_eq!(found, "");
    let graph = graph.expect("a sound template");
    graph.iter().next().expect("one resource").spec.clone()
}

const VPC: &str = "[[resource]]\nkind = \"aws.ec2.vpc\"\nname = \"vpc\"\n";

#[test]
fn awkward_values_stay_what_they_are() {
    let params = r#"a = "say \"}}\" and {{x}}"
b = "line\nbreak\ttab \\ 'quote' # [x] = {}"
c = "千代田区　全角\U000F0001\uE000 葛󠄀"
d = { "key with space" = ["1", 2, true, { x = "\"" }] }
"#;
    let template = VPC.to_owned()
        + "spec.a = {{toml params.a}}\nspec.b = \"{{params.b}}\"\nspec.b2 = 'x{{params.b}}'\nspec.c = \"<{{params.c}}>\"\nspec.d = {{toml params.d}}\nspec.e = \"{{json params.d}}\"\n";
    let spec = spec(params, &template);
    assert_eq!(spec["a"], "say \"}}\" and {{x}}");
    assert_eq!(spec["b"], "line\nbreak\ttab \\ 'quote' # [x] = {}");
    assert_eq!(spec["c"], "<千代田区　全角\u{F0001}\u{E000} 葛\u{E0100}>");
    assert_eq!(spec["d"]["key with space"][3]["x"], "\"");
    assert_eq!(
        spec["e"],
        "{\"key with space\":[\"1\",2,true,{\"x\":\"\\\"\"}]}"
    );
    assert!(!spec["b2"].as_str().unwrap().contains('\''));
}

#[test]
fn helpers_compute_names_and_subnets() {
    let template = VPC.to_owned()
        + r#"
spec.name = "{{name "logs"}}"
spec.path = "{{path "logs"}}"
spec.subnets = {{toml (subnets "10.0.0.0/16" 18 3)}}
spec.subnet = "{{subnet "10.0.0.0/16" 24 255}}"
spec.zones = [{{#each params.list}}"{{az @index}}{{letter @index}}", {{/each}}]
spec.yes = {{toml (and (eq params.n 3) (not (includes params.list "z")) (or false lead))}}
spec.has = {{has "nothing"}}
spec.default = {{toml (default "nothing" 7)}}
spec.concat = "{{concat "a" params.n "/" tenancy.municipality.name}}"
spec.length = {{length params.list}}
spec.none = {{toml tenancy.isolation}}
"#;
    let spec = spec("list = [\"x\", \"y\", \"w\"]\nn = 3\n", &template);
    let expected = serde_json::json!({
        "name": "gabakura-131016-acme-prod-logs-111122223333",
        "path": "gabakura/131016/acme/prod/logs",
        "subnets": ["10.0.0.0/18", "10.0.64.0/18", "10.0.128.0/18"],
        "subnet": "10.0.255.0/24",
        "zones": ["ap-northeast-1aa", "ap-northeast-1cb", "ap-northeast-1dc"],
        "yes": true,
        "has": false,
        "default": 7,
        "concat": "a3/千代田区",
        "length": 3,
        "none": "none",
    });
    assert_eq!(spec, expected);
}

#[test]
fn the_context_means_the_same_inside_a_loop() {
    let template = VPC.to_owned()
        + "spec.x = [{{#each params.list as |one|}}\n  \"{{one}}{{this}}{{params.n}}{{account}}\",\n{{/each}}]\n";
    let spec = spec("list = [\"x\"]\nn = 3\n", &template);
    assert_eq!(spec["x"], serde_json::json!(["xx3111122223333"]));
}

#[test]
fn references_become_marks_and_dependencies() {
    let template = r#"{{!
a comment of two lines }}
[[resource]]
kind = "aws.ec2.vpc"
name = "vpc"
tags.Owner = "千代田区"

[[resource]]
kind = "aws.ec2.subnet"
name = "subnet"
depends_on = ["main/other"]
exclusive = true
spec.vpc_id = { ref = "vpc" }
spec.list = [{ ref = "131016/acme/prod/main/vpc", field = "arn", prepend = "a:", append = "/*" }]

[[resource]]
kind = "aws.kms.alias"
name = "other"
"#;
    let (graph, found) = render("", template);
    assert_eq!(found, "");
    let graph = graph.unwrap();
    let by_name = |name: &str| {
        graph
            .iter()
            .find(|one| one.address.name.as_str() == name)
            .unwrap()
    };
    let subnet = by_name("subnet");
    assert_eq!(subnet.spec["vpc_id"], "${ref:131016/acme/prod/main/vpc#id}");
    assert_eq!(
        subnet.spec["list"][0],
        "a:${ref:131016/acme/prod/main/vpc#arn}/*"
    );
    let depends: Vec<&str> = subnet
        .depends_on
        .iter()
        .map(|one| one.name.as_str())
        .collect();
    assert_eq!(depends, ["other", "vpc"]);
    assert!(subnet.exclusive);
    assert_eq!(subnet.origin.line, 8);
    let tags = &by_name("vpc").tags;
    assert_eq!(tags["gabakura:address"], "131016/acme/prod/main/vpc");
    assert_eq!(tags["Owner"], "千代田区");
    assert_eq!(tags["Name"], "131016-acme-prod-vpc");
    assert!(by_name("other").tags.is_empty());
}

#[test]
fn what_serves_the_whole_account_is_paid_for_together_where_it_is_shared() {
    let template = VPC.to_owned() + "shared = true\n";
    let payer = |environment: &str| {
        let (tenancies, faults) = environment::read(&[source("e.toml", environment)], parameters());
        assert_eq!(shown(&faults), "");
        let (templates, _) = load(&[source("templates/aws/main.toml.hbs", &template)]);
        let (graph, _) = render::render(&templates, &tenancies[0], &catalogue());
        graph.unwrap().iter().next().unwrap().tags["CostCenter"].clone()
    };
    assert_eq!(payer(ENVIRONMENT), "131016/acme");
    let (head, stage) = ENVIRONMENT.split_once("[stage").unwrap();
    for (isolation, expected) in [
        ("network", "shared/acme"),
        ("application", "shared/acme"),
        ("account", "131016/acme"),
    ] {
        let head = format!("{head}mode = \"shared\"\nisolation = \"{isolation}\"\n");
        assert_eq!(payer(&format!("{head}[stage{stage}")), expected);
    }
}

#[test]
fn faults_are_told_at_the_templates_own_lines() {
    let template = r#"# one
{{#each params.list}}
[[resource]]
kind = "aws.ec2.vpcs"
name = "vpc-{{@index}}"

{{/each}}
[[resource]]
kind = "gcp.compute.network"
name = "Net"
nmae = 1

[[resource]]
kind = "aws.test.strict"
name = "strict"
depends_on = ["strikt"]
tags."gabakura:tenancy" = "x"
spec.siz = 1
spec.size = "x"
spec.rules = [
  { port = 1 },
  { port = "x" },
]

[[resource]]
kind = "aws.kms.alias"
tags.x = "y"
name = "strict"
spec.a = { ref = "strict", field = "arm" }
spec.b = { ref = "131016/acme/verify/main/strict" }
spec.c = { ref = "strict", fielt = "id" }
spec.d = "${ref:131016/acme/prod/main/strict#id}"

[other]
"#;
    let expected = "\
t:4 kind-unknown kind=aws.ec2.vpcs | suggestion=aws.ec2.vpc
t:9 kind-cloud cloud=aws | kind=gcp.compute.network
t:10 resource-name found=Net
t:11 resource-unknown-key key=nmae | suggestion=name
t:14 spec-fault kind=aws.test.strict | path=. | problem=missing field `vpc_id`
t:16 reference-unknown reference=strikt | suggestion=strict
t:17 tag-reserved key=gabakura:tenancy | prefix=gabakura:
t:18 spec-fault kind=aws.test.strict | path=siz | problem=unknown field `siz`, expected one of `rules`, `size`, `vpc_id` | suggestion=size
t:19 spec-fault kind=aws.test.strict | path=size | problem=invalid type, expected i32
t:22 spec-fault kind=aws.test.strict | path=rules[1].port | problem=invalid type, expected i32
t:25 resource-duplicate address=131016/acme/prod/main/strict | place=t:13
t:27 tags-unsupported kind=aws.kms.alias
t:29 reference-output allowed=id, arn, arn_all | field=arm | kind=aws.test.strict | reference=strict
t:30 reference-across reference=131016/acme/verify/main/strict
t:31 resource-unknown-key key=fielt | suggestion=field
t:32 reference-mark
t:34 resource-unknown-key key=other
";
    check("list = [1, 2]\n", template, expected);
}

#[test]
fn what_is_only_looked_at_is_not_declared() {
    let template = "\n[[resource]]\nkind = \"aws.test.seen\"\nname = \"server\"\n";
    check("", template, "t:3 kind-observed-only kind=aws.test.seen\n");
}

#[test]
fn every_missing_variable_is_told() {
    let template = "# {{params.one}}\n{{#if params.two}}{{/if}}\n# {{toml params.three}} {{eq params.one 1}}\n{{#each params.four}}{{/each}}\n{{subnets params.five 24 1}}\n";
    check(
        "",
        template,
        "\
t:1:3 param-missing key=stage.prod.params.one | param=one | place=e.toml:4:1
t:2:1 param-missing key=stage.prod.params.two | param=two | place=e.toml:4:1
t:3:3 param-missing key=stage.prod.params.three | param=three | place=e.toml:4:1
t:4:1 param-missing key=stage.prod.params.four | param=four | place=e.toml:4:1
t:5:1 param-missing key=stage.prod.params.five | param=five | place=e.toml:4:1
",
    );
    check(
        "nested = { a = 1 }\n",
        "\n# {{params.nested.b}}\n",
        "t:2:3 variable-missing  | variable=params.nested.b\n",
    );
}

#[test]
fn helpers_say_what_they_were_given_wrong() {
    for (template, expected) in [
        (
            "\n# {{letter 26}}",
            "\
t:2:3 helper-argument expected=0–25 | found=26 | helper=letter | position=1
",
        ),
        (
            "# {{params.list}}",
            "t:1:3 variable-not-scalar found=array | variable=params.list\n",
        ),
        (
            "# {{concat params.list}}",
            "t:1:3 helper-argument expected=string | found=array | helper=concat | position=1\n",
        ),
        (
            "# {{subnet \"10.0.0.0/24\" 24 1}}",
            "\
t:1:3 subnets-too-small count=2 | found=10.0.0.0/24 | prefix=24
",
        ),
        (
            "# {{subnet \"10.0.0\" 24 1}}",
            "\
t:1:3 helper-cidr found=10.0.0
",
        ),
        (
            "# {{az 3}}",
            "\
t:1:3 zone-unknown index=3 | region=ap-northeast-1
",
        ),
        (
            "# {{name \"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"}}",
            "\
t:1:3 name-too-long max=63 | purpose=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
",
        ),
    ] {
        check("list = [1]\n", template, expected);
    }
}

#[test]
fn templates_are_checked_when_loaded() {
    for (template, expected) in [
        ("a\n{{{params.x}}}", "t:2:1 template-raw-output\n"),
        ("{{> other}}", "t:1:1 template-unsupported\n"),
        (
            "\n\n{{tomll params.x}}",
            "t:3:1 template-helper-unknown helper=tomll | suggestion=toml\n",
        ),
        (
            "{{#iff params.x}}{{/iff}}",
            "t:1:1 template-helper-unknown helper=iff | suggestion=if\n",
        ),
        (
            "\n {{parms.x}}",
            "t:2:2 template-variable-unknown suggestion=params | variable=parms.x\n",
        ),
        (
            "x = \"{{toml params.x}}\"",
            "t:1:6 template-quoted-value helper=toml\n",
        ),
        ("\n{{#if lead}}\n", "t:2 template-unclosed block=if\n"),
        ("ab\n\u{F0001}", "t:2 template-reserved-character\n"),
        (
            "x = [1\n",
            "t:1 template-toml message=unclosed array, expected `]`\n",
        ),
        (
            "x = 1\nx = 2\n",
            "t:2 template-toml message=duplicate key\n",
        ),
    ] {
        check("", template, expected);
    }
}

#[test]
fn files_are_named_after_their_module() {
    let (_, found) = rendered(
        "",
        &[
            source("templates/aws/Main.toml.hbs", ""),
            source("templates/aws/mian.toml.hbs", ""),
        ],
    );
    assert_eq!(
        found,
        "\
templates/aws/Main.toml.hbs template-path suffix=.toml.hbs
e.toml:4:1 module-unknown cloud=aws | module=main | suggestion=mian
"
    );
}

#[test]
fn circles_and_duplicates_are_told() {
    let template = r#"
[[resource]]
kind = "aws.ec2.vpc"
name = "a"
spec.x = { ref = "b" }
[[resource]]
kind = "aws.ec2.vpc"
name = "b"
spec.x = { ref = "a" }
[[resource]]
kind = "aws.ec2.vpc"
name = "b"
"#;
    check(
        "",
        template,
        "\
t:2 reference-circle path=main/a → main/b → main/a
t:10 resource-duplicate address=131016/acme/prod/main/b | place=t:6
",
    );
}

#[test]
fn long_vendors_still_have_names_of_their_own() {
    let name = |vendor: &str| {
        let text = ENVIRONMENT.replace("acme", vendor);
        let (tenancies, _) = environment::read(&[source("e.toml", &text)], parameters());
        let template = VPC.to_owned() + "spec.name = \"{{name \"securityhub-finding\"}}\"\n";
        let (templates, _) = load(&[source("templates/aws/main.toml.hbs", &template)]);
        let (graph, _) = render::render(&templates, &tenancies[0], &catalogue());
        graph.unwrap().iter().next().unwrap().spec["name"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    let long = "a-vendor-with-a-very-long-name-one-or-xy";
    let shorter = (1..=long.len()).map(|chars| long[..chars].trim_end_matches('-'));
    let vendors = BTreeSet::from_iter(shorter);
    let names: BTreeSet<String> = vendors.iter().map(|vendor| name(vendor)).collect();
    assert_eq!(names.len(), vendors.len());
    assert!(names.iter().all(|name| name.len() <= 63), "{names:?}");
}

#[test]
fn secrets_in_templates_and_specs_are_refused() {
    let environment = format!("{ENVIRONMENT}anything = \"hunter2\"\n");
    let (tenancies, _) = environment::read(&[source("e.toml", &environment)], parameters());
    let text = "[[resource]]\nkind = \"aws.ec2.vpc\"\nname = \"vpc\"\n\
                spec.login.password = {{toml params.anything}}\n\
                spec.user_token = { ref = \"vpc\" }\n";
    let (templates, faults) = load(&[source("templates/aws/main.toml.hbs", text)]);
    assert_eq!(shown(&faults), "");
    let (graph, faults) = render::render(&templates, &tenancies[0], &catalogue());
    assert!(graph.is_none());
    let told = shown(&faults);
    assert!(
        told.contains("main.toml.hbs:4 secret-key key=spec.login.password\n"),
        "{told}"
    );
    assert!(
        !told.contains("user_token") && !told.contains("hunter2"),
        "{told}"
    );
    let text = format!("{text}# postgres://u:hunter2@db\n");
    let (_, faults) = load(&[source("templates/aws/main.toml.hbs", &text)]);
    assert!(shown(&faults).contains(":6:16 secret-value what=password"));
}
