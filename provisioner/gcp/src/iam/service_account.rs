//! `gcp.iam.service_account`: an identity for machines (IAM `CreateServiceAccount`).
//!
//! Its bindings say who may act as it (CIS Google Cloud 1.5, 1.6).

use std::collections::BTreeSet;

use gabakura_model::catalogue::SpecError;
use gabakura_model::outcome::Created;
use google_cloud_iam_admin_v1::model::ServiceAccount as SdkServiceAccount;
use google_cloud_wkt::FieldMask;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::call::listed;
use crate::change::Change;
use crate::clients::Clients;
use crate::facts::{Facts, Ownership};
use crate::fault::Result;
use crate::iam::SERVICE;
use crate::iam::binding::{Binding, Holder};
use crate::kind::GoogleKind;
use crate::listing::each;
use crate::order::New;
use crate::seen::Seen;
use crate::spec::fault;

/// Largest page of `ListServiceAccounts`.
const PAGE: i32 = 100;

/// An identity for machines.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct Spec {
    /// The part of its e-mail before the `@`: 6 to 30 of a-z, 0-9 and inner hyphens.
    account_id: String,
    /// What people call it.
    #[serde(default)]
    display_name: String,
    /// What it is for.
    #[serde(default)]
    description: String,
    /// Whether nobody can act as it.
    #[serde(default)]
    disabled: bool,
    /// Who may act as it or manage it; all of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    iam_bindings: Option<BTreeSet<Binding>>,
}

pub(crate) struct ServiceAccount;

impl GoogleKind for ServiceAccount {
    type Spec = Spec;

    const FACTS: Facts = Facts {
        immutable: &["account_id"],
        outputs: &["email", "member", "unique_id"],
        ownership: Ownership::Description,
        beside: &["disabled", "iam_bindings"],
        ..Facts::whole(
            "gcp.iam.service_account",
            "an identity for machines",
            "projects/{project}/serviceAccounts/{account_id}@{project}.iam.gserviceaccount.com",
        )
    };

    fn check(spec: &Spec) -> std::result::Result<(), SpecError> {
        match (6..=30).contains(&spec.account_id.len()) {
            true => crate::spec::check_name("account_id", &spec.account_id),
            false => Err(fault("account_id", "expected 6 to 30 characters")),
        }
    }

    /// Accounts that Google made itself have other e-mails, and are left to it.
    async fn list(google: &Clients) -> Result<Vec<Seen>> {
        let call = google.iam().await?.list_service_accounts();
        let call = call.set_name(google.project_name()).set_page_size(PAGE);
        let all = listed!(google, (SERVICE, "ListServiceAccounts"), call, accounts)?;
        each(all, |account: SdkServiceAccount| async move {
            let bindings = Holder::ServiceAccount(&account.name)
                .bindings(google)
                .await?;
            let own = format!("@{}.iam.gserviceaccount.com", google.project());
            let is_own = account.email.ends_with(&own);
            let seen = Seen::of(&account)
                .beside("disabled", &account.disabled)
                .beside("iam_bindings", &bindings)
                .outputs(&[("email", "email"), ("unique_id", "uniqueId")])
                .output("member", format!("serviceAccount:{}", account.email));
            Ok(match is_own {
                true => seen,
                false => seen.named(account.name).platform(true),
            })
        })
        .await
    }

    async fn create(google: &Clients, new: &New<Spec>) -> Result<Created> {
        let call = google.iam().await?.create_service_account();
        let call = call
            .set_name(google.project_name())
            .set_account_id(&new.spec.account_id);
        let call = call.set_service_account::<SdkServiceAccount>(new.model()?);
        let account = google
            .change((SERVICE, "CreateServiceAccount"), call.send())
            .await?;
        let mut made = new.made();
        let member = format!("serviceAccount:{}", account.email);
        made.outputs.insert("member".to_owned(), member);
        made.outputs.insert("email".to_owned(), account.email);
        made.outputs
            .insert("unique_id".to_owned(), account.unique_id);
        Ok(made)
    }

    async fn finish(google: &Clients, made: &Created, new: &New<Spec>) -> Result<()> {
        if new.spec.disabled {
            switch(google, &made.id, true).await?;
        }
        match &new.spec.iam_bindings {
            Some(wanted) => Holder::ServiceAccount(&made.id).bind(google, wanted).await,
            None => Ok(()),
        }
    }

    async fn update(google: &Clients, change: &Change<Spec>) -> Result<()> {
        if change.reshapes() {
            let client = google.iam().await?;
            let get = client.get_service_account().set_name(&change.id);
            let fresh = google
                .read((SERVICE, "GetServiceAccount"), || get.clone().send())
                .await?;
            let body: SdkServiceAccount = change.onto(&fresh)?;
            let mask = FieldMask::default().set_paths(["display_name", "description"]);
            let call = client.patch_service_account();
            let call = call.set_service_account(body).set_update_mask(mask);
            google
                .change((SERVICE, "PatchServiceAccount"), call.send())
                .await?;
        }
        if change.has("disabled") {
            switch(google, &change.id, change.after.disabled).await?;
        }
        match (change.has("iam_bindings"), &change.after.iam_bindings) {
            (true, Some(wanted)) => {
                let before = change.before.as_ref();
                let before = before.and_then(|before| before.iam_bindings.as_ref());
                Holder::ServiceAccount(&change.id)
                    .rebind(google, before, wanted)
                    .await
            }
            _ => Ok(()),
        }
    }

    async fn delete(google: &Clients, id: &str, _spec: Option<&Spec>) -> Result<()> {
        let call = google.iam().await?.delete_service_account().set_name(id);
        google
            .change((SERVICE, "DeleteServiceAccount"), call.send())
            .await
    }
}

async fn switch(google: &Clients, id: &str, off: bool) -> Result<()> {
    let client = google.iam().await?;
    match off {
        true => {
            let call = client.disable_service_account().set_name(id);
            google
                .change((SERVICE, "DisableServiceAccount"), call.send())
                .await
        }
        false => {
            let call = client.enable_service_account().set_name(id);
            google
                .change((SERVICE, "EnableServiceAccount"), call.send())
                .await
        }
    }
}
