//! The report of a day with everything in it.

use std::collections::BTreeSet;
use std::sync::Arc;

use gabakura_model::diagnostic::Origin;
use gabakura_model::drift::{DriftEntry, DriftField, DriftStatus};
use gabakura_model::finding::{
    Bilingual, Check, Control, Enforcement, Finding, FindingStatus, Severity, Waiver,
};
use gabakura_model::observed::{Coverage, Gap, GapReason, Owner};
use gabakura_model::recorded::{Recorded, RecordedResource};
use gabakura_model::resource::Kind;
use gabakura_model::tenancy::{Cloud, Mode, Platform, Profile, Scope, System, Tenancy, TenancyId};
use serde_json::json;

use super::*;
use crate::usecase::drift::Drifted;
use crate::words::Lang;

const AT: &str = "2026-04-01T00:30:00Z";

fn tenancy(id: &str, account: &str, waivers: Vec<Waiver>) -> Tenancy {
    Tenancy {
        id: id.parse().unwrap(),
        systems: vec![System::ResidentRecord, System::SealRegistration],
        profile: Profile::City,
        mode: Mode::Single,
        isolation: None,
        platform: Platform::Standalone,
        lead: true,
        scope: Scope {
            cloud: Cloud::Aws,
            account: account.to_owned(),
            region: "ap-northeast-1".to_owned(),
            role: None,
            plan_role: None,
            external_id: None,
            session: None,
        },
        modules: ["network", "encryption", "logging"]
            .map(|m| m.parse().unwrap())
            .to_vec(),
        params: BTreeMap::from([("zone".to_owned(), json!("my-number"))]),
        waivers,
        origin: Origin::at_line(&Arc::from("environments/a.toml"), 1),
    }
}

fn check(id: &str, ja: &str, en: &str, severity: Severity, control: &str) -> Check {
    let both = |ja: &str, en: &str| Bilingual {
        ja: ja.to_owned(),
        en: en.to_owned(),
    };
    Check {
        id: id.to_owned(),
        title: both(ja, en),
        severity,
        enforcement: Enforcement::Deny,
        remediation: both(
            "送信元を庁舎や接続先のアドレス範囲に限定してください。",
            "Name the sources.",
        ),
        controls: vec![
            Control {
                framework: "NIST SP 800-53r5".to_owned(),
                id: control.to_owned(),
                sourced: false,
            },
            Control {
                framework: "AWS Security Hub".to_owned(),
                id: "EC2.13".to_owned(),
                sourced: true,
            },
        ],
        kinds: vec!["aws.ec2.security_group".to_owned()],
    }
}

fn checks() -> Vec<Check> {
    vec![
        check(
            "network-no-public-ingress",
            "全アドレスからの受信を許可しないこと（インターネット接続系のHTTPSを除く）",
            "Nothing is let in from every address, HTTPS into the internet zone excepted",
            Severity::Critical,
            "SC-7",
        ),
        check(
            "encryption-key-rotation",
            "鍵の自動ローテーションを有効にすること",
            "Keys rotate by themselves",
            Severity::Medium,
            "SC-12",
        ),
        check(
            "logging-trail-cmk",
            "証跡を顧客管理鍵で暗号化すること",
            "Trails are encrypted with a customer managed key",
            Severity::High,
            "AU-9",
        ),
        check(
            "network-vpc-flow-logs",
            "VPCのフローログを取得すること",
            "VPC flow logs are kept",
            Severity::Medium,
            "AU-12",
        ),
    ]
}

fn finding(check: &Check, address: &str, status: FindingStatus, evidence: &str) -> Finding {
    Finding {
        check: check.id.clone(),
        address: address.to_owned(),
        status,
        severity: check.severity,
        enforcement: check.enforcement,
        controls: Vec::new(),
        evidence: (!evidence.is_empty())
            .then(|| evidence.to_owned())
            .into_iter()
            .collect(),
        waiver: (status == FindingStatus::Waived).then(|| "移行完了までの暫定措置".to_owned()),
    }
}

