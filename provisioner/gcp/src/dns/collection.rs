//! What the collections of Cloud DNS share: list, get, create, update, delete, and networks.

use std::future::Future;

use serde::Serialize;
use serde_json::{Value, json};

use crate::clients::Clients;
use crate::creation::Creation;
use crate::error::Result;
use crate::rest::full;

/// The service, as rate limits know it.
pub(super) const SERVICE: &str = "dns";
/// Page size of a listing.
pub(super) const PAGE: i32 = 100;

/// A collection of Cloud DNS.
pub(super) trait Collection {
    /// The SDK's model of one of its resources.
    type Model;

    /// All of it in the project, to the last page.
    fn all(google: &Clients) -> impl Future<Output = Result<Vec<Self::Model>>> + Send;

    /// One resource.
    fn get(google: &Clients, id: &str) -> impl Future<Output = Result<Self::Model>> + Send;

    /// Creates one.
    fn insert<S: Serialize + Sync>(
        google: &Clients,
        new: &Creation<S>,
    ) -> impl Future<Output = Result<()>> + Send;

    /// Replaces one.
    fn put(
        google: &Clients,
        id: &str,
        model: Self::Model,
    ) -> impl Future<Output = Result<()>> + Send;

    /// Deletes one.
    fn remove(google: &Clients, id: &str) -> impl Future<Output = Result<()>> + Send;
}

/// Reads a list to its last page.
macro_rules! pages {
    ($google:expr, $operation:expr, $call:expr, $items:ident) => {{
        let call = $call.set_project($google.project());
        let send = |token| call.clone().set_or_clear_page_token::<String>(token).send();
        let name = ($crate::dns::collection::SERVICE, $operation);
        let pages = $google.pages(name, send, |page| Ok((page.$items, page.next_page_token)));
        pages.await
    }};
}

/// Declares the collection of a kind: its client, the setter of a resource's name, the SDK's
/// model, its noun in the names of operations, and the operation that lists it, with the field of
/// the items.
macro_rules! collection {
    (
        $Kind:ty: $client:ident.$set_name:ident, $Model:ty,
        $noun:literal, $list:literal.$items:ident
    ) => {
        impl $crate::dns::collection::Collection for $Kind {
            type Model = $Model;

            async fn all(google: &Clients) -> Result<Vec<$Model>> {
                let call = google.$client().await?.list();
                let call = call.set_max_results($crate::dns::collection::PAGE);
                $crate::dns::collection::pages!(google, $list, call, $items)
            }

            async fn get(google: &Clients, id: &str) -> Result<$Model> {
                let call = google.$client().await?.get().set_project(google.project());
                let call = call.$set_name($crate::rest::last(id));
                let name = ($crate::dns::collection::SERVICE, concat!("Get", $noun));
                $crate::call::read!(google, name, call)
            }

            async fn insert<S: serde::Serialize + Sync>(
                google: &Clients,
                new: &Creation<S>,
            ) -> Result<()> {
                let call = google
                    .$client()
                    .await?
                    .create()
                    .set_project(google.project());
                let sent = call.set_body(new.model::<$Model>()?).send();
                let name = ($crate::dns::collection::SERVICE, concat!("Create", $noun));
                google.change(name, sent).await.map(drop)
            }

            async fn put(google: &Clients, id: &str, model: $Model) -> Result<()> {
                let call = google
                    .$client()
                    .await?
                    .update()
                    .set_project(google.project());
                let sent = call
                    .$set_name($crate::rest::last(id))
                    .set_body(model)
                    .send();
                let name = ($crate::dns::collection::SERVICE, concat!("Update", $noun));
                google.change(name, sent).await.map(drop)
            }

            async fn remove(google: &Clients, id: &str) -> Result<()> {
                let call = google
                    .$client()
                    .await?
                    .delete()
                    .set_project(google.project());
                let sent = call.$set_name($crate::rest::last(id)).send();
                let name = ($crate::dns::collection::SERVICE, concat!("Delete", $noun));
                google.change(name, sent).await.map(drop)
            }
        }
    };
}

pub(super) use {collection, pages};

/// Networks as Cloud DNS lists them, from their ids.
pub(super) fn networks_of(ids: &Value) -> Value {
    let ids = ids.as_array().into_iter().flatten();
    ids.filter_map(Value::as_str)
        .map(|id| json!({ "network_url": full(id) }))
        .collect()
}

/// The ids of networks that Cloud DNS lists.
pub(super) fn ids_of(networks: &Value) -> Value {
    let networks = networks.as_array().into_iter().flatten();
    networks
        .map(|network| network["network_url"].clone())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn networks_are_converted_both_ways() {
        let listed = networks_of(&json!(["projects/p/global/networks/n"]));
        let url = "https://www.googleapis.com/compute/v1/projects/p/global/networks/n";
        assert_eq!(listed, json!([{ "network_url": url }]));
        let observed = crate::rest::Naming::PLAIN.spec_of(&listed);
        assert_eq!(ids_of(&observed), json!(["projects/p/global/networks/n"]));
        assert_eq!(ids_of(&Value::Null), json!([]));
    }
}
