//! Pages of a list.

/// Sorts `items` by `key` and returns those of the wanted page, with the marker of the next.
///
/// A marker is the key of the last item already returned.
pub(crate) fn page<T>(
    mut items: Vec<T>,
    key: impl Fn(&T) -> String,
    marker: Option<&str>,
    size: usize,
) -> (Vec<T>, Option<String>) {
    items.sort_by_cached_key(&key);
    if let Some(marker) = marker {
        items.retain(|item| key(item).as_str() > marker);
    }
    let truncated = items.len() > size;
    items.truncate(size);
    let next = items.last().filter(|_| truncated).map(key);
    (items, next)
}
