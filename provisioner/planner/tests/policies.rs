//! The policies that ship with the product: their own tests, and how the harness treats them.

use std::path::{Path, PathBuf};

use gabakura_planner::policy::{PolicySet, PolicySource, run_tests};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../policies")
}

fn collect(folder: &Path, into: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a folder of policies") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            collect(&path, into);
        } else if path
            .extension()
            .is_some_and(|extension| extension == "rego")
        {
            into.push(path);
        }
    }
}

fn shipped() -> Vec<PolicySource> {
    let mut paths = Vec::new();
    collect(&root(), &mut paths);
    paths.sort();
    let source = |path: PathBuf| {
        let text = std::fs::read_to_string(&path).expect("a readable policy");
        let name = path
            .strip_prefix(root())
            .expect("below the root")
            .display()
            .to_string();
        PolicySource::new(name, text)
    };
    paths.into_iter().map(source).collect()
}

#[test]
fn shipped_policies_load() {
    let (set, faults) = PolicySet::load(&shipped());
    assert!(faults.is_empty(), "{faults:#?}");
    assert!(set.checks().len() >= 14, "{}", set.checks().len());
}

#[test]
fn every_shipped_check_is_tested_both_ways_and_holds() {
    let sources = shipped();
    let outcomes = run_tests(&sources);
    let failures: Vec<_> = outcomes
        .iter()
        .filter(|outcome| outcome.failure.is_some())
        .collect();
    assert!(failures.is_empty(), "{failures:#?}");
    for check in PolicySet::load(&sources).0.checks() {
        let name = check.id.replace('-', "_");
        let clouds = check.kinds.iter().filter_map(|kind| kind.split('.').next());
        for (cloud, kind) in clouds.flat_map(|c| [(c, "test_pass_"), (c, "test_fail_")]) {
            let tested = outcomes
                .iter()
                .any(|o| o.check == name && o.file.starts_with(cloud) && o.name.starts_with(kind));
            assert!(tested, "{} has no `{kind}…` for {cloud}", check.id);
        }
    }
}

mod harness {
    use std::sync::Arc;

    use gabakura_model::catalogue::{Catalogue, Identity, KindSchema, Protection};
    use gabakura_model::diagnostic::{Diagnostic, Origin};
    use gabakura_model::finding::{Finding, FindingStatus, Waiver};
    use gabakura_model::graph::ResourceGraph;
    use gabakura_model::observed::{GapReason, Listing, Observed, ObservedResource};
    use gabakura_model::recorded::{Recorded, RecordedResource};
    use gabakura_model::resource::{Resource, TAG_TENANCY};
    use gabakura_model::tenancy::{Cloud, Mode, Platform, Profile, Scope, Tenancy};
    use gabakura_model::{Day, Timestamp, Value};
    use gabakura_planner::policy::{
        PolicyInput, PolicySet, PolicySource, denied, observed_input, plan_input, run_tests,
    };
    use serde_json::json;

    const HERE: &str = "131016/acme/prod";

    fn origin() -> Origin {
        Origin::at_line(&Arc::from("acme.toml"), 1)
    }

    fn tenancy() -> Tenancy {
        Tenancy {
            id: HERE.parse().expect("a tenancy"),
            systems: Vec::new(),
            profile: Profile::City,
            mode: Mode::Single,
            isolation: None,
            platform: Platform::Standalone,
            lead: true,
            scope: Scope {
                cloud: Cloud::Aws,
                account: "111122223333".to_owned(),
                region: "ap-northeast-1".to_owned(),
                role: None,
                plan_role: None,
                external_id: None,
                session: None,
            },
            modules: Vec::new(),
            params: [("zone".to_owned(), json!("lgwan"))].into(),
            waivers: Vec::new(),
            origin: origin(),
        }
    }

    /// A check of things: `bad` fails, `"?"` is unknown, a text where a number belongs breaks it.
    fn check(id: &str, cloud: &str) -> PolicySource {
        let name = id.replace('-', "_");
        let both = r#"{"ja": "…", "en": "…"}"#;
        let text = format!(
            r#"package gabakura.checks.{name}
import rego.v1
metadata := {{
    "id": "{id}", "title": {both}, "severity": "high", "enforcement": "deny",
    "remediation": {both}, "kinds": ["{cloud}.thing"],
    "controls": [{{"framework": "CIS", "id": "1.1", "sourced": true}}],
}}
subject contains r.address if some r in input.resources
fail contains {{"address": r.address, "message": "it is bad"}} if {{
    some r in input.resources
    r.spec.bad == true
}}
unknown contains {{"address": r.address, "message": "it may be bad"}} if {{
    some r in input.resources
    to_number(r.spec.doubt) > 0
}}
"#
        );
        PolicySource::new(format!("policies/{cloud}/{name}.rego"), text)
    }

