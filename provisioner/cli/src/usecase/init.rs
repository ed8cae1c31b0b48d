//! `init`: a first environment file to edit, with every module of its cloud.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use gabakura_model::municipality::{self, CodeError, Municipality, MunicipalityCode};
use gabakura_model::name::Name;
use gabakura_model::tenancy::{Cloud, Profile};
use gabakura_planner::parameter::{Parameter, Parameters};

use crate::args::InitArgs;
use crate::error::Error;
use crate::files;
use crate::usecase::project::templates;

/// Writes the file and returns its path.
///
/// # Errors
/// A code, a name or a workspace that does not fit; a file that exists.
pub fn init(workspace: &Path, args: &InitArgs) -> Result<PathBuf, Error> {
    let municipality = municipality(&args.municipality)?;
    let code = municipality.code;
    let vendor: Name = args
        .vendor
        .parse()
        .map_err(|_| Error::message("not-a-name", &[("text", &args.vendor)]))?;
    let path = workspace.join(format!("environments/{code}/{vendor}.toml"));
    if path.exists() {
        let path = path.display().to_string();
        return Err(Error::message("init-exists", &[("path", &path)]));
    }
    let (cloud, key, place, region) = match (&args.account, &args.project) {
        (_, Some(project)) => (Cloud::Gcp, "project", project.as_str(), "asia-northeast1"),
        (account, None) => {
            let account = account.as_deref().unwrap_or_default();
            (Cloud::Aws, "account", account, "ap-northeast-1")
        }
    };
    let templates = templates(workspace)?;
    let parameters = templates.parameters();
    let modules: Vec<&str> = parameters.modules(cloud).map(Name::as_str).collect();
    if modules.is_empty() {
        let workspace = workspace.display().to_string();
        let args = [("cloud", cloud.as_str()), ("workspace", &*workspace)];
        return Err(Error::message("init-no-modules", &args));
    }
    let text = format!(
        r#"# {name} ({code})
municipality = "{code}"
vendor = "{vendor}"
systems = ["resident_record"]

[stage.verify]
cloud = "{cloud}"
{key} = "{place}"
region = "{region}"
modules = {modules:?}

[stage.verify.params]
{params}"#,
        name = municipality.full_name(),
        params = params(parameters, cloud, &args.cidr),
    );
    files::write(&path, text.as_bytes())?;
    Ok(path)
}

/// The municipality of a code, if it can hold a tenancy today.
fn municipality(text: &str) -> Result<&'static Municipality, Error> {
    let code: MunicipalityCode = text.parse().map_err(|error| match error {
        CodeError::CheckDigit { found, expected } => {
            let args = [("found", &*found), ("expected", expected.as_str())];
            Error::message("init-check-digit", &args)
        }
        CodeError::NotSixDigits { found } => {
            Error::message("init-not-a-code", &[("found", &found)])
        }
    })?;
    let current = |m: &&Municipality| m.class.can_hold_tenancy() && m.is_current();
    municipality::find(code)
        .filter(current)
        .ok_or_else(|| Error::message("init-unknown-municipality", &[("code", code.as_str())]))
}

/// A line for each parameter that must be set, or that its declaration wants in a first file.
fn params(parameters: &Parameters, cloud: Cloud, cidr: &str) -> String {
    let modules = parameters.modules(cloud);
    let taken = modules.filter_map(|module| parameters.of_module(cloud, module));
    let taken = taken.flatten().filter(|one| one.required || one.init);
    let taken: BTreeMap<&str, &Parameter> = taken.map(|one| (one.name.as_str(), one)).collect();
    let line = |one: &Parameter| {
        let default = one.default.as_ref().and_then(|all| all.get(&Profile::City));
        let value = match (one.name.as_str(), one.example.as_ref().or(default)) {
            ("cidr", _) => format!("{cidr:?}"),
            (_, Some(value)) => value.to_string(),
            // What to write here is only known to whoever fills the file in.
            (name, None) => return format!("# {}\n# {name} =\n", one.summary.ja),
        };
        let (ja, en) = (&one.summary.ja, &one.summary.en);
        format!("# {ja}\n# {en}\n{} = {value}\n", one.name)
    };
    taken.into_values().map(line).collect()
}

#[cfg(test)]
mod tests {
    use clap::Parser;
    use gabakura_planner::{SourceFile, environment};

    use super::*;
    use crate::args::{Cli, Command};
    use crate::workspace::Sources;

    /// A workspace with the shipped templates.
    fn workspace() -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        for file in Sources::templates(&shipped).0.templates {
            let path = folder.path().join(&*file.path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, file.text).unwrap();
        }
        folder
    }

    fn args(place: &[&str]) -> Option<InitArgs> {
        let words = ["gabakura", "init", "131016", "acme"];
        let parsed = Cli::try_parse_from(words.iter().chain(place)).ok()?;
        match parsed.command {
            Command::Init(args) => Some(args),
            _ => None,
        }
    }

    #[test]
    fn where_there_is_no_module_nothing_is_written() {
        let folder = tempfile::tempdir().unwrap();
        let args = args(&["--account", "111122223333"]).unwrap();
        assert!(init(folder.path(), &args).is_err());
        assert!(!folder.path().join("environments").exists());
    }

    #[test]
    fn a_first_file_is_sound_on_either_cloud() {
        let (account, project) = (["--account", "111122223333"], ["--project", "chiyoda-acme"]);
        for (place, cloud) in [(account, Cloud::Aws), (project, Cloud::Gcp)] {
            let folder = workspace();
            let file = init(folder.path(), &args(&place).unwrap()).unwrap();
            assert!(file.ends_with("environments/131016/acme.toml"));
            let file = SourceFile {
                path: "acme.toml".into(),
                text: std::fs::read_to_string(file).unwrap(),
            };
            let templates = templates(folder.path()).ok().unwrap();
            let parameters = templates.parameters();
            let (tenancies, diagnostics) = environment::read(&[file], parameters);
            assert_eq!(diagnostics, []);
            assert_eq!(tenancies[0].scope.cloud, cloud);
            let modules: Vec<Name> = parameters.modules(cloud).cloned().collect();
            assert!(modules.len() >= 6);
            assert_eq!(tenancies[0].modules, modules);
        }
        assert!(args(&[]).is_none());
        assert!(args(&[account, project].concat()).is_none());
    }
}
