//! `init`: a first environment file to edit.

use gabakura_model::municipality::{self, CodeError, MunicipalityCode};
use gabakura_model::name::Name;

use crate::Exit;
use crate::args::InitArgs;
use crate::failure::Failure;
use crate::output::write_file;
use crate::settings::Context;

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
        (_, Some(project)) => ("gcp", "project", project.as_str(), "asia-northeast1"),
        (account, None) => {
            let account = account.as_deref().unwrap_or_default();
            ("aws", "account", account, "ap-northeast-1")
        }
    };
    let text = format!(
        r#"# {name} ({code})
municipality = "{code}"
vendor = "{vendor}"
systems = ["resident_record"]

[stage.verify]
cloud = "{cloud}"
{key} = "{place}"
region = "{region}"
modules = ["network", "encryption", "logging", "guardrails"]

[stage.verify.params]
zone = "my-number"
cidr = "{cidr}"
flows = []
"#,
        name = municipality.full_name(),
        cidr = args.cidr,
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

#[cfg(test)]
mod tests {
    use clap::Parser;
    use gabakura_planner::{SourceFile, environment};

    use super::*;
    use crate::args::{Cli, Verb};

    #[test]
    fn a_first_file_is_sound_on_either_cloud() {
        for (place, cloud) in [
            (["--account", "111122223333"], "aws"),
            (["--project", "chiyoda-acme"], "gcp"),
        ] {
            let folder = tempfile::tempdir().unwrap();
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
            let (tenancies, faults) = environment::read(&[file]);
            assert_eq!(faults, []);
            assert_eq!(tenancies[0].scope.cloud.as_str(), cloud);
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