fn coverage(tenancy: &Tenancy, gap: bool) -> Coverage {
    let gap = gap.then(|| Gap {
        kind: Kind::new("aws.cloudtrail.trail"),
        place: tenancy.scope.place(),
        reason: GapReason {
            code: "AccessDeniedException".to_owned(),
            message: "User is not authorized to perform: cloudtrail:ListTrails".to_owned(),
            switch: None,
        },
    });
    Coverage {
        complete: gap.is_none(),
        covered: ["aws.ec2.vpc", "aws.kms.key"].map(Kind::new).into(),
        gaps: gap.into_iter().collect(),
        observed_at: AT.parse().unwrap(),
    }
}

fn drift(id: &str) -> Vec<DriftEntry> {
    let field = |path: &str, expected, observed| DriftField {
        path: path.to_owned(),
        expected: Some(expected),
        observed: Some(observed),
    };
    let rule = json!({"protocol": "tcp", "from_port": 22, "to_port": 22, "cidr_ipv4": "0.0.0.0/0"});
    let entry = |name: &str, kind: &str, id: &str, status, fields| DriftEntry {
        address: name.to_owned(),
        kind: Kind::new(kind),
        id: id.to_owned(),
        status,
        owner: Owner::Ours,
        fields,
        reason: None,
    };
    let (changed, missing) = (DriftStatus::Changed, DriftStatus::Missing);
    let rotation = vec![field("enable_key_rotation", json!(true), json!(false))];
    let ingress = vec![field("ingress", json!([]), json!([rule]))];
    vec![
        entry(
            &format!("{id}/encryption/key-data"),
            "aws.kms.key",
            "1234abcd",
            changed,
            rotation,
        ),
        entry(
            &format!("{id}/network/sg-app"),
            "aws.ec2.security_group",
            "sg-0a1b",
            changed,
            ingress,
        ),
        entry(
            &format!("{id}/logging/flow-log"),
            "aws.ec2.flow_log",
            "fl-0123",
            missing,
            Vec::new(),
        ),
        DriftEntry {
            owner: Owner::Foreign,
            ..entry(
                &format!("{id}/?/subnet-0f0f"),
                "aws.ec2.subnet",
                "subnet-0f0f",
                DriftStatus::Unmanaged,
                Vec::new(),
            )
        },
        DriftEntry {
            reason: Some("intent g19-2 is still open".to_owned()),
            ..entry(
                &format!("{id}/logging/trail"),
                "aws.cloudtrail.trail",
                "<script>alert(1)</script>",
                DriftStatus::Unknown,
                Vec::new(),
            )
        },
    ]
}

fn recorded(id: &TenancyId) -> Recorded {
    let mut recorded = Recorded::empty(id.clone());
    for (name, kind, cloud_id) in [
        ("network/vpc", "aws.ec2.vpc", "vpc-0abc"),
        ("network/sg-app", "aws.ec2.security_group", "sg-0a1b"),
    ] {
        let resource = RecordedResource {
            address: format!("{id}/{name}").parse().unwrap(),
            kind: Kind::new(kind),
            id: cloud_id.to_owned(),
            spec: json!({}),
            declared: json!({}),
            tags: BTreeMap::new(),
            outputs: BTreeMap::new(),
            depends_on: Vec::new(),
            exclusive: false,
            recorded_at: AT.parse().unwrap(),
        };
        recorded
            .resources
            .insert(resource.address.clone(), resource);
    }
    recorded
}

fn waiver() -> Waiver {
    Waiver {
        check: "network-vpc-flow-logs".to_owned(),
        address: "network/*".to_owned(),
        reason: "移行完了までの暫定措置".to_owned(),
        approver: "情報政策課長".to_owned(),
        until: "2026-09-30".parse().unwrap(),
        origin: Origin::at_line(&Arc::from("environments/a.toml"), 30),
    }
}

fn findings(id: &str, checks: &[Check]) -> Vec<Finding> {
    let at = |name: &str| format!("{id}/{name}");
    let open = "open to every address: tcp 22 from 0.0.0.0/0";
    let unread = "`aws.cloudtrail.trail` could not be observed: AccessDeniedException";
    vec![
        finding(&checks[0], &at("network/sg-app"), FindingStatus::Fail, open),
        finding(&checks[0], &at("network/sg-db"), FindingStatus::Pass, ""),
        finding(
            &checks[1],
            &at("encryption/key-data"),
            FindingStatus::Fail,
            "rotation is off",
        ),
        finding(&checks[2], id, FindingStatus::Unknown, unread),
        finding(
            &checks[3],
            &at("network/vpc"),
            FindingStatus::Waived,
            "waived until 2026-09-30",
        ),
    ]
}

