//! `init`: a first environment file to edit, with every module of its cloud.

use std::collections::BTreeMap;

use gabakura_model::diagnostic::has_errors;
use gabakura_model::municipality::{self, CodeError, MunicipalityCode};
use gabakura_model::name::Name;
use gabakura_model::tenancy::{Cloud, Profile};
use gabakura_planner::parameter::{Parameter, Parameters};
use gabakura_planner::render::Templates;

use crate::Exit;
use crate::args::InitArgs;
use crate::failure::Failure;
use crate::output::write_file;
use crate::settings::Context;
use crate::workspace::Sources;

pub fn run(context: &Context, args: &InitArgs) -> Result<Exit, Failure> {
    let code: MunicipalityCode = args.municipality.parse().map_err(|error| match error {
        CodeError::CheckDigit { found, expected } => Failure::say(
            "init-check-digit",
            &[("found", &found), ("expected", expected.as_str())],
        ),
        CodeError::NotSixDigits { found } => Failure::say("init-not-a-code", &[("found", &found)]),
    })?;
    let known = municipality::find(code).filter(|m| m.class.can_hold_tenancy() && m.is_current());
    let Some(municipality) = known else {
        return Err(Failure::say(
            "init-unknown-municipality",
            &[("code", code.as_str())],
        ));
    };
    let vendor: Name = args
        .vendor
        .parse()
        .map_err(|_| Failure::say("not-a-name", &[("text", &args.vendor)]))?;
    let path = context
        .workspace
        .join(format!("environments/{code}/{vendor}.toml"));
    let shown = path.display().to_string();
    if path.exists() {
        return Err(Failure::say("init-exists", &[("path", &shown)]));
    }
    let (cloud, key, place, region) = match (&args.account, &args.project) {
        (_, Some(project)) => (Cloud::Gcp, "project", project.as_str(), "asia-northeast1"),
        (account, None) => {
            let account = account.as_deref().unwrap_or_default();
            (Cloud::Aws, "account", account, "ap-northeast-1")
        }
    };
    let templates = templates(context, cloud)?;
    let parameters = templates.parameters();
    let modules: Vec<&str> = parameters.modules(cloud).map(Name::as_str).collect();
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
    write_file(&path, text.as_bytes()).map_err(|error| {
        Failure::say(
            "cannot-write",
            &[("path", &shown), ("problem", &error.to_string())],
        )
    })?;
    context
        .output
        .talk(&context.words.say("init-written", &[("path", &shown)]));
    Ok(Exit::Done)
}

/// The templates of the workspace; a cloud without any has nothing to write about.
fn templates(context: &Context, cloud: Cloud) -> Result<Templates, Failure> {
    let (sources, mut diagnostics) = Sources::templates(&context.workspace);
    let (templates, more) = Templates::load(&sources.templates);
    diagnostics.extend(more);
    if has_errors(&diagnostics) {
        return Err(Failure::Faults(diagnostics, sources));
    }
    if templates.parameters().modules(cloud).next().is_none() {
        let workspace = context.workspace.display().to_string();
        let args = [("cloud", cloud.as_str()), ("workspace", &*workspace)];
        return Err(Failure::say("init-no-modules", &args));
    }
    Ok(templates)
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
    use std::path::Path;

    use clap::Parser;
    use gabakura_planner::{SourceFile, environment};

    use super::*;
    use crate::args::{Cli, Verb};

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

    #[test]
    fn where_there_is_no_module_nothing_is_written() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().display().to_string();
        let words = ["gabakura", "--workspace", &path, "init", "131016", "acme"];
        let place = ["--account", "111122223333"];
        let cli = Cli::try_parse_from(words.into_iter().chain(place)).unwrap();
        let Verb::Init(args) = &cli.command else {
            panic!("{path}");
        };
        assert!(run(&Context::new(&cli.global), args).is_err());
        assert!(!folder.path().join("environments").exists());
    }

    #[test]
    fn a_first_file_is_sound_on_either_cloud() {
        for (place, cloud) in [
            (["--account", "111122223333"], Cloud::Aws),
            (["--project", "chiyoda-acme"], Cloud::Gcp),
        ] {
            let folder = workspace();
            let path = folder.path().display().to_string();
            let words = [
                "gabakura",
                "--quiet",
                "--workspace",
                &path,
                "init",
                "131016",
                "acme",
            ];
            let cli = Cli::try_parse_from(words.into_iter().chain(place)).unwrap();
            let Verb::Init(args) = &cli.command else {
                panic!("{cloud}");
            };
            assert!(run(&Context::new(&cli.global), args).is_ok());
            let file = folder.path().join("environments/131016/acme.toml");
            let file = SourceFile {
                path: "acme.toml".into(),
                text: std::fs::read_to_string(file).unwrap(),
            };
            let templates = templates(&Context::new(&cli.global), cloud).ok().unwrap();
            let parameters = templates.parameters();
            let (tenancies, faults) = environment::read(&[file], parameters);
            assert_eq!(faults, []);
            assert_eq!(tenancies[0].scope.cloud, cloud);
            let modules: Vec<Name> = parameters.modules(cloud).cloned().collect();
            assert!(modules.len() >= 6);
            assert_eq!(tenancies[0].modules, modules);
        }
        let takes = |place: &[&str]| {
            let words = ["gabakura", "init", "131016", "acme"];
            Cli::try_parse_from(words.iter().chain(place)).is_ok()
        };
        assert!(!takes(&[]));
        assert!(!takes(&[
            "--account",
            "111122223333",
            "--project",
            "chiyoda-acme"
        ]));
    }
}
