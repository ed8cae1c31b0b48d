//! `init`: a first environment file to edit, with every module of its cloud.

use std::path::{Path, PathBuf};

use gabakura_model::municipality::{self, CodeError, Municipality, MunicipalityCode};
use gabakura_model::name::Name;
use gabakura_planner::SourceFile;

use crate::args::InitArgs;
use crate::error::Error;
use crate::files;
use crate::workspace::Sources;

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
        (_, Some(project)) => ("gcp", "project", project.as_str(), "asia-northeast1"),
        (account, None) => {
            let account = account.as_deref().unwrap_or_default();
            ("aws", "account", account, "ap-northeast-1")
        }
    };
    let modules = modules(workspace, cloud)?;
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

/// The modules a workspace has for a cloud.
fn modules(workspace: &Path, cloud: &str) -> Result<Vec<String>, Error> {
    let (sources, _) = Sources::read(workspace);
    let folder = format!("templates/{cloud}/");
    let named = |file: &SourceFile| {
        let name = file.path.strip_prefix(&folder)?.strip_suffix(".toml.hbs")?;
        Some(name.to_owned())
    };
    let modules: Vec<String> = sources.templates.iter().filter_map(named).collect();
    if modules.is_empty() {
        let workspace = workspace.display().to_string();
        let args = [("cloud", cloud), ("workspace", &*workspace)];
        return Err(Error::message("init-no-modules", &args));
    }
    Ok(modules)
}

#[cfg(test)]
mod tests {
    use clap::Parser;
    use gabakura_planner::environment;

    use super::*;
    use crate::args::{Cli, Command};

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
        for (place, cloud) in [(account, "aws"), (project, "gcp")] {
            let folder = workspace();
            let file = init(folder.path(), &args(&place).unwrap()).unwrap();
            assert!(file.ends_with("environments/131016/acme.toml"));
            let file = SourceFile {
                path: "acme.toml".into(),
                text: std::fs::read_to_string(file).unwrap(),
            };
            let (tenancies, diagnostics) = environment::read(&[file]);
            assert_eq!(diagnostics, []);
            assert_eq!(tenancies[0].scope.cloud.as_str(), cloud);
            let modules: Vec<&str> = tenancies[0].modules.iter().map(Name::as_str).collect();
            assert_eq!(modules, MODULES);
        }
        assert!(args(&[]).is_none());
        assert!(args(&[account, project].concat()).is_none());
    }
}
