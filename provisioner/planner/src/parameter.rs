//! Parameters of templates, declared in files beside them: type, bounds, unit, default, summary.
//!
//! | file | declares |
//! |---|---|
//! | `templates/aws/network.params.toml` | parameters of module `network` on AWS |
//! | `templates/network.params.toml` | the same on every cloud |
//! | `templates/aws/common.params.toml`, `templates/common.params.toml` | those of no single module |
//!
//! A name is declared once per cloud, so every template of a cloud that uses it agrees on it.

mod check;
mod declaration;
mod limits;
mod value_type;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use gabakura_model::Value;
use gabakura_model::diagnostic::{Diagnostic, Origin};
use gabakura_model::name::Name;
use gabakura_model::tenancy::{Cloud, Profile};

use crate::secret;
use crate::source::{self, Reader, SourceFile, nearest};

pub(crate) use check::Setting;
pub use declaration::Parameter;
pub use value_type::Unit;

/// Every diagnostic of this module alone, and the arguments of its message.
///
/// An argument that ends in `?` is left out when there is nothing to report.
pub const CODES: &[(&str, &[&str])] = &[
    ("parameter-bounds", &["key", "max", "min"]),
    ("parameter-default", &["param"]),
    ("parameter-duplicate", &["param", "place"]),
    ("parameter-module", &["module", "suggestion?"]),
    ("parameter-name", &["found"]),
    ("parameter-undeclared", &["file", "param", "suggestion?"]),
];

/// What the name of a declaration file ends with.
pub(crate) const SUFFIX: &str = ".params.toml";
/// The stem of a file whose parameters belong to no single module.
const COMMON: &str = "common";

/// Every declared parameter, by cloud and name.
#[derive(Clone, Debug, Default)]
pub struct Parameters {
    declared: BTreeMap<Cloud, BTreeMap<String, Arc<Parameter>>>,
    /// What the file of a module declares.
    own: BTreeMap<(Cloud, Name), BTreeSet<String>>,
    /// What each module with a template takes: what it asks for, and what its file declares.
    taken: BTreeMap<(Cloud, Name), BTreeSet<String>>,
    /// Clouds with a declaration file that could not be read.
    unread: BTreeSet<Cloud>,
    /// Clouds with a template that may take parameters of any name.
    open: BTreeSet<Cloud>,
    files: Vec<Home>,
}

/// Whose parameters a file declares.
#[derive(Clone, Debug)]
struct Home {
    file: Arc<str>,
    clouds: Vec<Cloud>,
    module: Option<Name>,
}

impl Home {
    fn of(path: &Arc<str>) -> Option<Self> {
        let mut parts = path.rsplit(['/', '\\']);
        let stem = parts.next()?.strip_suffix(SUFFIX)?;
        let folder = parts.next().unwrap_or_default();
        let clouds = match folder.parse() {
            Ok(cloud) => vec![cloud],
            Err(_) if folder == "templates" => Cloud::ALL.to_vec(),
            Err(_) => return None,
        };
        let module = match stem {
            COMMON => None,
            stem => Some(stem.parse().ok()?),
        };
        Some(Self {
            file: Arc::clone(path),
            clouds,
            module,
        })
    }
}