    fn set(sources: &[PolicySource]) -> PolicySet {
        let (set, faults) = PolicySet::load(sources);
        assert!(faults.is_empty(), "{faults:#?}");
        set
    }

    fn planned(things: &[(&str, Value)]) -> PolicyInput {
        let resource = |(name, spec): &(&str, Value)| Resource {
            address: format!("{HERE}/m/{name}").parse().expect("an address"),
            kind: "aws.thing".into(),
            spec: spec.clone(),
            tags: Default::default(),
            depends_on: Vec::new(),
            exclusive: false,
            origin: origin(),
        };
        let graph = ResourceGraph::build(things.iter().map(resource).collect()).expect("a graph");
        plan_input(&tenancy(), &graph)
    }

    fn waiver(address: &str, until: &str) -> Waiver {
        Waiver {
            check: "a-check".to_owned(),
            address: address.to_owned(),
            reason: format!("until {until}"),
            approver: "yamada".to_owned(),
            until: until.parse().expect("a day"),
            origin: origin(),
        }
    }

    fn today() -> Day {
        "2026-04-01".parse().expect("a day")
    }

    fn brief(findings: &[Finding]) -> Vec<(&str, &str, FindingStatus)> {
        findings
            .iter()
            .map(|f| (f.check.as_str(), f.address.as_str(), f.status))
            .collect()
    }

    #[test]
    fn findings_come_in_order_of_check_and_address() {
        let set = set(&[
            check("b-check", "aws"),
            check("a-check", "aws"),
            check("c-check", "gcp"),
        ]);
        let input = planned(&[
            ("z", json!({})),
            ("fails", json!({"bad": true, "doubt": 1})),
            ("doubtful", json!({"doubt": "1"})),
        ]);
        let findings = set.evaluate(&input, &[], today());
        use FindingStatus::{Fail, Pass, Unknown};
        let expected = |check| {
            [
                (check, "131016/acme/prod/m/doubtful", Unknown),
                (check, "131016/acme/prod/m/fails", Fail),
                (check, "131016/acme/prod/m/z", Pass),
            ]
        };
        assert_eq!(
            brief(&findings),
            [expected("a-check"), expected("b-check")].concat()
        );
        assert_eq!(findings[1].evidence, ["it may be bad", "it is bad"]);
        assert_eq!(findings[1].controls, ["CIS:1.1"]);
        assert!(denied(&findings));
        assert!(!denied(&findings[2..3]));
        assert_eq!(findings, set.evaluate(&input, &[], today()));
    }

    #[test]
    fn a_check_that_breaks_is_unknown_and_passes_nothing() {
        let set = set(&[check("a-check", "aws")]);
        let input = planned(&[("fine", json!({})), ("odd", json!({"doubt": "many"}))]);
        let findings = set.evaluate(&input, &[], today());
        assert_eq!(
            brief(&findings),
            [("a-check", HERE, FindingStatus::Unknown)]
        );
        assert!(
            findings[0].evidence[0].contains("could not be decided"),
            "{findings:?}"
        );
    }

    #[test]
    fn a_waiver_excuses_until_its_last_day_and_says_when_it_ended() {
        let set = set(&[check("a-check", "aws")]);
        let input = planned(&[("x-1", json!({"bad": true})), ("y", json!({"bad": true}))]);
        let judge = |waivers: &[Waiver]| set.evaluate(&input, waivers, today());

        let findings = judge(&[waiver("m/x-*", "2025-01-01"), waiver("m/x-?", "2026-04-01")]);
        assert_eq!(findings[0].status, FindingStatus::Waived);
        assert_eq!(findings[0].waiver.as_deref(), Some("until 2026-04-01"));
        assert_eq!(
            findings[1].status,
            FindingStatus::Fail,
            "only what the glob covers"
        );

        let findings = judge(&[waiver("*", "2026-03-31")]);
        assert!(denied(&findings));
        assert_eq!(findings[0].waiver, None);
        assert_eq!(
            findings[0].evidence[1],
            "the waiver ended on 2026-03-31: until 2026-03-31"
        );

        assert!(!denied(&judge(&[waiver("*", "2026-04-01")])));
    }

