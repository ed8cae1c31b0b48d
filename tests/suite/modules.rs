//! The modules of a crate form floors: a module imports what lies below it, and nothing imports
//! back up.
//!
//! `rooms.rs` reads the manifests; this reads the sources, one level deeper. Every path in the
//! code that names a module of its own crate is an arrow, whether a `use` spells it or an
//! expression, and so is a path in a macro's input. A parent that declares a child names it only
//! where a path does. Test code is left out.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use syn::{Attribute, Item};

use crate::gabakura::repository;

/// A module by its path from the crate's root; the root itself is empty.
type Module = Vec<String>;

/// Which module names which.
type Arrows = BTreeMap<Module, BTreeSet<Module>>;

/// One source file, its test code taken out.
struct Source {
    module: Module,
    file: syn::File,
}

/// Every module of the crate whose root is `root`, tests left out.
fn sources(root: &Path) -> Vec<Source> {
    let mut found = Vec::new();
    let mut open = vec![(Module::new(), root.to_path_buf())];
    while let Some((module, path)) = open.pop() {
        let text = std::fs::read_to_string(&path).unwrap();
        let mut file = syn::parse_file(&text).unwrap();
        file.items.retain(|item| !is_test(attributes(item)));
        for item in &file.items {
            if let Item::Mod(child) = item
                && child.content.is_none()
            {
                let name = child.ident.to_string();
                let path = child_path(&path, &module, &name);
                let module = module.iter().cloned().chain([name]).collect();
                open.push((module, path));
            }
        }
        found.push(Source { module, file });
    }
    found
}

/// The file of a child module that `parent` declares.
fn child_path(parent: &Path, module: &Module, name: &str) -> PathBuf {
    let folder = parent.parent().unwrap();
    let is_folder = module.is_empty() || parent.file_name().is_some_and(|name| name == "mod.rs");
    let folder = match is_folder {
        true => folder.to_path_buf(),
        false => parent.with_extension(""),
    };
    let flat = folder.join(format!("{name}.rs"));
    if flat.exists() {
        flat
    } else {
        folder.join(name).join("mod.rs")
    }
}

fn attributes(item: &Item) -> &[Attribute] {
    match item {
        Item::Mod(item) => &item.attrs,
        Item::Fn(item) => &item.attrs,
        Item::Use(item) => &item.attrs,
        Item::Impl(item) => &item.attrs,
        Item::Struct(item) => &item.attrs,
        Item::Const(item) => &item.attrs,
        _ => &[],
    }
}

fn is_test(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        attribute.path().is_ident("cfg") && attribute.to_token_stream().to_string().contains("test")
    })
}

/// The arrows of a crate.
fn arrows(sources: &[Source]) -> Arrows {
    let known: BTreeSet<&Module> = sources.iter().map(|source| &source.module).collect();
    let mut arrows = Arrows::new();
    for source in sources {
        let mut paths = BTreeSet::new();
        for item in &source.file.items {
            if !matches!(item, Item::Mod(child) if child.content.is_none()) {
                collect(item.to_token_stream(), &mut paths);
            }
        }
        let targets = paths
            .iter()
            .filter_map(|path| resolved(path, &source.module, &known));
        let targets = targets.filter(|target| *target != source.module);
        arrows.insert(source.module.clone(), targets.collect());
    }
    arrows
}

/// Which module a path names: the longest beginning of it that is one.
fn resolved(path: &[String], from: &Module, known: &BTreeSet<&Module>) -> Option<Module> {
    let mut base = Module::new();
    let mut rest = path;
    match path.first()?.as_str() {
        "crate" => rest = &path[1..],
        "self" | "super" => {
            base.clone_from(from);
            while let Some(word @ ("self" | "super")) = rest.first().map(String::as_str) {
                if word == "super" {
                    base.pop()?;
                }
                rest = &rest[1..];
            }
        }
        child => {
            base.clone_from(from);
            let child: Module = base.iter().cloned().chain([child.to_owned()]).collect();
            if !known.contains(&child) {
                return None;
            }
        }
    }
    for name in rest {
        base.push(name.clone());
        if !known.contains(&base) {
            base.pop();
            break;
        }
    }
    known.contains(&base).then_some(base)
}

/// Every path in `tokens`, groups of `use` trees spelt out.
fn collect(tokens: TokenStream, paths: &mut BTreeSet<Vec<String>>) {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let mut at = 0;
    while at < tokens.len() {
        match &tokens[at] {
            TokenTree::Ident(first) => at = follow(&tokens, at, vec![first.to_string()], paths),
            TokenTree::Group(group) => {
                collect(group.stream(), paths);
                at += 1;
            }
            _ => at += 1,
        }
    }
}

