//! Listing things, page by page.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value};

use super::links;
use super::operation::MESSAGE;
use crate::call::{Call, Response};
use crate::collection::{Collection, HookContext, Place};
use crate::filter::Filter;
use crate::json;
use crate::refusal::{Form, Refusal};
use crate::rules::Event;
use crate::world::{ABOVE, World};

/// What a page holds when the client does not say: compute's default, the most there is.
const PAGE: usize = 500;
/// The most a page holds.
const PAGE_MAX: usize = 1000;

/// Answers a list request.
pub(crate) fn list(world: &mut World, place: &Place, call: &Call) -> Result<Response, Refusal> {
    let row = place.row;
    let (mut items, next) = page(world, place, call)?;
    let total = items.len();
    if row.message != MESSAGE {
        for (place, value) in &mut items {
            (row.hook)(&mut HookContext::new(
                world,
                place,
                call,
                Event::Listed,
                value,
            ))?;
            *value = row.encode(call, value.take());
        }
    }
    let items: Vec<Value> = items.into_iter().map(|(_, value)| value).collect();
    let mut reply = Map::new();
    if row.service.form == Form::Reasons {
        reply.insert("kind".to_owned(), kind(row).into());
        if row.service.name == "compute" {
            reply.insert("id".to_owned(), place.parent.clone().into());
            reply.insert("selfLink".to_owned(), place.link().into());
        }
    }
    if !items.is_empty() {
        let field = if row.service.form == Form::Reasons {
            "items"
        } else {
            row.list_field()
        };
        reply.insert(field.to_owned(), items.into());
    }
    if row.total {
        reply.insert("totalSize".to_owned(), total.into());
    }
    if let Some(next) = next {
        reply.insert("nextPageToken".to_owned(), next.into());
    }
    Ok(Response::ok(Value::Object(reply)))
}

/// Things, and the token of the page after them.
type Page = (Vec<(Place, Value)>, Option<String>);

fn page(world: &World, place: &Place, call: &Call) -> Result<Page, Refusal> {
    let filter = Filter::read(call.query("filter"))?;
    let after = token(call)?;
    let wanted = call.query("prefix");
    let service = format!("{}/", place.row.service.name);
    let pattern: Vec<&str> = place
        .parent
        .split('/')
        .map(|segment| if segment == "-" { "*" } else { segment })
        .collect();
    let pattern = pattern.join("/");
    let certain = pattern.split('*').next().unwrap_or_default();
    let found = world
        .under(&place.scope, format!("{service}{certain}"))
        .filter_map(|(key, stored)| {
            let path = &key[service.len()..];
            let (parent, id) = path.rsplit_once('/')?;
            let fits = links::is_of(&pattern, path)
                && path > after.as_str()
                && id.starts_with(wanted)
                && filter.matches(&stored.value)
                && listed(place, &stored.value, call);
            let found = Place {
                parent: parent.to_owned(),
                ..place.of(id)
            };
            fits.then(|| (found, stored.value.clone()))
        });
    let size = size(call)?;
    let mut items: Vec<(Place, Value)> = found.take(size + 1).collect();
    let more = items.len() > size;
    items.truncate(size);
    let next = items.last().filter(|_| more);
    let next = next.map(|(place, _)| URL_SAFE_NO_PAD.encode(place.path()));
    Ok((items, next))
}

fn token(call: &Call) -> Result<String, Refusal> {
    let bytes = URL_SAFE_NO_PAD.decode(call.query("pageToken")).ok();
    bytes
        .and_then(|bytes| String::from_utf8(bytes).ok())
        .ok_or_else(|| Refusal::invalid("Invalid page token."))
}

fn size(call: &Call) -> Result<usize, Refusal> {
    let asked = match (call.query("maxResults"), call.query("pageSize")) {
        ("", "") | ("", "0") => return Ok(PAGE),
        ("", asked) | (asked, _) => asked,
    };
    let size: usize = asked
        .parse()
        .map_err(|_| Refusal::invalid(format!("Invalid page size: {asked}")))?;
    Ok(if size == 0 { PAGE } else { size.min(PAGE_MAX) })
}

/// `compute#networkList`.
fn kind(row: &Collection) -> String {
    match row.service.name {
        "storage" => "storage#buckets".to_owned(),
        service => {
            let (first, rest) = row.message.split_at(1);
            format!("{service}#{}{rest}List", first.to_lowercase())
        }
    }
}

/// Whether a list request is about this thing: some lists name a parent in the query, and what is
/// deleted is shown to those who ask.
fn listed(place: &Place, value: &Value, call: &Call) -> bool {
    let parent = match (call.query("parent"), call.query("parentId")) {
        ("", parent) | (parent, _) => parent,
    };
    let deleted =
        value.get("deleted") == Some(&true.into()) || json::text(value, "state") == "DELETED";
    let deleted = deleted && !call.flag("showDeleted");
    !deleted && (place.scope != ABOVE || parent.is_empty() || json::text(value, "parent") == parent)
}
