//! `aws.account.alternate_contact`: an alternate contact of the AWS account (Account Management
//! `PutAlternateContact`).
//!
//! Notices of abuse and of leaked keys reach somebody who acts (CIS AWS 1.2, AWS Security Hub
//! Account.1, NIST SP 800-53r5 IR-6).

use aws_sdk_account::types::{AlternateContact as SdkContact, AlternateContactType};
use gabakura_adapter::created;
use gabakura_model::catalogue::Identity;
use gabakura_model::outcome::Created;
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize};

use crate::clients::Clients;
use crate::error::{Result, unless_gone};
use crate::kind::{AwsKind, Facts, Item, New, text};
use crate::spec::one_of;

/// An alternate contact of the AWS account.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Spec {
    /// Which mail AWS sends to it: `SECURITY`, `BILLING` or `OPERATIONS`.
    #[serde(deserialize_with = "matter")]
    alternate_contact_type: String,
    /// Name of a person or an office, up to 64 characters.
    name: String,
    /// Title of the contact, up to 50 characters.
    title: String,
    /// E-mail address; better a mailbox that several people read.
    email_address: String,
    /// Telephone number with its country code.
    phone_number: String,
}

fn matter<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    one_of(from, AlternateContactType::values())
}

pub(crate) struct AlternateContact;

impl AwsKind for AlternateContact {
    type Spec = Spec;

    const FACTS: Facts = Facts {
        identity: Identity::SettingOf {
            field: "alternate_contact_type",
        },
        immutable: &["alternate_contact_type"],
        ..Facts::assigned(
            "aws.account.alternate_contact",
            "an alternate contact of the AWS account",
        )
    };

    /// One call for each matter: there is no list.
    async fn list(aws: &Clients) -> Result<Vec<Item<Spec>>> {
        let mut contacts = Vec::new();
        for name in AlternateContactType::values() {
            let request = aws.account_management().get_alternate_contact();
            let matter = AlternateContactType::from(*name);
            let reply = request.alternate_contact_type(matter).send().await;
            let contact = unless_gone(reply)?.and_then(|reply| reply.alternate_contact);
            let spec = contact.as_ref().map(spec_of).unwrap_or_default();
            let spec = Spec {
                alternate_contact_type: (*name).to_owned(),
                ..spec
            };
            contacts.push(Item::new(*name, spec));
        }
        Ok(contacts)
    }

    async fn create(aws: &Clients, new: &New<Spec>) -> Result<Created> {
        put(aws, &new.spec).await?;
        Ok(created(&new.spec.alternate_contact_type))
    }

    async fn update(aws: &Clients, _matter: &str, _before: &Spec, after: &Spec) -> Result<()> {
        put(aws, after).await
    }

    async fn delete(aws: &Clients, matter: &str, _spec: &Spec) -> Result<()> {
        let request = aws.account_management().delete_alternate_contact();
        let matter = AlternateContactType::from(matter);
        request.alternate_contact_type(matter).send().await?;
        Ok(())
    }
}

fn spec_of(contact: &SdkContact) -> Spec {
    Spec {
        alternate_contact_type: text(contact.alternate_contact_type().map(|it| it.as_str())),
        name: text(contact.name()),
        title: text(contact.title()),
        email_address: text(contact.email_address()),
        phone_number: text(contact.phone_number()),
    }
}

async fn put(aws: &Clients, spec: &Spec) -> Result<()> {
    let matter = AlternateContactType::from(spec.alternate_contact_type.as_str());
    let request = aws
        .account_management()
        .put_alternate_contact()
        .alternate_contact_type(matter)
        .name(&spec.name)
        .title(&spec.title)
        .email_address(&spec.email_address)
        .phone_number(&spec.phone_number);
    request.send().await?;
    Ok(())
}
