//! `gcp.iam.service_account`: a service account (IAM `serviceAccounts`).
//!
//! Its bindings say who may act as it (CIS Google Cloud 1.5, 1.6).

use std::collections::BTreeSet;

use google_cloud_iam_admin_v1::model::ServiceAccount as SdkServiceAccount;
use google_cloud_wkt::FieldMask;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::call::{list_all, read};
use crate::iam::SERVICE;
use crate::iam_policy::{Binding, IamPolicy, iam_policy};
use crate::kind::{
    Change, Clients, Created, Creation, Facts, Form, GoogleKind, Item, Ownership, Result, SpecError,
};
use crate::validation::check_name;
use gabakura_adapter::read_each;

/// Page size of `ListServiceAccounts`.
const PAGE: i32 = 100;

/// A service account.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct Spec {
    /// The part of the e-mail address before the `@`: 6 to 30 of a-z, 0-9 and inner hyphens.
    account_id: String,
    /// The display name. Default: none.
    #[serde(default)]
    display_name: String,
    /// A description. Default: none.
    #[serde(default)]
    description: String,
    /// Whether the account is disabled: it cannot authenticate. Default: false.
    #[serde(default)]
    disabled: bool,
    /// All IAM bindings of the account: who may act as it or manage it. Default: not managed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    iam_bindings: Option<BTreeSet<Binding>>,
}

impl Spec {
    fn bindings(&self) -> Option<&BTreeSet<Binding>> {
        self.iam_bindings.as_ref()
    }
}

/// The resource name.
const NAME: &str =
    "projects/{project}/serviceAccounts/{account_id}@{project}.iam.gserviceaccount.com";

pub(crate) struct ServiceAccount;

iam_policy!(
    /// The IAM policy of a service account, by its name.
    AccountPolicy, SERVICE, iam
);

impl GoogleKind for ServiceAccount {
    type Spec = Spec;

    const FACTS: Facts = Facts {
        immutable: &["account_id"],
        outputs: &["email", "member", "unique_id"],
        ownership: Ownership::Description,
        ..Facts::path(
            "gcp.iam.service_account",
            "a service account (IAM `serviceAccounts`)",
            NAME,
        )
    };

    const FORM: Form = Form {
        name: Some(NAME),
        not_in_body: &["disabled", "iam_bindings"],
        ..Form::PLAIN
    };

    fn check(spec: &Spec) -> Result<(), SpecError> {
        match (6..=30).contains(&spec.account_id.len()) {
            true => check_name("account_id", &spec.account_id),
            false => Err(SpecError::new("account_id", "expected 6 to 30 characters")),
        }
    }

    /// Accounts that Google creates itself have other e-mail addresses, and are the platform's.
    async fn list(google: &Clients) -> Result<Vec<Item>> {
        let call = google.iam().await?.list_service_accounts();
        let call = call.set_name(google.project_name()).set_page_size(PAGE);
        let all = list_all!(google, (SERVICE, "ListServiceAccounts"), call, accounts)?;
        read_each(all, |account: SdkServiceAccount| async move {
            let bindings = AccountPolicy(&account.name).bindings(google).await?;
            let own = format!("@{}.iam.gserviceaccount.com", google.project());
            let item = Item::of(&account)
                .field("disabled", &account.disabled)
                .field("iam_bindings", &bindings)
                .outputs(&[("email", "email"), ("unique_id", "uniqueId")])
                .output("member", format!("serviceAccount:{}", account.email));
            Ok(Some(match account.email.ends_with(&own) {
                true => item,
                false => item.id(account.name).platform(true),
            }))
        })
        .await
    }

    async fn create(google: &Clients, new: &Creation<Spec>) -> Result<Created> {
        let call = google.iam().await?.create_service_account();
        let call = call.set_name(google.project_name());
        let call = call.set_account_id(&new.spec.account_id);
        let call = call.set_service_account(new.model::<SdkServiceAccount>()?);
        let created = google.change((SERVICE, "CreateServiceAccount"), call.send());
        let account = created.await?;
        let outputs = [
            ("member", format!("serviceAccount:{}", account.email)),
            ("email", account.email),
            ("unique_id", account.unique_id),
        ];
        let mut created = new.created();
        let outputs = outputs.map(|(name, value)| (name.to_owned(), value));
        created.outputs.extend(outputs);
        Ok(created)
    }

    async fn finish(google: &Clients, created: &Created, new: &Creation<Spec>) -> Result<()> {
        if new.spec.disabled {
            set_disabled(google, &created.id, true).await?;
        }
        let wanted = new.spec.bindings();
        AccountPolicy(&created.id).bind(google, wanted).await
    }

    async fn update(google: &Clients, change: &Change<Spec>) -> Result<()> {
        if change.is_of_resource() {
            let client = google.iam().await?;
            let call = client.get_service_account().set_name(&change.id);
            let fresh = read!(google, (SERVICE, "GetServiceAccount"), call)?;
            let body: SdkServiceAccount = change.applied_to(&fresh)?;
            let mask = FieldMask::default().set_paths(["display_name", "description"]);
            let call = client.patch_service_account();
            let call = call.set_service_account(body).set_update_mask(mask);
            let patched = google.change((SERVICE, "PatchServiceAccount"), call.send());
            patched.await?;
        }
        if change.has("disabled") {
            set_disabled(google, &change.id, change.after.disabled).await?;
        }
        AccountPolicy(&change.id)
            .update(google, change, Spec::bindings)
            .await
    }

    async fn delete(google: &Clients, id: &str, _spec: Option<&Spec>) -> Result<()> {
        let call = google.iam().await?.delete_service_account().set_name(id);
        let name = (SERVICE, "DeleteServiceAccount");
        google.change(name, call.send()).await
    }
}

async fn set_disabled(google: &Clients, id: &str, disabled: bool) -> Result<()> {
    let client = google.iam().await?;
    match disabled {
        true => {
            let call = client.disable_service_account().set_name(id);
            let name = (SERVICE, "DisableServiceAccount");
            google.change(name, call.send()).await
        }
        false => {
            let call = client.enable_service_account().set_name(id);
            let name = (SERVICE, "EnableServiceAccount");
            google.change(name, call.send()).await
        }
    }
}
