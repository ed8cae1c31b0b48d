//! `init`: a first environment file to edit, with every module of its cloud.

use gabakura_model::municipality::{self, CodeError, MunicipalityCode};
use gabakura_model::name::Name;
use gabakura_planner::SourceFile;

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
        (_, Some(project)) => ("gcp", "project", project.as_str(), "asia-northeast1"),
        (account, None) => {
            let account = account.as_deref().unwrap_or_default();
            ("aws", "account", account, "ap-northeast-1")
        }
    };
    let modules = modules(context, cloud)?;
    let (someone, bill) = match cloud {
        "gcp" => ("group:operators@example.lg.jp".to_owned(), ""),
        _ => {
            let dollars = "budget_amount = 1000 # 請求は米ドル / the bill is in dollars\n";
            (format!("arn:aws:iam::{place}:role/operators"), dollars)
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
modules = {modules:?}

[stage.verify.params]
zone = "my-number"
cidr = "{cidr}"
flows = []
# 月の予算 / the month's budget (module budget)
budget_yen = 150000
{bill}# 検知と予算の知らせを受け取る宛先 / who is told of alarms and of the budget
alarm_emails = ["soc@{vendor}.example"]
# ロールを引き受ける人 / who takes on the roles (module access)
# operator_principals = ["{someone}"]
# asp_principals = []
# auditor_principals = []
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

/// The modules a workspace has for a cloud.
fn modules(context: &Context, cloud: &str) -> Result<Vec<String>, Failure> {
    let (sources, _) = Sources::read(&context.workspace);
    let folder = format!("templates/{cloud}/");
    let named = |file: &SourceFile| {
        let name = file.path.strip_prefix(&folder)?.strip_suffix(".toml.hbs")?;
        Some(name.to_owned())
    };
    let modules: Vec<String> = sources.templates.iter().filter_map(named).collect();
    if modules.is_empty() {
        let workspace = context.workspace.display().to_string();
        let args = [("cloud", cloud), ("workspace", &*workspace)];
        return Err(Failure::say("init-no-modules", &args));
    }
    Ok(modules)
}

#[cfg(test)]
mod tests {
    use clap::Parser;
    use gabakura_planner::environment;

    use super::*;
    use crate::args::{Cli, Verb};

    const MODULES: [&str; 6] = [
        "access",
        "detection",
        "encryption",
        "guardrails",
        "logging",
        "network",
    ];

    /// A workspace with the names of the shipped templates.
    fn workspace() -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for (cloud, module) in ["aws", "gcp"]
            .iter()
            .flat_map(|it| MODULES.map(|m| (it, m)))
        {
            let dir = folder.path().join("templates").join(cloud);
            std::fs::create_dir_all(&dir).unwrap();
            std::fs::write(dir.join(format!("{module}.toml.hbs")), "").unwrap();
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
            (["--account", "111122223333"], "aws"),
            (["--project", "chiyoda-acme"], "gcp"),
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
            let (tenancies, faults) = environment::read(&[file]);
            assert_eq!(faults, []);
            assert_eq!(tenancies[0].scope.cloud.as_str(), cloud);
            let modules: Vec<&str> = tenancies[0].modules.iter().map(Name::as_str).collect();
            assert_eq!(modules, MODULES);
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