    fn schema(kind: &str, identity: Identity, parent: Option<&'static str>) -> KindSchema {
        KindSchema {
            kind: kind.into(),
            summary: "",
            identity,
            immutable: &[],
            parent,
            outputs: &[],
            account_wide: kind.ends_with(".rule"),
            observed_only: false,
            stands_in: &[],
            taggable: true,
            interchangeable: false,
            protection: Protection::None,
            canonical: |spec| Ok(spec.clone()),
            json_schema: || Value::Null,
        }
    }

    fn found(kind: &str, id: &str, spec: Value) -> ObservedResource {
        let (kind, id) = (kind.into(), id.to_owned());
        let (tags, outputs) = (Default::default(), Default::default());
        ObservedResource {
            kind,
            id,
            spec,
            tags,
            outputs,
            platform: false,
        }
    }

    fn observe(listings: Vec<(&str, Listing)>) -> PolicyInput {
        let catalogue: Catalogue = [
            schema("aws.box", Identity::Assigned, None),
            schema("aws.rule", Identity::Named { field: "role" }, None),
            schema("aws.switch", Identity::Setting, None),
            schema("aws.thing", Identity::Assigned, Some("box_id")),
            schema("gcp.thing", Identity::Assigned, None),
        ]
        .into_iter()
        .collect();
        let mut recorded = Recorded::empty(tenancy().id);
        for (kind, name, id) in [
            ("aws.box", "box", "box-1"),
            ("aws.thing", "ours", "thing-1"),
        ] {
            let address: gabakura_model::resource::Address =
                format!("{HERE}/m/{name}").parse().expect("an address");
            let resource = RecordedResource {
                address: address.clone(),
                kind: kind.into(),
                id: id.to_owned(),
                spec: json!({}),
                declared: json!({}),
                tags: Default::default(),
                outputs: Default::default(),
                depends_on: Vec::new(),
                exclusive: false,
                recorded_at: Timestamp::UNIX_EPOCH,
            };
            recorded.resources.insert(address, resource);
        }
        let named = |(kind, listing): (&str, Listing)| (kind.into(), Arc::new(listing));
        let observed = Observed {
            tenancy: tenancy().id,
            place: tenancy().scope.place(),
            listings: listings.into_iter().map(named).collect(),
            observed_at: Timestamp::UNIX_EPOCH,
        };
        observed_input(&tenancy(), &recorded, &observed, &catalogue)
    }

    fn complete(found: Vec<ObservedResource>) -> Listing {
        Listing::Complete(found.into_iter().map(Arc::new).collect())
    }

    #[test]
    fn a_tenancy_sees_its_own_its_containers_settings_and_the_platform() {
        let mut tagged = found("aws.thing", "thing-2", json!({}));
        tagged.tags.insert(TAG_TENANCY.to_owned(), HERE.to_owned());
        let mut theirs = found("aws.thing", "thing-3", json!({}));
        theirs
            .tags
            .insert(TAG_TENANCY.to_owned(), "132012/acme/prod".to_owned());
        let mut platform = found("aws.thing", "thing-4", json!({}));
        platform.platform = true;
        let input = observe(vec![
            (
                "aws.box",
                complete(vec![found("aws.box", "box-1", json!({}))]),
            ),
            (
                "aws.switch",
                complete(vec![found("aws.switch", "account", json!({}))]),
            ),
            (
                "aws.rule",
                complete(vec![found("aws.rule", "owner", json!({}))]),
            ),
            (
                "aws.thing",
                complete(vec![
                    found("aws.thing", "thing-1", json!({"now": 1})),
                    tagged,
                    theirs,
                    platform,
                    found("aws.thing", "thing-5", json!({"box_id": "box-1"})),
                    found("aws.thing", "thing-6", json!({"box_id": "box-2"})),
                ]),
            ),
        ]);
        let seen: Vec<_> = input
            .resources
            .iter()
            .map(|r| (r.address.as_str(), json!(r.owner)))
            .collect();
        let expected = [
            ("131016/acme/prod/?/account", json!("foreign")),
            ("131016/acme/prod/?/owner", json!("foreign")),
            ("131016/acme/prod/?/thing-2", json!("ours")),
            ("131016/acme/prod/?/thing-4", json!("platform")),
            ("131016/acme/prod/?/thing-5", json!("foreign")),
            ("131016/acme/prod/m/box", json!("ours")),
            ("131016/acme/prod/m/ours", json!("ours")),
        ];
        assert_eq!(seen, expected);
        assert_eq!(
            input.resources[6].spec,
            json!({"now": 1}),
            "as it is, not as recorded"
        );
        assert!(input.gaps.is_empty());
        assert_eq!(input.tenancy.zone.as_deref(), Some("lgwan"));
    }

