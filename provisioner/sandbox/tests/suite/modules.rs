//! The order of the modules: each uses only those below it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// Adds the modules that the files below `path` name by `crate::` to `used`.
fn collect(path: &Path, modules: &BTreeSet<String>, used: &mut BTreeSet<String>) {
    if path.is_dir() {
        for entry in fs::read_dir(path).expect("a directory") {
            collect(&entry.expect("an entry").path(), modules, used);
        }
        return;
    }
    let source = fs::read_to_string(path).expect("source");
    let code = source
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"));
    let code: Vec<&str> = code.collect();
    for rest in code.join("\n").split("crate::").skip(1) {
        let named = match rest.strip_prefix('{') {
            Some(group) => group.split('}').next().unwrap_or_default(),
            None => rest
                .split(|it: char| !it.is_alphanumeric() && it != '_')
                .next()
                .unwrap_or_default(),
        };
        let words = named.split(|it: char| !it.is_alphanumeric() && it != '_');
        used.extend(
            words
                .filter(|word| modules.contains(*word))
                .map(str::to_owned),
        );
    }
}

#[test]
fn no_module_uses_one_above_it() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let entries = fs::read_dir(&source).expect("the sources");
    let paths: Vec<_> = entries
        .map(|entry| entry.expect("an entry").path())
        .collect();
    let name = |path: &Path| {
        path.file_stem()
            .expect("a name")
            .to_string_lossy()
            .into_owned()
    };
    let modules = paths.iter().map(|path| name(path)).collect();
    let mut left: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for path in paths.iter().filter(|path| name(path) != "lib") {
        let used = left.entry(name(path)).or_default();
        collect(path, &modules, used);
        used.remove(&name(path));
    }
    assert!(left["services"].contains("kms"), "the list names the rooms");
    while let Some(lowest) = left.keys().find(|it| left[*it].is_empty()).cloned() {
        left.remove(&lowest);
        left.values_mut().for_each(|used| {
            used.remove(&lowest);
        });
    }
    assert!(
        left.is_empty(),
        "these use each other in a circle: {left:#?}"
    );
}
