//! AWS Config's rules and conformance packs: what they refuse, and what a pack makes.

use aws_sdk_config::types::{
    ConfigRule, ConfigurationRecorder, ConformancePackState, Owner, Scope, Source,
};

use crate::support::{Cloud, client, code};

const PACK: &str = r#"{"Resources": {"volumes": {
    "Type": "AWS::Config::ConfigRule",
    "Properties": {
        "ConfigRuleName": "volumes",
        "Source": {"Owner": "AWS", "SourceIdentifier": "ENCRYPTED_VOLUMES"},
        "InputParameters": {"kmsId": "k"}
    }
}}}"#;

fn rule(identifier: &str) -> aws_sdk_config::types::builders::ConfigRuleBuilder {
    let source = Source::builder().owner(Owner::Aws);
    let source = source.source_identifier(identifier).build().expect("whole");
    let rule = ConfigRule::builder().config_rule_name("volumes");
    rule.source(source)
}

async fn record(config: &aws_sdk_config::Client) {
    let recorder = ConfigurationRecorder::builder().name("default");
    let recorder = recorder.role_arn("arn:aws:iam::111122223333:role/config");
    let put = config.put_configuration_recorder();
    let put = put.configuration_recorder(recorder.build()).send().await;
    put.expect("a recorder");
}

#[tokio::test]
async fn a_rule_needs_a_recorder_and_makes_sense() {
    let cloud = Cloud::new();
    let config = client!(aws_sdk_config, cloud);
    let put = |rule: ConfigRule| config.put_config_rule().config_rule(rule).send();
    let early = code!(put(rule("ENCRYPTED_VOLUMES").build()));
    assert_eq!(early, "NoAvailableConfigurationRecorderException");
    record(&config).await;
    let one = Scope::builder().compliance_resource_id("vol-1").build();
    for wrong in [
        rule("no such rule"),
        rule("ENCRYPTED_VOLUMES").input_parameters(r#"{"age":90}"#),
        rule("ENCRYPTED_VOLUMES").scope(one),
    ] {
        let refused = code!(put(wrong.build()));
        assert_eq!(refused, "InvalidParameterValueException");
    }
    let fine = rule("ENCRYPTED_VOLUMES").input_parameters(r#"{"age":"90"}"#);
    put(fine.build()).await.expect("a rule");
    let delete = || {
        config
            .delete_config_rule()
            .config_rule_name("volumes")
            .send()
    };
    delete().await.expect("deleted");
    assert_eq!(code!(delete()), "NoSuchConfigRuleException");
}

#[tokio::test]
async fn a_pack_makes_rules_that_nobody_else_changes() {
    let cloud = Cloud::new();
    let config = client!(aws_sdk_config, cloud);
    let put = |template: &str| {
        let put = config.put_conformance_pack().template_body(template);
        put.conformance_pack_name("baseline").send()
    };
    let empty = code!(put("{}"));
    assert_eq!(empty, "ConformancePackTemplateValidationException");
    let status = || async {
        let status = config.describe_conformance_pack_status().send().await;
        let status = status.expect("a status");
        let status = status.conformance_pack_status_details().first().cloned();
        let status = status.expect("of one pack");
        let why = status.conformance_pack_status_reason().map(str::to_owned);
        (status.conformance_pack_state().clone(), why)
    };
    put(PACK).await.expect("taken");
    let (state, why) = status().await;
    assert_eq!(state, ConformancePackState::CreateFailed);
    assert!(why.is_some_and(|why| why.contains("recorder")));
    record(&config).await;
    put(PACK).await.expect("taken");
    assert_eq!(status().await.0.as_str(), "UPDATE_COMPLETE");

    let rules = config.describe_config_rules().send().await.expect("rules");
    let [made] = rules.config_rules() else {
        panic!("one rule: {rules:?}")
    };
    let name = made.config_rule_name().expect("a name").to_owned();
    assert!(name.starts_with("volumes-conformance-pack-"), "{name}");
    assert_eq!(made.created_by(), Some("config-conforms.amazonaws.com"));
    assert_eq!(made.input_parameters(), Some(r#"{"kmsId":"k"}"#));
    let over = rule("ENCRYPTED_VOLUMES").config_rule_name(&name).build();
    let refused = code!(config.put_config_rule().config_rule(over).send());
    assert_eq!(refused, "AccessDeniedException");
    let refused = code!(config.delete_config_rule().config_rule_name(&name).send());
    assert_eq!(refused, "AccessDeniedException");

    let delete = config.delete_conformance_pack();
    let delete = || delete.clone().conformance_pack_name("baseline").send();
    delete().await.expect("deleted");
    let rules = config.describe_config_rules().send().await.expect("rules");
    assert_eq!(rules.config_rules(), []);
    assert_eq!(code!(delete()), "NoSuchConformancePackException");
}
