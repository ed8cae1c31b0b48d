//! What resources of EC2 have in common: ids, tags, filters, pages.

use super::{ById, Ec2, Outcome};
use crate::aws_error::AwsError;
use crate::clock;
use crate::params::{Params, Tags};
use crate::xml::Xml;

/// How a type of resource is described.
pub(super) trait Described {
    /// The smallest page AWS allows.
    const PAGE_MIN: usize = 5;
    /// How long AWS lists it after it ended.
    const LISTED_AFTERWARDS_S: i64 = 3600;

    /// The values a filter looks at; `None` if there is no such filter.
    fn values(&self, filter: &str) -> Option<Vec<String>>;
    /// Its elements but for the tags.
    fn write(&self, xml: &mut Xml, ec2: &Ec2);
    /// When it was deleted or otherwise ended.
    fn ended(&self) -> Option<i64> {
        None
    }
}

/// What identifies a resource in requests and replies.
pub(super) trait Listed: Described {
    /// The request parameter that names it, and the list of wanted ones.
    const ID: &'static str;
    /// The element of a `Describe` reply around all of them.
    const SET: &'static str;

    fn id(&self) -> &str;
    fn tags(&self) -> &Tags;
    fn missing(id: &str) -> AwsError;
}

/// A type of resource that a region keeps by id; implemented by the table in the parent module.
pub(super) trait Resource: Listed + Clone {
    /// What its ids begin with.
    const PREFIX: &'static str;
    /// What tag specifications call it.
    const TYPE: &'static str;
    /// The element around one of them.
    const ELEMENT: &'static str;

    fn all(ec2: &Ec2) -> &ById<Self>;
    fn all_mut(ec2: &mut Ec2) -> &mut ById<Self>;
}

const PAGE_MAX: usize = 1000;