    #[test]
    fn a_kind_not_read_makes_its_checks_unknown() {
        let set = set(&[check("a-check", "aws")]);
        let reason = GapReason {
            code: "AccessDenied".to_owned(),
            message: "no".to_owned(),
            switch: None,
        };
        for (listings, evidence) in [
            (
                vec![("aws.thing", Listing::Gap(reason))],
                "could not be observed: AccessDenied: no",
            ),
            (vec![], "not-observed"),
        ] {
            let findings = set.evaluate(&observe(listings), &[], today());
            assert_eq!(
                brief(&findings),
                [("a-check", HERE, FindingStatus::Unknown)]
            );
            assert!(findings[0].evidence[0].contains(evidence), "{findings:?}");
        }
        // A kind no catalogue knows is not covered either.
        let mut input = observe(vec![("aws.thing", complete(vec![]))]);
        assert_eq!(set.evaluate(&input, &[], today()), []);
        input.covered.clear();
        input.gaps.clear();
        let findings = set.evaluate(&input, &[], today());
        assert_eq!(findings[0].evidence, ["`aws.thing` was not observed"]);
    }

    #[test]
    fn every_fault_is_told_at_once_at_its_place() {
        let head = "package gabakura.checks.";
        let rest = "\nmetadata := {}\nsubject contains 1\nfail contains 1\n";
        let good = check("a-check", "aws");
        let edited = |path: &str, id: &str, from: &str, to: &str| {
            PolicySource::new(path, check(id, "aws").text.replace(from, to))
        };
        let sources = [
            PolicySource::new("p/syntax.rego", format!("{head}syntax\nx := \n")),
            PolicySource::new(
                "p/unsafe.rego",
                format!(
                    "{head}unsafe{rest}y if {{ z == 1 }}\n\
                unknown contains 1 if y\n"
                ),
            ),
            PolicySource::new(
                "p/chance.rego",
                format!("{head}chance{rest}y := rand.intn(\"x\", 2)\n"),
            ),
            PolicySource::new("p/bare.rego", format!("{head}bare\nx := 1\n")),
            edited("p/b_check.rego", "b-check", "\"high\"", "\"huge\""),
            edited("p/c_check.rego", "c-check", "\"c-check\"", "\"d-check\""),
            edited("p/other.rego", "e-check", "", ""),
            edited(
                "p/f_check.rego",
                "f-check",
                "\"aws.thing\"",
                "\"aws.thing\", \"gcp.thing\"",
            ),
            good.clone(),
            PolicySource::new("p/again/a_check.rego", good.text.clone()),
        ];
        let (set, faults) = PolicySet::load(&sources);
        let told = |d: &Diagnostic| (d.code, d.origin.to_string());
        let told: Vec<_> = faults.iter().map(told).collect();
        let expected = [
            ("policy-duplicate", "p/again/a_check.rego:1"),
            ("policy-metadata", "p/b_check.rego:3"),
            ("policy-rule-missing", "p/bare.rego:1"),
            ("policy-rule-missing", "p/bare.rego:1"),
            ("policy-rule-missing", "p/bare.rego:1"),
            ("policy-id", "p/c_check.rego:4"),
            ("policy-metadata", "p/chance.rego:2"),
            ("policy-impure", "p/chance.rego:5"),
            ("policy-kinds", "p/f_check.rego:5"),
            ("policy-file-name", "p/other.rego:1"),
            ("policy-syntax", "p/syntax.rego:3:1"),
            ("policy-compile", "p/unsafe.rego:5:8"),
        ];
        let expected: Vec<_> = expected
            .iter()
            .map(|(c, o)| (*c, (*o).to_owned()))
            .collect();
        assert_eq!(told, expected, "{faults:#?}");
        assert!(
            faults[1].args["problem"].contains("unknown variant `huge`"),
            "{faults:#?}"
        );
        assert_eq!(set.checks().len(), 1, "the good one stays");
    }

