//! What all `Describe` operations share: ids, filters, pages.

use crate::clock;
use crate::params::{Params, Tags};
use crate::refusal::Refusal;
use crate::xml::Xml;

/// A thing that can be described.
pub(super) trait Listed {
    /// The request parameter that carries wanted ids.
    const IDS: &'static str;
    /// The smallest page AWS allows.
    const PAGE_MIN: usize = 5;

    fn id(&self) -> &str;
    fn tags(&self) -> &Tags;
    /// The values a filter looks at; `None` if there is no such filter.
    fn fact(&self, filter: &str) -> Option<Vec<String>>;
    /// What AWS says when an id is asked for that is not there.
    fn missing(id: &str) -> Refusal;
}

const PAGE_MAX: usize = 1000;

/// The wanted things of one page, and the token of the next.
pub(super) fn page<'a, T: Listed>(
    items: impl IntoIterator<Item = &'a T>,
    params: &Params,
) -> Result<(Vec<&'a T>, Option<String>), Refusal> {
    let ids = params.list(T::IDS);
    let filters = filters(params);
    let size = page_size::<T>(params, &ids)?;
    let mut found = Vec::new();
    for item in items {
        if (ids.is_empty() || ids.iter().any(|id| id == item.id())) && matches(item, &filters)? {
            found.push(item);
        }
    }
    if filters.is_empty()
        && let Some(missing) = ids
            .iter()
            .find(|id| !found.iter().any(|item| item.id() == *id))
    {
        return Err(T::missing(missing));
    }
    found.sort_by_key(|item| item.id().to_owned());
    if let Some(token) = params.get("NextToken") {
        found.retain(|item| item.id() > token);
    }
    let truncated = found.len() > size;
    found.truncate(size);
    let next = found
        .last()
        .filter(|_| truncated)
        .map(|item| item.id().to_owned());
    Ok((found, next))
}

/// The answer of a `Describe` operation.
pub(super) fn described<'a, T: Listed + 'a>(
    items: impl IntoIterator<Item = &'a T>,
    params: &Params,
    set: &str,
    write: impl Fn(&mut Xml, &T),
) -> Result<Xml, Refusal> {
    let (items, next) = page(items, params)?;
    let mut xml = Xml::new();
    xml.list(set, "item", items, |xml, item| write(xml, item));
    xml.option("nextToken", next);
    Ok(xml)
}

/// Whether something that ended then is still shown.
pub(super) fn is_shown(ended: Option<i64>, afterwards_seconds: i64) -> bool {
    ended.is_none_or(|at| at > clock::now() - afterwards_seconds)
}

/// The tag set every resource carries.
pub(super) fn tag_set(xml: &mut Xml, tags: &Tags) {
    xml.list("tagSet", "item", tags, |xml, (key, value)| {
        xml.text("key", key).text("value", value);
    });
}

/// The tags a create request gives to a kind of resource.
pub(super) fn requested_tags(params: &Params, kind: &str) -> Result<Tags, Refusal> {
    let mut tags = Tags::new();
    // Operations of transit gateways write the plural.
    let specifications = ["TagSpecification", "TagSpecifications"];
    for specification in specifications.iter().flat_map(|it| params.nested(it)) {
        if specification.get("ResourceType") == Some(kind) {
            for tag in specification.nested("Tag") {
                let key = tag.need("Key")?.to_owned();
                tags.insert(key, tag.get("Value").unwrap_or_default().to_owned());
            }
        }
    }
    super::tags::check(&tags)?;
    Ok(tags)
}

/// Whether a filter's values, in which `*` and `?` are wildcards, admit `value`.
pub(super) fn admits(values: &[String], value: &str) -> bool {
    values
        .iter()
        .any(|pattern| glob(pattern.as_bytes(), value.as_bytes()))
}

/// The filters of a request: names and their admitted values.
pub(super) fn filters(params: &Params) -> Vec<(String, Vec<String>)> {
    let filters = params.nested("Filter").into_iter();
    filters
        .map(|filter| {
            (
                filter.get("Name").unwrap_or_default().to_owned(),
                filter.list("Value"),
            )
        })
        .collect()
}

fn page_size<T: Listed>(params: &Params, ids: &[String]) -> Result<usize, Refusal> {
    let Some(size) = params.number::<usize>("MaxResults")? else {
        return Ok(PAGE_MAX);
    };
    if !ids.is_empty() {
        let message = format!(
            "The parameter {} cannot be used with the parameter maxResults",
            T::IDS
        );
        return Err(Refusal::bad("InvalidParameterCombination", message));
    }
    if (T::PAGE_MIN..=PAGE_MAX).contains(&size) {
        return Ok(size);
    }
    let why = format!("Expecting a value between {} and {PAGE_MAX}.", T::PAGE_MIN);
    Err(Refusal::invalid_value(
        &size.to_string(),
        "maxResults",
        &why,
    ))
}

fn matches<T: Listed>(item: &T, filters: &[(String, Vec<String>)]) -> Result<bool, Refusal> {
    for (name, values) in filters {
        let facts = if let Some(key) = name.strip_prefix("tag:") {
            item.tags().get(key).cloned().into_iter().collect()
        } else if name == "tag-key" {
            item.tags().keys().cloned().collect()
        } else {
            item.fact(name).ok_or_else(|| {
                let message = format!("The filter '{name}' is invalid");
                Refusal::bad("InvalidParameterValue", message)
            })?
        };
        if !facts.iter().any(|fact| admits(values, fact)) {
            return Ok(false);
        }
    }
    Ok(true)
}

fn glob(pattern: &[u8], text: &[u8]) -> bool {
    match (pattern.split_first(), text.split_first()) {
        (None, None) => true,
        (Some((b'*', rest)), _) => (0..=text.len()).any(|skipped| glob(rest, &text[skipped..])),
        (Some((b'?', pattern)), Some((_, text))) => glob(pattern, text),
        (Some((wanted, pattern)), Some((found, text))) => wanted == found && glob(pattern, text),
        _ => false,
    }
}