/// The wanted things of one page, and the token of the next.
pub(super) fn page<'a, T: Listed>(
    items: impl IntoIterator<Item = &'a T>,
    params: &Params,
) -> Result<(Vec<&'a T>, Option<String>), AwsError> {
    let ids = params.list(T::ID);
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

/// The reply of a `Describe` operation.
pub(super) fn described<'a, T: Listed + 'a>(
    items: impl IntoIterator<Item = &'a T>,
    params: &Params,
    ec2: &Ec2,
) -> Outcome {
    let (items, next) = page(items, params)?;
    let mut xml = Xml::new();
    xml.list(T::SET, "item", items, |xml, item| {
        write_tagged(xml, item, ec2)
    });
    xml.option("nextToken", next);
    Ok(xml)
}

/// A `Describe` operation of a type of resource.
pub(super) fn describe<T: Resource>(ec2: &mut Ec2, params: &Params) -> Outcome {
    let all = T::all(ec2).values().filter(|it| is_listed(*it));
    described(all, params, ec2)
}

/// The element around a resource.
pub(super) fn element<T: Resource>(resource: &T, ec2: &Ec2) -> Xml {
    element_with(resource, |xml| resource.write(xml, ec2))
}

/// The element around a resource of which `write` writes all but the tags.
pub(super) fn element_with<T: Resource>(resource: &T, write: impl FnOnce(&mut Xml)) -> Xml {
    let mut xml = Xml::new();
    xml.node(T::ELEMENT, |xml| {
        write(xml);
        tag_set(xml, resource.tags());
    });
    xml
}

pub(super) fn write_tagged<T: Listed>(xml: &mut Xml, item: &T, ec2: &Ec2) {
    item.write(xml, ec2);
    tag_set(xml, item.tags());
}

impl Ec2 {
    pub(super) fn get<T: Resource>(&self, id: &str) -> Result<&T, AwsError> {
        T::all(self).get(id).ok_or_else(|| T::missing(id))
    }

    pub(super) fn get_mut<T: Resource>(&mut self, id: &str) -> Result<&mut T, AwsError> {
        let found = T::all_mut(self).get_mut(id);
        found.ok_or_else(|| T::missing(id))
    }

    /// As [`Self::get_mut`], of what has not ended.
    pub(super) fn existing_mut<T: Resource>(&mut self, id: &str) -> Result<&mut T, AwsError> {
        let found = T::all_mut(self).get_mut(id);
        let existing = found.filter(|it| it.ended().is_none());
        existing.ok_or_else(|| T::missing(id))
    }

    /// Checks that all of `ids` are there.
    pub(super) fn check_all<'a, T: Resource + 'a>(
        &self,
        ids: impl IntoIterator<Item = &'a String>,
    ) -> Result<(), AwsError> {
        ids.into_iter()
            .try_for_each(|id| self.get::<T>(id).map(drop))
    }

    pub(super) fn insert<T: Resource>(&mut self, resource: T) {
        T::all_mut(self).insert(resource.id().to_owned(), resource);
    }

    pub(super) fn remove<T: Resource>(&mut self, id: &str) -> Result<T, AwsError> {
        T::all_mut(self).remove(id).ok_or_else(|| T::missing(id))
    }

    /// Inserts a new resource; the reply describes it.
    pub(super) fn created<T: Resource>(&mut self, resource: T) -> Outcome {
        let reply = element(&resource, self);
        self.insert(resource);
        Ok(reply)
    }

    /// A new id of a type of resource.
    pub(super) fn new_id<T: Resource>(&mut self) -> String {
        self.id(T::PREFIX)
    }
}

/// Deletes many at once; the reply lists those that are not there.
pub(super) fn delete_all<T: Resource>(ec2: &mut Ec2, params: &Params) -> Outcome {
    let errors = params.list(T::ID).into_iter().filter_map(|id| {
        let error = ec2.remove::<T>(&id).err()?;
        Some((id, error))
    });
    Ok(unsuccessful(errors))
}

/// What a bulk operation could not do, item by item.
pub(super) fn unsuccessful(items: impl Iterator<Item = (String, AwsError)>) -> Xml {
    let mut xml = Xml::new();
    xml.list("unsuccessful", "item", items, |xml, (id, error)| {
        xml.text("resourceId", id).node("error", |xml| {
            xml.text("code", &error.code)
                .text("message", &error.message);
        });
    });
    xml
}

/// Whether `Describe` operations still return it.
pub(super) fn is_listed<T: Described>(item: &T) -> bool {
    let ended = item.ended();
    ended.is_none_or(|at| at > clock::now() - T::LISTED_AFTERWARDS_S)
}

/// The tag set every resource carries.
pub(super) fn tag_set(xml: &mut Xml, tags: &Tags) {
    xml.list("tagSet", "item", tags, |xml, (key, value)| {
        xml.text("key", key).text("value", value);
    });
}

/// The tags a create request gives to a type of resource.
pub(super) fn requested_tags<T: Resource>(params: &Params) -> Result<Tags, AwsError> {
    specified_tags(params, T::TYPE)
}

/// The tags a create request specifies for what it calls `kind`.
pub(super) fn specified_tags(params: &Params, kind: &str) -> Result<Tags, AwsError> {
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
    check_tags(&tags)?;
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

fn page_size<T: Listed>(params: &Params, ids: &[String]) -> Result<usize, AwsError> {
    let Some(size) = params.number::<usize>("MaxResults")? else {
        return Ok(PAGE_MAX);
    };
    if !ids.is_empty() {
        let message = format!(
            "The parameter {} cannot be used with the parameter maxResults",
            T::ID
        );
        return Err(AwsError::bad("InvalidParameterCombination", message));
    }
    if (T::PAGE_MIN..=PAGE_MAX).contains(&size) {
        return Ok(size);
    }
    let why = format!("Expecting a value between {} and {PAGE_MAX}.", T::PAGE_MIN);
    Err(AwsError::invalid_value(
        &size.to_string(),
        "maxResults",
        &why,
    ))
}

fn matches<T: Listed>(item: &T, filters: &[(String, Vec<String>)]) -> Result<bool, AwsError> {
    for (name, values) in filters {
        let found = if let Some(key) = name.strip_prefix("tag:") {
            item.tags().get(key).cloned().into_iter().collect()
        } else if name == "tag-key" {
            item.tags().keys().cloned().collect()
        } else {
            item.values(name).ok_or_else(|| {
                let message = format!("The filter '{name}' is invalid");
                AwsError::bad("InvalidParameterValue", message)
            })?
        };
        if !found.iter().any(|it| admits(values, it)) {
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

const TAGS_MAX: usize = 50;

/// AWS reserves `aws:` and allows fifty tags.
pub(super) fn check_tags(tags: &Tags) -> Result<(), AwsError> {
    if tags.keys().any(|key| key.starts_with("aws:")) {
        let message = "Tag keys starting with 'aws:' are reserved for internal use";
        return Err(AwsError::bad("InvalidParameterValue", message));
    }
    if tags.len() > TAGS_MAX {
        let message = "You have reached the maximum number of tags on the resource.";
        return Err(AwsError::bad("TagLimitExceeded", message));
    }
    Ok(())
}

/// Whether every filter admits one of the values that `values` finds under its name.
pub(super) fn passes(
    filters: &[(String, Vec<String>)],
    value: impl Fn(&str) -> Option<String>,
) -> bool {
    let passes = |(name, values): &(String, Vec<String>)| {
        value(name).is_some_and(|value| admits(values, &value))
    };
    filters.iter().all(passes)
}