/// Chiyoda with everything wrong, Sapporo with everything right.
fn day() -> Audited<'static> {
    let checks = checks().leak();
    let chiyoda = tenancy("131016/acme/prod", "111122223333", vec![waiver()]);
    let sapporo = tenancy("011002/acme/prod", "444455556666", Vec::new());
    let mut drifted = Drifted {
        entries: drift("131016/acme/prod"),
        ..Drifted::default()
    };
    drifted
        .coverage
        .insert(chiyoda.id.clone(), coverage(&chiyoda, true));
    drifted
        .coverage
        .insert(sapporo.id.clone(), coverage(&sapporo, false));
    let passed = |check: &Check| {
        finding(
            check,
            "011002/acme/prod/network/vpc",
            FindingStatus::Pass,
            "",
        )
    };
    let found = BTreeMap::from([
        (chiyoda.id.clone(), findings("131016/acme/prod", checks)),
        (sapporo.id.clone(), checks.iter().map(passed).collect()),
    ]);
    let recorded = [&chiyoda.id, &sapporo.id]
        .map(|id| (id.clone(), recorded(id)))
        .into();
    Audited {
        made_at: AT.parse().unwrap(),
        made_by: "gabakura 0.1.0".to_owned(),
        tenancies: vec![chiyoda, sapporo].leak(),
        checks,
        recorded,
        findings: found,
        drifted,
    }
}

#[test]
fn the_report_shows_everything_and_escapes_it() {
    let audited = day();
    for lang in [Lang::Ja, Lang::En] {
        let text = html(&audited, &Words::new(lang));
        assert!(!text.contains("<script"), "what a cloud says is not markup");
        for part in [
            "東京都千代田区",
            "北海道札幌市",
            "sg-0a1b",
            "0.0.0.0/0",
            "AccessDenied",
        ] {
            assert!(text.contains(part), "{part}");
        }
        assert!(text.contains(&format!("<html lang=\"{}\">", lang.as_str())));
        assert!(!text.contains("report-"), "a word is missing");
        if let Ok(dir) = std::env::var("GABAKURA_TEST_REPORT") {
            std::fs::write(format!("{dir}/report-{}.html", lang.as_str()), text).unwrap();
        }
    }
}

#[test]
fn what_was_not_seen_is_never_green() {
    let mut audited = day();
    audited.tenancies = &audited.tenancies[1..];
    let sapporo = audited.tenancies;
    audited.findings.retain(|id, _| *id == sapporo[0].id);
    audited.drifted.entries.clear();
    let verdict = |audited: &Audited<'_>| {
        let text = html(audited, &Words::new(Lang::En));
        let at = text.find("class=\"verdict\"").unwrap();
        let class = text[at..]
            .split("c-")
            .nth(1)
            .unwrap()
            .split('"')
            .next()
            .unwrap();
        class.to_owned()
    };
    assert_eq!(verdict(&audited), "pass");
    audited
        .drifted
        .coverage
        .insert(sapporo[0].id.clone(), coverage(&sapporo[0], true));
    assert_eq!(verdict(&audited), "unknown");
    audited.drifted.coverage.clear();
    assert_eq!(verdict(&audited), "unknown");
    audited.findings.clear();
    assert_eq!(verdict(&audited), "unknown");
}

#[test]
fn every_label_is_used_by_the_template() {
    let used: BTreeSet<String> = TEMPLATE
        .split("t.")
        .skip(1)
        .filter_map(|rest| {
            rest.split(|c: char| !c.is_ascii_lowercase() && c != '_')
                .next()
        })
        .map(|name| name.replace('_', "-"))
        .collect();
    let unused: Vec<&&str> = LABELS
        .iter()
        .filter(|label| !used.contains(**label))
        .collect();
    assert!(unused.is_empty(), "{unused:?}");
    let words = Words::new(Lang::Ja);
    assert!(
        LABELS
            .iter()
            .all(|label| words.has(&format!("report-{label}")))
    );
}
