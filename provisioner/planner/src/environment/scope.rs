//! The account and region of a stage: form, residency, and the role that enters it.

use gabakura_model::diagnostic::Origin;
use gabakura_model::finding::Waiver;
use gabakura_model::secret::Secret;
use gabakura_model::tenancy::{Cloud, Scope};

use super::file::{At, File};
use super::stage::Fields;
use super::suggest::nearest;

/// The check that a region outside Japan fails, and that a waiver may excuse.
const RESIDENCY_CHECK: &str = "residency-japan-region";

/// Where faults of a stage are told.
pub(super) struct Site<'a, 'f> {
    /// The file.
    pub file: &'a File<'f>,
    /// Dotted path of the stage.
    pub path: &'a str,
    /// Where the file's own table of the stage begins; keys for all members belong there.
    pub base_at: usize,
}

impl Site<'_, '_> {
    /// Notes that a key is missing.
    pub fn missing(&self, key: &str, at: usize) {
        self.file
            .error("missing-key", at, &[("key", &self.key(key))]);
    }

    /// The dotted path of a key of the stage.
    pub fn key(&self, key: &str) -> String {
        format!("{}.{key}", self.path)
    }
}

/// A scope, and where its account was written.
pub(super) struct Entry {
    /// The scope.
    pub scope: Scope,
    /// Where its account was written.
    pub account_at: Origin,
}

/// The regions of a cloud that lie in Japan (Tokyo, Osaka).
fn regions(cloud: Cloud) -> &'static [&'static str] {
    match cloud {
        Cloud::Aws => &["ap-northeast-1", "ap-northeast-3"],
        Cloud::Gcp => &["asia-northeast1", "asia-northeast2"],
    }
}

/// Reads the scope of a stage.
pub(super) fn read(site: &Site<'_, '_>, fields: &Fields, waivers: &[Waiver]) -> Option<Entry> {
    let Some(cloud) = &fields.cloud else {
        site.missing("cloud", site.base_at);
        return None;
    };
    let cloud = cloud.value;
    let account = account(site, cloud, fields);
    let region = match &fields.region {
        Some(region) => {
            check_region(site, cloud, region, waivers);
            Some(region.value.clone())
        }
        None => {
            site.missing("region", site.base_at);
            None
        }
    };
    let account = account?;
    let role = |written: &Option<At<String>>| {
        let written = written.as_ref()?;
        Some(role_of(site, cloud, written, &account.value))
    };
    let scope = Scope {
        cloud,
        account: account.value.clone(),
        region: region?,
        role: role(&fields.role),
        plan_role: role(&fields.plan_role),
        session: None,
        external_id: fields
            .external_id
            .as_ref()
            .map(|id| Secret::new(id.value.clone())),
    };
    Some(Entry {
        scope,
        account_at: site.file.origin(account.at),
    })
}

fn account(site: &Site<'_, '_>, cloud: Cloud, fields: &Fields) -> Option<At<String>> {
    let (right, wrong, expected) = match cloud {
        Cloud::Aws => (&fields.account, &fields.project, "account"),
        Cloud::Gcp => (&fields.project, &fields.account, "project"),
    };
    if let Some(wrong) = wrong {
        let found = if expected == "account" {
            "project"
        } else {
            "account"
        };
        let args = [
            ("found", found),
            ("expected", expected),
            ("cloud", cloud.as_str()),
        ];
        site.file.error("account-key", wrong.at, &args);
        return None;
    }
    let Some(right) = right else {
        site.missing(expected, fields.at);
        return None;
    };
    let (sound, code) = match cloud {
        Cloud::Aws => (is_account(&right.value), "account-form"),
        Cloud::Gcp => (is_project(&right.value), "project-form"),
    };
    if !sound {
        site.file.error(code, right.at, &[("found", &right.value)]);
    }
    sound.then(|| right.clone())
}

/// Whether a text is an AWS account number.
pub(super) fn is_account(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Project ids: 6 to 30 of lower-case letters, digits and hyphens, a letter first, no hyphen last.
fn is_project(text: &str) -> bool {
    let legal = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    (6..=30).contains(&text.len())
        && text.starts_with(|c: char| c.is_ascii_lowercase())
        && !text.ends_with('-')
        && text.chars().all(legal)
}

/// Data of residents stays in Japan unless an approved exception says otherwise.
fn check_region(site: &Site<'_, '_>, cloud: Cloud, region: &At<String>, waivers: &[Waiver]) {
    let allowed = regions(cloud);
    let waived = || waivers.iter().any(|waiver| waiver.check == RESIDENCY_CHECK);
    if allowed.contains(&region.value.as_str()) || waived() {
        return;
    }
    let suggestion = nearest(&region.value, allowed.iter().copied()).unwrap_or_default();
    let args = [
        ("region", region.value.as_str()),
        ("allowed", &allowed.join(", ")),
        ("check", RESIDENCY_CHECK),
        ("suggestion", suggestion),
    ];
    site.file.error("region-outside-japan", region.at, &args);
}

/// The role to assume, `{account}` filled in. A role of another account is a slip that would
/// put one municipality's resources into another's account.
fn role_of(site: &Site<'_, '_>, cloud: Cloud, role: &At<String>, account: &str) -> String {
    let text = role.value.replace("{account}", account);
    if cloud == Cloud::Aws {
        let rest = text.strip_prefix("arn:aws:iam::");
        match rest.and_then(|rest| rest.split_once(":role/")) {
            Some((found, name)) if is_account(found) && !name.is_empty() => {
                if found != account {
                    let args = [("found", found), ("expected", account)];
                    site.file.error("role-account", role.at, &args);
                }
            }
            _ => site
                .file
                .error("role-form", role.at, &[("found", &role.value)]),
        }
    }
    text
}