impl Parameters {
    /// Reads declaration files. A faulty declaration still makes its name known, as a parameter
    /// of any type, so that one mistake is reported once.
    pub(crate) fn load<'s>(
        sources: impl Iterator<Item = &'s SourceFile>,
    ) -> (Self, Vec<Diagnostic>) {
        let (mut all, mut errors) = (Self::default(), Vec::new());
        for source in sources {
            errors.extend(secret::values(source));
            let Some(home) = Home::of(&source.path) else {
                let error = Diagnostic::error("template-path", Origin::at_line(&source.path, 0));
                errors.push(error.with("suffix", SUFFIX));
                continue;
            };
            match source::parse(source) {
                Ok((file, root)) => {
                    let root = Reader::new(&file, root.get_ref(), String::new(), 0);
                    for (name, table) in root.table_entries() {
                        if let Some(parameter) = declaration::read(&name, table, home.clouds[0]) {
                            all.declare(&home, parameter, &mut errors);
                        }
                    }
                    errors.extend(file.into_diagnostics());
                }
                Err(syntax) => {
                    errors.extend(syntax);
                    all.unread.extend(&home.clouds);
                }
            }
            all.files.push(home);
        }
        (all, errors)
    }

    fn declare(&mut self, home: &Home, parameter: Parameter, errors: &mut Vec<Diagnostic>) {
        let parameter = Arc::new(parameter);
        let name = &parameter.name;
        for cloud in &home.clouds {
            let of_cloud = self.declared.entry(*cloud).or_default();
            if let Some(first) = of_cloud.get(name) {
                let error = Diagnostic::error("parameter-duplicate", parameter.origin.clone());
                errors.push(error.with("param", name).with("place", &first.origin));
                // The same pair would be reported again for each further cloud.
                return;
            }
            of_cloud.insert(name.clone(), Arc::clone(&parameter));
            if let Some(module) = &home.module {
                let own = self.own.entry((*cloud, module.clone())).or_default();
                own.insert(name.clone());
            }
        }
    }

    /// Notes a module with a template and the parameters the template asks for, each with the
    /// place where it first does. `any` is for a template that reads parameters by names that
    /// only rendering knows, or that could not be read.
    pub(crate) fn add_module(
        &mut self,
        key: &(Cloud, Name),
        asked: &BTreeMap<String, Origin>,
        any: bool,
    ) -> Vec<Diagnostic> {
        let (cloud, module) = (key.0, &key.1);
        let mut taken: BTreeSet<String> = asked.keys().cloned().collect();
        taken.extend(self.own.get(key).into_iter().flatten().cloned());
        self.taken.insert(key.clone(), taken);
        if any {
            self.open.insert(cloud);
        }
        let unknown = asked
            .iter()
            .filter(|(name, _)| !self.unread.contains(&cloud) && self.get(cloud, name).is_none())
            .map(|(name, origin)| self.undeclared(cloud, module, name, origin));
        unknown.collect()
    }

    fn undeclared(&self, cloud: Cloud, module: &Name, name: &str, at: &Origin) -> Diagnostic {
        let error = Diagnostic::error("parameter-undeclared", at.clone())
            .with("param", name)
            .with("file", format!("templates/{cloud}/{module}{SUFFIX}"));
        match self.nearest(cloud, name) {
            Some(suggestion) => error.with("suggestion", suggestion),
            None => error,
        }
    }

    /// Declaration files of a module that has no template on any of their clouds.
    pub(crate) fn without_template(&self) -> Vec<Diagnostic> {
        let mut errors = Vec::new();
        for home in &self.files {
            let Some(module) = &home.module else { continue };
            let mut taken = self.taken.keys();
            if taken.any(|(cloud, name)| home.clouds.contains(cloud) && name == module) {
                continue;
            }
            let known = self.taken.keys().map(|(_, name)| name.as_str());
            let error = Diagnostic::error("parameter-module", Origin::at_line(&home.file, 0))
                .with("module", module);
            errors.push(match nearest(module.as_str(), known) {
                Some(suggestion) => error.with("suggestion", suggestion),
                None => error,
            });
        }
        errors
    }

    /// A parameter of a cloud.
    pub(crate) fn get(&self, cloud: Cloud, name: &str) -> Option<&Parameter> {
        self.declared.get(&cloud)?.get(name).map(Arc::as_ref)
    }

    /// Whether a template of a cloud takes a parameter, as far as the files could be read.
    pub(crate) fn may_take(&self, cloud: Cloud, name: &str) -> bool {
        let in_doubt = self.unread.contains(&cloud) || self.open.contains(&cloud);
        in_doubt || self.get(cloud, name).is_some()
    }

    /// The declared name that was probably meant.
    pub(crate) fn nearest(&self, cloud: Cloud, name: &str) -> Option<&str> {
        let names = self.declared.get(&cloud)?.keys();
        nearest(name, names.map(String::as_str))
    }

    /// The parameters a tenancy of a size class starts from on a cloud.
    pub fn defaults(&self, cloud: Cloud, profile: Profile) -> BTreeMap<String, Value> {
        let all = self.declared.get(&cloud).into_iter().flatten();
        let default = |(name, one): (&String, &Arc<Parameter>)| {
            Some((name.clone(), one.default.as_ref()?.get(&profile)?.clone()))
        };
        all.filter_map(default).collect()
    }

    /// The modules of a cloud that have a template.
    pub fn modules(&self, cloud: Cloud) -> impl Iterator<Item = &Name> {
        let keys = self.taken.keys();
        keys.filter(move |(of, _)| *of == cloud)
            .map(|(_, name)| name)
    }

    /// The parameters a module takes on a cloud, in order of name; `None` without a template.
    pub fn of_module(&self, cloud: Cloud, module: &Name) -> Option<Vec<&Parameter>> {
        let taken = self.taken.get(&(cloud, module.clone()))?;
        Some(taken.iter().filter_map(|it| self.get(cloud, it)).collect())
    }

    /// Parameters that no template asks for on any of their clouds and no rule reads.
    pub fn unused(&self) -> Vec<&Parameter> {
        let asked: BTreeSet<&Origin> = self
            .taken
            .iter()
            .flat_map(|((cloud, _), names)| names.iter().map(|name| (*cloud, name)))
            .filter_map(|(cloud, name)| Some(&self.get(cloud, name)?.origin))
            .collect();
        let all = self.declared.values().flat_map(BTreeMap::values);
        let unused = all.filter(|one| !one.rules && !asked.contains(&one.origin));
        unused.map(Arc::as_ref).collect()
    }
}
