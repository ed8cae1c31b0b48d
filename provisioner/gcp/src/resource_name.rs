//! Google's resource names, and the fields of a spec in them.

use crate::rest::Fields;

/// Reads fields out of a resource name by a pattern: of
/// `projects/{project}/locations/{location}/keyRings/{name}` the location and the name.
///
/// A field holds one segment, unless it begins the pattern: `{key_ring}/cryptoKeys/{name}`.
/// `None` when the name does not follow the pattern.
pub(crate) fn read(pattern: &str, name: &str) -> Option<Fields> {
    let mut fields = Fields::new();
    let (mut pattern, mut name) = (pattern, name);
    let mut leads = pattern.starts_with('{');
    while let Some((literal, after)) = pattern.split_once('{') {
        name = name.strip_prefix(literal)?;
        let (field, after) = after.split_once('}')?;
        let literal = after.split_once('{').map_or(after, |(literal, _)| literal);
        let end = match (literal, leads) {
            ("", _) => name.len(),
            (literal, true) => name.rfind(literal)?,
            (literal, false) => name.find(literal)?,
        };
        let (value, rest) = name.split_at(end);
        if value.is_empty() || (value.contains('/') && !leads) {
            return None;
        }
        if field != "project" {
            fields.insert(field.to_owned(), value.into());
        }
        (pattern, name, leads) = (after, rest, false);
    }
    (pattern == name).then_some(fields)
}

/// The fields in a pattern, except `project`.
pub(crate) fn fields(pattern: &'static str) -> impl Iterator<Item = &'static str> {
    pattern
        .split('{')
        .skip(1)
        .filter_map(|piece| piece.split('}').next())
        .filter(|field| *field != "project")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn names_are_read_by_their_pattern() {
        let ring = "projects/{project}/locations/{location}/keyRings/{name}";
        let name = "projects/p/locations/asia-northeast1/keyRings/main";
        let read_ring = read(ring, name).unwrap();
        assert_eq!(
            json!(read_ring),
            json!({"location": "asia-northeast1", "name": "main"})
        );
        let key = read(
            "{key_ring}/cryptoKeys/{name}",
            &format!("{name}/cryptoKeys/logs"),
        );
        assert_eq!(
            json!(key.unwrap()),
            json!({"key_ring": name, "name": "logs"})
        );
        let account =
            "projects/{project}/serviceAccounts/{account_id}@{project}.iam.gserviceaccount.com";
        let read_account = read(
            account,
            "projects/p/serviceAccounts/ci@p.iam.gserviceaccount.com",
        );
        assert_eq!(json!(read_account.unwrap()), json!({"account_id": "ci"}));
        assert_eq!(fields(ring).collect::<Vec<_>>(), ["location", "name"]);
    }

    #[test]
    fn other_names_are_not_read() {
        let pattern = "projects/{project}/roles/{role_id}";
        for name in [
            "roles/viewer",
            "projects/p/roles/",
            "projects/p/roles/a/b",
            "x",
        ] {
            assert_eq!(read(pattern, name), None, "{name}");
        }
    }
}
