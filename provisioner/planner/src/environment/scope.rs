//! The account and region of a stage: form, residency, and the role that enters it.

use gabakura_model::diagnostic::Origin;
use gabakura_model::finding::Waiver;
use gabakura_model::secret::Secret;
use gabakura_model::tenancy::{Cloud, Scope};

use super::stage::Fields;
use crate::cloud::facts;
use crate::source::nearest;
use crate::source::{At, File};

/// The check that a region outside Japan fails, and that a waiver may excuse.
const RESIDENCY_CHECK: &str = "residency-japan-region";

/// Where errors of a stage are reported.
pub(super) struct StageContext<'a, 'f> {
    /// The file.
    pub file: &'a File<'f>,
    /// Dotted path of the stage.
    pub path: &'a str,
    /// Where the file's own table of the stage begins; keys for all members belong there.
    pub base_at: usize,
}

impl StageContext<'_, '_> {
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

/// Reads the scope of a stage.
pub(super) fn read(
    stage: &StageContext<'_, '_>,
    fields: &Fields<'_>,
    waivers: &[Waiver],
) -> Option<Entry> {
    let Some(cloud) = &fields.cloud else {
        stage.missing("cloud", stage.base_at);
        return None;
    };
    let cloud = cloud.value;
    let account = account(stage, cloud, fields);
    let region = fields.text("region");
    match region {
        Some(region) => check_region(stage, cloud, region, waivers),
        None => stage.missing("region", stage.base_at),
    }
    let account = account?;
    let external_id = fields.text("external_id");
    if let Some(id) = external_id.filter(|_| !facts(cloud).external_ids) {
        let key = stage.key("external_id");
        let args = [("key", key.as_str()), ("cloud", cloud.as_str())];
        stage.file.error("key-of-other-cloud", id.at, &args);
    }
    let role = |key| Some(role_of(stage, cloud, fields.text(key)?, &account.value));
    let scope = Scope {
        cloud,
        account: account.value.clone(),
        region: region?.value.clone(),
        role: role("role"),
        plan_role: role("plan_role"),
        session: None,
        external_id: external_id.map(|id| Secret::new(id.value.clone())),
    };
    Some(Entry {
        scope,
        account_at: stage.file.origin(account.at),
    })
}

fn account(stage: &StageContext<'_, '_>, cloud: Cloud, fields: &Fields<'_>) -> Option<At<String>> {
    let facts = facts(cloud);
    if let Some((found, wrong)) = fields.places().find(|(key, _)| *key != facts.place) {
        let args = [
            ("found", found),
            ("expected", facts.place),
            ("cloud", cloud.as_str()),
        ];
        stage.file.error("account-key", wrong.at, &args);
        return None;
    }
    let Some((_, right)) = fields.places().next() else {
        stage.missing(facts.place, fields.at);
        return None;
    };
    let sound = (facts.is_place)(&right.value);
    if !sound {
        let args = [("found", right.value.as_str())];
        stage.file.error(facts.place_error, right.at, &args);
    }
    sound.then(|| right.clone())
}

/// Data of residents stays in Japan unless an approved exception allows it.
fn check_region(
    stage: &StageContext<'_, '_>,
    cloud: Cloud,
    region: &At<String>,
    waivers: &[Waiver],
) {
    let allowed: Vec<&str> = facts(cloud).regions.iter().map(|one| one.name).collect();
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
    stage.file.error("region-outside-japan", region.at, &args);
}

/// The role to assume, its `{account}` or `{project}` filled in. A role of another account is a
/// slip that would put one municipality's resources into another's account.
fn role_of(stage: &StageContext<'_, '_>, cloud: Cloud, role: &At<String>, account: &str) -> String {
    let facts = facts(cloud);
    let placeholder = format!("{{{}}}", facts.place);
    let text = role.value.replace(&placeholder, account);
    match (facts.role_place)(&text) {
        Some(found) if found != account => {
            let args = [
                ("found", found),
                ("expected", account),
                ("placeholder", &placeholder),
            ];
            stage.file.error("role-account", role.at, &args);
        }
        Some(_) => {}
        None => {
            let args = [
                ("found", role.value.as_str()),
                ("expected", facts.role_form),
                ("cloud", cloud.as_str()),
            ];
            stage.file.error("role-form", role.at, &args);
        }
    }
    text
}
