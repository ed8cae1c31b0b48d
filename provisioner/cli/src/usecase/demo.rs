//! `demo`: changes made to the sandbox behind gabakura's back, for it to find.

use gabakura_model::observed::ObservedResource;
use gabakura_model::port::{DeleteRequest, Permit, UpdateRequest};
use gabakura_model::resource::Kind;
use gabakura_model::tenancy::Tenancy;
use serde_json::{Value, json};

use crate::error::{Error, Message};
use crate::usecase::session::Session;

/// Changes the cloud in three ways that gabakura does not know of; returns what was done.
#[expect(
    clippy::disallowed_methods,
    reason = "it demonstrates drift, which comes from changes under no lock"
)]
pub async fn tamper(session: &Session<'_>) -> Result<Vec<Message>, Error> {
    let permit = Permit::without_lock();
    let tenancy = &session.project.tenancies[0];
    let name = tenancy.id.to_string();
    let mut done = Vec::new();
    let mut note = |code, id: &str| {
        done.push(Message::new(code, &[("tenancy", &*name), ("id", id)]));
    };
    let has_rules = |group: &ObservedResource| {
        let rules = group.spec["ingress"].as_array();
        rules.is_some_and(|rules| !rules.is_empty())
    };
    if let Some(group) = first(session, tenancy, "aws.ec2.security_group", has_rules).await? {
        let mut after = group.spec.clone();
        let anyone = json!({ "protocol": "tcp", "from_port": 22, "to_port": 22,
                             "cidr_ipv4": "0.0.0.0/0" });
        if let Some(rules) = after["ingress"].as_array_mut() {
            rules.push(anyone);
        }
        change(session, tenancy, (&group, after), &permit).await?;
        note("demo-tampered-group", &group.id);
    }
    if let Some(key) = first(session, tenancy, "aws.kms.key", |_| true).await? {
        let mut after = key.spec.clone();
        after["enable_key_rotation"] = json!(false);
        change(session, tenancy, (&key, after), &permit).await?;
        note("demo-tampered-key", &key.id);
    }
    if let Some(flow_log) = first(session, tenancy, "aws.ec2.flow_log", |_| true).await? {
        let request = DeleteRequest {
            kind: flow_log.kind.clone(),
            id: flow_log.id.clone(),
            spec: flow_log.spec.clone(),
        };
        let deleted = session
            .world
            .provider
            .delete(&tenancy.scope, &request, &permit);
        deleted.await.map_err(Error::Provider)?;
        note("demo-tampered-log", &flow_log.id);
    }
    Ok(done)
}

/// The first resource of a kind that the tenancy owns and that fits.
async fn first(
    session: &Session<'_>,
    tenancy: &Tenancy,
    kind: &str,
    fits: impl Fn(&ObservedResource) -> bool,
) -> Result<Option<ObservedResource>, Error> {
    let kind = Kind::new(kind);
    let all = session.world.provider.list(&tenancy.scope, &kind).await;
    let id = tenancy.id.to_string();
    let owned = |found: &ObservedResource| found.tenancy_tag() == Some(id.as_str());
    let mut all = all.map_err(Error::Provider)?.into_iter();
    Ok(all.find(|found| owned(found) && fits(found)))
}

async fn change(
    session: &Session<'_>,
    tenancy: &Tenancy,
    (found, after): (&ObservedResource, Value),
    permit: &Permit,
) -> Result<(), Error> {
    let schema = session.project.catalogue.get(&found.kind);
    let canonical = schema.and_then(|s| (s.canonical)(&after).ok());
    let request = UpdateRequest {
        kind: found.kind.clone(),
        id: found.id.clone(),
        before: found.spec.clone(),
        after: canonical.unwrap_or(after),
        tags_before: found.tags.clone(),
        tags_after: found.tags.clone(),
    };
    let updated = session
        .world
        .provider
        .update(&tenancy.scope, &request, permit);
    updated.await.map_err(Error::Provider)
}
