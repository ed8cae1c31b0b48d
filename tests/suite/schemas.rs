//! `docs/kinds/` holds the JSON Schema of every kind's spec, for editors and readers.

use std::collections::BTreeMap;

use serde_json::json;

use crate::gabakura::repository;

/// File name and text for every kind.
fn schemas() -> BTreeMap<String, String> {
    let (aws, gcp) = (gabakura_aws::catalogue(), gabakura_gcp::catalogue());
    aws.iter()
        .chain(gcp.iter())
        .map(|schema| {
            let mut spec = (schema.json_schema)();
            spec["title"] = json!(schema.kind);
            spec["description"] = json!(schema.summary);
            let text = serde_json::to_string_pretty(&spec).unwrap() + "\n";
            (format!("{}.schema.json", schema.kind), text)
        })
        .collect()
}

#[test]
fn docs_hold_the_schema_of_every_kind() {
    let dir = repository().join("docs/kinds");
    let wanted = schemas();
    if std::env::var_os("GABAKURA_WRITE_SCHEMAS").is_some() {
        std::fs::create_dir_all(&dir).unwrap();
        for (name, text) in &wanted {
            std::fs::write(dir.join(name), text).unwrap();
        }
    }
    let entries = std::fs::read_dir(&dir)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let there: BTreeMap<String, String> = entries
        .filter(|path| path.extension().is_some_and(|ending| ending == "json"))
        .map(|path| {
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            (name, std::fs::read_to_string(path).unwrap())
        })
        .collect();
    let hint = "run with GABAKURA_WRITE_SCHEMAS=1 to write them";
    let names = |all: &BTreeMap<String, String>| all.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&there), names(&wanted), "{hint}");
    for (name, text) in wanted {
        assert_eq!(there[&name], text, "{name} is out of date: {hint}");
    }
}
