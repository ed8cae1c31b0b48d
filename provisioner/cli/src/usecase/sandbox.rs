//! `sandbox reset|env`: the embedded cloud, for any client of AWS or Google.

use std::path::Path;

use crate::error::Error;
use crate::files;
use crate::host::{Host, Ports};
use crate::settings::Settings;

/// Account shown when none is given: AWS's documentation uses this number.
const EXAMPLE_ACCOUNT: &str = "111122223333";

/// Empties the sandbox, and the record of what was in it.
///
/// # Errors
/// A running sandbox; files that cannot be removed.
pub fn reset(host: &dyn Host, settings: &Settings) -> Result<(), Error> {
    host.reset_sandbox(&settings.sandbox_dir())?;
    remove_database(&settings.sandbox_store_path())
}

/// Environment variables, by name.
pub struct Variables(pub Vec<(&'static str, String)>);

/// Returns the variables with which any client of AWS or Google calls the running sandbox.
///
/// # Errors
/// A text that is not an account; a sandbox that does not run.
pub fn env(
    host: &dyn Host,
    settings: &Settings,
    account: Option<&str>,
) -> Result<Variables, Error> {
    let account = account.unwrap_or(EXAMPLE_ACCOUNT);
    if account.len() != 12 || !account.bytes().all(|b| b.is_ascii_digit()) {
        return Err(Error::message("not-an-account", &[("text", account)]));
    }
    match host.sandbox_ports(&settings.sandbox_dir()) {
        Some(ports) => Ok(Variables(variables(ports, account))),
        None => Err(Error::message("sandbox-not-running", &[])),
    }
}

fn variables(ports: Ports, account: &str) -> Vec<(&'static str, String)> {
    let google = format!("http://127.0.0.1:{}", ports.google);
    let google_apis = format!("{google}/");
    vec![
        (
            "AWS_ENDPOINT_URL",
            format!("http://127.0.0.1:{}", ports.aws),
        ),
        ("AWS_ACCESS_KEY_ID", account.to_owned()),
        ("AWS_SECRET_ACCESS_KEY", "sandbox".to_owned()),
        ("AWS_DEFAULT_REGION", "ap-northeast-1".to_owned()),
        ("AWS_REGION", "ap-northeast-1".to_owned()),
        ("STORAGE_EMULATOR_HOST", google.clone()),
        (
            "CLOUDSDK_API_ENDPOINT_OVERRIDES_COMPUTE",
            format!("{google}/compute/v1/"),
        ),
        (
            "CLOUDSDK_API_ENDPOINT_OVERRIDES_CLOUDKMS",
            google_apis.clone(),
        ),
        (
            "CLOUDSDK_API_ENDPOINT_OVERRIDES_LOGGING",
            google_apis.clone(),
        ),
        ("CLOUDSDK_API_ENDPOINT_OVERRIDES_IAM", google_apis.clone()),
        (
            "CLOUDSDK_API_ENDPOINT_OVERRIDES_CLOUDRESOURCEMANAGER",
            google_apis,
        ),
    ]
}

/// Removes a database and the files SQLite keeps beside it.
fn remove_database(path: &Path) -> Result<(), Error> {
    for ending in ["", "-wal", "-shm"] {
        let mut name = path.as_os_str().to_owned();
        name.push(ending);
        match std::fs::remove_file(&name) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                return Err(files::cannot_write(path, &error));
            }
            _ => {}
        }
    }
    Ok(())
}
