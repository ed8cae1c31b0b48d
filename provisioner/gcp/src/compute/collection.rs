//! What the collections of Compute Engine share: list, get, insert, delete, and labels.

use std::future::Future;

use gabakura_model::outcome::Created;
use serde::Serialize;

use crate::clients::Clients;
use crate::compute::operation::SERVICE;
use crate::creation::Creation;
use crate::error::{Error, Result};
use crate::item::Item;
use crate::rest::full;

/// Page size of a listing, the largest there is.
pub(super) const PAGE: u32 = 500;
/// Google's default priority of a route or firewall rule.
pub(super) const PRIORITY: i32 = 1000;
/// What references may ask a resource for.
pub(super) const OUTPUTS: &[&str] = &["self_link"];

/// A collection of Compute Engine.
pub(super) trait Collection {
    /// The SDK's model of one of its resources.
    type Model;

    /// All of it in the project, to the last page.
    fn all(google: &Clients) -> impl Future<Output = Result<Vec<Self::Model>>> + Send;

    /// One resource.
    fn get(google: &Clients, id: &str) -> impl Future<Output = Result<Self::Model>> + Send;

    /// Inserts one.
    fn insert<S: Serialize + Sync>(
        google: &Clients,
        new: &Creation<S>,
    ) -> impl Future<Output = Result<Created>> + Send;

    /// Deletes one.
    fn remove(google: &Clients, id: &str) -> impl Future<Output = Result<()>> + Send;
}

/// Declares the collection of a kind: its client, the setter of a resource's name and, for
/// regional ones, of its region; the SDK's model; the noun in the names of its operations; and the
/// operation that lists it, with the field of each region's resources where it lists all regions.
macro_rules! collection {
    (
        $Kind:ty: $client:ident.$set_name:ident $(in $set_region:ident)?, $Model:ty,
        $noun:literal, $list:literal $(.$items:ident)?
    ) => {
        impl $crate::compute::collection::Collection for $Kind {
            type Model = $Model;

            async fn all(google: &Clients) -> Result<Vec<$Model>> {
                collection!(@all google, $client, $list $(, $items)?)
            }

            async fn get(google: &Clients, id: &str) -> Result<$Model> {
                let call = google.$client().await?.get().set_project(google.project());
                $(let call = call.$set_region($crate::compute::collection::region_of(id));)?
                let call = call.$set_name($crate::rest::last(id));
                let name = ($crate::compute::operation::SERVICE, concat!("Get", $noun));
                $crate::call::read!(google, name, call)
            }

            async fn insert<S: serde::Serialize + Sync>(
                google: &Clients,
                new: &Creation<S>,
            ) -> Result<Created> {
                let call = google.$client().await?.insert().set_project(google.project());
                $(let call = call.$set_region($crate::compute::collection::region_of(&new.id));)?
                let call = call.set_request_id(new.request_id());
                let sent = call.set_body(new.model::<$Model>()?).send();
                $crate::compute::operation::run(google, concat!("Insert", $noun), sent).await?;
                Ok($crate::compute::collection::created(&new.id))
            }

            async fn remove(google: &Clients, id: &str) -> Result<()> {
                let call = google.$client().await?.delete().set_project(google.project());
                $(let call = call.$set_region($crate::compute::collection::region_of(id));)?
                let sent = call.$set_name($crate::rest::last(id)).send();
                $crate::compute::operation::run(google, concat!("Delete", $noun), sent).await
            }
        }
    };
    (@all $google:ident, $client:ident, $list:literal) => {{
        let call = $google.$client().await?.list().set_project($google.project());
        let call = call.set_max_results($crate::compute::collection::PAGE);
        let send = |token| call.clone().set_or_clear_page_token::<String>(token).send();
        let name = ($crate::compute::operation::SERVICE, $list);
        let pages = $google.pages(name, send, |page| Ok((page.items, page.next_page_token)));
        pages.await
    }};
    (@all $google:ident, $client:ident, $list:literal, $items:ident) => {{
        let call = $google.$client().await?.aggregated_list().set_project($google.project());
        let call = call.set_max_results($crate::compute::collection::PAGE);
        let send = |token| call.clone().set_or_clear_page_token::<String>(token).send();
        let name = ($crate::compute::operation::SERVICE, $list);
        let pages = $google.pages(name, send, |page| {
            $crate::compute::collection::all_regions_answered($list, &page.unreachables)?;
            let regions = page.items.into_values();
            let items = regions.flat_map(|region| region.$items).collect();
            Ok((items, page.next_page_token))
        });
        pages.await
    }};
}

/// Sets a resource's labels to those of a model that was read: the client, the request's body, the
/// operation and, for regional ones, the setter of the region.
macro_rules! set_labels {
    (
        $google:expr, $id:expr, $labelled:expr,
        $client:ident $(in $set_region:ident)?, $Body:ty, $operation:literal
    ) => {{
        let (google, id, labelled) = ($google, $id, $labelled);
        let body = <$Body>::new().set_labels(labelled.labels);
        let body = body.set_or_clear_label_fingerprint(labelled.label_fingerprint);
        let call = google.$client().await?.set_labels().set_project(google.project());
        $(let call = call.$set_region($crate::compute::collection::region_of(id));)?
        let sent = call.set_resource($crate::rest::last(id)).set_body(body).send();
        $crate::compute::operation::run(google, $operation, sent).await
    }};
}

pub(super) use {collection, set_labels};

/// A resource with its link.
pub(super) fn item(model: &impl Serialize) -> Item {
    Item::of(model).outputs(&[("self_link", "selfLink")])
}

/// The result of a creation, with the resource's link.
pub(super) fn created(id: &str) -> Created {
    let mut created = gabakura_adapter::created(id);
    created.outputs.insert("self_link".to_owned(), full(id));
    created
}

/// The region in a name: `projects/p/regions/r/subnetworks/s`.
pub(super) fn region_of(name: &str) -> &str {
    let after = name.split_once("/regions/").map_or("", |(_, after)| after);
    after.split_once('/').map_or(after, |(region, _)| region)
}

/// Refuses a list that leaves regions out.
pub(super) fn all_regions_answered(operation: &str, unreachables: &[String]) -> Result<()> {
    match unreachables {
        [] => Ok(()),
        some => Err(Error::no_reply(SERVICE, operation, some.join(", "))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_region_is_read_from_a_name() {
        assert_eq!(region_of("projects/p/regions/r/subnetworks/s"), "r");
        assert_eq!(region_of("projects/p/global/networks/n"), "");
    }

    #[test]
    fn a_silent_region_is_a_gap() {
        assert!(all_regions_answered("x", &["regions/asia-northeast1".to_owned()]).is_err());
    }
}
