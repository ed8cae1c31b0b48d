//! `gcp.essentialcontacts.contact`: whom Google writes to about the project (Essential Contacts
//! `CreateContact`; CIS Google Cloud 1.16).

use std::collections::BTreeSet;

use gabakura_model::catalogue::{Identity, SpecError};
use gabakura_model::outcome::Created;
use google_cloud_essentialcontacts_v1::model::Contact as SdkContact;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::call::listed;
use crate::change::Change;
use crate::clients::Clients;
use crate::facts::Facts;
use crate::fault::{Fault, Result};
use crate::kind::GoogleKind;
use crate::order::{New, made};
use crate::seen::Seen;
use crate::spec::fault;
use crate::words::words;

/// The service, as rate limits know it.
const SERVICE: &str = "essentialcontacts";
/// Largest page of `ListContacts`.
const PAGE: i32 = 100;

/// Whom Google writes to about the project.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct Spec {
    /// Where it writes to.
    email: String,
    /// What about.
    notification_category_subscriptions: BTreeSet<Category>,
    /// In which language. Google's default: English, `en`.
    #[serde(default = "english")]
    language_tag: String,
}

words! {
    /// What Google writes about.
    Category {
        "ALL" = 2, "SUSPENSION" = 3, "SECURITY" = 5, "TECHNICAL" = 6, "BILLING" = 7, "LEGAL" = 8,
        "PRODUCT_UPDATES" = 9, "TECHNICAL_INCIDENTS" = 10,
    }
}

fn english() -> String {
    "en".to_owned()
}

pub(crate) struct Contact;

impl GoogleKind for Contact {
    type Spec = Spec;

    const FACTS: Facts = Facts {
        account_wide: true,
        // Google numbers contacts and keeps nothing that says whose one is. Whom it writes to
        // tells one from another; one that stands beforehand is somebody else's.
        identity: Identity::Named { field: "email" },
        // The same address told of the same is the same contact, whoever asked for it.
        interchangeable: true,
        immutable: &["email"],
        ..Facts::assigned(
            "gcp.essentialcontacts.contact",
            "whom Google writes to about the project",
        )
    };

    fn check(spec: &Spec) -> std::result::Result<(), SpecError> {
        match spec.notification_category_subscriptions.is_empty() {
            true => Err(fault(
                "notification_category_subscriptions",
                "there is at least one",
            )),
            false => Ok(()),
        }
    }

    async fn list(google: &Clients) -> Result<Vec<Seen>> {
        let contacts = all(google).await?;
        let seen = |contact: &SdkContact| Seen::of(contact).named(&contact.email);
        Ok(contacts.iter().map(seen).collect())
    }

    async fn create(google: &Clients, new: &New<Spec>) -> Result<Created> {
        if !of(google, &new.spec.email).await?.is_empty() {
            let told = "somebody has Google write to this address already";
            let name = "CreateContact";
            return Err(Fault::refused(SERVICE, name, "ALREADY_EXISTS", told));
        }
        let call = google
            .contacts()
            .await?
            .create_contact()
            .set_parent(google.project_name());
        let call = call.set_contact::<SdkContact>(new.model()?);
        google
            .change((SERVICE, "CreateContact"), call.send())
            .await?;
        Ok(made(&new.spec.email))
    }

    async fn update(google: &Clients, change: &Change<Spec>) -> Result<()> {
        for fresh in of(google, &change.id).await? {
            let call = google.contacts().await?.update_contact();
            let call = call.set_update_mask(change.mask());
            let call = call.set_contact::<SdkContact>(change.onto(&fresh)?);
            google
                .change((SERVICE, "UpdateContact"), call.send())
                .await?;
        }
        Ok(())
    }

    async fn delete(google: &Clients, id: &str, _spec: Option<&Spec>) -> Result<()> {
        for contact in of(google, id).await? {
            let call = google.contacts().await?.delete_contact();
            let call = call.set_name(contact.name);
            google
                .change((SERVICE, "DeleteContact"), call.send())
                .await?;
        }
        Ok(())
    }
}

async fn all(google: &Clients) -> Result<Vec<SdkContact>> {
    let call = google.contacts().await?.list_contacts();
    let call = call.set_parent(google.project_name()).set_page_size(PAGE);
    listed!(google, (SERVICE, "ListContacts"), call, contacts)
}

/// The contacts with an address.
async fn of(google: &Clients, email: &str) -> Result<Vec<SdkContact>> {
    let mut contacts = all(google).await?;
    contacts.retain(|contact| contact.email == email);
    Ok(contacts)
}
