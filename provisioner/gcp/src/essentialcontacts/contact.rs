//! `gcp.essentialcontacts.contact`: an essential contact of the project (Essential Contacts
//! `contacts`; CIS Google Cloud 1.16).

use std::collections::BTreeSet;

use gabakura_model::catalogue::Identity;
use google_cloud_essentialcontacts_v1::model::Contact as SdkContact;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::SERVICE;
use crate::call::list_all;
use crate::enums::string_enum;
use crate::kind::{
    Change, Clients, Created, Creation, Error, Facts, GoogleKind, Item, Result, SpecError,
};
use gabakura_adapter::created;

/// Page size of `ListContacts`.
const PAGE: i32 = 100;

/// An essential contact of the project.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct Spec {
    /// The e-mail address that Google sends notifications to.
    email: String,
    /// The categories of notifications to send, at least one.
    notification_category_subscriptions: BTreeSet<Category>,
    /// The language of notifications, as an ISO 639-1 code. Default: `en`.
    #[serde(default = "english")]
    language_tag: String,
}

string_enum! {
    /// A category of notifications.
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
        // Google numbers contacts and has no field for an owner. The address tells one from
        // another; one that exists beforehand is somebody else's.
        identity: Identity::Named { field: "email" },
        // The same address and categories are the same contact, whoever created it.
        interchangeable: true,
        immutable: &["email"],
        ..Facts::assigned(
            "gcp.essentialcontacts.contact",
            "an essential contact of the project (Essential Contacts `contacts`)",
        )
    };

    fn check(spec: &Spec) -> Result<(), SpecError> {
        match spec.notification_category_subscriptions.is_empty() {
            true => Err(SpecError::new(
                "notification_category_subscriptions",
                "expected at least one",
            )),
            false => Ok(()),
        }
    }

    async fn list(google: &Clients) -> Result<Vec<Item>> {
        let item = |contact: &SdkContact| Item::of(contact).id(&contact.email);
        Ok(all(google).await?.iter().map(item).collect())
    }

    async fn create(google: &Clients, new: &Creation<Spec>) -> Result<Created> {
        let operation = "CreateContact";
        if !with_email(google, &new.spec.email).await?.is_empty() {
            let message = "the project has a contact with this e-mail address already";
            let code = "ALREADY_EXISTS";
            return Err(Error::refused(SERVICE, operation, code, message));
        }
        let call = google.contacts().await?.create_contact();
        let call = call.set_parent(google.project_name());
        let call = call.set_contact(new.model::<SdkContact>()?);
        google.change((SERVICE, operation), call.send()).await?;
        Ok(created(&new.spec.email))
    }

    async fn update(google: &Clients, change: &Change<Spec>) -> Result<()> {
        for fresh in with_email(google, &change.id).await? {
            let call = google.contacts().await?.update_contact();
            let call = call.set_update_mask(change.mask());
            let call = call.set_contact(change.applied_to(&fresh)?);
            let updated = google.change((SERVICE, "UpdateContact"), call.send());
            updated.await?;
        }
        Ok(())
    }

    async fn delete(google: &Clients, id: &str, _spec: Option<&Spec>) -> Result<()> {
        for contact in with_email(google, id).await? {
            let call = google.contacts().await?.delete_contact();
            let call = call.set_name(contact.name);
            let deleted = google.change((SERVICE, "DeleteContact"), call.send());
            deleted.await?;
        }
        Ok(())
    }
}

async fn all(google: &Clients) -> Result<Vec<SdkContact>> {
    let call = google.contacts().await?.list_contacts();
    let call = call.set_parent(google.project_name()).set_page_size(PAGE);
    list_all!(google, (SERVICE, "ListContacts"), call, contacts)
}

async fn with_email(google: &Clients, email: &str) -> Result<Vec<SdkContact>> {
    let mut contacts = all(google).await?;
    contacts.retain(|contact| contact.email == email);
    Ok(contacts)
}
