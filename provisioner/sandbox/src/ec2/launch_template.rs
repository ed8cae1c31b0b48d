//! What servers are started from. Versions are kept as they were asked for.

use serde::{Deserialize, Serialize};

use super::listing::requested_tags;
use super::{Ec2, Outcome};
use crate::params::{Params, Tags};
use crate::refusal::Refusal;
use crate::xml::Xml;

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct LaunchTemplate {
    id: String,
    name: String,
    versions: Vec<Version>,
    pub(super) tags: Tags,
}

/// What a version says; `None` where it leaves it open.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Version {
    http_tokens: Option<String>,
    public_ip: Option<bool>,
    encrypted: Option<bool>,
}

impl Version {
    fn requested(params: &Params) -> Self {
        let data = |name: &str| format!("LaunchTemplateData.{name}");
        let flag = |list: &str, name: &str| {
            let all = params.nested(&data(list));
            all.iter().find_map(|it| it.flag(name))
        };
        Self {
            http_tokens: params
                .get(&data("MetadataOptions.HttpTokens"))
                .map(str::to_owned),
            public_ip: flag("NetworkInterface", "AssociatePublicIpAddress"),
            encrypted: flag("BlockDeviceMapping", "Ebs.Encrypted"),
        }
    }
}

pub(super) fn create(ec2: &mut Ec2, params: &Params) -> Outcome {
    let name = params.need("LaunchTemplateName")?;
    if ec2.launch_templates.values().any(|it| it.name == name) {
        let message = "Launch template name already in use.";
        return Err(Refusal::bad(
            "InvalidLaunchTemplateName.AlreadyExistsException",
            message,
        ));
    }
    let template = LaunchTemplate {
        id: ec2.id("lt"),
        name: name.to_owned(),
        versions: vec![Version::requested(params)],
        tags: requested_tags(params, "launch-template")?,
    };
    let mut xml = Xml::new();
    xml.node("launchTemplate", |xml| {
        xml.text("launchTemplateId", &template.id)
            .text("launchTemplateName", &template.name)
            .text("defaultVersionNumber", 1)
            .text("latestVersionNumber", 1);
    });
    ec2.launch_templates.insert(template.id.clone(), template);
    Ok(xml)
}

pub(super) fn create_version(ec2: &mut Ec2, params: &Params) -> Outcome {
    let id = params.need("LaunchTemplateId")?;
    let template = ec2.launch_templates.get_mut(id).ok_or_else(|| {
        let message = format!("The launch template ID {id} does not exist");
        Refusal::bad("InvalidLaunchTemplateId.NotFound", message)
    })?;
    template.versions.push(Version::requested(params));
    let mut xml = Xml::new();
    xml.node("launchTemplateVersion", |xml| {
        write(xml, template, template.versions.len() - 1);
    });
    Ok(xml)
}

/// Without a template named, AWS tells the wanted versions of all: the default, which is the
/// first here, and the newest.
pub(super) fn describe_versions(ec2: &Ec2, params: &Params) -> Outcome {
    let wanted = params.list("LaunchTemplateVersion");
    if wanted.iter().any(|it| it != "$Default" && it != "$Latest") {
        let message = "Only $Default and $Latest can be asked for of all templates.";
        return Err(Refusal::bad("InvalidParameterCombination", message));
    }
    let asks = |version: &str| wanted.iter().any(|it| it == version);
    let all = ec2.launch_templates.values().flat_map(|it| {
        let newest = it.versions.len() - 1;
        let default = asks("$Default").then_some((it, 0));
        let latest = asks("$Latest") && (newest > 0 || !asks("$Default"));
        default.into_iter().chain(latest.then_some((it, newest)))
    });
    let mut xml = Xml::new();
    xml.list(
        "launchTemplateVersionSet",
        "item",
        all,
        |xml, (it, index)| {
            write(xml, it, index);
        },
    );
    Ok(xml)
}

fn write(xml: &mut Xml, template: &LaunchTemplate, index: usize) {
    let version = &template.versions[index];
    xml.text("launchTemplateId", &template.id)
        .text("launchTemplateName", &template.name)
        .text("versionNumber", index + 1)
        .text("defaultVersion", index == 0);
    xml.node("launchTemplateData", |xml| {
        if let Some(tokens) = &version.http_tokens {
            xml.node("metadataOptions", |xml| {
                xml.text("httpTokens", tokens);
            });
        }
        xml.list(
            "networkInterfaceSet",
            "item",
            version.public_ip,
            |xml, on| {
                xml.text("associatePublicIpAddress", on);
            },
        );
        xml.list(
            "blockDeviceMappingSet",
            "item",
            version.encrypted,
            |xml, on| {
                xml.node("ebs", |xml| {
                    xml.text("encrypted", on);
                });
            },
        );
    });
}
