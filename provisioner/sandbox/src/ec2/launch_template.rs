//! Launch templates and their versions.

use serde::{Deserialize, Serialize};

use super::{Described, Ec2, Outcome, requested_tags};
use crate::aws_error::AwsError;
use crate::params::{Params, Tags};
use crate::xml::Xml;

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct LaunchTemplate {
    pub(super) id: String,
    name: String,
    versions: Vec<Version>,
    pub(super) tags: Tags,
}

impl Described for LaunchTemplate {
    fn values(&self, filter: &str) -> Option<Vec<String>> {
        (filter == "launch-template-name").then(|| vec![self.name.clone()])
    }

    fn write(&self, xml: &mut Xml, _: &Ec2) {
        xml.text("launchTemplateId", &self.id)
            .text("launchTemplateName", &self.name)
            .text("defaultVersionNumber", 1)
            .text("latestVersionNumber", self.versions.len());
    }
}

/// The settings of a version; `None` where it leaves one open.
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
        return Err(AwsError::bad(
            "InvalidLaunchTemplateName.AlreadyExistsException",
            message,
        ));
    }
    let template = LaunchTemplate {
        id: ec2.new_id::<LaunchTemplate>(),
        name: name.to_owned(),
        versions: vec![Version::requested(params)],
        tags: requested_tags::<LaunchTemplate>(params)?,
    };
    ec2.created(template)
}

pub(super) fn create_version(ec2: &mut Ec2, params: &Params) -> Outcome {
    let id = params.need("LaunchTemplateId")?;
    let template = ec2.get_mut::<LaunchTemplate>(id)?;
    template.versions.push(Version::requested(params));
    let mut xml = Xml::new();
    xml.node("launchTemplateVersion", |xml| {
        write(xml, template, template.versions.len() - 1);
    });
    Ok(xml)
}

/// Without a template named, AWS returns the wanted versions of all: the default, which is the
/// first here, and the newest.
pub(super) fn describe_versions(ec2: &mut Ec2, params: &Params) -> Outcome {
    let wanted = params.list("LaunchTemplateVersion");
    if wanted.iter().any(|it| it != "$Default" && it != "$Latest") {
        let message = "Only $Default and $Latest can be asked for of all templates.";
        return Err(AwsError::bad("InvalidParameterCombination", message));
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