/// Follows a path whose last segment is at `at`; returns where it ends.
fn follow(
    tokens: &[TokenTree],
    mut at: usize,
    mut path: Vec<String>,
    paths: &mut BTreeSet<Vec<String>>,
) -> usize {
    let is_colon =
        |at: usize| matches!(tokens.get(at), Some(TokenTree::Punct(p)) if p.as_char() == ':');
    while is_colon(at + 1) && is_colon(at + 2) {
        match tokens.get(at + 3) {
            Some(TokenTree::Ident(next)) => {
                path.push(next.to_string());
                at += 3;
            }
            Some(TokenTree::Group(group)) => {
                branches(&path, group.stream(), paths);
                return at + 4;
            }
            _ => break,
        }
    }
    if path.len() > 1 {
        paths.insert(path);
    }
    at + 1
}

/// The branches of a `use` tree below `stem`.
fn branches(stem: &[String], tokens: TokenStream, paths: &mut BTreeSet<Vec<String>>) {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let is_comma = |token: &TokenTree| matches!(token, TokenTree::Punct(p) if p.as_char() == ',');
    for branch in tokens.split(is_comma) {
        if let Some(TokenTree::Ident(first)) = branch.first() {
            let mut path = stem.to_vec();
            path.push(first.to_string());
            follow(branch, 0, path, paths);
        }
    }
}

/// Every circle: the sets of modules that reach one another.
fn circles(arrows: &Arrows) -> Vec<BTreeSet<Module>> {
    let reach: BTreeMap<&Module, BTreeSet<&Module>> = arrows
        .keys()
        .map(|from| (from, reachable(from, arrows)))
        .collect();
    let mut found: Vec<BTreeSet<Module>> = Vec::new();
    for (from, to) in &reach {
        let circle: BTreeSet<Module> = to
            .iter()
            .filter(|other| reach.get(*other).is_some_and(|back| back.contains(from)))
            .map(|other| (*other).clone())
            .collect();
        if !circle.is_empty() && !found.contains(&circle) {
            found.push(circle);
        }
    }
    found
}

fn reachable<'a>(from: &Module, arrows: &'a Arrows) -> BTreeSet<&'a Module> {
    let mut seen = BTreeSet::new();
    let mut open: Vec<&Module> = arrows[from].iter().collect();
    while let Some(next) = open.pop() {
        if seen.insert(next) {
            open.extend(arrows.get(next).into_iter().flatten());
        }
    }
    seen
}

/// What ties a circle: each arrow within it.
fn ties(circle: &BTreeSet<Module>, arrows: &Arrows) -> String {
    let name = |module: &Module| match module.is_empty() {
        true => "lib".to_owned(),
        false => module.join("::"),
    };
    let within = circle.iter().flat_map(|from| {
        let inner = arrows[from].iter().filter(|to| circle.contains(*to));
        inner.map(move |to| format!("    {} -> {}", name(from), name(to)))
    });
    within.collect::<Vec<_>>().join("\n")
}

/// Crates whose modules form floors.
const CRATES: &[&str] = &[
    "model",
    "adapter",
    "planner",
    "engine",
    "store",
    "aws",
    "gcp",
    "cli",
    "sandbox/google",
];

#[test]
fn no_module_is_imported_by_what_it_imports() {
    let mut broken = Vec::new();
    for name in CRATES {
        let root = repository()
            .join("provisioner")
            .join(name)
            .join("src/lib.rs");
        let arrows = arrows(&sources(&root));
        assert!(arrows.len() > 1, "{name}: its modules were not found");
        for circle in circles(&arrows) {
            broken.push(format!("{name}:\n{}", ties(&circle, &arrows)));
        }
    }
    assert!(
        broken.is_empty(),
        "circles of modules:\n{}",
        broken.join("\n")
    );
}

#[test]
fn a_circle_is_found_however_it_is_spelt() {
    let module = |text: &str| text.split("::").map(str::to_owned).collect::<Module>();
    let source = |name: &str, text: &str| Source {
        module: module(name),
        file: syn::parse_file(text).unwrap(),
    };
    let spellings = [
        "use crate::low::Thing;",
        "use crate::{low::{self, Thing}, other};",
        "use super::low;",
        "fn f() -> u8 { crate::low::g() }",
        "fn f() { println!(\"{}\", crate::low::G) }",
    ];
    for spelling in spellings {
        let all = [
            source("high", spelling),
            source("low", "use crate::high::Other;"),
            source("other", ""),
        ];
        let arrows = arrows(&all);
        let circle = BTreeSet::from([module("high"), module("low")]);
        assert_eq!(circles(&arrows), [circle], "{spelling}");
    }
}