    /// The part of a check for another cloud: its own controls and kinds, the text not again.
    fn part(source: &PolicySource, cloud: &str) -> PolicySource {
        let both = r#"{"ja": "…", "en": "…"}"#;
        let text = source
            .text
            .replace(
                &format!("\"title\": {both}, \"severity\": \"high\", \"enforcement\": \"deny\","),
                "",
            )
            .replace(&format!("\"remediation\": {both}, "), "")
            .replace("aws.thing", &format!("{cloud}.thing"))
            .replace("\"1.1\"", "\"2.2\"");
        PolicySource::new(source.path.replace("aws", cloud), text)
    }

    #[test]
    fn a_check_of_two_clouds_says_its_text_once_and_judges_each_by_its_own_rules() {
        let aws = check("a-check", "aws");
        let gcp = part(&aws, "gcp");
        let set = set(&[aws.clone(), gcp.clone()]);
        let [whole] = set.checks() else {
            panic!("{:?}", set.checks());
        };
        assert_eq!(whole.kinds, ["aws.thing", "gcp.thing"]);
        let ids: Vec<&str> = whole.controls.iter().map(|one| one.id.as_str()).collect();
        assert_eq!(ids, ["1.1", "2.2"]);
        let mut input = planned(&[("x", json!({"bad": true}))]);
        let judge = |input: &PolicyInput| set.evaluate(input, &[], today());
        assert_eq!(judge(&input)[0].controls, ["CIS:1.1"]);
        input.tenancy.cloud = Cloud::Gcp;
        assert_eq!(judge(&input), [], "things of the other cloud are not shown");
        input.resources[0].kind = "gcp.thing".into();
        let findings = judge(&input);
        assert_eq!(findings[0].controls, ["CIS:2.2"]);
        assert_eq!(findings[0].status, FindingStatus::Fail);

        for (sources, problem) in [
            (vec![gcp], "no file of this check has a `title`"),
            (
                vec![aws.clone(), check("a-check", "gcp")],
                "policies/aws/a_check.rego has the title already; keep one",
            ),
            (
                vec![PolicySource::new(
                    aws.path.clone(),
                    aws.text.replace("\"controls\"", "\"control\""),
                )],
                "unknown field `control`",
            ),
        ] {
            let (set, faults) = PolicySet::load(&sources);
            let told: Vec<_> = faults
                .iter()
                .map(|f| (f.code, &*f.args["problem"]))
                .collect();
            assert_eq!(told, [("policy-metadata", problem)]);
            assert!(set.checks().len() <= 1);
        }
    }

    #[test]
    fn a_test_that_does_not_hold_is_told_with_its_reason() {
        let tests = "package gabakura.checks.a_check_test\nimport rego.v1\n\
            import data.gabakura.checks.a_check as check\n\
            test_pass if count(check.fail) == 0 with input as {\"resources\": []}\n\
            test_fail if count(check.fail) == 1 with input as {\"resources\": []}\n\
            test_odd if to_number(\"many\")\n";
        let sources = [
            check("a-check", "aws"),
            PolicySource::new("policies/aws/a_check_test.rego", tests),
        ];
        let outcomes = run_tests(&sources);
        let held: Vec<_> = outcomes
            .iter()
            .map(|o| (o.name.as_str(), o.failure.is_none()))
            .collect();
        assert_eq!(
            held,
            [
                ("test_pass", true),
                ("test_fail", false),
                ("test_odd", false)
            ]
        );
        assert!(outcomes.iter().all(|outcome| outcome.check == "a_check"));
        let reason = outcomes[2].failure.as_deref().unwrap_or_default();
        assert!(
            reason.contains("could not parse string as number"),
            "{outcomes:#?}"
        );
    }

    #[test]
    fn one_set_serves_many_threads() {
        fn shared<T: Send + Sync + Clone>(_: &T) {}
        shared(&PolicySet::default());
    }
}
